package expression_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/expression"
)

// TestPersonal holds the detectors to what they must find. The NIRs have the
// right key and belong to nobody; the cards and IBANs are the public examples
// of the networks and of the standard.
func TestPersonal(t *testing.T) {
	for text, want := range map[string]string{
		// E-mail.
		"écrire à jean.dupont@ville.fr.":            "courriel",
		"JEAN+IA@sous.domaine.ville-de-paris.fr":    "courriel",
		"contact (at) ville.fr":                     "courriel",
		"contact[arobase]ville[point]fr":            "courriel",
		"contact [at] ville [dot] fr":               "courriel",
		"élodie@mairie-café.fr":                     "courriel",
		"jean\u200b@ville.fr":                       "courriel",
		"ｊean＠ville.fr":                             "courriel",
		"voir @ville_de_rennes":                     "",
		"citoyen.ne.s tiré.e.s au sort (at random)": "",
		"réunion @ 18h":                             "",
		// Telephone.
		"06 12 34 56 78":                     "telephone",
		"06.12.34.56.78":                     "telephone",
		"06-12-34-56-78":                     "telephone",
		"Tél.0612345678,":                    "telephone",
		"+33 6 12 34 56 78":                  "telephone",
		"+33 (0)6 12 34 56 78":               "telephone",
		"0033612345678":                      "telephone",
		"06\u00a012\u202f34\u00a056\u00a078": "telephone",
		"０６１２３４５６７８":                         "telephone",
		"1061234567890":                      "",
		"06123456789":                        "",
		"le 01.02.2024 10h30":                "",
		"le 01/02/2024 14:00":                "",
		"SIREN 005 400 123":                  "",
		"2024-09-18":                         "",
		"8 000 000 000 €":                    "",
		strings.Repeat("t0612345678", 6):     "telephone",
		"9f0612345678abcdef0123456789abcdef9f0612345678abcdef0123456789abcd": "",
		// NIR.
		"255081416802538":           "nir",
		"2 55 08 14 168 025 38":     "nir",
		"255082A16802597":           "nir",
		"2 55 08 2a 168 025 97":     "nir",
		"289047834216349":           "nir",
		"255081416802539":           "",
		"1255081416802538":          "",
		"CTIA-243400017-2023-01":    "",
		"n° 2 55 08 14 168 025 38.": "nir",
		// IBAN.
		"FR1420041010050500013M02606":                    "iban",
		"FR14 2004 1010 0505 0001 3M02 606 est le nôtre": "iban",
		"IBAN:fr1420041010050500013m02606":               "iban",
		"GB82 WEST 1234 5698 7654 32":                    "iban",
		"FR1420041010050500013M02607":                    "",
		"ZZ1420041010050500013M02606":                    "",
		// Card.
		"4970101234567890":               "",
		"4111111111111111":               "carte",
		"4111 1111 1111 1111":            "carte",
		"4111-1111-1111-1111 exp. 12/30": "carte",
		"3782 822463 10005":              "carte",
		"6011000990139424":               "carte",
		"41111111111111112":              "",
		"SIRET 24340001700022":           "",
		"24340001700022":                 "",
		"2021 2022 2023 2024":            "",
		"1 932 881 contributions":        "",
		// Several, none.
		"06 12 34 56 78 ou jean@ville.fr": "courriel telephone",
		"":                                "",
		"Créer un comité d'éthique.":      "",
	} {
		if got := strings.Join(expression.Personal(text), " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestSiretIsNotPersonal: every SIRET of a body whose SIREN is valid stays out,
// whether it begins like a card or like a number dialled abroad.
func TestSiretIsNotPersonal(t *testing.T) {
	for _, siren := range []string{"243400017", "217500016", "362521874", "300000007", "005580501"} {
		for nic := range 20_000 {
			siret := fmt.Sprintf("%s%05d", siren, nic)
			if expression.Luhn(siret) && len(expression.Personal(siret)) > 0 {
				t.Fatalf("%s is taken for %q", siret, expression.Personal(siret))
			}
		}
	}
}

func TestPersonalInExpressions(t *testing.T) {
	holds(t, `personal("06 12 34 56 78 ou jean@ville.fr") == ["courriel", "telephone"] && personal("rien") == []`)
	holds(t, `!("nir" in personal("jean@ville.fr"))`)
}

// TestPersonalIsLinear: a text made to start many candidates costs no more
// than its size.
func TestPersonalIsLinear(t *testing.T) {
	for _, piece := range []string{"a@", "06 12 ", "FR14", "4111 ", "2 55 08 ", "aaaa", "(at)",
		"a@b.", "a arobase b ", "x at a. ", "@a@b.fr ", "a@2x.png ", "4111111111111112 ", "001 ", "+1 ", "0033", "0 ", "https://a/4111111111111111 "} {
		if got := expression.Personal(strings.Repeat(piece, 1_000)); slices.Contains(got, "courriel") {
			t.Errorf("%q: got %q", piece, got)
		}
	}
}
