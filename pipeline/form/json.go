package form

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// WriteJSON writes what canevas holds as JSON; where it is nil, a canevas to fill
// in: what every canevas must have, with null for its values. JSON has no room
// for help, which the JSON Schema gives.
func (f *Form) WriteJSON(out io.Writer, canevas *tree.Value) error {
	if canevas == nil {
		canevas = &tree.Value{Kind: tree.Object}
		for _, s := range f.Sections {
			canevas.Children = append(canevas.Children, blanks(s.Fields)...)
		}
	}
	var b bytes.Buffer
	if err := json.Indent(&b, tree.AppendJSON(nil, canevas), "", "  "); err != nil {
		return fmt.Errorf("write the form: %w", err)
	}
	b.WriteByte('\n')
	if _, err := out.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write the form: %w", err)
	}
	return nil
}

// blanks returns the members that must be filled in, without their values.
func blanks(fields []Field) []tree.Value {
	var members []tree.Value
	for i := range fields {
		f := &fields[i]
		if f.Needed != Always {
			continue
		}
		v := tree.Value{}
		if len(f.Fields) > 0 {
			v = tree.Value{Kind: tree.Object, Children: blanks(f.Fields)}
		}
		if f.Many {
			v = tree.Value{Kind: tree.Array, Children: []tree.Value{v}}
		}
		v.Key = f.Name
		members = append(members, v)
	}
	return members
}
