package table

import (
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// column returns a column: "2/numero" is taken from there, anything that does
// not begin with a digit is computed.
func column(name string, t definition.Type, from string) definition.Column {
	c := definition.Column{Name: name, Type: t, Title: strings.ToUpper(name)}
	if from[0] >= '0' && from[0] <= '9' {
		c.From = from
	} else {
		c.Compute = from
	}
	return c
}

func required(c definition.Column) definition.Column {
	c.Required = true
	return c
}

func coded(c definition.Column, list string) definition.Column {
	c.Codes = list
	return c
}

func refers(to string, reference []string, fields ...string) definition.ForeignKey {
	return definition.ForeignKey{Fields: fields, Table: to, Reference: reference}
}

// example is a definition with a table of every sort.
func example() *definition.Definition {
	propositions := []string{"id_proposition"}
	return &definition.Definition{
		Codes: []definition.CodeList{
			{Name: "statut", Codes: []definition.Code{
				{Code: "retenue", Label: definition.Text{FR: "Retenue", EN: "Accepted"}, Extra: []definition.Extra{{Name: "ocde", Value: "yes"}}},
				{Code: "rejetee", Label: definition.Text{FR: "Rejetée", EN: "Rejected"}, Extra: []definition.Extra{{Name: "ocde", Value: ""}}},
			}},
			{Name: "role", Codes: []definition.Code{{Code: "chef"}, {Code: "membre"}}},
		},
		Tables: []*definition.Table{
			{Name: "concertations", Source: definition.Documents, Rows: []string{""}, PrimaryKey: []string{"id"},
				Columns: []definition.Column{
					required(column("id", definition.String, "0/id")),
					required(column("titre", definition.String, "0/titre")),
					column("budget", definition.Number, "0/budget"),
					column("ouverte", definition.Boolean, "0/ouverte"),
					column("debut", definition.Date, "0/periode/debut"),
					column("recue", definition.DateTime, "0/recue"),
					column("nb_propositions", definition.Integer, "has(root.propositions) ? size(root.propositions) : 0"),
					column("id_chef", definition.String, `root.porteurs.filter(p, p.role == "chef")[0].siren`),
				},
				ForeignKeys: []definition.ForeignKey{refers("collectivites", []string{"siren"}, "id_chef")},
			},
			{Name: "collectivites", Source: definition.Documents, Rows: []string{"/porteurs/*", "/partenaires/*"}, Merge: true,
				PrimaryKey: []string{"siren"},
				Columns: []definition.Column{
					required(column("siren", definition.String, "0/siren")),
					column("nom", definition.String, "0/nom"),
					column("majuscules", definition.String, `has(this.nom) ? fold(this.nom) : null`),
					column("date", definition.Date, "2/date"),
					column("depuis", definition.Date, "root.date"),
					column("rang", definition.Integer, "0#"),
				},
			},
			{Name: "propositions", Source: definition.Documents, Rows: []string{"/propositions/*"}, PrimaryKey: propositions,
				Columns: []definition.Column{
					required(column("id_proposition", definition.String, `root.id + "-P" + string(this.numero)`)),
					column("id", definition.String, "2/id"),
					column("texte", definition.String, "0/texte"),
					column("id_parent", definition.String, `has(this.parent) ? root.id + "-P" + string(this.parent) : null`),
				},
				ForeignKeys: []definition.ForeignKey{refers("propositions", propositions, "id_parent"), refers("concertations", []string{"id"}, "id")},
			},
			{Name: "suites", Source: definition.Documents, Rows: []string{"/propositions/*/suites/*"}, PrimaryKey: []string{"id_proposition", "rang"},
				Columns: []definition.Column{
					column("id_proposition", definition.String, `root.id + "-P" + string(parents[0].numero)`),
					column("rang", definition.Integer, "0#"),
					column("numero", definition.Integer, "2/numero"),
					column("id", definition.String, "4/id"),
					coded(column("statut", definition.String, "0/statut"), "statut"),
					column("place", definition.String, `list + string(index)`),
					column("liste", definition.String, `"statut"`),
				},
				ForeignKeys: []definition.ForeignKey{refers("propositions", propositions, "id_proposition"), refers("nomenclatures", []string{"liste", "code"}, "liste", "statut")},
			},
			{Name: "annexes", Source: definition.Documents, Rows: []string{"/annexes/carte", "/annexes/charte"}, PrimaryKey: []string{"id", "nom"},
				Columns: []definition.Column{
					column("id", definition.String, "2/id"),
					column("nom", definition.String, "0#"),
					column("url", definition.String, "0/url"),
				},
			},
			{Name: "nomenclatures", Source: definition.Nomenclatures, PrimaryKey: []string{"liste", "code"},
				Columns: []definition.Column{
					required(column("liste", definition.String, "0/liste")),
					required(column("code", definition.String, "0/code")),
					column("libelle", definition.String, "0/libelle_fr"),
					column("label", definition.String, "0/libelle_en"),
					column("ocde", definition.String, "0/ocde"),
				},
			},
			{Name: "soumissions", Source: definition.Submissions, PrimaryKey: []string{"id_soumission"},
				Columns: []definition.Column{
					required(column("id_soumission", definition.String, "0/id")),
					column("id", definition.String, "0/document"),
					required(column("erreurs", definition.Integer, "0/errors")),
				},
				ForeignKeys: []definition.ForeignKey{refers("concertations", []string{"id"}, "id")},
			},
		},
	}
}

const (
	lyon = `{
		"id": "C-LYON", "titre": "L'IA à l'école", "date": "2026-03-01", "budget": 1250.5, "ouverte": true,
		"periode": {"debut": "2025-11-10"}, "recue": "2026-03-01T10:00:00.25+02:00",
		"porteurs": [{"siren": "200046977", "nom": "Métropole de Lyon", "role": "chef"}, {"siren": "216901231", "nom": "Lyon", "role": "membre"}],
		"propositions": [
			{"numero": 2, "texte": "Former", "suites": [{"statut": "rejetee"}, {"statut": "retenue"}]},
			{"numero": 1, "texte": null, "parent": 2},
			null
		],
		"annexes": {"charte": {"url": "https://example.org/charte"}, "autre": {}}
	}`
	brest = `{
		"id": "C-BREST", "titre": "", "date": "2026-02-01", "recue": null,
		"porteurs": [{"siren": "242900314", "nom": "Brest métropole", "role": "chef"}],
		"partenaires": [{"siren": "216901231", "nom": "Ville de Lyon"}, {"siren": "200046977"}]
	}`
)
