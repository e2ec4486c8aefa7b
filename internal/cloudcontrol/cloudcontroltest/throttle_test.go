package cloudcontroltest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// Line 14 of the check list: rates.
func TestThrottling(t *testing.T) {
	t.Parallel()
	ask := func(f *fixture, operation string) string {
		x := f.raw(operation, `{"TypeName":"Steward::Test::Widget","Identifier":"w"}`, nil)
		if x.status == http.StatusOK {
			return ""
		}
		code, message := errorBody(t, x)
		if code == "ThrottlingException" && (message != "Rate exceeded" || x.status != http.StatusBadRequest) {
			t.Errorf("throttled with %d %q", x.status, message)
		}
		return code
	}
	t.Run("per operation", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{OperationRates: map[string]float64{"GetResource": 3}})
		for i := range 5 {
			want := "ResourceNotFoundException"
			if i >= 3 {
				want = "ThrottlingException"
			}
			if got := ask(f, "GetResource"); got != want {
				t.Errorf("request %d: %s, want %s", i, got, want)
			}
		}
		if got := ask(f, "ListResources"); got != "" {
			t.Errorf("another operation: %s", got)
		}
		f.server.Advance(time.Second / 3)
		if got := ask(f, "GetResource"); got != "ResourceNotFoundException" {
			t.Errorf("a third of a second later: %s", got)
		}
	})
	t.Run("all of an account and region", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{RequestsPerSecond: 2})
		for i, want := range []string{"", "", "ThrottlingException"} {
			if got := ask(f, "ListResources"); got != want {
				t.Errorf("request %d: %q, want %q", i, got, want)
			}
		}
		if _, err := f.client("AKIDTEST", "eu-west-1").ListResources(t.Context(), &cloudcontrol.ListResourcesInput{TypeName: aws.String(widget)}); err != nil {
			t.Errorf("another region: %v", err)
		}
		if _, err := f.describe(widget); err != nil {
			t.Errorf("CloudFormation has rates of its own: %v", err)
		}
	})
}
