package coerce

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// maxPieces is how many answers a cell may hold.
const maxPieces = 1000

// cell makes a list of the answers in one cell. An answer a line is what forms
// ask for; what else is understood is noted.
func (w *walk) cell(s spot) bool {
	p, typed := s.plan.items, s.value.Text
	if p == nil || !p.kind.scalar() {
		return true
	}
	pieces, how := p.split(tidy(typed))
	switch {
	case len(pieces) > maxPieces:
		return w.fail(s, fault{rule: ruleSeveral, hint: both("la cellule en contient plus de %s", "the cell holds more than %s", count(maxPieces))})
	case len(pieces) == 0:
		w.drop(s, ruleNullWord, typed, both("ne contient aucune réponse : le champ est lu comme vide", "holds no answer: the field is read as empty"))
		return false
	}
	items := make([]tree.Value, len(pieces))
	for i, piece := range pieces {
		items[i] = tree.Value{Kind: tree.String, Plain: s.value.Plain, Text: piece, Offset: s.value.Offset}
	}
	s.value.Kind, s.value.Plain, s.value.Text, s.value.Children = tree.Array, false, "", items
	told := len(w.changes)
	w.items(s)
	if how == otherwise {
		// The whole list is told, instead of each of its items.
		noted := func(c Change) bool { return c.Severity == definition.Info }
		w.changes = append(w.changes[:told], slices.DeleteFunc(w.changes[told:], noted)...)
		w.note(s, ruleList, typed, values(s.value.Children), p.listWords(s.value.Children))
	}
	return len(s.value.Children) > 0
}

// values joins the texts of items.
func values(items []tree.Value) string {
	var all []string
	for _, item := range items {
		all = append(all, item.Text)
	}
	return strings.Join(all, "; ")
}

// listWords returns items in the words of the form.
func (p *plan) listWords(items []tree.Value) definition.Text {
	all := both("la liste", "the list")
	used := 0
	for i, item := range items {
		words := p.wordsFor(item.Text)
		if used += utf8.RuneCountInString(words.FR); used > quoteLimit && i > 0 {
			return both("%s et %s autres", "%s and %s others", all, count(len(items)-i))
		}
		mark := ","
		if i == 0 {
			mark = ""
		}
		all = both("%s%s %s", "%s%s %s", all, same(mark), words)
	}
	return all
}

// split returns the answers in a cell, and how they are separated.
func (p *plan) split(typed string) ([]string, manner) {
	codes := p.kind == code
	bulleted := bulletShape.MatchString(typed)
	if codes && !bulleted && p.choices.says(typed) {
		return []string{typed}, asShown
	}
	if boxes := readBoxes(typed); codes && boxes != nil {
		return ticked(boxes), otherwise
	}
	lines := strings.FieldsFunc(lineBreaks.Replace(typed), func(r rune) bool { return r == '\n' })
	pieces, how := []string{}, asShown
	for _, line := range lines {
		parts := []string{line}
		if codes || !bulleted && len(lines) == 1 { // on lines of their own, texts may have semicolons
			parts = cutOutside(line, ';')
		}
		if len(parts) > 1 {
			how = otherwise
		}
		pieces = append(pieces, parts...)
	}
	pieces = unbulleted(pieces)
	if !codes {
		return pieces, how
	}
	var all []string
	for _, piece := range pieces {
		if len(all) > maxPieces {
			break
		}
		labels, stranger := p.choices.cut(piece)
		switch {
		case stranger != "":
			labels = []string{piece}
		case len(labels) > 1:
			how = otherwise
		}
		all = append(all, labels...)
	}
	return all, how
}

// says reports whether a text is a code.
func (c *choices) says(text string) bool {
	found, _ := c.recognise(text)
	return len(found) > 0
}

// cut cuts a text at commas into labels, which may have commas themselves. It
// stops at a stranger, the first part that is no label.
func (c *choices) cut(text string) (labels []string, stranger string) {
	parts := cutOutside(text, ',')
	if len(parts) == 1 || len(parts) > maxPieces || c.says(text) {
		parts = []string{text}
	}
	for len(parts) > 0 {
		n := min(len(parts), c.parts)
		for n > 0 && !c.says(strings.Join(parts[:n], ", ")) {
			n--
		}
		if n == 0 {
			return labels, parts[0]
		}
		labels, parts = append(labels, strings.Join(parts[:n], ", ")), parts[n:]
	}
	return labels, ""
}

// cutOutside cuts a text at a mark that stands neither in parentheses nor in
// quotation marks, and leaves out what is empty.
func cutOutside(text string, mark rune) []string {
	var parts []string
	depth, quoted, start := 0, false, 0
	add := func(end int) {
		if part := tidy(text[start:end]); part != "" {
			parts = append(parts, part)
		}
	}
	for i, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '(' || r == '[' || r == '«':
			depth++
		case (r == ')' || r == ']' || r == '»') && depth > 0:
			depth--
		case r == mark && depth == 0 && !quoted:
			add(i)
			start = i + 1
		}
	}
	if depth > 0 || quoted {
		return whole(text, mark)
	}
	add(len(text))
	return parts
}

// whole cuts at every mark, because something that was opened is never closed.
func whole(text string, mark rune) []string {
	var parts []string
	for part := range strings.SplitSeq(text, string(mark)) {
		if part = tidy(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

var (
	bulletShape = regexp.MustCompile(`^(?:[-–—*]\s+|[•▪‣◦●○]\s*)`)
	numberShape = regexp.MustCompile(`^[0-9]{1,3}[.)]\s+`)
)

// unbulleted takes the bullets off pieces; their numbers, where all have one.
func unbulleted(pieces []string) []string {
	numbered := len(pieces) > 1 && !slices.ContainsFunc(pieces, func(p string) bool { return !numberShape.MatchString(p) })
	all := make([]string, 0, len(pieces))
	for _, piece := range pieces {
		piece = bulletShape.ReplaceAllString(piece, "")
		if numbered {
			piece = numberShape.ReplaceAllString(piece, "")
		}
		if piece = tidy(piece); piece != "" {
			all = append(all, piece)
		}
	}
	return all
}
