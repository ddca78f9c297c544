//go:build nightly

package publish_test

// How many points are swept in the night, pairs of faults for the most part.
const (
	singles  = 1 << 20
	pairs    = 20_000
	meetings = 1000
	killings = 300
)
