package check

import "github.com/concertations-ia/canevas/pipeline/tree"

// A Document is an accepted submission. The only way to have one is to pass
// [Checker.Check]. It holds nothing private: whatever is made of it may be
// published.
type Document struct {
	id      string
	version int64
	date    string
	sha256  string
	tree    *tree.Tree
}

// ID is the document's permanent identifier.
func (d *Document) ID() string { return d.id }

// Version is its version; 1 when the definition has no versions.
func (d *Document) Version() int64 { return d.version }

// Date is the date of its submission, as written in it.
func (d *Document) Date() string { return d.date }

// SHA256 is the hash of the submission it came from, in hex.
func (d *Document) SHA256() string { return d.sha256 }

// Tree is its content, without what the definition calls private.
func (d *Document) Tree() *tree.Tree { return d.tree }
