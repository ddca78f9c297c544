// Package pipeline turns submitted canevas files into a published release.
//
//	definition.Load
//	   |   source.Source.Pull      the only readers of the outside world
//	   v
//	submission.Submission          raw bytes, origin, SHA-256; kept in the archive as received
//	   |   check.Checker.Check     decode, JSON Schema, rules: pure
//	   +----------> check.Finding  the answer to the submitter
//	   v
//	check.Document                 accepted; the only way to have one is to pass Check
//	   |   table.Builder.Add       rows, keys, foreign keys: pure
//	   v
//	table.Table -> artifact -> catalog, portal -> release.Release
//	   |   release.Compare         refuses an unsafe successor
//	   v
//	publish.Publish                the only writer to the outside world
//
// Everything between Pull and Publish is a function of the submissions, what
// the archive remembers of earlier ones, the definition and one time given as
// a parameter.
//
// # Words
//
//   - canevas: the template a collectivité fills.
//   - submission: one file as received, with its provenance.
//   - finding: something wrong or notable in a submission.
//   - document: a submission that was accepted.
//   - definition: the data that describes one publication.
//   - table: rows of one grain.
//   - artifact: exact bytes to publish.
//   - release: an immutable set of artifacts with a manifest.
//   - archive: the private store of what was received.
//   - ledger: what became of every submission, published without its content.
package pipeline
