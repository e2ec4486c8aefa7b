package frame

import (
	"os"
	"runtime/debug"
)

// heapGrowth is how much the heap may grow, in percent of what is in use, before
// it is collected. In use are a few megabytes; every call makes more than that
// and leaves it behind. At Go's default of 100, a plan over many objects spends
// a quarter of its time on collecting.
const heapGrowth = 300

// CollectLess trades some tens of megabytes for that time, unless the user says
// otherwise.
func CollectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
}
