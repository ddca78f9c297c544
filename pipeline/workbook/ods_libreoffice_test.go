package workbook_test

import (
	"os"
	"path/filepath"
	"testing"
)

// odsFiles are the files of testdata/libreoffice, whose README says how they
// were made.
var odsFiles = []struct{ name, want string }{
	{"reunions.ods", reunions},
	{"reunions.fods", reunions},
	{"canevas.ods", `
		[Réunions]
		1: A1="Réunions"
		2: A2="Date" B2="Horaire" C2="Lieu" D2~="Caché" E2="Part" F2="Coût" G2="Retenu" H2="Total"
		3: A3=date="2024-09-18" B3="18:30" C3="Salle des fêtes\n2eétageà gauche, plan" D3~="colonne" E3=percent="0.055" F3=number="1234.5" G3=bool="true" H3=percent="0.388333333333333"
		4: A4=date="2024-09-18T14:30:00" B4="26:30:05" C4=number="200054000" E4=number="0.00000015" F4=number="100000000000000000000" G4=bool="false" H4=fault="#DIV/0!"
		5~: A5="ligne cachée" C5=fault="#N/A" D5~=number="0"
		6~: A6="ligne groupée"
		7: A7="idem" B7="idem"
		8: A8="idem" B8="idem"
		9: A9="idem" B9="idem"
		[Interne]~
		1: A1="feuille cachée"
		[Vide]
		book/hidden-row Réunions A5 2
		book/hidden-column Réunions D2 3
		book/comment Réunions A2 1
		book/merged Réunions A1 2
		book/formula Réunions H3 5
		book/hidden-sheet Interne Interne
		print "???"
		print "Page 1"
		drawing Réunions "Zone de texte"
		covered Réunions B1 "sous la fusion"
		comment Réunions A2 "Camille Exemple\nÀ vérifier\navant lundi"
		link Réunions C3 "https://exemple.fr/plan"
		property "Canevas d’essai"
		property "Camille Exemple"
		property "Participation"`},
	{"canevas.fods", `
		[Réunions]
		1: A1="Réunions"
		2: A2="Date" B2="Horaire" C2="Lieu" D2~="Caché" E2="Part" F2="Coût" G2="Retenu" H2="Total"
		3: A3=date="2024-09-18" B3="18:30" C3="Salle   des fêtes\n2e\tétage\nà gauche, plan" D3~="colonne" E3=percent="0.055" F3=number="1234.5" G3=bool="true" H3=number="0.388333333333333"
		4: A4=date="2024-09-18T14:30:00" B4="26:30:05" C4=number="200054000" E4=number="0.00000015" F4=number="100000000000000000000" G4=bool="false" H4=fault="#DIV/0!"
		5~: A5="ligne cachée" C5=fault="#N/A" D5~=fault="Err:508"
		6~: A6="ligne groupée"
		7: A7="idem" B7="idem"
		8: A8="idem" B8="idem"
		9: A9="idem" B9="idem"
		[Interne]~
		1: A1="feuille cachée"
		[Vide]
		book/hidden-row Réunions A5 2
		book/hidden-column Réunions D2 3
		book/comment Réunions A2 1
		book/merged Réunions A1 2
		book/formula Réunions H3 5
		book/hidden-sheet Interne Interne
		property "Canevas d’essai"
		property "Camille Exemple"
		property "Participation"
		covered Réunions B1 "sous la fusion"
		comment Réunions A2 "Camille Exemple\nÀ vérifier\navant lundi"
		link Réunions C3 "https://exemple.fr/plan"
		drawing Réunions "Zone de texte"`},
	{"bilan.ods", `
		[Bilan]
		1: A1="Thème" B1="Votes"
		2: A2="école" B2=number="12" C2="01001" D2=fault="#DIV/0!" E2=number="200054000"
		3: A3="santé" B3=number="30" C3="  deux  espaces, tabet\nligne" D3=fault="#N/A" E3=number="0.1"
		4: A4="Total" B4=number="42" E4=number="100000000000000000000"
		5: E5=number="0.333333333333333"
		6: E6=number="123456789012346000"
		7: E7=number="-0.00000000025"
		[Filtre]
		1: A1="Ville" B1~="invisible" C1="x" D1="fusion" G1=date="2024-09-18"
		2: A2="Lyon" G2=date="2024-09-18T14:30:00"
		3~: A3="Nantes" G3="18:30"
		4: A4="Lyon" G4="26:30"
		5: G5=fault="book/no-date"
		6: G6=fault="book/no-date"
		7: G7=percent="0.05"
		8: A8="hauteur nulle" G8=date="1899-12-31"
		9: G9="00:05:38"
		10: G10=fault="book/no-date"
		11: G11=date="1900-01-19"
		book/external Bilan object
		book/formula Bilan D2 5
		book/hidden-row Filtre A3 1
		book/hidden-column Filtre B1 1
		book/comment Filtre C1 1
		book/merged Filtre D1 1
		print "???"
		print "Page 1"
		comment Filtre C1 "note de Camille"
		drawing "Votes de Camille\n\nVotes\nBilan.B1:Bilan.B1\nécole\nBilan.A2:Bilan.A3\n12\nBilan.B2:Bilan.B3\nsanté\n30"
		property "Camille Exemple"
		property "Bilan d’essai"`},
	{"macros.ods", `
		[Liens]
		1: A1=fault="Err:540"
		book/macros
		book/formula Liens A1 1
		print "???"
		print "Page 1"`},
	{"macros.fods", `
		[Liens]
		1: A1=number="200054000"
		book/macros
		book/formula Liens A1 1
		book/external table-source`},
	{"password.ods", `zip/encrypted`},
}

// reunions is what both forms of one file say.
const reunions = `
		[reunions]
		1: A1="Ville" B1="Date" C1="SIREN" D1="Taux"
		2: A2="Mâcon" B2=date="2024-09-18" C2=number="200054000" D2=percent="0.05"
		3: A3="ligne 1\nligne 2" C3=number="1.5" D3=number="0.5"
		4: A4="  deux espaces  "
		print "???"
		print "Page 1"`

// odsFile reads a file that LibreOffice wrote.
func odsFile(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "libreoffice", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestReadODSOfLibreOffice(t *testing.T) {
	for _, c := range odsFiles {
		t.Run(c.name, func(t *testing.T) {
			if got, want := readODS(odsFile(t, c.name)), unindented(c.want); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
