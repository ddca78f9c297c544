package workbook

// A look is how the cells of a style are shown.
type look struct {
	points       int
	bold, italic bool
	ink, fill    string // colours, as RRGGBB; no fill: the paper
	wrap         bool
	framed       bool
}

// looks has the look of each style. Their inks stand out from what is behind by
// 4.5 to 1 or more.
var looks = [...]look{
	Plain:    {points: 11, ink: "1A1A1A", wrap: true},
	Title:    {points: 16, bold: true, ink: "1F3864"},
	Heading:  {points: 11, bold: true, ink: "1F3864", fill: "D9E2F0", wrap: true, framed: true},
	Required: {points: 11, bold: true, ink: "FFFFFF", fill: "1F3864", wrap: true, framed: true},
	Sample:   {points: 10, italic: true, ink: "595959", wrap: true},
	Help:     {points: 9, ink: "404040", wrap: true},
}

// inputLook is the look of what is filled in.
var inputLook = look{points: 11, ink: "000000", fill: "FFFBE6", wrap: true, framed: true}

// frameColour is the colour of the lines around cells, which stands out from
// the paper by 3 to 1.
const frameColour = "8C8C8C"

// A numberFormat is how the value of a cell is shown.
type numberFormat uint8

const (
	formatGeneral numberFormat = iota
	formatText                 // what is typed stays a text
	formatDate
	formatMoment // a date with its time
	formatInteger
	formatPercent
	formatStarred // a text, with a star after it that is not in the cell
)

// A dress is all that says how a cell is shown.
type dress struct {
	style  DraftStyle
	input  bool
	format numberFormat
}

func (d dress) look() look {
	if d.input {
		return inputLook
	}
	return looks[d.style]
}

// dress returns the dress of a cell that has a value.
func (c *DraftCell) dress(v draftValue) dress {
	d := dress{style: c.Style}
	if c.Input != nil {
		d = c.Input.dress()
	} else if c.Style == Required {
		d.format = formatStarred
	}
	switch {
	case v.kind == Date && v.timed:
		d.format = formatMoment
	case v.kind == Date:
		d.format = formatDate
	case v.kind == Percent:
		d.format = formatPercent
	case v.kind == Bool, v.kind == Number && d.format != formatInteger:
		d.format = formatGeneral
	}
	return d
}

// dress returns the dress of a cell that is not filled in.
func (in *DraftInput) dress() dress {
	d := dress{input: true}
	switch in.Format {
	case AsText, AsLongText:
		d.format = formatText
	case AsDate:
		d.format = formatDate
	case AsInteger:
		d.format = formatInteger
	}
	return d
}
