package datasets_test

import (
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// TestComputedColumns gives each kind of computed column the values that tell
// a right definition from a plausible one.
func TestComputedColumns(t *testing.T) {
	def := load(t)
	null, yes, no := expression.Value{}, boolean(true), boolean(false)
	for _, test := range []struct {
		name, column, document string
		want                   expression.Value
	}{
		{"a number within its width", "rencontres.id_rencontre", `{"id_concertation": "C", "rencontres": [{"numero": 7}]}`, text("C-R07")},
		{"a number beyond its width", "rencontres.id_rencontre", `{"id_concertation": "C", "rencontres": [{"numero": 112}]}`, text("C-R112")},
		{"a proposition of three digits", "propositions.id_proposition", `{"id_concertation": "C", "propositions": [{"numero": 34}]}`, text("C-P034")},
		{"a proposition without parent", "propositions.id_proposition_parent", `{"id_concertation": "C", "propositions": [{"numero": 1}]}`, null},

		{"a group of five", "publics.effectif", `{"publics": [{"effectif": 5}]}`, integer(5)},
		{"a group of four", "publics.effectif", `{"publics": [{"effectif": 4}]}`, null},
		{"why a group of four is empty", "publics.effectif_qualifieur", `{"publics": [{"effectif": 4, "effectif_qualifieur": "exact"}]}`, text("secret_statistique")},
		{"the qualifier of a group of five", "publics.effectif_qualifieur", `{"publics": [{"effectif": 5, "effectif_qualifieur": "minimum"}]}`, text("minimum")},
		{"women in a group of four", "publics.part_femmes", `{"publics": [{"effectif": 4, "part_femmes": 0.5}]}`, null},
		{"women in a group of five", "publics.part_femmes", `{"publics": [{"effectif": 5, "part_femmes": 0.4}]}`, double(0.4)},

		{"a French body", "collectivites.id_collectivite", `{"porteurs": [{"nom_officiel": "Métropole de Valombre", "siren": "123456782"}]}`, text("123456782")},
		{"a foreign body", "collectivites.id_collectivite", `{"porteurs": [{"nom_officiel": "Ville de Port-Céladon", "pays": "SN"}]}`, text("SN-ville-de-port-celadon")},
		{"no SIREN at the head", "concertations.siren_chef_de_file", `{"porteurs": [{"role": "chef_de_file"}, {"role": "co_porteur", "siren": "123456782"}]}`, null},

		{"a start without precision", "concertations.date_debut_precision", `{"date_debut": "2025-03-01"}`, text("jour")},
		{"an end without precision", "concertations.date_fin_precision", `{"date_fin": "2025-06-14"}`, text("jour")},
		{"an end known by its year", "concertations.date_fin_precision", `{"date_fin": "2025-01-01", "date_fin_precision": "annee"}`, text("annee")},
		{"a precision without end", "concertations.date_fin_precision", `{"date_fin": null, "date_fin_precision": "annee"}`, null},

		{"rank of a theme", "codes.rang", `{"themes": ["education"]}`, integer(1)},
		{"rank of a method", "codes.rang", `{"methodes": ["atelier"]}`, null},
		{"list of a theme", "codes.liste", `{"themes": ["education"]}`, text("theme")},

		{"the suite of highest rank, not the last", "propositions.statut_suite", `{"propositions": [{"suites": [{"rang": 10, "statut": "rejetee"}, {"rang": 9, "statut": "retenue"}]}]}`, text("rejetee")},
		{"a member only an older suite has", "propositions.motif", `{"propositions": [{"suites": [{"rang": 1, "motif": "Trop tôt"}, {"rang": 2}]}]}`, null},
		{"no suite at all", "propositions.statut_suite", `{"propositions": [{"numero": 1}]}`, null},
		{"only current suites count", "concertations.nb_retenues", `{"propositions": [{"suites": [{"rang": 1, "statut": "retenue"}, {"rang": 2, "statut": "rejetee"}]}, {"suites": [{"rang": 1, "statut": "retenue"}]}]}`, integer(1)},
		{"a proposition without suite is not unanswered", "concertations.nb_sans_reponse", `{"propositions": [{"numero": 1}, {"suites": []}]}`, integer(0)},
		{"no propositions", "concertations.nb_propositions", `{}`, integer(0)},

		{"hours of some meetings", "concertations.duree_totale_heures", `{"rencontres": [{"duree_heures": 0.1}, {}, {"duree_heures": 0.2}]}`, double(0.3)},
		{"hours of none", "concertations.duree_totale_heures", `{"rencontres": [{}]}`, null},
		{"seven hours", "concertations.ocde_duree_suffisante", `{"rencontres": [{"duree_heures": 3.5}, {"duree_heures": 3.5}]}`, yes},
		{"less than seven hours", "concertations.ocde_duree_suffisante", `{"rencontres": [{"duree_heures": 6.9}]}`, no},
		{"sortition without strata", "concertations.ocde_tirage_stratifie", `{"mode_recrutement": ["tirage_au_sort_simple"]}`, no},
		{"a public partner only", "concertations.ocde_porteur_public", `{"porteurs": [{"role": "chef_de_file", "type_porteur": "association"}, {"role": "partenaire_institutionnel", "type_porteur": "commune"}]}`, no},
		{"two criteria of three", "concertations.eligible_ocde", `{"mode_recrutement": ["tirage_au_sort_stratifie"], "porteurs": [{"role": "chef_de_file", "type_porteur": "commune"}], "rencontres": [{"duree_heures": 2}]}`, no},
		{"three criteria of three", "concertations.eligible_ocde", `{"mode_recrutement": ["tirage_au_sort_stratifie"], "porteurs": [{"role": "chef_de_file", "type_porteur": "commune"}], "rencontres": [{"duree_heures": 12}]}`, yes},

		{"a framework of trust", "concertations.a_produit_charte", `{"productions": [{"type": "cadre_de_confiance"}]}`, yes},
		{"a doctrine", "concertations.a_produit_charte", `{"productions": [{"type": "doctrine"}]}`, no},
		{"objectives", "concertations.objectifs", `{"objectifs": ["Éclairer", "Décider"]}`, text("Éclairer | Décider")},
		{"no objectives", "concertations.objectifs", `{"objectifs": []}`, null},
		{"contractors", "concertations.prestataires", `{"prestataires": [{"nom": "A", "role": "garant", "siren": "123456782"}, {"nom": "B"}]}`, text("A (garant, SIREN 123456782) | B")},
		{"publics of a meeting", "rencontres.publics", `{"rencontres": [{"publics": ["elus", "experts"]}]}`, text("elus;experts")},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := first(t, def, test.column, test.document); got != test.want {
				t.Errorf("%s of %s is %+v, want %+v", test.column, test.document, got, test.want)
			}
		})
	}
}

// first returns a computed column of the first row that a document makes.
func first(t *testing.T, def *definition.Definition, name, document string) expression.Value {
	t.Helper()
	column, rows := find(t, def, name)
	parsed, err := tree.ParseJSON([]byte(document), tree.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	program, err := expression.Compile(column.Compute)
	if err != nil {
		t.Fatal(err)
	}
	scope := firstRow(parsed, rows)
	if scope == nil {
		t.Fatalf("the document makes no row of %s", name)
	}
	value, err := program.Value(scope)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func boolean(b bool) expression.Value   { return expression.Value{Kind: expression.Bool, Bool: b} }
func integer(n int64) expression.Value  { return expression.Value{Kind: expression.Int, Int: n} }
func double(f float64) expression.Value { return expression.Value{Kind: expression.Double, Double: f} }
func text(s string) expression.Value    { return expression.Value{Kind: expression.String, Text: s} }

// find returns a column named "table.column" and the row patterns of its table.
func find(t *testing.T, def *definition.Definition, name string) (definition.Column, []string) {
	t.Helper()
	for _, table := range def.Tables {
		for _, c := range table.Columns {
			if table.Name+"."+c.Name == name {
				return c, table.Rows
			}
		}
	}
	t.Fatalf("there is no column %s", name)
	return definition.Column{}, nil
}

// firstRow returns the scope of the first value that a document holds at one of
// the patterns, or nil.
func firstRow(document *tree.Tree, rows []string) *expression.Scope {
	for _, pattern := range rows {
		scope := &expression.Scope{This: &document.Root, Root: &document.Root, Index: -1}
		for token := range strings.SplitSeq(strings.TrimPrefix(pattern, "/"), "/") {
			if scope.This != nil && pattern != "" {
				step(scope, token)
			}
		}
		if scope.This != nil {
			return scope
		}
	}
	return nil
}

// step moves a scope one token of a pattern down; "*" leads to the first item.
func step(s *expression.Scope, token string) {
	if token == "*" {
		s.This, s.Index = s.This.Lookup("/0"), 0
		return
	}
	s.Parents = append([]*tree.Value{s.This}, s.Parents...)
	s.This, s.List, s.Index = s.This.Member(token), token, -1
}
