package entryguard

import "time"

// SetClock replaces the client's clock.
func (c *Client) SetClock(now func() time.Time) { c.now = now }

// Rate returns how many requests per second the client allows itself now.
func (c *Client) Rate() float64 { return float64(c.pace.limiter.Limit()) }
