package cloudcontrol

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"
)

// unusable are texts that no request could name an object by.
var unusable = []string{"a\x00b", "a\nb", "a\x1b[2Jb", "a\x7fb", "a\u0085b", "a\xffb", strings.Repeat("x", 1025)}

func TestValidIdentifier(t *testing.T) {
	for _, identifier := range []string{"a", "/my/log group", "../up", "a|b", `{"Name":"ä"}`, "https://sqs/1/q", strings.Repeat("ä", 1024)} {
		if !ValidIdentifier(identifier) {
			t.Errorf("%.20q is one", identifier)
		}
	}
	for _, identifier := range append(unusable, "") {
		if ValidIdentifier(identifier) {
			t.Errorf("%.20q is none", identifier)
		}
	}
}

// TestQuoted: what is long is cut.
func TestQuoted(t *testing.T) {
	whole := strings.Repeat("x", 60)
	for text, want := range map[string]string{whole: `"` + whole + `"`, whole + "y": `"` + whole + `"…`, "a\x07": `"a\a"`} {
		if got := quoted(text); got != want {
			t.Errorf("quoted(%q) = %s, want %s", text, got, want)
		}
	}
}

// TestUnusableIdentifiersDoNotEnter: neither by an operation nor by a read.
func TestUnusableIdentifiersDoNotEnter(t *testing.T) {
	for _, identifier := range unusable {
		op := operationFrom(types.ProgressEvent{Identifier: aws.String(identifier), StatusMessage: aws.String("made"), OperationStatus: types.OperationStatusSuccess}, nil, time.Time{})
		if op.ObjectID != "" || !strings.Contains(op.Message, "cannot be one") || !strings.Contains(op.Message, "made") {
			t.Errorf("%.20q: %q, %q; people must read what the API said", identifier, op.ObjectID, op.Message)
		}
		found := &types.ResourceDescription{Identifier: aws.String(identifier), Properties: aws.String(`{"Name":"a"}`)}
		if d, err := (question{typeName: "A::B::C", identifier: "asked", anyForm: true}).description(nil, found, new(answer)); err == nil {
			t.Errorf("%.20q came in: %+v", identifier, d)
		}
		if _, err := (question{typeName: "A::B::C", identifier: identifier, anyForm: true}).description(nil, found, new(answer)); err != nil {
			t.Errorf("%.20q is in state and must be readable: %v", identifier, err)
		}
	}
}
