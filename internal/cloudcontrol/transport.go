package cloudcontrol

import (
	"io"
	"net/http"
)

// A plainBodies hands the request's body to the transport as nothing but a
// reader.
//
// The SDK closes a request's body as soon as an answer is there. If the
// transport has not yet looked whether the body ends where it should, it meets
// the closed body: its Read then says io.EOF, which is what the transport wants
// to hear, but its WriteTo, which the transport prefers, says so as an error.
// The transport takes that for a broken request and closes the connection in
// the middle of the answer. The faster an API answers, the likelier that is.
type plainBodies struct{ transport http.RoundTripper }

// RoundTrip sends a copy of the request.
func (p plainBodies) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return p.transport.RoundTrip(req)
	}
	plain := req.WithContext(req.Context())
	plain.Body = struct{ io.ReadCloser }{req.Body}
	return p.transport.RoundTrip(plain)
}
