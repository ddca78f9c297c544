package workbook

import (
	"strings"
	"testing"
)

func TestFitsRule(t *testing.T) {
	for name, test := range map[string]struct {
		choices []string
		want    bool
	}{
		"words":                 {[]string{"Oui", "Non", "Ne sait pas"}, true},
		"255 characters":        {[]string{strings.Repeat("a", 127), strings.Repeat("b", 127)}, true},
		"256 characters":        {[]string{strings.Repeat("a", 127), strings.Repeat("b", 128)}, false},
		"emoji count twice":     {[]string{strings.Repeat("\U0001F600", 128)}, false},
		"a comma":               {[]string{"a, b"}, false},
		"a semicolon":           {[]string{"a; b"}, false},
		"a quotation mark":      {[]string{`"a"`}, false},
		"a line feed":           {[]string{"a\nb"}, false},
		"a space at the end":    {[]string{"a "}, false},
		"nothing":               {[]string{""}, false},
		"a formula":             {[]string{"=A1"}, false},
		"an equals sign inside": {[]string{"a=b"}, true},
		"a coded character":     {[]string{"_x0041_"}, false},
	} {
		if got := fitsRule(test.choices); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestShortened(t *testing.T) {
	for _, test := range []struct{ prompt, want string }{
		{strings.Repeat("é", 255), strings.Repeat("é", 255)},
		{strings.Repeat("é", 256), strings.Repeat("é", 254) + "…"},
		{strings.Repeat("un ", 100), strings.TrimSpace(strings.Repeat("un ", 84)) + "…"},
		{strings.Repeat("\U0001F600", 200), strings.Repeat("\U0001F600", 127) + "…"},
	} {
		if got := shortened(test.prompt); got != test.want || utf16Length(got) > maxPrompt {
			t.Errorf("%q of %d, want %q", got, utf16Length(got), test.want)
		}
	}
}

// TestListsAreShared puts equal lists into one column, and others beside.
func TestListsAreShared(t *testing.T) {
	long, longer := themes[:20], themes
	same := append([]string(nil), long...)
	sheet := DraftSheet{Name: "A", Inputs: []DraftInput{{Choices: long}, {Choices: longer}, {Choices: same}, {Choices: yesNo}}, Room: 1}
	f := openedXLSX(t, &Draft{Sheets: []DraftSheet{sheet}})
	all, err := f.GetDataValidations("A")
	if err != nil || len(all) != 3 {
		t.Fatalf("%d rules, %v", len(all), err)
	}
	for i, want := range []string{"A1:A1 C1:C1 Listes!$A$1:$A$20", "B1:B1 Listes!$B$1:$B$37", `D1:D1 "Oui,Non"`} {
		if got := all[i].Sqref + " " + all[i].Formula1; got != want {
			t.Errorf("rule %q, want %q", got, want)
		}
	}
	if cols, _ := f.GetCols(ListSheet); len(cols) != 2 || len(cols[0]) != 20 && cols[0][20] != "" || cols[1][36] != themes[36] {
		t.Errorf("lists %q", cols)
	}
}
