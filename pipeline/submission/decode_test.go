package submission_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// wants is the schema of these tests: every siren is a text.
func wants(pattern string) []tree.Kind {
	if strings.HasSuffix(pattern, "/siren") {
		return []tree.Kind{tree.String}
	}
	return nil
}

func decode(origin, raw string) (string, error) {
	t, err := submission.Decode(submission.New("dossier", origin, []byte(raw)), wants)
	if err != nil {
		return "", err
	}
	return string(tree.AppendJSON(nil, &t.Root)), nil
}

func TestDecodeAccepts(t *testing.T) {
	for _, c := range []struct{ origin, in, want string }{
		{"lyon.json", `{"siren":243400017}`, `{"siren":243400017}`},
		{"dossier.v2/LYON.JSON", "\ufeff{}", `{}`},
		{"lyon.yaml", "siren: 243400017\nvotes: 12", `{"siren":"243400017","votes":12}`},
		{"lyon.yml", "porteurs:\n- siren: 200053781", `{"porteurs":[{"siren":"200053781"}]}`},
		{"lyon.yaml", "\n {\"siren\":1}", `{"siren":1}`},
		{"https://ville.example/api/export?id=3.csv", ` {"a":1}`, `{"a":1}`},
		{"https://ville.example/canevas.yaml?v=2#x", `a: 1`, `{"a":1}`},
		{"boite/sans-extension", `[1]`, `[1]`},
	} {
		if got, err := decode(c.origin, c.in); err != nil || got != c.want {
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
	{"empty, unknown extension", "a.txt", "", "1:1 json/empty"},
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
	{"workbook", "a.xlsx", "PK\x03\x04....xl/workbook.xml", "format/xlsx"},
	{"workbook named as JSON", "a.json", "PK\x03\x04....xl/workbook.xml", "format/xlsx"},
	{"OpenDocument", "a.ods", "PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "format/ods"},
	{"Word", "a.docx", "PK\x03\x04....word/document.xml", "format/docx"},
	{"zip", "a.zip", "PK\x03\x04....a.json", "format/archive"},
	{"empty zip", "a.zip", "PK\x05\x06", "format/archive"},
	{"gzip", "a.json.gz", "\x1f\x8b\x08", "format/archive"},
	{"old workbook", "a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "format/xls"},
	{"PDF", "a.pdf", "%PDF-1.7", "format/pdf"},
	{"CSV", "A.CSV", "a;b\n1;2", "format/csv"},
	{"unknown extension", "jean.dupont", "a: 1", "format/unknown"},
	{"JSON under an unknown extension", "a.txt", "{}", "format/unknown"},
	{"text without extension", "notes", "a: 1", "format/unknown"},
}

func TestDecodeRefuses(t *testing.T) {
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			got, err := decode(c.origin, c.in)
			syntax, found := errors.AsType[*tree.SyntaxError](err)
			if !found {
				t.Fatalf("got %s, %v, want a SyntaxError", got, err)
			}
			if got := strings.TrimSpace(fmt.Sprintf("%s %s %s", syntax.Place, syntax.Code, syntax.Detail)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestCodes holds the list of codes to those of package tree and those that
// the cases above earn.
func TestCodes(t *testing.T) {
	want := tree.Codes()
	for _, c := range refusals {
		for _, word := range strings.Fields(c.want) {
			if strings.HasPrefix(word, "format/") {
				want = append(want, word)
			}
		}
	}
	slices.Sort(want)
	if got := submission.Codes(); !slices.Equal(got, slices.Compact(want)) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNew(t *testing.T) {
	s := submission.New("dossier", "a.json", []byte("{}"))
	const hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
	if s.SHA256 != hash || s.ID() != hash[:16] || s.Source != "dossier" || s.Origin != "a.json" {
		t.Errorf("got %+v", s)
	}
}
