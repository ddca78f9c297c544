package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// record holds the pointer to its commit record, byte for byte: whatever has
// become of one of the two, the other tells.
func (v *verifier) record(ctx context.Context, p Pointer) error {
	now, _, err := v.bucket.Read(ctx, currentKey, maxPointer)
	if err != nil {
		return v.absorb(ctx, err)
	}
	if moved, err := decodePointer(now); err == nil && moved.Generation > p.Generation {
		return fmt.Errorf("release %s was published in the meantime, as generation %d: verify again", moved.Release, moved.Generation)
	}
	data, _, err := v.bucket.Read(ctx, p.recordKey(), maxPointer)
	if err != nil {
		return v.absorb(ctx, err)
	}
	if !bytes.Equal(data, now) {
		v.problem("%s: not the bytes of %s", p.recordKey(), currentKey)
	}
	return nil
}

// records follows the commit records back from the pointer to generation 1,
// where the storage lists them to us. Of one generation there may be several:
// each run that tried leaves one.
func (v *verifier) records(ctx context.Context, p Pointer) error {
	all, err := v.readRecords(ctx)
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, store.ErrDenied) {
		return nil
	}
	if err != nil {
		return v.absorb(ctx, err)
	}
	previous := []string{p.Previous} // of the records that may be of the chain
	for generation := p.Generation - 1; generation > 0; generation-- {
		var before []string
		for _, r := range all[generation] {
			if slices.Contains(previous, r.Release) {
				before = append(before, r.Previous)
			}
		}
		switch {
		case len(all[generation]) == 0:
			v.problem("%s: no record of generation %d", commitsPrefix, generation)
			return nil
		case len(before) == 0:
			v.problem("%s: no record of generation %d is of release %q, which generation %d follows", commitsPrefix, generation, previous[0], generation+1)
			return nil
		}
		previous = before
	}
	if !slices.Contains(previous, "") {
		v.problem("%s: generation 1 follows release %s", commitsPrefix, previous[0])
	}
	return nil
}

// readRecords reads the commit records by generation, and tells which of them
// are not what their names say.
func (v *verifier) readRecords(ctx context.Context) (map[int64][]Pointer, error) {
	keys, err := recordKeys(ctx, v.bucket)
	if err != nil {
		return nil, err
	}
	type reading struct {
		Pointer
		err error
	}
	var mu sync.Mutex
	read := map[string]reading{} // by key
	sorted := slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Values(keys))...)))
	err = inParallel(ctx, sorted, func(ctx context.Context, key string) error {
		r, _, err := readRecord(ctx, v.bucket, key)
		mu.Lock()
		defer mu.Unlock()
		read[key] = reading{r, err}
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := map[int64][]Pointer{}
	for _, key := range sorted {
		r := read[key]
		if err := v.absorb(ctx, r.err); err != nil {
			return nil, err
		}
		if r.err == nil {
			all[r.Generation] = append(all[r.Generation], r.Pointer)
		}
	}
	return all, nil
}
