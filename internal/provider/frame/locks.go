package frame

import "sync"

// A keyedLock locks one key at a time. The zero value is ready.
type keyedLock struct {
	mu   sync.Mutex
	keys map[string]*sync.Mutex
}

// Lock waits until nobody holds the key and returns what gives it back.
func (l *keyedLock) Lock(key string) (unlock func()) {
	l.mu.Lock()
	if l.keys == nil {
		l.keys = map[string]*sync.Mutex{}
	}
	held, there := l.keys[key]
	if !there {
		held = &sync.Mutex{}
		l.keys[key] = held
	}
	l.mu.Unlock()
	held.Lock()
	return held.Unlock
}
