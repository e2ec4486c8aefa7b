package entryguard

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// documentedCodes are the codes of entryguard-api.md section 3 with the status
// that carries each, and what each means for the request that it answers.
var documentedCodes = map[string]struct {
	status int
	absent string // the code for "gone" of the request that it answers
	want   deletion.Reason
}{
	"RESOURCE_IN_USE":      {http.StatusBadRequest, codeResourceNotFound, deletion.InUse},
	"RESOURCE_NOT_FOUND":   {http.StatusNotFound, codeResourceNotFound, deletion.NotFound},
	"CREDENTIAL_IN_USE":    {http.StatusBadRequest, codeCredentialNotFound, deletion.InUse},
	"CREDENTIAL_NOT_FOUND": {http.StatusNotFound, codeCredentialNotFound, deletion.NotFound},
	"VERIFICATION_FAILED":  {http.StatusBadRequest, codeResourceNotFound, deletion.Invalid},
	"UNAUTHORIZED":         {http.StatusUnauthorized, codeResourceNotFound, deletion.Unauthenticated},
	"FORBIDDEN":            {http.StatusForbidden, codeResourceNotFound, deletion.Denied},
	"NOT_FOUND":            {http.StatusNotFound, "NOT_FOUND", deletion.NotFound},
	"BAD_REQUEST":          {http.StatusBadRequest, "", deletion.Invalid},
	"RATE_LIMIT_EXCEEDED":  {http.StatusTooManyRequests, codeResourceNotFound, deletion.Throttled},
	"INTERNAL_ERROR":       {http.StatusInternalServerError, codeResourceNotFound, deletion.Unavailable},
}

func TestEveryDocumentedCodeHasAReason(t *testing.T) {
	for code, c := range documentedCodes {
		body := readError([]byte(`{"error":"` + code + `","message":"Words.","timestamp":"2026-02-18T10:30:00Z"}`))
		if body.code != code || body.shape != shapeCode {
			t.Errorf("%s is read as %+v", code, body)
		}
		if got := reason(c.status, body, c.absent); got != c.want || got == deletion.Unclassified {
			t.Errorf("%s with HTTP %d: reason = %v, want %v", code, c.status, got, c.want)
		}
	}
}

// The status is judged first: a code cannot make a server error a refusal or
// a "gone".
func TestTheStatusRulesOverTheCode(t *testing.T) {
	rules := map[int]deletion.Reason{
		http.StatusUnauthorized:        deletion.Unauthenticated,
		http.StatusForbidden:           deletion.Denied,
		http.StatusTooManyRequests:     deletion.Throttled,
		http.StatusInternalServerError: deletion.Unavailable,
		http.StatusBadGateway:          deletion.Unavailable,
		http.StatusServiceUnavailable:  deletion.Unavailable,
		http.StatusGatewayTimeout:      deletion.Unavailable,
	}
	for status, want := range rules {
		for code := range documentedCodes {
			if got := reason(status, errorBody{shape: shapeCode, code: code}, codeResourceNotFound); got != want {
				t.Errorf("HTTP %d with %s: reason = %v, want %v", status, code, got, want)
			}
		}
	}
}

// Only a 404 can be NotFound, and never one that is not about the object.
func TestOnlyTheObjectsOwnCodeIsNotFound(t *testing.T) {
	for status := 100; status < 600; status++ {
		for code := range documentedCodes {
			for _, shape := range []shape{shapeNone, shapeCode, shapeSpring, shapePolicy} {
				got := reason(status, errorBody{shape: shape, code: code}, codeResourceNotFound)
				may := status == http.StatusNotFound && (code == codeResourceNotFound || (code == codeNotFound && shape == shapeCode))
				if (got == deletion.NotFound) != may {
					t.Errorf("HTTP %d, code %s, shape %d: reason = %v", status, code, shape, got)
				}
			}
		}
		if got := reason(status, errorBody{code: codeNotFound, shape: shapeCode}, ""); got == deletion.NotFound {
			t.Errorf("HTTP %d: a request about no object was answered %v", status, got)
		}
	}
}

func TestReadError(t *testing.T) {
	tests := map[string]struct {
		body   string
		want   errorBody
		reason string
	}{
		"code": {
			body:   `{"error":"RESOURCE_IN_USE","message":"Stop the sessions first.","timestamp":"2026-02-18T10:30:00Z"}`,
			want:   errorBody{shape: shapeCode, code: "RESOURCE_IN_USE", message: "Stop the sessions first."},
			reason: "the first shape holds a machine code in error",
		},
		"spring": {
			body:   `{"timestamp":"2026-02-18T10:30:00Z","status":404,"error":"Not Found","message":"Role not found with id: 1","path":"/api/v1/roles/1"}`,
			want:   errorBody{shape: shapeSpring, message: "Role not found with id: 1"},
			reason: "the second shape holds a reason phrase in error, which is no code",
		},
		"spring without message": {
			body:   `{"timestamp":"2026-02-18T10:30:00Z","status":404,"error":"Not Found","path":"/api/v1/x"}`,
			want:   errorBody{shape: shapeSpring, message: "Not Found"},
			reason: "Spring leaves message out where it is told to; the phrase is better than nothing",
		},
		"validation": {
			body: `{"timestamp":"2026-02-18T10:30:00Z","status":400,"error":"Bad Request","message":"Validation failed","path":"/api/v1/resources",
				"validationErrors":{"region":"is required","name":"must not be blank"}}`,
			want:   errorBody{shape: shapeSpring, message: "Validation failed (name: must not be blank; region: is required)"},
			reason: "which fields were refused is what a person needs; sorted, so that the text is stable",
		},
		"policy": {
			body:   `{"error":"Password does not meet the policy","details":{"minLength":12,"violations":["too short","no digit"]}}`,
			want:   errorBody{shape: shapePolicy, message: "Password does not meet the policy (too short; no digit)"},
			reason: "the third shape holds text in error and lists the violations",
		},
		"code in the spring shape": {
			body:   `{"timestamp":"2026-02-18T10:30:00Z","status":400,"error":"RESOURCE_IN_USE","message":"In use","path":"/api/v1/resources/1"}`,
			want:   errorBody{shape: shapeSpring, code: "RESOURCE_IN_USE", message: "In use"},
			reason: "the errors page promises one shape for all endpoints; a code is one wherever it stands",
		},
		"text in error": {
			body:   `{"error":"something went wrong"}`,
			want:   errorBody{message: "something went wrong"},
			reason: "a sentence is no code",
		},
		"members of unexpected kinds": {
			body:   `{"error":{"code":1},"message":["a"],"validationErrors":"x","details":null}`,
			want:   errorBody{},
			reason: "one odd member must not spoil the others or panic",
		},
		"html":      {body: "<html>RESOURCE_NOT_FOUND</html>", reason: "a page is no answer, whatever it says"},
		"empty":     {body: "", reason: "no body, no words"},
		"null":      {body: "null", reason: "JSON without members"},
		"array":     {body: `[{"error":"RESOURCE_NOT_FOUND"}]`, reason: "no documented shape"},
		"cut":       {body: `{"error":"RESOURCE_NOT_FOUND","mess`, reason: "half an answer must not be believed"},
		"string":    {body: `"RESOURCE_NOT_FOUND"`, reason: "no documented shape"},
		"capital":   {body: `{"Error":"RESOURCE_NOT_FOUND"}`, reason: "a member that is spelled otherwise is another API's"},
		"lowercase": {body: `{"error":"not_found"}`, want: errorBody{message: "not_found"}, reason: "codes are upper case in every source"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := readError([]byte(test.body))
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(errorBody{})); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.reason, diff)
			}
		})
	}
}

func TestTimestamp(t *testing.T) {
	want := time.Date(2026, 2, 18, 10, 30, 0, 0, time.UTC)
	for text, want := range map[Timestamp]time.Time{
		"2026-02-18T10:30:00Z":      want,
		"2026-02-18T10:30:00.250Z":  want.Add(250 * time.Millisecond),
		"2026-02-18T11:30:00+01:00": want,
		"2026-02-18T10:30:00":       want,
		"":                          {},
		"yesterday":                 {},
	} {
		if got := text.Time(); !got.Equal(want) {
			t.Errorf("Timestamp(%q).Time() = %v, want %v", text, got, want)
		}
	}
}
