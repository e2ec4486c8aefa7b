package deletion_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 2, 18, 10, 30, 0, 0, time.UTC)
	bound := now.Add(10 * time.Minute)
	tests := map[string]struct {
		header string
		date   string // of the API's clock
		want   time.Time
		reason string
	}{
		"seconds":         {"7", "", now.Add(7 * time.Second), "the usual form"},
		"fraction":        {"0.5", "", now.Add(500 * time.Millisecond), "not in the RFC, but seen"},
		"date":            {"Wed, 18 Feb 2026 10:31:00 GMT", "", now.Add(time.Minute), "the RFC's other form"},
		"padded":          {" 7 ", "", now.Add(7 * time.Second), "white space is no content"},
		"past":            {"Wed, 18 Feb 2026 10:29:00 GMT", "", now, "a past date asks for no wait"},
		"absent":          {"", "", time.Time{}, "nothing was asked for"},
		"zero":            {"0", "", time.Time{}, "nothing was asked for"},
		"negative":        {"-5", "", time.Time{}, "nonsense asks for nothing"},
		"words":           {"soon", "", time.Time{}, "nonsense asks for nothing"},
		"not a number":    {"NaN", "", time.Time{}, "ParseFloat reads it; it asks for nothing"},
		"the bound":       {"600", "", bound, "as long as is believed"},
		"above the bound": {"601", "", bound, "bounded"},
		"below the bound": {"599", "", bound.Add(-time.Second), "not bounded"},
		"infinite":        {"Inf", "", bound, "bounded"},
		"absurd":          {"99999999999999999999", "", bound, "bounded, and no overflow"},
		"far date":        {"Wed, 18 Feb 2099 10:31:00 GMT", "", bound, "bounded"},

		"our clock is an hour fast": {"Wed, 18 Feb 2026 09:31:00 GMT", "Wed, 18 Feb 2026 09:30:00 GMT", now.Add(time.Minute), "reckoned from the API's own time"},
		"our clock is an hour slow": {"Wed, 18 Feb 2026 11:31:00 GMT", "Wed, 18 Feb 2026 11:30:00 GMT", now.Add(time.Minute), "reckoned from the API's own time"},
		"seconds and another clock": {"7", "Wed, 18 Feb 2026 11:30:00 GMT", now.Add(7 * time.Second), "seconds need no clock"},
		"a date that is none":       {"Wed, 18 Feb 2026 10:31:00 GMT", "today", now.Add(time.Minute), "our clock is all there is"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			header := http.Header{"Retry-After": {test.header}}
			if test.date != "" {
				header.Set("Date", test.date)
			}
			if got := deletion.RetryAfter(header, now); !got.Equal(test.want) {
				t.Errorf("Retry-After %q = %v, want %v: %s", test.header, got, test.want, test.reason)
			}
		})
	}
}

func TestRetryAtOfNothingIsNothing(t *testing.T) {
	if got := deletion.RetryAt(time.Time{}, time.Unix(1, 0), time.Unix(2, 0)); !got.IsZero() {
		t.Errorf("RetryAt = %v, want the zero time", got)
	}
}

// What is "nothing sent" decides whether an object may exist that nobody knows.
func TestNothingSent(t *testing.T) {
	refused := &os.SyscallError{Syscall: "connect", Err: syscall.ECONNREFUSED}
	tests := map[string]struct {
		err  error
		want bool
	}{
		"connection refused":    {&net.OpError{Op: "dial", Err: refused}, true},
		"proxy not reached":     {&net.OpError{Op: "proxyconnect", Err: refused}, true},
		"no such host":          {&net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}, true},
		"no such host, bare":    {&net.DNSError{IsNotFound: true}, true},
		"certificate":           {&tls.CertificateVerificationError{Err: errors.New("unknown authority")}, true},
		"no file descriptors":   {&os.SyscallError{Syscall: "socket", Err: syscall.EMFILE}, true},
		"none in the system":    {&os.SyscallError{Syscall: "socket", Err: syscall.ENFILE}, true},
		"wrapped":               {fmt.Errorf("sending: %w", &net.OpError{Op: "dial", Err: refused}), true},
		"reset while reading":   {&net.OpError{Op: "read", Err: &os.SyscallError{Syscall: "read", Err: syscall.ECONNRESET}}, false},
		"broken while writing":  {&net.OpError{Op: "write", Err: &os.SyscallError{Syscall: "write", Err: syscall.EPIPE}}, false},
		"no answer in time":     {context.DeadlineExceeded, false},
		"words that look alike": {errors.New("dial tcp: no such host"), false},
		"nothing":               {nil, false},
	}
	for name, test := range tests {
		if got := deletion.NothingSent(test.err); got != test.want {
			t.Errorf("%s: NothingSent = %v, want %v", name, got, test.want)
		}
	}
}
