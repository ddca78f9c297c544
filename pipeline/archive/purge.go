package archive

import (
	"context"
	"fmt"
	"time"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// Traces collects what the archive holds of purged submissions, for
// [store.Erasure.Erase] to remove: their bytes, and every pack and account but
// the account in force and the packs it needs, since nobody can tell whose rows
// those hold. Writes below these that began before a time, and never ended, are
// among it. Older versions of state.json are not: they hold no content.
func (a *Archive) Traces(ctx context.Context, packs []string, before time.Time) (*store.Erasure, error) {
	needed := map[string]bool{accountKey(a.state.Account): true}
	for _, sum := range packs {
		needed[packKey(sum)] = true
	}
	purged := map[string]bool{}
	for _, c := range a.Covers() {
		if c.Purged {
			purged[rawKey(c.SHA256)] = true
		}
	}
	all := store.NewErasure(a.bucket)
	err := all.Add(ctx, "raw/", func(k store.Kept) bool { return purged[k.Key] })
	for _, prefix := range []string{"packs/", "accounts/"} {
		if err == nil {
			err = all.Add(ctx, prefix, func(k store.Kept) bool { return !k.Latest || !needed[k.Key] })
		}
	}
	for _, prefix := range []string{"raw/", "packs/", "accounts/"} {
		if err == nil {
			err = all.AddUnfinished(ctx, prefix, before)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("look through archive %v: %w", a.bucket, err)
	}
	return all, nil
}
