//go:build exhaustive && !nightly

package publish_test

// How many points are swept, every fault at every call among them, and how often
// writers meet.
const (
	singles  = 1 << 20
	pairs    = 200
	meetings = 1000
	killings = 40
)
