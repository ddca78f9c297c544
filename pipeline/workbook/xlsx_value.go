package workbook

import (
	"regexp"
	"time"
)

// cell returns what a cell holds, or false if that is nothing: the formulas of
// templates give an empty text.
func (x *xlsxFile) cell(c xlsxCell) (Cell, bool) {
	cell := Cell{Column: c.column}
	switch {
	case c.text == "" && c.valued && (c.kind == keptFormula || c.kind == keptShared || c.kind == keptInline):
		return cell, false
	case c.text == "":
		cell.Kind, cell.Text = Fault, FaultFormula
	default:
		cell.Kind, cell.Text = x.value(c)
	}
	return cell, true
}

// value returns the value of a cell that has one.
func (x *xlsxFile) value(c xlsxCell) (Kind, string) {
	switch c.kind {
	case keptShared, keptInline:
		return Text, c.text
	case keptFormula:
		return Text, unescape(c.text)
	case keptBool:
		return boolValue(c.text)
	case keptError:
		return Fault, errorToken(c.text)
	case keptDate:
		return isoValue(c.text)
	}
	return numberValue(c.text, x.format(c.style), x.epoch)
}

// numberValue returns the value of a number as its format shows it.
func numberValue(raw string, format cellFormat, from epoch) (Kind, string) {
	literal, valid := jsonLiteral(raw)
	switch {
	case !valid:
		return Fault, FaultNumber
	case format == asNumber:
		return Number, literal
	case format == asPercent:
		return Percent, literal
	}
	kind, text, valid := serialText(literal, format, from)
	if !valid {
		return Fault, FaultDate
	}
	return kind, text
}

func boolValue(raw string) (Kind, string) {
	switch raw {
	case "1", "true":
		return Bool, "true"
	case "0", "false":
		return Bool, "false"
	}
	return Fault, FaultNumber
}

// errorForm is what the errors of spreadsheet programs look like.
var errorForm = regexp.MustCompile(`^#[A-Z0-9_/]{1,20}[!?]?$`)

// errorToken returns an error of a spreadsheet program; it is no value of the
// author.
func errorToken(raw string) string {
	if errorForm.MatchString(raw) {
		return raw
	}
	return "#VALUE!"
}

// isoValue reads a date of the strict variant of the format.
func isoValue(raw string) (Kind, string) {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z"} {
		if t, err := time.Parse(layout, raw); err == nil {
			return Date, isoDate(t.Round(time.Second))
		}
	}
	return Fault, FaultDate
}
