package check

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// ruleSchema begins the rule of every finding of the schema; the keyword that
// fails follows.
const ruleSchema = "schema/"

// A sentence says what a keyword expects, in words that follow the name of the
// field, and what the message tells of what was received.
type sentence struct {
	expected func(fault, field) definition.Text
	tells    tells
	better   bool // x-expected, where the schema has it, says it better
}

// tells is what a message tells of the value received.
type tells int

const (
	nothing tells = iota
	value         // the value itself
	size          // how many characters, items or members it has
)

// sentences has one sentence for each keyword that can fail by itself.
var sentences = map[string]sentence{
	"type":             {expectedTypes, value, true},
	"enum":             {expectedCodes, value, true},
	"const":            {expectedCodes, value, true},
	"pattern":          {expectedPattern, value, true},
	"format":           {expectedFormat, value, true},
	"not":              {plainly("une valeur qui n'est pas de celles exclues ici", "a value that is not among those excluded here"), value, true},
	"oneOf":            {plainly("une seule des formes possibles, or plusieurs conviennent", "one of the possible forms only, and several fit"), value, true},
	"anyOf":            {plainly("l'une des formes possibles", "one of the possible forms"), value, true},
	"minLength":        {expectedLength, size, true},
	"maxLength":        {expectedLength, size, true},
	"minimum":          {expectedBound, value, true},
	"maximum":          {expectedBound, value, true},
	"exclusiveMinimum": {expectedBound, value, true},
	"exclusiveMaximum": {expectedBound, value, true},
	"multipleOf":       {expectedBound, value, true},
	"minItems":         {expectedCount, size, false},
	"maxItems":         {expectedCount, size, false},
	"minProperties":    {expectedCount, size, false},
	"maxProperties":    {expectedCount, size, false},
	"contains":         {expectedItems, nothing, true},
	"minContains":      {expectedItems, nothing, true},
	"maxContains":      {expectedItems, nothing, true},
	"uniqueItems":      {plainly("des éléments tous différents ; deux sont identiques", "items that all differ; two are the same"), nothing, false},

	"required":             {expectedMember, nothing, false},
	"dependentRequired":    {expectedMember, nothing, false},
	"additionalProperties": {plainly("champ inconnu ici ; vérifiez son nom et l'endroit où il est placé", "unknown field here; check its name and where it stands"), nothing, false},
	"unevaluatedProperties": {plainly("champ inconnu ici ; vérifiez son nom et l'endroit où il est placé", "unknown field here; check its name and where it stands"),
		nothing, false},
	"patternProperties": {plainly("champ qui n'a pas sa place ici", "field that has no place here"), nothing, false},
	"propertyNames":     {plainly("nom de champ qui n'est pas admis ici", "name of a field that is not accepted here"), nothing, false},
	"properties":        {plainly("champ à ne pas remplir dans ce cas", "field to leave out in this case"), nothing, false},
	"items":             {plainly("élément en trop", "one item too many"), nothing, false},
	"prefixItems":       {plainly("élément qui n'a pas sa place ici", "item that has no place here"), nothing, false},
	"unevaluatedItems":  {plainly("élément en trop", "one item too many"), nothing, false},
	"then":              {plainly("combinaison de champs qui n'est pas admise", "combination of fields that is not accepted"), nothing, false},
	"else":              {plainly("combinaison de champs qui n'est pas admise", "combination of fields that is not accepted"), nothing, false},
	"allOf":             {plainly("combinaison de champs qui n'est pas admise", "combination of fields that is not accepted"), nothing, false},
	"dependentSchemas":  {plainly("combinaison de champs qui n'est pas admise", "combination of fields that is not accepted"), nothing, false},
	"false":             {plainly("rien n'est admis ici", "nothing is accepted here"), nothing, false},
}

// aboutNames are the keywords whose fault is that a member is there at all.
var aboutNames = map[string]bool{
	"additionalProperties": true, "unevaluatedProperties": true, "properties": true, "patternProperties": true, "propertyNames": true,
}

// schemaNotice returns the notice of a fault.
func (c *Checker) schemaNotice(f fault) notice {
	n := notice{
		rule: ruleSchema + f.keyword, severity: definition.Error, pointer: f.pointer, offset: f.nearest.Offset,
		message: func() definition.Text { return c.message(f) },
	}
	if aboutNames[f.keyword] {
		n.place = (*tree.Tree).PlaceOfName
	}
	return n
}

// message says of a fault: the field, what was expected, what was received.
func (c *Checker) message(f fault) definition.Text {
	about := c.field(f.spot, f.by)
	s, known := sentences[f.keyword]
	if !known {
		s = sentences["false"]
	}
	expected := about.expected
	if !s.better || expected.FR == "" {
		expected = s.expected(f, about)
	}
	text := definition.Text{FR: about.name.FR + french(" : ") + expected.FR, EN: about.name.EN + ": " + expected.EN}
	var received definition.Text
	switch s.tells {
	case nothing:
		return text
	case value:
		received = about.received(f.value)
	case size:
		received = sizeOf(f.value)
	}
	return definition.Text{FR: text.FR + french(" ; reçu : ") + received.FR, EN: text.EN + "; got: " + received.EN}
}

// french gives a sentence the spaces of French typography: what precedes a
// double mark stays on its line.
func french(text string) string { return frenchSpaces.Replace(text) }

var frenchSpaces = strings.NewReplacer(
	" :", "\u00a0:", " ;", "\u00a0;", " !", "\u00a0!", " ?", "\u00a0?", "« ", "«\u00a0", " »", "\u00a0»", " %", "\u00a0%")

// plainly expects the same whatever the value.
func plainly(fr, en string) func(fault, field) definition.Text {
	return func(fault, field) definition.Text { return definition.Text{FR: french(fr), EN: en} }
}

// sizeOf tells how large a value is.
func sizeOf(v *tree.Value) definition.Text {
	if v == nil {
		return definition.Text{FR: "rien", EN: "nothing"}
	}
	switch v.Kind {
	case tree.String:
		return counted(utf8.RuneCountInString(v.Text), characters)
	case tree.Array:
		return counted(len(v.Children), items)
	}
	return counted(len(v.Children), members)
}

// A noun is what is counted, in the singular; both languages add an s.
type noun definition.Text

var (
	characters = noun{FR: "caractère", EN: "character"}
	items      = noun{FR: "élément", EN: "item"}
	members    = noun{FR: "champ", EN: "field"}
)

// counted returns "1 élément", "2 éléments"; zero is singular in French only.
func counted(n int, of noun) definition.Text {
	text := definition.Text{FR: strconv.Itoa(n) + " " + of.FR, EN: strconv.Itoa(n) + " " + of.EN}
	if n > 1 {
		text.FR += "s"
	}
	if n != 1 {
		text.EN += "s"
	}
	return text
}

// both formats a sentence of each language with the same arguments.
func both(fr, en string, args ...any) definition.Text {
	return definition.Text{FR: french(fmt.Sprintf(fr, args...)), EN: fmt.Sprintf(en, args...)}
}
