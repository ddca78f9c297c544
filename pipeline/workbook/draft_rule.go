package workbook

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// Limits of Excel, in UTF-16 units.
const (
	maxInlineList = 255 // of the choices of a list that is written into its rule
	maxPrompt     = 255
)

// What a program says of a value that is not in the list of its cell.
const (
	alertTitle = "Valeur hors de la liste"
	alertText  = "Cette valeur n'est pas dans la liste de la cellule. Vous pouvez la garder si c'est un code admis."
)

// A rule is what a program holds the cells of an input to. Cells that may hold
// anything and say nothing have the zero rule.
type rule struct {
	list   int // its number in the layout; 0: any value
	prompt string
}

// A draftList is a list to choose from.
type draftList struct {
	choices []string
	place   area // on [ListSheet]; zero: the list is written into its rules
}

func (l draftList) inline() bool { return l.place == area{} }

// An area is some cells of a column.
type area struct{ column, first, last int }

// A listIndex finds lists that are there already: most inputs share theirs in
// memory, others have the same choices.
type listIndex struct {
	byAddress map[listAddress]int
	byText    map[string]int
}

type listAddress struct {
	first *string
	count int
}

// addRule adds the rule of an input.
func (l *layout) addRule(in *DraftInput, index listIndex) error {
	if _, known := l.rules[in]; known {
		return nil
	}
	list, err := l.addList(in.Choices, index)
	if err != nil {
		return err
	}
	l.rules[in] = rule{list: list, prompt: shortened(lineFeeds(in.Comment))}
	return nil
}

// addList adds a list, unless it is there, and returns its number.
func (l *layout) addList(choices []string, index listIndex) (int, error) {
	if len(choices) == 0 {
		return 0, nil
	}
	address := listAddress{&choices[0], len(choices)}
	if number := index.byAddress[address]; number > 0 {
		return number, nil
	}
	for i, choice := range choices {
		if err := checkText(choice); err != nil {
			return 0, fmt.Errorf("choice %d: %w", i+1, err)
		}
	}
	// No text that was checked has the character that separates them here.
	text := strings.Join(choices, "\x00")
	if index.byText[text] == 0 {
		l.lists = append(l.lists, draftList{choices, l.placeFor(choices)})
		index.byText[text] = len(l.lists)
	}
	index.byAddress[address] = index.byText[text]
	return index.byText[text], nil
}

// placeFor returns the next free column of the sheet of lists, or nothing for
// a list that does not need it.
func (l *layout) placeFor(choices []string) area {
	if fitsRule(choices) {
		return area{}
	}
	column := 1
	for _, list := range l.lists {
		if !list.inline() {
			column++
		}
	}
	return area{column, 1, len(choices)}
}

// fitsRule reports whether a list can be written into its rule. There Excel
// separates choices by commas, shows semicolons for them in France, trims
// spaces, and reads what begins with "=" as a formula.
func fitsRule(choices []string) bool {
	for _, choice := range choices {
		if choice == "" || choice != strings.TrimSpace(choice) || choice[0] == '=' ||
			strings.ContainsAny(choice, ",;\"\t\n\r") || codedCharacter.MatchString(choice) {
			return false
		}
	}
	return utf16Length(strings.Join(choices, ",")) <= maxInlineList
}

// A heldRule is a rule and the cells of a sheet that it holds.
type heldRule struct {
	rule  rule
	areas []area
}

// held returns the rules of a sheet, by the first cell each one holds. Cells
// are taken by column, where one rule often holds many that touch.
func (l *layout) held(s *DraftSheet) []heldRule {
	var all []heldRule
	index := map[rule]int{}
	hold := func(in *DraftInput, a area) {
		r := l.rules[in]
		if r == (rule{}) {
			return
		}
		if _, known := index[r]; !known {
			index[r] = len(all)
			all = append(all, heldRule{rule: r})
		}
		all[index[r]].add(a)
	}
	for c := range s.columns() {
		for r := range s.Rows {
			if cells := s.Rows[r].Cells; c < len(cells) && cells[c].Input != nil {
				hold(cells[c].Input, area{c + 1, r + 1, r + 1})
			}
		}
		if c < len(s.Inputs) && s.Room > 0 {
			hold(&s.Inputs[c], area{c + 1, len(s.Rows) + 1, len(s.Rows) + s.Room})
		}
	}
	return all
}

// add adds cells, to those above where they touch.
func (h *heldRule) add(a area) {
	if n := len(h.areas); n > 0 && h.areas[n-1].column == a.column && h.areas[n-1].last+1 == a.first {
		h.areas[n-1].last = a.last
		return
	}
	h.areas = append(h.areas, a)
}

// ends returns the first and the last cell of an area as absolute references:
// "$A$1" and "$A$37".
func (a area) ends() (first, last string) {
	name := columnName(a.column)
	return fmt.Sprintf("$%s$%d", name, a.first), fmt.Sprintf("$%s$%d", name, a.last)
}

// shortened returns the beginning of a prompt that is too long, up to a space.
func shortened(prompt string) string {
	if utf16Length(prompt) <= maxPrompt {
		return prompt
	}
	end, length := 0, 0
	for i, r := range prompt {
		if length += utf16.RuneLen(r); length >= maxPrompt {
			end = i
			break
		}
	}
	head := prompt[:end]
	if space := strings.LastIndexAny(head, " \n"); space > 0 {
		head = head[:space]
	}
	return head + "…"
}
