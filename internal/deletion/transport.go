package deletion

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// maxRetryAfter bounds what an API may ask for: more is a mistake, and nobody
// asks less often than this.
const maxRetryAfter = 10 * time.Minute

// RetryAt turns a time of an API's clock into one of ours: as long after now as
// it is after asOf, the API's own time when it said so, and maxRetryAfter at
// most. The two clocks may be hours apart. Without an asOf they must agree.
func RetryAt(at, asOf, now time.Time) time.Time {
	if at.IsZero() {
		return time.Time{}
	}
	if asOf.IsZero() {
		asOf = now
	}
	return now.Add(min(max(at.Sub(asOf), 0), maxRetryAfter))
}

// RetryAfter reads the HTTP header Retry-After: seconds, or a date that is
// reckoned from the header Date (RFC 9110 section 10.2.3). It returns the zero
// time where there is none or nobody can read it.
func RetryAfter(header http.Header, now time.Time) time.Time {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		switch {
		case seconds >= maxRetryAfter.Seconds():
			return now.Add(maxRetryAfter)
		case seconds > 0: // a comparison with NaN is false, so that it asks for nothing
			return now.Add(time.Duration(seconds * float64(time.Second)))
		}
		return time.Time{}
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return time.Time{}
	}
	return RetryAt(at, AnsweredAt(header), now)
}

// AnsweredAt returns the header Date, the time of the API's own clock when it
// answered; the zero time where there is none.
func AnsweredAt(header http.Header) time.Time {
	at, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return at
}

// NothingSent reports whether a request failed before any of it left this
// machine: the host has no address, no connection was made, or the server's
// certificate was not accepted.
func NothingSent(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	_, unresolved := errors.AsType[*net.DNSError](err)
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	return unresolved || untrusted || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
