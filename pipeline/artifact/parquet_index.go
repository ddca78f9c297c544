package artifact

import (
	"slices"
	"unicode/utf8"

	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// longestBound is the most bytes of a text that statistics repeat.
const longestBound = 64

// A chunkIndex is what is known of the pages of one column chunk once they are
// written. It becomes the chunk's statistics and its page index. Page headers
// carry no statistics of their own: the format advises against saying the same
// twice.
type chunkIndex struct {
	spec      *definition.Column
	chunk     *parquet.ColumnChunk
	locations []*parquet.PageLocation
	pages     []bounds
}

func (x *chunkIndex) add(location *parquet.PageLocation, page bounds) {
	x.locations = append(x.locations, location)
	x.pages = append(x.pages, page)
}

// move tells that the chunk, whose offsets were counted from its own beginning,
// begins at an offset of the file.
func (x *chunkIndex) move(offset int64) {
	meta := x.chunk.MetaData
	if meta.DictionaryPageOffset != nil {
		*meta.DictionaryPageOffset += offset
	}
	meta.DataPageOffset += offset
	for _, location := range x.locations {
		location.Offset += offset
	}
}

// statistics returns the null count of the chunk and its exact bounds. Readers
// may answer min and max from these, and this version of the format cannot
// mark a bound as cut short: long texts get none.
func (x *chunkIndex) statistics() *parquet.Statistics {
	var all bounds
	for _, page := range x.pages {
		all.join(page, x.spec.Type)
	}
	s := &parquet.Statistics{NullCount: pointer(all.nulls)}
	if max(len(all.least), len(all.most)) <= longestBound {
		s.MinValue, s.MaxValue = all.least, all.most
	}
	return s
}

// writeIndexes writes the page index of every chunk, column indexes before
// offset indexes, and notes in the chunks where they are.
func (f *parquetFile) writeIndexes(own *worker, indexes []*chunkIndex) {
	for _, x := range indexes {
		if column := x.columnIndex(); column != nil {
			x.chunk.ColumnIndexOffset = pointer(f.offset)
			x.chunk.ColumnIndexLength = pointer(int32(f.writeThrift(own, column)))
		}
	}
	for _, x := range indexes {
		x.chunk.OffsetIndexOffset = pointer(f.offset)
		x.chunk.OffsetIndexLength = pointer(int32(f.writeThrift(own, &parquet.OffsetIndex{PageLocations: x.locations})))
	}
}

// columnIndex returns the bounds of every page, or nil where a page has values
// but no bounds, which the index cannot say. Nor is there one where there is no
// value at all, which the null count of the chunk says: for the bounds of such
// pages the format wants no bytes, in which hyparquet 1.31 looks for numbers.
func (x *chunkIndex) columnIndex() *parquet.ColumnIndex {
	index := &parquet.ColumnIndex{}
	for _, page := range x.pages {
		if page.least == nil && !page.isNull() {
			return nil
		}
		least, most := page.least, page.most
		if x.spec.Type == definition.String {
			least, most = cutLeast(least), cutMost(most)
		}
		index.NullPages = append(index.NullPages, page.isNull())
		index.NullCounts = append(index.NullCounts, page.nulls)
		index.MinValues = append(index.MinValues, least)
		index.MaxValues = append(index.MaxValues, most)
	}
	if !slices.Contains(index.NullPages, false) {
		return nil
	}
	index.BoundaryOrder = boundaryOrder(index, x.spec.Type)
	return index
}

// boundaryOrder says whether the bounds of the pages that have some go up or
// down, so that readers may search instead of scan.
func boundaryOrder(index *parquet.ColumnIndex, t definition.Type) parquet.BoundaryOrder {
	up, down := true, true
	last := -1
	for i, isNull := range index.NullPages {
		if isNull {
			continue
		}
		if last >= 0 {
			least := compareBounds(t, index.MinValues[last], index.MinValues[i])
			most := compareBounds(t, index.MaxValues[last], index.MaxValues[i])
			up = up && least <= 0 && most <= 0
			down = down && least >= 0 && most >= 0
		}
		last = i
	}
	switch {
	case up:
		return parquet.BoundaryOrder_ASCENDING
	case down:
		return parquet.BoundaryOrder_DESCENDING
	default:
		return parquet.BoundaryOrder_UNORDERED
	}
}

// cutLeast shortens a lower bound to whole characters: a beginning is never
// greater than the text.
func cutLeast(text []byte) []byte {
	if len(text) <= longestBound {
		return text
	}
	end := longestBound
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// cutMost shortens an upper bound: the beginning, with its last character
// replaced by the next one, is greater than every text that begins so. Where no
// character has a next one the whole text stays.
func cutMost(text []byte) []byte {
	if len(text) <= longestBound {
		return text
	}
	for cut := cutLeast(text); len(cut) > 0; {
		last, size := utf8.DecodeLastRune(cut)
		cut = cut[:len(cut)-size]
		next := last + 1
		if next == 0xD800 {
			next = 0xE000 // the surrogates between are not characters
		}
		if next <= utf8.MaxRune && last != utf8.RuneError {
			return utf8.AppendRune(slices.Clone(cut), next)
		}
	}
	return text
}
