package main

import (
	"net/http"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// What goes wrong in the soak, and how often.

// cloudFaults spoil answers of Cloud Control.
var cloudFaults = []cloudcontroltest.Fault{
	{Code: "ThrottlingException"},
	{Code: "ThrottlingException", Header: http.Header{"Retry-After": {"1"}}},
	{Code: "ServiceInternalErrorException"},
	{Code: "InternalFailure"},
	{Code: "HandlerInternalFailureException"},
	{Status: http.StatusServiceUnavailable, Body: "<html>Service Unavailable</html>"},
	{Status: http.StatusBadGateway},
	{Status: http.StatusOK, Body: "<html>Please sign in to the hotel's network</html>"},
	{Status: http.StatusOK, Body: "{}"},
	{Status: http.StatusNotFound, Body: "<html>Not Found</html>"},
	{Drop: true},
	{Drop: true, After: true},
	{Truncate: true},
	{Delay: 700 * time.Millisecond},
}

// lastingFaults end a command at once, and the next one must go on.
var lastingFaults = []cloudcontroltest.Fault{
	{Code: "AccessDeniedException"},
	{Code: "ExpiredTokenException"},
	{Code: "GeneralServiceException"},
	{Code: "InvalidRequestException"},
	{Code: "AnExceptionThatIsNewException"},
}

// handlerErrors are what operations end with.
var handlerErrors = []string{
	"Throttling", "ServiceInternalError", "InternalFailure", "NetworkFailure", "ServiceTimeout", "NotStabilized",
	"ResourceConflict", "AccessDenied", "InvalidRequest", "GeneralServiceException", "ServiceLimitExceeded", "InvalidCredentials",
}

func one[T any](s *soak, of []T) T { return of[s.random.IntN(len(of))] }

// upTo returns a random duration.
func (s *soak) upTo(d time.Duration) time.Duration { return time.Duration(s.random.Int64N(int64(d))) }

// armCloud arms a fault somewhere in the requests to come. Reads go well as
// long as first of them have not come.
func (s *soak) armCloud(f cloudcontroltest.Fault, first int, operations ...string) {
	f.Operation = one(s, operations)
	f.Times = 1 + s.random.IntN(2)
	f.Skip = s.random.IntN(s.objects)
	if f.Operation == "GetResource" {
		f.Skip += first
	}
	s.cloud.Fail(f)
	s.count["answers of Cloud Control spoilt, at most"] += f.Times
}

// spoilCreates lets the making of log groups go wrong. Nothing is spoilt that
// would leave the provider without knowing whether an identifier was free: what
// it then meets may be somebody else's, and it must leave that alone.
func (s *soak) spoilCreates() {
	s.cloud.ClearFaults()
	for range s.objects / 6 {
		s.armCloud(one(s, cloudFaults), 0, "CreateResource", "GetResourceRequestStatus")
	}
	for range s.objects / 10 {
		takes, pending := s.upTo(4*time.Second), s.upTo(2*time.Second)
		f := cloudcontroltest.Fate{Kind: "CREATE", Skip: s.random.IntN(s.objects), Takes: &takes, Pending: &pending}
		if s.random.IntN(3) == 0 {
			f.ErrorCode = one(s, handlerErrors)
		}
		s.script(f)
	}
}

// spoilDeletes lets everything about deletions go wrong, at both APIs. In one
// round of four the plan meets it too, and most of those end there.
func (s *soak) spoilDeletes() {
	s.cloud.ClearFaults()
	s.guard.ClearFaults()
	groups, rooms := len(s.cloud.Objects()), s.guard.ResourceCount()
	if s.random.IntN(4) == 0 {
		groups, rooms = 0, 0
	}
	for range s.objects / 4 {
		s.armCloud(one(s, cloudFaults), groups, "DeleteResource", "GetResourceRequestStatus", "GetResource", "ListResourceRequests", "DescribeType")
	}
	for range s.objects / 30 {
		s.armCloud(one(s, lastingFaults), groups, "DeleteResource", "GetResourceRequestStatus", "GetResource")
	}
	for range s.objects {
		s.script(s.deletionFate())
	}
	s.spoilGuard(rooms)
}

func (s *soak) script(f cloudcontroltest.Fate) {
	s.cloud.Script(f)
	s.count["operations of Cloud Control with a fate of their own, at most"]++
}

// deletionFate is how one deletion goes.
func (s *soak) deletionFate() cloudcontroltest.Fate {
	takes, pending, linger := s.upTo(6*time.Second), s.upTo(time.Second), s.upTo(3*time.Second)
	f := cloudcontroltest.Fate{Kind: "DELETE", Takes: &takes, Pending: &pending}
	switch s.random.IntN(10) {
	case 0:
		f.ErrorCode = one(s, handlerErrors)
	case 1:
		f.ErrorCode, f.Effect = one(s, handlerErrors), cloudcontroltest.EffectAnyway
	case 2:
		f.End = "CANCEL_COMPLETE"
		if s.random.IntN(2) == 0 {
			f.Effect = cloudcontroltest.EffectAnyway
		}
	case 3:
		f.Forgotten = true
	case 4:
		f.InvisibleFor = s.upTo(4 * time.Second)
	case 5:
		after := s.upTo(8*time.Second) - 4*time.Second
		f.RetryAfter = &after
	case 6:
		f.Linger = &linger
	case 7:
		f.UnderWay = "A_STATUS_THAT_IS_NEW"
	case 8:
		f.AtOnce = true
	}
	return f
}

// guardFaults spoil EntryGuard's answers.
var guardFaults = []entryguardtest.Fault{
	{Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "1"}},
	{Status: http.StatusTooManyRequests},
	{Status: http.StatusInternalServerError},
	{Status: http.StatusServiceUnavailable, Body: entryguardtest.HTMLPage},
	{Status: http.StatusNotFound, Body: entryguardtest.HTMLPage},
	{Status: http.StatusNotFound, Body: `{"timestamp":"2026-02-18T10:30:00Z","status":404,"error":"Not Found","path":"/api/v1/resources"}`},
	{Status: http.StatusOK, Body: entryguardtest.HTMLPage},
	{Status: http.StatusOK, Body: "{}"},
	{Status: http.StatusFound, Header: map[string]string{"Location": "https://login.example.com/"}},
	{Status: http.StatusForbidden},
	{DropBefore: true},
	{DropAfter: true},
	{Truncate: true},
	{Status: http.StatusBadGateway, TakesEffect: true},
}

// spoilGuard spoils EntryGuard's answers, ends tokens and, now and then, starts
// a session, which lets the whole command be refused.
func (s *soak) spoilGuard(first int) {
	for range s.objects / 10 {
		f := one(s, guardFaults)
		f.Method = one(s, []string{http.MethodDelete, http.MethodGet})
		f.Path, f.Skip = "/resources/*", s.random.IntN(s.objects/4+1)
		if f.Method == http.MethodGet {
			f.Skip += first
		}
		s.guard.Fail(f)
		s.count["answers of EntryGuard spoilt, at most"]++
	}
	if s.random.IntN(3) == 0 {
		s.guard.ExpireTokens()
	}
	if open := s.guard.Resources(); len(open) > 0 && s.random.IntN(8) == 0 {
		s.guard.StartSession(visitor.Email, one(s, open).ID)
		s.count["sessions started"]++
	}
}
