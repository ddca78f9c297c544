package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/release"
)

const (
	unsafeError = "canevas: error: not a safe successor of what is public:\n"
	unsafeHint  = "canevas: hint: nothing was published; if the loss is meant, say why with --accept-loss\n"
	fourGone    = `  the document a is gone
  the document b is gone
  the document c is gone
  the document d is gone
  the release is empty: 4 documents are public, and 0 are left
  the table petitions falls from 4 rows to 0, by more than 10 percent
  the table points falls from 230 rows to 0, by more than 10 percent
`
)

// TestMassDeletion: nothing that goes wrong takes away what is public. Each case
// gives the exit code and the exact words.
func TestMassDeletion(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*townHall)
		code  int
		says  string
	}{
		{"the source is empty", func(h *townHall) {
			h.remove("depots")
			h.write("depots/.garder", "")
		}, exitUnsafe, `canevas: error: no source gave a submission: read source boite: $HALL/depots: the source holds no file
canevas: hint: an empty source is not a withdrawal: what is public stays as it is
`},
		{"all sources are empty", func(h *townHall) {
			h.remove("depots")
			h.write("depots/.garder", "")
			h.write("autres/.garder", "")
			h.edit("canevas.yaml", "[{name: boite, folder: depots}]", "[{name: boite, folder: depots}, {name: autres, folder: autres}]")
		}, exitUnsafe, `canevas: error: no source gave a submission: read source boite: $HALL/depots: the source holds no file
read source autres: $HALL/autres: the source holds no file
canevas: hint: an empty source is not a withdrawal: what is public stays as it is
`},
		{"all sources are down", func(h *townHall) {
			h.remove("depots")
			h.edit("canevas.yaml", "[{name: boite, folder: depots}]", "[{name: boite, folder: depots}, {name: autres, folder: autres}]")
		}, exitUnreachable, `canevas: error: no source gave a submission: read source boite: no such folder or bucket: $HALL/depots: no such file or directory
read source autres: no such folder or bucket: $HALL/autres: no such file or directory
canevas: hint: what is public stays as it is; check the sources in the configuration
`},
		{"every address answers 200 with nothing, and the archive is lost", func(h *townHall) {
			h.remove("archive")
			h.answerNothing()
		}, exitUnreachable, `canevas: error: no source gave a submission: an empty answer; expected a canevas
an empty answer; expected a canevas
canevas: hint: what is public stays as it is; check the sources in the configuration
`},
		{"every file is cut in half, and the archive is lost", func(h *townHall) {
			h.remove("archive")
			h.cut()
		}, exitUnsafe, unsafeError + fourGone + unsafeHint},
		{"every file is empty, and the archive is lost", func(h *townHall) {
			h.remove("archive")
			for _, id := range []string{"a", "b", "c", "d"} {
				h.write("depots/"+id+".json", "")
			}
		}, exitUnsafe, unsafeError + fourGone + unsafeHint},
		{"the schema requires what nobody has", func(h *townHall) {
			h.edit("definition/schema/canevas.schema.json", `["id", "version", "date", "ville"]`, `["id", "version", "date", "ville", "vœux"]`)
		}, exitUnsafe, unsafeError + fourGone + unsafeHint},
		{"a rule refuses everything", func(h *townHall) {
			h.edit("definition/schema/rules.yaml", "when: previous != null", "when: previous == null")
			h.edit("definition/schema/rules.yaml", "this > previous.version", "this > 1000")
		}, exitUnsafe, unsafeError + fourGone + unsafeHint},
		{"a rule holds everything", func(h *townHall) {
			h.edit("definition/schema/rules.yaml", "rules:\n", `rules:
  - {id: P2, severity: hold, at: "", assert: size(this.ville) > 1000, message: {fr: À voir, en: Look}}
`)
		}, exitUnsafe, unsafeError + fourGone + unsafeHint},
		{"half of the towns are gone, and the archive is lost", func(h *townHall) {
			h.remove("archive", "depots/a.json", "depots/b.json")
		}, exitUnsafe, unsafeError + `  the document a is gone
  the document b is gone
  the table petitions falls from 4 rows to 2, by more than 10 percent
  the table points falls from 230 rows to 110, by more than 10 percent
` + unsafeHint},
		{"one document is gone, and the archive is lost", func(h *townHall) {
			h.remove("archive", "depots/d.json")
		}, exitUnsafe, unsafeError + `  the document d is gone
  the table petitions falls from 4 rows to 3, by more than 10 percent
` + unsafeHint},
		{"a town sends a tenth of its rows", func(h *townHall) { h.send("a", "lyon", 3, 2) }, exitUnsafe,
			unsafeError + "  the submitter lyon falls from 21 rows to 3, by more than 10 percent\n" + unsafeHint},
		{"a town sends a tenth of its rows, in the name of another", func(h *townHall) { h.send("a", "paris", 3, 2) }, exitUnsafe,
			unsafeError + "  the submitter lyon falls from 21 rows to 3, by more than 10 percent\n" + unsafeHint},
		{"everybody sends an earlier version, and the archive is lost", func(h *townHall) {
			h.remove("archive")
			h.send("a", "lyon", 1, 20)
			h.send("b", "brest", 1, 100)
			h.send("c", "metz", 1, 100)
			h.send("d", "nice", 1, 10)
		}, exitUnsafe, unsafeError + `  the document a goes back from version 2 to 1
  the document b goes back from version 2 to 1
  the document c goes back from version 2 to 1
  the document d goes back from version 2 to 1
` + unsafeHint},
		{"the definition drops a column", func(h *townHall) {
			h.edit("definition/tables/petitions.json", `,
    {"name": "version", "type": "integer", "title": "Version", "description": "Version.", "from": "0/version"}`, "")
		}, exitUnsafe, unsafeError + "  the column petitions.version is gone\n" + unsafeHint},
		{"the definition renames a column", func(h *townHall) {
			h.edit("definition/tables/points.json", `"name": "duree"`, `"name": "jours"`)
		}, exitUnsafe, unsafeError + "  the column points.duree is gone\n" + unsafeHint},
		{"the definition changes the type of a column", func(h *townHall) {
			h.edit("definition/tables/points.json", `"name": "duree", "type": "integer"`, `"name": "duree", "type": "number"`)
		}, exitUnsafe, unsafeError + "  the column points.duree changes from integer to number\n" + unsafeHint},
		{"the definition drops a table", func(h *townHall) {
			h.edit("definition/datapackage.json", `{"name": "points"}, `, "")
		}, exitUnsafe, unsafeError + "  the table points is gone\n" + unsafeHint},
		{"the definition drops the ledger", func(h *townHall) {
			h.edit("definition/datapackage.json", `, {"name": "depots"}`, "")
		}, exitUnsafe, unsafeError + "  the table depots is gone\n" + unsafeHint},
		{"the version of the definition goes back", func(h *townHall) {
			h.edit("definition/datapackage.json", `"version": "1.1.0"`, `"version": "1.0.9"`)
		}, exitUnsafe, unsafeError + "  the version of the definition goes back from 1.1.0 to 1.0.9\n" + unsafeHint},
		{"a table takes its rows from the wrong place", func(h *townHall) {
			h.edit("definition/tables/points.json", `"/points/*"`, `"/vœux/*"`)
		}, exitUnsafe, unsafeError + `  the submitter brest falls from 101 rows to 1, by more than 10 percent
  the submitter lyon falls from 21 rows to 1, by more than 10 percent
  the submitter metz falls from 101 rows to 1, by more than 10 percent
  the submitter nice falls from 11 rows to 1, by more than 10 percent
  the table points falls from 230 rows to 0, by more than 10 percent
` + unsafeHint},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newTownHall(t)
			test.spoil(h)
			before := h.public()
			for range 2 { // and no second try gets through
				code, _, errs := h.run()
				if code != test.code || errs != test.says {
					t.Errorf("exit code %d, want %d:\n%s\nwant:\n%s", code, test.code, errs, test.says)
				}
				h.untouched(before)
			}
		})
	}
}

// TestAbsenceIsNoDeletion: while the archive has what was accepted, a source
// that gives less takes nothing away. What was sent is told in the ledger only.
func TestAbsenceIsNoDeletion(t *testing.T) {
	for _, test := range []struct {
		name   string
		spoil  func(*townHall)
		ledger bool // of files that were refused
	}{
		{"nothing changes", func(*townHall) {}, false},
		{"half of the towns are gone", func(h *townHall) { h.remove("depots/a.json", "depots/b.json") }, false},
		{"another source is empty", func(h *townHall) {
			h.write("autres/.garder", "")
			h.edit("canevas.yaml", "[{name: boite, folder: depots}]", "[{name: boite, folder: depots}, {name: autres, folder: autres}]")
		}, false},
		{"the archive is lost, and everything comes again", func(h *townHall) { h.remove("archive") }, false},
		{"every file is cut in half", (*townHall).cut, true},
		{"everybody sends an earlier version", func(h *townHall) {
			h.send("a", "lyon", 1, 20)
			h.send("b", "brest", 1, 100)
		}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newTownHall(t)
			before, was := h.public(), h.manifest()
			test.spoil(h)
			code, out, errs := h.run()
			if code != exitDone || errs != "" {
				t.Fatalf("exit code %d: %s", code, errs)
			}
			if !test.ledger {
				if !strings.Contains(out, "rien n'a changé") {
					t.Errorf("it prints %s", out)
				}
				h.untouched(before)
			}
			is := h.manifest()
			if !sameRows(was.Tables, is.Tables) || len(is.Documents) != 4 {
				t.Errorf("was %+v %+v\nis  %+v %+v", was.Documents, was.Tables, is.Documents, is.Tables)
			}
			for i, d := range was.Documents {
				if is.Documents[i].SHA256 != d.SHA256 {
					t.Errorf("the document %s is another one", d.ID)
				}
			}
		})
	}
}

// sameRows reports whether tables have the same rows, the ledger aside.
func sameRows(a, b []release.Table) bool {
	return slices.EqualFunc(a, b, func(x, y release.Table) bool {
		return x.Name == y.Name && (x.Rows == y.Rows || x.Source == "soumissions")
	})
}

// TestAcceptLoss: a reason lets a loss pass, is told where there is one, and
// makes no release by itself.
func TestAcceptLoss(t *testing.T) {
	h := newTownHall(t)
	accept := func(reason string) (code int, errs string) {
		code, _, errs = h.run("--accept-loss", reason)
		return code, errs
	}
	before := h.public()
	if code, errs := accept("au cas où"); code != exitDone {
		t.Fatalf("a reason without a loss: exit code %d: %s", code, errs)
	}
	h.untouched(before)
	h.send("e", "caen", 1, 1)
	if code, errs := accept("au cas où"); code != exitDone || h.manifest().AcceptLoss != "" {
		t.Fatalf("a reason beside a document more: exit code %d: %s; the manifest says %q", code, errs, h.manifest().AcceptLoss)
	}

	h.remove("archive", "depots/d.json")
	if code, _, errs := h.run(); code != exitUnsafe {
		t.Fatalf("a loss without a reason: exit code %d: %s", code, errs)
	}
	pointer := string(h.public()["current.json"].data)
	if code, errs := accept("nice s'est retirée"); code != exitDone || h.manifest().AcceptLoss != "nice s'est retirée" {
		t.Fatalf("a loss with its reason: exit code %d: %s; the manifest says %q", code, errs, h.manifest().AcceptLoss)
	}
	before = h.public()
	for _, reason := range []string{"", "nice s'est retirée", "une autre"} {
		if code, errs := accept(reason); code != exitDone {
			t.Fatalf("again, with the reason %q: exit code %d: %s", reason, code, errs)
		}
		h.untouched(before)
	}

	// As if that run had died before the pointer moved: a run with another reason
	// is not stopped by what it has left.
	h.remove("archive", "public/current.json")
	h.write("public/current.json", pointer)
	if code, errs := accept("nice ne veut plus"); code != exitDone || h.manifest().AcceptLoss != "nice ne veut plus" {
		t.Fatalf("another reason on the same day: exit code %d: %s; the manifest says %q", code, errs, h.manifest().AcceptLoss)
	}
}

// TestOtherAddress: pages and catalogue name the public address, so that
// another one is another release, once.
func TestOtherAddress(t *testing.T) {
	h := newTownHall(t)
	names := []string{h.manifest().Release}
	for _, url := range []string{"https://un.example/", "https://deux.example/"} {
		for _, want := range []string{"publiée", "rien n'a changé"} {
			code, out, errs := h.run("--url", url)
			if code != exitDone || !strings.Contains(out, want) {
				t.Errorf("%s: exit code %d, want %q: %s%s", url, code, want, out, errs)
			}
		}
		if page := string(h.public()["catalog.jsonld"].data); !strings.Contains(page, url) {
			t.Errorf("the catalogue does not name %s", url)
		}
		names = append(names, h.manifest().Release)
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != 3 {
		t.Errorf("the releases are called %q", names)
	}
}

// TestLossLimits: the configuration says how much may vanish.
func TestLossLimits(t *testing.T) {
	for _, test := range []struct {
		name   string
		limits string
		points int // that lyon sends of its 20
		code   int
		says   string // the loss, or the mistake
	}{
		{"most of one submitter may", "{submitter_rows_percent: 90}", 2, exitDone, ""},
		{"most of one submitter may, and more does", "{submitter_rows_percent: 80}", 2, exitUnsafe,
			"the submitter lyon falls from 21 rows to 3, by more than 80 percent\n"},
		{"a twentieth of a table may, and more does", "{table_rows_percent: 5, submitter_rows_percent: 100}", 2, exitUnsafe,
			"the table points falls from 230 rows to 212, by more than 5 percent\n"},
		{"nothing may, and a row does", "{table_rows_percent: 0, submitter_rows_percent: 0}", 19, exitUnsafe,
			"the submitter lyon falls from 21 rows to 20, by more than 0 percent\n  the table points falls from 230 rows to 229, by more than 0 percent\n"},
		{"less than a tenth, by the usual limits", "{}", 19, exitDone, ""},
		{"less than nothing", "{table_rows_percent: -1}", 20, exitUsage, "publish.loss.table_rows_percent: 0 to 100 is expected; got: -1\n"},
		{"more than everything", "{submitter_rows_percent: 101}", 20, exitUsage, "publish.loss.submitter_rows_percent: 0 to 100 is expected; got: 101\n"},
		{"no number", "{table_rows_percent: dix}", 20, exitUsage, "/publish/loss/table_rows_percent: "},
		{"another key", "{rows_percent: 10}", 20, exitUsage, `unknown key "rows_percent"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newTownHall(t)
			h.edit("canevas.yaml", "{to: public}", "{to: public, loss: "+test.limits+"}")
			h.send("a", "lyon", 3, test.points)
			if code, _, errs := h.run(); code != test.code || !strings.Contains(errs, test.says) {
				t.Errorf("exit code %d, want %d: %s", code, test.code, errs)
			}
		})
	}
}

// TestPublishLoss: what is built apart is held to what is public when it is
// published, by the same rule, and a reason is given to the build.
func TestPublishLoss(t *testing.T) {
	h := newTownHall(t)
	h.remove("depots/d.json")
	before := h.public()
	config := []string{"--config", h.dir + "/canevas.yaml"}
	for _, build := range [][]string{{"build", h.dir + "/sans"}, {"build", h.dir + "/avec", "--accept-loss", "nice s'est retirée"}} {
		if code, _, errs := h.canevas(append(build, config...)...); code != exitDone {
			t.Fatalf("build: exit code %d: %s", code, errs)
		}
	}
	code, _, errs := h.canevas(append([]string{"publish", h.dir + "/sans"}, config...)...)
	if code != exitUnsafe || !strings.HasPrefix(errs, unsafeError+"  the document d is gone\n") {
		t.Errorf("without a reason: exit code %d: %s", code, errs)
	}
	h.untouched(before)
	code, _, errs = h.canevas(append([]string{"publish", h.dir + "/avec"}, config...)...)
	if code != exitDone || h.manifest().AcceptLoss != "nice s'est retirée" || len(h.manifest().Documents) != 3 {
		t.Errorf("with a reason: exit code %d: %s; %+v", code, errs, h.manifest())
	}
}
