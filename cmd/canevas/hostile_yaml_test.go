package main

import (
	"strconv"
	"strings"
	"testing"
)

// yamlSample is a provisional canevas, as short as one may be.
const yamlSample = `schema_version: 0.1.0
id_concertation: CTIA-219600129-2024-01
version_canevas: 1
date_soumission: 2025-04-28
statut_canevas: provisoire
origine: exemple_fictif
langue: fr
porteurs:
  - role: chef_de_file
    nom_officiel: Ville de Saint-Aubin-les-Forges (exemple fictif)
    pays: FR
    siren: 219600129
    type_porteur: commune
    code_insee_commune: 96012
territoires:
  - type: commune
    code: 96012
    libelle: Saint-Aubin-les-Forges (exemple fictif)
population_couverte: 27840
titre: L'IA à la mairie
question_posee: À quelles conditions confier une partie du travail à des outils ?
resume: Neuf soirées, huit services rencontrés, un avis.
themes: [souverainete]
methodes: [audition]
date_debut: 2024-09-12
statut_concertation: annoncee
`

var hostileYAML = []hostile{
	{row: "Y1", name: "billion laughs", file: "a.yaml", make: raw(laughs), want: refused, rule: "yaml/anchor"},
	{row: "Y1", name: "a million anchors", file: "a.yaml", make: raw("⟦- &a x\n×1000000⟧"), want: refused, rule: "yaml/values"},
	{row: "Y2", name: "a list that holds itself", file: "a.yaml", make: raw("titre: &a [*a]\n"), want: refused, rule: "yaml/anchor"},
	{row: "Y3", name: "an anchor", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: &t L'IA à la mairie"), want: refused, rule: "yaml/anchor", at: "20:8", says: "ancres"},
	{row: "Y3", name: "an alias", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: *t"), want: refused, rule: "yaml/alias", at: "20:8"},
	{row: "Y3", name: "an asterisk that is none", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: *important* L'IA"), want: refused, rule: "yaml/alias", says: "guillemets"},
	{row: "Y3", name: "a merge key", file: "a.yaml", make: yamlWith("langue: fr", "<<: {langue: fr}"), want: refused, rule: "yaml/merge", at: "7:1"},
	{row: "Y4", name: "the country NO", file: "a.yaml", make: yamlWith("pays: FR", "pays: NO"), want: accepted, read: "/porteurs/0/pays=NO"},
	{row: "Y4", name: "the language no", file: "a.yaml", make: yamlWith("langue: fr", "langue: no"), want: accepted, read: "/langue=no"},
	{row: "Y4", name: "on", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: on"), want: accepted, read: "/titre=on"},
	{row: "Y5", name: "01001", file: "a.yaml", make: yamlWith("code_insee_commune: 96012", "code_insee_commune: 01001"), want: accepted, read: "/porteurs/0/code_insee_commune=01001"},
	{row: "Y6", name: "a number with zeros first", file: "a.yaml", make: yamlWith("type: commune\n    code: 96012", "type: autre\n    code: 005400123"), want: accepted, read: "/territoires/0/code=005400123"},
	{row: "Y6", name: "1_000", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: 1_000"), want: accepted, read: "/titre=1_000"},
	{row: "Y6", name: "0x1F", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: 0x1F"), want: accepted, read: "/titre=0x1F"},
	{row: "Y6", name: "1e5", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: 1e5"), want: accepted, read: "/titre=1e5"},
	{row: "Y6", name: "12:30:45", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: 12:30:45"), want: accepted, read: "/titre=12:30:45"},
	{row: "Y6", name: "0x1F inhabitants", file: "a.yaml", make: yamlWith("27840", "0x1F"), want: refused, rule: "form/number-unknown"},
	{row: "Y6", name: "1e10000000 inhabitants", file: "a.yaml", make: yamlWith("27840", "1e10000000"), want: refused, rule: "form/number-scientific"},
	{row: "Y6", name: "a million digits", file: "a.yaml", make: yamlWith("27840", "⟦1×1000000⟧"), want: refused, rule: "form/number-unknown"},
	{row: "Y7", name: "a date", file: "a.yaml", make: yamlWith("date_debut: 2024-09-12", "date_debut: 2024-09-18"), want: accepted, read: "/date_debut=2024-09-18"},
	{row: "Y7", name: "a date and a time", file: "a.yaml", make: yamlWith("date_debut: 2024-09-12", "date_debut: 2024-09-18T10:00:00Z"), want: noted, rule: "form/date-time", read: "/date_debut=2024-09-18"},
	{row: "Y7", name: "a day that is none", file: "a.yaml", make: yamlWith("date_debut: 2024-09-12", "date_debut: 2024-02-30"), want: refused, rule: "form/date-impossible"},
	{row: "Y8", name: "an object of Python", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: !!python/object/apply:os.system ['id']"), want: refused, rule: "yaml/tag", at: "20:8"},
	{row: "Y8", name: "binary", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: !!binary TCdJQQ=="), want: refused, rule: "yaml/tag"},
	{row: "Y8", name: "a tag that does no harm", file: "a.yaml", make: yamlWith("27840", "!!int 27840"), want: refused, rule: "yaml/tag"},
	{row: "Y8", name: "a tag of a megabyte", file: "a.yaml", make: yamlWith("27840", "!⟦x×1000000⟧ 27840"), want: refused, rule: "yaml/tag"},
	{row: "Y8", name: "a directive", file: "a.yaml", make: raw("%TAG ! tag:exemple.fr,2024:\n---\ntitre: x\n"), want: refused, rule: "yaml/directive"},
	{row: "Y9", name: "a field twice", file: "a.yaml", make: yamlWith("langue: fr", "langue: fr\nlangue: br"), want: refused, rule: "yaml/duplicate-key", at: "8:1", says: "langue"},
	{row: "Y9", name: "a field twice, once in quotes", file: "a.yaml", make: yamlWith("langue: fr", "langue: fr\n\"lang\\u0075e\": br"), want: refused, rule: "yaml/duplicate-key"},
	{row: "Y10", name: "two documents", file: "a.yaml", make: yamlAltered(func(y string) string { return y + "---\n" + y }), want: refused, rule: "yaml/documents"},
	{row: "Y10", name: "a document after the end of one", file: "a.yaml", make: yamlAltered(func(y string) string { return y + "...\ntitre: x\n" }), want: refused, rule: "yaml/documents"},
	{row: "Y11", name: "a number as a name", file: "a.yaml", make: yamlWith("langue: fr", "1: fr"), want: refused, rule: "yaml/key"},
	{row: "Y11", name: "a list as a name", file: "a.yaml", make: yamlWith("langue: fr", "? [langue]\n: fr"), want: refused, rule: "yaml/key"},
	{row: "Y12", name: ".nan", file: "a.yaml", make: yamlWith("27840", ".nan"), want: refused, rule: "form/number-unknown"},
	{row: "Y12", name: ".inf", file: "a.yaml", make: yamlWith("27840", "-.INF"), want: refused, rule: "form/number-unknown"},
	{row: "Y13", name: "20 MB of braces", file: "a.yaml", make: raw("titre: ⟦{a: ×5000000⟧"), want: refused, rule: "yaml/values"},
	{row: "Y13", name: "100,000 dashes", file: "a.yaml", make: raw("⟦- ×100000⟧x"), want: refused, rule: "yaml/depth"},
	{row: "Y13", name: "5,000 mappings by indentation", file: "a.yaml", make: stairs(5_000), want: refused, rule: "yaml/depth"},
	{row: "Y13", name: "a quotation of 19 MB without end", file: "a.yaml", make: raw("titre: \"⟦a ×9500000⟧"), want: refused, rule: "yaml/quote"},
	{row: "Y13", name: "a block of 19 MB", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: |\n⟦  ab\n×3800000⟧"), want: refused, rule: "yaml/values"},
	{row: "Y13", name: "a line of 19 MB", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: ⟦x×19000000⟧"), want: refused, rule: "schema/maxLength"},
	{row: "Y13", name: "a million items", file: "a.yaml", make: raw("objectifs:\n⟦- a\n×1000000⟧"), want: refused, rule: "yaml/values"},
	{row: "Y13", name: "30,000 fields", file: "a.yaml", make: yamlFields(30_000), want: refused, rule: "schema/additionalProperties"},
	{row: "Y14", name: "a tab as indentation", file: "a.yaml", make: yamlWith("    pays: FR", "\tpays: FR"), want: refused, rule: "yaml/tab", at: "11:1"},
	{row: "Y14", name: "a tab after spaces", file: "a.yaml", make: yamlWith("    pays: FR", "  \tpays: FR"), want: refused, rule: "yaml/tab"},
	{row: "Y15", name: "Latin-1", file: "a.yaml", make: yamlAltered(latin1), want: refused, rule: "text/utf-8", says: "Windows-1252"},
	{row: "Y15", name: "a byte order mark", file: "a.yaml", make: yamlAltered(func(y string) string { return "\ufeff" + y }), want: accepted},
	{row: "Y15", name: "a NUL character", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: L'IA\x00"), want: refused, rule: "yaml/control"},
	{row: "Y15", name: "accents encoded twice", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: RÃ©union Ã  la mairie"), want: warned, rule: "form/mojibake"},
	// They end a line to some programs and not to others. Nobody sees the change.
	{row: "Y16", name: "a next line", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: \"L'IA\u0085à la mairie\""), want: accepted, read: "/titre=L'IA\nà la mairie"},
	{row: "Y16", name: "a line separator", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: \"L'IA\u2028à la mairie\""), want: accepted, read: "/titre=L'IA\nà la mairie"},
	{row: "Y17", name: "JSON in YAML", file: "a.yaml", make: altered(func(j string) string { return j }), want: accepted},
	{row: "Y17", name: "JSON in YAML, with a comma too many", file: "a.yml", make: altered(func(j string) string { return strings.TrimRight(j, "}\n") + ",}" }), want: refused, rule: "json/extra-comma"},
	{row: "Y17", name: "JSON in YAML, with single quotes", file: "a.yaml", make: raw("{'titre': 'a'}"), want: refused, rule: "json/quote"},
	{row: "Y17", name: "YAML in JSON", file: "a.json", make: yamlAltered(func(y string) string { return y }), want: refused, rule: "json/start"},
	{row: "Y17", name: "YAML without a name for it", file: "canevas", make: yamlAltered(func(y string) string { return y }), want: refused, rule: "format/unknown"},
}

// laughs is a text that aliases make of 200 characters ten billion.
const laughs = `a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g, *g]
titre: *h
`

// yamlWith makes a file of the canevas in YAML, with a text in the place of
// another.
func yamlWith(old, with string) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte { return replaced(t, s.yaml, old, lengthened(with)) }
}

// yamlAltered makes a file of the canevas in YAML.
func yamlAltered(change func(string) string) func(*testing.T, *samples) []byte {
	return func(_ *testing.T, s *samples) []byte { return []byte(change(string(s.yaml))) }
}

// stairs makes a file of mappings, each indented below the one that holds it.
func stairs(depth int) func(*testing.T, *samples) []byte {
	return func(*testing.T, *samples) []byte {
		var out []byte
		for n := range depth {
			out = append(append(out, strings.Repeat(" ", n)...), "a:\n"...)
		}
		return out
	}
}

// yamlFields makes a file of fields that no canevas has.
func yamlFields(count int) func(*testing.T, *samples) []byte {
	return func(*testing.T, *samples) []byte {
		var out []byte
		for n := range count {
			out = append(strconv.AppendInt(append(out, "champ"...), int64(n), 10), ": 1\n"...)
		}
		return out
	}
}
