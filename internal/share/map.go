package share

import "context"

// A Map is a One for every key. The zero Map is ready for use; set its Rule
// before the first use. It forgets no key, so the keys must be few.
type Map[Key comparable, Value any] struct {
	Rule Rule

	ones Registry[Key, One[Value]]
}

// Get is One.Get for a key.
func (m *Map[Key, Value]) Get(ctx context.Context, key Key, do func(context.Context) (Value, error)) (Value, error) {
	return m.of(key).Get(ctx, do)
}

// Peek is One.Peek for a key.
func (m *Map[Key, Value]) Peek(key Key) (Value, bool) { return m.of(key).Peek() }

func (m *Map[Key, Value]) of(key Key) *One[Value] {
	return m.ones.Made(key, func() *One[Value] { return &One[Value]{Rule: m.Rule} })
}
