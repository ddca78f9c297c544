// Package definition loads what a publication is: the contract of its
// submissions (JSON Schema, rules, code lists) and of its tables. It is data;
// no Go code names a field of a canevas.
//
// FORMAT.md beside this file describes the files of a definition.
package definition

import "encoding/json"

// A Text is a sentence in the two languages of findings and reports.
type Text struct {
	FR string `json:"fr"`
	EN string `json:"en"`
}

// A Language is the one that findings and reports are written in.
type Language string

// The languages.
const (
	French  Language = "fr"
	English Language = "en"
)

// In returns the sentence in a language.
func (t Text) In(l Language) string {
	if l == English {
		return t.EN
	}
	return t.FR
}

// A Definition is a loaded and consistent definition. It is read-only.
type Definition struct {
	Package    Package        // the dataset as a whole
	Schema     *Schema        // root of the JSON Schema, for looking fields up
	SchemaJSON []byte         // the JSON Schema as written, for the validator
	Rules      []Rule         // in the order of the file
	Codes      []CodeList     // in the order of the file
	Columns    []ExportColumn // of an export of a web form, in the order of the file
	Tables     []*Table       // in the order of datapackage.json
	Hash       string         // SHA-256 over every file of the definition, in hex
}

// Table returns the table called name, or nil.
func (d *Definition) Table(name string) *Table {
	for _, t := range d.Tables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// A Package is what datapackage.json says of the dataset as a whole: the
// properties of a Data Package (v2) that a table does not carry, and Canevas.
type Package struct {
	Name         string        `json:"name"`
	Title        string        `json:"title"`
	Description  string        `json:"description"`
	Version      string        `json:"version"`  // of the definition, semver
	Homepage     string        `json:"homepage"` // may be empty
	Keywords     []string      `json:"keywords"`
	Licenses     []License     `json:"licenses"`
	Contributors []Contributor `json:"contributors"`
	Frequency    string        `json:"frequency"` // EU frequency code: "IRREG", "DAILY", ...
	Formats      []Format      `json:"formats"`   // of the files of every table; CSV is always one of them
	Spatial      Spatial       `json:"spatial"`
	Temporal     Temporal      `json:"temporal"`
	Document     Document      `json:"document"`
}

// A Format is a format that tables are published in.
type Format string

// The formats.
const (
	CSV       Format = "csv"
	Parquet   Format = "parquet"
	JSONLines Format = "jsonl"
)

// A License is a licence of the dataset.
type License struct {
	Name  string `json:"name"` // SPDX
	Title string `json:"title"`
	Path  string `json:"path"`
}

// A Contributor is an organisation behind the dataset.
type Contributor struct {
	Title string   `json:"title"`
	Path  string   `json:"path"`
	Email string   `json:"email"` // a role mailbox
	Roles []string `json:"roles"` // "publisher", "contact"
}

// Spatial is the territory the dataset covers.
type Spatial struct {
	Label    string          `json:"label"`
	Geometry json.RawMessage `json:"geometry"` // GeoJSON Polygon, in WGS 84
}

// Temporal says how the period the dataset covers is computed.
type Temporal struct {
	Start string `json:"start"` // JSON Pointer of a date in a document; the earliest counts
	End   string `json:"end"`   // JSON Pointer of a date in a document; the latest counts
}

// Document says where a document names itself, as JSON Pointers.
type Document struct {
	ID      string `json:"id"`      // its permanent identifier
	Version string `json:"version"` // an integer that grows; empty: versions are told apart by Date
	Date    string `json:"date"`    // the date, or date and time, of its submission

	// Submitter is a text by which to know whoever sends several documents; empty:
	// each document stands for itself.
	Submitter string `json:"submitter"`
}

// A Rule is a condition that JSON Schema cannot carry.
type Rule struct {
	ID       string   `json:"id"`
	Severity Severity `json:"severity"`
	At       string   `json:"at"`      // pattern of the places it holds at: "", "/porteurs/*", "**" for every public text that is free
	When     string   `json:"when"`    // CEL; empty: always
	Assert   string   `json:"assert"`  // CEL; must be true
	Place    string   `json:"place"`   // JSON Pointer below At that findings point to; empty: At itself
	Message  Text     `json:"message"` // may hold {CEL expressions}
}

// A Severity is how much a finding weighs.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // the submission is refused
	Hold    Severity = "hold"    // the submission waits for a person
	Warning Severity = "warning" // accepted, and its author should look
	Info    Severity = "info"    // accepted; worth knowing
)

// A CodeList is a closed list of codes, and what each means.
type CodeList struct {
	Name  string
	Codes []Code
}

// A Code is one value of a [CodeList]. Extra holds the columns of codes.csv
// beyond the five required, in the order of its header: crosswalks.
type Code struct {
	Code       string
	Label      Text
	Definition string
	Extra      []Extra
}

// An Extra is one further column of a code.
type Extra struct{ Name, Value string }

// A RowSource says what the rows of a table are made from.
type RowSource string

// The row sources.
const (
	Documents     RowSource = "documents"     // places inside accepted documents
	Nomenclatures RowSource = "nomenclatures" // the code lists, one row per code
	Submissions   RowSource = "soumissions"   // the ledger, one row per submission received
)

// A Table is rows of one grain.
type Table struct {
	Name        string
	Title       string
	Description string
	Source      RowSource
	Rows        []string // patterns such as "/propositions/*/suites/*"; "" is the document itself
	Merge       bool     // rows of equal primary key become one: the latest submission wins
	Columns     []Column
	PrimaryKey  []string
	ForeignKeys []ForeignKey
}

// Column returns the column called name, or nil.
func (t *Table) Column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// A Type is the type of a column, in the words of Table Schema.
type Type string

// The column types. Every one of them may be null unless Required.
const (
	String   Type = "string"
	Integer  Type = "integer" // 64 bits
	Number   Type = "number"  // IEEE 754 double
	Boolean  Type = "boolean"
	Date     Type = "date"     // ISO 8601
	DateTime Type = "datetime" // RFC 3339, kept in UTC to the microsecond
)

// A Column is declared once, here; CSV, Parquet, dictionary, catalogue and
// page derive from it. Exactly one of From and Compute is set.
type Column struct {
	Name        string
	Type        Type
	Title       string
	Description string
	Example     string
	Required    bool
	Codes       string // name of the code list its values come from; may be empty
	From        string // Relative JSON Pointer from the row: "0/statut", "2/numero", "0#"
	Compute     string // CEL expression
}

// A ForeignKey says that Fields hold a key of Table, all of them or none.
type ForeignKey struct {
	Fields    []string
	Table     string
	Reference []string
}
