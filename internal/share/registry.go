package share

import "sync"

// A Registry has one value for every key, which all who name the key share. The
// zero Registry is ready for use. It forgets no key, so the keys must be few.
type Registry[Key comparable, Value any] struct {
	mu    sync.Mutex
	byKey map[Key]*Value
}

// Of returns the value of a key, a new zero value at first.
func (r *Registry[Key, Value]) Of(key Key) *Value {
	return r.Made(key, func() *Value { return new(Value) })
}

// Made is Of where the first value is not the zero value: blank makes it.
func (r *Registry[Key, Value]) Made(key Key, blank func() *Value) *Value {
	r.mu.Lock()
	defer r.mu.Unlock()
	found, ok := r.byKey[key]
	if !ok {
		if r.byKey == nil {
			r.byKey = map[Key]*Value{}
		}
		found = blank()
		r.byKey[key] = found
	}
	return found
}
