package tree_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

type severity string

type settings struct {
	Name   string                         `json:"name"`
	Count  int                            `json:"count"`
	Small  uint8                          `json:"small"`
	Ratio  *float64                       `json:"ratio"`
	On     bool                           `json:"on"`
	Tags   []string                       `json:"tags"`
	Labels map[string]string              `json:"labels"`
	Level  severity                       `json:"level"`
	At     time.Time                      `json:"at"`
	Raw    json.RawMessage                `json:"raw"`
	Fields []struct{ Title, Unit string } `json:"fields"`
}

func TestUnmarshal(t *testing.T) {
	const file = "name: 01001\ncount: 3\nratio: 0.5\non: true\ntags: [a, 2, true, \"4\", null]\nlabels: {x: 1}\n" +
		"level: error\nat: 2026-11-23T10:00:00Z\nraw: [1, {a: b}]\nfields:\n- Title: 12\n"
	parsed, err := tree.ParseYAML([]byte(file), tree.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var got settings
	if err := parsed.Unmarshal(&got); err != nil {
		t.Fatal(err)
	}
	half := 0.5
	want := settings{
		Name: "01001", Count: 3, Ratio: &half, On: true, Tags: []string{"a", "2", "true", "4", ""},
		Labels: map[string]string{"x": "1"}, Level: "error", At: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC),
		Raw: json.RawMessage(`[1,{"a":"b"}]`), Fields: []struct{ Title, Unit string }{{Title: "12"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"unknown key", "{\"name\":\"x\",\n \"fields\":[{},{},\n  {\"tilte\":1}]}", `3:4: /fields/2/tilte: unknown key "tilte"`},
		{"key of another case", `{"Name":"x"}`, `1:2: /Name: unknown key "Name"`},
		{"number for a text", `{"name":1}`, `1:9: /name: expected string; got: number`},
		{"number for a text in a list", "{\"tags\":[\"a\",\n1]}", `2:1: /tags/1: expected string; got: number`},
		{"boolean for a text in a map", `{"labels":{"x":true}}`, `1:16: /labels/x: expected string; got: boolean`},
		{"number for a named text", `{"level":1}`, `1:10: /level: expected string; got: number`},
		{"text for a number", `{"count":"3"}`, `1:10: /count: expected integer; got: string`},
		{"fraction for an integer", `{"count":1.5}`, `1:10: /count: expected integer; got: 1.5`},
		{"too large", `{"small":300}`, `1:10: /small: expected integer; got: 300`},
		{"text for a pointer", `{"ratio":"x"}`, `1:10: /ratio: expected number; got: string`},
		{"text for a boolean", `{"on":"x"}`, `1:7: /on: expected boolean; got: string`},
		{"object for a list", `{"tags":{}}`, `1:9: /tags: expected array; got: object`},
		{"list for an object", `[]`, `1:1: expected object; got: array`},
		{"not a time", `{"at":"x"}`, `1:7: /at: parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := parse(t, c.in).Unmarshal(new(settings))
			if err == nil || err.Error() != c.want {
				t.Fatalf("got %v, want %s", err, c.want)
			}
			if decode, found := errors.AsType[*tree.DecodeError](err); !found || errors.Unwrap(err) != decode.Err {
				t.Errorf("%T is no DecodeError", err)
			}
		})
	}
}
