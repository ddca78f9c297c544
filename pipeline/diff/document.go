package diff

import (
	"github.com/concertations-ia/canevas/pipeline/release"
)

// Documents is what became of the accepted documents, by identifier.
type Documents struct {
	Added     List[Document]   `json:"added"`
	Removed   List[Document]   `json:"removed"` // beside those that were withdrawn
	Replaced  List[Replaced]   `json:"replaced"`
	Withdrawn List[Withdrawal] `json:"withdrawn"` // since the old release
}

// A Document is a document and its version.
type Document struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
}

// A Replaced is a document of which both releases have another submission. Its
// version may be the same.
type Replaced struct {
	ID  string `json:"id"`
	Old int64  `json:"old"`
	New int64  `json:"new"`
}

// A Withdrawal is a document that a person took back, and why.
type Withdrawal struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

func (d *Documents) changed() bool {
	return d.Added.Count+d.Removed.Count+d.Replaced.Count+d.Withdrawn.Count > 0
}

// compareDocuments compares what two manifests say of documents.
func compareDocuments(old, now *release.Manifest) Documents {
	found := Documents{newList[Document](), newList[Document](), newList[Replaced](), newList[Withdrawal]()}
	after := make(map[string]release.Document, len(now.Documents))
	for _, d := range now.Documents {
		after[d.ID] = d
	}
	withdrawn := found.compareWithdrawn(old, now)
	before := make(map[string]bool, len(old.Documents))
	for _, d := range old.Documents {
		before[d.ID] = true
		next, there := after[d.ID]
		switch {
		case !there && !withdrawn[d.ID]:
			found.Removed.add(Document{d.ID, d.Version})
		case there && (next.SHA256 != d.SHA256 || next.Version != d.Version):
			found.Replaced.add(Replaced{d.ID, d.Version, next.Version})
		}
	}
	for _, d := range now.Documents {
		if !before[d.ID] {
			found.Added.add(Document{d.ID, d.Version})
		}
	}
	return found
}

// compareWithdrawn tells what was withdrawn since, and returns the identifiers of
// all that ever was.
func (d *Documents) compareWithdrawn(old, now *release.Manifest) map[string]bool {
	known, all := map[string]bool{}, map[string]bool{}
	for _, w := range old.Withdrawn {
		known[w.ID] = true
	}
	for _, w := range now.Withdrawn {
		all[w.ID] = true
		if !known[w.ID] {
			d.Withdrawn.add(Withdrawal{w.ID, w.Reason})
		}
	}
	return all
}
