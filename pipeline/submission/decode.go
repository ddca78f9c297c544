package submission

import (
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// MaxSize is how many bytes a submission may have.
const MaxSize = 20 << 20

// Decode reads a submission as a tree. A failure is a [tree.SyntaxError] whose
// code is one of [Codes]: it is about the file, never about us.
//
// wants tells which kinds the schema allows at a pattern, for formats whose
// scalars do not say what they are (see [tree.Settle]).
func Decode(s Submission, wants func(pattern string) []tree.Kind) (*tree.Tree, error) {
	if len(s.Raw) > MaxSize {
		return nil, &tree.SyntaxError{Code: codeSize, Detail: "20 MiB"}
	}
	if code := foreignFormat(s.Raw); code != "" {
		return nil, &tree.SyntaxError{Code: code}
	}
	start := trimmed(s.Raw)
	bracket := len(start) > 0 && (start[0] == '{' || start[0] == '[')
	ext := Extension(s.Origin)
	isYAML := ext == ".yaml" || ext == ".yml"
	switch {
	case len(start) == 0, ext == ".json", bracket && (isYAML || ext == ""):
		// What begins like JSON is held to the rules of JSON whatever its
		// name: a YAML reader accepts half of what they forbid.
		return tree.ParseJSON(s.Raw, tree.Limits{})
	case isYAML:
		return decodeYAML(s.Raw, wants)
	case ext == ".csv" || ext == ".tsv":
		return nil, &tree.SyntaxError{Code: codeCSV}
	}
	return nil, &tree.SyntaxError{Code: codeUnknown}
}

func decodeYAML(raw []byte, wants func(pattern string) []tree.Kind) (*tree.Tree, error) {
	t, err := tree.ParseYAML(raw, tree.Limits{})
	if err != nil {
		return nil, err
	}
	tree.Settle(&t.Root, wants)
	return t, nil
}
