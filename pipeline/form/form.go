// Package form is a canevas as a person fills it in: its fields in sections, with
// their titles, their help and their codes, and templates to fill. Everything is
// read from a definition.
package form

import (
	"slices"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A Form is the canevas of a definition.
type Form struct {
	Name     string // of the definition
	Version  string // of the definition
	Title    string
	Sections []Section
	Sheets   []Sheet // of a workbook with the same fields

	columns  []definition.ExportColumn
	headings map[string][]headingPattern // of columns, by [withoutNumbers]
	comments map[string]bool             // of cells
}

// A Section is some fields that stand together. The fields before the first one
// that begins a section are in a section without a title.
type Section struct {
	Title  string
	Fields []Field
}

// A Field is one thing to fill in: a value, a list of values, or a list of
// things that have fields of their own.
type Field struct {
	Name     string // in the submission
	Pattern  string // of the places it stands at: "/propositions/*/titre"
	Title    string
	Help     string
	Expected string // in a file that a program reads, in words; may be empty
	Typed    string // in a sheet, in words; may be empty
	Example  *tree.Value
	Default  *tree.Value
	Codes    *definition.CodeList // its values come from; nil: any
	Answer   Answer               // of each value
	Needed   Need
	Many     bool    // a list
	Fields   []Field // of what it holds; none for values
}

// An Answer is what a person types into a field.
type Answer int

// The answers.
const (
	ShortText Answer = iota
	LongText         // of more than a line
	Day
	Whole // number
	Decimal
	Share // 0.5 for 50 %
	YesNo
)

// A Need says who must fill in a field.
type Need string

// The needs.
const (
	Optional  Need = ""
	Always    Need = "obligatoire"
	Sometimes Need = "obligatoire dans certains cas" // that depend on what the canevas says
)

// New returns the form of a definition. A part of the schema that refers to
// itself is shown once.
func New(def *definition.Definition) *Form {
	b := builder{def: def}
	f := &Form{Name: def.Package.Name, Version: def.Package.Version, Title: def.Schema.Title}
	for _, field := range b.fields("") {
		title := first(def.Schema.At("/"+tree.Escape(field.Name)), func(s *definition.Schema) string { return s.Section })
		if title != "" || len(f.Sections) == 0 {
			f.Sections = append(f.Sections, Section{Title: title})
		}
		last := &f.Sections[len(f.Sections)-1]
		last.Fields = append(last.Fields, field)
	}
	f.Sheets = sheets(f.Sections)
	f.readHeadings(def.Columns)
	f.comments = f.ownComments()
	return f
}

type builder struct {
	def   *definition.Definition
	above []*definition.Schema // what the fields at hand are inside of
}

// fields returns the fields of the objects at a pattern, in the order of the
// schema.
func (b *builder) fields(at string) []Field {
	nodes := b.def.Schema.At(at)
	if len(nodes) == 0 || slices.Contains(b.above, nodes[0]) {
		return nil
	}
	b.above = append(b.above, nodes[0])
	defer func() { b.above = b.above[:len(b.above)-1] }()
	var all []Field
	for _, n := range nodes {
		for _, p := range n.Properties {
			if !slices.ContainsFunc(all, func(f Field) bool { return f.Name == p.Name }) {
				all = append(all, b.field(at, p.Name))
			}
		}
	}
	return all
}

// field returns one field of the objects at a pattern.
func (b *builder) field(of, name string) Field {
	at := of + "/" + tree.Escape(name)
	nodes := b.def.Schema.At(at)
	f := Field{
		Name:    name,
		Pattern: at,
		Title:   first(nodes, func(s *definition.Schema) string { return s.Title }),
		Help:    first(nodes, func(s *definition.Schema) string { return s.Description }),
		Example: first(nodes, func(s *definition.Schema) *tree.Value { return s.Example }),
		Default: first(nodes, func(s *definition.Schema) *tree.Value { return s.Default }),
		Needed:  b.need(of, name),
	}
	if items := b.def.Schema.At(at + "/*"); len(items) > 0 {
		f.Many, nodes = true, items
		at += "/*"
	}
	f.Expected = first(nodes, func(s *definition.Schema) string { return s.Expected.FR })
	f.Typed = or(first(nodes, func(s *definition.Schema) string { return s.Typed.FR }), f.Expected)
	f.Codes = b.def.CodeList(first(nodes, func(s *definition.Schema) string { return s.Codes }))
	f.Answer = answer(nodes)
	f.Fields = b.fields(at)
	return f
}

// oneLine is up to how many characters an answer fits on a line.
const oneLine = 200

// answer returns what is typed where some nodes describe a value.
func answer(nodes []*definition.Schema) Answer {
	is := func(name string) bool {
		return slices.ContainsFunc(nodes, func(s *definition.Schema) bool { return slices.Contains(s.Types, name) })
	}
	switch {
	case first(nodes, func(s *definition.Schema) string { return s.Format }) == "date":
		return Day
	case is("boolean"):
		return YesNo
	case is("integer"):
		return Whole
	case first(nodes, func(s *definition.Schema) string { return s.Unit }) == "ratio":
		return Share
	case is("number"):
		return Decimal
	case first(nodes, func(s *definition.Schema) int { return s.MaxLength }) > oneLine:
		return LongText
	}
	return ShortText
}

func (b *builder) need(of, name string) Need {
	always, sometimes := b.def.Schema.Requires(of, name)
	switch {
	case always:
		return Always
	case sometimes:
		return Sometimes
	}
	return Optional
}

// first returns the first of what some nodes say that is not empty.
func first[T comparable](nodes []*definition.Schema, says func(*definition.Schema) T) T {
	var nothing T
	for _, n := range nodes {
		if said := says(n); said != nothing {
			return said
		}
	}
	return nothing
}
