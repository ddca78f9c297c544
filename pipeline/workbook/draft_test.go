package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The lists of sampleDraft.
var (
	yesNo   = []string{"Oui", "Non"}
	formats = []string{"Atelier", "Réunion publique", "Questionnaire en ligne", "Forum citoyen"}
	themes  = func() []string {
		var all []string
		for i := range 37 {
			all = append(all, fmt.Sprintf("%02d - Thème %d, avec une virgule & un <signe>", i+1, i+1))
		}
		return all
	}()
)

// sampleDraft returns a draft that resembles the template of a canevas: how to
// fill it in, a section of one field per row, and a list of one thing per row.
func sampleDraft() *Draft {
	return &Draft{
		Title:  "Canevas de concertation",
		Sheets: []DraftSheet{guideSheet(), sectionSheet(), listSheet("Actions"), {Name: "Technique", Hidden: true, Rows: []DraftRow{{Cells: []DraftCell{{Text: "version 3"}}}}}},
	}
}

func guideSheet() DraftSheet {
	lines := []string{
		"Remplissez les feuilles dans l'ordre. Les cellules à remplir ont un fond clair ; les autres sont verrouillées.",
		"Une étoile suit le nom de ce qui est obligatoire.",
		"Les exemples, en gris, ne sont pas lus.\nUne ligne laissée vide n'est pas lue non plus.",
	}
	sheet := DraftSheet{Name: "Mode d'emploi", Widths: []int{100}, Rows: []DraftRow{{Cells: []DraftCell{{Text: "Canevas de concertation", Style: Title}}}}}
	for _, line := range lines {
		sheet.Rows = append(sheet.Rows, DraftRow{Cells: []DraftCell{{Text: line}}})
	}
	return sheet
}

func sectionSheet() DraftSheet {
	head := DraftRow{}
	for _, text := range []string{"Champ", "Réponse", "Exemple", "Aide"} {
		head.Cells = append(head.Cells, DraftCell{Text: text, Style: Heading})
	}
	field := func(style DraftStyle, title, example, help string, in DraftInput, value *Cell) DraftRow {
		in.Comment = help
		return DraftRow{Cells: []DraftCell{
			{Text: title, Style: style, Comment: "Champ « " + title + " ».\n" + help}, {Input: &in, Value: value},
			{Text: example, Style: Sample}, {Text: help, Style: Help}}}
	}
	return DraftSheet{
		Name: "1. Territoire", Widths: []int{28, 45, 30, 60}, Frozen: 2,
		Rows: []DraftRow{
			{Cells: []DraftCell{{Text: "1. Le territoire", Style: Title}}}, head,
			{Hidden: true, Cells: []DraftCell{{Text: "territoire/nom"}}},
			field(Required, "Nom du territoire", "Métropole de Lyon", "Le nom officiel, tel qu'il figure au répertoire Sirene.", DraftInput{}, nil),
			field(Required, "Code commune", "01001", "Le code officiel géographique : cinq caractères.", DraftInput{}, &Cell{Text: "01001"}),
			field(Heading, "Ouverture", "18/09/2024", "Premier jour.", DraftInput{Format: AsDate}, &Cell{Kind: Date, Text: "2024-09-18"}),
			field(Heading, "Relevé", "18/09/2024 14:30", "Jour et heure.", DraftInput{Format: AsDate}, &Cell{Kind: Date, Text: "2024-09-18T14:30:00"}),
			field(Heading, "Fondation", "1789", "Date ancienne.", DraftInput{Format: AsDate}, &Cell{Kind: Date, Text: "1789-07-14"}),
			field(Heading, "Habitants", "1 416 545", "À l'unité.", DraftInput{Format: AsInteger}, &Cell{Kind: Number, Text: "1416545"}),
			field(Heading, "Budget (k€)", "12,5", "Hors taxes.", DraftInput{Format: AsNumber}, &Cell{Kind: Number, Text: "12.5"}),
			field(Heading, "Identifiant long", "", "Plus de quinze chiffres.", DraftInput{Format: AsInteger}, &Cell{Kind: Number, Text: "1234567890123456789"}),
			field(Heading, "Part de femmes", "48 %", "", DraftInput{Format: AsNumber}, &Cell{Kind: Percent, Text: "0.485"}),
			field(Heading, "Publié", "oui", "", DraftInput{}, &Cell{Kind: Bool, Text: "true"}),
			field(Required, "Format", "Atelier", "Choisissez dans la liste.", DraftInput{Choices: formats}, &Cell{Text: "Atelier"}),
			field(Required, "Thème", themes[0], "Choisissez dans la liste ; elle est longue.", DraftInput{Choices: themes}, nil),
			field(Heading, "Présentation", "La concertation porte sur…", strings.Repeat("Dites en quelques phrases ce qui était en question. ", 8), DraftInput{Format: AsLongText},
				&Cell{Text: "Première ligne.\nSeconde ligne, plus longue que la colonne, pour voir si le texte passe bien à la ligne suivante."}),
		},
	}
}

// listSheet returns a sheet of fifteen columns whose rows are to be added.
func listSheet(name string) DraftSheet {
	s := DraftSheet{Name: name, Frozen: 1, Room: 200}
	var head, help, example DraftRow
	for i := range 15 {
		style, in, sample := Heading, DraftInput{}, "texte"
		switch i % 5 {
		case 0:
			style = Required
		case 1:
			in, sample = DraftInput{Format: AsDate, Comment: "Une date, comme 18/09/2024."}, "18/09/2024"
		case 2:
			in, sample = DraftInput{Format: AsInteger}, "40"
		case 3:
			in, sample = DraftInput{Choices: yesNo}, "Oui"
		case 4:
			in, sample = DraftInput{Choices: themes}, themes[3]
		}
		s.Widths = append(s.Widths, 12+2*(i%5))
		s.Inputs = append(s.Inputs, in)
		head.Cells = append(head.Cells, DraftCell{Text: fmt.Sprintf("Colonne %d", i+1), Style: style, Comment: fmt.Sprintf("Ce que la colonne %d attend.", i+1)})
		help.Cells = append(help.Cells, DraftCell{Text: "Ce qu'il faut écrire ici, en quelques mots.", Style: Help})
		example.Cells = append(example.Cells, DraftCell{Text: sample, Style: Sample})
	}
	s.Rows = []DraftRow{head, help, example}
	return s
}

// A draftFormat is one of the formats of a draft.
type draftFormat struct {
	name  string
	write func(*Draft, *bytes.Buffer) error
}

var draftFormats = []draftFormat{
	{"XLSX", func(d *Draft, b *bytes.Buffer) error { return d.WriteXLSX(b) }},
	{"ODS", func(d *Draft, b *bytes.Buffer) error { return d.WriteODS(b) }},
}

func (f draftFormat) written(t *testing.T, d *Draft) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.write(d, &b); err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	return b.Bytes()
}

func TestDraftIsDeterministic(t *testing.T) {
	for _, f := range draftFormats {
		first := f.written(t, sampleDraft())
		for range 5 {
			if !bytes.Equal(f.written(t, sampleDraft()), first) {
				t.Fatalf("%s: other bytes the second time", f.name)
			}
		}
	}
}

// TestDraftIsSmall holds twelve sheets of 200 rows to fill in to a size that
// can be mailed.
func TestDraftIsSmall(t *testing.T) {
	d := &Draft{}
	for i := range 12 {
		d.Sheets = append(d.Sheets, listSheet(fmt.Sprintf("Liste %d", i+1)))
	}
	for _, f := range draftFormats {
		if size := len(f.written(t, d)); size > 100_000 {
			t.Errorf("%s: %d bytes", f.name, size)
		}
	}
}

// TestDraftZip reads the zip file as a stream: what stands before each part
// agrees with the directory, and there is nothing else.
func TestDraftZip(t *testing.T) {
	const localLength, directoryEnd = 30, 22
	for _, f := range draftFormats {
		raw := f.written(t, sampleDraft())
		r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for _, part := range r.File {
			local := raw[at:]
			u16 := func(i int) uint64 { return uint64(binary.LittleEndian.Uint16(local[i:])) }
			u32 := func(i int) uint64 { return uint64(binary.LittleEndian.Uint32(local[i:])) }
			got := []uint64{u32(0), u16(4), u16(6), u16(8), u16(10), u16(12), u32(14), u32(18), u32(22), u16(26), u16(28)}
			want := []uint64{0x04034b50, uint64(part.ReaderVersion), 0, uint64(part.Method), 0, 33, uint64(part.CRC32),
				part.CompressedSize64, part.UncompressedSize64, uint64(len(part.Name)), 0}
			if !slices.Equal(got, want) || string(local[localLength:localLength+len(part.Name)]) != part.Name || part.Flags != 0 {
				t.Errorf("%s: %s begins with %v, want %v", f.name, part.Name, got, want)
			}
			at += localLength + len(part.Name) + int(part.CompressedSize64)
		}
		end := raw[len(raw)-directoryEnd:]
		if start := int(binary.LittleEndian.Uint32(end[16:])); string(end[:4]) != "PK\x05\x06" || start != at {
			t.Errorf("%s: the directory begins at %d, the parts end at %d", f.name, start, at)
		}
	}
}

// TestDraftTexts writes texts that programs could take for something else.
func TestDraftTexts(t *testing.T) {
	texts := []string{
		`<script>&amp;"'`, "=1+1", "=HYPERLINK(\"http://x\")", "+33 1", "-5", "@SUM(1)", "'quoted", " edges ", "_x0041_ and _x005F_", "_x0041_x0042_",
		"]]>", "\t=1", "ligne\n=1", "été \U0001F600", "e\u0301", strings.Repeat("x", maxCellText),
	}
	d := &Draft{Sheets: []DraftSheet{{Name: "L'été <&>", Widths: []int{20}}}}
	for _, text := range texts {
		in := &DraftInput{Choices: []string{text, "b"}}
		d.Sheets[0].Rows = append(d.Sheets[0].Rows, DraftRow{Cells: []DraftCell{{Text: text, Comment: text}, {Input: in, Value: &Cell{Text: text}}}})
	}
	f := openedXLSX(t, d)
	content := odsNode(t, d, "content.xml")
	sheet := zipPart(t, draftFormats[0].written(t, d), "xl/worksheets/sheet1.xml")
	if strings.Contains(sheet, "<f>") || len(content.all("table-cell")) == 0 {
		t.Error("a text became a formula")
	}
	for i, text := range texts {
		for _, column := range []string{"A", "B"} {
			got, err := f.GetCellValue(d.Sheets[0].Name, fmt.Sprint(column, i+1))
			if err != nil || got != text {
				t.Errorf("XLSX: %.40q, %v, want %.40q", got, err, text)
			}
		}
		c := content.cell(t, d.Sheets[0].Name, i+1, 1)
		if c.attr("value-type") != "string" || c.attr("formula") != "" {
			t.Errorf("ODS: %.40q is %v", text, c.Attrs)
		}
		if plain := !strings.ContainsAny(text, " \t\n"); plain && strings.Join(c.lines(), "\n") != text {
			t.Errorf("ODS: %.40q, want %.40q", c.lines(), text)
		}
	}
	if place, _ := f.GetCellValue(ListSheet, "A1"); place == "" {
		t.Error("choices that begin with = are not on the sheet of lists")
	}
}

func TestDraftRefuses(t *testing.T) {
	sheet := func(s DraftSheet) *Draft { s.Name = "A"; return &Draft{Sheets: []DraftSheet{s}} }
	cell := func(c DraftCell) *Draft { return sheet(DraftSheet{Rows: []DraftRow{{Cells: []DraftCell{{}, c}}}}) }
	named := func(names ...string) *Draft {
		d := &Draft{}
		for _, name := range names {
			d.Sheets = append(d.Sheets, DraftSheet{Name: name})
		}
		return d
	}
	value := func(kind Kind, text string) *Draft { return cell(DraftCell{Value: &Cell{Kind: kind, Text: text}}) }
	tests := map[string]struct {
		draft *Draft
		want  string
	}{
		"no sheet":               {&Draft{}, "no sheet to show"},
		"hidden sheets only":     {&Draft{Sheets: []DraftSheet{{Name: "A", Hidden: true}}}, "no sheet to show"},
		"a sheet without a name": {named(""), "a name has 1 to 31 characters"},
		"32 characters":          {named(strings.Repeat("é", 32)), "a name has 1 to 31 characters"},
		"16 emoji":               {named(strings.Repeat("\U0001F600", 16)), "a name has 1 to 31 characters"},
		"a slash in a name":      {named("a/b"), "a character of the name cannot be in one"},
		"an apostrophe first":    {named("'a"), "an apostrophe begins or ends the name"},
		"the same name":          {named("Été", "été"), "the name is taken"},
		"the name of the lists":  {named("listes"), "the name is taken"},
		"a control character":    {cell(DraftCell{Text: "a\x0bb"}), `sheet "A": cell B1: a text has the control character U+000B`},
		"one in a comment":       {cell(DraftCell{Comment: "\x00"}), "control character U+0000"},
		"one in a choice":        {cell(DraftCell{Input: &DraftInput{Choices: []string{"a", "\x1f"}}}), `sheet "A": choice 2: a text has the control character U+001F`},
		"one in a list below":    {sheet(DraftSheet{Inputs: []DraftInput{{}, {Choices: []string{"\x00"}}}}), "choice 1: a text has the control character U+0000"},
		"one in a prompt":        {sheet(DraftSheet{Inputs: []DraftInput{{Comment: "\uffff"}}}), "input 1: a text has the control character U+FFFF"},
		"one in the title":       {&Draft{Title: "\x01", Sheets: named("A").Sheets}, "title: a text has the control character U+0001"},
		"bytes that are no text": {cell(DraftCell{Text: "\xff"}), "a text is not in UTF-8"},
		"a long text":            {cell(DraftCell{Text: strings.Repeat("x", maxCellText+1)}), "more than 32767 characters"},
		"no number":              {value(Number, "01"), "cell B1: not a number"},
		"no date":                {value(Date, "2024-02-30"), "cell B1: not a date"},
		"no boolean":             {value(Bool, "oui"), "cell B1: not a boolean"},
		"a fault":                {value(Fault, "#REF!"), "a value of kind 5 cannot be written"},
		"rows":                   {sheet(DraftSheet{Inputs: make([]DraftInput, 1), Room: maxRows + 1}), "20001 rows of 1 columns are too many"},
		"cells":                  {sheet(DraftSheet{Rows: make([]DraftRow, 2000), Widths: slices.Repeat([]int{10}, 101)}), "more than 200000 cells"},
		"columns":                {sheet(DraftSheet{Widths: slices.Repeat([]int{10}, 201)}), "0 rows of 201 columns are too many"},
		"frozen rows":            {sheet(DraftSheet{Frozen: 1}), "1 frozen rows of 0"},
		"a wide column":          {sheet(DraftSheet{Widths: []int{256}}), "a column of 256 characters"},
		"a style":                {cell(DraftCell{Style: Help + 1}), "style 6 is unknown"},
		"a format":               {cell(DraftCell{Input: &DraftInput{Format: AsLongText + 1}}), "format 5 is unknown"},
	}
	for name, test := range tests {
		for _, f := range draftFormats {
			var b bytes.Buffer
			err := f.write(test.draft, &b)
			if err == nil || !strings.Contains(err.Error(), test.want) || b.Len() > 0 {
				t.Errorf("%s, %s: %v and %d bytes, want %s", name, f.name, err, b.Len(), test.want)
			}
		}
	}
}

func TestDraftNames(t *testing.T) {
	d := &Draft{Sheets: []DraftSheet{{Name: strings.Repeat("é", 31), Frozen: 1, Rows: make([]DraftRow, 1)}, {Name: "d'ici à là (2)"}}}
	if got := openedXLSX(t, d).GetSheetList(); got[0] != d.Sheets[0].Name || got[1] != d.Sheets[1].Name {
		t.Errorf("XLSX: sheets %q", got)
	}
	for i, table := range odsNode(t, d, "content.xml").all("table") {
		if got := table.attr("name"); got != d.Sheets[i].Name {
			t.Errorf("ODS: sheet %q", got)
		}
	}
}

// TestDraftKeepsItsSheets finds the draft as it was: the sheet of lists is not
// added to it.
func TestDraftKeepsItsSheets(t *testing.T) {
	d := sampleDraft()
	d.Sheets = append(make([]DraftSheet, 0, 10), d.Sheets...)
	draftFormats[0].written(t, d)
	if spare := d.Sheets[:5][4]; len(d.Sheets) != 4 || spare.Name != "" {
		t.Errorf("%d sheets, then %q", len(d.Sheets), spare.Name)
	}
}

// A fullDisk takes some bytes and no more.
type fullDisk struct{ room int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestDraftFailsWithItsWriter(t *testing.T) {
	for _, room := range []int{0, 3000} {
		if err := sampleDraft().WriteXLSX(&fullDisk{room}); err == nil {
			t.Errorf("XLSX: %d bytes were enough", room)
		}
		if err := sampleDraft().WriteODS(&fullDisk{room}); err == nil {
			t.Errorf("ODS: %d bytes were enough", room)
		}
	}
}
