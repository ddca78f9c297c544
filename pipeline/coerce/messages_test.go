package coerce_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/coerce"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// TestMessages: a message names the field, and alone is enough to correct it. A
// tilde stands for a no-break space.
func TestMessages(t *testing.T) {
	c := coerce.New(small(t))
	for _, m := range []struct{ field, typed, fr, en string }{
		{"date", "18/09/2024",
			"«~Date de début~»~: «~18/09/2024~», lu comme 18 septembre 2024",
			`"Date de début": "18/09/2024", read as 18 September 2024`},
		{"date", "le 1er/5/2024", // no form of a date
			"«~Date de début~»~: attendu~: une date comme 15/03/2025, ou un mois comme mars 2025~; reçu~: «~le 1er/5/2024~»",
			`"Date de début": expected: a date such as 15/03/2025, or a month such as mars 2025; got: "le 1er/5/2024"`},
		{"date", "02/28/2024",
			"«~Date de début~»~: attendu~: une date comme 15/03/2025, ou un mois comme mars 2025~; reçu~: «~02/28/2024~»~; le jour vient avant le mois~; vouliez-vous dire «~28/02/2024~»~?",
			`"Date de début": expected: a date such as 15/03/2025, or a month such as mars 2025; got: "02/28/2024"; the day comes before the month; did you mean "28/02/2024"?`},
		{"date", "T1 2025",
			"«~Date de début~»~: «~T1 2025~», lu comme le 1er trimestre 2025~; «~Précision de la date~»~: «~Trimestre~»",
			`"Date de début": "T1 2025", read as Q1 2025; "Précision de la date": "Quarter"`},
		{"date", "de janvier à mars 2024",
			"«~Date de début~»~: «~de janvier à mars 2024~», lu comme janvier 2024~; «~Précision de la date~»~: «~Mois~»~; «~Date de fin~»~: mars 2024~; «~Précision de la fin~»~: «~Mois~»",
			`"Date de début": "de janvier à mars 2024", read as January 2024; "Précision de la date": "Month"; "Date de fin": March 2024; "Précision de la fin": "Month"`},
		{"jour", "45553",
			"«~Jour~»~: attendu~: une date comme 15/03/2025~; reçu~: «~45553~»~; c'est un nombre~; donnez à la cellule le format d'une date, ou tapez la date",
			`"Jour": expected: a date such as 15/03/2025; got: "45553"; this is a number; give the cell the format of a date, or type the date`},
		{"jour", "mardi 18/09/24",
			"«~Jour~»~: «~mardi 18/09/24~», lu comme 18 septembre 2024~; l'année est écrite sur deux chiffres~: vérifiez-la~; ce jour est un mercredi~: vérifiez la date",
			`"Jour": "mardi 18/09/24", read as 18 September 2024; the year has two digits: check it; this day is a Wednesday: check the date`},
		{"jour", "en cours",
			"«~Jour~»~: «~en cours~» n'est pas une réponse (la réponse est à venir)~: le champ est lu comme vide~; laissez-le vide",
			`"Jour": "en cours" is not an answer (the answer is yet to come): the field is read as empty; leave it empty`},
		{"nombre", "une quarantaine",
			"«~Participants~»~: «~une quarantaine~», lu comme 40~; «~Qualifieur~»~: «~Estimé~»",
			`"Participants": "une quarantaine", read as 40; "Qualifieur": "Estimated"`},
		{"nombre", "15 + 3",
			"«~Participants~»~: attendu~: un nombre entier comme 40~; reçu~: «~15 + 3~»~; écrivez le total~; vouliez-vous dire «~18~»~?",
			`"Participants": expected: a whole number such as 40; got: "15 + 3"; write the total; did you mean "18"?`},
		{"montant", "48.500",
			"«~Montant~»~: attendu~: un nombre comme 12,5~; reçu~: «~48.500~»~; son point ou sa virgule ne dit pas s'il s'agit de milliers~; vouliez-vous dire «~48500~» ou «~48,5~»~?",
			`"Montant": expected: a number such as 12.5; got: "48.500"; its point or comma does not tell whether these are thousands; did you mean "48500" or "48.5"?`},
		{"montant", "2h20",
			"«~Montant~»~: «~2h20~», lu comme 2,33~; en heures, arrondi au centième",
			`"Montant": "2h20", read as 2.33; in hours, rounded to the hundredth`},
		{"part", "2 fois",
			"«~Part~»~: attendu~: un pourcentage comme 50~%~; reçu~: «~2 fois~»",
			`"Part": expected: a percentage such as 50 %; got: "2 fois"`},
		{"accord", "Oui, mais",
			"«~Accord~»~: attendu~: oui ou non~; reçu~: «~Oui, mais~»~; vouliez-vous dire «~Oui~»~?",
			`"Accord": expected: yes or no (oui, non); got: "Oui, mais"; did you mean "yes"?`},
		{"statut", "Terminé",
			"«~Statut~»~: attendu~: l'une des réponses «~En cours~», «~Terminée~», «~Aucun dispositif~»~; reçu~: «~Terminé~»~; vouliez-vous dire «~Terminée~»~?",
			`"Statut": expected: one of the answers "Ongoing", "Completed", "None"; got: "Terminé"; did you mean "Completed"?`},
		{"themes", "culture ; Mobilites",
			"«~Thèmes~»~: «~culture ; Mobilites~», lu comme la liste «~Culture~», «~Mobilités~»",
			`"Thèmes": "culture ; Mobilites", read as the list "Culture", "Mobility"`},
		{"siren", "FR12243400017",
			"«~SIREN~»~: attendu~: un numéro SIREN, de 9 chiffres~; reçu~: «~FR12243400017~»~; c'est un numéro de TVA~; vouliez-vous dire «~243400017~»~?",
			`"SIREN": expected: a SIREN number, of 9 digits; got: "FR12243400017"; this is a VAT number; did you mean "243400017"?`},
		{"titre", "a\u202eb",
			"«~Titre~»~: contient des caractères invisibles qui changent l'ordre des autres (U+202E)~; ils ont été retirés",
			`"Titre": holds invisible characters that change the order of others (U+202E); they were removed`},
		{"courriel", "mailto:jean.dupont@ville.example",
			"«~Courriel~»~: une valeur qui n'est pas reproduite ici est lue autrement qu'elle n'est écrite",
			`"Courriel": a value that is not repeated here is read otherwise than it is written`},
	} {
		changes := c.Coerce(cell(m.field, m.typed))
		if len(changes) != 1 {
			t.Errorf("%s %q: %s", m.field, m.typed, told(changes))
			continue
		}
		got, want := changes[0].Message, definition.Text{FR: strings.ReplaceAll(m.fr, "~", "\u00a0"), EN: m.en}
		if got != want {
			t.Errorf("%s %q:\ngot  %s\nwant %s\ngot  %s\nwant %s", m.field, m.typed, got.FR, want.FR, got.EN, want.EN)
		}
	}
}

// TestWithheld: nothing that was typed into a private field, and nothing
// personal, stands in a change.
func TestWithheld(t *testing.T) {
	c := coerce.New(small(t))
	secrets := []string{"18/09/2024", "culture ; zzzz", "quarante-deux", "Dupond", "☒ Dupond ☒ Zzz", "idem", "NC", "a\u202eDupond", "DupÃ©nd", "FR12243400017", "Culture, Dupond"}
	for _, field := range []string{"nom", "depuis", "accord", "themes"} {
		for _, secret := range secrets {
			doc := &tree.Value{Kind: tree.Object, Children: []tree.Value{*cell(field, secret)}}
			doc.Children[0].Key = "contact"
			for _, ch := range c.Coerce(doc) {
				said := ch.Before + ch.After + ch.Message.FR + ch.Message.EN
				for word := range strings.FieldsSeq(strings.ReplaceAll(secret, "\u202e", " ")) {
					if len(word) > 3 && word != "culture" && word != "Culture," && strings.Contains(said, word) || ch.Before+ch.After != "" {
						t.Errorf("%s %q: %+v", field, secret, ch)
					}
				}
			}
		}
	}
	beside := cell("date", "janvier 2023")
	beside.Children = append(beside.Children, cell("date_precision", "jean.dupont@ville.example").Children...)
	for _, ch := range c.Coerce(beside) {
		if strings.Contains(ch.Message.FR+ch.Message.EN+ch.Before, "dupont") {
			t.Errorf("%+v", ch)
		}
	}
	for field, typed := range map[string]string{
		"date": "jean.dupont@ville.example", "nombre": "06 12 34 56 78", "themes": "culture, jean.dupont@ville.example", "theme": "culture jean.dupont@ville.example",
		"titre": "rÃ©union avec jean.dupont@ville.example", "objectifs": "appeler le 06 12 34 56 78 ; former", "accord": "Oui, mais jean.dupont@ville.example",
		"siren": "jean.dupont@ville.example", "url": "www.ville.fr/?a=jean.dupont@ville.example",
	} {
		changes := c.Coerce(cell(field, typed))
		if len(changes) == 0 {
			t.Errorf("%s %q: nothing told", field, typed)
		}
		for _, ch := range changes {
			if said := ch.Message.FR + ch.Message.EN; ch.Before+ch.After != "" || strings.Contains(said, "dupont") || strings.Contains(said, "12 34") {
				t.Errorf("%s %q: %+v", field, typed, ch)
			}
		}
	}
}

// TestLong: a message holds at most 200 characters of what was typed.
func TestLong(t *testing.T) {
	c := coerce.New(small(t))
	long := strings.Repeat("blabla é", 10_000)
	for _, field := range []string{"date", "nombre", "accord", "theme", "themes", "siren", "commune", "pays", "url", "objectifs", "titre"} {
		for _, typed := range []string{long, long + ";" + long, "x" + strings.Repeat(",", 5000), long + "\x01", strings.Repeat("1", 10_000), strings.Repeat("é ;", 5_000), "www." + long} {
			for _, ch := range c.Coerce(cell(field, typed)) {
				holdChange(t, typed[:20], ch)
				if utf8.RuneCountInString(ch.Message.FR) > 1200 {
					t.Errorf("%s: %d characters", field, utf8.RuneCountInString(ch.Message.FR))
				}
			}
		}
	}
}
