package frame

import (
	"context"
	"sync"
)

// A turn is held by one at a time. Who waits for it leaves when its context ends.
// The zero value is ready.
type turn struct {
	once sync.Once
	held chan struct{}
}

// take waits for the turn; the error is the cause of a context that ended.
func (t *turn) take(ctx context.Context) error {
	t.once.Do(func() { t.held = make(chan struct{}, 1) })
	select {
	case t.held <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// give gives the turn back.
func (t *turn) give() { <-t.held }

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
