package destroy_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	cloudcontrolblockers "github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

var aLogGroup = deletion.Object{
	Type: "AWS::Logs::LogGroup", ID: "/audit",
	Home: deletion.Home{Account: "111122223333", Region: "eu-west-1"},
}

var theEnd = &deletion.Operation{Kind: deletion.KindDelete, Token: providertest.DeletionUnderWay.Token, State: deletion.Done, Status: "SUCCESS", RequestedAt: providertest.Noon}

// awsFailure is a failure as Cloud Control answers it.
func awsFailure(r deletion.Reason, code, message string) *deletion.Failure {
	return &deletion.Failure{Reason: r, Code: code, Message: message, Status: 400, RequestID: "6f2c0bd1-6a3f-4b4f-9d5d-2d1f7a4f0e11"}
}

// refused is a result that keeps its object.
func refused(obj deletion.Object, f *deletion.Failure) deletion.Result {
	return deletion.Result{Object: obj, Failure: f, Requests: 1, Elapsed: 1840 * time.Millisecond, Timeout: 20 * time.Minute}
}

func with(r deletion.Result, change func(*deletion.Result)) deletion.Result {
	change(&r)
	return r
}

// explained are the results whose full text is held by a golden file.
func explained() map[string]struct {
	result deletion.Result
	about  destroy.Explanation
} {
	inUse := &deletion.Failure{Reason: deletion.InUse, Code: "RESOURCE_IN_USE", Status: 400, Message: "Resource is in use by 2 active sessions"}
	type row = struct {
		result deletion.Result
		about  destroy.Explanation
	}
	unprotecting := destroy.Explanation{
		Allow:          cloudcontrolblockers.Allow([]string{"dynamodb:DeleteTable"}),
		AllowUnprotect: cloudcontrolblockers.Allow([]string{"dynamodb:UpdateTable", "dynamodb:DescribeTable"}),
	}
	rows := map[string]row{
		"deleted": {result: deletion.Result{Object: providertest.SecurityGroup, Outcome: deletion.Deleted}},
		"deleted_after_failures": {result: deletion.Result{
			Object: providertest.SecurityGroup, Outcome: deletion.Deleted, Failure: awsFailure(deletion.Throttled, "Throttling", "Rate exceeded"),
		}},
		"absent": {result: deletion.Result{Object: providertest.SecurityGroup, Outcome: deletion.Absent}},
		"deleted_unconfirmed": {result: deletion.Result{
			Object: providertest.SecurityGroup, Outcome: deletion.Deleted, Requests: 1, Elapsed: 5 * time.Second,
			Unconfirmed: awsFailure(deletion.Denied, "AccessDenied", "User is not authorized to perform cloudformation:GetResource"),
		}},
		"deleted_hook_warned": {result: deletion.Result{
			Object: providertest.SecurityGroup, Outcome: deletion.Deleted,
			Hooks: []deletion.Hook{{Name: "Acme::Tags::Check", ARN: "arn:aws:cloudformation:eu-west-1:111122223333:type/hook/Acme-Tags-Check", Message: "owner tag is missing", Failed: true}},
		}},
		"absent_unfenced": {result: deletion.Result{Object: providertest.SecurityGroup, Outcome: deletion.Absent, Unfenced: true}},
		"in_use": {result: with(refused(providertest.WebResource, inUse), func(r *deletion.Result) {
			r.Blockers = []deletion.Blocker{providertest.Jane, providertest.John}
		})},
		"in_use_by_one": {result: with(refused(providertest.WebResource, inUse), func(r *deletion.Result) {
			r.Blockers = []deletion.Blocker{providertest.Jane}
		})},
		"in_use_unseen": {result: with(refused(providertest.WebResource, inUse), func(r *deletion.Result) {
			r.BlockersErr = errors.New("other people's sessions could not be seen: FORBIDDEN: Access denied")
		})},
		"in_use_unannounced": {result: with(refused(providertest.WebResource, inUse), func(r *deletion.Result) {
			r.Blockers, r.Unannounced = []deletion.Blocker{providertest.Jane, providertest.John}, []deletion.Blocker{providertest.John}
		})},
		"unprotect_unannounced": {result: with(refused(aTable, &deletion.Failure{Reason: deletion.Protected, Err: errors.New("the object is protected")}), func(r *deletion.Result) {
			r.Requests, r.Unannounced = 0, []deletion.Blocker{theSwitch}
		})},
		"unprotect_denied": {about: unprotecting, result: with(refused(aTable, awsFailure(deletion.Denied, "AccessDenied", "User is not authorized to perform: dynamodb:UpdateTable")), func(r *deletion.Result) {
			r.Requests, r.Unprotecting = 0, []deletion.Blocker{theSwitch}
		})},
		"unprotect_invalid": {about: unprotecting, result: with(refused(aTable, awsFailure(deletion.Invalid, "InvalidRequest", "The table is being indexed")), func(r *deletion.Result) {
			r.Requests, r.Unprotecting = 0, []deletion.Blocker{theSwitch}
		})},
		"unprotect_interrupted": {about: unprotecting, result: with(refused(aTable, nil), func(r *deletion.Result) {
			r.Outcome, r.Requests, r.Unprotecting = deletion.Interrupted, 0, []deletion.Blocker{theSwitch}
			r.Operation = &deletion.Operation{Kind: deletion.KindUpdate, Token: providertest.DeletionUnderWay.Token, Status: "IN_PROGRESS", RequestedAt: providertest.Noon}
		})},
		"unprotect_timed_out": {about: unprotecting, result: with(refused(aTable, awsFailure(deletion.Throttled, "ThrottlingException", "Rate exceeded")), func(r *deletion.Result) {
			r.Outcome, r.Requests, r.Unprotecting = deletion.TimedOut, 0, []deletion.Blocker{theSwitch}
		})},
		"unprotected_refused": {about: unprotecting, result: with(refused(aTable, awsFailure(deletion.Denied, "AccessDenied", "User is not authorized to perform: dynamodb:DeleteTable")), func(r *deletion.Result) {
			r.Unprotected = []deletion.Blocker{theSwitch}
		})},
		"unprotected_interrupted": {about: unprotecting, result: with(refused(aTable, nil), func(r *deletion.Result) {
			r.Outcome, r.Operation, r.Unprotected = deletion.Interrupted, providertest.DeletionUnderWay, []deletion.Blocker{theSwitch}
		})},
		"credential_in_use": {result: with(refused(deletion.Object{Type: "EntryGuard credential", ID: providertest.WebResource.ID, Name: "aws-prod"},
			&deletion.Failure{Reason: deletion.InUse, Code: "CREDENTIAL_IN_USE", Status: 400, Message: "Credential is linked to 1 active resource"}), func(r *deletion.Result) {
			r.Blockers = []deletion.Blocker{{Code: "resource", ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Who: "web-prod"}}
		})},
		"credential_guarded": {result: with(refused(deletion.Object{Type: "EntryGuard credential", ID: providertest.WebResource.ID, Name: "aws-prod"},
			&deletion.Failure{Reason: deletion.InUse, Err: errors.New("the deletion was not asked for, because the API might delete what uses the object along with it")}), func(r *deletion.Result) {
			r.Requests, r.Blockers = 0, []deletion.Blocker{{Code: "resource", ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Status: "active", Who: "web-prod"}}
		})},
		"in_use_by_a_rule": {result: with(refused(providertest.WebResource, inUse), func(r *deletion.Result) {
			r.Failure = &deletion.Failure{Reason: deletion.InUse, Code: "RESOURCE_IN_USE", Status: 400, Message: "Resource is in use"}
			r.BlockersErr = errors.New("no session uses it, and the API does not say whether static IP rules block it")
			r.Blockers = []deletion.Blocker{{
				Code: "static_ip_rule", ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Status: "ACTIVE", Who: "office", Addresses: []string{"203.0.113.0/24"},
			}}
		})},
		"denied_with_permissions": {
			about:  destroy.Explanation{Allow: cloudcontrolblockers.Allow([]string{"ec2:DeleteSecurityGroup", "ec2:DescribeSecurityGroups"})},
			result: refused(providertest.SecurityGroup, awsFailure(deletion.Denied, "AccessDenied", "You are not authorized to perform this operation.")),
		},
		"dependants_vanishing": {
			about:  destroy.Explanation{Retriable: true},
			result: refused(providertest.SecurityGroup, awsFailure(deletion.Unclassified, "GeneralServiceException", "resource sg-0a1b2c3d4e5f60718 has a dependent object")),
		},
		"protected_unsaid": {
			about: destroy.Explanation{Retriable: true},
			result: with(refused(aLogGroup, awsFailure(deletion.Invalid, "InvalidRequest", "Deletion of log group /audit was rejected")), func(r *deletion.Result) {
				r.Blockers = []deletion.Blocker{theSwitch}
			}),
		},
		"protected_timed_out": {
			about: destroy.Explanation{Retriable: true},
			result: with(refused(aLogGroup, awsFailure(deletion.Unclassified, "GeneralServiceException", "Deletion of log group /audit was rejected")), func(r *deletion.Result) {
				r.Outcome, r.Elapsed, r.Requests, r.Blockers = deletion.TimedOut, 20*time.Minute, 40, []deletion.Blocker{theSwitch}
			}),
		},
		"hook_refused": {result: refused(providertest.SecurityGroup, &deletion.Failure{
			Reason: deletion.Denied, Code: "HookFailed", Message: "Hook(s) failed", Hooks: []deletion.Hook{
				{Name: "Acme::Deletion::Freeze", ARN: "arn:aws:cloudformation:eu-west-1:111122223333:type/hook/Acme-Deletion-Freeze", Message: "change freeze until Monday", Failed: true, Fatal: true},
			},
		})},
		"empty_message": {result: refused(providertest.SecurityGroup, &deletion.Failure{Reason: deletion.Unavailable, Code: "InternalFailure"})},
		"secret_masked": {about: destroy.Explanation{Mask: func(s string) string { return strings.ReplaceAll(s, "hunter2", "(sensitive)") }}, result: refused(providertest.SecurityGroup, awsFailure(deletion.Invalid, "InvalidRequest", "Password hunter2 is too short"))},
		"no_failure":    {result: deletion.Result{Object: providertest.SecurityGroup}},
		"contradiction": {result: with(refused(providertest.SecurityGroup, nil), func(r *deletion.Result) { r.Contradiction, r.Elapsed = true, 2*time.Minute })},
		"fence_account": {result: with(refused(providertest.SecurityGroup, awsFailure(deletion.NotFound, "NotFound", "not found")), fence(deletion.Home{Account: "999900001111", Region: "eu-west-1"}, nil))},
		"fence_unknown": {result: with(refused(providertest.SecurityGroup, awsFailure(deletion.NotFound, "NotFound", "not found")), fence(deletion.Home{}, awsFailure(deletion.Denied, "AccessDenied", "not authorized to perform sts:GetCallerIdentity")))},
		"fence_org":     {result: with(refused(providertest.WebResource, &deletion.Failure{Reason: deletion.NotFound}), fence(deletion.Home{Organization: "f9d0c1de-0000-4000-8000-000000000000"}, nil))},
		"timed_out": {result: with(refused(providertest.SecurityGroup, awsFailure(deletion.Throttled, "Throttling", "Rate exceeded")), func(r *deletion.Result) {
			r.Outcome, r.Operation, r.Elapsed = deletion.TimedOut, providertest.DeletionUnderWay, 20*time.Minute
		})},
		"timed_out_idle": {result: with(refused(providertest.SecurityGroup, nil), func(r *deletion.Result) { r.Outcome, r.Requests, r.Elapsed = deletion.TimedOut, 0, 20*time.Minute })},
		"timed_out_held_back": {result: with(refused(providertest.SecurityGroup, &deletion.Failure{Reason: deletion.Throttled, Unsent: true, Err: errors.New("the request was not sent: it waited 11.8s for its turn, because the provider held itself to 1.26 requests per second")}), func(r *deletion.Result) {
			r.Outcome, r.Requests, r.Elapsed, r.Timeout = deletion.TimedOut, 0, 12*time.Second, 12*time.Second
		})},
		"timed_out_waiting_for_sessions": {about: destroy.Explanation{InUse: deletion.Wait}, result: with(refused(providertest.WebResource, inUse), func(r *deletion.Result) {
			r.Outcome, r.Elapsed, r.Blockers = deletion.TimedOut, 20*time.Minute, []deletion.Blocker{providertest.Jane}
		})},
		"timed_out_ending_sessions": {about: destroy.Explanation{InUse: deletion.Stop}, result: with(refused(providertest.WebResource, inUse), func(r *deletion.Result) {
			r.Outcome, r.Elapsed, r.Blockers = deletion.TimedOut, 20*time.Minute, []deletion.Blocker{providertest.John}
		})},
		"not_found_unobserved": {result: with(refused(providertest.SecurityGroup, awsFailure(deletion.NotFound, "NotFound", "KMS key not found")), func(r *deletion.Result) {
			r.Unobserved = awsFailure(deletion.Denied, "AccessDenied", "User is not authorized to perform cloudformation:GetResource")
		})},
		"done_unobserved": {result: with(refused(providertest.SecurityGroup, nil), func(r *deletion.Result) {
			r.Done, r.Operation = true, theEnd
			r.Unobserved = &deletion.Failure{Reason: deletion.Unclassified, Status: 404, Err: errors.New("HTTP 404 without a message (text/html, 512 bytes)")}
		})},
		"done_timed_out": {result: with(refused(providertest.SecurityGroup, nil), func(r *deletion.Result) {
			r.Outcome, r.Done, r.Operation, r.Elapsed = deletion.TimedOut, true, theEnd, 20*time.Minute
		})},
		"done_interrupted": {result: with(refused(providertest.WebResource, nil), func(r *deletion.Result) { r.Outcome, r.Done = deletion.Interrupted, true })},
		"unsent":           {result: refused(providertest.SecurityGroup, &deletion.Failure{Reason: deletion.Unavailable, Unsent: true, Err: errors.New("dial tcp 192.0.2.1:443: connect: connection refused")})},
		"interrupted":      {result: with(refused(providertest.SecurityGroup, nil), func(r *deletion.Result) { r.Outcome, r.Operation = deletion.Interrupted, providertest.DeletionUnderWay })},
	}
	for _, reason := range deletion.Reasons() {
		rows["refused_"+strings.ToLower(reason.String())] = row{result: refused(providertest.SecurityGroup, awsFailure(reason, "Code"+reason.String(), "The words of the API."))}
	}
	return rows
}

func fence(actual deletion.Home, err error) func(*deletion.Result) {
	return func(r *deletion.Result) {
		r.Fence = &deletion.FenceError{Object: r.Object, Recorded: r.Object.Home, Actual: actual, Err: err}
	}
}

// TestExplain holds the full text of every diagnostic about a deletion.
func TestExplain(t *testing.T) {
	for name, row := range explained() {
		t.Run(name, func(t *testing.T) {
			row.about.Words = wordsOf(row.result.Object)
			diags := destroy.Explain(row.result, row.about)
			if row.result.Gone() && diags.HasError() {
				t.Error("gone, and an error keeps the object in state")
			}
			if got := diags.ErrorsCount(); !row.result.Gone() && got != 1 {
				t.Errorf("%d errors about an object that is not gone, want 1", got)
			}
			providertest.GoldenDiagnostics(t, name, diags)
		})
	}
}

// TestExplainKeepsWhatIsNotGone loops over all there is: whatever is not
// Deleted or Absent gets exactly one error, and that names its object.
func TestExplainKeepsWhatIsNotGone(t *testing.T) {
	for _, outcome := range append(deletion.Outcomes(), deletion.Outcome(99)) {
		for _, reason := range append(deletion.Reasons(), deletion.Reason(99)) {
			r := deletion.Result{Object: providertest.SecurityGroup, Outcome: outcome, Failure: &deletion.Failure{Reason: reason}}
			diags := destroy.Explain(r, destroy.Explanation{})
			want := 1
			if outcome == deletion.Deleted || outcome == deletion.Absent {
				want = 0
			}
			if got := diags.ErrorsCount(); got != want {
				t.Errorf("%v/%v: %d errors, want %d", outcome, reason, got, want)
			}
			for _, d := range diags {
				if !strings.Contains(d.Summary(), providertest.SecurityGroup.ID) {
					t.Errorf("%v/%v: the summary does not name the object: %q", outcome, reason, d.Summary())
				}
			}
		}
	}
}

// TestEveryReasonHasWords: a reason without a text of its own would say
// nothing to the person who meets it.
func TestEveryReasonHasWords(t *testing.T) {
	for _, reason := range deletion.Reasons() {
		if destroy.ShortReasons[reason] == "" {
			t.Errorf("%v has no short text", reason)
		}
		if len(destroy.ReasonRemedies[reason]) == 0 {
			t.Errorf("%v has no remedy", reason)
		}
	}
}

// failures are creates, reads and updates that fail, and what the policy says.
func failures() map[string]func(*diag.Diagnostics) {
	return map[string]func(*diag.Diagnostics){
		"create_invalid": func(d *diag.Diagnostics) {
			destroy.AddFailure(d, "create", providertest.SecurityGroup, awsFailure(deletion.Invalid, "InvalidRequest", "GroupDescription is required"))
		},
		"read_unauthenticated": func(d *diag.Diagnostics) {
			destroy.AddFailure(d, "read", providertest.WebResource, &deletion.Failure{Reason: deletion.Unauthenticated, Code: "UNAUTHORIZED", Status: 401, Message: "Token expired"})
		},
		"update_interrupted": func(d *diag.Diagnostics) {
			destroy.AddFailure(d, "update", providertest.SecurityGroup, context.Canceled)
		},
		"create_out_of_time": func(d *diag.Diagnostics) {
			destroy.AddFailure(d, "create", providertest.WebResource, deletion.ErrDeadline)
		},
		"update_out_of_time": func(d *diag.Diagnostics) {
			destroy.AddFailure(d, "update", providertest.WebResource, &deletion.Failure{Reason: deletion.Throttled, Status: 429, Message: "Too many requests", Err: deletion.ErrDeadline})
		},
		"read_out_of_time": func(d *diag.Diagnostics) {
			destroy.AddFailure(d, "read", providertest.WebResource, &deletion.Failure{
				Reason: deletion.Throttled, Unsent: true, Err: fmt.Errorf("the request was not sent: it waited 2s for its turn, because the provider held itself to 1 request per second (%w)", deletion.ErrDeadline),
			})
		},
		"update_unclassified": func(d *diag.Diagnostics) {
			destroy.AddFailure(d, "update", providertest.SecurityGroup, errors.New("something else"))
		},
		"prevent_in_plan": func(d *diag.Diagnostics) {
			d.AddError(destroy.PreventSummary(providertest.SecurityGroup), destroy.PreventInPlan)
		},
		"prevent_at_apply": func(d *diag.Diagnostics) {
			d.AddError(destroy.PreventSummary(providertest.SecurityGroup), destroy.PreventAtApply)
		},
		"prevent_replace": func(d *diag.Diagnostics) {
			d.AddError(destroy.PreventReplaceSummary(providertest.SecurityGroup), destroy.PreventReplace(path.Paths{path.Root("properties"), path.Root("region")}))
		},
		"ended_unannounced": func(d *diag.Diagnostics) {
			d.AddWarning("Destroying "+providertest.WebResource.String()+" ended 2 sessions", destroy.EndedWarning([]deletion.Blocker{providertest.Jane, providertest.John}, true))
		},
		"abandon_in_plan": func(d *diag.Diagnostics) {
			d.AddWarning(destroy.AbandonSummary(providertest.SecurityGroup), destroy.AbandonInPlan)
		},
		"abandon_replace": func(d *diag.Diagnostics) {
			d.AddWarning(destroy.AbandonSummary(providertest.SecurityGroup), destroy.AbandonReplace(path.Paths{path.Root("properties")}))
		},
		"outage_again": func(d *diag.Diagnostics) {
			var outage destroy.Outage
			var why diag.Diagnostics
			why.AddError("No AWS credentials", "Set access_key and secret_key.")
			outage.Applying("delete", providertest.WebResource, why)
			d.Append(outage.Applying("delete", providertest.SecurityGroup, why)...)
		},
	}
}

// TestExplainFailures holds their texts.
func TestExplainFailures(t *testing.T) {
	for name, add := range failures() {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			add(&diags)
			providertest.GoldenDiagnostics(t, name, diags)
		})
	}
}

func TestAddFailureAddsNothingForNil(t *testing.T) {
	var diags diag.Diagnostics
	destroy.AddFailure(&diags, "create", providertest.SecurityGroup, nil)
	if len(diags) != 0 {
		t.Errorf("diagnostics = %v, want none", diags)
	}
}

// TestNoOrphanedGoldenFiles keeps the folder in step with the cases.
func TestNoOrphanedGoldenFiles(t *testing.T) {
	known := slices.AppendSeq(slices.Collect(maps.Keys(failures())), maps.Keys(plannedAgain()))
	known = append(known, "protected_again", "interrupted_again", "protected_tainted")
	for name := range explained() {
		known = append(known, name)
	}
	providertest.RequireNoOrphans(t, "diagnostics", func(name string) bool { return slices.Contains(known, name) })
}

// TestExplainRefersToTheFirst: of ten objects that the same thing blocks, one says
// what to do and the others refer to it, each with its own blockers and words.
func TestExplainRefersToTheFirst(t *testing.T) {
	var settings destroy.Settings
	table := func(name string) deletion.Object { return deletion.Object{Type: "AWS::DynamoDB::Table", ID: name} }
	result := func(name string) deletion.Result {
		return with(refused(table(name), awsFailure(deletion.Invalid, "InvalidRequest", name+" is protected")), func(r *deletion.Result) {
			r.Blockers = []deletion.Blocker{theSwitch}
		})
	}
	about := destroy.Explanation{Words: wordsOf(aTable)}
	settings.Explain(result("first"), about)
	providertest.GoldenDiagnostics(t, "protected_again", settings.Explain(result("second"), about))
	stopped := func(name string) deletion.Result {
		return with(refused(table(name), nil), func(r *deletion.Result) { r.Outcome, r.Operation = deletion.Interrupted, providertest.DeletionUnderWay })
	}
	settings.Explain(stopped("first"), about)
	providertest.GoldenDiagnostics(t, "interrupted_again", settings.Explain(stopped("second"), about))
	about.Unplanned = true
	providertest.GoldenDiagnostics(t, "protected_tainted", settings.Explain(result("second"), about))
	for golden, found := range plannedAgain() {
		var settings destroy.Settings
		var resp resource.ModifyPlanResponse
		for _, name := range []string{"first", "second"} {
			resp = resource.ModifyPlanResponse{}
			settings.Announce(table(name), found, "", &resp)
		}
		providertest.GoldenDiagnostics(t, golden, resp.Diagnostics)
	}
}

// plannedAgain are what a plan finds about a second object as about the first.
func plannedAgain() map[string]destroy.Findings {
	words := wordsOf(aTable)
	return map[string]destroy.Findings{
		"planned_again":           {Words: words, Blockers: []deletion.Blocker{theSwitch, theStack}},
		"planned_protected_again": {Words: words, Blockers: []deletion.Blocker{theSwitch}},
		"planned_owned_again":     {Words: words, Blockers: []deletion.Blocker{theStack}},
		"planned_passable_again":  {Words: words, Blockers: []deletion.Blocker{theSwitch}, Passable: true},
		"unchecked_again":         {Unseen: destroy.ErrUnseen("whether an operation is under way on it", refusal)},
	}
}

// TestReferencesAreClear: what to do is said of an object that others must be able
// to find, also where another one has its name.
func TestReferencesAreClear(t *testing.T) {
	role := func(id string) deletion.Object { return deletion.Object{Type: "EntryGuard role", ID: id, Name: "web"} }
	credential := deletion.Object{Type: "EntryGuard credential", ID: "c", Name: "aws"}
	other := deletion.Object{Type: "EntryGuard role", ID: "o", Name: "other"}
	for name, c := range map[string]struct {
		objects []deletion.Object // the last one is asked about
		see     string
	}{
		"a name of its own":     {[]deletion.Object{role("a"), other}, "To do: see web."},
		"two of a name":         {[]deletion.Object{role("a"), role("b")}, "To do: see EntryGuard role web (a)."},
		"two of a name, before": {[]deletion.Object{role("a"), role("b"), other}, "To do: see EntryGuard role web (a)."},
		"another type":          {[]deletion.Object{role("a"), credential}, "To do: see EntryGuard role web (a)."},
	} {
		t.Run(name, func(t *testing.T) {
			var settings destroy.Settings
			var said string
			for _, obj := range c.objects {
				var resp resource.ModifyPlanResponse
				settings.Announce(obj, destroy.Findings{Unseen: destroy.ErrNotConfigured}, "", &resp)
				said = resp.Diagnostics[0].Detail()
			}
			if !strings.Contains(said, c.see) {
				t.Errorf("it says %q, want %q", said, c.see)
			}
		})
	}
}
