package cloudcontrol

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// TestReasons holds the table of deletion.md section 2, row by row.
func TestReasons(t *testing.T) {
	rows := map[deletion.Reason][]string{
		deletion.NotFound:        {"NotFound", "ResourceNotFoundException", "ResourceNotFound"},
		deletion.Busy:            {"ConcurrentOperationException", "ResourceConflict", "ResourceConflictException", "ClientTokenConflictException"},
		deletion.Throttled:       {"Throttling", "ThrottlingException"},
		deletion.Unavailable:     {"ServiceInternalError", "ServiceTimeout", "InternalFailure", "HandlerInternalFailureException", "HandlerFailureException", "NetworkFailure", "NotStabilized", "NotStabilizedException"},
		deletion.Denied:          {"AccessDenied", "AccessDeniedException", "UnauthorizedTaggingOperation"},
		deletion.Unauthenticated: {"InvalidCredentials", "InvalidCredentialsException", "ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch"},
		deletion.QuotaExceeded:   {"ServiceLimitExceeded", "ServiceLimitExceededException"},
		deletion.Unsupported:     {"TypeNotFoundException", "UnsupportedActionException", "PrivateTypeException"},
		deletion.Invalid:         {"InvalidRequest", "NotUpdatable", "AlreadyExists", "ValidationException", "ValidationError"},
		deletion.Lost:            {"RequestTokenNotFoundException"},
		deletion.Unclassified:    {"GeneralServiceException", "GeneralService", "SomethingNewException", "", "Exception"},
	}
	for want, codes := range rows {
		for _, code := range codes {
			if got := reasonOf(code); got != want {
				t.Errorf("reasonOf(%q) = %v, want %v", code, got, want)
			}
		}
	}
}

// mapped reports whether the table has a row for the code.
func mapped(code string) bool {
	_, ok := reasons[strings.TrimSuffix(code, "Exception")]
	return ok
}

func TestEveryHandlerErrorCodeIsMapped(t *testing.T) {
	codes := types.HandlerErrorCode("").Values()
	if len(codes) < 16 {
		t.Fatalf("the SDK lists %d handler error codes, want at least 16", len(codes))
	}
	for _, code := range codes {
		if !mapped(string(code)) {
			t.Errorf("the handler error code %s has no reason", code)
		}
	}
}

func TestEveryOperationStatusIsMapped(t *testing.T) {
	for _, status := range types.OperationStatus("").Values() {
		state, ok := operationStates[status]
		if !ok {
			t.Errorf("the status %s has no state", status)
		}
		if done := status == types.OperationStatusSuccess; done != (state == deletion.Done) {
			t.Errorf("the status %s is %v: only SUCCESS is Done", status, state)
		}
	}
	for _, kind := range types.Operation("").Values() {
		if operationKinds[kind].String() != string(kind) {
			t.Errorf("the operation %s is the kind %v", kind, operationKinds[kind])
		}
	}
}

// TestEveryModelledExceptionIsMapped reads the SDK's own source, because
// exceptions are types, and types cannot be listed at run time.
func TestEveryModelledExceptionIsMapped(t *testing.T) {
	for _, service := range []string{"cloudcontrol"} {
		names := exceptionsOf(t, service)
		if len(names) < 19 {
			t.Fatalf("%s models %d exceptions, want at least 19: %v", service, len(names), names)
		}
		for _, name := range names {
			if !mapped(name) {
				t.Errorf("%s: the exception %s has no reason", service, name)
			}
		}
	}
	for _, name := range []string{"TypeNotFoundException", "CFNRegistryException"} { // those of DescribeType
		if !mapped(name) {
			t.Errorf("DescribeType: the exception %s has no reason", name)
		}
	}
}

func exceptionsOf(t *testing.T, service string) []string {
	t.Helper()
	pkg, err := build.Import("github.com/aws/aws-sdk-go-v2/service/"+service+"/types", ".", build.FindOnly)
	if err != nil {
		t.Skipf("the SDK's source cannot be found (is the go tool on PATH?): %v", err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(pkg.Dir, "errors.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, decl := range file.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			if named, ok := spec.(*ast.TypeSpec); ok {
				names = append(names, named.Name.Name)
			}
		}
	}
	return names
}

// TestThrottlingOfTheSDK holds that what the SDK takes for throttling is
// throttling here, but for codes of other services.
func TestThrottlingOfTheSDK(t *testing.T) {
	elsewhere := map[string]bool{
		"ProvisionedThroughputExceededException": true, // DynamoDB
		"TransactionInProgressException":         true, // DynamoDB
		"BandwidthLimitExceeded":                 true, // old EC2
		"PriorRequestNotComplete":                true, // Route 53
		"LimitExceededException":                 true, // a quota in CloudFormation
	}
	for code := range retry.DefaultThrottleErrorCodes {
		if got := reasonOf(code); !elsewhere[code] && got != deletion.Throttled {
			t.Errorf("reasonOf(%q) = %v, want Throttled", code, got)
		}
	}
}
