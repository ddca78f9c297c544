package portal_test

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

var pages = []string{"index.html", "root/index.html"}

// An element is a start tag of a page, and the text up to the next tag.
type element struct {
	name string
	attr map[string]string
	text string
}

// parse reads a page as XML, which our markup is: an element left open or a
// bare ampersand is an error. The content of style is left out.
func parse(t *testing.T, page string) []element {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	var all []element
	for {
		token, err := d.Token()
		switch token := token.(type) {
		case nil:
			if !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			return all
		case xml.StartElement:
			e := element{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			all = append(all, e)
		case xml.CharData:
			if len(all) > 0 {
				all[len(all)-1].text += string(token)
			}
		}
	}
}

// words returns the text of a page, its spaces made one kind.
func words(t *testing.T, page string) string {
	var b strings.Builder
	for _, e := range parse(t, page) {
		if e.name != "style" {
			b.WriteString(e.text + " ")
		}
	}
	return oneSpace(b.String())
}

func oneSpace(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)), " ")
}

func named(elements []element, name string) []element {
	return slices.DeleteFunc(slices.Clone(elements), func(e element) bool { return e.name != name })
}

// TestEverythingIsThere looks for every table, column and code of two
// definitions.
func TestEverythingIsThere(t *testing.T) {
	for _, def := range []*definition.Definition{carried(t), another(t)} {
		b := build(t, def, "")
		for _, path := range pages {
			got := words(t, b.page(t, path))
			look := func(texts ...string) {
				for _, text := range texts {
					if text = oneSpace(text); !strings.Contains(got, text) {
						t.Errorf("%s of %s does not say %q", path, def.Package.Name, text)
					}
				}
			}
			look(def.Package.Title, b.Release, def.Package.Version, def.Package.Licenses[0].Title, def.Package.Spatial.Label)
			for _, tab := range def.Tables {
				look(tab.Title, tab.Name, tab.Description)
				for _, c := range tab.Columns {
					look(c.Name, c.Title+".", c.Description, c.Example)
					if list := def.CodeList(c.Codes); list != nil {
						for _, code := range list.Codes {
							look(code.Code, code.Label.FR, code.Definition)
						}
					}
				}
			}
		}
	}
}

func TestFigures(t *testing.T) {
	statuses := []string{"publiee", "publiee", "refusee", "retenue"}
	var ledger []*tree.Value
	for i, status := range statuses {
		entry := &tree.Value{Kind: tree.Object}
		add := func(key string, kind tree.Kind, text string) {
			entry.Children = append(entry.Children, tree.Value{Kind: kind, Key: key, Text: text})
		}
		hash := strings.Repeat("abcd"[i:i+1], 64)
		add("id", tree.String, hash[:16])
		add("sha256", tree.String, hash)
		add("status", tree.String, status)
		for _, count := range []string{"errors", "holds", "warnings", "infos"} {
			add(count, tree.Number, "0")
		}
		ledger = append(ledger, entry)
	}
	b := build(t, carried(t), "", ledger...)
	got := words(t, b.page(t, "index.html"))
	for _, want := range []string{
		"soumissions reçues 4 ", "Publiée 2 Retenue 1 Refusée 1 ", "1er novembre 2026",
		"du 10 novembre 2023 au 1er février 2025", "Mise à jour irrégulière", "de la table concertations 12,3 ko",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page does not say %q:\n%s", want, got[:2000])
		}
	}
}

// TestOutline checks what a screen reader and a keyboard need of the page.
func TestOutline(t *testing.T) {
	b := build(t, carried(t), "https://donnees.example/")
	for _, path := range pages {
		all := parse(t, b.page(t, path))
		for name, want := range map[string]int{"h1": 1, "main": 1, "header": 1, "footer": 1, "nav": 1, "title": 1, "script": 0, "link": 0, "img": 0, "iframe": 0} {
			if got := len(named(all, name)); got != want {
				t.Errorf("%s has %d %s; want %d", path, got, name, want)
			}
		}
		if html := all[0]; html.name != "html" || html.attr["lang"] != "fr" {
			t.Errorf("%s begins with %v", path, html)
		}
		tables := len(named(all, "table"))
		if captions := len(named(all, "caption")); captions != tables || tables == 0 {
			t.Errorf("%s has %d captions for %d tables", path, captions, tables)
		}
		for _, th := range named(all, "th") {
			if th.attr["scope"] == "" {
				t.Errorf("%s: a header cell without scope: %q", path, th.text)
			}
		}
		level := 1
		for _, e := range all {
			if len(e.name) == 2 && e.name[0] == 'h' && e.name[1] >= '1' && e.name[1] <= '6' {
				if next := int(e.name[1] - '0'); next > level+1 {
					t.Errorf("%s: %s follows h%d", path, e.name, level)
				} else {
					level = next
				}
			}
		}
		if skip := named(all, "a")[0]; skip.attr["href"] != "#contenu" {
			t.Errorf("%s: the first link leads to %s", path, skip.attr["href"])
		}
	}
}

// TestLinks follows every link: to a place on the page, to a file of the
// release, or out to an address of the definition or of the release.
func TestLinks(t *testing.T) {
	for _, url := range []string{"", "https://donnees.example/ia"} {
		b := build(t, carried(t), url)
		// What is written after the pages.
		files := []string{"SHA256SUMS", "manifest.json"}
		for _, a := range b.folder.Artifacts() {
			files = append(files, a.Path)
		}
		p := b.Definition.Package
		outside := []string{p.Homepage, p.Licenses[0].Path, b.Address("latest/index.html"), b.Address("releases/" + b.Release + "/index.html")}
		for _, page := range pages {
			all := parse(t, b.page(t, page))
			ids := map[string]bool{}
			for _, e := range all {
				if id, named := e.attr["id"]; named && ids[id] {
					t.Errorf("%s: two places are called %s", page, id)
				} else if named {
					ids[id] = true
				}
				if label := e.attr["aria-labelledby"]; label != "" && !slices.ContainsFunc(all, func(e element) bool { return e.attr["id"] == label }) {
					t.Errorf("%s: nothing is called %s", page, label)
				}
			}
			linked := map[string]bool{}
			for _, a := range named(all, "a") {
				href := a.attr["href"]
				if place, here := strings.CutPrefix(href, "#"); here {
					if !ids[place] {
						t.Errorf("%s: nothing at %s", page, href)
					}
					continue
				}
				if slices.Contains(outside, href) {
					continue
				}
				target := inRelease(page, href)
				if !slices.Contains(files, target) {
					t.Errorf("%s leads to %s, which is not in the release (%s)", page, href, target)
				}
				linked[target] = true
			}
			for _, f := range b.Files {
				if !linked[f.Path] {
					t.Errorf("%s does not lead to %s", page, f.Path)
				}
			}
		}
	}
}

// inRelease returns the path in the release of what a page links to. The pages
// below root/ are published at the root of the bucket, beside latest/, the copy
// of all others.
func inRelease(page, href string) string {
	if !strings.HasPrefix(page, "root/") {
		return href
	}
	if file, ok := strings.CutPrefix(href, "latest/"); ok {
		return file
	}
	return path.Join("root", href)
}

// TestNothingIsFetched looks for anything a browser would load.
func TestNothingIsFetched(t *testing.T) {
	b := build(t, carried(t), "https://donnees.example/")
	for _, path := range pages {
		page := b.page(t, path)
		for _, e := range parse(t, page) {
			for name, value := range e.attr {
				if name == "src" || name == "srcset" || name == "style" || name == "background" || strings.HasPrefix(name, "on") {
					t.Errorf("%s: <%s %s=%q>", path, e.name, name, value)
				}
			}
		}
		style, _, _ := strings.Cut(page[strings.Index(page, "<style>"):], "</style>")
		for _, load := range []string{"url(", "@import", "http:", "https:", "@font-face"} {
			if strings.Contains(style, load) {
				t.Errorf("%s: the style sheet holds %q", path, load)
			}
		}
	}
}

// TestHostileTexts writes a definition whose every text is markup.
func TestHostileTexts(t *testing.T) {
	const hostile = `</style><script>alert(1)</script>"'><img src=x onerror=alert(2)>{{.}} & «`
	def := *another(t)
	p := def.Package
	p.Title, p.Description, p.Version, p.Spatial.Label, p.Frequency = hostile, hostile, hostile, hostile, hostile
	p.Homepage = "javascript:alert(3)"
	p.Licenses = []definition.License{{Name: "x", Title: hostile, Path: "javascript:alert(4)"}}
	p.Contributors = []definition.Contributor{{Title: hostile + "!", Roles: []string{"publisher"}}}
	def.Package = p
	for _, tab := range def.Tables {
		tab.Title, tab.Description = hostile, hostile
		for i := range tab.Columns {
			c := &tab.Columns[i]
			c.Title, c.Description, c.Example = hostile, hostile, hostile
		}
	}
	for i := range def.Codes {
		for j := range def.Codes[i].Codes {
			c := &def.Codes[i].Codes[j]
			c.Label.FR, c.Definition = hostile, hostile
		}
	}
	b := build(t, &def, `https://donnees.example/"><script>`)
	for _, path := range pages {
		page := b.page(t, path)
		all := parse(t, page)
		if len(named(all, "script"))+len(named(all, "img")) > 0 || len(named(all, "style")) != 1 {
			t.Errorf("%s: a text became markup", path)
		}
		for _, a := range named(all, "a") {
			if strings.HasPrefix(a.attr["href"], "javascript:") {
				t.Errorf("%s leads to %s", path, a.attr["href"])
			}
		}
		if !strings.Contains(words(t, page), oneSpace(hostile)) {
			t.Errorf("%s does not show the text as it is", path)
		}
	}
}

func TestReading(t *testing.T) {
	b := build(t, carried(t), "https://donnees.example/ia/")
	page := words(t, b.page(t, "root/index.html"))
	const release = "https://donnees.example/ia/releases/2026-11-23-4f1c2a9b/"
	for _, want := range []string{
		"SELECT * FROM '" + release + "concertations.parquet';",
		"JOIN '" + release + "concertations.parquet' USING (id_concertation);",
		`pd.read_parquet("` + release + `concertations.parquet")`,
		`arrow::read_parquet("` + release + `concertations.parquet")`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	b = build(t, carried(t), "")
	if page := words(t, b.page(t, "index.html")); !strings.Contains(page, "SELECT * FROM 'concertations.parquet';") {
		t.Error("without an address, the examples do not name the files")
	}
}

func TestSameBytes(t *testing.T) {
	first, second := build(t, carried(t), ""), build(t, carried(t), "")
	for _, path := range pages {
		if first.page(t, path) != second.page(t, path) {
			t.Errorf("%s differs from one time to the next", path)
		}
	}
}
