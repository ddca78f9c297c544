package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
)

// A rule is a rule of the definition, compiled.
type rule struct {
	definition.Rule
	when   *expression.Program // nil: always
	assert *expression.Program
	fr, en *expression.Template
}

// compileRule compiles a rule; the error names the place inside the expression.
func compileRule(def *definition.Definition, r definition.Rule, set *expression.Set) (compiled *rule, err error) {
	compiled = &rule{Rule: r}
	if r.When != "" {
		if compiled.when, err = set.CompileCondition(r.When); err != nil {
			return nil, fmt.Errorf("when: %w", err)
		}
	}
	if compiled.assert, err = set.CompileCondition(r.Assert); err != nil {
		return nil, fmt.Errorf("assert: %w", err)
	}
	if compiled.fr, err = compileMessage(def.Schema, r.At, r.Message.FR); err != nil {
		return nil, fmt.Errorf("message fr: %w", err)
	}
	if compiled.en, err = compileMessage(def.Schema, r.At, r.Message.EN); err != nil {
		return nil, fmt.Errorf("message en: %w", err)
	}
	return compiled, nil
}

// compares reports whether the rule looks at the version before.
func (r *rule) compares() bool {
	const name = "previous"
	return r.when != nil && r.when.Reads(name) || r.assert.Reads(name) || r.fr.Reads(name) || r.en.Reads(name)
}

// compileMessage compiles a message, unless it may quote a private value. It
// goes by names alone: a public member that has the name of a private one
// cannot be quoted either.
func compileMessage(s *definition.Schema, at, source string) (*expression.Template, error) {
	t, err := expression.CompileTemplate(source)
	if err != nil {
		return nil, err
	}
	for _, pattern := range s.PrivatePlaces() {
		if t.Reads(memberOf(pattern)) {
			return nil, fmt.Errorf("it quotes %q, which is private", pattern)
		}
	}
	if at != allTexts && s.PrivateAt(at) && (t.Reads("this") || t.Reads("parents")) {
		return nil, fmt.Errorf("it quotes %q, which is private", at)
	}
	return t, nil
}

// memberOf returns the name of the member that a pattern leads to or through
// last, which an expression must name to reach the place; "root" when it leads
// through none.
func memberOf(pattern string) string {
	for strings.HasSuffix(pattern, "/*") {
		pattern = strings.TrimSuffix(pattern, "/*")
	}
	if pattern == "" {
		return "root"
	}
	_, name := cutLast(pattern)
	return unescape.Replace(name)
}

// A ruleGroup is the rules that hold at the same places, which are gone
// through once for all of them.
type ruleGroup struct {
	at    pattern
	rules []*rule
}

// groupRules groups rules by their places, in the order of the definition.
func groupRules(rules []*rule) []ruleGroup {
	var groups []ruleGroup
	for _, r := range rules {
		i := slices.IndexFunc(groups, func(g ruleGroup) bool { return g.at.text == r.At })
		if i < 0 {
			i = len(groups)
			groups = append(groups, ruleGroup{at: newPattern(r.At)})
		}
		groups[i].rules = append(groups[i].rules, r)
	}
	return groups
}

// applyRules returns a notice wherever a rule does not hold. A rule that
// cannot be evaluated is a fault of the definition, except on a document that
// the schema refuses, whose author has been told already. All rules together
// may cost what one evaluation may: some seconds.
func (c *Checker) applyRules(in *instance, previous *Document, refused bool) []notice {
	scope := expression.Scope{Root: in.root}
	if previous != nil {
		scope.Previous = &previous.tree.Root
	}
	var all []notice
	for _, g := range c.groups {
		g.at.visit(in.root, c.secret, func(p *place) bool {
			scope.This, scope.Index, scope.List, scope.Parents = p.value, p.index, p.list(), p.parents
			for _, r := range g.rules {
				holds, err := r.holds(&scope)
				switch {
				case scope.Cost > expression.CostLimit:
					all = append(all, costNotice(r))
					return false
				case err != nil && !refused:
					all = append(all, r.failure(p))
				case err == nil && !holds:
					all = append(all, r.notice(p, scope, in))
				}
			}
			return true
		})
		if scope.Cost > expression.CostLimit {
			break
		}
	}
	return all
}

// holds evaluates a rule at a place; where it does not apply it holds.
func (r *rule) holds(s *expression.Scope) (bool, error) {
	if r.when != nil {
		if applies, err := r.when.Bool(s); err != nil || !applies {
			return true, err
		}
	}
	return r.assert.Bool(s)
}

// notice tells that the rule does not hold. An expression of the message that
// fails is left out of the sentence: the fault found is worth telling anyway.
func (r *rule) notice(p *place, s expression.Scope, in *instance) notice {
	s.Parents = slices.Clone(s.Parents) // the place moves on before the message is made
	at := in.lookup(p.pointer() + r.Place)
	return notice{rule: r.ID, severity: r.Severity, pointer: at.pointer, offset: at.nearest.Offset, message: func() definition.Text {
		fr, _ := r.fr.Text(&s)
		en, _ := r.en.Text(&s)
		return definition.Text{FR: fr, EN: en}
	}}
}

// failure tells that the rule could not be evaluated, without the reason: it
// might quote the document.
func (r *rule) failure(p *place) notice {
	return notice{rule: ruleEvaluation, severity: definition.Error, pointer: p.pointer(), offset: p.value.Offset, message: func() definition.Text {
		return definition.Text{
			FR: french(fmt.Sprintf("la règle %s n'a pas pu être vérifiée ici ; ce défaut est celui du canevas, signalez-le à qui le publie", r.ID)),
			EN: fmt.Sprintf("rule %s could not be checked here; this is a fault of the canevas, tell its publisher", r.ID),
		}
	}}
}

func costNotice(r *rule) notice {
	return notice{rule: ruleCost, severity: definition.Error, message: func() definition.Text {
		return definition.Text{
			FR: french(fmt.Sprintf("le document est trop volumineux pour être vérifié jusqu'au bout (arrêt à la règle %s)", r.ID)),
			EN: fmt.Sprintf("the document is too large to be checked to the end (stopped at rule %s)", r.ID),
		}
	}}
}
