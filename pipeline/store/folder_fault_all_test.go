//go:build exhaustive && !nightly

package store_test

// stride is how many steps lie between two at which the disk fails: a sample.
const stride = 7
