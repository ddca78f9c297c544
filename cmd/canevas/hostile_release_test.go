package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// hostileTexts are texts that may be published, and must not do anything to who
// reads them.
var hostileTexts = []string{
	"</script><script>alert(1)</script><!--",
	`"><img src=x onerror=alert(1)>`,
	`<svg/onload=alert(1)>`,
	"{{.}} ${7*7} <%= 7*7 %> %s",
	"[clic](javascript:alert(1)) ![x](https://balise.example/p.gif)",
	"=5",
	"+5 % de participation",
	"-5 degrés",
	"@mairie : parlons d'IA",
	"\tun résumé",
	"- une école\n- un collège",
	"un;deux,trois \"quatre\" \"\"\r\ncinq\rsix\nsept\"",
	"＝5 ＋ 3",
	"\u2028\u2029",
}

// testRelease builds a release of canevas that hold hostile texts, and reads what
// the public would.
func testRelease(t *testing.T, p *shipped, s *samples) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	for n, text := range hostileTexts {
		id := fmt.Sprintf("CTIA-219600129-2024-%02d", n+1)
		writeHostile(t, s, first, id+".json", with("/resume", text), id)
	}
	writeHostile(t, s, first, "numbers.json", numbers, numbersID)
	// The first of the identifiers, from somebody else.
	const sameID = "CTIA-219600129-2024-01"
	writeHostile(t, s, second, "z.json", with("/porteurs/0/siren", "200053781"), sameID)
	if a := p.run(t, dir, "build", "--from", first, "--from", second, "--url", `https://donnees.example/"><script>`, "release"); a.code != 0 {
		t.Fatalf("exit code %d: %s", a.code, a.err)
	}
	t.Run("files", func(t *testing.T) { checkFiles(t, filepath.Join(dir, "release")) })
	t.Run("texts", func(t *testing.T) {
		raw := contentOf(t, filepath.Join(dir, "release", "concertations.csv"))
		for _, text := range hostileTexts {
			if !bytes.Contains(raw, []byte(","+text+",")) && !bytes.Contains(raw, []byte(`,"`+strings.ReplaceAll(text, `"`, `""`)+`",`)) {
				t.Errorf("concertations.csv does not hold %q as it was sent", text)
			}
		}
	})
	t.Run("numbers", func(t *testing.T) { checkNumbers(t, filepath.Join(dir, "release")) })
	t.Run("owner", func(t *testing.T) {
		raw := contentOf(t, filepath.Join(dir, "release", "soumissions.csv"))
		if n := bytes.Count(raw, []byte(",publiee,")); n != len(hostileTexts)+1 {
			t.Errorf("%d canevas are published, want the %d of the first owner", n, len(hostileTexts)+1)
		}
		if !regexp.MustCompile(`,` + sameID + `,[^\n]*,refusee,`).Match(raw) {
			t.Errorf("the canevas of the second owner is not refused:\n%s", raw)
		}
	})
	t.Run("served", func(t *testing.T) { checkServed(t, p, dir, first) })
	t.Run("reports", func(t *testing.T) { checkReports(t, p, s) })
}

const numbersID = "CTIA-219600129-2024-99"

// numbers makes a file of the canevas with whole numbers that are not written as
// whole numbers are.
func numbers(t *testing.T, s *samples) []byte {
	return replaced(t, replaced(t, s.json, "27840", "-0"), `"version_canevas": 1`, `"version_canevas": 1.0`)
}

// checkNumbers looks for them in a table.
func checkNumbers(t *testing.T, release string) {
	records, err := csv.NewReader(bytes.NewReader(contentOf(t, filepath.Join(release, "concertations.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	row := slices.IndexFunc(records, func(r []string) bool { return slices.Contains(r, numbersID) })
	for column, value := range map[string]string{"version_canevas": "1", "population_couverte": "0"} {
		if at := slices.Index(records[0], column); row < 0 || at < 0 || records[row][at] != value {
			t.Errorf("%s is not %s: %q", column, value, records[max(row, 0)])
		}
	}
}

// writeHostile writes a canevas with an identifier of its own to a folder.
func writeHostile(t *testing.T, s *samples, dir, name string, canevasOf func(*testing.T, *samples) []byte, id string) {
	t.Helper()
	var canevas map[string]any
	unmarshal(t, canevasOf(t, s), &canevas)
	canevas["id_concertation"] = id
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), marshal(t, canevas), 0o600); err != nil {
		t.Fatal(err)
	}
}

func contentOf(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// live is what a page must not hold: a script that is run, an event handler, a
// link that runs something.
var live = regexp.MustCompile(`(?i)<script(?:>| [^>]*>)|<svg[^>]* on|<[a-z]+[^>]*\son[a-z]+\s*=|(?:href|src)\s*=\s*["']?\s*(?:javascript|vbscript|data:text|https://balise)`)

// checkFiles holds the files of a release to what all of them must be.
func checkFiles(t *testing.T, release string) {
	err := filepath.WalkDir(release, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) == ".parquet" {
			return err
		}
		raw := contentOf(t, name)
		switch {
		case bytes.HasPrefix(raw, []byte("\ufeff")):
			t.Errorf("%s begins with a byte order mark", entry.Name())
		case !utf8.Valid(raw):
			t.Errorf("%s is not UTF-8", entry.Name())
		case filepath.Ext(name) == ".html":
			checkPage(t, entry.Name(), raw)
		case filepath.Ext(name) == ".jsonld" && bytes.ContainsRune(raw, '<'):
			t.Errorf("%s holds a bracket that would end a script", entry.Name())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkPage looks for what is live in a page, and for the policy that would stop
// it: a static page can only bring one itself.
func checkPage(t *testing.T, name string, page []byte) {
	t.Helper()
	if found := live.Find(page); found != nil {
		t.Errorf("%s holds %.200q", name, found)
	}
	if !bytes.Contains(page, []byte(`http-equiv="Content-Security-Policy"`)) {
		t.Errorf("%s has no policy for its contents", name)
	}
}

// checkServed publishes canevas and asks for the files as a browser would.
func checkServed(t *testing.T, p *shipped, dir, from string) {
	if a := p.run(t, dir, "run", "--from", from, "--data", "data"); a.code != 0 {
		t.Fatalf("exit code %d: %s", a.code, a.err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := exec.CommandContext(ctx, p.path, "serve", "--data", "data")
	c.Dir = dir
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	page := strings.TrimSpace(address)
	headers, body := get(t, page)
	checkHeaders(t, page, headers, "text/html; charset=utf-8")
	data := regexp.MustCompile(`href="([^"]*concertations\.csv)"`).FindSubmatch(body)
	if data == nil {
		t.Fatal("the page does not lead to concertations.csv")
	}
	table := strings.TrimSuffix(page, "index.html") + strings.TrimPrefix(string(data[1]), "./")
	headers, _ = get(t, table)
	checkHeaders(t, table, headers, "text/csv; charset=utf-8")
	cancel()
	_ = c.Wait() // it was stopped
}

func get(t *testing.T, address string) (http.Header, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", address, answer.Status, err)
	}
	return answer.Header, body.Bytes()
}

func checkHeaders(t *testing.T, address string, got http.Header, kind string) {
	t.Helper()
	// X-Content-Type-Options is not among the headers that S3 keeps for an object.
	if got := got.Get("Content-Type"); got != kind {
		t.Errorf("%s: Content-Type is %q, want %q", filepath.Base(address), got, kind)
	}
}

// checkReports holds the reports that repeat what was sent to repeating it as a
// text.
func checkReports(t *testing.T, p *shipped, s *samples) {
	dir := t.TempDir()
	var canevas map[string]any
	unmarshal(t, s.json, &canevas)
	for n, text := range hostileTexts {
		canevas[text] = n // a field that no canevas has
	}
	canevas["modalite"] = "\n::error file=a::<script>alert(1)</script>"
	canevas["langue"] = "\x1b[31m<img src=x onerror=alert(1)>\u202e"
	if err := os.WriteFile(filepath.Join(dir, "a.json"), marshal(t, canevas), 0o600); err != nil {
		t.Fatal(err)
	}
	report := func(format string) []byte {
		a := p.run(t, dir, "check", "--format", format, "a.json")
		if a.code != 3 || len(a.err) > 0 {
			t.Fatalf("%s: exit code %d: %s", format, a.code, a.err)
		}
		if at := bytes.IndexFunc(a.out, unshowable); at >= 0 && format != "html" {
			t.Errorf("%s holds characters that a terminal obeys: %.20q", format, a.out[at:])
		}
		return a.out
	}
	if found := live.Find(report("html")); found != nil {
		t.Errorf("html holds %.200q", found)
	}
	if found := regexp.MustCompile(`(?i)[^\\]<(?:script|img|svg|/script)|[^\\]\]\(javascript|!\[x\]\(`).Find(report("markdown")); found != nil {
		t.Errorf("markdown holds %.200q", found)
	}
	for line := range bytes.Lines(report("github")) {
		if !regexp.MustCompile(`^::(?:error|warning|notice) file=a\.json,`).Match(line) {
			t.Errorf("github: a command of somebody else: %.200s", line)
		}
	}
	for line := range bytes.Lines(report("text")) {
		if !bytes.HasPrefix(line, []byte("a.json:")) {
			t.Errorf("text: a line of somebody else: %.200s", line)
		}
	}
}
