package cloudcontrol

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

var (
	widgets     = Target{TypeName: "Steward::Test::Widget"}
	memberships = Target{TypeName: "Steward::Test::Membership"}
)

func TestLifeOfAnObject(t *testing.T) {
	server, client := simulate(t, cloudcontroltest.Options{})
	ctx := t.Context()
	op, err := client.Create(ctx, widgets, json.RawMessage(`{"Name":"w1","Size":7,"Weight":1.50}`), "create-1")
	if err != nil || op.Kind != deletion.KindCreate || op.Token == "" {
		t.Fatalf("Create = %+v, %v", op, err)
	}
	if op, err = client.Status(ctx, "", op.Token); err != nil || op.State != deletion.Done || op.ObjectID != "w1" {
		t.Fatalf("Status = %+v, %v; want done, with the identifier", op, err)
	}
	again, err := client.Create(ctx, widgets, json.RawMessage(`{"Name":"w1","Size":7,"Weight":1.50}`), "create-1")
	if err != nil || again.Token != op.Token {
		t.Errorf("the same request again = %+v, %v; want the same operation", again, err)
	}
	if op, err = client.Update(ctx, widgets, "w1", json.RawMessage(`[{"op":"replace","path":"/Size","value":8}]`), "update-1"); err != nil {
		t.Fatal(err)
	}
	if op, err = client.Status(ctx, "", op.Token); err != nil || op.State != deletion.Done {
		t.Fatalf("Status = %+v, %v", op, err)
	}
	found, err := client.Get(ctx, widgets, "w1")
	if err != nil || found.Identifier != "w1" || !strings.Contains(string(found.Properties), `"Size":8`) {
		t.Errorf("Get = %s, %v", found.Properties, err)
	}
	backend := client.Backend(widgets)
	if op, err = backend.Delete(ctx, deletion.Object{ID: "w1"}, oneAttempt); err != nil {
		t.Fatal(err)
	}
	if op, err = backend.Poll(ctx, op); err != nil || op.State != deletion.Done {
		t.Errorf("Poll = %+v, %v", op, err)
	}
	if _, err := client.Get(ctx, widgets, "w1"); deletion.ReasonOf(err) != deletion.NotFound {
		t.Errorf("Get = %v, want NotFound", err)
	}
	if _, ok := server.Object(widgets.TypeName, "w1"); ok {
		t.Error("the object lives")
	}
	all, err := client.Requests(ctx, "", RequestFilter{Kinds: []deletion.OperationKind{deletion.KindDelete}})
	if err != nil || len(all) != 1 || all[0].Token != op.Token || all[0].State != deletion.Done {
		t.Errorf("Requests = %+v, %v; want the deletion alone", all, err)
	}
}

func TestPagesOfTheSimulatedAPI(t *testing.T) {
	server, client := simulate(t, cloudcontroltest.Options{})
	for i := range 120 {
		id, err := server.Put(widgets.TypeName, fmt.Sprintf(`{"Name":"w%d"}`, i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Backend(widgets).Delete(t.Context(), deletion.Object{ID: id}, deletion.Attempt{Seed: id}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 60 {
		if _, err := server.Put(widgets.TypeName, fmt.Sprintf(`{"Name":"again%d"}`, i)); err != nil {
			t.Fatal(err)
		}
	}
	if requests, err := client.Requests(t.Context(), "", RequestFilter{}); err != nil || len(requests) != 120 {
		t.Errorf("Requests = %d, %v; want 120", len(requests), err)
	}
	if objects, err := client.List(t.Context(), widgets, nil); err != nil || len(objects) != 60 {
		t.Errorf("List = %d, %v; want 60", len(objects), err)
	}
	if lists, requests := server.Count("ListResources"), server.Count("ListResourceRequests"); lists < 3 || requests < 2 {
		t.Errorf("%d and %d pages: nothing was paged", lists, requests)
	}
}

func TestWhatIsInTheWay(t *testing.T) {
	server, client := simulate(t, aMinute)
	id, err := server.Put(memberships.TypeName, `{"GroupName":"g","UserName":"u"}`)
	if err != nil {
		t.Fatal(err)
	}
	obj, backend := deletion.Object{Type: memberships.TypeName, ID: id}, client.Backend(memberships)
	token, err := server.ForeignOperation("UPDATE", memberships.TypeName, `{"UserName":"u","GroupName":"g"}`, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	_, err = backend.Delete(t.Context(), obj, oneAttempt)
	if f := deletion.AsFailure(err); f.Reason != deletion.Busy || f.InTheWay != token || f.Spent {
		t.Errorf("Delete = %+v; want Busy, with the token %s", f, token)
	}
	if op, err := backend.Poll(t.Context(), deletion.Operation{Token: token}); err != nil || op.Kind != deletion.KindUpdate || op.State != deletion.UnderWay {
		t.Errorf("Poll of what is in the way = %+v, %v; want an update under way", op, err)
	}
	if found, err := backend.Operations(t.Context(), obj); err != nil || len(found) != 1 || found[0].Token != token {
		t.Errorf("Operations = %+v, %v; want the update", found, err)
	}
	server.Advance(2 * time.Minute)
	mine, err := backend.Delete(t.Context(), obj, oneAttempt)
	if err != nil {
		t.Fatal(err)
	}
	// The same attempt on another object is another request with the same token.
	other, err := server.Put(memberships.TypeName, `{"GroupName":"g","UserName":"v"}`)
	if err != nil {
		t.Fatal(err)
	}
	_, err = backend.Delete(t.Context(), deletion.Object{ID: other}, oneAttempt)
	if f := deletion.AsFailure(err); f.Reason != deletion.Busy || !f.Spent || f.InTheWay != mine.Token {
		t.Errorf("Delete = %+v; want Busy, spent, with the token %s", f, mine.Token)
	}
}

func TestCancel(t *testing.T) {
	server, client := simulate(t, cloudcontroltest.Options{Durations: cloudcontroltest.Durations{Delete: time.Minute, Cancel: time.Minute}})
	id, err := server.Put(widgets.TypeName, `{"Name":"w1"}`)
	if err != nil {
		t.Fatal(err)
	}
	backend := client.Backend(widgets)
	op, err := backend.Delete(t.Context(), deletion.Object{ID: id}, oneAttempt)
	if err != nil {
		t.Fatal(err)
	}
	cancelled, err := client.Cancel(t.Context(), "", op.Token)
	if err != nil || cancelled.Token != op.Token || cancelled.Status != "CANCEL_IN_PROGRESS" || cancelled.State != deletion.UnderWay {
		t.Errorf("Cancel = %+v, %v; want CANCEL_IN_PROGRESS, under way", cancelled, err)
	}
	server.Advance(2 * time.Minute)
	op, err = backend.Poll(t.Context(), op)
	if err != nil || op.State != deletion.Failed || op.Failure.Reason != deletion.Cancelled {
		t.Errorf("Poll = %+v, %v; want Failed, Cancelled", op, err)
	}
	if op, err = backend.Delete(t.Context(), deletion.Object{ID: id}, deletion.Attempt{Seed: oneAttempt.Seed, Number: 1}); err != nil {
		t.Fatal(err)
	}
	server.Advance(2 * time.Minute)
	if _, err := client.Cancel(t.Context(), "", op.Token); deletion.ReasonOf(err) != deletion.Busy {
		t.Errorf("Cancel of what has ended = %v, want Busy", err)
	}
	if _, err := client.Cancel(t.Context(), "", "00000000-0000-4000-8000-000000000000"); deletion.ReasonOf(err) != deletion.Lost {
		t.Errorf("Cancel of an unknown token = %v, want Lost", err)
	}
}

// TestEveryWayToFail lets operations end with every code, and requests be
// refused with every exception, of the simulated API.
func TestEveryWayToFail(t *testing.T) {
	server, client := simulate(t, cloudcontroltest.Options{})
	backend, ctx := client.Backend(widgets), t.Context()
	if _, err := server.Put(widgets.TypeName, `{"Name":"w1"}`); err != nil {
		t.Fatal(err)
	}
	obj := deletion.Object{Type: widgets.TypeName, ID: "w1"}
	for i, code := range types.HandlerErrorCode("").Values() {
		server.Script(cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: string(code)})
		op, err := backend.Delete(ctx, obj, deletion.Attempt{Seed: oneAttempt.Seed, Number: i})
		if err == nil {
			op, err = backend.Poll(ctx, op)
		}
		if err != nil || op.State != deletion.Failed || op.Failure.Reason != reasonOf(string(code)) || op.Failure.Code != string(code) || op.Failure.RequestID == "" {
			t.Errorf("%s: %+v, %v", code, op, err)
		}
	}
	for _, code := range exceptionsOf(t, "cloudcontrol") {
		server.Fail(cloudcontroltest.Fault{Operation: "DeleteResource", Code: code})
		_, err := backend.Delete(ctx, obj, oneAttempt)
		if f := deletion.AsFailure(err); f == nil || f.Reason != reasonOf(code) || f.Code != code || f.Message == "" || f.RequestID == "" {
			t.Errorf("%s: %+v", code, f)
		}
	}
	if got := server.Deletions(obj.Type, obj.ID); got != 0 {
		t.Errorf("%d deletions took effect", got)
	}
}

func TestTypesOfTheSimulatedAPI(t *testing.T) {
	_, client := simulate(t, cloudcontroltest.Options{})
	schema, err := client.Type(t.Context(), memberships)
	if err != nil || schema.TypeName != memberships.TypeName || schema.ProvisioningType != cfschema.FullyMutable || schema.Delete == nil {
		t.Errorf("Type = %+v, %v", schema, err)
	}
	if legacy, err := client.Type(t.Context(), Target{TypeName: "Steward::Test::Legacy"}); err != nil || legacy.ProvisioningType != cfschema.NonProvisionable {
		t.Errorf("Type = %+v, %v; want NON_PROVISIONABLE", legacy, err)
	}
	if _, err := client.Type(t.Context(), Target{TypeName: "Steward::Test::Nothing"}); deletion.ReasonOf(err) != deletion.Unsupported {
		t.Errorf("Type = %v, want Unsupported", err)
	}
	if exists, err := client.Backend(Target{TypeName: "Steward::Test::Nothing"}).Observe(t.Context(), deletion.Object{ID: "x"}); exists || deletion.ReasonOf(err) != deletion.Unsupported {
		t.Errorf("Observe = %v, %v; a type that nobody knows says nothing about the object", exists, err)
	}
}

func TestAccountsOfTheSimulatedAPI(t *testing.T) {
	server, client := simulate(t, cloudcontroltest.Options{Accounts: map[string]string{testAccessKey: testAccount}}, func(cfg *Config) {
		cfg.AssumeRole = []AssumeRole{{RoleARN: "arn:aws:iam::444455556666:role/deployer"}}
	})
	if got, err := client.AccountID(t.Context()); got != "444455556666" || err != nil {
		t.Errorf("AccountID = %q, %v; want the account of the assumed role", got, err)
	}
	if _, err := server.At("444455556666", "us-east-1").Put(widgets.TypeName, `{"Name":"w1"}`); err != nil {
		t.Fatal(err)
	}
	if exists, err := client.Backend(widgets).Observe(t.Context(), deletion.Object{ID: "w1"}); !exists || err != nil {
		t.Errorf("Observe = %v, %v; want what lives in the role's account", exists, err)
	}
	elsewhere := Target{TypeName: widgets.TypeName, Region: "eu-west-1"}
	if exists, err := client.Backend(elsewhere).Observe(t.Context(), deletion.Object{ID: "w1"}); exists || err != nil {
		t.Errorf("Observe in another region = %v, %v; want absence", exists, err)
	}
}

func TestRejectedKeys(t *testing.T) {
	for _, code := range []string{"UnrecognizedClientException", "ExpiredTokenException", "InvalidSignatureException"} {
		server, client := simulate(t, cloudcontroltest.Options{RejectedKeys: map[string]string{testAccessKey: code}}, func(cfg *Config) { cfg.SkipCredentialsValidation = true })
		if _, err := client.Backend(widgets).Observe(t.Context(), deletion.Object{ID: "w1"}); deletion.ReasonOf(err) != deletion.Unauthenticated {
			t.Errorf("%s: %v, want Unauthenticated", code, err)
		}
		_, _, err := New(t.Context(), Config{Region: "us-east-1", AccessKey: testAccessKey, SecretKey: testSecretKey, Endpoints: Endpoints{STS: server.URL()}})
		if _, ok := errors.AsType[*ConfigError](err); !ok || deletion.ReasonOf(err) != deletion.Unauthenticated || server.Count("GetCallerIdentity") != 1 {
			t.Errorf("%s: New = %v after %d requests", code, err, server.Count("GetCallerIdentity"))
		}
	}
}

// TestTheLimiterKeepsBelowTheRate asks at once for what takes two seconds at
// the API's rate.
func TestTheLimiterKeepsBelowTheRate(t *testing.T) {
	server, client := simulate(t, cloudcontroltest.Options{RequestsPerSecond: 110}, func(cfg *Config) { cfg.RequestsPerSecond = 100 })
	backend := client.Backend(widgets)
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			if exists, err := backend.Observe(t.Context(), deletion.Object{ID: "w1"}); exists || err != nil {
				t.Errorf("Observe = %v, %v", exists, err)
			}
		})
	}
	all.Wait()
	if got := server.Count("GetResource"); got != 200 {
		t.Errorf("%d requests, want 200", got)
	}
}

func TestWebIdentity(t *testing.T) {
	const role = "arn:aws:iam::444455556666:role/ci"
	for name, change := range map[string]func(*WebIdentity){
		"token": func(w *WebIdentity) { w.WebIdentityToken = "a-token-of-the-provider" },
		"file": func(w *WebIdentity) {
			w.WebIdentityTokenFile = files(t, map[string]string{"t": "a-token-of-the-provider"}, "t")[0]
		},
		"environment": func(*WebIdentity) { // where both are set, as on EKS; the role is the block's
			t.Setenv("AWS_ROLE_ARN", "arn:aws:iam::999988887777:role/pod")
			t.Setenv("AWS_WEB_IDENTITY_TOKEN_FILE", files(t, map[string]string{"t": "a-token-of-the-provider"}, "t")[0])
		},
	} {
		_, client := simulate(t, cloudcontroltest.Options{}, func(cfg *Config) {
			cfg.AccessKey, cfg.SecretKey = "", ""
			cfg.AssumeRoleWithWebIdentity = &WebIdentity{RoleARN: role, SessionName: "ci", Duration: time.Hour}
			change(cfg.AssumeRoleWithWebIdentity)
		})
		if got, err := client.AccountID(t.Context()); got != "444455556666" || err != nil {
			t.Errorf("%s: AccountID = %q, %v; want the role's account", name, got, err)
		}
	}
}

// TestOperationsOfMany: those who meet a conflict at the same time share a list,
// and who is not on it asks anew.
func TestOperationsOfMany(t *testing.T) {
	server, client := simulate(t, aMinute)
	const n = 30
	begin := func(name string) {
		t.Helper()
		id, err := server.Put(widgets.TypeName, fmt.Sprintf(`{"Name":%q}`, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Backend(widgets).Delete(t.Context(), deletion.Object{ID: id}, deletion.Attempt{Seed: id}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		begin(fmt.Sprint("w", i))
	}
	find := func(name string) {
		found, err := client.Backend(widgets).Operations(t.Context(), deletion.Object{ID: name})
		if err != nil || len(found) != 1 || found[0].ObjectID != name {
			t.Errorf("Operations on %s = %+v, %v", name, found, err)
		}
	}
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { find(fmt.Sprint("w", i)) })
	}
	all.Wait()
	if got := server.Count("ListResourceRequests"); got > 3 {
		t.Errorf("%d lists for %d objects", got, n)
	}
	begin("late")
	find("late")
}
