package cloudcontrol

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// An answer that says success must name what was asked for and carry what such
// an answer always has. Else it is a failed request, never a value: what a half
// answer leaves out would be taken for drift, and the object be replaced.

// A halfAnswer says what an answer lacks, or whose answer it is.
type halfAnswer struct{ text string }

func (e *halfAnswer) Error() string { return e.text }

// HalfAnswer reports whether a request failed because its answer, though it
// said success, lacks what it must have or is about something else.
func HalfAnswer(err error) bool {
	_, half := errors.AsType[*halfAnswer](err)
	return half
}

// unreadable is the failure of an answer that says success and lacks what it
// must have. The request was carried out, most likely.
func unreadable(a *answer, format string, args ...any) *deletion.Failure {
	return &deletion.Failure{
		Reason: deletion.Unavailable, Status: a.status, RequestID: a.requestID,
		Err: &halfAnswer{plaintext.Line(fmt.Sprintf(format, args...))},
	}
}

// A question is what GetResource was asked about.
type question struct {
	typeName   string
	identifier string
	// anyForm says that the identifier may be in a form that the API does not
	// write: a person typed it.
	anyForm bool
	prior   any              // a model that the object had; nil where none is known
	schema  *cfschema.Schema // nil where it is not known
}

// description reads the answer to a question.
func (q question) description(typeName *string, found *types.ResourceDescription, noted *answer) (Description, error) {
	if lack := q.lack(aws.ToString(typeName), found); lack != "" {
		return Description{}, unreadable(noted, "GetResource was asked about %s, but its answer %s", q.identifier, lack)
	}
	return Description{Identifier: *found.Identifier, Properties: json.RawMessage(*found.Properties)}, nil
}

// lack says what keeps an answer from counting; empty where nothing does.
func (q question) lack(typeName string, found *types.ResourceDescription) string {
	switch {
	case typeName != "" && typeName != q.typeName:
		return "is about the type " + typeName
	case found == nil:
		return "has no ResourceDescription"
	}
	model, lack := cfschema.LiveModel(aws.ToString(found.Properties))
	if lack != "" {
		return lack
	}
	named := aws.ToString(found.Identifier)
	switch {
	case named == "":
		return "has no Identifier"
	case named != q.identifier && !ValidIdentifier(named):
		return "is about what cannot be an identifier: " + quoted(named)
	case !q.anyForm && !q.schema.Names(q.identifier, named):
		return "is about " + named
	}
	if lack := q.schema.LackOfIdentity(model, named); lack != "" {
		return lack
	}
	if gone := q.schema.Vanished(q.prior, model); gone != nil {
		return "has nothing of what the object had: " + strings.Join(gone, ", ")
	}
	return ""
}

// lackOf says what keeps the event that answers a request from counting; empty
// where nothing does.
func (what call) lackOf(event *types.ProgressEvent, schema *cfschema.Schema) string {
	kind, known := kindsOf[what.operation]
	switch {
	case event == nil:
		return "has no ProgressEvent"
	case aws.ToString(event.RequestToken) == "":
		return "has no RequestToken"
	case event.OperationStatus == "":
		return "has no OperationStatus"
	case unprintable(*event.RequestToken + aws.ToString(event.Identifier) + aws.ToString(event.TypeName)):
		return "has control characters in a name"
	case known && event.Operation != "" && event.Operation != kind:
		return "is about the operation " + string(event.Operation)
	case what.typeName != "" && event.TypeName != nil && *event.TypeName != what.typeName:
		return "is about the type " + *event.TypeName
	case what.identifier != "" && aws.ToString(event.Identifier) != "" && !schema.Names(what.identifier, *event.Identifier):
		return "is about " + *event.Identifier
	}
	return ""
}

// unprintable reports whether a name holds what the API's own never do. They
// are sent back as they are, so they are refused and not cleaned.
func unprintable(name string) bool { return strings.ContainsFunc(name, unicode.IsControl) }

// kindsOf are the kinds of operation that requests start.
var kindsOf = map[string]types.Operation{
	"CreateResource": types.OperationCreate,
	"UpdateResource": types.OperationUpdate,
	"DeleteResource": types.OperationDelete,
}
