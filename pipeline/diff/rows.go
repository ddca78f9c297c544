package diff

import (
	"context"
	"errors"
	"hash/maphash"

	"github.com/concertations-ia/canevas/pipeline/reader"
)

// What becomes of a row, by its key.
type fate byte

const (
	onlyOld fate = iota
	onlyNow
	same
	changed
)

// A rowState is the sum of the common columns of a row of the old release, and
// what becomes of it.
type rowState struct {
	sum  reader.KeySum
	fate fate
}

// rowStates are the rows of both sides by their keys.
type rowStates map[reader.KeySum]rowState

var errKey = errors.New("the primary key is empty or stands twice")

// compareRows compares rows by their primary key: first which of them differ, by
// their sums, then in which columns.
func (c *comparison) compareRows(ctx context.Context) error {
	states := rowStates{}
	if err := c.takeOld(ctx, states); err != nil {
		return err
	}
	if err := c.takeNow(ctx, states); err != nil {
		return err
	}
	if err := c.nameRemoved(ctx, states); err != nil {
		return err
	}
	return c.compareChanged(ctx, states)
}

func (c *comparison) takeOld(ctx context.Context, states rowStates) error {
	return c.old.each(ctx, func(cells []reader.Cell) error {
		key, nulls := reader.KeyOf(cells, c.old.Primary)
		if _, twice := states[key]; twice || nulls > 0 {
			return errKey
		}
		sum, _ := reader.KeyOf(cells, c.before)
		states[key] = rowState{sum, onlyOld}
		return nil
	})
}

func (c *comparison) takeNow(ctx context.Context, states rowStates) error {
	return c.now.each(ctx, func(cells []reader.Cell) error {
		key, nulls := reader.KeyOf(cells, c.now.Primary)
		state, there := states[key]
		if nulls > 0 || there && state.fate != onlyOld {
			return errKey
		}
		sum, _ := reader.KeyOf(cells, c.after)
		switch {
		case !there:
			state.fate = onlyNow
			c.found.Added.add(keyOf(cells, c.now.Primary))
		case state.sum == sum:
			state.fate = same
		default:
			state.fate = changed
		}
		states[key] = state
		return nil
	})
}

// keyOf returns the primary key of a row in words.
func keyOf(cells []reader.Cell, places []int) Key {
	var key Key
	for _, at := range places {
		key = append(key, cells[at].Text)
	}
	return key
}

// nameRemoved names the rows that are no more, in a second reading if there are any.
func (c *comparison) nameRemoved(ctx context.Context, states rowStates) error {
	if states.count(onlyOld) == 0 {
		return nil
	}
	return c.old.each(ctx, func(cells []reader.Cell) error {
		if key, _ := reader.KeyOf(cells, c.old.Primary); states[key].fate == onlyOld {
			c.found.Removed.add(keyOf(cells, c.old.Primary))
		}
		return nil
	})
}

func (s rowStates) count(f fate) int {
	n := 0
	for _, state := range s {
		if state.fate == f {
			n++
		}
	}
	return n
}

// roomOfChanged is how many bytes the rows may take that are compared column by
// column at once.
const roomOfChanged = 64 << 20

// compareChanged finds out in which columns the rows differ that do, some of them
// at a time.
func (c *comparison) compareChanged(ctx context.Context, states rowStates) error {
	columns := make([]int, len(c.common))
	atOnce := max(1, c.room/(64+8*len(c.common)))
	for from, n := 0, states.count(changed); from < n; from += atOnce {
		some, err := c.takeChanged(ctx, states, from, atOnce)
		if err == nil {
			err = c.compareSome(ctx, some, columns)
		}
		if err != nil {
			return err
		}
	}
	for i, rows := range columns {
		if rows > 0 {
			c.found.ColumnsChanged = append(c.found.ColumnsChanged, ChangedColumn{c.common[i], rows})
		}
	}
	return nil
}

// A changedRows is some of the rows of the old release that changed, with a sum of
// each value. The sums are of a seed that nobody knows before.
type changedRows struct {
	seed  maphash.Seed
	cells map[reader.KeySum][]uint64
}

func (c *changedRows) sum(cell reader.Cell) uint64 {
	if cell.IsNull() {
		return 0
	}
	return maphash.String(c.seed, cell.Text)
}

// takeChanged takes up to n of the rows that changed, but the first ones.
func (c *comparison) takeChanged(ctx context.Context, states rowStates, first, n int) (*changedRows, error) {
	some := &changedRows{maphash.MakeSeed(), map[reader.KeySum][]uint64{}}
	met := 0
	err := c.old.each(ctx, func(cells []reader.Cell) error {
		key, _ := reader.KeyOf(cells, c.old.Primary)
		if states[key].fate != changed {
			return nil
		}
		if met++; met <= first || met > first+n {
			return nil
		}
		var sums []uint64
		for _, at := range c.before {
			sums = append(sums, some.sum(cells[at]))
		}
		some.cells[key] = sums
		return nil
	})
	return some, err
}

// compareSome tells in which columns rows differ, and counts the columns.
func (c *comparison) compareSome(ctx context.Context, some *changedRows, columns []int) error {
	return c.now.each(ctx, func(cells []reader.Cell) error {
		key, _ := reader.KeyOf(cells, c.now.Primary)
		sums, taken := some.cells[key]
		if !taken {
			return nil
		}
		var names []string
		for i, at := range c.after {
			if some.sum(cells[at]) != sums[i] {
				names = append(names, c.common[i])
				columns[i]++
			}
		}
		c.found.Changed.add(ChangedRow{keyOf(cells, c.now.Primary), names})
		return nil
	})
}
