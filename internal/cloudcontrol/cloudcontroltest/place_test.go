package cloudcontroltest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// State is kept apart by account and by region.
func TestPlaces(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{Accounts: map[string]string{"AKIDOTHER": "210987654321"}})
	f.create(widget, `{"Name":"w"}`)
	for _, client := range []*cloudcontrol.Client{f.client("AKIDOTHER", "us-east-1"), f.client("AKIDTEST", "eu-west-1")} {
		_, err := client.GetResource(t.Context(), &cloudcontrol.GetResourceInput{TypeName: aws.String(widget), Identifier: aws.String("w")})
		wantCode(t, err, "ResourceNotFoundException")
		out, err := client.ListResourceRequests(t.Context(), &cloudcontrol.ListResourceRequestsInput{})
		if err != nil || len(out.ResourceRequestStatusSummaries) != 0 {
			t.Errorf("requests of elsewhere: %v %v", out, err)
		}
	}
	if _, err := f.server.At("210987654321", "us-east-1").Put(widget, `{"Name":"theirs"}`); err != nil {
		t.Fatal(err)
	}
	if here, all := len(f.server.Place.Objects()), len(f.server.Objects()); here != 1 || all != 2 {
		t.Errorf("%d objects here and %d in all, want 1 and 2", here, all)
	}
}

func TestHandsOn(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	id, err := f.server.Put("Steward::Test::Database", `{"DatabaseName":"db","Engine":"mysql","MasterUserPassword":"hunter2-master"}`)
	if err != nil || id != "db" {
		t.Fatalf("Put: %s, %v", id, err)
	}
	err = f.server.Mutate("Steward::Test::Database", "db", func(properties map[string]any) {
		properties["AllocatedStorage"] = 99
		delete(properties, "DeletionProtection")
	})
	if err != nil {
		t.Fatal(err)
	}
	got := f.mustGet("Steward::Test::Database", "db")
	if _, there := got["DeletionProtection"]; there || got["AllocatedStorage"] != 99.0 || got["MasterUserPassword"] != nil {
		t.Errorf("after the drift: %v", got)
	}
	if _, err := f.server.Put("Steward::Test::Database", `{"DatabaseName":"db","Engine":"postgres"}`); err != nil || len(f.server.Objects()) != 1 {
		t.Errorf("Put again: %v, %d objects", err, len(f.server.Objects()))
	}
	if !f.server.Remove("Steward::Test::Database", "db") || f.server.Remove("Steward::Test::Database", "db") {
		t.Error("Remove has to say whether the object was there")
	}
	if e := f.status(f.remove("Steward::Test::Database", "db").RequestToken); e.ErrorCode != types.HandlerErrorCodeNotFound {
		t.Errorf("deletion of what somebody removed ended %s/%s", e.OperationStatus, e.ErrorCode)
	}
	if n := f.server.Deletions("Steward::Test::Database", "db"); n != 0 {
		t.Errorf("%d deletions took effect through the API", n)
	}

	f.create(widget, `{"Name":"w"}`)
	for what, err := range map[string]error{
		"Put of an unknown type":      second(f.server.Put("Steward::Test::Nothing", `{}`)),
		"Put of an array":             second(f.server.Put(widget, `[]`)),
		"Mutate of what is not there": f.server.Mutate(widget, "v", func(map[string]any) {}),
		"Mutate of the identifier":    f.server.Mutate(widget, "w", func(p map[string]any) { p["Name"] = "v" }),
		"Mutate of an unknown type":   f.server.Mutate("Steward::Test::Nothing", "w", func(map[string]any) {}),
	} {
		if err == nil {
			t.Errorf("%s went well", what)
		}
	}
	if _, there := f.server.Object(membership, "one part"); there {
		t.Error("an identifier that cannot be read finds something")
	}
}

func second[T any](_ T, err error) error { return err }

// An object that somebody removes while its deletion is under way is not
// found by the handler at its end.
func TestRemovedMeanwhile(t *testing.T) {
	t.Parallel()
	f := start(t, slow())
	f.create(widget, `{"Name":"w"}`)
	token := f.remove(widget, "w").RequestToken
	f.server.Remove(widget, "w")
	f.server.Advance(minute)
	if e := f.status(token); e.OperationStatus != types.OperationStatusFailed || e.ErrorCode != types.HandlerErrorCodeNotFound {
		t.Errorf("ended %s/%s", e.OperationStatus, e.ErrorCode)
	}
}

// Line 20 of the check list, and what else the log says.
func TestRequestLog(t *testing.T) {
	t.Parallel()
	f := start(t, slow())
	if _, err := f.server.Put(widget, `{"Name":"w"}`); err != nil {
		t.Fatal(err)
	}
	first, err := f.tryRemove(widget, "w", "once")
	if err != nil {
		t.Fatal(err)
	}
	f.status(first.RequestToken)
	_, err = f.tryRemove(widget, "w", "twice")
	wantCode(t, err, "ConcurrentOperationException")
	_, err = f.tryRemove(widget, "other", "")
	if err != nil {
		t.Fatal(err)
	}
	for operation, want := range map[string]int{"DeleteResource": 3, "GetResourceRequestStatus": 1, "GetResource": 0, "": 4} {
		if got := f.server.Count(operation); got != want {
			t.Errorf("%d requests of %q, want %d", got, operation, want)
		}
	}
	if got := f.server.CountOf("DeleteResource", widget, "w"); got != 2 {
		t.Errorf("%d deletions of w were asked for, want 2", got)
	}

	log := f.server.Requests()
	want := cloudcontroltest.Request{
		Time: f.server.Now(), Service: "cloudcontrol", Operation: "DeleteResource", TypeName: widget, Identifier: "w",
		ClientToken: "once", RequestToken: *first.RequestToken, Account: "123456789012", Region: "us-east-1", AccessKeyID: "AKIDTEST",
		Status: 200, RequestID: log[0].RequestID, UserAgent: log[0].UserAgent,
	}
	if log[0] != want || log[0].RequestID == "" || !strings.Contains(log[0].UserAgent, "api/cloudcontrol") {
		t.Errorf("log begins with %+v, want %+v", log[0], want)
	}
	if poll := log[1]; poll.Identifier != "w" || poll.TypeName != widget || poll.RequestToken != *first.RequestToken {
		t.Errorf("the poll is %+v; it is about the object of its operation", poll)
	}
	if refused := log[2]; refused.ErrorCode != "ConcurrentOperationException" || refused.Status != 400 || refused.ClientToken != "twice" {
		t.Errorf("the refused one is %+v", refused)
	}
	f.server.ResetRequests()
	if n := len(f.server.Requests()); n != 0 {
		t.Errorf("%d requests after the reset", n)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	// Without a clock of one's own, time is real and can be moved all the same.
	server, err := cloudcontroltest.Start(cloudcontroltest.Options{Durations: cloudcontroltest.Durations{Delete: time.Hour}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := server.Put(widget, `{"Name":"w"}`); err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, server: server}
	f.cc = f.client("AKIDTEST", "us-east-1")
	f.remove(widget, "w")
	if ahead := time.Until(server.Now()); ahead > time.Minute || ahead < -time.Minute {
		t.Errorf("the clock is off by %s", ahead)
	}
	server.Advance(time.Hour)
	if objects := server.Objects(); len(objects) != 0 {
		t.Errorf("an hour later there is %v", objects)
	}
	// Durations count for what starts later.
	server.SetDurations("", cloudcontroltest.Durations{})
	f.create(widget, `{"Name":"v"}`)
	if e := f.status(f.remove(widget, "v").RequestToken); e.OperationStatus != types.OperationStatusSuccess {
		t.Errorf("ended %s", e.OperationStatus)
	}
}
