package main

import (
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// addMemory adds the flag that bounds the memory of a command.
//
// What needs much memory is bounded by itself: a few submissions and a few
// groups of rows at a time. What grows with the number of submissions is some
// hundred bytes for each. The limit is what the program may take beyond that
// before it stops to collect what it no longer needs; with less it is slower,
// and with too little it takes what it must.
func (o *options) addMemory(c *cobra.Command) {
	c.Flags().StringVar(&o.memory, "memory", "192MiB", "memory to stay within, as far as the largest submissions allow; less is slower")
}

// rarely is how much more than what is in use may be taken before collecting, in
// percent: most of what is in use is small beside what comes and goes, so the
// limit decides.
const rarely = 400

// limitMemory makes the limit that of the program.
func (o *options) limitMemory() error {
	limit, err := parseSize(o.memory)
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(limit)
	debug.SetGCPercent(rarely)
	return nil
}

// parseSize reads a size such as 192MiB or 2GiB.
func parseSize(text string) (int64, error) {
	for unit, factor := range map[string]int64{"MiB": 1 << 20, "GiB": 1 << 30} {
		digits, found := strings.CutSuffix(text, unit)
		if n, err := strconv.ParseInt(digits, 10, 32); found && err == nil && n > 0 {
			return n * factor, nil
		}
	}
	return 0, usage("--memory: a size such as 192MiB or 2GiB is expected; got: %q", text)
}
