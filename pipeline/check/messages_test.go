package check

import (
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

func submissionOf(text string) submission.Submission {
	return submission.New("essai", "essai.json", []byte(text))
}

// keywords are those of draft 2020-12 that can fail by themselves, or whose
// schema can be just false.
var keywords = strings.Fields(`type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern
	maxItems minItems uniqueItems maxContains minContains maxProperties minProperties required dependentRequired format
	allOf anyOf oneOf not then else dependentSchemas prefixItems items contains properties patternProperties additionalProperties
	propertyNames unevaluatedItems unevaluatedProperties false`)

// TestEveryKeywordHasSentences: no keyword leaves an official without a word,
// in either language, whatever is at the place.
func TestEveryKeywordHasSentences(t *testing.T) {
	c := &Checker{def: &definition.Definition{Schema: &definition.Schema{}}}
	one := big.NewRat(1, 1)
	schema := &jsonschema.Schema{
		Types: []string{"string"}, Enum: []any{"a"}, Constant: []any{nil}, Format: "date", Pattern: regexp.MustCompile("a"),
		Minimum: one, Maximum: one, ExclusiveMinimum: one, ExclusiveMaximum: one, MultipleOf: one,
	}
	for _, keyword := range keywords {
		if _, ok := sentences[keyword]; !ok {
			t.Errorf("%s has no sentence", keyword)
		}
		for _, v := range []*tree.Value{nil, {Kind: tree.String, Text: "x"}, {Kind: tree.Array}, {Kind: tree.Object}, {Kind: tree.Number, Text: "1"}} {
			text := c.message(fault{spot: spot{pointer: "/p", pattern: "/p", value: v}, keyword: keyword, schema: schema, because: "b"})
			checkSentence(t, keyword, text)
		}
	}
	for keyword := range sentences {
		if !slices.Contains(keywords, keyword) {
			t.Errorf("%s is not a keyword", keyword)
		}
	}
}

// TestEveryCodeHasSentences: nor does any fault of reading.
func TestEveryCodeHasSentences(t *testing.T) {
	for _, code := range submission.Codes() {
		text := syntaxMessage(code, "détail")
		checkSentence(t, code, text)
		if strings.Contains(text.FR, "{}") || strings.Contains(text.EN, "{}") {
			t.Errorf("%s: the detail is missing: %s", code, text.FR)
		}
	}
	for _, code := range slices.Concat(slices.Collect(maps.Keys(syntaxMessages)), slices.Collect(maps.Keys(bookMessages))) {
		if !slices.Contains(submission.Codes(), code) {
			t.Errorf("no reader reports %s", code)
		}
	}
}

func checkSentence(t *testing.T, id string, text definition.Text) {
	t.Helper()
	if len(text.FR) < 8 || len(text.EN) < 8 || text.FR == text.EN {
		t.Errorf("%s: %q, %q", id, text.FR, text.EN)
	}
	if regexp.MustCompile(`[^\x{a0}][:;!?»]( |$)|«[^\x{a0}]`).MatchString(text.FR) {
		t.Errorf("%s: a no-break space is missing in %q", id, text.FR)
	}
	if strings.ContainsRune(text.EN, '\u00a0') {
		t.Errorf("%s: French spaces in %q", id, text.EN)
	}
}
