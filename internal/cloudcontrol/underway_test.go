package cloudcontrol

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// TestUnderWay: one list serves all objects of a region, and so does one
// refusal; a caller who gives up takes nothing from the others.
func TestUnderWay(t *testing.T) {
	server, client := simulate(t, cloudcontroltest.Options{})
	for _, name := range []string{"busy", "free"} {
		if _, err := server.Put(widgets.TypeName, fmt.Sprintf(`{"Name":%q}`, name)); err != nil {
			t.Fatal(err)
		}
	}
	token, err := server.ForeignOperation("UPDATE", widgets.TypeName, "busy", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.UnderWay(gone, widgets, "busy"); err == nil {
		t.Error("a caller who is gone gets an answer")
	}
	var looks sync.WaitGroup
	for range 50 {
		looks.Go(func() {
			if found, err := client.UnderWay(t.Context(), widgets, "busy"); err != nil || len(found) != 1 || found[0].Token != token || found[0].Kind != deletion.KindUpdate {
				t.Errorf("busy: %+v, %v", found, err)
			}
			if found, err := client.UnderWay(t.Context(), widgets, "free"); err != nil || len(found) != 0 {
				t.Errorf("free: %+v, %v", found, err)
			}
		})
	}
	looks.Wait()
	if got := server.Count("ListResourceRequests"); got != 1 {
		t.Errorf("%d lists for 100 looks, want 1", got)
	}
	server.Fail(cloudcontroltest.Fault{Operation: "ListResourceRequests", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
	elsewhere := Target{TypeName: widgets.TypeName, Region: "eu-west-1"}
	for range 3 {
		if _, err := client.UnderWay(t.Context(), elsewhere, "busy"); deletion.ReasonOf(err) != deletion.Denied {
			t.Errorf("got %v, want Denied", err)
		}
	}
	if got := server.Count("ListResourceRequests"); got != 2 {
		t.Errorf("%d lists, want 2: one refusal answers for all", got)
	}
}
