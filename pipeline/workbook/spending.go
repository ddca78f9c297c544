package workbook

import (
	"strconv"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

const (
	maxText     = 16 << 20 // bytes of text in all cells and asides; a text that cells share counts each time
	maxTextText = "16 MiB"

	// excelize copies a text once for each escape such as _x000D_ in it, each
	// time a cell has it. What finding one costs is worth some bytes.
	maxEscapes = 8 << 30 // bytes
	escapeCost = 2 << 10
)

// spending is what a file has cost so far.
type spending struct {
	cells, text, escapes, elements int
}

// cell adds a cell that holds a text.
func (s *spending) cell(text string, place tree.Place) error {
	if s.cells++; s.cells > maxCells {
		return refuseAt(codeBookCells, place, strconv.Itoa(maxCells))
	}
	return s.write(text, place)
}

// write adds a text.
func (s *spending) write(text string, place tree.Place) error {
	if s.text += len(text); s.text > maxText {
		return refuseAt(codeBookText, place, maxTextText)
	}
	return nil
}

// unescape adds the escapes of a text, which is the text of a cell.
func (s *spending) unescape(text string, place tree.Place) error {
	if s.escapes += escaped(text) * (len(text) + escapeCost); s.escapes > maxEscapes {
		return refuseAt(codeBookText, place, maxTextText)
	}
	return nil
}
