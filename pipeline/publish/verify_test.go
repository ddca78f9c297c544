package publish_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// published is a right publication in a folder.
func published(t *testing.T, d *publishtest.Draft) (b *store.Bucket, dir string, r *release.Release) {
	t.Helper()
	dir = t.TempDir()
	b, r = store.NewFolder(dir), d.Build(t)
	publishOn(t, b, r)
	return b, dir, r
}

func verify(t *testing.T, b *store.Bucket) publish.Verification {
	t.Helper()
	v, err := publish.Verify(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// wantProblem fails the test unless the only problem says all of parts.
func wantProblem(t *testing.T, problems []string, parts ...string) {
	t.Helper()
	if len(problems) != 1 {
		t.Fatalf("%d problems, want one that says %q:\n%s", len(problems), parts, strings.Join(problems, "\n"))
	}
	for _, part := range parts {
		if !strings.Contains(problems[0], part) {
			t.Errorf("the problem does not say %q: %s", part, problems[0])
		}
	}
}

func TestVerify(t *testing.T) {
	b, _, r := published(t, publishtest.NewDraft(12, 23))
	before := b.Writes()
	v := verify(t, b)
	if v.Files != len(r.Artifacts) || v.Rows != 14 || v.Generation != 1 || v.Release != r.Manifest.Release || v.Problems == nil || len(v.Problems) > 0 {
		t.Errorf("%+v; want %d files, 14 rows and no problem", v, len(r.Artifacts))
	}
	if n := b.Writes() - before; n != 0 {
		t.Errorf("%d writes", n)
	}
}

// TestVerifyFindsHarm harms each file of a publication in several ways.
func TestVerifyFindsHarm(t *testing.T) {
	harms := map[string]func(path string) error{
		"a flipped bit": func(path string) error {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			data[len(data)/2] ^= 1
			return os.WriteFile(path, data, 0o644)
		},
		"a byte more": func(path string) error {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(path, append(data, '\n'), 0o644)
		},
		"no byte": func(path string) error { return os.Truncate(path, 0) },
		"gone":    os.Remove,
	}
	_, dir, r := published(t, publishtest.NewDraft(12, 23))
	for _, a := range r.Artifacts {
		copied, atRoot := strings.CutPrefix(a.Path, "root/")
		if !atRoot {
			copied = "latest/" + a.Path
		}
		for _, key := range []string{"releases/" + r.Manifest.Release + "/" + a.Path, copied} {
			if strings.HasSuffix(key, "/manifest.json") && strings.HasPrefix(key, "releases/") {
				continue // an error, below
			}
			for name, harm := range harms {
				t.Run(name+" in "+key, func(t *testing.T) {
					harmed := t.TempDir()
					if err := os.CopyFS(harmed, os.DirFS(dir)); err != nil {
						t.Fatal(err)
					}
					if err := harm(filepath.Join(harmed, filepath.FromSlash(key))); err != nil {
						t.Fatal(err)
					}
					found := strings.Join(verify(t, store.NewFolder(harmed)).Problems, "\n")
					if !strings.Contains(found, key) {
						t.Errorf("the problems do not name it: %q", found)
					}
				})
			}
		}
	}
}

// A release whose files say other things than each other is published as it is;
// only whoever reads the rows finds out.
func TestVerifyFindsLies(t *testing.T) {
	header := "id,id_collectivite,rang,part,ouverte,jour,recu\r\n"
	row := "p1,c1,1,0.5,true,2026-11-23,2026-11-23T05:17:00Z\r\n"
	propositions := func(text string) func(*publishtest.Draft) {
		return func(d *publishtest.Draft) { d.CSV["propositions"] = text }
	}
	cell := func(old, new string) func(*publishtest.Draft) {
		return propositions(header + strings.Replace(row, old, new, 1))
	}
	describe := func(old, new string) func(*publishtest.Draft) {
		return func(d *publishtest.Draft) {
			if !strings.Contains(d.Descriptor, old) {
				t.Errorf("not in the descriptor: %s", old)
			}
			d.Descriptor = strings.Replace(d.Descriptor, old, new, 1)
		}
	}
	tests := []struct {
		name  string
		spoil func(*publishtest.Draft)
		want  []string // what the only problem says; none: no problem
	}{
		{"nothing", propositions(header + row), nil},
		{"a row more", propositions(header + row + strings.Replace(row, "p1", "p2", 1)), []string{"propositions.csv", "2 rows; the manifest says 1"}},
		{"a row less", propositions(header), []string{"propositions.csv", "0 rows; the manifest says 1"}},
		{"another header", propositions(strings.Replace(header, "rang", "rank", 1) + row), []string{"header", "rank"}},
		{"no header", propositions(""), []string{"header"}},
		{"a field more", propositions(header + strings.Replace(row, "\r", ",\r", 1)), []string{"row 1 has 8 fields instead of 7"}},
		{"bare line feeds", propositions(strings.ReplaceAll(header+row, "\r\n", "\n")), []string{"header", "CRLF"}},
		{"half a row", propositions(header + row[:20]), []string{"row 1", "EOF"}},
		{"an integer with a fraction", cell(",1,", ",1.5,"), []string{"row 1", "rang is no integer"}},
		{"an integer beyond 64 bits", cell(",1,", ",9223372036854775808,"), []string{"rang is no integer"}},
		{"a number with a comma", cell("0.5", `"0,5"`), []string{"part is no number"}},
		{"a number in hexadecimal", cell("0.5", "0x1p-2"), []string{"part is no number"}},
		{"a number that is none", cell("0.5", "NaN"), nil},
		{"a French truth", cell("true", "vrai"), []string{"ouverte is no boolean"}},
		{"a French date", cell("2026-11-23,", "23/11/2026,"), []string{"jour is no date"}},
		{"a day that does not exist", cell("2026-11-23,", "2026-02-30,"), []string{"jour is no date"}},
		{"an instant without its zone", cell("00Z", "00"), []string{"recu is no datetime"}},
		{"not UTF-8", cell("p1", "p\xe9"), []string{"id is no string"}},
		{"nulls", propositions(header + "p1,,,,,,\r\n"), nil},
		{"an empty text where one is required", propositions(header + `"",,,,,,` + "\r\n"), nil},
		{"a foreign key that leads nowhere", cell("c1", "c9"), []string{"row 1 leads to a row of collectivites.csv"}},
		{"another name in the manifest", func(d *publishtest.Draft) {
			d.Manifest = func(m *release.Manifest) { m.Tables[1].Columns[2].Name = "rank" }
		}, []string{"the manifest says other columns"}},
		{"another type in the manifest", func(d *publishtest.Draft) {
			d.Manifest = func(m *release.Manifest) { m.Tables[1].Columns[2].Type = "number" }
		}, []string{"the manifest says other columns"}},
		{"another number of rows in the manifest", func(d *publishtest.Draft) {
			d.Manifest = func(m *release.Manifest) { m.Tables[1].Rows = 9 }
		}, []string{"9 rows of the table and 1 of its file"}},
		{"a table without a file", func(d *publishtest.Draft) {
			d.Manifest = func(m *release.Manifest) { m.Tables = append(m.Tables, release.Table{Name: "suites"}) }
		}, []string{"suites has no CSV file"}},
		{"an undescribed table", describe(`"path": "collectivites.csv"`, `"path": "x.csv"`), []string{"datapackage.json", "collectivites"}},
		{"an absolute path", describe(`"path": "collectivites.csv"`, `"path": "https://donnees.example.org/latest/collectivites.csv"`), nil},
		{"a schema that is not there", describe("schemas/propositions.json", "schemas/x.json"), []string{"propositions"}},
		{"an unknown type", describe(`"type": "string"`, `"type": "geopoint"`), []string{"geopoint"}},
		{"a key of an unknown column", describe(`"primaryKey": ["id"]`, `"primaryKey": ["siren"]`), []string{"siren"}},
		{"a checksum too many", func(d *publishtest.Draft) {
			d.Sums = func(lines string) string { return lines + strings.Repeat("0", 64) + "  x.csv\n" }
		}, []string{"SHA256SUMS", "x.csv"}},
		{"a checksum that is missing", func(d *publishtest.Draft) {
			d.Sums = func(lines string) string { return lines[strings.Index(lines, "\n")+1:] }
		}, []string{"SHA256SUMS", "does not name collectivites.csv"}},
		{"a wrong checksum", func(d *publishtest.Draft) {
			d.Sums = func(lines string) string { return strings.Repeat("0", 64) + lines[64:] }
		}, []string{"SHA256SUMS", "collectivites.csv"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := publishtest.NewDraft(1, 23)
			test.spoil(d)
			b, _, _ := published(t, d)
			problems := relevant(verify(t, b).Problems)
			if test.want != nil {
				wantProblem(t, problems, test.want...)
			} else if len(problems) > 0 {
				t.Errorf("problems:\n%s", strings.Join(problems, "\n"))
			}
		})
	}
}

// relevant leaves out what follows from a table that could not be made sense of:
// that it is not described, and that keys lead to it. It also leaves out that the
// Parquet file still has other rows than a CSV file in which a test has put its own.
func relevant(problems []string) []string {
	problems = slices.DeleteFunc(problems, func(p string) bool { return strings.Contains(p, "propositions.parquet: ") })
	var left []string
	for _, p := range problems {
		consequence := strings.Contains(p, "does not describe") || strings.Contains(p, "a foreign key leads to")
		if !consequence || len(problems) == 1 {
			left = append(left, p)
		}
	}
	if left == nil && len(problems) > 0 {
		return problems[:1]
	}
	return left
}

func TestVerifyFindsKeys(t *testing.T) {
	d := publishtest.NewDraft(3, 23)
	d.CSV["propositions"] = "id,id_collectivite,rang,part,ouverte,jour,recu\r\np1,c1,,,,,\r\np1,c1,,,,,\r\n,c2,,,,,\r\n"
	b, _, _ := published(t, d)
	found := strings.Join(verify(t, b).Problems, "\n")
	for _, want := range []string{"row 2: the primary key", "row 3: the primary key", "row 3: id is required"} {
		if !strings.Contains(found, want) {
			t.Errorf("%q is not among the problems:\n%s", want, found)
		}
	}
}

// A column that is wrong from top to bottom is told in a few lines.
func TestVerifyIsBrief(t *testing.T) {
	d := publishtest.NewDraft(100, 23)
	d.CSV["propositions"] = "id,id_collectivite,rang,part,ouverte,jour,recu\r\n" + strings.Repeat("p,c9,x,,,,\r\n", 100)
	b, _, _ := published(t, d)
	v := verify(t, b)
	if len(v.Problems) > 15 || !strings.Contains(strings.Join(v.Problems, "\n"), "and 189 more problems") {
		t.Errorf("%d problems:\n%s", len(v.Problems), strings.Join(v.Problems, "\n"))
	}
}

func TestRead(t *testing.T) {
	_, dir, r := published(t, publishtest.NewDraft(2, 23))
	current, err := os.ReadFile(filepath.Join(dir, "current.json"))
	if err != nil {
		t.Fatal(err)
	}
	manifest := "releases/" + r.Manifest.Release + "/manifest.json"
	replace := func(old, new string) func(string) error {
		return func(dir string) error {
			changed := bytes.Replace(current, []byte(old), []byte(new), 1)
			if bytes.Equal(changed, current) {
				return errors.New("not in the pointer: " + old)
			}
			return os.WriteFile(filepath.Join(dir, "current.json"), changed, 0o644)
		}
	}
	tests := []struct {
		name string
		harm func(dir string) error
		want string
	}{
		{"an empty pointer", func(dir string) error { return os.Truncate(filepath.Join(dir, "current.json"), 0) }, "current.json"},
		{"half a pointer", replace("\"nonce\"", "\"nonc"), "current.json"},
		{"an error page", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "current.json"), []byte("<html>404</html>"), 0o644)
		}, "current.json"},
		{"an endless pointer", func(dir string) error { return os.Truncate(filepath.Join(dir, "current.json"), 1<<20) }, "larger than"},
		{"an unknown key", replace(`"generation"`, `"signature": "x", "generation"`), "signature"},
		{"a second value", replace("}\n", "}{}\n"), "follows"},
		{"no generation", replace(`"generation": 1`, `"generation": 0`), "generation 0"},
		{"a generation beyond counting", replace(`"generation": 1`, `"generation": 100000000`), "generation 100000000"},
		{"a release elsewhere", replace(r.Manifest.Release, "../../secret"), "release"},
		{"another release", replace(r.Manifest.Release, "2026-11-22-00000000"), "releases/2026-11-22-00000000/manifest.json is missing"},
		{"another hash", replace(r.Artifacts[len(r.Artifacts)-1].SHA256, strings.Repeat("0", 64)), "SHA-256"},
		{"a manifest that is gone", func(dir string) error { return os.Remove(filepath.Join(dir, manifest)) }, manifest + " is missing"},
		{"a manifest of other bytes", func(dir string) error { return os.WriteFile(filepath.Join(dir, manifest), []byte("{}"), 0o644) }, "SHA-256"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			harmed := t.TempDir()
			if err := os.CopyFS(harmed, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			if err := test.harm(harmed); err != nil {
				t.Fatal(err)
			}
			b := store.NewFolder(harmed)
			public, err := publish.Read(t.Context(), b)
			if public != nil || err == nil || !strings.Contains(err.Error(), test.want) || errors.Is(err, store.ErrNotExist) {
				t.Errorf("got %+v and error %v, want one that says %s", public, err, test.want)
			}
			if _, err := publish.Verify(t.Context(), b); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("verify: got error %v, want one that says %s", err, test.want)
			}
		})
	}
}

func TestReadNothing(t *testing.T) {
	if public, err := publish.Read(t.Context(), store.NewFolder(t.TempDir()+"/missing")); public != nil || !errors.Is(err, store.ErrNoBucket) {
		t.Errorf("no folder: got %+v and error %v", public, err)
	}
	empty := store.NewFolder(t.TempDir())
	if public, err := publish.Read(t.Context(), empty); public != nil || err != nil {
		t.Errorf("an empty folder: got %+v and error %v", public, err)
	}
	if _, err := publish.Verify(t.Context(), empty); err == nil || !strings.Contains(err.Error(), "nothing is published") {
		t.Errorf("verify an empty folder: %v", err)
	}
}
