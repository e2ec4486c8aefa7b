package cloudcontroltest

import (
	"math"

	"golang.org/x/time/rate"
)

// A bucketKey is what shares one rate: an account and region, and an API
// operation or all of them.
type bucketKey struct {
	where     where
	operation string // "" is all operations of Cloud Control
}

type buckets map[bucketKey]*rate.Limiter

// throttle refuses a request that comes faster than its rates allow. The
// buckets run by the server's clock.
func (s *Server) throttle(c *call) *refusal {
	if !c.query() && !s.allow(bucketKey{c.where, ""}, s.opts.RequestsPerSecond) ||
		!s.allow(bucketKey{c.where, c.entry.Operation}, s.opts.OperationRates[c.entry.Operation]) {
		return refuse("ThrottlingException", "Rate exceeded")
	}
	return nil
}

func (s *Server) allow(key bucketKey, perSecond float64) bool {
	if perSecond <= 0 {
		return true
	}
	if s.buckets[key] == nil {
		s.buckets[key] = rate.NewLimiter(rate.Limit(perSecond), int(math.Max(1, math.Ceil(perSecond))))
	}
	return s.buckets[key].AllowN(s.now(), 1)
}
