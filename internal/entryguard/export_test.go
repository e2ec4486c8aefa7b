package entryguard

import (
	"net/http"
	"net/http/httptest"
	"time"
)

// SetClock replaces the client's clock.
func (c *Client) SetClock(now func() time.Time) { c.now = now }

// Clean returns the text that an error of the transport is shown with.
func (c *Client) Clean(err error) string { return c.cleanError(err).Error() }

// Rate returns how many requests per second the client allows itself now.
func (c *Client) Rate() float64 { return c.limiter.Rate() }

// Answer lets a handler answer in place of the network, so that time can be
// virtual.
func (c *Client) Answer(by http.Handler) { c.transport = answering{by} }

type answering struct{ http.Handler }

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result(), nil
}
