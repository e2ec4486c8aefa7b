package cloudcontroltest_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

var trailingToken = regexp.MustCompile(`RequestToken[: ]+([0-9a-f-]{36})`)

func tokenIn(t *testing.T, text string) string {
	t.Helper()
	found := trailingToken.FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no RequestToken in %q", text)
	}
	return found[1]
}

// Line 6 of the check list.
func TestClientToken(t *testing.T) {
	t.Parallel()
	t.Run("same request", func(t *testing.T) {
		t.Parallel()
		f := start(t, slow())
		f.create(widget, `{"Name":"w"}`)
		first, err := f.tryRemove(widget, "w", "once")
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []types.OperationStatus{"IN_PROGRESS", "SUCCESS"} {
			again, err := f.tryRemove(widget, "w", "once")
			if err != nil || *again.RequestToken != *first.RequestToken || again.OperationStatus != want {
				t.Fatalf("again: %v %v, want %s of the first request", again, err, want)
			}
			f.server.Advance(minute)
		}
		if n := f.server.Deletions(widget, "w"); n != 1 {
			t.Errorf("%d deletions took effect", n)
		}
	})
	t.Run("after FAILED", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{})
		f.create(widget, `{"Name":"w"}`)
		f.server.Script(cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: "ResourceConflict"})
		first, err := f.tryRemove(widget, "w", "once")
		if err != nil {
			t.Fatal(err)
		}
		again, err := f.tryRemove(widget, "w", "once")
		if err != nil || *again.RequestToken != *first.RequestToken || again.ErrorCode != types.HandlerErrorCodeResourceConflict {
			t.Errorf("again: %v %v, want the old failure", again, err)
		}
		anew, err := f.tryRemove(widget, "w", "twice")
		if err != nil || *anew.RequestToken == *first.RequestToken {
			t.Errorf("with a new token: %v %v, want a new request", anew, err)
		}
	})
	t.Run("other request", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{})
		f.create(widget, `{"Name":"a"}`)
		f.create(widget, `{"Name":"b"}`)
		first, err := f.tryRemove(widget, "a", "once")
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.tryRemove(widget, "b", "once")
		text := wantCode(t, err, "ClientTokenConflictException")
		if tokenIn(t, text) != *first.RequestToken || !strings.HasPrefix(text, "ClientToken once is already associated") {
			t.Errorf("text is %q", text)
		}
		_, err = f.cc.CreateResource(t.Context(), &cloudcontrol.CreateResourceInput{
			TypeName: aws.String(widget), DesiredState: aws.String(`{"Name":"c"}`), ClientToken: aws.String("once"),
		})
		wantCode(t, err, "ClientTokenConflictException")
	})
	t.Run("same request refused in flight", func(t *testing.T) {
		t.Parallel()
		opts := slow()
		opts.Switches.ReplayConflicts = true
		f := start(t, opts)
		f.create(widget, `{"Name":"w"}`)
		first, err := f.tryRemove(widget, "w", "once")
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.tryRemove(widget, "w", "once")
		if got := tokenIn(t, wantCode(t, err, "ClientTokenConflictException")); got != *first.RequestToken {
			t.Errorf("names %s, want %s", got, *first.RequestToken)
		}
		f.server.Advance(minute)
		again, err := f.tryRemove(widget, "w", "once")
		if err != nil || *again.RequestToken != *first.RequestToken {
			t.Errorf("after the end: %v %v, want a replay", again, err)
		}
	})
	t.Run("forgotten after 36 hours", func(t *testing.T) {
		t.Parallel()
		for hours, same := range map[time.Duration]bool{35 * time.Hour: true, 36 * time.Hour: false} {
			f := start(t, cloudcontroltest.Options{})
			f.create(widget, `{"Name":"w"}`)
			first, err := f.tryRemove(widget, "w", "once")
			if err != nil {
				t.Fatal(err)
			}
			f.server.Advance(hours)
			again, err := f.tryRemove(widget, "w", "once")
			if err != nil || (*again.RequestToken == *first.RequestToken) != same {
				t.Errorf("%s later: same request is %v (%v), want %v", hours, !same, err, same)
			}
		}
	})
	t.Run("of another account or region", func(t *testing.T) {
		t.Parallel()
		f := start(t, cloudcontroltest.Options{Accounts: map[string]string{"AKIDOTHER": "210987654321"}})
		f.create(widget, `{"Name":"w"}`)
		if _, err := f.tryRemove(widget, "w", "once"); err != nil {
			t.Fatal(err)
		}
		for _, client := range []*cloudcontrol.Client{f.client("AKIDOTHER", "us-east-1"), f.client("AKIDTEST", "eu-west-1")} {
			_, err := client.DeleteResource(t.Context(), &cloudcontrol.DeleteResourceInput{
				TypeName: aws.String(widget), Identifier: aws.String("other"), ClientToken: aws.String("once"),
			})
			if err != nil {
				t.Errorf("token is shared: %v", err)
			}
		}
	})
}

// Line 7 of the check list.
func TestOneOperationPerObject(t *testing.T) {
	t.Parallel()
	f := start(t, slow())
	f.create(widget, `{"Name":"w"}`)
	f.create(widget, `{"Name":"other"}`)
	first := f.remove(widget, "w")

	_, err := f.tryRemove(widget, "w", "")
	text := wantCode(t, err, "ConcurrentOperationException")
	if want := "Concurrent operation found for resource w with RequestToken " + *first.RequestToken; text != want {
		t.Errorf("text is %q, want %q", text, want)
	}
	_, err = f.tryRemove(widget, `{"Name":"w"}`, "")
	wantCode(t, err, "ConcurrentOperationException")
	_, err = f.update(widget, "w", `[{"op":"add","path":"/Size","value":3}]`)
	wantCode(t, err, "ConcurrentOperationException")
	_, err = f.cc.CreateResource(t.Context(), &cloudcontrol.CreateResourceInput{TypeName: aws.String(widget), DesiredState: aws.String(`{"Name":"w"}`)})
	wantCode(t, err, "ConcurrentOperationException")

	f.mustGet(widget, "w")
	f.remove(widget, "other")

	f.server.Change(func(sw *cloudcontroltest.Switches) { sw.ConflictWithoutToken = true })
	_, err = f.tryRemove(widget, "w", "")
	if text := wantCode(t, err, "ConcurrentOperationException"); trailingToken.MatchString(text) {
		t.Errorf("text is %q, want none with a token", text)
	}
	f.server.Advance(minute)
	if e := f.remove(widget, "w"); *e.RequestToken == *first.RequestToken {
		t.Error("after the end a new request must start")
	}
}

func TestForeignOperation(t *testing.T) {
	t.Parallel()
	f := start(t, slow())
	f.create(widget, `{"Name":"w"}`)
	token, err := f.server.ForeignOperation("UPDATE", widget, "w", minute)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.tryRemove(widget, "w", "")
	if got := tokenIn(t, wantCode(t, err, "ConcurrentOperationException")); got != token {
		t.Errorf("names %s, want the foreign update %s", got, token)
	}
	if e := f.status(&token); e.Operation != types.OperationUpdate || e.OperationStatus != types.OperationStatusInProgress {
		t.Errorf("foreign operation is %s %s", e.Operation, e.OperationStatus)
	}
	f.server.Advance(minute)
	if _, err := f.server.ForeignOperation("DELETE", widget, "w", minute); err != nil {
		t.Fatal(err)
	}
	f.server.Advance(minute)
	if _, there := f.server.Object(widget, "w"); there {
		t.Error("a foreign deletion takes effect, too")
	}
	if _, err := f.server.ForeignOperation("CREATE", widget, "made", 0); err != nil {
		t.Fatal(err)
	}
	if got := f.mustGet(widget, "made"); got["Name"] != "made" || got["Arn"] == nil {
		t.Errorf("foreign creation made %v", got)
	}
	for _, bad := range [][3]string{{"DELETE", "Steward::Test::Nothing", "w"}, {"DELETE", membership, "one part"}, {"READ", widget, "made"}} {
		if _, err := f.server.ForeignOperation(bad[0], bad[1], bad[2], 0); err == nil {
			t.Errorf("an operation on %v was started", bad)
		}
	}
	if got := len(f.server.Operations()); got != 4 {
		t.Errorf("%d operations, want the create and three foreign ones", got)
	}
}

// Line 8 of the check list.
func TestRequestTokenLifetime(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{Accounts: map[string]string{"AKIDOTHER": "210987654321"}})
	f.create(widget, `{"Name":"w"}`)
	token := f.remove(widget, "w").RequestToken
	ask := func(client *cloudcontrol.Client, token *string) error {
		_, err := client.GetResourceRequestStatus(t.Context(), &cloudcontrol.GetResourceRequestStatusInput{RequestToken: token})
		return err
	}
	wantCode(t, ask(f.cc, aws.String("3f10ff6f-29fa-4456-a89b-3acdd02661fe")), "RequestTokenNotFoundException")
	wantCode(t, ask(f.client("AKIDOTHER", "us-east-1"), token), "RequestTokenNotFoundException")
	wantCode(t, ask(f.client("AKIDTEST", "us-west-2"), token), "RequestTokenNotFoundException")
	f.server.Advance(7*24*time.Hour - time.Second)
	if err := ask(f.cc, token); err != nil {
		t.Errorf("just before seven days: %v", err)
	}
	f.server.Advance(time.Second)
	wantCode(t, ask(f.cc, token), "RequestTokenNotFoundException")
	_, err := f.cc.CancelResourceRequest(t.Context(), &cloudcontrol.CancelResourceRequestInput{RequestToken: token})
	wantCode(t, err, "RequestTokenNotFoundException")
	if list := f.requests(nil); len(list) != 0 {
		t.Errorf("the list still has %d", len(list))
	}
}

func TestTokenNotVisible(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]bool{"object gone": true, "object alive": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, slow())
			f.create(widget, `{"Name":"w"}`)
			f.server.Script(cloudcontroltest.Fate{Kind: "DELETE", Forgotten: true, Effect: map[bool]cloudcontroltest.Effect{
				true: cloudcontroltest.EffectOnSuccess, false: cloudcontroltest.EffectNone,
			}[gone]})
			token := f.remove(widget, "w").RequestToken
			f.server.Advance(minute)
			_, err := f.cc.GetResourceRequestStatus(t.Context(), &cloudcontrol.GetResourceRequestStatusInput{RequestToken: token})
			wantCode(t, err, "RequestTokenNotFoundException")
			if _, there := f.server.Object(widget, "w"); there == gone {
				t.Errorf("object there: %v", there)
			}
		})
	}
	t.Run("for three seconds", func(t *testing.T) {
		t.Parallel()
		f := start(t, slow())
		f.create(widget, `{"Name":"w"}`)
		f.server.Script(cloudcontroltest.Fate{Kind: "DELETE", InvisibleFor: 3 * time.Second})
		token := f.remove(widget, "w").RequestToken
		_, err := f.cc.GetResourceRequestStatus(t.Context(), &cloudcontrol.GetResourceRequestStatusInput{RequestToken: token})
		wantCode(t, err, "RequestTokenNotFoundException")
		f.server.Advance(3 * time.Second)
		if e := f.status(token); e.OperationStatus != types.OperationStatusInProgress {
			t.Errorf("then %s", e.OperationStatus)
		}
	})
}
