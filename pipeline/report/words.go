package report

import (
	"fmt"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// words are the sentences of a report in one language.
type words struct{ language definition.Language }

func (w words) say(fr, en string) string {
	return definition.Text{FR: fr, EN: en}.In(w.language)
}

func (w words) title() string { return w.say("Rapport de vérification", "Report of checks") }

// verdict says what becomes of a submission whose worst finding has a severity.
func (w words) verdict(worst definition.Severity) string {
	switch worst {
	case definition.Error:
		return w.say("Refusé", "Refused")
	case definition.Hold:
		return w.say("Retenu", "Held")
	default:
		return w.say("Accepté", "Accepted")
	}
}

// advice says what to do next.
func (w words) advice(worst definition.Severity) string {
	switch worst {
	case definition.Error:
		return w.say("Corrigez tout ce qui suit, puis renvoyez le fichier. En attendant, la dernière version acceptée reste publiée.",
			"Mend all that follows, then send the file again. Meanwhile the last accepted version stays published.")
	case definition.Hold:
		return w.say("Une personne doit vérifier ce qui suit avant la publication ; vous pouvez aussi le retirer et renvoyer le fichier.",
			"A person must look at what follows before it is published; you may also remove it and send the file again.")
	case definition.Warning:
		return w.say("Le fichier est publié tel quel ; regardez tout de même ce qui suit.", "The file is published as it is; still, look at what follows.")
	default:
		return w.say("Il n'y a rien à corriger.", "There is nothing to mend.")
	}
}

// section is the heading of the findings of a severity.
func (w words) section(s definition.Severity, n int) string {
	heading := map[definition.Severity]string{
		definition.Error:   w.say("À corriger", "To mend"),
		definition.Hold:    w.say("À faire vérifier", "For a person to look at"),
		definition.Warning: w.say("À regarder", "To look at"),
		definition.Info:    w.say("À noter", "To note"),
	}[s]
	return fmt.Sprintf("%s (%d)", heading, n)
}

// rule is the heading of a group.
func (w words) rule(g group) string {
	n := len(g.findings)
	if n == 1 {
		return w.say("Règle ", "Rule ") + g.rule
	}
	return fmt.Sprintf(w.say("Règle %s, %d endroits", "Rule %s, %d places"), g.rule, n)
}

// more announces the places that are not in view.
func (w words) more(n int) string {
	if n == 1 {
		return w.say("Et un autre endroit", "And one more place")
	}
	return fmt.Sprintf(w.say("Et %d autres endroits", "And %d more places"), n)
}

// place says where something stands, as the author sees it.
func (w words) place(p tree.Place) string {
	switch {
	case p.Cell != "":
		return w.typeset(fmt.Sprintf(w.say("onglet « %s », cellule %s", "sheet %q, cell %s"), p.Sheet, p.Cell))
	case p.Sheet != "":
		return w.typeset(fmt.Sprintf(w.say("onglet « %s »", "sheet %q"), p.Sheet))
	case p.Line > 0:
		return fmt.Sprintf(w.say("ligne %d, colonne %d", "line %d, column %d"), p.Line, p.Column)
	}
	return w.say("le fichier", "the file")
}

func (w words) message(t definition.Text) string { return w.typeset(t.In(w.language)) }

// typeset gives a sentence the spaces of French typography that no line may
// break at.
func (w words) typeset(sentence string) string {
	if w.language == definition.French {
		return unbroken.Replace(sentence)
	}
	return sentence
}

var unbroken = strings.NewReplacer(" ;", "\u00a0;", " :", "\u00a0:", " !", "\u00a0!", " ?", "\u00a0?", "« ", "«\u00a0", " »", "\u00a0»")
