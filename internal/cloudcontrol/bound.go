package cloudcontrol

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// The most bytes that are read of an answer. A model has at most 256 KiB, which
// JSON inside of JSON can make some times as long; a page of a list has at most
// a hundred of them, and most far fewer. DescribeType answers a schema of at most 16 MiB, and
// XML escapes some of it; the largest that is published has less than 1 MiB.
const (
	mostOfAnswer = 4 << 20
	mostOfPage   = 32 << 20
)

// An oversized error says that an answer was given up because of its length.
type oversized struct{ most int64 }

func (e *oversized) Error() string {
	return fmt.Sprintf("the answer is larger than %d MiB, which none of the API's is: it was not read to its end", e.most>>20)
}

// A boundedClient reads no more of an answer than the API can have to say. It
// keeps the beginning of what is read, to say what answered in place of the API.
type boundedClient struct{ client *http.Client }

// Do implements aws.HTTPClient.
func (b boundedClient) Do(req *http.Request) (*http.Response, error) {
	resp, err := b.client.Do(req)
	if err != nil {
		return nil, err
	}
	most := mostOf(req)
	resp.Body = &boundedBody{ReadCloser: resp.Body, most: most, left: most}
	return resp, nil
}

// mostOf returns the most bytes of an answer to a request.
func mostOf(req *http.Request) int64 {
	_, operation, jsonAPI := strings.Cut(req.Header.Get("X-Amz-Target"), ".")
	if jsonAPI && !strings.HasPrefix(operation, "List") {
		return mostOfAnswer
	}
	return mostOfPage
}

// keptOfBody is how much of a body's beginning is kept.
const keptOfBody = 2 << 10

type boundedBody struct {
	io.ReadCloser
	most, left int64
	head       []byte
}

// Read implements io.Reader. Past the bound it fails, for good.
func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, b.end()
	}
	p = p[:min(int64(len(p)), b.left)]
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	b.head = append(b.head, p[:min(n, keptOfBody-len(b.head))]...)
	return n, err
}

// end looks whether the body ends right at the bound.
func (b *boundedBody) end() error {
	n, err := b.ReadCloser.Read(make([]byte, 1))
	if n == 0 && errors.Is(err, io.EOF) {
		return io.EOF
	}
	return &oversized{b.most}
}
