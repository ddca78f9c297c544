//go:build mutant

package publish_test

// How many points are swept where a mutant is to be caught: all, until it is.
const (
	singles  = 1 << 20
	pairs    = 0
	meetings = 200
	killings = 0
)
