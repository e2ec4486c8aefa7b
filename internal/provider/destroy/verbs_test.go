package destroy_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestRemediesByVerb: what helps depends on what was tried.
func TestRemediesByVerb(t *testing.T) {
	const (
		service = "do it in the object's own service"
		spelled = "check the type's name and the region"
		missing = "create what the API misses first"
		exists  = "check whether the object exists"
	)
	unavailable := deletion.Failure{Reason: deletion.Unavailable, Message: "try later"}
	hinted, unsent := unavailable, unavailable
	hinted.Hint, unsent.Unsent = "ask the network", true
	hook := deletion.Failure{Reason: deletion.Unsupported, Hooks: []deletion.Hook{{Name: "H", Failed: true, Fatal: true}}}
	for name, c := range map[string]struct {
		doing   string
		failure deletion.Failure
		left    string
		says    []string
		not     []string
	}{
		"unsupported, create":   {destroy.Creating, deletion.Failure{Reason: deletion.Unsupported}, "", []string{service}, []string{spelled}},
		"unsupported, update":   {destroy.Updating, deletion.Failure{Reason: deletion.Unsupported}, "", []string{service}, []string{spelled}},
		"unsupported, read":     {destroy.Reading, deletion.Failure{Reason: deletion.Unsupported}, "", []string{spelled}, []string{service}},
		"unsupported, hint":     {destroy.Creating, deletion.Failure{Reason: deletion.Unsupported, Hint: "another way"}, "", []string{"another way"}, []string{service}},
		"a hook, not the type":  {destroy.Creating, hook, "", nil, []string{service, spelled}},
		"unavailable, read":     {destroy.Reading, unavailable, "", []string{"run the same command again"}, []string{exists}},
		"unavailable, hint":     {destroy.Reading, hinted, "", []string{"ask the network"}, []string{exists}},
		"unavailable, create":   {destroy.Creating, unavailable, "", []string{exists}, nil},
		"unavailable, left":     {destroy.Creating, unavailable, "It is half there.", nil, []string{exists}},
		"unavailable, not sent": {destroy.Creating, unsent, "", nil, []string{exists}},
		"unavailable, hinted":   {destroy.Creating, hinted, "", []string{"ask the network"}, []string{exists}},
		"unavailable, update":   {destroy.Updating, unavailable, "", nil, []string{exists}},
		"not found, create":     {destroy.Creating, deletion.Failure{Reason: deletion.NotFound}, "", []string{missing}, nil},
		"not found, read":       {destroy.Reading, deletion.Failure{Reason: deletion.NotFound}, "", nil, []string{missing}},
		"denied, create":        {destroy.Creating, deletion.Failure{Reason: deletion.Denied, Hint: "ask an admin"}, "", []string{"ask an admin"}, []string{missing, exists, service}},
	} {
		text := destroy.Explanation{Left: c.left}.FailureText(c.doing, &c.failure)
		for _, want := range c.says {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q:\n%s", name, want, text)
			}
		}
		for _, other := range c.not {
			if strings.Contains(text, other) {
				t.Errorf("%s says %q:\n%s", name, other, text)
			}
		}
	}
}

// TestForAll: what fails for every object that is asked for with the same
// credentials is told from what fails for one.
func TestForAll(t *testing.T) {
	for name, c := range map[string]struct {
		failure *deletion.Failure
		want    string
	}{
		"nothing":         {nil, ""},
		"credentials":     {&deletion.Failure{Reason: deletion.Unauthenticated, Code: "A", Message: "expired"}, "Unauthenticated expired"},
		"without words":   {&deletion.Failure{Reason: deletion.Unauthenticated, Code: "A"}, "Unauthenticated " + (&deletion.Failure{Reason: deletion.Unauthenticated, Code: "A"}).Error()},
		"not sent":        {&deletion.Failure{Reason: deletion.Unavailable, Unsent: true, Message: "no route"}, "Unavailable no route"},
		"no answer":       {&deletion.Failure{Reason: deletion.Unavailable, Message: "broke off"}, ""},
		"denied":          {&deletion.Failure{Reason: deletion.Denied, Message: "no"}, ""},
		"throttled":       {&deletion.Failure{Reason: deletion.Throttled, Unsent: true, Message: "wait"}, ""},
		"another's words": {&deletion.Failure{Reason: deletion.Denied, Foreign: true, Message: "a page"}, "Denied a page"},
	} {
		var err error
		if c.failure != nil {
			err = c.failure
		}
		if got := destroy.ForAll(err); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestOnce: an error is said once, and warnings once.
func TestOnce(t *testing.T) {
	failed := diag.Diagnostics{diag.NewErrorDiagnostic("no credentials", "")}
	warned := diag.Diagnostics{diag.NewWarningDiagnostic("plain http", "")}
	var outage destroy.Outage
	for i, c := range []struct {
		given diag.Diagnostics
		want  int
	}{{nil, 0}, {warned, 1}, {warned, 0}, {failed, 1}, {failed, 0}, {diag.Diagnostics{diag.NewErrorDiagnostic("another", "")}, 1}} {
		if got := outage.Once(c.given); len(got) != c.want {
			t.Errorf("%d: %v, want %d", i, got, c.want)
		}
	}
}

// elsewhere is a backend of another home, or of one that cannot be asked.
type elsewhere struct {
	slowBackend
	home deletion.Home
	err  error
}

func (b *elsewhere) Home(context.Context) (deletion.Home, error) { return b.home, b.err }

// TestRequireHome: an object in another home is not touched.
func TestRequireHome(t *testing.T) {
	obj := providertest.SecurityGroup
	other := obj.Home
	other.Account = "999988887777"
	for name, c := range map[string]struct {
		backend *elsewhere
		ended   bool
		want    string
	}{
		"at home":     {&elsewhere{home: obj.Home}, false, ""},
		"elsewhere":   {&elsewhere{home: other}, false, "Error: "},
		"not asked":   {&elsewhere{home: deletion.Home{Region: obj.Home.Region}, err: deletion.ErrHomeNotAsked}, false, "Warning: " + obj.String() + ": its account was not checked"},
		"interrupted": {&elsewhere{err: context.Canceled}, true, "Error: Interrupted: update"},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		if c.ended {
			cancel()
		}
		text := textOf(destroy.RequireHome(ctx, c.backend, obj, destroy.Updating))
		cancel()
		if !strings.HasPrefix(text, c.want) || (text == "") != (c.want == "") {
			t.Errorf("%s says %q, want %q", name, text, c.want)
		}
	}
}

// TestUnrecordedHomes: what helps depends on the kind of home.
func TestUnrecordedHomes(t *testing.T) {
	for want, home := range map[string]deletion.Home{
		"terraform apply -refresh-only": {Organization: "0b7f6b0e-6a3f-4b4f-9d5d-2d1f7a4f0e11"}, "terraform state rm ADDRESS, then import it": {Account: "111122223333"},
	} {
		if text := destroy.UnrecordedWarning(providertest.SecurityGroup, home).Detail(); !strings.Contains(text, want) {
			t.Errorf("%v lacks %q:\n%s", home, want, text)
		}
	}
}
