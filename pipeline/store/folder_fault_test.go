package store_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// errDead is what every step meets after the one at which the process died.
var errDead = errors.New("the process is dead")

// diskFaults are what befalls one step of writing to a disk, or, where more is
// said, that step and all after it.
var diskFaults = []struct {
	name    string
	err     error
	half    bool // a write has written half of its bytes by then
	done    bool // the step has been done all the same
	forEver bool
}{
	{name: "full", err: syscall.ENOSPC},
	{name: "full half way", err: syscall.ENOSPC, half: true},
	{name: "full for ever", err: syscall.ENOSPC, half: true, forEver: true},
	{name: "fails", err: syscall.EIO},
	{name: "fails when it is done", err: syscall.EIO, done: true},
	{name: "read-only from now on", err: syscall.EROFS, forEver: true},
	{name: "over quota", err: syscall.EDQUOT, half: true},
	{name: "dies before", err: errDead, forEver: true},
	{name: "dies half way", err: errDead, half: true, forEver: true},
	{name: "dies after", err: errDead, done: true, forEver: true},
}

// A failing disk numbers the steps that change something, and lets a fault
// befall one of them.
type failing struct {
	mu    sync.Mutex
	at    int // 0: none
	fault int // of diskFaults
	steps int
	look  func() // after every step
}

// step has a step done, or fail.
func (f *failing) step(do func(half bool) error) error {
	f.mu.Lock()
	f.steps++
	fault := diskFaults[f.fault]
	befallen := f.at > 0 && (f.steps == f.at || fault.forEver && f.steps > f.at)
	first := f.steps == f.at
	f.mu.Unlock()
	var err error
	switch {
	case !befallen:
		err = do(false)
	case first && fault.done:
		err = errors.Join(do(false), fault.err)
	case first && fault.half:
		err = errors.Join(do(true), fault.err)
	default:
		err = fault.err
	}
	if f.look != nil {
		f.look()
	}
	return err
}

// on returns the folder dir on the failing disk.
func (f *failing) on(dir string) *store.Bucket {
	return store.NewFolderOn(dir, func(d store.Disk) store.Disk { return failingDisk{d, f} })
}

type failingDisk struct {
	store.Disk
	*failing
}

func (d failingDisk) Create(name string) (sheet store.Sheet, err error) {
	err = d.whole("create", name, func() error {
		sheet, err = d.Disk.Create(name)
		return err
	})
	return failingSheet{sheet, d.failing}, err
}

// whole is a step that cannot be done by halves. Its error names the file, as
// those of the system do.
func (d failingDisk) whole(op, name string, do func() error) error {
	err := d.step(func(half bool) error {
		if half {
			return nil
		}
		return do()
	})
	if errno := syscall.Errno(0); errors.As(err, &errno) && !errors.As(err, new(*fs.PathError)) {
		return &fs.PathError{Op: op, Path: name, Err: errno}
	}
	return err
}

func (d failingDisk) Mkdir(name string) error {
	return d.whole("mkdir", name, func() error { return d.Disk.Mkdir(name) })
}

func (d failingDisk) Link(from, to string) error {
	return d.whole("link", to, func() error { return d.Disk.Link(from, to) })
}

func (d failingDisk) Rename(from, to string) error {
	return d.whole("rename", to, func() error { return d.Disk.Rename(from, to) })
}

func (d failingDisk) Remove(name string) error {
	return d.whole("remove", name, func() error { return d.Disk.Remove(name) })
}

func (d failingDisk) Sync(dir string) error {
	return d.whole("sync", dir, func() error { return d.Disk.Sync(dir) })
}

type failingSheet struct {
	store.Sheet
	*failing
}

func (s failingSheet) Write(p []byte) (n int, err error) {
	err = s.step(func(half bool) error {
		if half {
			p = p[:len(p)/2]
		}
		n, err = s.Sheet.Write(p)
		return err
	})
	return n, err
}

func (s failingSheet) Sync() error { return s.step(func(bool) error { return s.Sheet.Sync() }) }

// Close closes the file whatever befalls it, as the system does.
func (s failingSheet) Close() error {
	return errors.Join(s.step(func(bool) error { return nil }), s.Sheet.Close())
}

// publishInto publishes r in a folder on top of what is public there.
func publishInto(ctx context.Context, b *store.Bucket, r *release.Release) error {
	before, err := publish.Read(ctx, b)
	if err != nil {
		return err
	}
	_, err = publish.Publish(ctx, b, r, before)
	return err
}

// TestDiskFails has every fault befall every step that publishing into a folder
// takes on the disk: the first release, and the next. A reader sees whole
// releases only, the run says what it knows, and the next run sets everything
// right and leaves nothing of the failed one but hidden files that it could not
// remove.
func TestDiskFails(t *testing.T) {
	first, second := publishtest.NewDraft(2, 23).Build(t), publishtest.NewDraft(3, 24).Build(t)
	for _, h := range []diskRehearsal{{name: "the first release", next: first}, {name: "the next release", before: first, next: second}} {
		undisturbed := &failing{}
		dir := h.folder(t)
		if err := publishInto(t.Context(), undisturbed.on(dir), h.next); err != nil {
			t.Fatal(err)
		}
		h.settled = objects(t, dir)
		h.endureAll(t, undisturbed.steps)
		t.Logf("%s: %d steps, %d faults", h.name, undisturbed.steps, len(diskFaults))
	}
}

// endureAll has every fault befall every step, several at once since most of the
// time is the disk's.
func (h diskRehearsal) endureAll(t *testing.T, steps int) {
	todo := make(chan *failing)
	var work sync.WaitGroup
	for range 8 {
		work.Go(func() {
			for f := range todo {
				for _, words := range h.endure(t, f) {
					t.Errorf("%s, step %d %s: %s", h.name, f.at, diskFaults[f.fault].name, words)
				}
			}
		})
	}
	for fault := range diskFaults {
		for at := 1; at <= steps; at += stride {
			todo <- &failing{at: at, fault: fault}
		}
	}
	close(todo)
	work.Wait()
}

// A diskRehearsal is a publication into a folder, and what it leaves when
// nothing befalls it.
type diskRehearsal struct {
	name    string
	before  *release.Release // nil: nothing
	next    *release.Release
	settled map[string]string
}

// folder returns a folder with what is public before.
func (h diskRehearsal) folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "folder-*")
	if err == nil && h.before != nil {
		err = publishInto(t.Context(), store.NewFolder(dir), h.before)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// endure has a fault befall the publication and returns what was found against
// the invariants.
func (h diskRehearsal) endure(t *testing.T, f *failing) []string {
	dir := h.folder(t)
	defer os.RemoveAll(dir)
	known := []*release.Release{h.next}
	if h.before != nil {
		known = append(known, h.before)
	}
	o := publishtest.Observe(dir, known...)
	o.Look()
	f.look = o.Look
	err := publishInto(t.Context(), f.on(dir), h.next)
	chain := o.Chain()
	public := len(chain) > 0 && chain[len(chain)-1].Release == h.next.Manifest.Release
	switch dead := diskFaults[f.fault].err == errDead; {
	case err == nil && !public:
		o.Say(6, "the run says that it has published, and has not")
	case err != nil && public && !dead && !errors.Is(err, publish.ErrUnknown):
		o.Say(6, "the run has published, and says: %v", err)
	}
	if err := publishInto(t.Context(), store.NewFolder(dir), h.next); err != nil {
		o.Say(8, "the next run: %v", err)
		return o.Violations()
	}
	o.Look()
	now := objects(t, dir)
	for _, key := range slices.Sorted(maps.Keys(now)) {
		if h.settled[key] != now[key] {
			o.Say(8, "%s is not as after an undisturbed run", key)
		}
	}
	if len(now) != len(h.settled) {
		o.Say(8, "%d objects, not %d", len(now), len(h.settled))
	}
	return o.Violations()
}

// objects returns the bytes of every object that does not differ from run to
// run.
func objects(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		key := strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(dir)+"/")
		if strings.HasPrefix(key, "commits/") || strings.HasPrefix(key, ".probe/") || key == "current.json" || strings.HasPrefix(entry.Name(), ".new-") {
			return nil
		}
		data, err := os.ReadFile(path)
		all[key] = fmt.Sprintf("%x", data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
