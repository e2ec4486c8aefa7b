package entryguard

import "time"

// SetClock replaces the client's clock.
func (c *Client) SetClock(now func() time.Time) { c.now = now }

// Clean returns the text that an error of the transport is shown with.
func (c *Client) Clean(err error) string { return c.cleanError(err).Error() }

// Rate returns how many requests per second the client allows itself now.
func (c *Client) Rate() float64 { return c.limiter.Rate() }

// Waiting returns how many callers wait for the list of resources.
func (c *Client) Waiting() int {
	s := &c.shared.resources
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil {
		return 0
	}
	return s.last.waiting
}
