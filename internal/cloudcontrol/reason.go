package cloudcontrol

import (
	"maps"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// reasons is the one table of codes (deletion.md section 2). It serves the
// exception that answers a request and the ErrorCode of an operation that ended
// FAILED, both without the word "Exception" at the end. The HTTP status plays
// no part: the service sends 400 where its model says 404, 409 or 429.
//
// A code that is missing here is Unclassified, and the object stays in state.
var reasons = map[string]deletion.Reason{
	"NotFound":         deletion.NotFound,
	"ResourceNotFound": deletion.NotFound,

	"ConcurrentOperation":    deletion.Busy,
	"ConcurrentModification": deletion.Busy, // only answers a cancel
	"ResourceConflict":       deletion.Busy,
	"ClientTokenConflict":    deletion.Busy,

	"Throttling":           deletion.Throttled,
	"Throttled":            deletion.Throttled,
	"RequestThrottled":     deletion.Throttled,
	"EC2Throttled":         deletion.Throttled,
	"TooManyRequests":      deletion.Throttled,
	"RequestLimitExceeded": deletion.Throttled,
	"SlowDown":             deletion.Throttled,

	"ServiceInternalError":   deletion.Unavailable,
	"ServiceTimeout":         deletion.Unavailable,
	"InternalFailure":        deletion.Unavailable,
	"HandlerInternalFailure": deletion.Unavailable,
	"HandlerFailure":         deletion.Unavailable,
	"NetworkFailure":         deletion.Unavailable,
	"NotStabilized":          deletion.Unavailable,
	"InternalError":          deletion.Unavailable,
	"InternalServerError":    deletion.Unavailable,
	"InternalServer":         deletion.Unavailable,
	"ServiceUnavailable":     deletion.Unavailable,
	"RequestTimeout":         deletion.Unavailable,

	"AccessDenied":                 deletion.Denied,
	"UnauthorizedOperation":        deletion.Denied,
	"UnauthorizedTaggingOperation": deletion.Denied,
	"NotAuthorized":                deletion.Denied,
	"OptInRequired":                deletion.Denied,
	"RegionDisabled":               deletion.Denied,
	"NonCompliant":                 deletion.Denied, // a hook's verdict

	"InvalidCredentials":         deletion.Unauthenticated,
	"UnrecognizedClient":         deletion.Unauthenticated,
	"InvalidClientTokenId":       deletion.Unauthenticated,
	"InvalidAccessKeyId":         deletion.Unauthenticated,
	"InvalidToken":               deletion.Unauthenticated,
	"InvalidIdentityToken":       deletion.Unauthenticated,
	"ExpiredToken":               deletion.Unauthenticated,
	"TokenRefreshRequired":       deletion.Unauthenticated,
	"MissingAuthenticationToken": deletion.Unauthenticated,
	"AuthFailure":                deletion.Unauthenticated,
	"InvalidSignature":           deletion.Unauthenticated,
	"SignatureDoesNotMatch":      deletion.Unauthenticated,
	"IncompleteSignature":        deletion.Unauthenticated,
	"RequestExpired":             deletion.Unauthenticated,
	"RequestTimeTooSkewed":       deletion.Unauthenticated,

	"ServiceLimitExceeded": deletion.QuotaExceeded,
	"LimitExceeded":        deletion.QuotaExceeded,

	"TypeNotFound":      deletion.Unsupported,
	"UnsupportedAction": deletion.Unsupported,
	"PrivateType":       deletion.Unsupported,
	"UnsupportedTarget": deletion.Unsupported,

	"InvalidRequest":              deletion.Invalid,
	"NotUpdatable":                deletion.Invalid,
	"AlreadyExists":               deletion.Invalid,
	"Validation":                  deletion.Invalid,
	"ValidationError":             deletion.Invalid,
	"Serialization":               deletion.Invalid,
	"InvalidTypeConfiguration":    deletion.Invalid,
	"InvalidParameterValue":       deletion.Invalid,
	"InvalidParameterCombination": deletion.Invalid,
	"MissingParameter":            deletion.Invalid,
	"InvalidAction":               deletion.Invalid,
	"UnknownOperation":            deletion.Invalid,

	"RequestTokenNotFound": deletion.Lost,

	"GeneralService": deletion.Unclassified, // the service's text decides, and people read it
	"CFNRegistry":    deletion.Unclassified,
}

// reasonOf returns the reason of a code, Unclassified for one that is new to
// us.
func reasonOf(code string) deletion.Reason { return reasons[strings.TrimSuffix(code, "Exception")] }

// ErrorCodes are the codes that this package knows, without Exception at the end,
// sorted.
func ErrorCodes() []string { return slices.Sorted(maps.Keys(reasons)) }

// isCode reports whether code is the one of that name, as exception or not.
func isCode(code, name string) bool { return strings.TrimSuffix(code, "Exception") == name }

// hints are what this API's users can do, in place of the reason's general
// remedy.
var hints = map[deletion.Reason]string{
	deletion.Denied:          "allow the caller Cloud Control's actions (cloudformation:GetResource and the like), and the caller or role_arn those of the type's handler",
	deletion.Unauthenticated: "check the credentials in the provider's aws block and in the environment (AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN), and whether they have expired",
}
