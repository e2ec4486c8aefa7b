package cloudcontroltf_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// The data sources, as a test names them.
const (
	ccData         = "steward_cloudcontrol_resource"
	ccListData     = "steward_cloudcontrol_resources"
	ccRequestsData = "steward_cloudcontrol_requests"
)

// look reads a data source that has to be readable, as JSON by attribute.
func (s *ccSession) look(dataSource string, config attributes) map[string]string {
	s.T.Helper()
	resp := s.ReadData(dataSource, config)
	s.RequireClean("reading "+dataSource, resp.Diagnostics)
	state, err := resp.State.Unmarshal(s.DataTypeOf(dataSource))
	if err != nil {
		s.T.Fatal(err)
	}
	var values map[string]tftypes.Value
	if err := state.As(&values); err != nil {
		s.T.Fatal(err)
	}
	seen := map[string]string{}
	for name, value := range values {
		if !value.IsFullyKnown() {
			s.T.Errorf("%s of %s is unknown after reading", name, dataSource)
		}
		seen[name] = jsonOf(s.T, value)
	}
	return seen
}

// put makes objects behind the API's back.
func (s *ccSession) put(typeName string, models ...string) {
	s.T.Helper()
	for _, model := range models {
		if _, err := s.world.CloudControl.Put(typeName, model); err != nil {
			s.T.Fatal(err)
		}
	}
}

func TestCloudControlData(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.put("Steward::Test::AccessKey", `{"AccessKeyId":"AK1","UserName":"uma","SecretAccessKey":"hush-hush"}`)
	s.put("Steward::Test::Database", `{"DatabaseName":"d","Engine":"mysql","MasterUserPassword":"hush-hush","Replication":{"Source":"s","Password":"hush-hush"},"Endpoint":{"Address":"a","Port":3306},"Arn":"arn:d"}`)
	s.put("Steward::Test::Membership", `{"GroupName":"g","UserName":"u","Role":"admin","MembershipId":"m-1"}`)
	if _, err := s.world.CloudControl.At(cloudcontroltest.DefaultAccountID, "eu-west-1").Put(providertest.WidgetType, `{"Name":"one","Color":"blue","Size":3,"Engine":"e1","Arn":"arn:one"}`); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		config             attributes
		region, properties string
		reason             string
	}{
		"a secret": {
			config: ofData("Steward::Test::AccessKey", "AK1"), properties: `{"AccessKeyId":"AK1","Status":"Active","UserName":"uma"}`,
			reason: "a known secret must not come into state",
		},
		"write-only": {
			config:     ofData("Steward::Test::Database", "d"),
			properties: `{"AllocatedStorage":20,"Arn":"arn:d","DatabaseName":"d","DeletionProtection":false,"Endpoint":{"Address":"a","Port":3306},"Engine":"mysql","Replication":{"Source":"s"}}`,
			reason:     "all properties are shown, read-only ones and defaults too",
		},
		"compound": {
			config: ofData("Steward::Test::Membership", "g|u"), properties: `{"GroupName":"g","MembershipId":"m-1","Role":"admin","UserName":"u"}`,
			reason: "the parts are joined",
		},
		"additional identifier": {
			config:     ofData("Steward::Test::Membership", `{"MembershipId":"m-1"}`),
			properties: `{"GroupName":"g","MembershipId":"m-1","Role":"admin","UserName":"u"}`,
			reason:     "an additional identifier is written as JSON, and stays as the configuration writes it",
		},
		"elsewhere": {
			config: ofData(providertest.WidgetType, "one", attributes{"region": "eu-west-1", "role_arn": "arn:aws:iam::" + cloudcontroltest.DefaultAccountID + ":role/reader"}),
			region: "eu-west-1", properties: `"Color":"blue"`,
			reason: "the region and the role of the block count",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := s.look(ccData, c.config)
			if c.region == "" {
				c.region = cloudcontroltest.DefaultRegion
			}
			if got := seen["region"]; got != `"`+c.region+`"` {
				t.Errorf("region = %s, want %s", got, c.region)
			}
			if got := seen["properties"]; !strings.Contains(got, c.properties) {
				t.Errorf("%s: properties =\n%s, want\n%s", c.reason, got, c.properties)
			}
			for attribute, value := range seen {
				if strings.Contains(value, "hush-hush") {
					t.Errorf("%s shows a secret: %s", attribute, value)
				}
			}
		})
	}
}

// ofData is the configuration of the data source for one object.
func ofData(typeName, identifier string, more ...attributes) attributes {
	config := attributes{"type_name": typeName, "identifier": identifier}
	for _, m := range more {
		maps.Copy(config, m)
	}
	return config
}

func TestCloudControlDataErrors(t *testing.T) {
	t.Parallel()
	const stage = "Steward::Test::Stage"
	for name, c := range map[string]struct {
		dataSource string
		config     attributes
		fault      cloudcontroltest.Fault
		at         string // the attribute that is at fault
		says       []string
		reason     string
	}{
		"no such object": {
			dataSource: ccData, config: ofData(providertest.WidgetType, "none"), at: "identifier",
			says:   []string{providertest.WidgetType + ` none does not exist`, "account " + cloudcontroltest.DefaultAccountID, cloudcontroltest.DefaultRegion, "The API said:"},
			reason: "where it was looked for is the first question",
		},
		"no such compound object": {
			dataSource: ccData, config: ofData("Steward::Test::Route", "a|b|c"), at: "identifier", says: []string{"has 3 parts", "|"},
			reason: "the parts of a compound identifier are easily mixed up",
		},
		"no such identifier": {
			dataSource: ccData, config: ofData("Steward::Test::Membership", "g"), at: "identifier", says: []string{"Could not read", "is not valid for identifier"},
			reason: "what the API calls an invalid request can only be the identifier",
		},
		"no such type": {
			dataSource: ccData, config: ofData("Acme::Made::Up", "x"), at: "type_name", says: []string{"Acme::Made::Up", "cannot be found"},
			reason: "the type is at fault",
		},
		"a type without a read handler": {
			dataSource: ccData, config: ofData("Steward::Test::Marker", "x"), at: "type_name", says: []string{"Steward::Test::Marker", "not yet supported"},
			reason: "the type is at fault",
		},
		"access denied": {
			dataSource: ccData, config: ofData(providertest.WidgetType, "one"), fault: cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException"},
			says: []string{"Could not read", "steward:ReadTest"}, reason: "the permissions that the handler needs are in the schema",
		},
		"a list that needs to know where": {
			dataSource: ccListData, config: attributes{"type_name": stage}, at: "resource_model", says: []string{"cannot be listed without ApiId", "resource_model = { ApiId = … }"},
			reason: "the schema says what the list handler needs, so the API is not asked",
		},
		"a list that is told of something else": {
			dataSource: ccListData, config: attributes{"type_name": stage, "resource_model": attributes{"StageName": "s"}}, at: "resource_model", says: []string{"cannot be listed without ApiId"},
			reason: "another property does not help",
		},
		"a list that is refused": {
			dataSource: ccListData, config: attributes{"type_name": providertest.WidgetType, "resource_model": attributes{"Name": "s"}}, at: "resource_model",
			fault: cloudcontroltest.Fault{Operation: "ListResources", Code: "InvalidRequestException", Message: "bad model"},
			says:  []string{"Could not list", "bad model"}, reason: "what the API calls an invalid request can only be the model",
		},
		"a type without a list handler": {
			dataSource: ccListData, config: attributes{"type_name": "Steward::Test::Marker"}, at: "type_name", says: []string{"cannot be listed"}, reason: "the type is at fault",
		},
		"requests": {
			dataSource: ccRequestsData, config: attributes{}, fault: cloudcontroltest.Fault{Operation: "ListResourceRequests", Code: "AccessDeniedException"},
			says: []string{"Could not list requests in region us-east-1", "cloudformation:"}, reason: "IAM actions of Cloud Control have another prefix than one expects",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			if c.fault.Operation != "" {
				s.world.CloudControl.Fail(c.fault)
			}
			resp := s.ReadData(c.dataSource, c.config)
			providertest.RequireError(t, resp.Diagnostics, c.says...)
			if len(resp.Diagnostics) != 1 {
				t.Errorf("%d diagnostics, want one:\n%s", len(resp.Diagnostics), providertest.Text(resp.Diagnostics))
			}
			if got := attributeOf(resp.Diagnostics); got != c.at {
				t.Errorf("%s: the error is at %q, want %q", c.reason, got, c.at)
			}
		})
	}
}

// attributeOf is the attribute that the first diagnostic points at.
func attributeOf(diagnostics []*tfprotov6.Diagnostic) string {
	if len(diagnostics) == 0 || diagnostics[0].Attribute == nil {
		return ""
	}
	name, _ := diagnostics[0].Attribute.Steps()[0].(tftypes.AttributeName)
	return string(name)
}

func TestCloudControlDataValidation(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	for name, c := range map[string]struct {
		dataSource string
		config     attributes
		at         string
	}{
		"type name":        {ccData, ofData("AWS::Logs", "x"), "type_name"},
		"empty identifier": {ccData, ofData(providertest.WidgetType, ""), "identifier"},
		"region":           {ccData, ofData(providertest.WidgetType, "x", attributes{"region": "Ohio"}), "region"},
		"role":             {ccListData, attributes{"type_name": providertest.WidgetType, "role_arn": "admin"}, "role_arn"},
		"version":          {ccListData, attributes{"type_name": providertest.WidgetType, "type_version_id": "a b"}, "type_version_id"},
		"model as text":    {ccListData, attributes{"type_name": providertest.WidgetType, "resource_model": "{}"}, "resource_model"},
		"operation":        {ccRequestsData, attributes{"operations": []any{"DESTROY"}}, "operations"},
		"status":           {ccRequestsData, attributes{"operation_statuses": []any{"DONE"}}, "operation_statuses"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := p.ValidateData(c.dataSource, c.config)
			if !providertest.Failed(found) || attributeOf(found) != c.at {
				t.Errorf("want an error at %s, got:\n%s", c.at, providertest.Text(found))
			}
		})
	}
	if found := p.ValidateData(ccListData, attributes{"type_name": providertest.Unknown{}, "resource_model": providertest.Unknown{}, "region": providertest.Unknown{}}); len(found) > 0 {
		t.Errorf("what is not known yet is refused:\n%s", providertest.Text(found))
	}
}

func TestCloudControlDataBeforeTheProviderIsKnown(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	p := providertest.NewProtocol(t)
	p.Configure(attributes{"aws": w.AWS(attributes{"region": providertest.Unknown{}})})
	for dataSource, config := range map[string]attributes{
		ccData: ofData(providertest.WidgetType, "one"), ccListData: {"type_name": providertest.WidgetType}, ccRequestsData: {},
	} {
		providertest.RequireError(t, p.ReadData(dataSource, config).Diagnostics, "AWS configuration is not known", "depends_on")
	}
	if got := len(w.CloudControl.Requests()); got > 0 {
		t.Errorf("%d requests were sent", got)
	}
}

// TestCloudControlDataUndescribed: who may look at objects need not be allowed
// to describe types.
func TestCloudControlDataUndescribed(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.put(providertest.WidgetType, `{"Name":"one","Color":"red"}`)
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "DescribeType", Times: cloudcontroltest.Always, Code: "AccessDeniedException"})
	if seen := s.look(ccData, ofData(providertest.WidgetType, "one")); !strings.Contains(seen["properties"], `"Color":"red"`) {
		t.Errorf("properties = %s", seen["properties"])
	}
	if seen := s.look(ccListData, attributes{"type_name": providertest.WidgetType}); seen["identifiers"] != `["one"]` {
		t.Errorf("identifiers = %s", seen["identifiers"])
	}
}

func TestCloudControlListData(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{ListPageSize: 2})
	for i := range 5 {
		s.put(providertest.WidgetType, fmt.Sprintf(`{"Name":"w%d"}`, 4-i))
	}
	s.put("Steward::Test::Stage", `{"ApiId":"a","StageName":"live"}`, `{"ApiId":"b","StageName":"live"}`, `{"ApiId":"a","StageName":"test"}`)
	for name, c := range map[string]struct {
		config                  attributes
		identifiers, properties string
		reason                  string
	}{
		"pages": {
			config:      attributes{"type_name": providertest.WidgetType},
			identifiers: `["w0","w1","w2","w3","w4"]`,
			properties:  `{"w0":{"Name":"w0"},"w1":{"Name":"w1"},"w2":{"Name":"w2"},"w3":{"Name":"w3"},"w4":{"Name":"w4"}}`,
			reason:      "all pages are read, and the order is ours, since the API promises none",
		},
		"below something": {
			config:      attributes{"type_name": "Steward::Test::Stage", "resource_model": attributes{"ApiId": "a"}},
			identifiers: `["a|live","a|test"]`,
			properties:  `{"a|live":{"ApiId":"a","StageName":"live"},"a|test":{"ApiId":"a","StageName":"test"}}`,
			reason:      "the model narrows the list",
		},
		"nothing": {
			config:      attributes{"type_name": "Steward::Test::Route"},
			identifiers: `[]`, properties: `{}`,
			reason: "an empty list is a list",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := s.look(ccListData, c.config)
			if seen["identifiers"] != c.identifiers || seen["properties"] != c.properties {
				t.Errorf("%s: identifiers =\n%s, want\n%s; properties =\n%s, want\n%s", c.reason, seen["identifiers"], c.identifiers, seen["properties"], c.properties)
			}
		})
	}
}

func TestCloudControlRequestsData(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := newCC(t, cloudcontroltest.Options{Now: func() time.Time { return clock }})
	s.put(providertest.WidgetType, `{"Name":"one"}`)
	begin := func(kind, identifier string, takes time.Duration) string {
		t.Helper()
		token, err := s.world.CloudControl.ForeignOperation(kind, providertest.WidgetType, identifier, takes)
		if err != nil {
			t.Fatal(err)
		}
		s.world.CloudControl.Advance(time.Minute)
		return token
	}
	done := begin("UPDATE", "one", 0)
	failed := begin("DELETE", "none", 0)
	running := begin("DELETE", "one", time.Hour)
	ended := func(operation, status, token, at, code, message string) string {
		return fmt.Sprintf(`{%s"identifier":%q,"operation":%q,"requested_at":%q,"status":%q%s,"token":%q,"type_name":"Steward::Test::Widget"}`,
			code, map[string]string{failed: "none"}[token]+map[string]string{done: "one", running: "one"}[token], operation, at, status, message, token)
	}
	wantDone := ended("UPDATE", "SUCCESS", done, "2026-03-01T12:00:00Z", "", "")
	wantRunning := ended("DELETE", "IN_PROGRESS", running, "2026-03-01T12:02:00Z", "", "")
	for name, c := range map[string]struct {
		config attributes
		want   string
		reason string
	}{
		"all but the failed one": {
			config: attributes{"operation_statuses": []any{"SUCCESS", "IN_PROGRESS"}}, want: "[" + wantRunning + "," + wantDone + "]",
			reason: "newest first",
		},
		"by operation":  {config: attributes{"operations": []any{"UPDATE"}}, want: "[" + wantDone + "]", reason: "only updates"},
		"both filters":  {config: attributes{"operations": []any{"DELETE"}, "operation_statuses": []any{"IN_PROGRESS"}}, want: "[" + wantRunning + "]", reason: "both must match"},
		"another place": {config: attributes{"region": "eu-west-1"}, want: "[]", reason: "each region has its own"},
	} {
		t.Run(name, func(t *testing.T) {
			seen := s.look(ccRequestsData, c.config)
			if diff := cmp.Diff(c.want, seen["requests"]); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.reason, diff)
			}
		})
	}
	seen := s.look(ccRequestsData, attributes{"operation_statuses": []any{"FAILED"}})["requests"]
	for _, part := range []string{`"error_code":"NotFound"`, `"status":"FAILED"`, `"token":"` + failed + `"`, `"status_message":"`} {
		if !strings.Contains(seen, part) {
			t.Errorf("the failed request lacks %s: %s", part, seen)
		}
	}
}

// TestCloudControlRequestsDataPages: the API answers a hundred at a time.
func TestCloudControlRequestsDataPages(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.put(providertest.WidgetType, `{"Name":"one"}`)
	const operations = 205
	for range operations {
		if _, err := s.world.CloudControl.ForeignOperation("UPDATE", providertest.WidgetType, "one", 0); err != nil {
			t.Fatal(err)
		}
	}
	seen := s.look(ccRequestsData, attributes{})["requests"]
	if got := strings.Count(seen, `"token":`); got != operations {
		t.Errorf("%d requests are shown, want %d", got, operations)
	}
	if got := s.world.CloudControl.Count("ListResourceRequests"); got != 3 {
		t.Errorf("%d pages were asked for, want 3", got)
	}
}

// TestCloudControlDataShape holds the names of the interface.
func TestCloudControlDataShape(t *testing.T) {
	t.Parallel()
	schemas := providertest.NewProtocol(t).Schemas.DataSourceSchemas
	for name, want := range map[string][]string{
		ccData: {
			"identifier required", "properties computed", "region optional computed", "role_arn optional", "type_name required", "type_version_id optional",
		},
		ccListData: {
			"identifiers computed", "properties computed", "region optional computed", "resource_model optional", "role_arn optional", "type_name required",
			"type_version_id optional",
		},
		ccRequestsData: {"operation_statuses optional", "operations optional", "region optional computed", "requests computed"},
	} {
		if diff := cmp.Diff(want, providertest.Behaviours(schemas[name])); diff != "" {
			t.Errorf("%s has another shape than the interface says (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]string{
		"error_code computed", "identifier computed", "operation computed", "requested_at computed", "status computed", "status_message computed",
		"token computed", "type_name computed",
	}, providertest.Behaviours(providertest.NestedSchema(t, schemas[ccRequestsData], "requests"))); diff != "" {
		t.Errorf("requests have another shape than the interface says (-want +got):\n%s", diff)
	}
}
