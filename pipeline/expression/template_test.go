package expression_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/expression"
)

func TestTemplate(t *testing.T) {
	long := strings.Repeat("é", 500)
	root := parse(t, `{"siret": "12", "n": 3, "r": 1.5, "long": "`+long+`", "ligne": "a\nb\u200bc", "mail": "x@ville.fr", "vrai": true}`)
	for source, want := range map[string]string{
		"sans expression":             "sans expression",
		"reçu : {this.siret} ; fin":   "reçu : 12 ; fin",
		"{this.n}{this.r}":            "31.5",
		`{"}" + {"a": "b"}["a"]} fin`: "}b fin",
		`{'\'}' + "x"}`:               "'}x",
		"{this.ligne}":                "a bc",
		"{this.long}":                 strings.Repeat("é", 200) + "…",
		"{this.long} {this.siret}":    strings.Repeat("é", 200) + "… …",
		"{this.mail}":                 "…",
		"a } b":                       "a } b",
	} {
		template, err := expression.CompileTemplate(source)
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		if got, err := template.Text(&expression.Scope{This: root}); err != nil || got != want {
			t.Errorf("%s: got %q, %v", source, got, err)
		}
	}
	for _, source := range []string{"reçu : {this.absent} !", "reçu : {this.vrai} !"} {
		template, err := expression.CompileTemplate(source)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := template.Text(&expression.Scope{This: root}); err == nil || got != "reçu : … !" {
			t.Errorf("%s: got %q, %v", source, got, err)
		}
	}
}

func TestTemplateErrorsNameThePlace(t *testing.T) {
	for source, want := range map[string]string{
		"reçu {this.x":           "1:7: this brace is never closed",
		"a\nreçu {this.x} {zut}": "expression at 2:16: 1:1: undeclared reference to 'zut'",
	} {
		if _, err := expression.CompileTemplate(source); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v", source, err)
		}
	}
}

func TestTemplateReads(t *testing.T) {
	template, err := expression.CompileTemplate(`contact {this.siren} {root["nom"]} {has(this.a) ? "oui" : "non"}`)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"siren": true, "nom": true, "this": true, "contact": false, "list": false} {
		if got := template.Reads(name); got != want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

// FuzzTemplate: whatever the sentence, no panic, and what compiles quotes at
// most 200 characters of the document.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{"", "{", "}", "a {this} b", "{'{'}", `{"\`, "{{}}", "{this}{this}{this}"} {
		f.Add(seed, "texte")
	}
	f.Fuzz(func(t *testing.T, source, text string) {
		if !utf8.ValidString(source) || len(source) > 1000 {
			return
		}
		template, err := expression.CompileTemplate(source)
		if err != nil {
			return
		}
		got, _ := template.Text(&expression.Scope{})
		if utf8.RuneCountInString(got) > utf8.RuneCountInString(source)+210 {
			t.Errorf("%q gives %q", source, got)
		}
		if n := utf8.RuneCountInString(expression.Excerpt(text, 200)); n > 201 {
			t.Errorf("excerpt of %d characters", n)
		}
	})
}
