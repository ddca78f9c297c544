package publishtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
)

// An Observer reads a publication again and again while others write it, and
// holds what it finds to the invariants of the protocol. It knows nothing of how
// publishing works: it reads the plain files that the embedded storage, or a
// folder, keeps objects in, from current.json on. It may be shared between
// goroutines.
type Observer struct {
	dir      string
	releases map[string]*release.Release // that may ever be public, by name

	mu     sync.Mutex
	chain  []publish.Pointer   // the pointers it has seen, in order
	public []*release.Release  // that are or were public, in order
	now    map[string]glance   // during one Look, by key
	seen   map[string]seen     // under releases/, by key
	copies map[string]seen     // under latest/ and at the root, by key
	copied map[string][]string // hashes that may stand at the address of a copy, by key
	broken map[string]struct{} // violations, each once
	order  []string            // of them
}

// A seen is what a file was when it was last read.
type seen struct {
	size     int64
	modified time.Time
	file     fs.FileInfo
	sum      string
}

// Observe returns an observer of the objects below dir, where only the releases
// given may ever be public.
func Observe(dir string, releases ...*release.Release) *Observer {
	o := &Observer{
		dir: dir, releases: map[string]*release.Release{}, seen: map[string]seen{}, copies: map[string]seen{},
		copied: map[string][]string{}, broken: map[string]struct{}{},
	}
	for _, r := range releases {
		o.releases[r.Manifest.Release] = r
	}
	return o
}

// Violations returns what was found against the invariants, each once, in the
// words "invariant N: ...".
func (o *Observer) Violations() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.order)
}

// Chain returns the pointers that were seen, in the order in which they were.
func (o *Observer) Chain() []publish.Pointer {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.chain)
}

// Say adds a violation that somebody else has found.
func (o *Observer) Say(invariant int, format string, args ...any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.say(invariant, format, args...)
}

func (o *Observer) say(invariant int, format string, args ...any) {
	words := fmt.Sprintf("invariant %d: ", invariant) + fmt.Sprintf(format, args...)
	if _, told := o.broken[words]; !told {
		o.broken[words] = struct{}{}
		o.order = append(o.order, words)
	}
}

// Look reads what is public at this moment. Nobody may be in the middle of
// moving the pointer back and forth while it runs, but anybody may write.
func (o *Observer) Look() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = map[string]glance{}
	o.immutables()
	data, err := os.ReadFile(o.path("current.json"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if len(o.chain) > 0 {
			o.say(4, "current.json is gone after generation %d", o.chain[len(o.chain)-1].Generation)
		}
	case err != nil:
		o.say(1, "current.json: %v", err)
	default:
		o.pointer(data)
	}
	o.projection()
}

func (o *Observer) path(key string) string { return filepath.Join(o.dir, filepath.FromSlash(key)) }

// pointer follows current.json.
func (o *Observer) pointer(data []byte) {
	var p publish.Pointer
	if err := json.Unmarshal(data, &p); err != nil {
		o.say(1, "current.json cannot be read: %v", err)
		return
	}
	o.move(p)
	r := o.releases[p.Release]
	if r == nil {
		o.say(3, "release %s is public, and nobody has published it", p.Release)
		return
	}
	if last := r.Artifacts[len(r.Artifacts)-1]; last.SHA256 != p.Manifest {
		o.say(1, "current.json says that the manifest of %s has the hash %s", p.Release, p.Manifest)
	}
	if _, err := o.read(o.seen, releaseKey(r, release.ManifestPath)); err != nil {
		o.say(1, "the manifest that current.json names is not there")
	}
	o.whole(r)
	record := fmt.Sprintf("commits/%08d-%s.json", p.Generation, p.Nonce)
	if said, err := os.ReadFile(o.path(record)); err != nil || !bytes.Equal(said, data) {
		o.say(4, "%s does not say what current.json says", record)
	}
}

// whole holds the files of a release to what its manifest says.
func (o *Observer) whole(r *release.Release) {
	for _, a := range r.Artifacts {
		key := releaseKey(r, a.Path)
		switch now, err := o.read(o.seen, key); {
		case err != nil:
			o.say(2, "%s is not there", key)
		case now.size != a.Size || now.sum != a.SHA256:
			o.say(2, "%s is not what the manifest says", key)
		}
	}
}

func releaseKey(r *release.Release, path string) string {
	return "releases/" + r.Manifest.Release + "/" + path
}

// move holds a pointer to the one before it.
func (o *Observer) move(p publish.Pointer) {
	if len(o.chain) == 0 {
		o.chain = append(o.chain, p)
		o.commit(p.Release)
		return
	}
	last := o.chain[len(o.chain)-1]
	switch {
	case p == last:
		return
	case p.Generation < last.Generation:
		o.say(4, "generation %d follows generation %d", p.Generation, last.Generation)
	case p.Generation == last.Generation:
		o.say(4, "generation %d is of two attempts", p.Generation)
	case p.Generation == last.Generation+1 && p.Previous != last.Release:
		o.say(4, "generation %d says that it follows %q; %s was public", p.Generation, p.Previous, last.Release)
	case p.Generation > last.Generation+1:
		o.say(4, "generation %d follows generation %d", p.Generation, last.Generation)
	}
	o.chain = append(o.chain, p)
	o.commit(p.Release)
}

// Remember tells the observer that a release was public before it came.
func (o *Observer) Remember(r *release.Release) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.commit(r.Manifest.Release)
}

// commit lets the copies be those of a release from now on.
func (o *Observer) commit(id string) {
	r := o.releases[id]
	if r == nil {
		return
	}
	o.public = append(o.public, r)
	for _, a := range r.Artifacts {
		key := copyOf(a.Path)
		o.copied[key] = append(o.copied[key], a.SHA256)
	}
}

// copyOf is the stable address of the copy of a file of a release.
func copyOf(path string) string {
	if rest, atRoot := strings.CutPrefix(path, "root/"); atRoot {
		return rest
	}
	return "latest/" + path
}

// projection holds every copy to be a whole file of a release that is or was
// public, and none to lead to what is not there yet.
func (o *Observer) projection() {
	for key := range o.known() {
		now, err := o.read(o.copies, key)
		if err == nil && !slices.Contains(o.copied[key], now.sum) {
			o.say(7, "%s is not a file of a release that is or was public", key)
		}
	}
	for _, r := range o.releases {
		arrived := o.arrived(r)
		for _, a := range r.Artifacts {
			now, err := o.read(o.copies, copyOf(a.Path))
			if rank(a) < arrived && (err != nil || now.sum != a.SHA256 && !o.later(copyOf(a.Path), now.sum, r)) {
				o.say(7, "%s of %s has been copied, and not yet what leads to it", copyOf(a.Path), r.Manifest.Release)
			}
		}
	}
}

// arrived is the highest rank among the copies that only r can have left.
func (o *Observer) arrived(r *release.Release) int {
	highest := 0
	for _, a := range r.Artifacts {
		now, err := o.read(o.copies, copyOf(a.Path))
		if err == nil && now.sum == a.SHA256 && !o.shared(r, a) {
			highest = max(highest, rank(a))
		}
	}
	return highest
}

// shared reports whether another release has the same bytes at the same path.
func (o *Observer) shared(r *release.Release, a artifact.Artifact) bool {
	for _, other := range o.releases {
		same := func(b artifact.Artifact) bool { return b.Path == a.Path && b.SHA256 == a.SHA256 }
		if other != r && slices.ContainsFunc(other.Artifacts, same) {
			return true
		}
	}
	return false
}

// rank is the order that publication asks for: tables, what describes them,
// pages, the catalogue, and the manifest last.
func rank(a artifact.Artifact) int {
	switch {
	case a.Path == release.ManifestPath:
		return 4
	case a.Path == "root/catalog.jsonld":
		return 3
	case strings.HasPrefix(a.Path, "root/"):
		return 2
	case a.Table == "":
		return 1
	}
	return 0
}

// later reports whether the copy at an address is of a release that became
// public after r: the next copies are on their way.
func (o *Observer) later(key, sum string, r *release.Release) bool {
	after := false
	for _, public := range o.public {
		same := func(a artifact.Artifact) bool { return copyOf(a.Path) == key && a.SHA256 == sum }
		if after && slices.ContainsFunc(public.Artifacts, same) {
			return true
		}
		after = after || public == r
	}
	return false
}

// known are the addresses of the copies of all releases.
func (o *Observer) known() map[string]struct{} {
	all := map[string]struct{}{}
	for _, r := range o.releases {
		for _, a := range r.Artifacts {
			all[copyOf(a.Path)] = struct{}{}
		}
	}
	return all
}

// immutables holds what stands under releases/ to what stood there before.
func (o *Observer) immutables() {
	for key, before := range o.seen {
		now, err := o.read(o.seen, key)
		switch {
		case err != nil:
			o.say(5, "%s is gone", key)
		case now.sum != before.sum:
			o.say(5, "%s has changed", key)
		}
	}
	for _, r := range o.releases {
		for _, a := range r.Artifacts {
			// What is not there yet will be looked at when it is.
			_, _ = o.read(o.seen, releaseKey(r, a.Path))
		}
		if _, err := o.read(o.seen, releaseKey(r, release.ManifestPath)); err == nil {
			o.whole(r)
		}
	}
}

// A glance is what one Look finds of a file.
type glance struct {
	seen seen
	err  error
}

// read returns what a file is now, as this Look found it first.
func (o *Observer) read(known map[string]seen, key string) (seen, error) {
	found, looked := o.now[key]
	if !looked {
		found.seen, found.err = o.readAgain(known[key], key)
		o.now[key] = found
		if found.err == nil {
			known[key] = found.seen
		}
	}
	return found.seen, found.err
}

// readAgain reads a file, unless it is the one that was there before.
func (o *Observer) readAgain(before seen, key string) (seen, error) {
	status, err := os.Stat(o.path(key))
	if err != nil {
		return seen{}, err
	}
	if before.file != nil && os.SameFile(before.file, status) && before.size == status.Size() && before.modified.Equal(status.ModTime()) {
		return before, nil
	}
	data, err := os.ReadFile(o.path(key))
	if err != nil {
		return seen{}, err
	}
	sum := sha256.Sum256(data)
	return seen{size: int64(len(data)), modified: status.ModTime(), file: status, sum: hex.EncodeToString(sum[:])}, nil
}
