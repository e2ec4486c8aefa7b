package cloudcontroltest_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// recorded lets the fixture's client record what it sees.
func (f *fixture) recorded() *recorder {
	r := &recorder{}
	f.cc = cloudcontrol.New(cloudcontrol.Options{
		Region: cloudcontroltest.DefaultRegion, Credentials: keys("AKIDTEST", ""), BaseEndpoint: aws.String(f.server.URL()),
		HTTPClient: &http.Client{Transport: r}, Retryer: aws.NopRetryer{},
	})
	return r
}

// refused says that a request of the scenario has to fail.
func refused(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s went well", what)
	}
}

// Every answer of a scenario that exercises all eight operations keeps to the
// service's own model.
func TestAnswersKeepToTheModel(t *testing.T) {
	t.Parallel()
	model := loadModel(t)
	opts := slow()
	opts.Durations.Create = time.Second
	opts.Durations.Pending = time.Second
	opts.Durations.Cancel = time.Second
	f := start(t, opts)
	r := f.recorded()
	ctx := t.Context()

	for typeName, desired := range map[string]string{
		widget:                     `{"Name":"w","Tags":[{"Key":"k","Value":"für"}]}`,
		membership:                 `{"GroupName":"g","UserName":"u"}`,
		"AWS::EC2::SecurityGroup":  `{"GroupDescription":"d"}`,
		"AWS::DynamoDB::Table":     `{"TableName":"t","KeySchema":[{"AttributeName":"a","KeyType":"HASH"}]}`,
		"Steward::Test::AccessKey": `{"UserName":"ada"}`,
	} {
		out, err := f.cc.CreateResource(ctx, &cloudcontrol.CreateResourceInput{TypeName: &typeName, DesiredState: &desired})
		if err != nil {
			t.Fatal(err)
		}
		f.status(out.ProgressEvent.RequestToken)
		f.server.Advance(2 * time.Second)
		e := f.status(out.ProgressEvent.RequestToken)
		f.mustGet(typeName, *e.Identifier)
		f.list(typeName, "")
	}
	if _, err := f.update(widget, "w", `[{"op":"add","path":"/Size","value":3}]`); err != nil {
		t.Fatal(err)
	}
	refused(t, "a deletion during an update", second(f.tryRemove(widget, "w", "")))
	f.server.Advance(2 * time.Minute)
	refused(t, "a create-only change", second(f.update(widget, "w", `[{"op":"add","path":"/Name","value":"v"}]`)))

	f.scenarioOfDeletions(t)
	refused(t, "a read of what is gone", second(f.get(widget, "gone")))
	refused(t, "a type that is unknown", second(f.get("Steward::Test::Nothing", "w")))
	refused(t, "a type without handlers", second(f.get("Steward::Test::Marker", "w")))
	refused(t, "a list without its model", second(f.cc.ListResources(ctx, &cloudcontrol.ListResourcesInput{TypeName: aws.String("Steward::Test::Stage")})))
	refused(t, "a token that is none", second(f.cc.GetResourceRequestStatus(ctx, &cloudcontrol.GetResourceRequestStatusInput{RequestToken: aws.String("none")})))
	f.requests(nil)

	seen := r.check(t, model)
	for _, operation := range model.operations() {
		counts := seen[operation]
		if counts[0] == 0 || counts[1] == 0 && operation != "ListResourceRequests" && operation != "CreateResource" {
			t.Errorf("%s gave %d good and %d bad answers; the scenario has to see both", operation, counts[0], counts[1])
		}
	}
}

// scenarioOfDeletions ends one deletion in every way there is.
func (f *fixture) scenarioOfDeletions(t *testing.T) {
	t.Helper()
	for _, code := range []string{"AccessDenied", "NotStabilized"} {
		f.server.Script(cloudcontroltest.Fate{
			Kind: "DELETE", ErrorCode: code, RetryAfter: new(time.Second),
			StatusMessage: aws.String(strings.Repeat("ü\n", 512)),
		})
		token := f.remove(widget, "w").RequestToken
		f.server.Advance(time.Minute)
		f.status(token)
	}
	f.server.Script(cloudcontroltest.Fate{Kind: "DELETE", Hooks: []cloudcontroltest.Hook{
		{TypeName: "Steward::Test::Keeper", Fails: true, Message: "kept"}, {TypeName: "Steward::Test::Adviser", Mode: "WARN", Fails: true},
	}})
	token := f.remove(widget, "w").RequestToken
	f.status(token)
	f.server.Advance(time.Minute)
	f.status(token)

	token = f.remove(widget, "w").RequestToken
	for range 2 {
		if _, err := f.cancel(token); err != nil {
			t.Error(err)
		}
		f.server.Advance(2 * time.Second)
	}
	token = f.remove(widget, "w").RequestToken
	f.server.Advance(time.Minute)
	f.status(token)
	refused(t, "a cancel of what is over", second(f.cancel(token)))
	token = f.remove(widget, "w").RequestToken
	f.server.Advance(time.Minute)
	f.status(token)
	if _, err := f.tryRemove(widget, "x", "taken"); err != nil {
		t.Error(err)
	}
	refused(t, "a client token used twice", second(f.tryRemove(widget, "y", "taken")))
}

// Every operation can answer every error that the model has for it, with the
// status of the reference or of the model.
func TestModelledErrors(t *testing.T) {
	t.Parallel()
	model := loadModel(t)
	for name, modelStatuses := range map[string]bool{"reference": false, "model": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{ModelStatuses: modelStatuses}})
			produced := 0
			for _, operation := range model.operations() {
				for _, ref := range model.Shapes[namespace+operation].Errors {
					code := strings.TrimPrefix(ref.Target, namespace)
					f.server.Fail(cloudcontroltest.Fault{Operation: operation, Code: code})
					x := f.raw(operation, `{"TypeName":"Steward::Test::Widget","Identifier":"w","RequestToken":"t"}`, nil)
					checkErrorShape(t, model, recorded{operation, x.status, x.body}, decodeNumbers(t, x.body))
					if got, _ := errorBody(t, x); got != code {
						t.Errorf("%s answers %s, want %s", operation, got, code)
					}
					want := exceptions[code]
					if modelStatuses && !trait(model.Shapes[ref.Target].Traits, "httpError", &want) {
						t.Errorf("the model has no HTTP status for %s", code)
					}
					if x.status != want {
						t.Errorf("%s: %s comes with status %d, want %d", operation, code, x.status, want)
					}
					produced++
				}
			}
			if produced < 90 {
				t.Errorf("only %d errors were produced", produced)
			}
		})
	}
}

// Every constraint that the model puts on a request member is enforced: a
// value just inside passes it, one just outside is a ValidationException.
func TestModelledConstraints(t *testing.T) {
	t.Parallel()
	model := loadModel(t)
	f := start(t, cloudcontroltest.Options{})
	base := map[string]any{
		"TypeName": widget, "Identifier": "w", "DesiredState": `{"Name":"w"}`, "PatchDocument": `[{"op":"add","path":"/Size","value":1}]`,
		"RequestToken": "t",
	}
	refuses := func(operation string, members map[string]any) bool {
		x := f.raw(operation, string(jsonText(t, members)), nil)
		if x.status == http.StatusOK {
			return false
		}
		code, message := errorBody(t, x)
		return code == "ValidationException" && strings.Contains(message, "1 validation error detected")
	}
	tried := 0
	for _, operation := range model.operations() {
		input := model.Shapes[model.Shapes[namespace+operation].Input.Target]
		for member, ref := range input.Members {
			with := func(value any) map[string]any {
				members := map[string]any{}
				for name := range input.Members {
					if v, ok := base[name]; ok {
						members[name] = v
					}
				}
				members[member] = value
				if value == nil {
					delete(members, member)
				}
				return members
			}
			if _, required := ref.Traits["smithy.api#required"]; required {
				tried++
				if !refuses(operation, with(nil)) {
					t.Errorf("%s without %s went well", operation, member)
				}
			}
			for value, bad := range model.edges(ref.Target) {
				tried++
				if got := refuses(operation, with(value.value())); got != bad {
					t.Errorf("%s with %s of %d characters %.40q is refused: %v, want %v", operation, member, len(value.text), value.text, got, bad)
				}
			}
		}
	}
	if tried < 80 {
		t.Errorf("only %d requests were tried", tried)
	}
}

// An edge is a value at the edge of what a shape allows.
type edge struct {
	text   string
	number bool
}

func (e edge) value() any {
	if e.number {
		return json.Number(e.text)
	}
	return e.text
}

// edges are values just outside (true) and just inside (false) of a shape.
func (m serviceModel) edges(target string) map[edge]bool {
	shape := m.Shapes[target]
	found := map[edge]bool{}
	var limits bounds
	pattern := "^.*$"
	trait(shape.Traits, "pattern", &pattern)
	fits := regexp.MustCompile(pattern).MatchString
	switch {
	case shape.Type == "integer" && trait(shape.Traits, "range", &limits):
		found[edge{"0", true}], found[edge{"1", true}], found[edge{"100", true}], found[edge{"101", true}] = true, false, false, true
	case trait(shape.Traits, "length", &limits):
		if limits.Max != nil {
			longest := strings.Repeat("a", *limits.Max)
			found[edge{longest, false}] = !fits(longest)
			found[edge{longest + "a", false}] = true
		}
		if limits.Min != nil && *limits.Min > 0 {
			found[edge{"", false}] = true
		}
	}
	if breaks := strings.Repeat("\n", 22); shape.Type == "string" {
		found[edge{breaks, false}] = !fits(breaks)
	}
	return found
}
