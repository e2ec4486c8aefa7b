package cloudcontrol

import (
	"bytes"
	"io"
	"net/http"
	"testing"
)

// closedBody is a body of the SDK after it was closed.
type closedBody struct{ io.Reader }

func (closedBody) Close() error                     { return nil }
func (closedBody) WriteTo(io.Writer) (int64, error) { return 0, io.EOF }
func (closedBody) Read([]byte) (n int, err error)   { return 0, io.EOF }

type roundTrip func(*http.Request) (*http.Response, error)

func (r roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return r(req) }

func TestTransportReadsBodiesOnly(t *testing.T) {
	t.Parallel()
	var copied error
	transport := plainBodies{roundTrip(func(req *http.Request) (*http.Response, error) {
		_, copied = io.Copy(io.Discard, req.Body)
		return &http.Response{Body: http.NoBody}, nil
	})}
	body := closedBody{bytes.NewReader(nil)}
	if _, err := io.Copy(io.Discard, body); err == nil {
		t.Fatal("the test's body does not do what the SDK's does")
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Body = body
	resp, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if copied != nil {
		t.Errorf("a body that the SDK closed after the answer is a broken request: %v", copied)
	}
	if _, changed := req.Body.(closedBody); !changed {
		t.Error("the SDK's own request must stay as it is")
	}
}
