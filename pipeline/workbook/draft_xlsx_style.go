package workbook

import "github.com/xuri/excelize/v2"

// xlsxFormats has the code of each number format; formatGeneral needs none.
var xlsxFormats = [...]string{
	formatText:    "@",
	formatDate:    "dd/mm/yyyy",
	formatMoment:  "dd/mm/yyyy hh:mm",
	formatInteger: "0",
	formatPercent: "0.00%",
	formatStarred: "@\"\u00a0*\"",
}

// style returns the number of a style in the file.
func (x *xlsxDraft) style(d dress) (int, error) {
	if id, known := x.styles[d]; known {
		return id, nil
	}
	l := d.look()
	style := excelize.Style{
		Font:       &excelize.Font{Family: "Calibri", Size: float64(l.points), Bold: l.bold, Italic: l.italic, Color: l.ink},
		Alignment:  &excelize.Alignment{Vertical: "top", WrapText: l.wrap},
		Protection: &excelize.Protection{Locked: !d.input},
	}
	if code := xlsxFormats[d.format]; code != "" {
		style.CustomNumFmt = &code
	}
	if l.fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	if l.framed {
		const thin = 1
		for _, side := range []string{"left", "top", "right", "bottom"} {
			style.Border = append(style.Border, excelize.Border{Type: side, Style: thin, Color: frameColour})
		}
	}
	id, err := x.file.NewStyle(&style)
	if err != nil {
		return 0, err
	}
	x.styles[d] = id
	return id, nil
}
