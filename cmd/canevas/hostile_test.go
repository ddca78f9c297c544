package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// A hostile is a file that was made to do harm, or by somebody who knew no
// better, and what it must get.
type hostile struct {
	row  string // of [hostileRows]
	name string // what is the matter with the file
	file string // its name
	make func(*testing.T, *samples) []byte
	size int64 // to which the file is lengthened with zeros, where that is more
	want treatment
	rule string // of the finding that it is due to: patterns of [path.Match], any of which
	at   string // place of that finding; empty: anywhere
	says string // what its message says in French
	read string // "/pointer=value": what a value is read as
}

// A treatment is what becomes of a submission.
type treatment definition.Severity

const (
	refused  = treatment(definition.Error)
	held     = treatment(definition.Hold)
	warned   = treatment(definition.Warning) // accepted, its author should look
	noted    = treatment(definition.Info)    // accepted, a change is told
	accepted = treatment("accepted")         // without a word
)

// What no file may cost.
const (
	hostileTime   = 10 * time.Second
	hostileMemory = 256 << 10 // KiB

	// hostilePatience is when the program is stopped that neither computes nor ends.
	hostilePatience = 12 * hostileTime
)

// hostileRows are the requirements: how many kinds of hostile files there are of
// each letter. J is JSON, Y YAML, X workbooks, C cells and CSV, H pages, I
// identifiers and Unicode.
var hostileRows = map[string]int{"J": 25, "Y": 17, "X": 34, "C": 8, "H": 7, "I": 9}

// hostileElsewhere are the rows that no single file can show, and the parts of
// TestHostile that do.
var hostileElsewhere = map[string]string{
	"J23": "truncated",
	"C8":  "release",
	"H7":  "release",
	"I9":  "release",
}

// hostileCases are all cases.
func hostileCases() []hostile {
	return slices.Concat(hostileJSON, hostileYAML, hostileText, hostileCSV, hostileZip, hostileXLSX, hostileODS)
}

func TestHostileRows(t *testing.T) {
	shown := map[string]bool{}
	for _, h := range hostileCases() {
		shown[h.row] = true
	}
	for letter, count := range hostileRows {
		for n := range count {
			row := fmt.Sprintf("%s%d", letter, n+1)
			if !shown[row] && hostileElsewhere[row] == "" {
				t.Errorf("no case shows %s", row)
			}
			delete(shown, row)
		}
	}
	for row := range shown {
		t.Errorf("%s is no row", row)
	}
}

// TestHostile checks every hostile file with the program as it is shipped, each
// in a process of its own.
func TestHostile(t *testing.T) {
	p := buildProgram(t)
	s := newSamples(t, p)
	var costs costs
	t.Run("check", func(t *testing.T) {
		for _, h := range hostileCases() {
			t.Run(h.row+" "+h.name, func(t *testing.T) {
				t.Parallel()
				h.test(t, p, s, &costs)
			})
		}
	})
	t.Log(costs.String())
	t.Run("truncated", func(t *testing.T) { testTruncated(t, p, s) })
	t.Run("release", func(t *testing.T) { testRelease(t, p, s) })
}

func (h *hostile) test(t *testing.T, p *shipped, s *samples, c *costs) {
	dir := t.TempDir()
	h.write(t, s, dir)
	args := []string{"check", "--json", "--", h.file}
	if h.read != "" {
		args = append([]string{"check", "--json", "--fix", "read.json"}, args[2:]...)
	}
	a := p.run(t, dir, args...)
	c.add(h, a)
	results := a.checked(t, dir)
	if len(results) == 0 {
		t.Fatal("no result")
	}
	h.judge(t, &results[0])
	if h.read != "" {
		h.readBack(t, dir)
	}
}

func (h *hostile) write(t *testing.T, s *samples, dir string) {
	t.Helper()
	name := filepath.Join(dir, h.file)
	if err := os.WriteFile(name, h.make(t, s), 0o600); err != nil {
		t.Fatal(err)
	}
	if h.size > 0 {
		if err := os.Truncate(name, h.size); err != nil {
			t.Fatal(err)
		}
	}
}

// judge holds a result to what is wanted: the worst of its findings is due to
// the rule, at the place, and says what it should.
func (h *hostile) judge(t *testing.T, got *checked) {
	t.Helper()
	worst, due := accepted, false
	for _, f := range got.Findings {
		if f.Rule == "book/csv" && h.rule != f.Rule { // says how every CSV file was read
			continue
		}
		if s := treatment(f.Severity); worst == accepted || rank(s) < rank(worst) {
			worst = s
		}
		due = due || treatment(f.Severity) == h.want && h.matches(f.Rule) &&
			(h.at == "" || f.Place.String() == h.at) && strings.Contains(f.Message.FR, h.says)
	}
	if worst == h.want && (due || h.want == accepted) && got.Accepted == (rank(worst) > rank(held)) {
		return
	}
	t.Errorf("%s, want %s for %s at %q, saying %q; findings:\n%s", worst, h.want, h.rule, h.at, h.says, excerptOf(got))
}

func rank(o treatment) int {
	return slices.Index([]treatment{refused, held, warned, noted, accepted}, o)
}

func (h *hostile) matches(rule string) bool {
	return slices.ContainsFunc(strings.Fields(h.rule), func(pattern string) bool {
		matched, err := path.Match(pattern, rule)
		return matched && err == nil
	})
}

// excerptOf returns the worst findings of a result.
func excerptOf(c *checked) string {
	var b strings.Builder
	slices.SortStableFunc(c.Findings, func(f, g check.Finding) int { return rank(treatment(f.Severity)) - rank(treatment(g.Severity)) })
	for _, f := range c.Findings[:min(3, len(c.Findings))] {
		fmt.Fprintf(&b, "\t%s %s %s %s: %s\n", f.Severity, f.Rule, f.Pointer, f.Place, f.Message.FR)
	}
	fmt.Fprintf(&b, "\t%d in all", len(c.Findings))
	return b.String()
}

// readBack holds a value to what it is read as, in the canevas that the program
// wrote out again.
func (h *hostile) readBack(t *testing.T, dir string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "read.json"))
	if err != nil {
		t.Fatal(err)
	}
	pointer, want, _ := strings.Cut(h.read, "=")
	if got := fmt.Sprint(valueAt(t, raw, pointer)); got != want {
		t.Errorf("%s is read as %q, want %q", pointer, got, want)
	}
}

// The personal values that cases hold: no answer repeats them.
const (
	canaryMail  = "jeanne.canari@courriel.fr"
	canaryPhone = "06 39 98 12 34"
	canaryNIR   = "255081416802538"
	canaryIBAN  = "FR7630006000011234567890189"
)

// sameAgain finds what no message has unless it repeats a long input: Go has no
// back references.
var sameAgain = regexp.MustCompile(`x{201}|é{201}|1{201}|a{201}|\[{201}`)

// checked returns the results that an answer holds, after holding it to what is
// true of every answer.
func (a *answer) checked(t *testing.T, dir string) []checked {
	t.Helper()
	if a.code != 0 && a.code != 3 || len(a.err) > 0 {
		t.Fatalf("exit code %d after %v; standard error: %.500s", a.code, a.took, a.err)
	}
	if a.took > hostileTime {
		t.Errorf("%v, want at most %v", a.took, hostileTime)
	}
	if a.peak > hostileMemory {
		t.Errorf("%d MiB, want at most %d", a.peak>>10, hostileMemory>>10)
	}
	for _, private := range []string{dir, canaryMail, canaryPhone, canaryNIR, canaryIBAN} {
		if bytes.Contains(a.out, []byte(private)) {
			t.Errorf("the answer holds %q", private)
		}
	}
	var e struct {
		Kind   string
		Result []checked
	}
	if err := json.Unmarshal(a.out, &e); err != nil || e.Kind != "check" {
		t.Fatalf("kind %q, %v: %.500s", e.Kind, err, a.out)
	}
	refusals := 0
	for i := range e.Result {
		checkMessages(t, &e.Result[i])
		if !e.Result[i].Accepted {
			refusals++
		}
	}
	if (refusals > 0) != (a.code == 3) {
		t.Errorf("exit code %d with %d refusals", a.code, refusals)
	}
	return e.Result
}

// checkMessages holds findings to what every reader may expect of them.
func checkMessages(t *testing.T, c *checked) {
	t.Helper()
	if len(c.Findings) > 1001 {
		t.Errorf("%d findings", len(c.Findings))
	}
	for _, f := range c.Findings {
		for _, text := range []string{f.Message.FR, f.Message.EN, f.Before, f.After} {
			switch {
			case utf8.RuneCountInString(text) > 700:
				t.Errorf("%s: a message of %d characters", f.Rule, utf8.RuneCountInString(text))
			case sameAgain.MatchString(text):
				t.Errorf("%s: more than 200 characters of the input: %s", f.Rule, text)
			case strings.ContainsFunc(text, unshowable):
				t.Errorf("%s: characters that a terminal or a page obeys: %q", f.Rule, text)
			}
		}
		if f.Rule == "" || f.Message.FR == "" || f.Message.EN == "" || f.Message.FR == "fichier illisible" {
			t.Errorf("%q has no sentence: %+v", f.Rule, f.Message)
		}
	}
}

// unshowable reports whether a character does something to what stands around it.
func unshowable(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}

// costs are what the files cost.
type costs struct {
	mutex            sync.Mutex
	count            int
	slowest, largest string
	time             time.Duration
	peak             int
}

func (c *costs) add(h *hostile, a answer) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.count++
	if a.took > c.time {
		c.time, c.slowest = a.took, h.row+" "+h.name
	}
	if a.peak > c.peak {
		c.peak, c.largest = a.peak, h.row+" "+h.name
	}
}

func (c *costs) String() string {
	memory := "no system but Linux tells the memory"
	if runtime.GOOS == "linux" {
		memory = fmt.Sprintf("largest %d MiB (%s)", c.peak>>10, c.largest)
	}
	return fmt.Sprintf("%d cases; slowest %v (%s); %s", c.count, c.time.Round(time.Millisecond), c.slowest, memory)
}

// samples are a canevas without fault in every format.
type samples struct{ json, yaml, csv, xlsx, ods []byte }

func newSamples(t *testing.T, p *shipped) *samples {
	t.Helper()
	raw, err := datasets.FS.ReadFile("concertations-ia/example/submissions/02-ville-conseil-permanent.json")
	if err != nil {
		t.Fatal(err)
	}
	// Nothing at all is to be said of it, so that a single word is too many.
	s := &samples{json: replaced(t, raw, `"effectif": 5,`, `"effectif": 3,`), yaml: []byte(yamlSample)}
	s.csv = csvSample(t, s.json)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sample.json"), s.json, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]*[]byte{"sample.xlsx": &s.xlsx, "sample.ods": &s.ods} {
		if a := p.run(t, dir, "template", "--prefill", "sample.json", name); a.code != 0 {
			t.Fatalf("template: exit code %d: %s", a.code, a.err)
		}
		if *file, err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// replaced returns data with a text in the place of another, which it must hold.
func replaced(t *testing.T, data []byte, old, with string) []byte {
	t.Helper()
	before, after, found := bytes.Cut(data, []byte(old))
	if !found {
		t.Fatalf("the sample does not hold %q", old)
	}
	return slices.Concat(before, []byte(with), after)
}
