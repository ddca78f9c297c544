//go:build nightly

package store_test

// stride is how many steps lie between two at which the disk fails: none.
const stride = 1
