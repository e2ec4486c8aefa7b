package blockers_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// A fort can be protected and deleted, a wall has a protection that no update
// switches off, and a rock cannot be deleted.
const (
	fort = "Acme::Test::Fort"
	wall = "Acme::Test::Wall"
	rock = "Acme::Test::Rock"

	stackID   = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0e7f7c80"
	protected = "DeletionProtectionEnabled"
)

func schemaOf(typeName, handlers string) []byte {
	return []byte(`{"typeName":"` + typeName + `","additionalProperties":false,"primaryIdentifier":["/properties/Name"],"tagging":{"tagProperty":"/properties/Tags"},
		"properties":{"Name":{"type":"string"},"` + protected + `":{"type":"boolean"},"Tags":{"type":"array","items":{"type":"object","properties":{"Key":{"type":"string"},"Value":{"type":"string"}}}}},
		"handlers":{"create":{},"read":{},` + handlers + `"list":{}}}`)
}

var schemas = map[string][]byte{
	fort: schemaOf(fort, `"update":{},"delete":{},`),
	wall: schemaOf(wall, `"delete":{},`),
	rock: schemaOf(rock, `"update":{},`),
}

func parsed(t *testing.T, typeName string) *cfschema.Schema {
	t.Helper()
	schema, err := cfschema.Parse(schemas[typeName])
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// A yard is the simulated API with one object of each type, protected and owned by a
// stack, and a client.
type yard struct {
	*providertest.World

	client *cloudcontrol.Client
}

func newYard(t *testing.T) yard {
	t.Helper()
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Schemas: [][]byte{schemas[fort], schemas[wall], schemas[rock]}})
	client, _, err := cloudcontrol.New(t.Context(), cloudcontrol.Config{
		Region: cloudcontroltest.DefaultRegion, AccessKey: providertest.AccessKey, SecretKey: providertest.SecretKey, MaxRetries: 1,
		Endpoints: cloudcontrol.Endpoints{CloudControl: w.CloudControl.URL(), CloudFormation: w.CloudControl.URL(), STS: w.CloudControl.URL()},
	})
	if err != nil {
		t.Fatal(err)
	}
	for typeName := range schemas {
		w.Put(typeName, `{"Name":"it","`+protected+`":true,"Tags":[{"Key":"aws:cloudformation:stack-id","Value":"`+stackID+`"}]}`)
	}
	return yard{w, client}
}

func (y yard) refuse(operation string) {
	y.CloudControl.Fail(cloudcontroltest.Fault{Operation: operation, Code: "AccessDeniedException", Times: cloudcontroltest.Always})
}

// codes are the codes and IDs of blockers.
func codes(all []deletion.Blocker) []string {
	var found []string
	for _, b := range all {
		found = append(found, b.Code+" "+b.ID)
	}
	return found
}

func requireCodes(t *testing.T, what string, all []deletion.Blocker, want ...string) {
	t.Helper()
	if got := codes(all); !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// A private is private state in a map; its error is that of every access.
type private struct {
	keys map[string][]byte
	err  diag.Diagnostics
}

func (p *private) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	return p.keys[key], p.err
}

func (p *private) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	p.keys = map[string][]byte{key: value}
	return p.err
}

// TestFacts: what is seen of an object is kept for a plan that need not ask again.
func TestFacts(t *testing.T) {
	live := map[string]any{"Name": "it", protected: true, "Tags": []any{map[string]any{"Key": "aws:cloudformation:stack-id", "Value": stackID}}}
	for name, c := range map[string]struct {
		typeName  string
		described bool
		fixed     []string
		deletable *bool
	}{
		"Fort":         {fort, true, nil, new(true)},
		"Wall":         {wall, true, []string{protected}, new(true)},
		"Rock":         {rock, true, nil, new(false)},
		"NotDescribed": {wall, false, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			facts := blockers.FactsOf(parsed(t, c.typeName), c.described, live)
			if !slices.Equal(facts.Fixed, c.fixed) || (facts.Deletable == nil) != (c.deletable == nil) || facts.Deletable != nil && *facts.Deletable != *c.deletable {
				t.Errorf("got %+v", facts)
			}
			requireCodes(t, "in the way", facts.Findings().Blockers, cloudcontrol.BlockerProtection+" "+protected, "stack "+stackID)
			state := new(private)
			if diags := facts.Save(t.Context(), state); len(diags) > 0 {
				t.Fatal(diags)
			}
			saved, ok := blockers.Saved(t.Context(), state)
			if !ok || saved.Stack != facts.Stack || !slices.Equal(saved.Protections, facts.Protections) {
				t.Errorf("saved as %+v, %v", saved, ok)
			}
		})
	}
	requireCodes(t, "nothing protects it", blockers.FactsOf(parsed(t, fort), true, map[string]any{"Name": "it"}).Findings().Blockers)
	for name, state := range map[string]*private{
		"Nothing": {}, "Garbage": {keys: map[string][]byte{"preflight.v1": []byte("{")}},
		"Refused": {keys: map[string][]byte{"preflight.v1": []byte(`{"stack":"x"}`)}, err: diag.Diagnostics{diag.NewErrorDiagnostic("no", "")}},
	} {
		if facts, ok := blockers.Saved(t.Context(), state); ok || facts.Stack != "" {
			t.Errorf("%s: remembered as %+v, %v", name, facts, ok)
		}
	}
}

// TestSee: what a plan finds out, and what it asks for that.
func TestSee(t *testing.T) {
	t.Parallel()
	remembered := func(facts blockers.Facts) *private {
		state := new(private)
		facts.Save(t.Context(), state)
		return state
	}
	for name, c := range map[string]struct {
		typeName, id string
		state        *private
		everything   bool
		unprotect    bool
		refuse       []string
		noClient     bool
		blockers     []string
		switchesOff  []string
		impossible   bool
		refused      bool
		unseen       []string
		asked        map[string]int
	}{
		"Everything":   {everything: true, blockers: []string{"protection " + protected, "stack " + stackID}, asked: map[string]int{"GetResource": 1, "DescribeType": 1, "ListResourceRequests": 1}},
		"OnlyPossible": {asked: map[string]int{"DescribeType": 1}},
		"Impossible":   {typeName: rock, everything: true, impossible: true, asked: map[string]int{"DescribeType": 1, "ListResourceRequests": 0}},
		"Remembered": {
			state: remembered(blockers.Facts{Protections: []string{"Seen"}, Deletable: new(true)}), everything: true, blockers: []string{"protection Seen"},
			asked: map[string]int{"GetResource": 0, "DescribeType": 0, "ListResourceRequests": 1},
		},
		"RememberedInPart": {
			state: remembered(blockers.Facts{Protections: []string{"Seen"}}), everything: true, blockers: []string{"protection Seen"},
			asked: map[string]int{"GetResource": 0, "DescribeType": 1},
		},
		"RememberedAsImpossible": {state: remembered(blockers.Facts{Deletable: new(false)}), impossible: true, asked: map[string]int{"DescribeType": 0}},
		"Unprotects":             {unprotect: true, switchesOff: []string{"protection " + protected}, asked: map[string]int{"GetResource": 1, "ListResourceRequests": 0}},
		"UnprotectsAll":          {unprotect: true, everything: true, switchesOff: []string{"protection " + protected}, blockers: []string{"stack " + stackID}},
		"CannotUnprotect":        {typeName: wall, unprotect: true, switchesOff: []string{"protection " + protected}, refused: true},
		"Gone":                   {id: "another", everything: true},
		"ObjectUnread":           {everything: true, refuse: []string{"GetResource"}, unseen: []string{"whether it is protected"}},
		"TypeUnread":             {everything: true, refuse: []string{"DescribeType"}, blockers: []string{"protection " + protected, "stack " + stackID}, unseen: []string{"whether its type can be deleted"}},
		"OperationsUnread":       {everything: true, refuse: []string{"ListResourceRequests"}, blockers: []string{"protection " + protected, "stack " + stackID}, unseen: []string{"whether an operation is under way on it"}},
		"NoClient":               {everything: true, noClient: true, unseen: []string{"no credentials"}},
		"NoClientButRemembered":  {state: remembered(blockers.Facts{Stack: "s"}), everything: true, noClient: true, blockers: []string{"stack s"}, unseen: []string{"no credentials"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := newYard(t)
			for _, operation := range c.refuse {
				y.refuse(operation)
			}
			if c.typeName == "" {
				c.typeName = fort
			}
			if c.id == "" {
				c.id = "it"
			}
			if c.state == nil {
				c.state = new(private)
			}
			client, why := y.client, error(nil)
			if c.noClient {
				client, why = nil, errors.New("no credentials")
			}
			y.CloudControl.ResetRequests()
			p := blockers.New(client, why, cloudcontrol.Target{TypeName: c.typeName, Region: cloudcontroltest.DefaultRegion}, deletion.Object{Type: c.typeName, ID: c.id})
			p.Unprotect = c.unprotect
			seen := p.See(t.Context(), c.state, c.everything)
			requireCodes(t, "in the way", seen.Blockers, c.blockers...)
			requireCodes(t, "switched off", seen.Unprotects, c.switchesOff...)
			if (seen.Impossible != "") != c.impossible || (seen.Refused != nil) != c.refused {
				t.Errorf("impossible %q, refused %v", seen.Impossible, seen.Refused)
			}
			requireUnseen(t, seen.Unseen, c.unseen...)
			for operation, want := range c.asked {
				if got := y.CloudControl.Count(operation); got != want {
					t.Errorf("%s was asked for %d times, want %d", operation, got, want)
				}
			}
		})
	}
}

func requireUnseen(t *testing.T, unseen error, want ...string) {
	t.Helper()
	text := ""
	if unseen != nil {
		text = unseen.Error()
	}
	for _, part := range want {
		if !strings.Contains(text, part) {
			t.Errorf("unseen: %q, want %q", text, part)
		}
	}
	if len(want) == 0 && text != "" {
		t.Errorf("unseen: %q, want nothing", text)
	}
}

// TestFindingsOf: what a data source says of one object.
func TestFindingsOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		typeName, id string
		undescribed  bool
		refuse       string
		blockers     []string
		missing      bool
		unseen       []string
	}{
		"Protected":    {typeName: fort, blockers: []string{"protection " + protected, "stack " + stackID}},
		"NotDescribed": {typeName: fort, undescribed: true, blockers: []string{"protection " + protected, "stack " + stackID}},
		"NoHandler":    {typeName: rock, blockers: []string{"type " + rock}},
		"Gone":         {typeName: fort, id: "another", missing: true},
		"Unread":       {typeName: fort, refuse: "GetResource", unseen: []string{"whether it is protected"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := newYard(t)
			if c.refuse != "" {
				y.refuse(c.refuse)
			}
			if c.id == "" {
				c.id = "it"
			}
			var schema *cfschema.Schema
			if !c.undescribed {
				schema = parsed(t, c.typeName)
			}
			seen := blockers.FindingsOf(t.Context(), y.client, cloudcontrol.Target{TypeName: c.typeName, Region: cloudcontroltest.DefaultRegion}, schema, c.id)
			requireCodes(t, "in the way", seen.Blockers, c.blockers...)
			if errors.Is(seen.Unseen, destroy.ErrNoSuchObject) != c.missing {
				t.Errorf("unseen: %v", seen.Unseen)
			}
			if !c.missing {
				requireUnseen(t, seen.Unseen, c.unseen...)
			}
		})
	}
}

// TestOperations: what is under way is waited for, and in nobody's way.
func TestOperations(t *testing.T) {
	t.Parallel()
	for kind, says := range map[string]string{"UPDATE": "waits for its update", "DELETE": "a deletion was under way already"} {
		y := newYard(t)
		token, err := y.CloudControl.ForeignOperation(kind, fort, "it", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		p := blockers.New(y.client, nil, cloudcontrol.Target{TypeName: fort, Region: cloudcontroltest.DefaultRegion}, deletion.Object{Type: fort, ID: "it"})
		var seen destroy.Findings
		p.Operations(t.Context(), &seen)
		requireCodes(t, kind, seen.Passing, "operation "+token)
		if len(seen.Notices) != 1 || !strings.Contains(seen.Notices[0].Summary, says) || seen.Passing[0].Status != kind+" IN_PROGRESS" || seen.Passing[0].Since.IsZero() {
			t.Errorf("%s: %+v, %+v", kind, seen.Notices, seen.Passing)
		}
		requireUnseen(t, seen.Unseen)
	}
}

// TestOnProtection: only "remove" switches anything off.
func TestOnProtection(t *testing.T) {
	for value, want := range map[types.String]deletion.OnProtection{
		types.StringNull(): deletion.Keep, types.StringValue("fail"): deletion.Keep, types.StringValue("remove"): deletion.Remove,
	} {
		if got := blockers.OnProtection(value); got != want {
			t.Errorf("%s: %v, want %v", value, got, want)
		}
	}
}

// TestAllow names permissions where there are any.
func TestAllow(t *testing.T) {
	if got := blockers.Allow(nil); got != "" {
		t.Errorf("without permissions: %q", got)
	}
	if got := blockers.Allow([]string{"a:B", "c:D"}); !strings.HasSuffix(got, "a:B, c:D") {
		t.Errorf("got %q", got)
	}
}

// retry is the value of a block deletion_retry; nil is a list that is not set.
func retry(t *testing.T, codes, regexes []string) types.Object {
	t.Helper()
	list := func(of []string) attr.Value {
		if of == nil {
			return types.ListNull(types.StringType)
		}
		value, diags := types.ListValueFrom(t.Context(), types.StringType, of)
		if diags.HasError() {
			t.Fatal(diags)
		}
		return value
	}
	kind := map[string]attr.Type{"error_codes": types.ListType{ElemType: types.StringType}, "message_regexes": types.ListType{ElemType: types.StringType}}
	return types.ObjectValueMust(kind, map[string]attr.Value{"error_codes": list(codes), "message_regexes": list(regexes)})
}

// TestRetryOf: a refusal is retried by its code, with or without Exception, or by a
// part of its message.
func TestRetryOf(t *testing.T) {
	for name, c := range map[string]struct {
		codes, regexes []string
		failure        deletion.Failure
		want           bool
	}{
		"Code":             {codes: []string{"InternalFailure", "GeneralServiceException"}, failure: deletion.Failure{Code: "GeneralServiceException"}, want: true},
		"CodeWithout":      {codes: []string{"GeneralService"}, failure: deletion.Failure{Code: "GeneralServiceException"}, want: true},
		"CodeOfOperation":  {codes: []string{"GeneralServiceException"}, failure: deletion.Failure{Code: "GeneralService"}, want: true},
		"AnotherCode":      {codes: []string{"GeneralServiceException"}, failure: deletion.Failure{Code: "AccessDenied"}},
		"NoCode":           {codes: []string{"Exception"}, failure: deletion.Failure{Message: "x"}},
		"Message":          {regexes: []string{"nothing", "non-deleted .* attachments"}, failure: deletion.Failure{Message: "has non-deleted VPC attachments."}, want: true},
		"AnotherMessage":   {regexes: []string{"attachments"}, failure: deletion.Failure{Message: "has interfaces"}},
		"NoMessage":        {regexes: []string{".*"}, failure: deletion.Failure{Code: "X"}},
		"EitherOfTheLists": {codes: []string{"X"}, regexes: []string{"y"}, failure: deletion.Failure{Code: "X", Message: "z"}, want: true},
	} {
		passes, diags := blockers.RetryOf(t.Context(), retry(t, c.codes, c.regexes))
		if diags.HasError() || passes(&c.failure) != c.want {
			t.Errorf("%s: %v, want %v; %v", name, passes(&c.failure), c.want, diags)
		}
	}
	kind := retry(t, nil, nil).AttributeTypes(t.Context())
	for _, unset := range []types.Object{types.ObjectNull(kind), types.ObjectUnknown(kind)} {
		if passes, diags := blockers.RetryOf(t.Context(), unset); passes != nil || len(diags) > 0 {
			t.Errorf("%s retries, with %v", unset, diags)
		}
	}
	passes, diags := blockers.RetryOf(t.Context(), retry(t, nil, []string{"(", "good"}))
	if !diags.HasError() || !passes(&deletion.Failure{Message: "good"}) {
		t.Errorf("a wrong expression beside a good one: %v", diags)
	}
}

// TestRetryIsChecked: what can be seen to be wrong is said while validating.
func TestRetryIsChecked(t *testing.T) {
	block := blockers.RetryBlock()
	for name, c := range map[string]struct {
		value types.Object
		fails bool
	}{
		"Nothing": {retry(t, nil, nil), true},
		"Codes":   {retry(t, []string{"X"}, nil), false},
		"Regexes": {retry(t, nil, []string{"x"}), false},
		"NoBlock": {types.ObjectNull(nil), false},
		"Unknown": {types.ObjectUnknown(nil), false},
	} {
		var resp validator.ObjectResponse
		block.Validators[0].ValidateObject(t.Context(), validator.ObjectRequest{Path: path.Root("deletion_retry"), ConfigValue: c.value}, &resp)
		if resp.Diagnostics.HasError() != c.fails {
			t.Errorf("%s: %v", name, resp.Diagnostics)
		}
	}
	each := func(attribute string, value types.String) diag.Diagnostics {
		list := types.ListValueMust(types.StringType, []attr.Value{value})
		var said diag.Diagnostics
		for _, check := range block.Attributes[attribute].(interface {
			ListValidators() []validator.List
		}).ListValidators() {
			var resp validator.ListResponse
			check.ValidateList(t.Context(), validator.ListRequest{Path: path.Root(attribute), ConfigValue: list}, &resp)
			said.Append(resp.Diagnostics...)
		}
		return said
	}
	for code, says := range map[string]string{
		"GeneralServiceException": "", "GeneralService": "", "GenralServiceException": `Did you mean "GeneralService`, "GenralServiceEXCEPTION": "Did you mean",
		"exception": "does not know", "Quux": "does not know",
	} {
		said := each("error_codes", types.StringValue(code))
		if said.HasError() || (len(said) > 0) != (says != "") || len(said) > 0 && !strings.Contains(said[0].Detail(), says) {
			t.Errorf("%s: %v, want %q", code, said, says)
		}
	}
	if said := each("error_codes", types.StringUnknown()); len(said) > 0 {
		t.Errorf("an unknown code: %v", said)
	}
	if said := each("message_regexes", types.StringUnknown()); len(said) > 0 {
		t.Errorf("an unknown expression: %v", said)
	}
	if said := each("message_regexes", types.StringValue("a.*b")); len(said) > 0 {
		t.Errorf("a good expression: %v", said)
	}
	if said := each("message_regexes", types.StringValue("(")); !said.HasError() {
		t.Error("a wrong expression passes")
	}
}
