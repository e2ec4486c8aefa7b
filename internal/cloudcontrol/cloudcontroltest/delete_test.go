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

const (
	widget = "Steward::Test::Widget"
	minute = time.Minute
)

func slow() cloudcontroltest.Options {
	return cloudcontroltest.Options{Durations: cloudcontroltest.Durations{Delete: minute, Update: minute}}
}

// Line 4 of the check list.
func TestDeleteIsAsynchronous(t *testing.T) {
	t.Parallel()
	opts := slow()
	opts.Durations.Pending = 10 * time.Second
	f := start(t, opts)
	if _, err := f.server.Put(widget, `{"Name":"w"}`); err != nil {
		t.Fatal(err)
	}
	asked := time.Now()
	e := f.remove(widget, "w")
	if took := time.Since(asked); took > 2*time.Second {
		t.Errorf("the answer took %s; it must not wait for the end", took)
	}
	if e.OperationStatus != types.OperationStatusPending || *e.Identifier != "w" || e.Operation != types.OperationDelete {
		t.Fatalf("first event: %s of %s, %s", e.OperationStatus, aws.ToString(e.Identifier), e.Operation)
	}
	began := *e.EventTime
	for _, step := range []struct {
		after  time.Duration
		status types.OperationStatus
		there  bool
	}{
		{0, "PENDING", true},
		{10 * time.Second, "IN_PROGRESS", true},
		{49 * time.Second, "IN_PROGRESS", true},
		{time.Second, "SUCCESS", false},
		{time.Hour, "SUCCESS", false},
	} {
		f.server.Advance(step.after)
		e := f.status(e.RequestToken)
		if e.OperationStatus != step.status {
			t.Errorf("%s later: %s, want %s", f.server.Now().Sub(began), e.OperationStatus, step.status)
		}
		if _, there := f.server.Object(widget, "w"); there != step.there {
			t.Errorf("%s later: object there is %v, want %v", f.server.Now().Sub(began), there, step.there)
		}
		if step.status == "SUCCESS" && (!e.EventTime.Equal(began.Add(minute)) || e.ResourceModel != nil) {
			t.Errorf("SUCCESS at %s with model %v; want the time of the end and no model", e.EventTime, e.ResourceModel)
		}
	}
	if n := f.server.Deletions(widget, "w"); n != 1 {
		t.Errorf("%d deletions took effect, want 1", n)
	}
}

// Line 5 of the check list.
func TestDeleteOfMissingObject(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		missing cloudcontroltest.MissingDelete
		code    types.HandlerErrorCode
		text    string
	}{
		"default":         {cloudcontroltest.MissingIsNotFoundEvent, types.HandlerErrorCodeNotFound, "was not found"},
		"invalid request": {cloudcontroltest.MissingIsInvalidRequest, types.HandlerErrorCodeInvalidRequest, "does not exist"},
		"general service": {cloudcontroltest.MissingIsGeneralService, types.HandlerErrorCodeGeneralServiceException, "cannot be found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{MissingDelete: c.missing}})
			e := f.remove(widget, "gone")
			if e.OperationStatus != types.OperationStatusInProgress || *e.Identifier != "gone" {
				t.Errorf("first event: %s of %s", e.OperationStatus, aws.ToString(e.Identifier))
			}
			e = f.status(e.RequestToken)
			if e.OperationStatus != types.OperationStatusFailed || e.ErrorCode != c.code || !strings.Contains(aws.ToString(e.StatusMessage), c.text) {
				t.Errorf("ended %s/%s %q", e.OperationStatus, e.ErrorCode, aws.ToString(e.StatusMessage))
			}
			if n := f.server.Deletions(widget, "gone"); n != 0 {
				t.Errorf("%d deletions took effect", n)
			}
		})
	}
	t.Run("exception", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{MissingDelete: cloudcontroltest.MissingIsNotFoundException}})
		_, err := f.tryRemove(widget, "gone", "")
		if text := wantCode(t, err, "ResourceNotFoundException"); !strings.Contains(text, "(HandlerErrorCode: NotFound, RequestToken: ") {
			t.Errorf("text is %q", text)
		}
		if n := len(f.server.Operations()); n != 0 {
			t.Errorf("%d operations were made", n)
		}
	})
}

// Line 19 of the check list.
func TestEventualConsistency(t *testing.T) {
	t.Parallel()
	t.Run("still found for a while", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{LingerAfterDelete: 30 * time.Second}})
		f.create(widget, `{"Name":"w"}`)
		e := f.status(f.remove(widget, "w").RequestToken)
		if e.OperationStatus != types.OperationStatusSuccess {
			t.Fatalf("ended %s", e.OperationStatus)
		}
		f.mustGet(widget, "w")
		if _, there := f.server.Object(widget, "w"); there {
			t.Error("the object is there, though only its shadow should be")
		}
		if ids := f.list(widget, ""); len(ids) != 1 {
			t.Errorf("list shows %v", ids)
		}
		f.server.Advance(30 * time.Second)
		_, err := f.get(widget, "w")
		wantCode(t, err, "ResourceNotFoundException")
		if ids := f.list(widget, ""); len(ids) != 0 {
			t.Errorf("list shows %v", ids)
		}
	})
	t.Run("a new namesake is no shadow", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{})
		f.server.Script(cloudcontroltest.Fate{Kind: "DELETE", Linger: new(minute)})
		f.create(widget, `{"Name":"w","Size":1}`)
		f.status(f.remove(widget, "w").RequestToken)
		f.create(widget, `{"Name":"w","Size":2}`)
		if got := f.mustGet(widget, "w")["Size"]; got != 2.0 {
			t.Errorf("Size is %v", got)
		}
		if ids := f.list(widget, ""); len(ids) != 1 {
			t.Errorf("list shows %v", ids)
		}
	})
	t.Run("reported deleted but still there", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{})
		f.create(widget, `{"Name":"w"}`)
		f.server.Script(cloudcontroltest.Fate{Kind: "DELETE", TypeName: widget, Effect: cloudcontroltest.EffectNone})
		if e := f.status(f.remove(widget, "w").RequestToken); e.OperationStatus != types.OperationStatusSuccess {
			t.Fatalf("ended %s", e.OperationStatus)
		}
		f.server.Advance(24 * time.Hour)
		f.mustGet(widget, "w")
		if n := f.server.Deletions(widget, "w"); n != 0 {
			t.Errorf("%d deletions took effect", n)
		}
		// It wears off: the next deletion is a real one.
		f.status(f.remove(widget, "w").RequestToken)
		if _, there := f.server.Object(widget, "w"); there {
			t.Error("still there")
		}
	})
}

func TestSuccessAtOnce(t *testing.T) {
	t.Parallel()
	opts := slow()
	f := start(t, opts)
	f.create(widget, `{"Name":"a"}`)
	f.create(widget, `{"Name":"b"}`)
	f.server.Script(cloudcontroltest.Fate{Kind: "DELETE", Identifier: "a", AtOnce: true})
	if e := f.remove(widget, "a"); e.OperationStatus != types.OperationStatusSuccess {
		t.Errorf("one by its fate: %s", e.OperationStatus)
	}
	f.server.Change(func(sw *cloudcontroltest.Switches) { sw.SuccessAtOnce = true })
	if e := f.remove(widget, "b"); e.OperationStatus != types.OperationStatusSuccess {
		t.Errorf("the other by the switch: %s", e.OperationStatus)
	}
	if left := f.server.Objects(); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	// One that fails says so at once, too.
	if e := f.remove(widget, "b"); e.OperationStatus != types.OperationStatusFailed || e.ErrorCode != types.HandlerErrorCodeNotFound {
		t.Errorf("what is gone: %s/%s", e.OperationStatus, e.ErrorCode)
	}
}

func TestProtectedObjectStays(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	f.create("Steward::Test::Database", `{"DatabaseName":"db","Engine":"mysql","DeletionProtection":true}`)
	e := f.status(f.remove("Steward::Test::Database", "db").RequestToken)
	if e.OperationStatus != types.OperationStatusFailed || e.ErrorCode != types.HandlerErrorCodeInvalidRequest || !strings.Contains(*e.StatusMessage, "DeletionProtection") {
		t.Errorf("ended %s/%s %s", e.OperationStatus, e.ErrorCode, aws.ToString(e.StatusMessage))
	}
	if e, err := f.update("Steward::Test::Database", "db", `[{"op":"replace","path":"/DeletionProtection","value":false}]`); err != nil || e.OperationStatus != types.OperationStatusSuccess {
		t.Fatalf("update: %v %v", e, err)
	}
	if e := f.status(f.remove("Steward::Test::Database", "db").RequestToken); e.OperationStatus != types.OperationStatusSuccess {
		t.Errorf("ended %s", e.OperationStatus)
	}
}

// list returns the identifiers that ListResources shows, through all pages.
func (f *fixture) list(typeName, model string) []string {
	f.t.Helper()
	in := &cloudcontrol.ListResourcesInput{TypeName: &typeName}
	if model != "" {
		in.ResourceModel = &model
	}
	var ids []string
	for pages := cloudcontrol.NewListResourcesPaginator(f.cc, in); pages.HasMorePages(); {
		page, err := pages.NextPage(f.t.Context())
		if err != nil {
			f.t.Fatalf("ListResources %s: %v", typeName, err)
		}
		for _, d := range page.ResourceDescriptions {
			ids = append(ids, *d.Identifier)
		}
	}
	return ids
}
