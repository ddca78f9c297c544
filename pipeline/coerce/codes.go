package coerce

import (
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// longestCode is how many bytes a text may have that says a code.
const longestCode = 600

// Choices are the codes that may stand at a place.
type choices struct {
	all    []choice
	codes  map[string]int   // positions of the codes
	shown  map[string]int   // positions of the codes and of their French labels, as spelled
	by     map[string][]int // positions of the codes that are written so, folded
	parts  int              // the most that a label has between its commas
	listed definition.Text  // what is wanted, in words
}

// A choice is a code and what a form shows for it.
type choice struct {
	code     string
	label    definition.Text // the code itself where it has none
	writings [][]rune        // of the code and of its labels
	words    []string        // of the French label, folded, that tell it from others
}

// newChoices returns the codes of enum, with their labels where list has them.
func newChoices(list *definition.CodeList, enum []string) *choices {
	c := &choices{codes: map[string]int{}, shown: map[string]int{}, by: map[string][]int{}}
	for _, code := range enum {
		if code == "" || c.has(code) {
			continue
		}
		label := same(code)
		if list != nil && list.Find(code) != nil {
			label = list.Find(code).Label
		}
		c.add(code, label)
	}
	c.listed = c.wanted()
	return c
}

func (c *choices) add(code string, label definition.Text) {
	at := len(c.all)
	one := choice{code: code, label: label, words: significant(writing(label.FR))}
	c.codes[code] = at
	for _, text := range []string{code, label.FR, label.EN} {
		key := writing(text)
		one.writings = append(one.writings, []rune(key))
		if !slices.Contains(c.by[key], at) {
			c.by[key] = append(c.by[key], at)
		}
		c.parts = max(c.parts, 1+strings.Count(text, ","))
	}
	for _, text := range []string{spelling(label.FR), code} {
		if _, taken := c.shown[text]; !taken || text == code {
			c.shown[text] = at
		}
	}
	c.all = append(c.all, one)
}

func (c *choices) has(code string) bool { return c.find(code) != nil }

// find returns a code; nil where there is none such.
func (c *choices) find(code string) *choice {
	if at, has := c.codes[code]; has {
		return &c.all[at]
	}
	return nil
}

// wordsFor returns what a form shows for a code.
func (p *plan) wordsFor(code string) definition.Text {
	if p.choices != nil {
		if found := p.choices.find(code); found != nil {
			return inQuotes(found.label)
		}
	}
	return quoted(code)
}

// writing returns what two writings of one label have in common.
func writing(text string) string {
	folded := separators.Replace(expression.Fold(text))
	return strings.TrimRight(strings.Join(strings.Fields(folded), " "), " .,:;!?")
}

var separators = strings.NewReplacer(
	"-", " ", "\u2010", " ", "–", " ", "—", " ", "_", " ", "'", " ", "‘", " ", "’", " ", "«", " ", "»", " ", `"`, " ", "“", " ", "”", " ")

// readCode reads the label of a code.
func (w *walk) readCode(s spot) bool {
	typed := s.value.Text
	c, how, f := s.plan.choices.read(typed)
	switch {
	case f != nil:
		return w.unreadable(s, *f)
	case c == nil:
		w.drop(s, ruleNullWord, typed, noTick)
		return false
	case c.code == typed:
		return true
	}
	s.set(tree.String, c.code)
	if how == otherwise {
		w.note(s, ruleCode, typed, c.code, inQuotes(c.label))
	}
	return true
}

// A manner is how a label was written.
type manner bool

const (
	asShown   manner = false // as the form does
	otherwise manner = true
)

// read returns the code that a text says; nil where all boxes are empty.
func (c *choices) read(typed string) (*choice, manner, *fault) {
	unknown := &fault{rule: ruleCodeUnknown}
	if len(typed) > longestCode {
		return nil, otherwise, unknown
	}
	found, how := c.recognise(typed)
	switch len(found) {
	case 1:
		return &c.all[found[0]], how, nil
	case 0:
	default:
		return nil, otherwise, &fault{rule: ruleCodeAmbiguous, hint: both(
			"plusieurs réponses s'écrivent ainsi", "several answers are written so"), meant: c.oneOf(found)}
	}
	if boxes := readBoxes(typed); boxes != nil {
		return c.readTicked(ticked(boxes))
	}
	return nil, otherwise, c.unknown(typed)
}

// unknown returns why a text says no code.
func (c *choices) unknown(typed string) *fault {
	listed := strings.NewReplacer(";", ",", "\n", ",").Replace(tidy(typed))
	labels, stranger := c.cut(listed)
	switch {
	case stranger == listed:
		return &fault{rule: ruleCodeUnknown, meant: c.oneOf(c.nearest(typed))}
	case stranger == "":
		return &fault{rule: ruleSeveral, hint: both("donnez une seule réponse", "give one answer"), meant: c.oneOf(c.positions(labels))}
	}
	return &fault{rule: ruleCodeUnknown, part: stranger, meant: c.oneOf(c.nearest(stranger))}
}

// readTicked returns the code of the only label that is ticked.
func (c *choices) readTicked(labels []string) (*choice, manner, *fault) {
	switch len(labels) {
	case 0:
		return nil, otherwise, nil
	case 1:
		if found, _ := c.recognise(labels[0]); len(found) == 1 {
			return &c.all[found[0]], otherwise, nil
		}
		return nil, otherwise, &fault{rule: ruleCodeUnknown, meant: c.oneOf(c.nearest(labels[0]))}
	}
	return nil, otherwise, &fault{rule: ruleSeveral, hint: both("plusieurs cases sont cochées", "several boxes are ticked")}
}

// positions returns the positions of the first codes that labels say.
func (c *choices) positions(labels []string) []int {
	var all []int
	for _, label := range labels[:min(len(labels), maxSuggestions)] {
		found, _ := c.recognise(label)
		all = append(all, found[0])
	}
	return all
}

// recognise returns the positions of the codes that a text says.
func (c *choices) recognise(typed string) ([]int, manner) {
	spelled := spelling(typed)
	if at, is := c.shown[spelled]; is {
		return []int{at}, asShown
	}
	if found := c.by[writing(typed)]; len(found) > 0 {
		return found, otherwise
	}
	for _, pair := range pairs(spelled) {
		code, label := c.by[writing(pair[0])], c.by[writing(pair[1])]
		if len(code) == 1 && slices.Equal(code, label) {
			return code, otherwise
		}
	}
	return nil, otherwise
}

// spelling returns a text as its reader sees it, but for spaces and the curve of
// apostrophes.
func spelling(text string) string {
	visible, _ := clean(text)
	return strings.ReplaceAll(strings.Join(strings.Fields(visible), " "), "’", "'")
}

// pairs returns the ways to take a text for a code and its label, or a label and
// its code: "EN1 – Neutralité", "Neutralité (EN1)".
func pairs(spelled string) [][2]string {
	var all [][2]string
	for _, between := range []string{" – ", " — ", " - ", " : ", ": ", " ("} {
		if before, after, found := strings.Cut(spelled, between); found {
			all = append(all, [2]string{before, strings.TrimSuffix(after, ")")})
		}
	}
	return all
}

// oneOf returns what may have been meant.
func (c *choices) oneOf(positions []int) definition.Text {
	var labels []definition.Text
	for _, i := range positions {
		labels = append(labels, c.all[i].label)
	}
	return oneOf(labels)
}

// wanted lists the labels, as far as a message has room for them.
func (c *choices) wanted() definition.Text {
	const room = 200
	all, used := definition.Text{}, 0
	for i, one := range c.all {
		if used += len([]rune(one.label.FR)); used > room && i > 0 {
			return both("l'une des réponses %s ou l'une des %s autres", "one of the answers %s or one of %s others", all, count(len(c.all)-i))
		}
		if all = both("%s, %s", "%s, %s", all, inQuotes(one.label)); i == 0 {
			all = inQuotes(one.label)
		}
	}
	return both("l'une des réponses %s", "one of the answers %s", all)
}
