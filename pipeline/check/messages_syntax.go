package check

import (
	"errors"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// The rules of findings that come neither from the schema nor from the rules
// of the definition nor from the reading of the file.
const (
	rulePanic      = "check/panic"     // the program failed on this file
	ruleObject     = "check/object"    // the file holds something else than one document
	ruleIdentity   = "check/identity"  // the document does not name itself
	ruleMore       = "check/more"      // counts the findings that are not listed
	ruleEvaluation = "rule/evaluation" // a rule of the definition cannot be evaluated
	ruleCost       = "rule/cost"       // the document is too large for the rules
)

var panicMessage = both(
	"le programme n'a pas pu vérifier ce fichier ; signalez-le à qui publie le canevas, les autres fichiers n'en souffrent pas",
	"the program could not check this file; tell the publisher of the canevas, no other file suffers from it")

func objectMessage(k tree.Kind) definition.Text {
	words := typeNames[k.String()]
	return definition.Text{
		FR: french("le fichier doit contenir un canevas, c'est-à-dire des champs et leurs valeurs ; reçu : ") + words.FR,
		EN: "the file must hold one canevas, that is fields and their values; got: " + words.EN,
	}
}

// syntaxFinding turns what a reader says of a file into a finding whose rule
// is the reader's code.
func syntaxFinding(err error) Finding {
	var syntax *tree.SyntaxError
	if !errors.As(err, &syntax) {
		return Finding{Rule: rulePanic, Severity: definition.Error, Message: panicMessage}
	}
	return Finding{Rule: syntax.Code, Severity: definition.Error, Place: syntax.Place, Message: syntaxMessage(syntax.Code, syntax.Detail)}
}

func syntaxMessage(code, detail string) definition.Text {
	text, known := syntaxMessages[code]
	if !known {
		text = bookMessages[code]
	}
	detail = shown(detail)
	return definition.Text{FR: strings.ReplaceAll(french(text.FR), "{}", detail), EN: strings.ReplaceAll(text.EN, "{}", detail)}
}

const (
	saveAsFR = "donnez le canevas au format XLSX, ODS, CSV, YAML ou JSON"
	saveAsEN = "give the canevas as XLSX, ODS, CSV, YAML or JSON"
	utf8FR   = "enregistrez-le en UTF-8 (dans le Bloc-notes : Enregistrer sous, Encodage, UTF-8)"
	utf8EN   = "save it as UTF-8 (in Notepad: Save as, Encoding, UTF-8)"
)

// syntaxMessages has a sentence for each code of submission.Codes that is not in
// bookMessages; {} is the detail of the error.
var syntaxMessages = map[string]definition.Text{
	"json/empty":         {FR: "le fichier est vide", EN: "the file is empty"},
	"json/start":         {FR: "ce n'est pas un fichier JSON : il commence par « {} » au lieu d'une accolade {", EN: "this is not a JSON file: it begins with \"{}\" instead of a brace {"},
	"json/syntax":        {FR: "caractère inattendu : « {} »", EN: "unexpected character: \"{}\""},
	"json/truncated":     {FR: "le fichier s'arrête avant la fin : il a été coupé, ou une accolade, un crochet ou un guillemet n'est pas fermé", EN: "the file ends too early: it was cut, or a brace, a bracket or a quotation mark is not closed"},
	"json/trailing":      {FR: "le canevas est terminé, et quelque chose le suit : « {} » ; un fichier ne contient qu'un canevas", EN: "the canevas is over, and something follows: \"{}\"; a file holds one canevas only"},
	"json/duplicate-key": {FR: "le champ « {} » figure deux fois au même endroit ; gardez-en un", EN: "the field \"{}\" stands twice in the same place; keep one"},
	"json/key":           {FR: "un nom de champ entre guillemets droits est attendu ici ; reçu : « {} »", EN: "the name of a field in double quotes is expected here; got: \"{}\""},
	"json/missing-comma": {FR: "il manque une virgule avant « {} »", EN: "a comma is missing before \"{}\""},
	"json/extra-comma":   {FR: "virgule en trop : rien ne la suit", EN: "one comma too many: nothing follows it"},
	"json/missing-value": {FR: "il manque une valeur avant « {} » ; un champ qu'on ne remplit pas est à retirer", EN: "a value is missing before \"{}\"; a field that is not filled in is left out"},
	"json/unquoted":      {FR: "un texte s'écrit entre guillemets droits : \"ainsi\"", EN: "a text stands in double quotes: \"like this\""},
	"json/inner-quote":   {FR: "un guillemet droit à l'intérieur d'un texte s'écrit \\\" ; ou employez « »", EN: "a double quote inside a text is written \\\""},
	"json/colon":         {FR: "il manque un deux-points entre le nom du champ et sa valeur, avant « {} »", EN: "a colon is missing between the name of the field and its value, before \"{}\""},
	"json/comment":       {FR: "un fichier JSON n'a pas de commentaires ; retirez ce qui suit « {} »", EN: "a JSON file has no comments; remove what follows \"{}\""},
	"json/quote":         {FR: "seuls les guillemets droits \" entourent un texte ; reçu : {}", EN: "only double quotes \" may enclose a text; got: {}"},
	"json/word":          {FR: "« {} » n'est pas une valeur JSON ; un texte s'écrit entre guillemets droits, un champ vide est à retirer", EN: "\"{}\" is not a JSON value; a text stands in double quotes, an empty field is left out"},
	"json/number-form":   {FR: "ce nombre n'est pas écrit comme en JSON (1200.5) ; un code ou un numéro s'écrit entre guillemets droits", EN: "this number is not written as in JSON (1200.5); a code stands in double quotes"},
	"json/number":        {FR: "nombre trop long ou trop grand", EN: "number too long or too large"},
	"json/depth":         {FR: "trop de niveaux imbriqués les uns dans les autres", EN: "nested too deeply"},
	"json/values":        {FR: "le fichier contient trop de valeurs", EN: "the file holds too many values"},
	"json/escape":        {FR: "suite de caractères inconnue dans un texte : {} ; une barre oblique inverse s'écrit \\\\", EN: "unknown escape sequence in a text: {}; a backslash is written \\\\"},
	"json/surrogate":     {FR: "moitié de caractère : {}", EN: "half of a character: {}"},
	"json/control":       {FR: "caractère invisible interdit dans un texte : {} ; un retour à la ligne s'écrit \\n", EN: "control character inside a text: {}; a line break is written \\n"},
	"json/nul":           {FR: "le fichier contient un caractère nul, interdit", EN: "the file holds a NUL character, which is forbidden"},

	"yaml/empty":         {FR: "le fichier ne contient aucune valeur", EN: "the file holds no value"},
	"yaml/syntax":        {FR: "ce fichier YAML ne peut pas être lu ; vérifiez ici les retraits, les deux-points et les guillemets", EN: "this YAML file cannot be read; check indents, colons and quotation marks here"},
	"yaml/colon":         {FR: "un texte qui contient un deux-points s'écrit entre guillemets", EN: "a text that holds a colon stands in quotation marks"},
	"yaml/indicator":     {FR: "un texte qui commence par « {} » s'écrit entre guillemets", EN: "a text that begins with \"{}\" stands in quotation marks"},
	"yaml/quote":         {FR: "guillemet qui n'est pas fermé, ou qui se trouve à l'intérieur d'un texte entre guillemets : {}", EN: "quotation mark that is not closed, or stands inside a text in quotation marks: {}"},
	"yaml/escape":        {FR: "suite de caractères inconnue dans un texte : {} ; une barre oblique inverse s'écrit \\\\", EN: "unknown escape sequence in a text: {}; a backslash is written \\\\"},
	"yaml/duplicate-key": {FR: "le champ « {} » figure deux fois au même endroit ; gardez-en un", EN: "the field \"{}\" stands twice in the same place; keep one"},
	"yaml/key":           {FR: "le nom d'un champ doit être un texte", EN: "the name of a field must be a text"},
	"yaml/alias":         {FR: "les renvois YAML (*) ne sont pas acceptés : répétez la valeur, ou mettez le texte entre guillemets", EN: "YAML aliases (*) are not accepted: repeat the value, or put the text in quotation marks"},
	"yaml/anchor":        {FR: "les ancres YAML (&) ne sont pas acceptées : retirez-la, ou mettez le texte entre guillemets", EN: "YAML anchors (&) are not accepted: remove it, or put the text in quotation marks"},
	"yaml/merge":         {FR: "les fusions YAML (<<) ne sont pas acceptées : répétez les champs", EN: "YAML merge keys (<<) are not accepted: repeat the fields"},
	"yaml/tag":           {FR: "les étiquettes YAML (!) ne sont pas acceptées ; reçu : {}", EN: "YAML tags (!) are not accepted; got: {}"},
	"yaml/directive":     {FR: "les directives YAML (%) ne sont pas acceptées : retirez cette ligne", EN: "YAML directives (%) are not accepted: remove this line"},
	"yaml/documents":     {FR: "le fichier contient plusieurs documents séparés par --- ; un fichier ne contient qu'un canevas", EN: "the file holds several documents separated by ---; a file holds one canevas only"},
	"yaml/tab":           {FR: "une tabulation ne peut pas servir de retrait : mettez des espaces", EN: "a tab cannot indent: use spaces"},
	"yaml/depth":         {FR: "trop de niveaux imbriqués les uns dans les autres", EN: "nested too deeply"},
	"yaml/values":        {FR: "le fichier contient trop de valeurs", EN: "the file holds too many values"},
	"yaml/control":       {FR: "caractère invisible interdit : {}", EN: "control character: {}"},

	"text/utf-8":  {FR: "le fichier n'est pas en UTF-8 (octet {}) : il est sans doute en Windows-1252 ; " + utf8FR, EN: "the file is not UTF-8 (byte {}): it is probably Windows-1252; " + utf8EN},
	"text/utf-16": {FR: "le fichier est en UTF-16 ; " + utf8FR, EN: "the file is UTF-16; " + utf8EN},

	"format/size":     {FR: "le fichier est trop gros : {} au plus", EN: "the file is too large: {} at most"},
	"format/unknown":  {FR: "format de fichier inconnu ; le nom doit finir par .xlsx, .ods, .csv, .yaml ou .json", EN: "unknown file format; the name must end in .xlsx, .ods, .csv, .yaml or .json"},
	"format/html":     {FR: "ceci est une page web et non un canevas : sans doute une page de connexion ou d'erreur du site", EN: "this is a web page and not a canevas: probably a login or error page of the site"},
	"format/xml":      {FR: "les fichiers XML ne sont pas lus ; " + saveAsFR, EN: "XML files are not read; " + saveAsEN},
	"format/xls":      {FR: "les anciens fichiers Office (.xls), et ceux que protège un mot de passe, ne sont pas lus : enregistrez le classeur au format XLSX ou ODS, sans mot de passe", EN: "old Office files (.xls), and files with a password, are not read: save the workbook as XLSX or ODS, without a password"},
	"format/workbook": {FR: "le nom du fichier est celui d'un classeur, et son contenu n'en est pas un (du texte : CSV, YAML, JSON ?) ; enregistrez-le à nouveau dans le tableur, ou corrigez la fin du nom", EN: "the name of the file is that of a workbook, and its content is none (a text: CSV, YAML, JSON?); save it again in the spreadsheet program, or correct the end of the name"},
	"format/macros":   {FR: "le classeur contient des macros, et son nom (.xlsx) le cache ; enregistrez-le au format XLSX, sans macros", EN: "the workbook holds macros, and its name (.xlsx) hides them; save it as XLSX, without macros"},
	"format/csv":      {FR: "les fichiers CSV ne sont pas lus pour ce formulaire ; " + saveAsFR, EN: "CSV files are not read for this form; " + saveAsEN},
	"format/records":  {FR: "le fichier contient plusieurs lignes là où une seule est attendue", EN: "the file holds several lines where one is expected"},
	"format/docx":     {FR: "les documents de traitement de texte (Word, Writer) ne sont pas lus : ils sont à ressaisir ; " + saveAsFR, EN: "text documents (Word, Writer) are not read: they must be typed in again; " + saveAsEN},
	"format/pdf":      {FR: "les PDF ne sont pas lus : ils sont à ressaisir ; " + saveAsFR, EN: "PDF files are not read: they must be typed in again; " + saveAsEN},
	"format/archive":  {FR: "les archives (zip, gzip, 7z, rar) ne sont pas ouvertes ; envoyez le fichier lui-même", EN: "archives (zip, gzip, 7z, rar) are not opened; send the file itself"},
}
