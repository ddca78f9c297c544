package submission

import (
	"github.com/concertations-ia/canevas/pipeline/coerce"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/form"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// MaxSize is how many bytes a submission may have.
const MaxSize = 20 << 20

// A Decoder reads the submissions to one definition, whatever their format. It is
// safe for concurrent use.
type Decoder struct {
	form    *form.Form
	coercer *coerce.Coercer
	columns bool // the definition says what the columns of a CSV file mean
}

// NewDecoder returns the decoder of a definition.
func NewDecoder(def *definition.Definition) *Decoder {
	return &Decoder{form: form.New(def), coercer: coerce.New(def), columns: len(def.Columns) > 0}
}

// Decoded is what a submission says.
type Decoded struct {
	Tree  *tree.Tree
	Typed bool // by a person, and not written by a program
	Notes []Note
}

// Decode reads a submission. What a program wrote is taken as it is, but for
// characters that no table can carry; what a person typed becomes what the schema asks for, and each change is a [Note]. A
// failure is a [tree.SyntaxError] whose code is one of [Codes]: it is about the
// file, never about us.
func (d *Decoder) Decode(s Submission) (*Decoded, error) {
	if len(s.Raw) > MaxSize {
		return nil, &tree.SyntaxError{Code: codeSize, Detail: "20 MiB"}
	}
	f, err := formatOf(s)
	if err != nil {
		return nil, err
	}
	switch f {
	case formatJSON:
		t, err := tree.ParseJSON(s.Raw, tree.Limits{})
		if err != nil {
			return nil, err
		}
		out := &Decoded{Tree: t}
		if coerce.FileMayBeDirty(s.Raw) {
			out.tell(d.coercer.Clean(&t.Root))
		}
		return out, nil
	case formatYAML:
		t, err := tree.ParseYAML(s.Raw, tree.Limits{})
		if err != nil {
			return nil, err
		}
		return d.coerce(&form.Reading{Tree: t}), nil
	case formatCSV:
		return d.record(s)
	}
	return d.workbook(s, f)
}

// coerce makes what was typed what the schema asks for.
func (d *Decoder) coerce(r *form.Reading) *Decoded {
	out := &Decoded{Tree: r.Tree, Typed: true}
	for _, n := range r.Notes {
		out.Notes = append(out.Notes, Note{
			Rule: n.Rule, Severity: n.Severity, Pointer: n.Pointer, Place: r.Tree.PlaceAt(n.Offset), Offset: n.Offset, Message: n.Message,
		})
	}
	out.tell(d.coercer.Coerce(&r.Tree.Root))
	return out
}

// tell adds notes about changes.
func (d *Decoded) tell(changes []coerce.Change) {
	for _, c := range changes {
		d.Notes = append(d.Notes, Note{
			Rule: c.Rule, Severity: c.Severity, Pointer: c.Pointer, Place: d.Tree.PlaceAt(c.Offset), Offset: c.Offset,
			Message: c.Message, Before: c.Before, After: c.After,
		})
	}
}

// workbook reads a file of a spreadsheet program.
func (d *Decoder) workbook(s Submission, f format) (*Decoded, error) {
	read := workbook.ReadXLSX
	if f == formatODS {
		read = workbook.ReadODS
	}
	b, err := read(s.Raw)
	if err != nil {
		return nil, err
	}
	if f == formatXLSX && Extension(s.Origin) == ".xlsx" && b.Noticed(workbook.NoticeMacros) {
		// A name that hides the macros it brings is no mistake of habit.
		return nil, &tree.SyntaxError{Code: codeMacros}
	}
	reading := d.form.Read(b)
	out := d.coerce(reading)
	out.notice(b)
	out.search(b, func(a workbook.Aside) bool { return d.form.OwnsComment(reading, a) })
	return out, nil
}

// record reads a line of a web form's export.
func (d *Decoder) record(s Submission) (*Decoded, error) {
	if !d.columns {
		return nil, &tree.SyntaxError{Code: codeCSV}
	}
	b, err := workbook.ReadCSV(s.Raw)
	if err != nil {
		return nil, err
	}
	sheet := &b.Sheets[0]
	if len(sheet.Rows) > 2 {
		if _, err := workbook.SplitCSV(s.Raw); err != nil {
			return nil, err // why it comes as a whole
		}
		return nil, &tree.SyntaxError{Code: codeRecords}
	}
	if len(sheet.Rows) > 1 && s.Line > 0 {
		sheet.Rows[1].Number = s.Line
	}
	out := d.coerce(d.form.ReadRecord(sheet))
	out.notice(b)
	return out, nil
}
