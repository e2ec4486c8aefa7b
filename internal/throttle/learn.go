package throttle

import "time"

// Answered learns from an answer. retryAfter is when the API wants to be asked
// again, the zero time where it does not say.
//
// A throttled answer to a request that was sent before the last cut says
// nothing about the rate of today: without that rule a burst of twenty would
// cut it twenty times. Nor does one that comes after hardly any other since
// the cut.
func (l *Limiter) Answered(turn Turn, throttled bool, retryAfter time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight--
	now := time.Now()
	if throttled {
		l.pause(now, retryAfter)
	}
	switch {
	case throttled && turn.cuts == l.cuts && !l.tooSoon():
		l.cut(now)
	case !throttled:
		l.grow(turn, now)
	}
	l.serve()
}

// Unanswered ends a request of which nobody knows what the API thought: no answer
// came, or none that can be read. Nothing is learnt from it.
func (l *Limiter) Unanswered(Turn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight--
	l.serve()
}

// tooSoon reports whether too few requests were sent since the last cut to say
// anything about the rate.
func (l *Limiter) tooSoon() bool { return l.cuts > 0 && l.sentSinceCut() < fewest }

func (l *Limiter) sentSinceCut() int64 { return l.sent - l.sentAtCut }

// pause holds everybody up as long as the API asked for, up to longest: whoever
// was refused keeps to a longer wish by itself, and the others must not run
// into their timeouts for it.
func (l *Limiter) pause(now, until time.Time) {
	if limit := now.Add(longest); until.After(limit) {
		until = limit
	}
	l.until = latest(l.until, until)
}

// cut keeps the rate below what was just refused.
func (l *Limiter) cut(now time.Time) {
	if since := now.Sub(l.cutAt); l.cuts > 0 && since >= l.window() {
		l.proven = float64(l.good) / since.Seconds()
	}
	l.set(max(slowest, below*l.measured(now)))
	l.cuts++
	l.cutAt, l.sentAtCut, l.good, l.recent = now, l.sent, 0, nil
	l.next = now.Add(l.interval())
}

// measured returns how many requests per second the API lets through: what it
// did before it refused one. A rate that was kept up for long is gone back to
// first: what is refused above it says little about what is below.
func (l *Limiter) measured(now time.Time) float64 {
	recently := l.recently(now)
	if l.rate > l.proven {
		return max(recently, l.proven)
	}
	return recently
}

// recently returns what was let through lately. Before the first cut that is a
// burst, and says little.
func (l *Limiter) recently(now time.Time) float64 {
	l.forget(now)
	let := float64(len(l.recent))
	if l.cuts == 0 {
		return min(l.rate, max(firstCut, let))
	}
	since := min(now.Sub(l.cutAt), l.window())
	if since < measuring {
		return l.rate * 3 / 4
	}
	return min(l.rate, max(l.rate/2, let/since.Seconds()))
}

// window is how long answers are counted for a measurement: a second, longer
// where too few come in a second.
func (l *Limiter) window() time.Duration { return max(time.Second, 10*l.interval()) }

// forget drops the answers that are too old for a measurement.
func (l *Limiter) forget(now time.Time) {
	old, window := 0, l.window()
	for old < len(l.recent) && now.Sub(l.recent[old]) > window {
		old++
	}
	l.recent = l.recent[old:]
}

// grow counts a good answer to a request that was sent since the last cut. The
// rate rises slowly at first, because what was refused is near, and faster the
// longer nothing is refused.
func (l *Limiter) grow(turn Turn, now time.Time) {
	if turn.cuts != l.cuts {
		return
	}
	l.good++
	l.recent = append(l.recent, now)
	l.forget(now)
	switch l.cuts {
	case 0:
	case 1:
		l.set(l.rate * recovery)
	default:
		requests := float64(l.sentSinceCut()) / trustedRequests
		seconds := now.Sub(l.cutAt).Seconds() / trustedTime.Seconds()
		// At few requests a second it is time that counts, not their number.
		growth := probing * max(1+requests*requests, 10*(1+seconds*seconds)/l.rate)
		l.set(l.rate * (1 + min(growth, maxGrowth)))
	}
}
