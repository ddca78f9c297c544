package submission

import (
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// A Note is something that reading a submission tells its author: a value that
// was changed, something that was not read, an answer that cannot be one.
type Note struct {
	Rule          string // "form/date", "book/hidden-sheet", ...; stable
	Severity      definition.Severity
	Pointer       string // RFC 6901; empty where the note is about no value
	Place         tree.Place
	Offset        int    // of the value in the tree; what is about no value comes first
	Before, After string // the value as typed and as read; empty where none may be shown
	Message       definition.Text
}

// notices are the severity and the words of what a file of a spreadsheet program
// holds besides; {} is the detail.
var notices = map[string]struct {
	severity definition.Severity
	text     definition.Text
}{
	workbook.NoticeMacros: {definition.Warning, definition.Text{
		FR: "le fichier contient des macros : elles ne sont ni lues ni exécutées", EN: "the file holds macros: they are neither read nor run"}},
	workbook.NoticeExternal: {definition.Warning, definition.Text{
		FR: "le fichier renvoie à d'autres fichiers ou contient des objets : ils ne sont pas lus", EN: "the file refers to other files or holds objects: they are not read"}},
	workbook.NoticeHiddenSheet: {definition.Warning, definition.Text{
		FR: "l'onglet « {} » est masqué : il n'est pas lu", EN: "the sheet \"{}\" is hidden: it is not read"}},
	workbook.NoticeHiddenRow: {definition.Warning, definition.Text{
		FR: "des lignes de cet onglet sont masquées, dont celle-ci : elles ne sont pas lues", EN: "rows of this sheet are hidden, this one among them: they are not read"}},
	workbook.NoticeHiddenColumn: {definition.Warning, definition.Text{
		FR: "des colonnes de cet onglet sont masquées, dont celle-ci : elles ne sont pas lues", EN: "columns of this sheet are hidden, this one among them: they are not read"}},
	workbook.NoticeComment: {definition.Warning, definition.Text{
		FR: "des cellules de cet onglet portent des commentaires : ils ne sont pas lus", EN: "cells of this sheet have comments: they are not read"}},
	workbook.NoticeMerged: {definition.Warning, definition.Text{
		FR: "cellules fusionnées ({}) : seule la première est lue", EN: "merged cells ({}): only the first is read"}},
	workbook.NoticeFormula: {definition.Warning, definition.Text{
		FR: "des cellules de cet onglet sont calculées, dont celle-ci : leur dernier résultat enregistré est lu", EN: "cells of this sheet are computed, this one among them: their last saved result is read"}},
	workbook.NoticeCSV: {definition.Info, definition.Text{
		FR: "fichier CSV lu ainsi (séparateur, encodage) : {}", EN: "CSV file read as (separator, encoding): {}"}},
}
