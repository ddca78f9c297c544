package portal

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A page is what the template shows.
type page struct {
	Style        template.CSS
	Files        string // leads to the files of the release: "" or "latest/"
	Catalogue    string // leads to the catalogue; empty: it cannot be reached from here
	Title        string
	Lead         string
	Description  []block
	Publisher    string // empty when it bears the name of the dataset
	Homepage     string
	Licence      *definition.License
	Version      string // of the definition
	Frequency    string
	Territory    string
	Period       string
	Release      string
	Made         string
	MadeISO      string
	Latest       string // where the current release stays, absolute or from the root of the bucket
	Immutable    string // where this very release stays
	IsAbsolute   bool   // whether the two are addresses that lead somewhere
	Tables       []tableView
	Codes        []codesView
	Nomenclature string // the table that holds the code lists; may be empty
	Rows         int
	Received     *received
	Reading      reading
}

// A tableView is a table and what is said of it.
type tableView struct {
	*definition.Table
	Rows    int
	Files   []fileView
	Schema  string
	Columns []columnView
}

type fileView struct {
	Label string
	Href  string
	Size  int64
}

type columnView struct {
	definition.Column
	Words string // its type
	IsKey bool   // part of the primary key
}

// A codesView is a code list that some column uses.
type codesView struct {
	*definition.CodeList
	Columns []string // the columns that use it: "propositions.theme"
}

func newPage(d *catalog.Description, stand stand) *page {
	p := d.Definition.Package
	v := &page{
		Style: template.CSS(style), Files: stand.files, Catalogue: stand.catalogue,
		Title: p.Title, Publisher: publisher(p), Homepage: p.Homepage, Version: p.Version,
		Frequency: frequencyWords(p.Frequency), Territory: p.Spatial.Label, Period: periodWords(d.Period),
		Release: d.Release, Made: date(d.Made.UTC()), MadeISO: d.Made.UTC().Format(time.DateOnly),
		Latest: d.Address("latest/"), Immutable: d.Address("releases/" + d.Release + "/"), IsAbsolute: d.URL != "",
		Codes: codes(d.Definition), Received: receivedIn(d), Reading: newReading(d),
	}
	v.Lead, v.Description = split(p.Description)
	if len(p.Licenses) > 0 {
		v.Licence = &p.Licenses[0]
	}
	for _, t := range d.Tables {
		v.Tables = append(v.Tables, newTable(t, d.FilesOf(t.Spec), stand))
		v.Rows += t.Rows
		if t.Spec.Source == definition.Nomenclatures {
			v.Nomenclature = t.Spec.Name
		}
	}
	return v
}

// publisher returns the name of the contributor who publishes, unless the title
// of the dataset says it.
func publisher(p definition.Package) string {
	for _, c := range p.Contributors {
		if slices.Contains(c.Roles, "publisher") && c.Title != p.Title {
			return c.Title
		}
	}
	return ""
}

func newTable(t table.Count, files []artifact.Artifact, stand stand) tableView {
	v := tableView{Table: t.Spec, Rows: t.Rows, Schema: stand.files + catalog.SchemaPath(t.Spec)}
	for _, f := range files {
		v.Files = append(v.Files, fileView{Label: catalog.FormatOf(f).Label, Href: stand.files + f.Path, Size: f.Size})
	}
	for _, c := range t.Spec.Columns {
		v.Columns = append(v.Columns, columnView{Column: c, Words: typeWords(c.Type), IsKey: slices.Contains(t.Spec.PrimaryKey, c.Name)})
	}
	return v
}

// codes returns the code lists that the columns use, in the order of the
// definition.
func codes(def *definition.Definition) []codesView {
	users := map[string][]string{}
	for _, t := range def.Tables {
		for _, c := range t.Columns {
			if c.Codes != "" {
				users[c.Codes] = append(users[c.Codes], t.Name+"."+c.Name)
			}
		}
	}
	var all []codesView
	for i := range def.Codes {
		if list := &def.Codes[i]; users[list.Name] != nil {
			all = append(all, codesView{CodeList: list, Columns: users[list.Name]})
		}
	}
	return all
}

// A block is a paragraph of a description, or the items of a list.
type block struct {
	Text  string
	Items []string
}

// split cuts a description into its first paragraph and the blocks after it.
// Lines that begin with "- " are the items of a list; there is no other markup.
func split(description string) (lead string, rest []block) {
	paragraphs := strings.Split(strings.TrimSpace(description), "\n\n")
	for _, paragraph := range paragraphs[1:] {
		rest = append(rest, blocks(paragraph)...)
	}
	return paragraphs[0], rest
}

func blocks(paragraph string) []block {
	var text, items []string
	for line := range strings.Lines(paragraph) {
		line = strings.TrimSpace(line)
		if item, ok := strings.CutPrefix(line, "- "); ok {
			items = append(items, item)
		} else {
			text = append(text, line)
		}
	}
	var all []block
	if text != nil {
		all = append(all, block{Text: strings.Join(text, " ")})
	}
	if items != nil {
		all = append(all, block{Items: items})
	}
	return all
}
