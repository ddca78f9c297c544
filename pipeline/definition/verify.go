package definition

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// verify holds the parts of a definition to each other: a path that leads
// nowhere, a code list that differs from its enum or a key that names no
// column would otherwise be an empty column that nobody notices.
func (l *loader) verify() {
	l.verifyPackage()
	l.verifyPrivate()
	l.verifyEnums(&l.schema.tree.Root, "")
	l.verifyTyped(&l.schema.tree.Root, "")
	l.verifyRules()
	l.verifyColumns()
	for i, t := range l.def.Tables {
		v := tableVerifier{loader: l, table: t, file: l.tables[i]}
		v.verify()
	}
}

func (l *loader) verifyPackage() {
	p := l.def.Package
	for key, value := range map[string]string{"/name": p.Name, "/title": p.Title, "/description": p.Description, "/version": p.Version} {
		if value == "" {
			l.add(l.pkg, key, "%s must be given", strings.TrimPrefix(key, "/"))
		}
	}
	for i, f := range p.Formats {
		if !slices.Contains(formats, f) || slices.Contains(p.Formats[:i], f) {
			l.add(l.pkg, fmt.Sprintf("/formats/%d", i), "expected csv, parquet or jsonl, each once; got: %q", f)
		}
	}
	if !slices.Contains(p.Formats, CSV) {
		l.add(l.pkg, "/formats", "csv must be one of them: a release is named after its CSV files")
	}
	if len(l.def.Tables) == 0 {
		l.add(l.pkg, "/resources", "at least one table is expected")
	}
	l.verifyPointer("/document/id", p.Document.ID, required)
	l.verifyPointer("/document/date", p.Document.Date, required)
	l.verifyPointer("/document/version", p.Document.Version, optional)
	l.verifySubmitter(p.Document.Submitter)
	l.verifyPointer("/temporal/start", p.Temporal.Start, optional)
	l.verifyPointer("/temporal/end", p.Temporal.End, optional)
}

// verifyPrivate refuses a private place in a part of the schema that refers to
// itself: it would stand at places without end, and a document is cleared of
// those that patterns can name.
func (l *loader) verifyPrivate() {
	loops := l.def.Schema.loops()
	for _, private := range l.def.Schema.PrivatePlaces() {
		if slices.ContainsFunc(loops, func(at string) bool { return strings.HasPrefix(private, at+"/") }) {
			l.add(l.schema, "", "%q is private, in a part that refers to itself: x-private must stand outside it", private)
		}
	}
}

// verifySubmitter checks that submitters are told apart by a text: of anything
// else, each document would stand for itself and nobody would notice.
func (l *loader) verifySubmitter(pointer string) {
	const key = "/document/submitter"
	l.verifyPointer(key, pointer, optional)
	if kinds := l.def.Schema.Kinds(l.def.Schema.patternOf(pointer)); pointer != "" && len(kinds) > 0 && !slices.Contains(kinds, tree.String) {
		l.add(l.pkg, key, "a text is expected at %q", pointer)
	}
}

// verifyPointer checks that a pointer of datapackage.json leads to a public
// place of the schema.
func (l *loader) verifyPointer(key, pointer string, need need) {
	pattern := l.def.Schema.patternOf(pointer)
	switch {
	case pointer == "" && need == optional:
	case pointer == "" || len(l.def.Schema.At(pattern)) == 0:
		l.add(l.pkg, key, "the JSON Schema has no place %q", pointer)
	case l.def.Schema.PrivateAt(pattern):
		l.add(l.pkg, key, "%q is private and can name nothing public", pointer)
	}
}

// need says whether a key may be left out.
type need int

const (
	required need = iota
	optional
)

// verifyEnums checks that each enum marked x-codes is a copy of its code list.
func (l *loader) verifyEnums(v *tree.Value, at string) {
	if name := textOf(v.Member("x-codes")); v.Kind == tree.Object && name != "" {
		l.verifyEnum(v, at, name)
	}
	for i := range v.Children {
		token := fmt.Sprint(i)
		if v.Kind == tree.Object {
			token = tree.Escape(v.Children[i].Key)
		}
		l.verifyEnums(&v.Children[i], at+"/"+token)
	}
}

func (l *loader) verifyEnum(v *tree.Value, at, name string) {
	list := l.def.CodeList(name)
	if list == nil {
		l.add(l.schema, at+"/x-codes", "codes.csv has no list %q", name)
		return
	}
	var codes []string
	for _, c := range list.Codes {
		codes = append(codes, c.Code)
	}
	enum := textsOf(v.Member("enum"))
	slices.Sort(codes)
	slices.Sort(enum)
	if !slices.Equal(codes, enum) {
		l.add(l.schema, at+"/enum", "the enum and the list %q of codes.csv must hold the same codes; they differ on: %s", name, strings.Join(difference(codes, enum), ", "))
	}
}

// difference returns what stands in one list only.
func difference(a, b []string) []string {
	var only []string
	for _, s := range append(slices.Clone(a), b...) {
		if slices.Contains(a, s) != slices.Contains(b, s) {
			only = append(only, s)
		}
	}
	return only
}

func (l *loader) verifyRules() {
	seen := map[string]bool{}
	for i, r := range l.def.Rules {
		at := fmt.Sprintf("/rules/%d", i)
		problem := func(key, format string, args ...any) { l.add(l.rules, at+key, format, args...) }
		if r.ID == "" || seen[r.ID] {
			problem("/id", "each rule has an id of its own; got: %q", r.ID)
		}
		seen[r.ID] = true
		if !slices.Contains([]Severity{Error, Hold, Warning, Info}, r.Severity) {
			problem("/severity", "error, hold, warning or info is expected; got: %q", r.Severity)
		}
		if r.At != "**" && len(l.def.Schema.At(r.At)) == 0 {
			problem("/at", "the JSON Schema has no place %q", r.At)
		}
		if r.At != "**" && r.Place != "" && len(l.def.Schema.At(r.At+r.Place)) == 0 {
			problem("/place", "the JSON Schema has no place %q", r.At+r.Place)
		}
		if r.Assert == "" {
			problem("/assert", "a CEL expression is expected")
		}
		if r.Message.FR == "" || r.Message.EN == "" {
			problem("/message", "a sentence in French (fr) and in English (en) is expected")
		}
	}
}

var columnName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,49}$`)
