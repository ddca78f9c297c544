package publish

import (
	"context"
	"errors"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// leftovers returns the writes of dead runs, which no reader sees. A storage
// that cannot tell of them, or does not let us see them, is no reason to fail.
func (c *Collection) leftovers(ctx context.Context, b *store.Bucket, now time.Time) ([]store.Unfinished, error) {
	var found []store.Unfinished
	for _, prefix := range []string{releasesPrefix, commitsPrefix, latestPrefix, probePrefix} {
		for u, err := range b.Unfinished(ctx, prefix, now.Add(-keptAge)) {
			switch {
			case ctx.Err() != nil:
				return nil, err
			case errors.Is(err, errors.ErrUnsupported):
				return nil, nil
			case err != nil:
				c.note("whether dead runs have left unfinished writes is not known: %v", err)
				return found, nil
			}
			found = append(found, u)
		}
	}
	return found, nil
}

// discard removes what dead runs have left of writes that they did not finish.
func (c *Collection) discard(ctx context.Context, b *store.Bucket, now time.Time) error {
	found, err := c.leftovers(ctx, b, now)
	if err != nil {
		return err
	}
	for _, u := range found {
		if err := b.Discard(ctx, u); err != nil {
			return err
		}
		c.Unfinished++
	}
	return nil
}
