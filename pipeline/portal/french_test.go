package portal

import (
	"testing"

	"github.com/concertations-ia/canevas/pipeline/catalog"
)

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{
		0: "0", 999: "999", 1000: "1\u202f000", 12345: "12\u202f345", 1932881: "1\u202f932\u202f881", 100000: "100\u202f000",
	} {
		if got := number(n); got != want {
			t.Errorf("number(%d) = %q; want %q", n, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int64]string{
		0: "0\u00a0o", 999: "999\u00a0o", 1000: "1\u00a0ko", 12_345: "12,3\u00a0ko", 99_949: "99,9\u00a0ko", 99_950: "100\u00a0ko",
		123_456: "123\u00a0ko", 999_499: "999\u00a0ko", 999_500: "1\u00a0Mo", 1_250_000: "1,2\u00a0Mo",
		3_000_000_000: "3\u00a0Go", 5_000_000_000_000_000: "5000\u00a0To",
	} {
		if got := size(bytes); got != want {
			t.Errorf("size(%d) = %q; want %q", bytes, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	for iso, want := range map[string]string{
		"2026-11-23": "23\u00a0novembre 2026", "2024-02-01": "1er\u00a0février 2024", "2024-08-11": "11\u00a0août 2024", "printemps": "printemps",
	} {
		if got := day(iso); got != want {
			t.Errorf("day(%q) = %q; want %q", iso, got, want)
		}
	}
}

func TestPeriodWords(t *testing.T) {
	for p, want := range map[catalog.Period]string{
		{}:                                       "",
		{Start: "2024-01-02"}:                    "depuis le 2\u00a0janvier 2024",
		{End: "2024-03-31"}:                      "jusqu'au 31\u00a0mars 2024",
		{Start: "2024-01-02", End: "2024-03-31"}: "du 2\u00a0janvier 2024 au 31\u00a0mars 2024",
	} {
		if got := periodWords(p); got != want {
			t.Errorf("periodWords(%v) = %q; want %q", p, got, want)
		}
	}
}

func TestSplit(t *testing.T) {
	lead, rest := split("Un\n\nDeux\ntrois\n\nÀ savoir :\n- a\n- b\n")
	want := []block{{Text: "Deux trois"}, {Text: "À savoir :"}, {Items: []string{"a", "b"}}}
	if lead != "Un" || len(rest) != len(want) {
		t.Fatalf("split gives %q and %v", lead, rest)
	}
	for i := range want {
		if rest[i].Text != want[i].Text || len(rest[i].Items) != len(want[i].Items) {
			t.Errorf("block %d is %v; want %v", i, rest[i], want[i])
		}
	}
}
