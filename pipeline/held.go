package pipeline

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// A Held is a submission that findings hold, or held until a person released
// it, as whoever decides about it sees it.
type Held struct {
	SHA256   string
	Claimed  check.Identity
	Findings []check.Finding    // that hold it, and those of severity info that were released; in the order of the file
	Released []archive.Released // so far, the oldest first

	archive *archive.Archive
	holds   []archive.Hold
}

// ID is the public name of the submission.
func (h *Held) ID() string { return submission.Submission{SHA256: h.SHA256}.ID() }

// Waits reports whether something still holds the submission.
func (h *Held) Waits() bool { return check.Count(h.Findings, definition.Hold) > 0 }

// Release records that a person releases the submission from what holds it, and
// why. The next run publishes it, unless something else is against it by then.
// Release reports false, and changes nothing, where all this was released before
// for the same reason. It is safe to repeat; its errors are those of
// [archive.Archive.Release].
func (h *Held) Release(ctx context.Context, reason string, at time.Time) (bool, error) {
	added, err := h.archive.Release(ctx, h.SHA256, archive.Released{
		Holds: h.holds, Reason: reason, Time: at.UTC().Format(time.RFC3339),
	})
	h.Released = h.archive.Released(h.SHA256)
	return added, err
}

// A NameError says that a name leads to no submission, or to several.
type NameError struct {
	Name  string
	Leads []string // public names of the submissions it leads to, sorted
}

// Error says which.
func (e *NameError) Error() string {
	if len(e.Leads) == 0 {
		return fmt.Sprintf("no submission %s: the last run received none whose name begins so, and none was ever published", e.Name)
	}
	return fmt.Sprintf("submission %s: several names begin so: %s", e.Name, strings.Join(e.Leads, ", "))
}

// A NotHeldError says that there is nothing to release, and what the submission
// is instead.
type NotHeldError struct {
	ID     string
	Status check.Status // Held: by findings that are too many to be told; empty: nothing is against it any more
}

// Error says what the submission is.
func (e *NotHeldError) Error() string {
	is := map[check.Status]string{
		check.Published:  "is not held: it is published",
		check.Superseded: "is not held: a later version took its place",
		check.Refused:    "is not held: it is refused, which only another file can mend",
		check.Withdrawn:  "is withdrawn, and its bytes are erased: only another file can bring the document back",
		check.Held:       "has so many findings that those that hold it are not among those told",
		"":               "is not held any more: the next run decides about it",
	}
	return "submission " + e.ID + " " + is[e.Status]
}

// FindHeld finds the submission whose public name, or hash, begins as name does,
// among those that the last run received and those ever accepted, and checks it
// as the next run would. It wraps [*NameError] or [*NotHeldError] where there is
// nothing to release; other errors are those of the archive and of
// [check.New].
func FindHeld(ctx context.Context, def *definition.Definition, a *archive.Archive, name string) (*Held, error) {
	checker, err := check.New(def)
	if err != nil {
		return nil, err
	}
	r := &run{job: &Job{Definition: def, Archive: a}, checker: checker.Withholding(a.WithdrawnDocuments())}
	found, err := r.job.lookUp(ctx, name)
	if err != nil {
		return nil, err
	}
	if c := a.Cover(found.SHA256); c != nil && c.Purged {
		return nil, &NotHeldError{ID: submission.Submission{SHA256: found.SHA256}.ID(), Status: check.Withdrawn}
	}
	v, err := r.recheck(ctx, found)
	if err != nil {
		return nil, err
	}
	h := &Held{SHA256: found.SHA256, Claimed: v.Claimed, Released: r.job.releases(found.SHA256), archive: a}
	h.see(v.Findings, r.job.released(found.SHA256))
	switch {
	case statusOf(v.Findings) == check.Refused:
		return nil, &NotHeldError{ID: h.ID(), Status: check.Refused}
	case h.holds == nil && h.Waits():
		return nil, &NotHeldError{ID: h.ID(), Status: check.Held}
	case h.holds == nil:
		return nil, &NotHeldError{ID: h.ID(), Status: found.became(r.job, v.Claimed.ID)}
	}
	return h, nil
}

// see takes over the findings that hold a submission, or did until they were
// released.
func (h *Held) see(findings []check.Finding, released []check.Hold) {
	for _, hold := range check.Holds(findings) {
		h.holds = append(h.holds, archive.Hold(hold))
	}
	for _, f := range findings {
		of := check.Hold{Rule: f.Rule, Pointer: f.Pointer}
		switch {
		case f.Severity == definition.Hold:
			h.Findings = append(h.Findings, f)
		case f.Severity == definition.Info && slices.Contains(released, of):
			h.Findings = append(h.Findings, f)
			h.holds = append(h.holds, archive.Hold(of))
		}
	}
}

// lookUp returns what is known of the submission whose hash begins as name does.
func (j *Job) lookUp(ctx context.Context, name string) (*known, error) {
	all, err := j.everKnown(ctx)
	if err != nil {
		return nil, err
	}
	e := &NameError{Name: name}
	for _, sha256 := range slices.Sorted(maps.Keys(all)) {
		if strings.HasPrefix(sha256, name) {
			e.Leads = append(e.Leads, sha256)
		}
	}
	if len(e.Leads) == 1 {
		return all[e.Leads[0]], nil
	}
	for i, sha256 := range e.Leads {
		e.Leads[i] = submission.Submission{SHA256: sha256}.ID()
	}
	return nil, e
}

// everKnown returns, by hash, how the submissions are read that the last run
// received or an earlier one accepted, and what became of those of the last run
// if it had the same definition.
func (j *Job) everKnown(ctx context.Context) (map[string]*known, error) {
	all := map[string]*known{}
	for id := range j.ids() {
		for _, x := range j.history(id) {
			all[x.SHA256] = &known{SHA256: x.SHA256, Kind: submission.Extension(x.Origin)}
		}
	}
	last, err := j.lastAccount(ctx)
	if last != nil {
		for _, k := range last.Known {
			if last.Definition != j.Definition.Hash {
				k.Became = ""
			}
			all[k.SHA256] = &k
		}
	}
	return all, err
}

// recheck checks a known submission as a run would: by itself, and where that
// accepts it for the first time, beside the version before it.
func (r *run) recheck(ctx context.Context, k *known) (check.Verdict, error) {
	raw, err := r.job.Archive.Raw(ctx, k.SHA256)
	if err != nil {
		return check.Verdict{}, err
	}
	s := submission.New("", "submission"+k.Kind, raw)
	v := r.check(s, nil)
	history := r.job.history(v.Claimed.ID)
	before := slices.ContainsFunc(history, func(x archive.Accepted) bool { return x.SHA256 == k.SHA256 })
	if v.Document == nil || before || !r.checker.Compares() {
		return v, nil
	}
	for _, x := range slices.Backward(history) {
		if r.job.cover(x.SHA256) != nil {
			continue
		}
		p, err := r.job.Archive.Submission(ctx, x)
		if err != nil {
			return check.Verdict{}, err
		}
		if previous := r.check(p, nil).Document; previous != nil {
			return r.check(s, previous), nil
		}
	}
	return v, nil
}

// became returns the status of a known submission that nothing holds: what the
// last run made of it, or the history of its document says.
func (k *known) became(j *Job, document string) check.Status {
	if k.Became != "" && k.Became != check.Held {
		return k.Became
	}
	history := j.history(document)
	at := slices.IndexFunc(history, func(x archive.Accepted) bool { return x.SHA256 == k.SHA256 })
	switch {
	case at < 0:
		return ""
	case at < len(history)-1:
		return check.Superseded
	}
	return check.Published
}
