package throttle

import "github.com/steward-iac/terraform-provider-steward/internal/share"

// A Registry has one limiter for everything that an API counts together,
// however many clients there are in the process. The zero Registry is empty and
// ready for use.
type Registry[Key comparable] struct {
	limiters share.Registry[Key, Limiter]
}

// For returns the limiter of a key. Where clients want different ceilings, the
// lowest counts; zero or less means none.
func (r *Registry[Key]) For(key Key, ceiling float64) *Limiter {
	l := r.limiters.Made(key, func() *Limiter { return newLimiter(0) })
	l.Lower(ceiling)
	return l
}
