package coerce

import (
	"regexp"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

var (
	markdownLink = regexp.MustCompile(`^\[[^\]]*\]\(([^()\s]+)\)$`)
	anyAddress   = regexp.MustCompile(`^(?i:https?://|www\.)`)
	tracking     = regexp.MustCompile(`^(?i:utm_[a-z_]*|fbclid|gclid)=`)
)

// readURL reads a web address: "www.ville.fr" is one. What is no address is for
// the schema to judge.
func (w *walk) readURL(s spot) bool {
	typed := s.value.Text
	address := unwrap(tidy(typed))
	switch {
	case answersNothing(tidy(typed)):
		return w.unreadable(s, fault{})
	case !anyAddress.MatchString(address):
		s.set(tree.String, tidy(typed))
		return true
	}
	if strings.HasPrefix(strings.ToLower(address), "www.") {
		address = "https://" + address
	}
	address = withoutTracking(address)
	s.set(tree.String, address)
	if address != tidy(typed) {
		w.note(s, ruleURL, typed, address, quoted(address))
	}
	return true
}

// unwrap returns an address without the marks that programs put around it.
func unwrap(text string) string {
	for {
		inner := tidy(strings.TrimPrefix(text, "<"))
		if inner != text {
			inner = tidy(strings.TrimSuffix(inner, ">"))
		}
		if at := markdownLink.FindStringSubmatch(inner); at != nil {
			inner = at[1]
		}
		if inner == text {
			return text
		}
		text = inner
	}
}

// withoutTracking returns an address without the parameters that follow its
// readers around.
func withoutTracking(address string) string {
	address, fragment, hasFragment := strings.Cut(address, "#")
	path, query, hasQuery := strings.Cut(address, "?")
	if hasQuery {
		var kept []string
		for p := range strings.SplitSeq(query, "&") {
			if !tracking.MatchString(p) {
				kept = append(kept, p)
			}
		}
		if address = path; len(kept) > 0 {
			address += "?" + strings.Join(kept, "&")
		}
	}
	if hasFragment {
		address += "#" + fragment
	}
	return address
}

// readEmail reads an e-mail address.
func (w *walk) readEmail(s spot) bool {
	typed := s.value.Text
	if answersNothing(tidy(typed)) {
		return w.unreadable(s, fault{})
	}
	address := mailto.ReplaceAllString(tidy(typed), "")
	s.set(tree.String, address)
	if address != tidy(typed) {
		w.note(s, ruleEmail, typed, address, quoted(address))
	}
	return true
}

var mailto = regexp.MustCompile(`^(?i:mailto:\s*)+`)
