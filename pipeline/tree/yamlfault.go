package tree

import (
	"errors"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// explain turns an error of the YAML library into a SyntaxError. Its texts are
// for programmers; the characters at the fault tell what the author did.
func (p *yamlParser) explain(err error) error {
	fault, found := errors.AsType[*yaml.LoadError](err)
	if !found {
		return p.src.refuse(codeYAMLSyntax, 0, err.Error())
	}
	at, start := p.mark(fault.Mark), p.mark(fault.ContextMark)
	tab := p.indentingTab(at)
	switch {
	case p.tooDeep:
		return p.src.refuse(codeYAMLDepth, at, strconv.Itoa(p.limits.Depth))
	case tab >= 0:
		return p.src.refuse(codeYAMLTab, tab, "")
	}
	if fault.ContextMark.Line == 0 {
		start = at
	}
	return p.explainCharacter(at, start, fault.Message)
}

// explainCharacter explains a fault met at one offset while reading what
// begins at start.
func (p *yamlParser) explainCharacter(at, start int, message string) error {
	// The mark of an unknown escape sequence is at its end.
	near := min(max(start, at-2), at)
	if i := strings.LastIndexByte(string(p.src[near:min(at+1, len(p.src))]), '\\'); i >= 0 {
		return p.src.refuse(codeYAMLEscape, near+i, `\`+p.src.character(near+i+1))
	}
	for _, offset := range []int{start, at} {
		if code := indicatorFaults[p.src.character(offset)]; code != "" {
			return p.src.refuse(code, offset, p.src.character(offset))
		}
	}
	if at > 0 && strings.IndexByte(`'"`, p.src[at-1]) >= 0 {
		return p.src.refuse(codeYAMLQuote, at-1, p.src.character(at-1))
	}
	return p.src.refuse(codeYAMLSyntax, at, message)
}

// indicatorFaults is what a fault at a character that means something to YAML
// comes from: a text that begins with it, or holds it, and has no quotes.
var indicatorFaults = map[string]string{
	"*": codeYAMLAlias,
	"&": codeYAMLAnchor,
	"!": codeYAMLTag,
	":": codeYAMLColon,
	"@": codeYAMLIndicator,
	"`": codeYAMLIndicator,
	"%": codeYAMLIndicator,
	`"`: codeYAMLQuote,
	"'": codeYAMLQuote,
}

// indentingTab returns the offset of a tab in the white space before offset,
// or -1.
func (p *yamlParser) indentingTab(offset int) int {
	line := strings.LastIndexAny(string(p.src[:offset]), "\r\n") + 1
	rest := string(p.src[line:])
	indent := rest[:len(rest)-len(strings.TrimLeft(rest, " \t"))]
	if tab := strings.IndexByte(indent, '\t'); tab >= 0 {
		return line + tab
	}
	return -1
}

// mark returns the offset of a mark of the library; 0 where it has none.
func (p *yamlParser) mark(m yaml.Mark) int {
	return newSpot(p.src).advance(m.Line, m.Column)
}
