package coerce_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/coerce"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

var (
	isoDay     = regexp.MustCompile(`^[12][09][0-9]{2}-[0-9]{2}-[0-9]{2}$|^2100-`)
	wholeJSON  = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)$`)
	numberJSON = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?$`)
	nineDigits = regexp.MustCompile(`^[0-9]{9}$`)
	fourteen   = regexp.MustCompile(`^[0-9]{14}$`)
	commune    = regexp.MustCompile(`^([0-9]{2}|2[AB])[0-9]{3}$`)
)

// rightKinds hold what was read to what the schema wants.
var rightKinds = map[string]func(*tree.Value) bool{
	"date":     func(v *tree.Value) bool { return v.Kind == tree.String && isoDay.MatchString(v.Text) },
	"jour":     func(v *tree.Value) bool { return v.Kind == tree.String && isoDay.MatchString(v.Text) },
	"nombre":   func(v *tree.Value) bool { return v.Kind == tree.Number && wholeJSON.MatchString(v.Text) },
	"montant":  func(v *tree.Value) bool { return v.Kind == tree.Number && numberJSON.MatchString(v.Text) },
	"part":     func(v *tree.Value) bool { return v.Kind == tree.Number && numberJSON.MatchString(v.Text) },
	"accord":   func(v *tree.Value) bool { return v.Kind == tree.Bool && (v.Text == "true" || v.Text == "false") },
	"theme":    isTheme,
	"themes":   func(v *tree.Value) bool { return v.Kind == tree.Array && len(v.Children) > 0 },
	"siren":    func(v *tree.Value) bool { return v.Kind == tree.String && nineDigits.MatchString(v.Text) },
	"siret":    func(v *tree.Value) bool { return v.Kind == tree.String && fourteen.MatchString(v.Text) },
	"commune":  func(v *tree.Value) bool { return v.Kind == tree.String && commune.MatchString(v.Text) },
	"pays":     isText,
	"id":       isText,
	"url":      isText,
	"courriel": isText,
	"titre":    isText,
	"libre":    isText,
	"instant":  isText,
}

func isText(v *tree.Value) bool { return v.Kind == tree.String }

func isTheme(v *tree.Value) bool {
	return v.Kind == tree.String && slices.Contains([]string{
		"services_publics", "ethique_droits", "sante", "culture", "mobilites", "co_construction", "conference_citoyenne", "seminaire", "epci", "care", "avis_a", "avis_b", "autre",
	}, v.Text)
}

// FuzzCoerce: whatever is typed into a cell, it becomes what the schema wants,
// or is left out, or is refused and left as typed; and a second reading changes
// nothing.
func FuzzCoerce(f *testing.F) {
	for _, table := range tables {
		for _, rows := range table {
			for _, r := range rows {
				f.Add(r.typed)
			}
		}
	}
	c := coerce.New(small(f))
	fields := slices.Sorted(maps.Keys(rightKinds))
	f.Fuzz(func(t *testing.T, typed string) {
		if !utf8.ValidString(typed) {
			return // no tree holds such a text
		}
		for _, field := range fields {
			doc := cell(field, typed)
			changes := c.Coerce(doc)
			refused := slices.ContainsFunc(changes, func(ch coerce.Change) bool { return ch.Severity == definition.Error })
			v := doc.Member(field)
			switch {
			case field == "themes" && v != nil && v.Kind == tree.Array:
				holdThemes(t, v, changes)
			case refused && (v == nil || v.Text != typed):
				t.Errorf("%s %q is refused, and became %s", field, typed, written(doc))
			case !refused && v != nil && !rightKinds[field](v):
				t.Errorf("%s %q became %s: %s", field, typed, written(doc), told(changes))
			}
			for _, ch := range changes {
				holdChange(t, typed, ch)
				read := doc.Member(field)
				personal := len(expression.Personal(typed)) > 0 || read != nil && len(expression.Personal(read.Text)) > 0
				if ch.Before == "" && ch.After == "" && !personal {
					t.Errorf("%s %q: neither before nor after in %s", field, typed, ch.Rule)
				}
			}
			holdTwice(t, c, doc)
		}
	})
}

// holdThemes: the items of a list are codes, or refused.
func holdThemes(t *testing.T, list *tree.Value, changes []coerce.Change) {
	t.Helper()
	refused := 0
	for _, ch := range changes {
		if ch.Severity == definition.Error {
			refused++
		}
	}
	for i := range list.Children {
		if !isTheme(&list.Children[i]) {
			refused--
		}
	}
	if refused != 0 {
		t.Errorf("%s: %s", written(list), told(changes))
	}
}
