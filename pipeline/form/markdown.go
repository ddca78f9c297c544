package form

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// WriteMarkdown writes the form as a text to read, to print or to prepare the
// answers in: every field with its help, and what canevas holds, which may be
// nil. It is not a format that submissions are read in.
func (f *Form) WriteMarkdown(out io.Writer, canevas *tree.Value) error {
	w := &markdownWriter{Writer: bufio.NewWriter(out)}
	w.say("# " + escaped(f.Title))
	w.say("Une étoile marque ce qui est obligatoire.")
	for _, s := range f.Sections {
		if s.Title != "" {
			w.say("## " + escaped(s.Title))
		}
		w.fields(s.Fields, canevas, 3)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the form: %w", err)
	}
	return nil
}

// A markdownWriter keeps the first error for the end, as its bufio.Writer does.
type markdownWriter struct{ *bufio.Writer }

// say writes a paragraph.
func (w *markdownWriter) say(text string) { w.WriteString(text + "\n\n") }

// fields writes fields and what an object says in them. level is that of their
// titles.
func (w *markdownWriter) fields(all []Field, of *tree.Value, level int) {
	for i := range all {
		f := &all[i]
		v := of.Member(f.Name)
		title := escaped(f.title())
		if f.Needed == Always {
			title += " \\*"
		}
		w.say(strings.Repeat("#", min(level, 6)) + " " + title)
		w.about(f)
		switch {
		case len(f.Fields) == 0 || v != nil && !f.holds(v):
			w.say("**Réponse :** " + answered(f, v))
		case !f.Many:
			w.fields(f.Fields, v, level+1)
		default:
			w.items(f, v, level)
		}
	}
}

// items writes the items of a list, or one that is blank.
func (w *markdownWriter) items(f *Field, v *tree.Value, level int) {
	items := []tree.Value{{}}
	if v != nil {
		items = v.Children
	}
	for i := range items {
		w.say(fmt.Sprintf("**%s n° %d**", escaped(f.title()), i+1))
		w.fields(f.Fields, &items[i], level+1)
	}
}

// about writes the help of a field.
func (w *markdownWriter) about(f *Field) {
	if f.Help != "" {
		w.say(escaped(f.Help))
	}
	if how := f.howToAnswer(); how != "" && len(f.Fields) == 0 {
		lines := strings.Split(how, "\n")
		for i := range lines {
			item, isItem := strings.CutPrefix(lines[i], bullet)
			lines[i] = escaped(item)
			if isItem {
				lines[i] = bullet + lines[i]
			}
		}
		if len(lines) > 1 {
			lines[0] += "\n"
		}
		w.say(strings.Join(lines, "\n"))
	}
	if example := f.example(); example != "" && len(f.Fields) == 0 {
		w.say("*" + escaped(example) + "*")
	}
}

// answered returns what stands for an answer.
func answered(f *Field, v *tree.Value) string {
	if v.IsNull() {
		return "…"
	}
	return escaped(f.written(v, " ; "))
}

// escaped returns a text without what Markdown or HTML would make of it.
func escaped(text string) string { return escapes.Replace(text) }

var escapes = strings.NewReplacer(
	"\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", "\\|", "#", "\\#",
	"\r\n", " ", "\n", " ", "\r", " ")
