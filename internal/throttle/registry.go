package throttle

import "sync"

// A Registry has one limiter for everything that an API counts together,
// however many clients there are in the process. The zero Registry is empty and
// ready for use.
type Registry[Key comparable] struct {
	mu    sync.Mutex
	byKey map[Key]*Limiter
}

// For returns the limiter of a key. Where clients want different ceilings, the
// lowest counts; zero or less means none.
func (r *Registry[Key]) For(key Key, ceiling float64) *Limiter {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byKey == nil {
		r.byKey = map[Key]*Limiter{}
	}
	l, ok := r.byKey[key]
	if !ok {
		l = newLimiter(0)
		r.byKey[key] = l
	}
	l.Lower(ceiling)
	return l
}
