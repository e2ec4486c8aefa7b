package cloudcontroldata_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const readinessData = "steward_cloudcontrol_deletion_readiness"

// readiness reads verdicts: by object the verdict and what is named, as "code
// id", in the order of the answer.
func (s *session) readiness(config attributes) map[string][]string {
	s.T.Helper()
	seen, diags := s.Data(readinessData, config)
	if len(diags) > 0 {
		s.T.Fatal(providertest.Text(diags))
	}
	verdicts := map[string][]string{}
	for id, object := range seen["objects"].(map[string]any) {
		one := object.(map[string]any)
		said := []string{one["verdict"].(string)}
		for _, b := range one["blockers"].([]any) {
			blocker := b.(map[string]any)
			said = append(said, blocker["code"].(string)+" "+blocker["id"].(string))
		}
		if unchecked, ok := one["unchecked"].(string); ok {
			said = append(said, unchecked)
		}
		verdicts[id] = said
	}
	return verdicts
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{})
	s.world.Put(providertest.WidgetType, `{"Name":"free"}`, `{"Name":"owned","Tags":[{"Key":"aws:cloudformation:stack-id","Value":"arn:aws:cloudformation:us-east-1:111122223333:stack/s/1"}]}`,
		`{"Name":"kept","DeletionProtection":true,"DisableApiTermination":false}`, `{"Name":"busy"}`)
	s.world.Put("Steward::Test::Ledger", `{"Name":"forever"}`)
	token, err := s.world.CloudControl.ForeignOperation("UPDATE", providertest.WidgetType, "busy", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"free":  {"ready"},
		"owned": {"blocked", "stack arn:aws:cloudformation:us-east-1:111122223333:stack/s/1"},
		"kept":  {"blocked", "protection DeletionProtection"},
		"busy":  {"waits", "operation " + token},
	}
	s.world.CloudControl.ResetRequests()
	if diff := cmp.Diff(want, s.readiness(attributes{"type_name": providertest.WidgetType})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if lists, gets := s.world.CloudControl.Count("ListResourceRequests"), s.world.CloudControl.Count("GetResource"); lists != 1 || gets != 4 {
		t.Errorf("%d lists of requests and %d reads, want one list, and one read of each of the 4", lists, gets)
	}
	named := s.readiness(attributes{"type_name": providertest.WidgetType, "identifiers": []any{"free", "nobody"}})
	if diff := cmp.Diff(map[string][]string{"free": {"ready"}, "nobody": {"unknown", destroy.ErrNoSuchObject.Error()}}, named); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	never := s.readiness(attributes{"type_name": "Steward::Test::Ledger", "identifiers": []any{"forever"}})
	if diff := cmp.Diff(map[string][]string{"forever": {"blocked", "type Steward::Test::Ledger"}}, never); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestReadinessUnseen: what is refused is unknown, never ready.
func TestReadinessUnseen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ operation, says string }{
		"reading": {"GetResource", "whether it is protected: AccessDeniedException: "},
		"listing": {"ListResourceRequests", "whether an operation is under way on it: AccessDeniedException: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, cloudcontroltest.Options{})
			s.world.Put(providertest.WidgetType, `{"Name":"one"}`)
			s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: c.operation, Code: "AccessDeniedException", Message: "no", Times: cloudcontroltest.Always})
			got := s.readiness(attributes{"type_name": providertest.WidgetType, "identifiers": []any{"one"}})
			if diff := cmp.Diff(map[string][]string{"one": {"unknown", c.says + "no"}}, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
