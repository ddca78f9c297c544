package pipeline

import (
	"errors"
	"sync"
)

// each calls do with 0 to n-1, so many at once, and returns the errors in that
// order.
func each(n, atOnce int, do func(i int) error) error {
	errs := make([]error, n)
	running := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i := range n {
		running <- struct{}{}
		all.Go(func() {
			defer func() { <-running }()
			errs[i] = do(i)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}
