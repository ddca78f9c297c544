//go:build exhaustive || nightly

package publish_test

// flips is how many bits are flipped, one at a time.
const flips = 10_000
