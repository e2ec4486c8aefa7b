package cloudcontrol

import (
	"context"
	"errors"
	"strings"
	"testing"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

// TestWhatAFailureSays: a request's code ends in Exception, an event's does not.
func TestWhatAFailureSays(t *testing.T) {
	failed := func(code string) error { return &deletion.Failure{Code: code} }
	for name, c := range map[string]struct {
		says     func(error) bool
		yes, not []error
	}{
		"AlreadyExists": {
			AlreadyExists,
			[]error{failed("AlreadyExists"), failed("AlreadyExistsException")},
			[]error{nil, errors.New("AlreadyExists"), failed("NotUpdatable"), failed("")},
		},
		"NoSuchRequest": {
			NoSuchRequest,
			[]error{failed("InvalidAction"), failed("InvalidActionException"), failed("UnknownOperationException")},
			[]error{nil, errors.New("InvalidAction"), failed("AlreadyExists")},
		},
		"NotUpdatable": {
			NotUpdatable,
			[]error{failed("NotUpdatable"), failed("NotUpdatableException")},
			[]error{nil, failed("AlreadyExists")},
		},
	} {
		for _, err := range c.yes {
			if !c.says(err) {
				t.Errorf("%s(%v) is false", name, err)
			}
		}
		for _, err := range c.not {
			if c.says(err) {
				t.Errorf("%s(%v) is true", name, err)
			}
		}
	}
}

// TestHostLabels: a region becomes part of a host name.
func TestHostLabels(t *testing.T) {
	for _, region := range []string{"eu-west-1", "us-gov-east-1", "a", "z", "0", "9", "az09-", strings.Repeat("a", 63)} {
		if !isHostLabel(region) {
			t.Errorf("%q is refused", region)
		}
	}
	for _, region := range []string{"", "-a", "EU-WEST-1", "eu.west.1", "a/b", "a:1", "a`b", "{a", "a@b", strings.Repeat("a", 64)} {
		if isHostLabel(region) {
			t.Errorf("%q may be part of a host name", region)
		}
	}
}

// TestPriorities: only a poll on which no end depends lets others go first.
func TestPriorities(t *testing.T) {
	asked := func(operation string) context.Context {
		return awsmiddleware.SetOperationName(t.Context(), operation)
	}
	for operation, want := range map[string]throttle.Priority{
		"GetResourceRequestStatus": throttle.Poll, "DeleteResource": throttle.First, "GetResource": throttle.First, "ListResourceRequests": throttle.First,
	} {
		if got := priorityOf(asked(operation)); got != want {
			t.Errorf("%s has the priority %v, want %v", operation, got, want)
		}
	}
}
