//go:build !exhaustive && !nightly

package store_test

// stride is how many steps lie between two at which the disk fails: few, where the
// race detector makes each of them slow.
const stride = 29
