package workbook

import (
	"encoding/xml"
	"slices"
	"strings"
	"testing"
)

// A node is an element of an XML document.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []node     `xml:",any"`
	Text     string     `xml:",chardata"`
}

// attr returns an attribute by its local name.
func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// all returns the elements of a local name, at any depth.
func (n *node) all(name string) []*node {
	var found []*node
	for i := range n.Children {
		c := &n.Children[i]
		if c.XMLName.Local == name {
			found = append(found, c)
		}
		found = append(found, c.all(name)...)
	}
	return found
}

// named returns the element of a local name that has an attribute "name".
func (n *node) named(t *testing.T, element, name string) *node {
	t.Helper()
	for _, found := range n.all(element) {
		if found.attr("name") == name {
			return found
		}
	}
	t.Fatalf("no %s %q", element, name)
	return nil
}

// lines returns the paragraphs of an element, not those of its comment.
func (n *node) lines() []string {
	var lines []string
	for _, c := range n.Children {
		if c.XMLName.Local == "p" {
			lines = append(lines, c.Text)
		}
	}
	return lines
}

// odsNode returns a part of a draft.
func odsNode(t *testing.T, d *Draft, part string) *node {
	t.Helper()
	var n node
	if err := xml.Unmarshal([]byte(zipPart(t, draftFormats[1].written(t, d), part)), &n); err != nil {
		t.Fatal(err)
	}
	return &n
}

// cell returns a cell of a sheet, by the number of its row and column in the
// file.
func (n *node) cell(t *testing.T, sheet string, row, column int) *node {
	t.Helper()
	return n.named(t, "table", sheet).all("table-row")[row-1].all("table-cell")[column-1]
}

func TestODSDraftSheets(t *testing.T) {
	content := odsNode(t, sampleDraft(), "content.xml")
	var names []string
	for _, table := range content.all("table") {
		names = append(names, table.attr("name"))
		style := content.named(t, "style", table.attr("style-name")).all("table-properties")[0]
		if hidden := len(names) > 3; (style.attr("display") == "false") != hidden {
			t.Errorf("%s: display %q", names[len(names)-1], style.attr("display"))
		}
		if table.attr("protected") != "true" || table.attr("protection-key") != "" || table.Children[0].attr("insert-rows") != "true" {
			t.Errorf("%s: protection %v, %v", table.attr("name"), table.Attrs, table.Children[0])
		}
	}
	if want := []string{"Mode d'emploi", "1. Territoire", "Actions", "Technique", "Listes"}; !slices.Equal(names, want) {
		t.Fatalf("sheets %q, want %q", names, want)
	}
	section := content.named(t, "table", "1. Territoire")
	if n := len(section.all("table-header-rows")[0].all("table-row")); n != 2 {
		t.Errorf("%d rows on each page, want 2", n)
	}
	if got := section.all("table-row")[2].attr("visibility"); got != "collapse" {
		t.Errorf("visibility of row 3 is %q", got)
	}
	column := content.named(t, "style", section.all("table-column")[1].attr("style-name"))
	if got := column.all("table-column-properties")[0].attr("column-width"); got != "240pt" {
		t.Errorf("column of %s, want 240pt", got)
	}
}

func TestODSDraftSettings(t *testing.T) {
	settings := odsNode(t, sampleDraft(), "settings.xml")
	if got := settings.named(t, "config-item", "ActiveTable").Text; got != "Mode d'emploi" {
		t.Errorf("active sheet %q", got)
	}
	view := settings.named(t, "config-item-map-entry", "1. Territoire")
	for name, want := range map[string]string{"VerticalSplitMode": "2", "VerticalSplitPosition": "2", "PositionBottom": "2", "ShowGrid": "false"} {
		if got := view.named(t, "config-item", name).Text; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	hidden := odsNode(t, &Draft{Sheets: []DraftSheet{{Name: "Une", Hidden: true}, {Name: "Deux"}}}, "settings.xml")
	if got := hidden.named(t, "config-item", "ActiveTable").Text; got != "Deux" {
		t.Errorf("active sheet %q, want the one that is shown", got)
	}
}

func TestODSDraftProperties(t *testing.T) {
	meta := odsNode(t, sampleDraft(), "meta.xml").Children[0]
	var got []string
	for _, c := range meta.Children {
		got = append(got, c.XMLName.Local+" "+c.Text)
	}
	if want := []string{"generator canevas", "title Canevas de concertation", "language fr-FR"}; !slices.Equal(got, want) {
		t.Errorf("properties %q, want %q", got, want)
	}
	text := odsNode(t, sampleDraft(), "styles.xml").all("default-style")[0].Children[0]
	if text.attr("language") != "fr" || text.attr("country") != "FR" {
		t.Errorf("language %v", text.Attrs)
	}
}

func TestODSDraftCells(t *testing.T) {
	content := odsNode(t, sampleDraft(), "content.xml")
	for _, test := range []struct {
		sheet                string
		row, column          int
		kind, value, lines   string
		dataStyle, protected string
	}{
		{"Mode d'emploi", 1, 1, "string", "", "Canevas de concertation", "", "protected"},
		{"1. Territoire", 4, 1, "string", "", "Nom du territoire", "text-style", "protected"},
		{"1. Territoire", 4, 2, "", "", "", "text-style", "none"},
		{"1. Territoire", 5, 2, "string", "", "01001", "text-style", "none"},
		{"1. Territoire", 6, 2, "date", "2024-09-18", "18/09/2024", "date-style", "none"},
		{"1. Territoire", 7, 2, "date", "2024-09-18T14:30:00", "18/09/2024 14:30", "date-style", "none"},
		{"1. Territoire", 8, 2, "date", "1789-07-14", "14/07/1789", "date-style", "none"},
		{"1. Territoire", 9, 2, "float", "1416545", "1416545", "number-style", "none"},
		{"1. Territoire", 10, 2, "float", "12.5", "12,5", "", "none"},
		{"1. Territoire", 11, 2, "string", "", "1234567890123456789", "number-style", "none"},
		{"1. Territoire", 12, 2, "percentage", "0.485", "48,50\u00a0%", "percentage-style", "none"},
		{"1. Territoire", 13, 2, "boolean", "true", "VRAI", "", "none"},
		{"1. Territoire", 16, 2, "string", "", "Première ligne.|Seconde ligne, plus longue que la colonne, pour voir si le texte passe bien à la ligne suivante.", "text-style", "none"},
		{"Actions", 3, 15, "string", "", themes[3], "", "protected"},
		{"Actions", 4, 2, "", "", "", "date-style", "none"},
		{"Actions", 5, 3, "", "", "", "number-style", "none"},
	} {
		c := content.cell(t, test.sheet, test.row, test.column)
		value := c.attr("value") + c.attr("date-value") + c.attr("boolean-value")
		if lines := strings.Join(c.lines(), "|"); c.attr("value-type") != test.kind || value != test.value || lines != test.lines {
			t.Errorf("%s %d %d: %s %q shown as %q, want %s %q as %q", test.sheet, test.row, test.column, c.attr("value-type"), value, lines, test.kind, test.value, test.lines)
		}
		style := content.named(t, "style", c.attr("style-name"))
		if got := style.all("table-cell-properties")[0].attr("cell-protect"); got != test.protected {
			t.Errorf("%s %d %d: protection %q, want %q", test.sheet, test.row, test.column, got, test.protected)
		}
		if data := style.attr("data-style-name"); test.dataStyle != "" {
			content.named(t, test.dataStyle, data)
		} else if data != "" {
			t.Errorf("%s %d %d: number format %q", test.sheet, test.row, test.column, data)
		}
	}
}

// TestODSDraftRows finds the rows to fill in as one row that is repeated, and
// the rest of the sheet unlocked too.
func TestODSDraftRows(t *testing.T) {
	content := odsNode(t, sampleDraft(), "content.xml")
	rows := content.named(t, "table", "Actions").all("table-row")
	if len(rows) != 5 || rows[3].attr("number-rows-repeated") != "200" || rows[4].attr("number-rows-repeated") != "1048373" {
		t.Fatalf("%d rows, the last ones %v and %v", len(rows), rows[3].Attrs, rows[4].Attrs)
	}
	for i, cell := range rows[3].all("table-cell") {
		if named := cell.attr("content-validation-name") != ""; named != (i%5 == 1 || i%5 >= 3) {
			t.Errorf("cell %d: rule %q", i+1, cell.attr("content-validation-name"))
		}
		if rest := rows[4].all("table-cell")[i]; rest.attr("content-validation-name") != "" || rest.attr("style-name") != cell.attr("style-name") {
			t.Errorf("cell %d below: %v", i+1, rest.Attrs)
		}
	}
}

// TestODSDraftNoRoom unlocks the rows of a sheet that has none prepared.
func TestODSDraftNoRoom(t *testing.T) {
	d := &Draft{Sheets: []DraftSheet{{Name: "A", Inputs: make([]DraftInput, 2)}, {Name: "Vide"}}}
	content := odsNode(t, d, "content.xml")
	if rows := content.named(t, "table", "A").all("table-row"); len(rows) != 1 || rows[0].attr("number-rows-repeated") != "1048576" {
		t.Errorf("%d rows", len(rows))
	}
	if empty := content.named(t, "table", "Vide"); len(empty.all("table-column")) != 1 || len(empty.all("table-cell")) != 1 {
		t.Errorf("an empty sheet has no cell")
	}
	if len(content.all("content-validations")) != 0 {
		t.Error("there are rules")
	}
}

func TestODSDraftRules(t *testing.T) {
	content := odsNode(t, sampleDraft(), "content.xml")
	for _, test := range []struct {
		row, column               int
		condition, prompt, notice string
	}{
		{4, 2, "", "Une date, comme 18/09/2024.", ""},
		{4, 4, `of:cell-content-is-in-list("Oui";"Non")`, "", "warning"},
		{4, 5, "of:cell-content-is-in-list([$Listes.$A$1:.$A$37])", "", "warning"},
	} {
		rule := content.named(t, "content-validation", content.cell(t, "Actions", test.row, test.column).attr("content-validation-name"))
		prompt, notice := "", ""
		for _, c := range rule.Children {
			switch c.XMLName.Local {
			case "help-message":
				prompt = strings.Join(c.lines(), "|")
			case "error-message":
				notice = c.attr("message-type")
			}
		}
		if rule.attr("condition") != test.condition || prompt != test.prompt || notice != test.notice {
			t.Errorf("column %d: %q, %q, %q, want %+v", test.column, rule.attr("condition"), prompt, notice, test)
		}
	}
}

func TestODSDraftComments(t *testing.T) {
	cell := odsNode(t, sampleDraft(), "content.xml").cell(t, "1. Territoire", 4, 1)
	note := cell.all("annotation")[0]
	if note.attr("display") != "false" || note.attr("width") != "220pt" || note.all("creator")[0].Text != "canevas" || len(note.all("date")) != 0 {
		t.Errorf("comment %+v", note)
	}
	if want := []string{"Champ « Nom du territoire ».", "Le nom officiel, tel qu'il figure au répertoire Sirene."}; !slices.Equal(note.lines(), want) {
		t.Errorf("comment %q, want %q", note.lines(), want)
	}
}

// TestODSDraftSpaces keeps the spaces that ODF takes for layout.
func TestODSDraftSpaces(t *testing.T) {
	for text, want := range map[string]string{
		"a b":       "<text:p>a b</text:p>",
		"a  b":      `<text:p>a<text:s text:c="2"/>b</text:p>`,
		" a ":       `<text:p><text:s text:c="1"/>a<text:s text:c="1"/></text:p>`,
		"a\tb":      "<text:p>a&#x9;b</text:p>",
		"a \t b":    `<text:p>a<text:s text:c="1"/>&#x9;<text:s text:c="1"/>b</text:p>`,
		"a\n\nb":    "<text:p>a</text:p><text:p></text:p><text:p>b</text:p>",
		"a\r\nb\rc": "<text:p>a</text:p><text:p>b</text:p><text:p>c</text:p>",
	} {
		d := &Draft{Sheets: []DraftSheet{{Name: "A", Rows: []DraftRow{{Cells: []DraftCell{{Text: text}}}}}}}
		content := zipPart(t, draftFormats[1].written(t, d), "content.xml")
		if !strings.Contains(content, ">"+want+"</table:table-cell>") {
			t.Errorf("%q is not written as %s", text, want)
		}
	}
}

func TestODSDraftPackage(t *testing.T) {
	raw := draftFormats[1].written(t, sampleDraft())
	if got, want := string(raw[30:30+len("mimetype"+odsMimetype)]), "mimetype"+odsMimetype; got != want {
		t.Errorf("the file begins with %q, want %q", got, want)
	}
	var entries []string
	for _, e := range odsNode(t, sampleDraft(), "META-INF/manifest.xml").Children {
		entries = append(entries, e.attr("full-path"))
	}
	if want := []string{"/", "content.xml", "meta.xml", "settings.xml", "styles.xml"}; !slices.Equal(entries, want) {
		t.Errorf("manifest %q, want %q", entries, want)
	}
}
