package cloudcontrol

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

const requestToken = "3f10ff6f-29fa-4456-a89b-3acdd02661fe"

// write answers a body as it is.
func write(status int, body string) func(http.ResponseWriter, received) {
	return func(w http.ResponseWriter, _ received) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// cut cuts the connection after announcing a longer body.
func cut(w http.ResponseWriter, _ received) {
	w.Header().Set("Content-Length", "1000")
	w.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(w, `{"ProgressEvent":{"Operation":"DEL`)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func refuse(status int, code, message string) func(http.ResponseWriter, received) {
	return func(w http.ResponseWriter, _ received) { exception(w, status, code, message) }
}

func TestWhatAnAnswerMeans(t *testing.T) {
	cases := map[string]struct {
		answer func(http.ResponseWriter, received)
		want   deletion.Failure // Err and Hint are not compared
		reason string
	}{
		"not found": {
			refuse(400, "ResourceNotFoundException", "Log group example was not found"),
			deletion.Failure{Reason: deletion.NotFound, Code: "ResourceNotFoundException", Message: "Log group example was not found", Status: 400, RequestID: testRequestID},
			"the message is the API's words, unchanged",
		},
		"not found in the model's status": {
			refuse(404, "ResourceNotFoundException", "gone"),
			deletion.Failure{Reason: deletion.NotFound, Code: "ResourceNotFoundException", Message: "gone", Status: 404, RequestID: testRequestID},
			"the status plays no part",
		},
		"404 without a code": {
			write(404, ""),
			deletion.Failure{Reason: deletion.Unclassified, Status: 404, RequestID: testRequestID},
			"a stranger's 404 must not be taken for gone",
		},
		"404 page": {
			write(404, "<html>no such page</html>"),
			deletion.Failure{Reason: deletion.Unavailable, Status: 404, RequestID: testRequestID},
			"a page that nobody can read says nothing about the object",
		},
		"concurrent operation": {
			refuse(409, "ConcurrentOperationException", "Concurrent operation found for resource a|b with RequestToken "+requestToken),
			deletion.Failure{Reason: deletion.Busy, Code: "ConcurrentOperationException", Message: "Concurrent operation found for resource a|b with RequestToken " + requestToken, InTheWay: requestToken, Status: 409, RequestID: testRequestID},
			"the message names what is in the way",
		},
		"client token conflict": {
			refuse(400, "ClientTokenConflictException", "ClientToken abc is already associated with an existing operation with RequestToken "+requestToken),
			deletion.Failure{Reason: deletion.Busy, Code: "ClientTokenConflictException", Message: "ClientToken abc is already associated with an existing operation with RequestToken " + requestToken, InTheWay: requestToken, Spent: true, Status: 400, RequestID: testRequestID},
			"the client token is spent",
		},
		"conflict that names nothing": {
			refuse(400, "ClientTokenConflictException", "ClientToken is in use"),
			deletion.Failure{Reason: deletion.Busy, Code: "ClientTokenConflictException", Message: "ClientToken is in use", Spent: true, Status: 400, RequestID: testRequestID},
			"without a token the list of requests has to be asked",
		},
		"handler failed at once": {
			refuse(400, "GeneralServiceException", "AWS::S3::Bucket Handler returned status FAILED: not empty (HandlerErrorCode: GeneralServiceException, RequestToken: "+requestToken+")"),
			deletion.Failure{Reason: deletion.Unclassified, Code: "GeneralServiceException", Message: "AWS::S3::Bucket Handler returned status FAILED: not empty (HandlerErrorCode: GeneralServiceException, RequestToken: " + requestToken + ")", Status: 400, RequestID: testRequestID},
			"that token is the failed request's own: nothing is in the way",
		},
		"throttled": {
			refuse(429, "ThrottlingException", "Rate exceeded"),
			deletion.Failure{Reason: deletion.Throttled, Code: "ThrottlingException", Message: "Rate exceeded", Status: 429, RequestID: testRequestID},
			"",
		},
		"500 with a code that is new": {
			refuse(500, "SomethingNewException", "?"),
			deletion.Failure{Reason: deletion.Unclassified, Code: "SomethingNewException", Message: "?", Status: 500, RequestID: testRequestID},
			"what is new to us is refused, whatever its status",
		},
		"500 without a code": {
			write(500, ""),
			deletion.Failure{Reason: deletion.Unavailable, Status: 500, RequestID: testRequestID},
			"only the status is left to go by",
		},
		"503 page": {
			write(503, "<html>Service Unavailable</html>"),
			deletion.Failure{Reason: deletion.Unavailable, Status: 503, RequestID: testRequestID},
			"",
		},
		"200 page": {
			write(200, "<html>Please log in</html>"),
			deletion.Failure{Reason: deletion.Unavailable, Status: 200, RequestID: testRequestID},
			"garbage is no answer",
		},
		"200 without an event": {
			write(200, "{}"),
			deletion.Failure{Reason: deletion.Unavailable, Status: 200, RequestID: testRequestID},
			"without a token the operation cannot be followed",
		},
		"200 empty": {
			write(200, ""),
			deletion.Failure{Reason: deletion.Unavailable, Status: 200, RequestID: testRequestID},
			"",
		},
		"truncated": {
			cut,
			deletion.Failure{Reason: deletion.Unavailable, Status: 200, RequestID: testRequestID},
			"the request was carried out, most likely",
		},
		"connection cut": {
			func(http.ResponseWriter, received) { panic(http.ErrAbortHandler) },
			deletion.Failure{Reason: deletion.Unavailable},
			"nobody knows whether the request was carried out",
		},
		"bad signature": {
			refuse(403, "InvalidSignatureException", "The Canonical String should have been 'x-amz-security-token:"+testToken+"'"),
			deletion.Failure{Reason: deletion.Unauthenticated, Code: "InvalidSignatureException", Message: "The Canonical String should have been 'x-amz-security-token:(secret)'", Status: 403, RequestID: testRequestID},
			"AWS prints what it signed, the session token included",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			fake := newFake(t, c.answer)
			_, err := fake.client(t).Backend(logGroups).Delete(t.Context(), example, oneAttempt)
			got, ok := errors.AsType[*deletion.Failure](err)
			if !ok {
				t.Fatalf("the error is no *deletion.Failure: %v", err)
			}
			if want := fmt.Sprintf("%+v", plain(&c.want)); fmt.Sprintf("%+v", plain(got)) != want {
				t.Errorf("%s\n got %+v\nwant %s", c.reason, plain(got), want)
			}
			if n := fake.count("DeleteResource"); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
			if strings.Contains(got.Error()+fmt.Sprint(got.Err), testToken) {
				t.Error("the error shows the session token")
			}
		})
	}
}

// plain returns a failure's comparable parts, as a type without methods.
func plain(f *deletion.Failure) any {
	type parts struct {
		Reason, Code, Message, RequestID, InTheWay string
		Status                                     int
		Spent                                      bool
	}
	return parts{f.Reason.String(), f.Code, f.Message, f.RequestID, f.InTheWay, f.Status, f.Spent}
}

func TestBodiesAreNotInErrors(t *testing.T) {
	fake := newFake(t, write(200, `{"ResourceDescription":{"Identifier":"a","Properties":"{\"Password\":\"hunter2\"}"},`))
	_, err := fake.client(t).Get(t.Context(), logGroups, "a")
	if err == nil {
		t.Fatal("a truncated answer was accepted")
	}
	for current := err; current != nil; current = errors.Unwrap(current) {
		if text := fmt.Sprintf("%v %+v %#v", current, current, current); strings.Contains(text, "hunter2") {
			t.Errorf("the error holds the body: %T", current)
		}
	}
}

func TestRetryAfterHeader(t *testing.T) {
	later := time.Now().Add(5 * time.Minute).UTC().Truncate(time.Second)
	for value, want := range map[string]time.Time{
		"300":                          later,
		later.Format(http.TimeFormat):  later,
		"":                             {},
		"soon":                         {},
		"-5":                           {},
		"Wed, 21 Oct 2015 07:28:00 PM": {},
	} {
		fake := newFake(t, func(w http.ResponseWriter, _ received) {
			w.Header().Set("Retry-After", value)
			exception(w, 400, "ThrottlingException", "Rate exceeded")
		})
		_, err := fake.client(t).Backend(logGroups).Observe(t.Context(), example)
		got := deletion.AsFailure(err).RetryAfter
		if off := got.Sub(want).Abs(); off > 10*time.Second {
			t.Errorf("Retry-After %q: %v, want about %v", value, got, want)
		}
	}
}

// The API's clock and ours may be hours apart.
func TestRetryAfterIsReckonedFromTheAPIsClock(t *testing.T) {
	for _, skew := range []time.Duration{-time.Hour, time.Hour} {
		theirs := time.Now().Add(skew).UTC().Truncate(time.Second)
		stamp := func(t time.Time) float64 { return float64(t.Unix()) }
		fake := newFake(t, func(w http.ResponseWriter, r received) {
			w.Header().Set("Date", theirs.Format(http.TimeFormat))
			if r.operation == "GetResource" {
				w.Header().Set("Retry-After", theirs.Add(5*time.Minute).Format(http.TimeFormat))
				exception(w, 400, "ThrottlingException", "Rate exceeded")
				return
			}
			answerJSON(w, 200, event(map[string]any{"EventTime": stamp(theirs.Add(-4 * time.Minute)), "RetryAfter": stamp(theirs.Add(5 * time.Minute))}))
		})
		backend := fake.client(t).Backend(logGroups)
		near := func(what string, got time.Time, want time.Duration) {
			t.Helper()
			if off := (time.Until(got) - want).Abs(); off > 10*time.Second {
				t.Errorf("the API's clock is off by %v: %s in %v, want about %v", skew, what, time.Until(got), want)
			}
		}
		op, err := backend.Poll(t.Context(), deletion.Operation{Token: requestToken})
		if err != nil {
			t.Fatal(err)
		}
		near("poll again", op.RetryAfter, 5*time.Minute)
		near("asked for", op.RequestedAt, -4*time.Minute)
		// At last: from here on every request waits.
		_, err = backend.Observe(t.Context(), example)
		near("ask again", deletion.AsFailure(err).RetryAfter, 5*time.Minute)
	}
}

// An endpoint that nobody serves was sent nothing.
func TestNothingIsSentToAClosedEndpoint(t *testing.T) {
	fake := newFake(t, func(w http.ResponseWriter, _ received) {
		w.Header().Set("Connection", "close") // one that is kept could be written to
		exception(w, 500, "InternalFailure", "broken")
	})
	backend := fake.client(t).Backend(logGroups)
	if _, err := backend.Delete(t.Context(), example, oneAttempt); deletion.AsFailure(err).Unsent {
		t.Errorf("an answer came, so something was sent: %v", err)
	}
	fake.Close()
	if _, err := backend.Delete(t.Context(), example, oneAttempt); !deletion.AsFailure(err).Unsent || deletion.ReasonOf(err) != deletion.Unavailable {
		t.Errorf("nobody listens: %v, want Unavailable and nothing sent", err)
	}
}

// Without a Date there is the event's own time, and an absurd wish is bounded.
func TestRetryAfterOfAnEvent(t *testing.T) {
	now := time.Date(2026, 2, 18, 10, 30, 0, 0, time.UTC)
	at := func(d time.Duration) *time.Time { return new(now.Add(d)) }
	for name, c := range map[string]struct {
		event      types.ProgressEvent
		answeredAt time.Time
		want       time.Duration
	}{
		"an hour fast":              {types.ProgressEvent{EventTime: at(-time.Hour), RetryAfter: at(20*time.Second - time.Hour)}, time.Time{}, 20 * time.Second},
		"an hour slow":              {types.ProgressEvent{EventTime: at(time.Hour), RetryAfter: at(20*time.Second + time.Hour)}, time.Time{}, 20 * time.Second},
		"an old event":              {types.ProgressEvent{EventTime: at(-time.Hour), RetryAfter: at(-50 * time.Minute)}, now, 0},
		"an event after its answer": {types.ProgressEvent{EventTime: at(time.Second), RetryAfter: at(21 * time.Second)}, now, 20 * time.Second},
		"absurd":                    {types.ProgressEvent{EventTime: at(0), RetryAfter: at(time.Hour)}, now, 10 * time.Minute},
		"in the past":               {types.ProgressEvent{EventTime: at(0), RetryAfter: at(-time.Hour)}, now, 0},
	} {
		if got := retryAt(c.event, c.answeredAt, now).Sub(now); got != c.want {
			t.Errorf("%s: in %v, want %v", name, got, c.want)
		}
	}
	if got := retryAt(types.ProgressEvent{EventTime: at(0)}, now, now); !got.IsZero() {
		t.Errorf("an event that asks for nothing: %v", got)
	}
}

func TestTheEndOfAContextIsItsCause(t *testing.T) {
	release := make(chan struct{})
	fake := newFake(t, func(_ http.ResponseWriter, _ received) { <-release })
	defer close(release)
	backend := fake.client(t).Backend(logGroups)

	ctx, cancel := deletion.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := backend.Delete(ctx, example, oneAttempt)
	if f := deletion.AsFailure(err); f.Reason != deletion.Unavailable || !errors.Is(err, deletion.ErrDeadline) {
		t.Errorf("deadline: %v (%v), want Unavailable with ErrDeadline", err, f.Reason)
	}

	stopped := errors.New("stopped")
	ctx, stop := context.WithCancelCause(t.Context())
	stop(stopped)
	before := fake.count("")
	if _, err := backend.Observe(ctx, example); !errors.Is(err, stopped) {
		t.Errorf("cancelled: %v, want the cause", err)
	}
	if fake.count("") != before {
		t.Error("a request was sent under a context that had ended")
	}
}

func TestATimeoutOfOursIsNotTheCallers(t *testing.T) {
	c := &Client{secrets: new(secrets)}
	f := c.failure(t.Context(), fmt.Errorf("Post: %w", context.DeadlineExceeded))
	if errors.Is(f, context.DeadlineExceeded) {
		t.Error("the engine would take a slow answer for the end of the user's timeout")
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	var elsewhere *fakeAWS
	fake := newFake(t, func(w http.ResponseWriter, _ received) {
		w.Header().Set("Location", elsewhere.URL)
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	elsewhere = newFake(t, func(w http.ResponseWriter, _ received) { answerJSON(w, 200, event(nil)) })
	_, err := fake.client(t).Backend(logGroups).Delete(t.Context(), example, oneAttempt)
	if err == nil || elsewhere.count("") != 0 {
		t.Errorf("Delete = %v, and %d requests went elsewhere: a deletion must not be sent twice", err, elsewhere.count(""))
	}
}
