package pipeline

import (
	"errors"
	"runtime"
	"sync"
)

// each calls do with 0 to n-1, as many at once as there are cores, and returns
// the errors in that order.
func each(n int, do func(i int) error) error {
	errs := make([]error, n)
	running := make(chan struct{}, runtime.GOMAXPROCS(0))
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
