//go:build !exhaustive && !nightly && !mutant

package publish_test

// How many points are swept, and how often writers meet, where the race detector
// makes all of it slow: a sample.
const (
	singles  = 60
	pairs    = 20
	meetings = 50
	killings = 6
)
