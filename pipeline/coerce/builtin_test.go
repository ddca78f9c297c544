package coerce_test

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline/coerce"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/schema"
)

// builtin is the definition that the program carries.
func builtin(t testing.TB) *definition.Definition {
	t.Helper()
	publication, err := fs.Sub(datasets.FS, "concertations-ia")
	if err != nil {
		t.Fatal(err)
	}
	def, err := definition.Load(schema.FS, publication)
	if err != nil {
		t.Fatal(err)
	}
	return def
}

// damaged is the example that is wrong on purpose.
const damaged = "17-fichier-abime.json"

// TestExamples: a canevas that is filled in as the schema asks is not changed.
func TestExamples(t *testing.T) {
	def := builtin(t)
	c := coerce.New(def)
	const dir = "concertations-ia/example/submissions"
	entries, err := fs.ReadDir(datasets.FS, dir)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, e := range entries {
		raw, err := fs.ReadFile(datasets.FS, path.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if e.Name() == damaged {
			continue
		}
		parse := tree.ParseJSON
		if strings.HasSuffix(e.Name(), ".yaml") {
			parse = tree.ParseYAML
		}
		read, err := parse(raw, tree.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		want, _ := parse(raw, tree.Limits{})
		quote(&want.Root, "", def)
		changes := c.Coerce(&read.Root)
		if got := written(&read.Root); got != written(&want.Root) {
			t.Errorf("%s: changed to\n%s", e.Name(), got)
		}
		if len(changes) > 0 {
			t.Errorf("%s: %s: %s", e.Name(), told(changes), changes[0].Message.FR)
		}
		seen++
	}
	if seen < 12 {
		t.Errorf("only %d examples", seen)
	}
}

// quote makes the numbers of YAML texts where the schema wants texts.
func quote(v *tree.Value, pattern string, def *definition.Definition) {
	if v.Plain && v.Kind == tree.Number && slices.Contains(def.Schema.Kinds(pattern), tree.String) {
		v.Kind = tree.String
	}
	for i := range v.Children {
		token := "*"
		if v.Kind == tree.Object {
			token = tree.Escape(v.Children[i].Key)
		}
		quote(&v.Children[i], pattern+"/"+token, def)
	}
}

// defects are those of forms filled in by hand that were seen, or are to be
// expected, in the fields of the built-in canevas.
var defects = []document{
	{"French dates", "date_debut: 18/09/2024\ndate_fin: 1er février 2025\ndate_avis: 18 sept. 2024", `{"date_debut":"2024-09-18","date_fin":"2025-02-01","date_avis":"2024-09-18"}`,
		"info form/date /date_debut, info form/date /date_fin, info form/date /date_avis"},
	{"imprecise dates", "date_debut: fin janvier 2023\ndate_fin: T1 2025", `{"date_debut":"2023-01-01","date_fin":"2025-01-01","date_fin_precision":"trimestre","date_debut_precision":"mois"}`,
		"info form/date-precision /date_debut, info form/date-precision /date_fin"},
	{"two months, a season", "date_debut: février/mars 2024\ndate_fin: printemps 2025", `{"date_debut":"2024-02-01","date_fin":"2025-04-01","date_fin_precision":"trimestre","date_debut_precision":"trimestre"}`,
		"info form/date-precision /date_debut, info form/date-precision /date_fin"},
	{"an imprecise date where the day is wanted", "date_avis: fin janvier 2023", `{"date_avis":"fin janvier 2023"}`, "error form/date-imprecise /date_avis"},
	{"a serial number", "date_debut: 45553", `{"date_debut":"45553"}`, "error form/date-number /date_debut"},
	{"a range in one cell", "date_debut: du 10 novembre 2023 au 20 janvier 2024", `{"date_debut":"2023-11-10","date_fin":"2024-01-20"}`, "info form/period /date_debut"},
	{"a meeting of several days", "rencontres:\n- {numero: 1, date: 10-12 mars 2025, format: Atelier}", `{"rencontres":[{"numero":1,"date":"2025-03-10","format":"atelier","date_fin":"2025-03-12"}]}`,
		"info form/period /rencontres/0/date"},
	{"months where a meeting ends on a day", "rencontres:\n- {numero: 1, date: janvier à mars 2025}", `{"rencontres":[{"numero":1,"date":"janvier à mars 2025"}]}`, "error form/date-imprecise /rencontres/0/date"},
	{"a year of two digits", "date_debut: 03/04/24", `{"date_debut":"2024-04-03"}`, "warning form/date-year /date_debut"},
	{"the month first", "date_debut: 04/23/2024", `{"date_debut":"04/23/2024"}`, "error form/date-order /date_debut"},
	{"decimal commas and spaces", "publics:\n- {part_femmes: \"12,5 %\"}\npopulation_couverte: 1 200\nnb_participants_uniques: \"2\u00a0300\"\nnb_personnes_contactees: \"2\u202f300\"",
		`{"publics":[{"part_femmes":0.125}],"population_couverte":1200,"nb_participants_uniques":2300,"nb_personnes_contactees":2300}`,
		"info form/percent /publics/0/part_femmes, info form/number /population_couverte, info form/number /nb_participants_uniques, info form/number /nb_personnes_contactees"},
	{"fuzzy counts", "nb_participants_uniques: une quarantaine\npublics:\n- {effectif: environ 40}\nrencontres:\n- {nb_participants: plus de 600}\n- {nb_participants: 600+}",
		`{"nb_participants_uniques":40,"publics":[{"effectif":40,"effectif_qualifieur":"estime"}],"rencontres":[{"nb_participants":600,"nb_participants_qualifieur":"minimum"},{"nb_participants":600,"nb_participants_qualifieur":"minimum"}],"nb_participants_uniques_qualifieur":"estime"}`,
		"info form/qualifier /nb_participants_uniques, info form/qualifier /publics/0/effectif, info form/qualifier /rencontres/0/nb_participants, info form/qualifier /rencontres/1/nb_participants"},
	{"sums and ranges", "nb_participants_uniques: 15 + 3\nnb_personnes_contactees: 40-50", `{"nb_participants_uniques":"15 + 3","nb_personnes_contactees":"40-50"}`,
		"error form/number-range /nb_participants_uniques, error form/number-range /nb_personnes_contactees"},
	{"numbers of bodies", "porteurs:\n- {siren: 243 400 017}\n- {siren: 243400017.0}\n- {siren: \"2,434E+08\"}\n- {siren: 24340001700012}\n- {siren: 2.434E+08}\n- {siren: 243400017 / 213502388}",
		`{"porteurs":[{"siren":"243400017"},{"siren":"243400017"},{"siren":"2,434E+08"},{"siren":"243400017"},{"siren":"2.434E+08"},{"siren":"243400017 / 213502388"}]}`,
		"info form/siren /porteurs/1/siren, error form/siren-unknown /porteurs/2/siren, info form/siren /porteurs/3/siren, error form/siren-unknown /porteurs/4/siren, error form/several-values /porteurs/5/siren"},
	{"lost zeros", "porteurs:\n- {code_insee_commune: 1001, code_departement: 9, code_region: 1}", `{"porteurs":[{"code_insee_commune":"01001","code_departement":"09","code_region":"01"}]}`,
		"info form/cog /porteurs/0/code_insee_commune, info form/cog /porteurs/0/code_departement, info form/cog /porteurs/0/code_region"},
	{"null words", "date_avis: N/A\ndate_fin: sans objet\ncout_total_eur: NC\nmodalite: RAS\nevaluation_url: néant\navis_produit: '?'\nid_ocde: '-'", `{}`,
		"info form/null-word /date_avis, info form/null-word /date_fin, info form/null-word /cout_total_eur, info form/null-word /modalite, info form/null-word /evaluation_url, info form/null-word /avis_produit, info form/null-word /id_ocde"},
	{"null words that are answers", "statut_concertation: en cours\nneutralite_dispositif: Aucun\nevaluation: aucune\nporteurs:\n- {pays: NC}", `{"statut_concertation":"en_cours","neutralite_dispositif":["aucun"],"evaluation":"aucune","porteurs":[{"pays":"NC"}]}`,
		"info form/code /statut_concertation, info form/code /neutralite_dispositif/0"},
	{"references", "date_avis: idem\nmodalite: cf. supra\nmethode_animation: voir PJ", `{"date_avis":"idem","modalite":"cf. supra","methode_animation":"voir PJ"}`,
		"error form/reference-word /date_avis, error form/reference-word /modalite, error form/reference-word /methode_animation"},
	{"a null word as a motive", "propositions:\n- {suites: [{motif: néant}]}", `{"propositions":[{"suites":[{"motif":"néant"}]}]}`, ""},
	{"booleans", "consentement_publication: OUI\navis_produit: X\noutils_ia_utilises: ☐\ninformation_contributeurs: ''", `{"consentement_publication":true,"avis_produit":true,"outils_ia_utilises":false}`,
		"info form/boolean /consentement_publication, info form/boolean /avis_produit, info form/boolean /outils_ia_utilises"},
	{"tick-boxes", "engagements:\n- {code: EN1, pris: ☒ Oui ☐ Non, tenu: ☐ Oui ☒ Partiellement ☐ Non}\nmethodes: |\n  ☒ Atelier\n  ☐ Table ronde\n  ☒ Débat public",
		`{"engagements":[{"code":"EN1","pris":true,"tenu":"partiellement"}],"methodes":["atelier","debat_public"]}`,
		"info form/boolean /engagements/0/pris, info form/code /engagements/0/tenu, info form/list /methodes"},
	{"a list in a cell", "objectifs: citoyens, agents (DSI, RH); élus / associations\nthemes: Mobilités, Éthique, droits et libertés, culture\nmethodes: Atelier et/ou débat",
		`{"objectifs":["citoyens, agents (DSI, RH)","élus / associations"],"themes":["mobilites","ethique_droits_libertes","culture"],"methodes":["Atelier et/ou débat"]}`,
		"info form/list /objectifs, info form/list /themes, error form/code-unknown /methodes/0"},
	{"inclusive writing", "objectifs: Réunir des citoyen.ne.s tiré.e.s au sort", `{"objectifs":["Réunir des citoyen.ne.s tiré.e.s au sort"]}`, ""},
	{"encodings", "titre: rÃ©union", `{"titre":"rÃ©union"}`, "warning form/mojibake /titre"},
	{"Unicode", "titre: \"re\u0301union coor\u00addonne\u0301e\u200b\"\nresume: \"Pourquoi\u00a0? «\u00a0Pour\u00a0»\"\nmodalite: \"Pre\u0301sentiel\u00a0\"", "{\"titre\":\"réunion coordonnée\",\"resume\":\"Pourquoi\u00a0? «\u00a0Pour\u00a0»\",\"modalite\":\"presentiel\"}", ""},
	{"errors of formulas", "nb_participants_uniques: '#REF!'\ntitre: '#N/A'", `{"nb_participants_uniques":"#REF!","titre":"#N/A"}`, "error form/formula-error /nb_participants_uniques, error form/formula-error /titre"},
	{"formulas", "titre: =HYPERLINK(\"x\")\nmodalite: =A1", `{"titre":"=HYPERLINK(\"x\")","modalite":"=A1"}`, "error form/code-unknown /modalite"},
	{"percentages", "publics:\n- {part_femmes: 50 %}\n- {part_femmes: \"0,5\"}\npropositions:\n- {suites: [{avancement: 50 %}]}", `{"publics":[{"part_femmes":0.5},{"part_femmes":0.5}],"propositions":[{"suites":[{"avancement":50}]}]}`,
		"info form/percent /publics/0/part_femmes, info form/number /publics/1/part_femmes, info form/percent /propositions/0/suites/0/avancement"},
	{"web addresses", "url_methodologie: www.ville.fr\nevaluation_url: https://ville.fr/a?utm_source=b", `{"url_methodologie":"https://www.ville.fr","evaluation_url":"https://ville.fr/a"}`,
		"info form/url /url_methodologie, info form/url /evaluation_url"},
	{"hours and euros", "cout_total_eur: environ 48 500 €\nrencontres:\n- {duree_heures: 2h30}\n- {duree_heures: \"2,5\"}", `{"cout_total_eur":48500,"rencontres":[{"duree_heures":2.5},{"duree_heures":2.5}],"cout_qualifieur":"estime"}`,
		"info form/qualifier /cout_total_eur, info form/duration /rencontres/0/duree_heures, info form/number /rencontres/1/duree_heures"},
	{"labels of codes", "statut_canevas: Définitif\nporteurs:\n- {role: chef de file, type_porteur: Communauté d’agglomération}\npublics:\n- {categorie: \"Professionnels de la santé, médecins\"}", `{"statut_canevas":"definitif","porteurs":[{"role":"chef_de_file","type_porteur":"communaute_agglomeration"}],"publics":[{"categorie":"professionnels_sante"}]}`,
		"info form/code /porteurs/0/role"},
}

func TestDefects(t *testing.T) {
	c := coerce.New(builtin(t))
	for _, d := range defects {
		t.Run(d.name, func(t *testing.T) {
			read, err := tree.ParseYAML([]byte(d.typed), tree.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, ch := range c.Coerce(&read.Root) {
				all = append(all, fmt.Sprintf("%s %s %s", ch.Severity, ch.Rule, ch.Pointer))
			}
			if got := written(&read.Root); got != d.want {
				t.Errorf("got\n%s\nwant\n%s", got, d.want)
			}
			if got := strings.Join(all, ", "); got != d.told {
				t.Errorf("told\n%s\nwant\n%s", got, d.told)
			}
		})
	}
}

// TestLabels: every label that the form shows is read as its code, without a
// word; in capitals and without accents it is noted.
func TestLabels(t *testing.T) {
	def := builtin(t)
	c := coerce.New(def)
	for field, list := range map[string]string{"statut_canevas": "statut_canevas", "modalite": "modalite", "niveau_participation": "niveau_participation"} {
		holdLabels(t, c, field, def.CodeList(list))
	}
	for field, list := range map[string]string{
		"themes": "theme", "methodes": "methode", "moyens_contribution": "moyen_contribution", "mode_decision": "mode_decision",
		"mode_recrutement": "mode_recrutement", "neutralite_dispositif": "neutralite", "modalites_diffusion": "modalite_diffusion",
	} {
		var labels, codes []string
		for _, code := range def.CodeList(list).Codes {
			labels, codes = append(labels, code.Label.FR), append(codes, `"`+code.Code+`"`)
		}
		want := `{"` + field + `":[` + strings.Join(codes, ",") + `]}`
		doc := cell(field, "- "+strings.Join(labels, "\n- "))
		if changes := c.Coerce(doc); written(doc) != want || len(changes) > 0 {
			t.Errorf("got %s, %s", written(doc), told(changes))
		}
		for _, between := range []string{", ", " ; "} {
			doc = cell(field, strings.Join(labels, between))
			if changes := c.Coerce(doc); written(doc) != want || told(changes) != "info form/list" {
				t.Errorf("got %s, %s", written(doc), told(changes))
			}
		}
	}
}

func holdLabels(t *testing.T, c *coerce.Coercer, field string, list *definition.CodeList) {
	t.Helper()
	for _, code := range list.Codes {
		for text, note := range map[string]string{code.Label.FR: "", strings.ToUpper(code.Label.FR): "info form/code"} {
			doc := cell(field, text)
			changes := c.Coerce(doc)
			if got, want := written(doc), `{"`+field+`":"`+code.Code+`"}`; got != want || told(changes) != note {
				t.Errorf("%q: got %s, %q; want %s, %q", text, got, told(changes), want, note)
			}
		}
	}
}
