package table

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// The rules that tables hold documents to.
const (
	ruleType       = "table/type"
	ruleRequired   = "table/required"
	ruleCode       = "table/code"
	ruleCompute    = "table/compute"
	rulePrimaryKey = "table/primary-key"
	ruleForeignKey = "table/foreign-key"
	ruleMerge      = "table/merge"
)

// report adds a finding of severity error. The place is found out later.
func (x *extraction) report(rule, pointer string, message definition.Text) {
	if len(x.findings) < mostFindings {
		x.findings = append(x.findings, check.Finding{Rule: rule, Severity: definition.Error, Pointer: pointer, Message: message})
	}
}

// reportRow is report for a row of a batch.
func (x *extraction) reportRow(rule string, b *batch, row int, message definition.Text) {
	if len(x.findings) < mostFindings {
		x.report(rule, b.plan.place(x.root, row).pointer(), message)
	}
}

// accepts reports whether a cell may stand in the column; fits says whether it
// is of the column's type.
func (o *origin) accepts(c cell, fits bool) bool {
	return fits && (c.null && !o.required || !c.null && (o.codes == nil || o.codes[c.text]))
}

// fault returns what is wrong with a cell that the column does not accept. v
// is the value it was taken from, nil where it was computed.
func (o *origin) fault(p *plan, c cell, fits bool, v *tree.Value) (rule string, message definition.Text) {
	switch {
	case !fits:
		return ruleType, wrongType(o.spec, v)
	case c.null && o.required:
		return ruleRequired, definition.Text{
			FR: fmt.Sprintf("« %s » est obligatoire dans la table %s", o.spec.Title, p.spec.Name),
			EN: fmt.Sprintf("%q is required in the table %s", o.spec.Title, p.spec.Name),
		}
	default:
		return ruleCode, definition.Text{
			FR: fmt.Sprintf("« %s » doit être un code de la liste %s ; reçu : %s", o.spec.Title, o.spec.Codes, excerpt(c.text)),
			EN: fmt.Sprintf("%q must be a code of the list %s; got: %s", o.spec.Title, o.spec.Codes, excerpt(c.text)),
		}
	}
}

// expected says what a column of each type takes.
var expected = map[definition.Type]definition.Text{
	definition.String:   {FR: "un texte", EN: "a text"},
	definition.Integer:  {FR: "un nombre entier, d'au plus 64 bits", EN: "a whole number of at most 64 bits"},
	definition.Number:   {FR: "un nombre", EN: "a number"},
	definition.Boolean:  {FR: "vrai ou faux", EN: "true or false"},
	definition.Date:     {FR: "une date AAAA-MM-JJ", EN: "a date YYYY-MM-DD"},
	definition.DateTime: {FR: "une date et une heure avec leur fuseau, comme 2026-11-23T10:00:00Z", EN: "a date and time with its zone, such as 2026-11-23T10:00:00Z"},
}

func wrongType(c *definition.Column, v *tree.Value) definition.Text {
	fr, en := "", ""
	if v != nil {
		got := v.Text
		switch v.Kind {
		case tree.Array:
			got = "[…]"
		case tree.Object:
			got = "{…}"
		}
		fr, en = " ; reçu : "+excerpt(got), "; got: "+excerpt(got)
	}
	return definition.Text{
		FR: fmt.Sprintf("« %s » doit être %s%s", c.Title, expected[c.Type].FR, fr),
		EN: fmt.Sprintf("%q must be %s%s", c.Title, expected[c.Type].EN, en),
	}
}

func notComputed(c *definition.Column, err error) definition.Text {
	return definition.Text{
		FR: fmt.Sprintf("« %s » ne peut pas être calculé à partir de ces valeurs", c.Title),
		EN: fmt.Sprintf("%q cannot be computed from these values: %s", c.Title, excerpt(err.Error())),
	}
}

// takenKey says that a row's primary key is that of another row: of the
// document called id, or of the same one where id is empty.
func takenKey(p *plan, key, id string) definition.Text {
	if id == "" {
		return definition.Text{
			FR: fmt.Sprintf("deux lignes de la table %s auraient la même clé : %s", p.spec.Name, key),
			EN: fmt.Sprintf("two rows of the table %s would have the same key: %s", p.spec.Name, key),
		}
	}
	return definition.Text{
		FR: fmt.Sprintf("la clé %s de la table %s est déjà celle d'une ligne du document %s", key, p.spec.Name, excerpt(id)),
		EN: fmt.Sprintf("the key %s of the table %s is already that of a row of the document %s", key, p.spec.Name, excerpt(id)),
	}
}

// deadKey says that a row refers to a row that is not there.
func deadKey(target *definition.Table, key string) definition.Text {
	return definition.Text{
		FR: fmt.Sprintf("aucune ligne de la table %s n'a la clé %s", target.Name, key),
		EN: fmt.Sprintf("no row of the table %s has the key %s", target.Name, key),
	}
}

// disagreement says that a row, which another row of the same key replaces,
// says something else.
func disagreement(c *definition.Column, p *plan, key, here, kept, id string) definition.Text {
	return definition.Text{
		FR: fmt.Sprintf("« %s » de %s (table %s) : %s ici, %s dans le document %s, qui est retenu", c.Title, key, p.spec.Name, here, kept, excerpt(id)),
		EN: fmt.Sprintf("%q of %s (table %s): %s here, %s in the document %s, which is kept", c.Title, key, p.spec.Name, here, kept, excerpt(id)),
	}
}

// keyWords returns the values of a key as a message shows them.
func keyWords(columns []Column, key []int, row int) string {
	var parts []string
	for _, i := range key {
		parts = append(parts, columns[i].words(row))
	}
	return excerpt(strings.Join(parts, ", "))
}

// excerpt returns at most 60 characters of a text, so that no message repeats
// more than 200 of the input.
func excerpt(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// pointer returns the tokens of a JSON Pointer as one.
func (p pattern) pointer() string {
	var b strings.Builder
	for _, token := range p {
		b.WriteString("/" + tree.Escape(token))
	}
	return b.String()
}
