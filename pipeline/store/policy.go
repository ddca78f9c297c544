package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

var (
	errPolicy = errors.New("the bucket has a policy that is not understood, and stays as it is")
	errPrefix = errors.New(`a prefix that the public reads has no * ? and $: in a policy they stand for something else`)
)

// A policy is what a bucket lets others do: a document of the AWS policy
// language, whose statements stay the bytes they are.
type policy struct {
	Version   string            `json:"Version"`
	ID        string            `json:"Id"`
	Statement []json.RawMessage `json:"Statement"`
}

// A statement is what we must know of one.
type statement struct {
	Sid       string          `json:"Sid"`
	Effect    string          `json:"Effect"`
	Principal json.RawMessage `json:"Principal"`
	Action    words           `json:"Action"`
	Resource  words           `json:"Resource"`
	Condition json.RawMessage `json:"Condition"`
}

// words is a string or a list of strings.
type words []string

// UnmarshalJSON reads either.
func (w *words) UnmarshalJSON(data []byte) error {
	var one string
	if err := json.Unmarshal(data, &one); err == nil {
		*w = words{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(w))
}

// readPolicy reads a policy, of which the empty text is one without statements.
func readPolicy(text string) (policy, error) {
	p := policy{Version: "2012-10-17"}
	if text == "" {
		return p, nil
	}
	// A key that is not known would be lost in writing the policy again.
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	var one struct {
		policy
		Statement json.RawMessage `json:"Statement"`
	}
	one.Version = "2008-10-17" // what a policy that does not say is
	if err := d.Decode(&one); err != nil {
		return p, errPolicy
	}
	p = one.policy
	if bytes.HasPrefix(bytes.TrimSpace(one.Statement), []byte("{")) {
		p.Statement = []json.RawMessage{one.Statement}
		return p, nil
	}
	if err := json.Unmarshal(one.Statement, &p.Statement); err != nil {
		return p, errPolicy
	}
	return p, nil
}

// lets reports whether a statement lets anybody read the objects that resource
// names, whatever else others let them do.
func (p policy) lets(resource string) bool {
	return slices.ContainsFunc(p.Statement, func(raw json.RawMessage) bool {
		var s statement
		return json.Unmarshal(raw, &s) == nil && s.Effect == "Allow" && s.Condition == nil && anybody(s.Principal) &&
			slices.Contains(s.Action, "s3:GetObject") && slices.Contains(s.Resource, resource)
	})
}

// anybody reports whether a principal is everyone, in one of the forms that
// servers give it.
func anybody(principal json.RawMessage) bool {
	var all words
	if json.Unmarshal(principal, &all) == nil {
		return slices.Contains(all, "*")
	}
	var kinds struct{ AWS words }
	return json.Unmarshal(principal, &kinds) == nil && slices.Contains(kinds.AWS, "*")
}

// letting returns the text of the policy with a statement that lets anybody
// read what resource names, in place of one of the same name.
func (p policy) letting(resource string) string {
	name := statementName(resource)
	var statements []string
	for _, raw := range p.Statement {
		var s statement
		if json.Unmarshal(raw, &s) != nil || s.Sid != name {
			statements = append(statements, string(raw))
		}
	}
	statements = append(statements, `{"Sid":`+quoted(name)+`,"Effect":"Allow","Principal":"*",`+
		`"Action":["s3:GetObject"],"Resource":[`+quoted(resource)+`]}`)
	id := ""
	if p.ID != "" {
		id = `"Id":` + quoted(p.ID) + `,`
	}
	return `{"Version":` + quoted(p.Version) + `,` + id + `"Statement":[` + strings.Join(statements, ",") + `]}`
}

// statementName is the name of our statement, one for each prefix of a bucket.
// AWS wants letters and digits.
func statementName(resource string) string {
	sum := sha256.Sum256([]byte(resource))
	return "CanevasPublicRead" + hex.EncodeToString(sum[:4])
}

// quoted writes a string in JSON, which cannot fail.
func quoted(s string) string {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	_ = e.Encode(s)
	return strings.TrimSpace(text.String())
}
