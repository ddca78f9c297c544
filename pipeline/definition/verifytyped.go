package definition

import (
	"fmt"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// The words that the annotations for what a person types may have.
var (
	identifiers = []string{"siren", "siret", "cog"}
	units       = []string{"ratio"}
	meanings    = []string{"day", "month", "quarter", "year", "exact", "estimated", "minimum"}
)

// verifyTyped checks what a schema says of what a person types: a word that
// nobody knows, or a member that is not there, would be passed over in silence.
func (l *loader) verifyTyped(v *tree.Value, at string) {
	for _, known := range []struct {
		key   string
		words []string
	}{{"x-identifier", identifiers}, {"x-unit", units}} {
		if word := textOf(v.Member(known.key)); word != "" && !slices.Contains(known.words, word) {
			l.add(l.schema, at+"/"+known.key, "%s: expected one of %q; got: %q", known.key, known.words, word)
		}
	}
	for something := range membersOf(v.Member("x-means")) {
		if !slices.Contains(meanings, something) {
			l.add(l.schema, at+"/x-means", "x-means: expected one of %q; got: %q", meanings, something)
		}
	}
	if properties := v.Member("properties"); properties != nil {
		l.verifyBeside(properties, at+"/properties")
	}
	for i := range v.Children {
		token := fmt.Sprint(i)
		if v.Kind == tree.Object {
			token = tree.Escape(v.Children[i].Key)
		}
		l.verifyTyped(&v.Children[i], at+"/"+token)
	}
}

// verifyBeside checks that the members that others name are among them.
func (l *loader) verifyBeside(properties *tree.Value, at string) {
	for i := range properties.Children {
		p := &properties.Children[i]
		for _, key := range []string{"x-until", "x-precision", "x-qualifier"} {
			if name := textOf(p.Member(key)); name != "" && properties.Member(name) == nil {
				l.add(l.schema, at+"/"+tree.Escape(p.Key)+"/"+key, "%s: no member %q beside %q", key, name, p.Key)
			}
		}
	}
}
