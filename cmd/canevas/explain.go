package main

import (
	"errors"
	"fmt"

	"github.com/concertations-ia/canevas/pipeline"
	"github.com/concertations-ia/canevas/pipeline/archive"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/source"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// The exit codes are public: README.md documents them and a test holds the two
// together.
const (
	exitDone        = 0
	exitUnexpected  = 1
	exitUsage       = 2
	exitFindings    = 3
	exitUnsafe      = 4
	exitUnreachable = 5
	exitConflict    = 6
	exitSignal      = 128 // plus the number of the signal that stopped the program
)

// errReported means that findings were printed already and decide the exit
// code.
var errReported = errors.New("submissions were refused or held")

// A usageError is a mistake in the command line or in the configuration.
type usageError struct{ err error }

// Error returns the mistake in words.
func (e *usageError) Error() string { return e.err.Error() }

// Unwrap returns the mistake itself.
func (e *usageError) Unwrap() error { return e.err }

func usage(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// explain maps an error to the exit code and the hint documented in README.md.
// It and what it asks are the only places that know them.
func explain(err error) (code int, hint string) {
	var stopped *interruption
	switch {
	case err == nil:
		return exitDone, ""
	case errors.As(err, &stopped):
		return exitSignal + stopped.number(), "nothing is half published; run again"
	case errors.Is(err, errReported):
		return exitFindings, ""
	}
	for _, of := range []func(error) (int, string){explainMistake, explainErasing, explainPublishing, explainReaching} {
		if code, hint := of(err); code != exitDone {
			return code, hint
		}
	}
	return exitUnexpected, ""
}

// explainMistake explains what whoever gave the command got wrong, and returns
// exitDone for everything else.
func explainMistake(err error) (code int, hint string) {
	var mistake *usageError
	var invalid *definition.InvalidError
	var name *pipeline.NameError
	var notHeld *pipeline.NotHeldError
	var document *pipeline.DocumentError
	var earlier *publish.EarlierError
	switch {
	case errors.As(err, &mistake):
		return exitUsage, "canevas help shows the commands, canevas schema configuration the configuration"
	case errors.As(err, &name) && len(name.Leads) > 0:
		return exitUsage, "give more of the name"
	case errors.As(err, &name):
		return exitUsage, "canevas run prints the name of every submission that it holds"
	case errors.As(err, &notHeld):
		return exitUsage, "canevas run prints the submissions that wait for a person, and what is against the others"
	case errors.As(err, &document):
		return exitUsage, "canevas run prints the document of every submission, and the public tables name those that are published"
	case errors.As(err, &invalid):
		return exitUsage, "each line names the file and the place; pipeline/definition/FORMAT.md describes a definition"
	case errors.As(err, &earlier):
		return exitUsage, "nothing was published; canevas rollback without a name says which releases there are"
	}
	return exitDone, ""
}

// explainErasing explains why a withdrawal is not complete, and returns exitDone
// for everything else.
func explainErasing(err error) (code int, hint string) {
	switch {
	case !errors.Is(err, pipeline.ErrErase):
		return exitDone, ""
	case errors.Is(err, store.ErrDenied):
		return exitUnreachable, "it is not public any more; to erase it takes a credential that may delete objects, and list and delete their versions: run again with one"
	case errors.Is(err, store.ErrUnavailable):
		return exitUnreachable, "it is not public any more; run again to erase the rest"
	}
	return exitUnexpected, "it is not public any more; run again to erase the rest"
}

// explainPublishing explains why nothing was published, or nobody knows, and
// returns exitDone for everything else.
func explainPublishing(err error) (code int, hint string) {
	var unsafe *release.UnsafeError
	var withdrawn *publish.WithdrawnError
	switch {
	case errors.As(err, &withdrawn):
		return exitUnsafe, "nothing was published; there is no way round: go back to a release without it, or publish what is left with canevas run"
	case errors.Is(err, publish.ErrCollected):
		return exitConflict, "nothing was published; run again, when canevas gc has done"
	case errors.Is(err, publish.ErrMarked):
		return exitConflict, "nothing is lost; run again, and it goes on where it stopped"
	case errors.As(err, &unsafe):
		return exitUnsafe, "nothing was published; if the loss is meant, say why with --accept-loss"
	case errors.Is(err, publish.ErrConflict), errors.Is(err, archive.ErrChanged):
		return exitConflict, "nothing was lost; run again to publish on top of the newer release"
	case errors.Is(err, publish.ErrUnknown):
		return exitUnexpected, "what is public is whole, old or new; run again to find out which"
	}
	return exitDone, ""
}

// explainReaching explains what could not be reached or read, and returns
// exitDone for everything else.
func explainReaching(err error) (code int, hint string) {
	switch {
	case errors.Is(err, store.ErrDenied):
		return exitUnreachable, "check the credentials in the environment and what they may do; nothing was published"
	case errors.Is(err, store.ErrNoBucket), errors.Is(err, store.ErrUnavailable):
		return exitUnreachable, "check the address and that the bucket or folder is there; nothing was published"
	case errors.Is(err, errSource):
		return exitUnreachable, "the rest is published; run again when the source can be read"
	case errors.Is(err, pipeline.ErrSources) && onlyEmpty(err):
		return exitUnsafe, "an empty source is not a withdrawal: what is public stays as it is"
	case errors.Is(err, pipeline.ErrSources):
		return exitUnreachable, "what is public stays as it is; check the sources in the configuration"
	}
	return exitDone, ""
}

// onlyEmpty reports whether the sources could all be read, and held nothing.
func onlyEmpty(err error) bool {
	return errors.Is(err, source.ErrEmpty) && !errors.Is(err, source.ErrUnavailable) && !errors.Is(err, source.ErrNotFound)
}
