//go:build exhaustive

package pipeline_test

// crashStep is how many writes lie between two at which a withdrawal dies.
const crashStep = 1
