package provider

import (
	"os"
	"runtime"
	"runtime/debug"
)

const (
	// heapGrowth is how much the heap may grow, in percent of what is in use,
	// before it is collected. In use are a few megabytes; every call makes more
	// than that and leaves it behind. Destroying 1,000 objects, a hundred at a
	// time, takes 87 MiB and 9 s of CPU; at 300 percent it took over 130 MiB.
	heapGrowth = 150
	// heapFloor counts as in use and is not: a heap of a few megabytes grows by
	// 18 MiB more before it is collected, and one that is large already
	// hardly more than heapGrowth says. It is never touched, so it takes address
	// space and no memory.
	heapFloor = 12 << 20
)

// collectLess trades some tens of megabytes for that time, unless the user says
// otherwise. It holds until release is called.
func collectLess() (release func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	debug.SetGCPercent(heapGrowth)
	floor := make([]byte, heapFloor)
	return func() { runtime.KeepAlive(floor) }
}
