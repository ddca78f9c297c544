package publish

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strconv"

	"github.com/concertations-ia/canevas/pipeline/store"
)

var recordPattern = regexp.MustCompile(`^` + commitsPrefix + `([0-9]{8})-[a-z0-9]{16,64}\.json$`)

// recordKeys returns the keys of the commit records by generation. What else
// stands beside them is nobody's attempt.
func recordKeys(ctx context.Context, b *store.Bucket) (map[int64][]string, error) {
	all := map[int64][]string{}
	for info, err := range b.List(ctx, commitsPrefix) {
		if err != nil {
			return nil, err
		}
		if found := recordPattern.FindStringSubmatch(info.Key); found != nil {
			generation, err := strconv.ParseInt(found[1], 10, 64)
			if err != nil {
				return nil, err
			}
			all[generation] = append(all[generation], info.Key)
		}
	}
	return all, nil
}

// readRecord reads a commit record, and returns its bytes too.
func readRecord(ctx context.Context, b *store.Bucket, key string) (Pointer, []byte, error) {
	data, _, err := b.Read(ctx, key, maxPointer)
	if err != nil {
		return Pointer{}, nil, err
	}
	p, err := decodePointer(data)
	if err == nil && p.recordKey() != key {
		err = errors.New("not the record its name says")
	}
	if err != nil {
		return Pointer{}, nil, fmt.Errorf("read %s: %w", key, err)
	}
	return p, data, nil
}

// chain yields the pointers that have been public, from p back to the first.
// Each names its predecessor's release, which tells the record of the attempt
// that won from those of others. It ends at the first error; that a record is
// missing is one.
func chain(ctx context.Context, b *store.Bucket, p Pointer) iter.Seq2[Pointer, error] {
	return func(yield func(Pointer, error) bool) {
		if !yield(p, nil) {
			return
		}
		all, err := recordKeys(ctx, b)
		for err == nil && p.Previous != "" {
			if p, err = predecessor(ctx, b, p, all[p.Generation-1]); err == nil && !yield(p, nil) {
				return
			}
		}
		if err != nil {
			yield(Pointer{}, err)
		}
	}
}

// predecessor returns the pointer that p replaced, one of the records at keys.
// An attempt that lost may have left anything.
func predecessor(ctx context.Context, b *store.Bucket, p Pointer, keys []string) (Pointer, error) {
	errs := []error{fmt.Errorf("no commit record says that release %s was generation %d", p.Previous, p.Generation-1)}
	for _, key := range keys {
		before, _, err := readRecord(ctx, b, key)
		if err == nil && before.Release == p.Previous {
			return before, nil
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	return Pointer{}, errors.Join(errs...)
}
