package form

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// howTo is what somebody who never saw YAML has to know.
const howTo = "Chaque champ se remplit après les deux-points. Une ligne qui commence par un dièse n'est pas lue : " +
	"pour remplir un champ facultatif, ôter le dièse qui touche son nom, et ceux qui touchent les champs qu'il contient. " +
	"Dans une liste, chaque tiret commence un élément : recopier ce qui suit le tiret autant de fois qu'il en faut. " +
	"Les espaces en début de ligne comptent. Un texte qui contient deux-points ou un dièse se met entre guillemets."

// WriteYAML writes the form as a YAML file to fill in, with its help as
// comments. A field that may be left out is a comment too, until somebody fills
// it in. What canevas holds, which may be nil, is filled in already; all of it,
// whatever the form knows.
func (f *Form) WriteYAML(out io.Writer, canevas *tree.Value) error {
	w := &yamlWriter{Writer: bufio.NewWriter(out)}
	w.comment("", f.Title)
	w.comment("", "")
	w.comment("", howTo)
	var all []Field
	for _, s := range f.Sections {
		if s.Title != "" {
			w.WriteString("\n\n")
			w.comment("", "== "+s.Title+" ==")
		}
		for i := range s.Fields {
			w.field(&s.Fields[i], canevas.Member(s.Fields[i].Name), "", true)
		}
		all = append(all, s.Fields...)
	}
	w.others(all, canevas, "")
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the form: %w", err)
	}
	return nil
}

// A yamlWriter keeps the first error for the end, as its bufio.Writer does.
type yamlWriter struct{ *bufio.Writer }

// field writes a field and its value, if any. Where read is false, what it is in
// is a comment.
func (w *yamlWriter) field(f *Field, v *tree.Value, indent string, read bool) {
	w.WriteString("\n")
	w.help(f, indent)
	read = read && (v != nil || f.Needed == Always)
	switch {
	case len(f.Fields) == 0, v != nil && !f.holds(v):
		w.line(read, indent, strings.TrimSuffix(f.Name+": "+scalar(v), " "))
	case !f.Many:
		w.line(read, indent, f.Name+":")
		w.fields(f.Fields, v, indent+"  ", read)
	default:
		w.line(read, indent, f.Name+":")
		items := []tree.Value{{}}
		if v != nil {
			items = v.Children
		}
		for i := range items {
			w.line(read, indent+"  ", "-")
			w.fields(f.Fields, &items[i], indent+"    ", read)
		}
	}
}

// holds reports whether v has the shape that the form gives the field: others,
// and empty ones, are written as they are.
func (f *Field) holds(v *tree.Value) bool {
	filled := func(v *tree.Value) bool { return v.Kind == tree.Object && len(v.Children) > 0 }
	if !f.Many {
		return filled(v)
	}
	return v.Kind == tree.Array && len(v.Children) > 0 &&
		!slices.ContainsFunc(v.Children, func(item tree.Value) bool { return !filled(&item) })
}

func (w *yamlWriter) fields(all []Field, of *tree.Value, indent string, read bool) {
	for i := range all {
		w.field(&all[i], of.Member(all[i].Name), indent, read)
	}
	w.others(all, of, indent)
}

// others writes the members that the form does not know.
func (w *yamlWriter) others(known []Field, of *tree.Value, indent string) {
	if of == nil {
		return
	}
	for i := range of.Children {
		v := &of.Children[i]
		if !slices.ContainsFunc(known, func(f Field) bool { return f.Name == v.Key }) {
			w.WriteString("\n")
			w.comment(indent, "Ce champ n'est pas dans le formulaire.")
			w.line(true, indent, scalar(&tree.Value{Kind: tree.String, Text: v.Key})+": "+scalar(v))
		}
	}
}

// scalar returns a value, or a list of values, as the JSON that YAML reads too;
// nothing for a missing one.
func scalar(v *tree.Value) string {
	if v == nil {
		return ""
	}
	var b strings.Builder
	for _, r := range string(tree.AppendJSON(nil, v)) {
		if r > unicode.MaxASCII && !unicode.IsPrint(r) { // YAML allows no control characters, and breaks lines at U+2028
			for _, unit := range utf16.AppendRune(nil, r) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// help writes what the form says of a field.
func (w *yamlWriter) help(f *Field, indent string) {
	title := f.Title
	if f.Needed != Optional {
		title += " (" + string(f.Needed) + ")"
	}
	w.comment(indent, title)
	w.comment(indent, f.Help)
	switch {
	case f.Codes != nil:
		if f.Many {
			w.comment(indent, `Une liste de codes entre crochets, comme ["a", "b"], parmi :`)
		} else {
			w.comment(indent, "L'un de ces codes :")
		}
		for _, c := range f.Codes.Codes {
			w.comment(indent, "- "+c.Code+" : "+c.Label.FR)
		}
	case f.Expected != "":
		w.comment(indent, "Attendu : "+f.Expected)
	}
	if f.Example != nil && len(f.Fields) == 0 {
		w.WriteString(indent + "# Exemple : " + scalar(f.Example) + "\n")
	}
}

// width is how many characters a line of a comment has, at most, after its
// indentation.
const width = 100

// unbroken are the spaces of French at which no line ends.
var unbroken = strings.NewReplacer("« ", "«\u00a0", " »", "\u00a0»", " :", "\u00a0:", " ;", "\u00a0;")

// comment writes a text as a comment, on as many lines as it takes.
func (w *yamlWriter) comment(indent, text string) {
	line := "#"
	for _, word := range strings.FieldsFunc(unbroken.Replace(text), func(r rune) bool { return r == ' ' || r == '\n' }) {
		if utf8.RuneCountInString(line+" "+word) > width && line != "#" {
			w.WriteString(indent + line + "\n")
			line = "#"
		}
		line += " " + word
	}
	w.WriteString(indent + line + "\n")
}

// line writes a line that is read, or one that is a comment until somebody
// removes what makes it one.
func (w *yamlWriter) line(read bool, indent, text string) {
	if !read {
		text = "#" + text
	}
	w.WriteString(indent + text + "\n")
}
