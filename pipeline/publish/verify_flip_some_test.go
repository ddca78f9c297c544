//go:build !exhaustive && !nightly

package publish_test

// flips is how many bits are flipped, one at a time, where the race detector
// makes each of them slow: a sample.
const flips = 300
