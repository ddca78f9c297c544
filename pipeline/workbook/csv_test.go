package workbook_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// csvRows are the rows of a CSV file as the tables below write them:
// "1 a·b / 3 ··c" for "a" and "b" on line 1, and "c" in column 3 of line 3.
func csvRows(t *testing.T, book *workbook.Book) string {
	t.Helper()
	if len(book.Sheets) != 1 || book.Sheets[0].Name != "" {
		t.Fatalf("want one sheet without a name, got %+v", book.Sheets)
	}
	var rows []string
	for _, row := range book.Sheets[0].Rows {
		line, column := fmt.Sprint(row.Number, " "), 1
		for _, c := range row.Cells {
			line += strings.Repeat("·", c.Column-column) + c.Text
			column = c.Column
		}
		rows = append(rows, line)
	}
	return strings.Join(rows, " / ")
}

// refused is an error as the tables write it: "2:5 csv/quote".
func refused(err error) string {
	syntax, found := errors.AsType[*tree.SyntaxError](err)
	if !found {
		return fmt.Sprint(err)
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", syntax.Place, syntax.Code, syntax.Detail))
}

// csvTexts are read as these rows, with this notice.
var csvTexts = []struct{ name, in, want, notice string }{
	{"comma in quotes", "first,last,address\nJohn,Doe,\"Anytown, WW\"", "1 first·last·address / 2 John·Doe·Anytown, WW", ", UTF-8"},
	{"empty fields", "a,b,c\n1,\"\",\"\"\n2,3,4", "1 a·b·c / 2 1 / 3 2·3·4", ", UTF-8"},
	{"empty fields, CRLF", "a,b,c\r\n1,\"\",\"\"\r\n2,3,4\r\n", "1 a·b·c / 2 1 / 3 2·3·4", ", UTF-8"},
	{"escaped quotes", "a,b\n1,\"ha \"\"ha\"\" ha\"\n3,4\n", "1 a·b / 2 1·ha \"ha\" ha / 3 3·4", ", UTF-8"},
	{"JSON in quotes", "k,v\n1,\"{\"\"type\"\": \"\"Point\"\", \"\"at\"\": [102.0, 0.5]}\"\n", "1 k·v / 2 1·{\"type\": \"Point\", \"at\": [102.0, 0.5]}", ", UTF-8"},
	{"line breaks in quotes", "a,b,c\n1,2,3\n\"Once upon \na time\",5,6\n7,8,9\n", "1 a·b·c / 2 1·2·3 / 3 Once upon \na time·5·6 / 5 7·8·9", ", UTF-8"},
	{"line breaks in quotes, CRLF", "a,b\r\n\"Once upon \r\na time\",5\r\n7,8\r\n", "1 a·b / 2 Once upon \r\na time·5 / 4 7·8", ", UTF-8"},
	{"quotes and line breaks", "a,b\n1,\"ha \n\"\"ha\"\" \nha\"\n3,4\n", "1 a·b / 2 1·ha \n\"ha\" \nha / 5 3·4", ", UTF-8"},
	{"simple", "a,b,c\n1,2,3\n", "1 a·b·c / 2 1·2·3", ", UTF-8"},
	{"simple, CRLF", "a,b,c\r\n1,2,3\r\n", "1 a·b·c / 2 1·2·3", ", UTF-8"},
	{"simple, CR", "a,b,c\r1,2,3\r", "1 a·b·c / 2 1·2·3", ", UTF-8"},
	{"beyond ASCII", "a,b,c\n1,2,3\n4,5,ʤ\n", "1 a·b·c / 2 1·2·3 / 3 4·5·ʤ", ", UTF-8"},

	{"no end of line", "a,b", "1 a·b", ", UTF-8"},
	{"ends after a separator", "a,b\n1,", "1 a·b / 2 1", ", UTF-8"},
	{"ends after a quoted field", "a,b\n1,\"2\"", "1 a·b / 2 1·2", ", UTF-8"},
	{"empty lines", "\n\na,b\n\n\n1,2\n\n", "3 a·b / 6 1·2", ", UTF-8"},
	{"lines of separators", ";;\na;b;c\n;;\n;;1\n", "2 a·b·c / 4 ··1", "; UTF-8"},
	{"LF and CRLF", "a,b\n1,2\r\n3,4\n", "1 a·b / 2 1·2 / 3 3·4", ", UTF-8"},
	{"spaces are kept", "a, b \n 1 ,\"  \"\n", "1 a· b  / 2  1 ·  ", ", UTF-8"},
	{"quotes inside a field", "a,b\n12\" tube,5'6\"\n", "1 a·b / 2 12\" tube·5'6\"", ", UTF-8"},
	{"separators in quotes", "a,b\n\",;\t|\",1\n", "1 a·b / 2 ,;\t|·1", ", UTF-8"},
	{"formulas are texts", "a,b\n=1+2,-5\n", "1 a·b / 2 =1+2·-5", ", UTF-8"},

	{"semicolon", "a;b\n1,5;2,5\n", "1 a·b / 2 1,5·2,5", "; UTF-8"},
	{"tab", "a\tb\n1,5\t2;5\n", "1 a·b / 2 1,5·2;5", "tab UTF-8"},
	{"vertical bar", "a|b\n1,5|2;5\n", "1 a·b / 2 1,5·2;5", "| UTF-8"},
	{"comma in every cell", "Nom, prénom;Si oui, lequel ?\nX, y;Non, merci\n", "1 Nom, prénom·Si oui, lequel ? / 2 X, y·Non, merci", "; UTF-8"},
	{"semicolon in one header", "a,b;c,d\n1,2,3\n4,5,6\n", "1 a·b;c·d / 2 1·2·3 / 3 4·5·6", ", UTF-8"},
	{"semicolon in a quoted header", "a,\"b;c\",d\n1,2,3\n", "1 a·b;c·d / 2 1·2·3", ", UTF-8"},
	{"bars in a text", "a;b\n1|2|3;4\n5|6;7\n", "1 a·b / 2 1|2|3·4 / 3 5|6·7", "; UTF-8"},
	{"comma in a quoted header only", "\"a, b\";c\n1;2\n", "1 a, b·c / 2 1·2", "; UTF-8"},
	{"one column", "avis\nOui, bien sûr ; merci\nNon\n", "1 avis / 2 Oui, bien sûr ; merci / 3 Non", "UTF-8"},
	{"one quoted column", "\"avis\"\n\"a, \"\"b\"\"\"\n", "1 avis / 2 a, \"b\"", "UTF-8"},
	{"one record", "a;b;c", "1 a·b·c", "; UTF-8"},
	{"Excel leaves out separators", "a;b;c\n1;2;3\n4\n5;6\n", "1 a·b·c / 2 1·2·3 / 3 4 / 4 5·6", "; UTF-8"},
	{"declared separator", "sep=|\na;x|b;y\n", "2 a;x·b;y", "| UTF-8"},
	{"declared separator in quotes", "\"SEP=;\"\r\na,x;b,y\r\n", "2 a,x·b,y", "; UTF-8"},
	{"declared tab, CR", "sep=\t\ra,x\tb,y\r", "2 a,x·b,y", "tab UTF-8"},
	{"declared separator, then an empty line", "sep=,\n\na;b,c;d\n", "3 a;b·c;d", ", UTF-8"},
	{"declares another one", "sep=x,b\n1,2\n", "1 sep=x·b / 2 1·2", ", UTF-8"},

	{"byte order mark", "\ufeffa;é\n", "1 a·é", "; UTF-8"},
	{"UTF-16, little-endian", "\xFF\xFEa\x00;\x00\x19 \n\x00=\xD8\x00\xDE", "1 a·’ / 2 😀", "; UTF-16"},
	{"UTF-16, big-endian", "\xFE\xFF\x00a\x00;\x00\xE9\x00\n", "1 a·é", "; UTF-16"},
	{"UTF-16, little-endian, without mark", "a\x00;\x00\xE9\x00\n\x00", "1 a·é", "; UTF-16"},
	{"UTF-16, big-endian, without mark", "\x00a\x00\t\x00\xE9\x01S\x00\n\x00b", "1 a·éœ / 2 b", "tab UTF-16"},
	{"Windows-1252", "ville;caf\xE9\nN\xEEmes;20 \x80 \x96 l\x92\x9Cuvre\n", "1 ville·café / 2 Nîmes·20 € – l’œuvre", "; Windows-1252"},
	{"Windows-1252, accent at the end", "a,b\n1,caf\xE9", "1 a·b / 2 1·café", ", Windows-1252"},
	{"Windows-1252, marks where they belong", "a,b\n\x8Auma,\x82cit\x82 2\xBDh\n", "1 a·b / 2 Šuma·‚cit‚ 2½h", ", Windows-1252"},
	{"capitals before French marks", "a,b\n1,« LIBERTÉ\u00a0» À\u00a0: É’\n", "1 a·b / 2 1·« LIBERTÉ\u00a0» À\u00a0: É’", ", UTF-8"},
	{"letters that could begin mojibake", "a,b\n1,Mâ’ohi â\u00a0» Åse SÃO ð\n", "1 a·b / 2 1·Mâ’ohi â\u00a0» Åse SÃO ð", ", UTF-8"},
}

func TestReadCSV(t *testing.T) {
	for _, c := range csvTexts {
		t.Run(c.name, func(t *testing.T) {
			book, err := workbook.ReadCSV([]byte(c.in))
			if err != nil {
				t.Fatal(err)
			}
			if got := csvRows(t, book); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if len(book.Notices) != 1 || book.Notices[0].Code != workbook.NoticeCSV || book.Notices[0].Detail != c.notice {
				t.Errorf("got notices %+v, want %q", book.Notices, c.notice)
			}
		})
	}
}

// csvRefusals are refused with this place, code and detail.
var csvRefusals = []struct{ name, in, want string }{
	{"empty", "", "book/empty"},
	{"byte order mark only", "\ufeff", "book/empty"},
	{"empty lines only", "\n\r\n", "book/empty"},
	{"empty fields only", ";;\n;;\n", "book/empty"},
	{"declared separator only", "sep=;\n", "book/empty"},
	{"20 MiB and a byte", strings.Repeat("a", 20<<20+1), "book/size 20 MiB"},

	{"quote that is never closed", "a,b\n1,\"2\n3,4\n", "2:3 csv/quote"},
	{"quote that is never closed, first", "\"a;b", "1:1 csv/quote"},
	{"quotes that leave one over", "a,b\n1,\"2\"\"\n", "2:3 csv/quote"},
	{"text after a closing quote", "a,b\n1,\"2\"x\n", "2:6 csv/after-quote"},
	{"space after a closing quote", "\"a\" ,b\n", "1:4 csv/after-quote"},
	{"text after a closing quote on another line", "a,b\n1,\"é\n2\"x\n", "3:3 csv/after-quote"},
	{"comma in a text", "ville,nombre,note\n\nNantes, Loire,3,\n", "3:1 csv/fields 4"},
	{"comma in a text, semicolon in a header", "Nom;usage,Ville\nA,B\nC,D\nE,F,G\n", "4:1 csv/fields 3"},
	{"text after a closing quote, comma in a header", "a;b,c\n1;2\n3;\"4\"x\n", "3:6 csv/after-quote"},
	{"space before a quote", "a,b\n1, \"x,y\"\n", "2:1 csv/fields 3"},
	{"lone CR among LF", "a,b,c\n1,2\r3,4\n", "2:4 csv/control U+000D"},
	{"lone LF among CR", "a,b,c\r1,2\n3,4\r", "2:4 csv/control U+000A"},
	{"10,001 fields", "a;b\n" + strings.Repeat(";", 10_000) + "b", "2:10001 book/columns 10000"},
	{"200,001 cells", strings.Repeat("a;b;c\n", 66_667), "66667:1 book/cells 200000"},

	{"NUL", "a,b\n1,é\x002\n", "2:4 csv/control U+0000"},
	{"escape", "a,\x1b[0m\n", "1:3 csv/control U+001B"},
	{"delete", "a,b\n\n1,\x7f\n", "3:3 csv/control U+007F"},
	{"next line", "a,b\n1,2\u00853\n", "2:4 csv/control U+0085"},
	{"vertical tab in quotes", "a,b\n1,\"2\v3\"\n", "2:5 csv/control U+000B"},

	{"mojibake", "a,b\n1,la rÃ©union\n", "2:7 csv/mojibake Ã©"},
	{"mojibake of an apostrophe", "a,b\n1,lâ€™avis\n", "2:4 csv/mojibake â€™"},
	{"mojibake of a sign", "nÂ°,b\n", "1:2 csv/mojibake Â°"},
	{"mojibake of a ligature", "a\nÅ“uvre\n", "2:1 csv/mojibake Å“"},
	{"mojibake of an emoji", "a\nðŸ˜€\n", "2:1 csv/mojibake ðŸ˜€"},
	{"mojibake of a ticked box", "a\nâ˜‘\n", "2:1 csv/mojibake â˜‘"},
	{"mojibake through Latin-1", "a\nlâ\u0080\u0099avis\n", "2:2 csv/mojibake â��"},
	{"mojibake in Windows-1252", "a\nr\xC3\xA9union \xE9\n", "2:9 csv/encoding 0xE9"},
	{"lost letter", "a,b\n1,r\uFFFDunion\n", "2:4 csv/mojibake �"},
	{"byte of no character", "a,b\n1,\xE9\x81\n", "2:4 csv/encoding 0x81"},
	{"DOS", "a,b\n1,r\x82union\n", "2:4 csv/encoding 0x82"},
	{"old Mac", "a,b\n1,r\x8Eunion\n", "2:4 csv/encoding 0x8E"},
	{"Latin-9", "a,b\n1,c\xBDur\n", "2:4 csv/encoding 0xBD"},
	{"byte order mark, then another encoding", "\ufeffa,b\n1,caf\xE9\n", "2:6 csv/encoding 0xE9"},
	{"UTF-32", "\xFF\xFE\x00\x00a\x00\x00\x00", "1:1 csv/encoding UTF-32"},
	{"UTF-32, big-endian", "\x00\x00\xFE\xFF\x00\x00\x00a", "1:1 csv/encoding UTF-32"},
	{"UTF-16 cut in two", "\xFF\xFEa\x00\n\x00b", "2:1 csv/encoding UTF-16"},
	{"UTF-16, half of a pair", "\xFE\xFF\x00a\xD8\x3D\x00b", "1:2 csv/encoding UTF-16"},
	{"UTF-16, half of a pair at the end", "\xFE\xFF\x00a\xD8\x3D", "1:2 csv/encoding UTF-16"},
}

func TestReadCSVRefuses(t *testing.T) {
	for _, c := range csvRefusals {
		t.Run(c.name, func(t *testing.T) {
			_, err := workbook.ReadCSV([]byte(c.in))
			if got := refused(err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestReadCSVPlaces holds every cell to knowing where it stands in the file.
func TestReadCSVPlaces(t *testing.T) {
	book, err := workbook.ReadCSV([]byte("é;b;c\n\"1\n\né2\";\"3\";4\r\n;;5\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range book.Sheets[0].Rows {
		for _, c := range row.Cells {
			got = append(got, fmt.Sprintf("%d:%d=%q", row.Number, c.Spot, c.Text))
		}
	}
	const want = `1:1="é" 1:3="b" 1:5="c" 2:1="1\n\né2" 2:5="3" 2:9="4" 5:3="5"`
	if joined := strings.Join(got, " "); joined != want {
		t.Errorf("got %s, want %s", joined, want)
	}
}

// TestReadCSVLimits holds files at the limits to being read.
func TestReadCSVLimits(t *testing.T) {
	wide := strings.Repeat("a;", 9_999) + "b\n"
	for _, c := range []struct {
		name, in    string
		rows, cells int
	}{
		{"10,000 fields", wide, 1, 10_000},
		{"200,000 cells", strings.Repeat(wide, 20), 20, 200_000},
		{"20 MiB", "a\n" + strings.Repeat("b", 20<<20-2), 2, 2},
	} {
		book, err := workbook.ReadCSV([]byte(c.in))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		cells := 0
		for _, row := range book.Sheets[0].Rows {
			cells += len(row.Cells)
		}
		if rows := len(book.Sheets[0].Rows); rows != c.rows || cells != c.cells {
			t.Errorf("%s: got %d rows and %d cells", c.name, rows, cells)
		}
	}
}
