package datasets_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// A node is one schema of the JSON Schema file, as far as this test needs it.
type node struct {
	Ref        string          `json:"$ref"`
	Required   []string        `json:"required"`
	Properties map[string]node `json:"properties"`
	Items      *node           `json:"items"`
	Defs       map[string]node `json:"$defs"`
}

// TestRequiredColumnsAreRequiredFields holds a column that is never null to a
// field that every accepted canevas has, a provisional one included.
func TestRequiredColumnsAreRequiredFields(t *testing.T) {
	def := load(t)
	var root node
	if err := json.Unmarshal(def.SchemaJSON, &root); err != nil {
		t.Fatal(err)
	}
	for _, table := range def.Tables {
		for _, c := range table.Columns {
			below, inRow := strings.CutPrefix(c.From, "0/")
			if !inRow || table.Source != definition.Documents {
				continue
			}
			for _, rows := range table.Rows {
				always := root.below(root, rows).requires(root, below)
				if c.Required && !always {
					t.Errorf("%s.%s is required, and %s/%s may be missing", table.Name, c.Name, rows, below)
				}
				if !c.Required && always {
					t.Errorf("%s.%s may be null, and %s/%s is always there", table.Name, c.Name, rows, below)
				}
			}
		}
	}
}

// resolve follows the references of n.
func (n node) resolve(root node) node {
	for n.Ref != "" {
		n = root.Defs[strings.TrimPrefix(n.Ref, "#/$defs/")]
	}
	return n
}

// below returns the schema of the values at a pattern below n.
func (n node) below(root node, pattern string) node {
	for token := range strings.SplitSeq(pattern, "/") {
		switch n = n.resolve(root); {
		case token == "*":
			n = *n.Items
		case token != "":
			n = n.Properties[token]
		}
	}
	return n.resolve(root)
}

// requires reports whether every member on a path below n must be present.
func (n node) requires(root node, path string) bool {
	for token := range strings.SplitSeq(path, "/") {
		n = n.resolve(root)
		if !slices.Contains(n.Required, token) {
			return false
		}
		n = n.Properties[token]
	}
	return true
}
