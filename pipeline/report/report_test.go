package report_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/report"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

func finding(rule string, s definition.Severity, place tree.Place, fr string) check.Finding {
	return check.Finding{Rule: rule, Severity: s, Place: place, Message: definition.Text{FR: fr, EN: "EN " + fr}}
}

func line(n int) tree.Place { return tree.Place{Line: n, Column: 1} }

// mixed is a submission with findings of every severity.
func mixed() report.Report {
	r := report.Report{File: "depots/ville <b>.json", SHA256: strings.Repeat("a", 64), Document: "CTIA-1", Findings: []check.Finding{
		finding("R9", definition.Warning, line(1), "Regardez ceci : « un *mot* »"),
		finding("R1", definition.Error, tree.Place{Sheet: "Réunions", Cell: "C4"}, "Reçu : <script>alert(1)</script>"),
		finding("R21", definition.Hold, line(3), "À vérifier"),
		finding("R18", definition.Info, tree.Place{}, "À savoir"),
	}}
	for i := range 13 {
		r.Findings = append(r.Findings, finding("R11", definition.Error, line(100+i), fmt.Sprintf("Motif n° %d", i)))
	}
	return r
}

func html(t *testing.T, l definition.Language, reports ...report.Report) string {
	t.Helper()
	var b strings.Builder
	if err := report.WriteHTML(&b, reports, l); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPage reads the page as XML, which it is too: headings follow each other
// without a step left out, every table has headings, nothing is fetched, and
// every finding is there.
func TestPage(t *testing.T) {
	r := mixed()
	for _, l := range []definition.Language{definition.French, definition.English} {
		page := html(t, l, r, report.Report{File: "bon.json"})
		d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(page, "<!DOCTYPE html>\n")))
		d.Entity = xml.HTMLEntity
		level, rows, headers, tables := 0, 0, 0, 0
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in\n%s", err, page)
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			for _, a := range start.Attr {
				if a.Name.Local == "src" || a.Name.Local == "href" {
					t.Errorf("the page fetches or leads to %s", a.Value)
				}
			}
			switch name := start.Name.Local; name {
			case "script", "b":
				t.Errorf("the page holds the element %s of a submission", name)
			case "h1", "h2", "h3", "h4":
				next := int(name[1] - '0')
				if next > level+1 {
					t.Errorf("from a heading of level %d to one of level %d", level, next)
				}
				level = next
			case "table":
				tables++
			case "th":
				headers++
			case "tr":
				rows++
			case "html":
				if start.Attr[0].Value != string(l) {
					t.Errorf("the page says it is in %s", start.Attr[0].Value)
				}
			}
		}
		if want := len(r.Findings) + tables; rows != want || headers != 2*tables {
			t.Errorf("%d rows and %d headings of columns in %d tables, want %d rows", rows, headers, tables, want)
		}
	}
}

// TestWords: what becomes of the file is said first, and the worst before the
// rest.
func TestWords(t *testing.T) {
	page := html(t, definition.French, mixed())
	var at []int
	for _, words := range []string{"Refusé", "Corrigez tout", "À corriger (14)", "Règle R1<", "onglet «\u00a0Réunions\u00a0», cellule C4", "Règle R11, 13 endroits", "ligne 100, colonne 1",
		"Et 3 autres endroits", "Motif n° 12", "À faire vérifier (1)", "À regarder (1)", "À noter (1)", ">le fichier<"} {
		i := strings.Index(page, words)
		if i < 0 {
			t.Errorf("the page does not say %q", words)
		}
		at = append(at, i)
	}
	if !slices.IsSorted(at) {
		t.Errorf("said in another order: %v", at)
	}
	for worst, verdict := range map[definition.Severity]string{definition.Hold: "Held", definition.Warning: "Accepted", definition.Info: "Accepted"} {
		r := report.Report{File: "a.json", Findings: []check.Finding{finding("R", worst, line(1), "x")}}
		if page := html(t, definition.English, r); !strings.Contains(page, `">`+verdict+"</span>") {
			t.Errorf("%s: not %s", worst, verdict)
		}
	}
}

func TestMarkdown(t *testing.T) {
	r := mixed()
	r.Findings = slices.Delete(r.Findings, 6, len(r.Findings)-1)
	var b strings.Builder
	if err := report.WriteMarkdown(&b, []report.Report{r, {File: "bon.json"}}, definition.French); err != nil {
		t.Fatal(err)
	}
	want := `# Rapport de vérification

## Refusé : depots\/ville \<b\>\.json

CTIA\-1  
SHA-256 ` + strings.Repeat("a", 64) + `

Corrigez tout ce qui suit, puis renvoyez le fichier. En attendant, la dernière version acceptée reste publiée.

### À corriger (4)

#### Règle R1

- **onglet « Réunions », cellule C4** : Reçu : \<script\>alert\(1\)\<\/script\>

#### Règle R11, 3 endroits

- **ligne 100, colonne 1** : Motif n° 0
- **ligne 101, colonne 1** : Motif n° 1
- **ligne 112, colonne 1** : Motif n° 12

### À faire vérifier (1)

#### Règle R21

- **ligne 3, colonne 1** : À vérifier

### À regarder (1)

#### Règle R9

- **ligne 1, colonne 1** : Regardez ceci : « un \*mot\* »

### À noter (1)

#### Règle R18

- **le fichier** : À savoir

## Accepté : bon\.json

SHA-256 

Il n'y a rien à corriger.
`
	got := strings.NewReplacer("\u00a0", " ", `\:`, ":").Replace(b.String())
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestMarkdownIsBounded: of many places the first are listed.
func TestMarkdownIsBounded(t *testing.T) {
	var b strings.Builder
	if err := report.WriteMarkdown(&b, []report.Report{mixed()}, definition.English); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(b.String(), "Motif"); got != 10 || !strings.Contains(b.String(), "- And 3 more places\n") {
		t.Errorf("%d places:\n%s", got, b.String())
	}
}
