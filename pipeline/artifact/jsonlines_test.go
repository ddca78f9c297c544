package artifact

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

func TestWriteJSONLines(t *testing.T) {
	want := strings.Join([]string{
		`{"id":"P001","texte":"Dire « oui », puis\nattendre","effectif":40,"part":0.1,"public":true,"jour":"2026-11-23","recu":"2026-11-23T10:00:00Z","vide":null}`,
		`{"id":"P002","texte":null,"effectif":null,"part":1e+21,"public":false,"jour":null,"recu":"2026-11-23T10:00:00.1234Z","vide":null}`,
		`{"id":"P003","texte":"","effectif":-5,"part":null,"public":null,"jour":"1969-12-31","recu":null,"vide":null}`,
		`{"id":"P004","texte":" =1+1 \"cité\"\r\n","effectif":9223372036854775807,"part":-1e-07,"public":true,"jour":"1970-01-01","recu":"1969-12-31T23:59:59.999999Z","vide":null}`,
		"",
	}, "\n")
	var buf bytes.Buffer
	if err := write(definition.JSONLines, &buf, sample()); err != nil {
		t.Fatal(err)
	}
	if buf.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", buf.String(), want)
	}
}

func TestWriteJSONLinesRefusesNaN(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		err := write(definition.JSONLines, &bytes.Buffer{}, tableOf(column("part", definition.Number, v)))
		if err == nil || !strings.Contains(err.Error(), "part") {
			t.Errorf("%v: %v", v, err)
		}
	}
}
