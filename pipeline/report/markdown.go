package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// WriteMarkdown writes reports as Markdown (CommonMark). What comes from a
// submission is shown as it is: no markup, no address that becomes a link.
func WriteMarkdown(out io.Writer, reports []Report, l definition.Language) error {
	w, b := words{l}, bufio.NewWriter(out)
	fmt.Fprintf(b, "# %s\n", w.title())
	for i := range reports {
		markdownFile(b, &reports[i], w)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

func markdownFile(b *bufio.Writer, r *Report, w words) {
	worst := r.worst()
	fmt.Fprintf(b, "\n## %s %s %s\n\n", w.verdict(worst), w.say(":", "–"), plain(r.File))
	if r.Document != "" {
		fmt.Fprintf(b, "%s  \n", plain(r.Document))
	}
	fmt.Fprintf(b, "SHA-256 %s\n\n%s\n", r.SHA256, w.advice(worst))
	for _, s := range severities {
		n := check.Count(r.Findings, s)
		if n == 0 {
			continue
		}
		fmt.Fprintf(b, "\n### %s\n", w.section(s, n))
		for _, g := range r.groups(s) {
			markdownGroup(b, g, w)
		}
	}
}

func markdownGroup(b *bufio.Writer, g group, w words) {
	fmt.Fprintf(b, "\n#### %s\n\n", w.rule(g))
	for i, f := range g.findings {
		if i == inView {
			fmt.Fprintf(b, "- %s\n", w.more(len(g.findings)-inView))
			break
		}
		fmt.Fprintf(b, "- **%s**%s %s\n", plain(w.place(f.Place)), w.say("\u00a0:", ":"), plain(w.message(f.Message)))
	}
}

// plain makes a text one line that Markdown shows as it is: every character
// that could begin markup is escaped, that of an address included.
func plain(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			r = ' '
		case r < 0x80 && strings.ContainsRune("\\`*_{}[]<>()#+-.!|~&:@/", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
