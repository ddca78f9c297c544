package check

import "github.com/concertations-ia/canevas/pipeline/definition"

const (
	againFR = "enregistrez-le à nouveau dans le tableur, puis renvoyez-le"
	againEN = "save it again in the spreadsheet program, and send it again"
	smallFR = "partez du modèle vierge, et n'y mettez que le canevas"
	smallEN = "start from the blank template, and put nothing but the canevas into it"
)

// bookMessages has a sentence for each code of workbook.Codes; {} is the detail
// of the error.
var bookMessages = map[string]definition.Text{
	"zip/none":      {FR: "ce n'est pas un classeur ; reçu : {}", EN: "this is not a workbook; got: {}"},
	"zip/damaged":   {FR: "le classeur est abîmé ou incomplet ({}) : " + againFR, EN: "the workbook is damaged or incomplete ({}): " + againEN},
	"zip/size":      {FR: "le classeur est trop gros une fois décompressé (limite : {}) : " + smallFR, EN: "the workbook unpacks to too much (limit: {}): " + smallEN},
	"zip/entries":   {FR: "le classeur a trop de parties (limite : {}) : " + smallFR, EN: "the workbook has too many parts (limit: {}): " + smallEN},
	"zip/name":      {FR: "le fichier contient une partie dont le nom est interdit (« {} ») : " + againFR, EN: "the file has a part with a forbidden name (\"{}\"): " + againEN},
	"zip/duplicate": {FR: "le fichier contient deux parties du même nom (« {} ») : " + againFR, EN: "the file has two parts of one name (\"{}\"): " + againEN},
	"zip/overlap":   {FR: "les parties du fichier se chevauchent (« {} ») : " + againFR, EN: "parts of the file overlap (\"{}\"): " + againEN},
	"zip/encrypted": {FR: "le fichier est protégé par un mot de passe : enregistrez-le sans mot de passe", EN: "the file is protected by a password: save it without one"},
	"zip/method":    {FR: "une partie du fichier est compressée d'une manière inhabituelle (« {} ») : " + againFR, EN: "a part of the file is compressed in an unusual way (\"{}\"): " + againEN},

	"xml/doctype":  {FR: "le classeur contient une déclaration interdite (« {} ») : " + againFR, EN: "the workbook holds a forbidden declaration (\"{}\"): " + againEN},
	"xml/damaged":  {FR: "une partie du classeur est abîmée (« {} ») : " + againFR, EN: "a part of the workbook is damaged (\"{}\"): " + againEN},
	"xml/depth":    {FR: "une partie du classeur a trop de niveaux imbriqués (« {} ») : " + againFR, EN: "a part of the workbook is nested too deeply (\"{}\"): " + againEN},
	"xml/elements": {FR: "une partie du classeur a trop d'éléments (« {} ») : " + smallFR, EN: "a part of the workbook has too many elements (\"{}\"): " + smallEN},
	"xml/text":     {FR: "une partie du classeur contient trop de texte (« {} ») : " + smallFR, EN: "a part of the workbook holds too much text (\"{}\"): " + smallEN},
	"xml/encoding": {FR: "une partie du classeur n'est pas en UTF-8 (« {} ») : " + againFR, EN: "a part of the workbook is not UTF-8 (\"{}\"): " + againEN},

	"book/damaged":       {FR: "les parties du classeur ne vont pas ensemble ({}) : " + againFR, EN: "the parts of the workbook do not fit together ({}): " + againEN},
	"book/sheet":         {FR: "un onglet n'a pas de contenu, ou son nom est interdit ou déjà pris (« {} »)", EN: "a sheet has no content, or its name is forbidden or taken (\"{}\")"},
	"book/sheets":        {FR: "le classeur a trop d'onglets (limite : {}) : " + smallFR, EN: "the workbook has too many sheets (limit: {}): " + smallEN},
	"book/rows":          {FR: "l'onglet a trop de lignes (limite : {}) : " + smallFR, EN: "the sheet has too many rows (limit: {}): " + smallEN},
	"book/columns":       {FR: "il y a trop de colonnes (limite : {}) : " + smallFR, EN: "there are too many columns (limit: {}): " + smallEN},
	"book/cells":         {FR: "le fichier a trop de cellules (limite : {}) : " + smallFR, EN: "the file has too many cells (limit: {}): " + smallEN},
	"book/text":          {FR: "le classeur contient trop de texte (limite : {}) : " + smallFR, EN: "the workbook holds too much text (limit: {}): " + smallEN},
	"book/shared-string": {FR: "la cellule renvoie à un texte que le classeur n'a pas ({}) : le fichier est abîmé ; " + againFR, EN: "the cell refers to a text that the workbook does not have ({}): the file is damaged; " + againEN},
	"book/order":         {FR: "des lignes ou des cellules sont en désordre ou répétées : le fichier est abîmé ; " + againFR, EN: "rows or cells are out of order or repeated: the file is damaged; " + againEN},
	"book/count":         {FR: "des cellules du classeur ({}) ne peuvent pas être lues avec certitude : " + againFR, EN: "cells of the workbook ({}) cannot be read with certainty: " + againEN},
	"book/empty":         {FR: "aucune cellule n'est remplie", EN: "no cell is filled in"},
	"book/size":          {FR: "le fichier est trop gros : {} au plus", EN: "the file is too large: {} at most"},

	"ods/kind":      {FR: "ce document n'est pas un classeur ({}) : " + saveAsFR, EN: "this document is not a workbook ({}): " + saveAsEN},
	"ods/repeated":  {FR: "le nombre de répétitions d'une cellule ou d'une ligne n'est pas un nombre : le fichier est abîmé ; " + againFR, EN: "how often a cell or a row is repeated is no number: the file is damaged; " + againEN},
	"ods/sub-table": {FR: "une cellule contient elle-même un tableau : remplacez-le par du texte", EN: "a cell holds a table itself: replace it by text"},

	"csv/encoding":    {FR: "l'encodage du fichier n'est pas reconnu ({}) : enregistrez-le en « CSV UTF-8 »", EN: "the encoding of the file is not recognised ({}): save it as \"CSV UTF-8\""},
	"csv/mojibake":    {FR: "des lettres ont été abîmées (« {} ») : le fichier a été ouvert dans un encodage et enregistré dans un autre ; repartez de l'original et enregistrez-le en « CSV UTF-8 »", EN: "letters were spoilt (\"{}\"): the file was opened in one encoding and saved in another; start from the original and save it as \"CSV UTF-8\""},
	"csv/control":     {FR: "caractère invisible interdit : {}", EN: "control character: {}"},
	"csv/quote":       {FR: "guillemet qui n'est jamais fermé ; un guillemet à l'intérieur d'un texte se double : \"\"", EN: "quotation mark that is never closed; one inside a text is doubled: \"\""},
	"csv/after-quote": {FR: "un texte suit un guillemet fermant ; un guillemet à l'intérieur d'un texte se double : \"\"", EN: "a text follows a closing quotation mark; one inside a text is doubled: \"\""},
	"csv/records":     {FR: "le fichier contient trop de canevas, un par ligne : ceux-ci sont les {} premiers, envoyez les suivants dans un autre fichier", EN: "the file holds too many canevas, one a line: the first are {}, send the following in another file"},
	"csv/fields":      {FR: "cette ligne a plus de champs ({}) que celle des titres : un texte qui contient un séparateur s'écrit entre guillemets", EN: "this line has more fields ({}) than that of the titles: a text that holds a separator stands in quotation marks"},
}
