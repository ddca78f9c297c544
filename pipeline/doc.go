// Package pipeline turns submitted canevas files into a published release.
//
//	definition.Load
//	   |   source.Source.Pull      the only readers of the outside world
//	   v
//	submission.Submission          raw bytes, origin, SHA-256; kept in the archive as received
//	   |   submission.Decoder      a tree with places, whatever the format: workbook reads the
//	   |                           cells, form knows whose they are, coerce what was meant
//	   |   check.Checker.Check     JSON Schema, rules: pure
//	   +----------> check.Finding  the answer to the submitter
//	   v
//	check.Document                 accepted; the only way to have one is to pass Check
//	   |   table.Extractor.Rows    its rows, packed and put on disk (spool); the document is let go
//	   |   table.Claims.Take       of two documents that claim one key the second is refused
//	   v
//	table.Assembly                 the rows of all documents, in order
//	   |   table.Assembly.Groups   some at a time
//	   v
//	artifact -> catalog, portal -> release.Release
//	   |   release.Compare         refuses an unsafe successor
//	   v
//	publish.Publish                the only writer to the outside world
//
// The first half is done for each submission, several at once; the second for
// each table, two at once. In memory there are a few submissions or a few groups
// of rows, and of every submission what became of it.
//
// Everything between Pull and Publish is a function of the submissions, what
// the archive remembers of earlier ones, of what people have released and
// withdrawn, the definition and one time given as a parameter.
//
// # Words
//
//   - canevas: the template a collectivité fills.
//   - submission: one file as received, with its provenance.
//   - finding: something wrong or notable in a submission.
//   - hold: a finding that keeps a submission back until a person releases it.
//   - withdrawal: the word of a person that takes a document out of what is public.
//   - document: a submission that was accepted.
//   - definition: the data that describes one publication.
//   - table: rows of one grain.
//   - artifact: exact bytes to publish.
//   - release: an immutable set of artifacts with a manifest.
//   - archive: the private store of what was received.
//   - account: what a run found out, kept in the archive for the next one.
//   - ledger: what became of every submission, published without its content.
package pipeline
