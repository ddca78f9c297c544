package submission_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// mapped is a definition whose CSV files can be read; bare is one without
// columns.csv.
func mapped(t *testing.T) *submission.Decoder {
	return decoder(t, fstest.MapFS{"columns.csv": {Data: []byte("colonne,champ\nSIREN,/siren\nPorteur # : SIREN,/porteurs/*/siren\n")}})
}

func bare(t *testing.T) *submission.Decoder { return decoder(t, fstest.MapFS{}) }

func decoder(t *testing.T, contract fstest.MapFS) *submission.Decoder {
	t.Helper()
	contract["canevas.schema.json"] = &fstest.MapFile{Data: []byte(`{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Essai", "type": "object",
		"properties": {
			"id": {"type": "string", "title": "Identifiant"}, "date": {"type": "string", "format": "date", "title": "Date"},
			"siren": {"type": "string", "title": "SIREN", "x-identifier": "siren"}, "votes": {"type": "integer", "title": "Votes"},
			"porteurs": {"type": "array", "title": "Porteurs", "items": {"type": "object", "properties": {"siren": {"type": "string", "title": "SIREN du porteur", "x-identifier": "siren"}}}}
		}}`)}
	publication := fstest.MapFS{
		"datapackage.json": {Data: []byte(`{"name": "essai", "title": "Essai", "description": "Essai.", "version": "1.0.0",
			"document": {"id": "/id", "date": "/date"}, "resources": [{"name": "essais"}]}`)},
		"tables/essais.json": {Data: []byte(`{"name": "essais", "title": "Essais", "description": "Essais.", "rows": [""],
			"fields": [{"name": "id", "type": "string", "title": "Id", "description": "Id.", "constraints": {"required": true}, "from": "0/id"}], "primaryKey": ["id"]}`)},
	}
	def, err := definition.Load(contract, publication)
	if err != nil {
		t.Fatal(err)
	}
	return submission.NewDecoder(def)
}

func decode(d *submission.Decoder, origin, raw string) (string, error) {
	read, err := d.Decode(submission.New("dossier", origin, []byte(raw)))
	if err != nil {
		return "", err
	}
	return string(tree.AppendJSON(nil, &read.Tree.Root)), nil
}

func TestDecodeAccepts(t *testing.T) {
	d := mapped(t)
	for _, c := range []struct{ origin, in, want string }{
		{"lyon.json", `{"siren":243400017}`, `{"siren":243400017}`}, // what a program writes is not changed
		{"dossier.v2/LYON.JSON", "\ufeff{}", `{}`},
		{"lyon.yaml", "siren: 243400017\nvotes: 12", `{"siren":"243400017","votes":12}`},
		{"lyon.yml", "porteurs:\n- siren: 200 053 781", `{"porteurs":[{"siren":"200053781"}]}`},
		{"lyon.yaml", "\n {\"siren\":1}", `{"siren":1}`},
		{"https://ville.example/api/export?id=3.csv", ` {"a":1}`, `{"a":1}`},
		{"https://ville.example/canevas.yaml?v=2#x", `a: 1`, `{"a":1}`},
		{"boite/sans-extension", `[1]`, `[1]`},
		{"export.CSV", "SIREN;autre\n243 400 017;x", `{"siren":"243400017"}`},
		{"export.tsv", "porteur 2 : siren\tPorteur 1 : SIREN\n243400017\t200053781", `{"porteurs":[{"siren":"200053781"},{"siren":"243400017"}]}`},
	} {
		if got, err := decode(d, c.origin, c.in); err != nil || got != c.want {
			t.Errorf("%s: got %s, %v, want %s", c.origin, got, err, c.want)
		}
	}
}

// refusals are refused with this place, code and detail.
var refusals = []struct{ name, origin, in, want string }{
	{"one byte too long", "a.json", strings.Repeat(" ", submission.MaxSize+1), "format/size 20 MiB"},
	{"empty", "a.json", "", "1:1 json/empty"},
	{"empty YAML", "a.yaml", "", "1:1 json/empty"},
	{"white space in YAML", "a.yml", "\ufeff \n", "2:1 json/empty"},
	{"comments in YAML", "a.yml", "# rien\n", "1:1 yaml/empty"},
	{"JSON faults in a YAML file", "a.yaml", "{\"a\": 1,\n}", "1:8 json/extra-comma"},
	{"YAML flow in a YAML file", "a.yaml", "{a: 1}", "1:2 json/key a"},
	{"YAML in a JSON file", "a.json", "titre: x\n", "1:1 json/start t"},
	{"YAML list in a JSON file", "a.json", "- x\n", "1:1 json/start -"},
	{"merge key", "a.yaml", "<<: {a: 1}", "1:1 yaml/merge"},
	{"UTF-16 JSON", "a.json", "\xff\xfe{\x00}\x00", "1:1 text/utf-16"},
	{"UTF-16 YAML", "a.yaml", "\xff\xfea\x00", "1:1 text/utf-16"},
	{"login page", "a.json", "<!DOCTYPE html>\n<title>Connexion</title>", "format/html"},
	{"page in capitals", "https://ville.example/a", "\ufeff\r\n <HTML>", "format/html"},
	{"XHTML", "a.json", `<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD">`, "format/html"},
	{"XML", "a.xml", `<?xml version="1.0" encoding="UTF-8"?><a/>`, "format/xml"},
	{"page named as a workbook", "a.xlsx", "<html>", "format/html"},
	{"text named as a workbook", "a.xlsx", "a;b\n1;2", "format/workbook"},
	{"JSON named as a workbook", "a.ods", "{}", "format/workbook"},
	{"half a workbook", "a.xlsx", "PK\x03\x04....xl/workbook.xml", "zip/damaged"},
	{"workbook named as JSON", "a.json", "PK\x03\x04....xl/workbook.xml", "zip/damaged"},
	{"cut before its name", "a.ods", "PK\x03\x04", "zip/damaged"},
	{"Word", "a.docx", "PK\x03\x04....word/document.xml", "format/docx"},
	{"Writer", "a.odt", "PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.textPK", "format/docx"},
	{"zip", "a.zip", "PK\x03\x04....a.json", "format/archive"},
	{"empty zip", "a.zip", "PK\x05\x06", "format/archive"},
	{"gzip", "a.json.gz", "\x1f\x8b\x08", "format/archive"},
	{"old workbook", "a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "format/xls"},
	{"PDF", "a.pdf", "%PDF-1.7", "format/pdf"},
	{"two lines of CSV", "a.csv", "SIREN\n1\n2", "format/records"},
	{"unknown extension", "jean.dupont", "a: 1", "format/unknown"},
	{"JSON under an unknown extension", "a.txt", "{}", "format/unknown"},
	{"text without extension", "notes", "a: 1", "format/unknown"},
}

func TestDecodeRefuses(t *testing.T) {
	d := mapped(t)
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			_, err := decode(d, c.origin, c.in)
			syntax, found := errors.AsType[*tree.SyntaxError](err)
			if !found {
				t.Fatalf("got %v, want a SyntaxError", err)
			}
			if got := strings.TrimSpace(fmt.Sprintf("%s %s %s", syntax.Place, syntax.Code, syntax.Detail)); !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestDecodeCSVWithoutColumns: a definition without columns.csv cannot say what
// a column means.
func TestDecodeCSVWithoutColumns(t *testing.T) {
	if _, err := decode(bare(t), "A.CSV", "a;b\n1;2"); err == nil || !strings.Contains(err.Error(), "format/csv") {
		t.Errorf("got %v, want format/csv", err)
	}
}

// TestCodes: every code of the packages below and of this one is in the list
// once.
func TestCodes(t *testing.T) {
	codes := submission.Codes()
	if !slices.IsSorted(codes) || len(slices.Compact(slices.Clone(codes))) != len(codes) {
		t.Errorf("not sorted, or one twice: %q", codes)
	}
	want := tree.Codes()
	for _, c := range refusals {
		for word := range strings.FieldsSeq(c.want) {
			if strings.Contains(word, "/") {
				want = append(want, word)
			}
		}
	}
	for _, code := range want {
		if !slices.Contains(codes, code) {
			t.Errorf("%s is missing", code)
		}
	}
}

// TestSplit: a web form's export becomes a submission a line, and each says on
// which line of the file it stands.
func TestSplit(t *testing.T) {
	d := mapped(t)
	whole := submission.New("dossier", "export.csv", []byte("SIREN;Inconnue\r\n243400017;\r\n\r\n200053781;x\r\n"))
	all := submission.Split(whole)
	if len(all) != 2 {
		t.Fatalf("%d submissions", len(all))
	}
	for i, want := range []string{`{"siren":"243400017"}`, `{"siren":"200053781"}`} {
		if all[i].Origin != whole.Origin || all[i].Source != whole.Source || all[i].SHA256 == whole.SHA256 {
			t.Errorf("%d: %+v", i, all[i])
		}
		got, err := d.Decode(all[i])
		if err != nil {
			t.Fatal(err)
		}
		if text := string(tree.AppendJSON(nil, &got.Tree.Root)); text != want {
			t.Errorf("%d: %s, want %s", i, text, want)
		}
		if place, line := got.Tree.Place("/siren"), []string{"2:1", "4:1"}[i]; place.String() != line {
			t.Errorf("%d: at %s, want %s", i, place, line)
		}
	}
	for _, one := range []submission.Submission{
		submission.New("", "a.json", []byte("{}")), submission.New("", "a.csv", []byte("SIREN\n1\n")), submission.New("", "a.csv", []byte("\"")),
	} {
		if got := submission.Split(one); len(got) != 1 || got[0].SHA256 != one.SHA256 {
			t.Errorf("%q: %+v", one.Raw, got)
		}
	}
}

func TestNew(t *testing.T) {
	s := submission.New("dossier", "a.json", []byte("{}"))
	const hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
	if s.SHA256 != hash || s.ID() != hash[:16] || s.Source != "dossier" || s.Origin != "a.json" {
		t.Errorf("got %+v", s)
	}
}
