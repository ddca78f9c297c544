package pipeline

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/spool"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// # What did not change is not done again
//
// A run keeps in the archive an account of what it found out: the verdict on
// every submission, and packs of the rows they give. A verdict depends on the
// bytes of the submission, on what people have released of it, on the definition
// and on the program, so the next run takes it over where all four are the same,
// and checks what is new.
//
// The account also says what release the submissions came to. When the next run
// receives the same ones, on top of the same history, and that release is what
// is public, there is nothing to build.
//
// Whatever cannot be read of all this is found out again: no result depends on
// there being an account.

// accountFormat is the version of [account]. Another one is not read.
const accountFormat = 2

// An account is what a run found out.
type account struct {
	Format     int            `json:"format"`
	Program    string         `json:"program"`
	Definition string         `json:"definition"`
	Inputs     string         `json:"inputs"`  // what the release was made of; see run.inputs
	Content    string         `json:"content"` // of the release
	Known      []known        `json:"known"`
	Tables     []writtenTable `json:"tables"` // in the order of the definition
}

// A known is what is known of one submission.
type known struct {
	SHA256   string           `json:"sha256"`
	Kind     string           `json:"kind"`               // how its name ends, which says how it is read
	Source   string           `json:"source"`             // it came from last
	Origin   string           `json:"origin"`             // at that source; never published
	Released []check.Hold     `json:"released,omitempty"` // from what people had released it
	Claimed  check.Identity   `json:"claimed"`
	Findings []check.Finding  `json:"findings,omitempty"`
	Accepted bool             `json:"accepted,omitempty"`
	Unfit    []check.Finding  `json:"unfit,omitempty"`
	Period   catalog.Period   `json:"period"`
	Rows     *place           `json:"rows,omitempty"`
	Compared *comparison      `json:"compared,omitempty"`
	Became   check.Status     `json:"became"`
	Told     *[]check.Finding `json:"told,omitempty"` // what its author was told, where that is not Findings
}

// A place is where packed rows stand in the packs of an archive.
type place struct {
	Pack string `json:"pack"`
	At   int64  `json:"at"`
	Len  int    `json:"len"`
}

// A comparison is the verdict on a submission beside the version before it.
type comparison struct {
	Previous string          `json:"previous"` // its SHA-256
	Claimed  check.Identity  `json:"claimed"`
	Findings []check.Finding `json:"findings,omitempty"`
	Accepted bool            `json:"accepted,omitempty"`
}

// An accountKey tells apart what verdicts depend on.
type accountKey struct{ sha256, kind string }

func keyOf(s submission.Submission) accountKey {
	return accountKey{s.SHA256, submission.Extension(s.Origin)}
}

// recollection is an account as a run uses it.
type recollection struct {
	account
	known map[accountKey]*known
	packs map[string]*spool.File // by SHA-256, those that were fetched
}

func newRecollection() *recollection {
	return &recollection{known: map[accountKey]*known{}, packs: map[string]*spool.File{}}
}

// recollect reads the account of the last run. One of another program or
// definition says nothing.
func (j *Job) recollect(ctx context.Context) (*recollection, error) {
	c := newRecollection()
	if j.Archive == nil || j.Program == "" {
		return c, nil
	}
	a, err := j.lastAccount(ctx)
	if a == nil || a.Program != j.Program || a.Definition != j.Definition.Hash {
		return c, err
	}
	c.account = *a
	for i := range a.Known {
		k := &a.Known[i]
		c.known[accountKey{k.SHA256, k.Kind}] = k
	}
	return c, nil
}

// lastAccount reads the account of the last run, whatever its program and its
// definition were, or returns nil where none can be read.
func (j *Job) lastAccount(ctx context.Context) (*account, error) {
	data, err := j.Archive.Account(ctx)
	var a account
	if data == nil || json.Unmarshal(data, &a) != nil || a.Format != accountFormat {
		return nil, err
	}
	return &a, nil
}

// knows returns what the account says of a submission, or nil where it says
// nothing, or spoke before people released what they have released by now. Of what
// was withdrawn at that time it knows the name only.
func (r *run) knows(s submission.Submission) *known {
	k := r.known[keyOf(s)]
	if k == nil || k.Became == check.Withdrawn || !slices.Equal(k.Released, r.job.released(s.SHA256)) {
		return nil
	}
	return k
}

// verdict returns the verdict of an account.
func (k *known) verdict() verdict {
	return verdict{
		Claimed: k.Claimed, Findings: k.Findings, Accepted: k.Accepted, Unfit: k.Unfit, Period: k.Period,
		place: k.Rows, compared: k.Compared,
	}
}

// know returns what an account says of an outcome, some holds on which people
// have released.
func (o *Outcome) know(released []check.Hold) known {
	v := &o.verdict
	k := known{
		SHA256: o.Submission.SHA256, Kind: submission.Extension(o.Submission.Origin), Released: released,
		Source: o.Submission.Source, Origin: o.Submission.Origin,
		Claimed: v.Claimed, Findings: v.Findings, Accepted: v.Accepted, Unfit: v.Unfit, Period: v.Period,
		Rows: v.place, Compared: v.compared, Became: o.Status,
	}
	if !slices.Equal(o.Findings, v.Findings) {
		k.Told = &o.Findings
	}
	return k
}

// inputs is the hash of what the outcomes and the content of the release are a
// function of: the public address, the submissions, what people have withdrawn,
// and released of them and, of those accepted before this run or in it, their order. A reason to
// lose something is none of it: what is public loses nothing to itself.
func (r *run) inputs() string {
	h := sha256.New()
	fmt.Fprintf(h, "program %s\ndefinition %s\nformat %d\nurl %q\n", r.job.Program, r.job.Definition.Hash, release.Format, r.job.URL)
	r.job.writeWithdrawals(h)
	var keys []accountKey
	for _, o := range r.built.Outcomes {
		if o.Withdrawn == nil {
			keys = append(keys, keyOf(o.Submission))
		}
	}
	slices.SortFunc(keys, func(a, b accountKey) int {
		return cmp.Or(cmp.Compare(a.sha256, b.sha256), cmp.Compare(a.kind, b.kind))
	})
	for _, k := range keys {
		fmt.Fprintf(h, "%s %s\n", k.sha256, k.kind)
		for _, hold := range r.job.released(k.sha256) {
			fmt.Fprintf(h, "released %q %q\n", hold.Rule, hold.Pointer)
		}
	}
	for id := range r.job.ids() {
		fmt.Fprintf(h, "document %q", id)
		for _, x := range r.job.history(id) {
			fmt.Fprintf(h, " %s", x.SHA256)
		}
		fmt.Fprintln(h)
	}
	return hex.EncodeToString(h.Sum(nil))
}
