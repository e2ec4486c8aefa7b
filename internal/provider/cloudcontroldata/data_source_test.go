package cloudcontroldata_test

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
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// The data sources, as a test names them.
const (
	resourceData  = "steward_cloudcontrol_resource"
	resourcesData = "steward_cloudcontrol_resources"
	requestsData  = "steward_cloudcontrol_requests"
)

// attributes are what a test writes of a data source, by attribute name.
type attributes = map[string]any

// A session is a provider that reads what the simulated Cloud Control has.
type session struct {
	*providertest.Protocol
	world *providertest.World
}

func newSession(t *testing.T, options cloudcontroltest.Options) *session {
	t.Helper()
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, options)
	return &session{Protocol: w.AWSProtocol(), world: w}
}

// values reads a data source that has to be readable, as JSON by attribute.
func (s *session) values(dataSource string, config attributes) map[string]string {
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
		seen[name] = providertest.JSON(s.T, value)
	}
	return seen
}

func TestData(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{})
	s.world.Put("Steward::Test::AccessKey", `{"AccessKeyId":"AK1","UserName":"uma","SecretAccessKey":"hush-hush"}`)
	s.world.Put("Steward::Test::Database", `{"DatabaseName":"d","Engine":"mysql","MasterUserPassword":"hush-hush","Replication":{"Source":"s","Password":"hush-hush"},"Endpoint":{"Address":"a","Port":3306},"Arn":"arn:d"}`)
	s.world.Put("Steward::Test::Membership", `{"GroupName":"g","UserName":"u","Role":"admin","MembershipId":"m-1"}`)
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
			seen := s.values(resourceData, c.config)
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

func TestDataErrors(t *testing.T) {
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
			dataSource: resourceData, config: ofData(providertest.WidgetType, "none"), at: "identifier",
			says:   []string{providertest.WidgetType + ` none does not exist`, "account " + cloudcontroltest.DefaultAccountID, cloudcontroltest.DefaultRegion, "The API said:"},
			reason: "where it was looked for is the first question",
		},
		"no such compound object": {
			dataSource: resourceData, config: ofData("Steward::Test::Route", "a|b|c"), at: "identifier", says: []string{"has 3 parts", "|"},
			reason: "the parts of a compound identifier are easily mixed up",
		},
		"no such identifier": {
			dataSource: resourceData, config: ofData("Steward::Test::Membership", "g"), at: "identifier", says: []string{"Could not read", "is not valid for identifier"},
			reason: "what the API calls an invalid request can only be the identifier",
		},
		"no such type": {
			dataSource: resourceData, config: ofData("Acme::Made::Up", "x"), at: "type_name", says: []string{"Acme::Made::Up", "cannot be found"},
			reason: "the type is at fault",
		},
		"a type without a read handler": {
			dataSource: resourceData, config: ofData("Steward::Test::Marker", "x"), at: "type_name", says: []string{"Steward::Test::Marker", "not yet supported"},
			reason: "the type is at fault",
		},
		"access denied": {
			dataSource: resourceData, config: ofData(providertest.WidgetType, "one"), fault: cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException"},
			says: []string{"Could not read", "steward:ReadTest"}, reason: "the permissions that the handler needs are in the schema",
		},
		"a list that needs to know where": {
			dataSource: resourcesData, config: attributes{"type_name": stage}, at: "resource_model", says: []string{"cannot be listed without ApiId", "resource_model = { ApiId = … }"},
			reason: "the schema says what the list handler needs, so the API is not asked",
		},
		"a list that is told of something else": {
			dataSource: resourcesData, config: attributes{"type_name": stage, "resource_model": attributes{"StageName": "s"}}, at: "resource_model", says: []string{"cannot be listed without ApiId"},
			reason: "another property does not help",
		},
		"a list that is refused": {
			dataSource: resourcesData, config: attributes{"type_name": providertest.WidgetType, "resource_model": attributes{"Name": "s"}}, at: "resource_model",
			fault: cloudcontroltest.Fault{Operation: "ListResources", Code: "InvalidRequestException", Message: "bad model"},
			says:  []string{"Could not list", "bad model"}, reason: "what the API calls an invalid request can only be the model",
		},
		"a type without a list handler": {
			dataSource: resourcesData, config: attributes{"type_name": "Steward::Test::Marker"}, at: "type_name", says: []string{"cannot be listed"}, reason: "the type is at fault",
		},
		"requests": {
			dataSource: requestsData, config: attributes{}, fault: cloudcontroltest.Fault{Operation: "ListResourceRequests", Code: "AccessDeniedException"},
			says: []string{"Could not list requests in region us-east-1", "cloudformation:"}, reason: "IAM actions of Cloud Control have another prefix than one expects",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, cloudcontroltest.Options{})
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

func TestDataValidation(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	for name, c := range map[string]struct {
		dataSource string
		config     attributes
		at         string
	}{
		"type name":        {resourceData, ofData("AWS::Logs", "x"), "type_name"},
		"empty identifier": {resourceData, ofData(providertest.WidgetType, ""), "identifier"},
		"region":           {resourceData, ofData(providertest.WidgetType, "x", attributes{"region": "Ohio"}), "region"},
		"role":             {resourcesData, attributes{"type_name": providertest.WidgetType, "role_arn": "admin"}, "role_arn"},
		"version":          {resourcesData, attributes{"type_name": providertest.WidgetType, "type_version_id": "a b"}, "type_version_id"},
		"model as text":    {resourcesData, attributes{"type_name": providertest.WidgetType, "resource_model": "{}"}, "resource_model"},
		"operation":        {requestsData, attributes{"operations": []any{"DESTROY"}}, "operations"},
		"status":           {requestsData, attributes{"operation_statuses": []any{"DONE"}}, "operation_statuses"},
		"no time":          {requestsData, attributes{"timeouts": attributes{"read": "0s"}}, "timeouts"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := p.ValidateData(c.dataSource, c.config)
			if !providertest.Failed(found) || attributeOf(found) != c.at {
				t.Errorf("want an error at %s, got:\n%s", c.at, providertest.Text(found))
			}
		})
	}
	if found := p.ValidateData(resourcesData, attributes{"type_name": providertest.Unknown{}, "resource_model": providertest.Unknown{}, "region": providertest.Unknown{}}); len(found) > 0 {
		t.Errorf("what is not known yet is refused:\n%s", providertest.Text(found))
	}
}

func TestDataBeforeTheProviderIsKnown(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	p := providertest.NewProtocol(t)
	p.Configure(attributes{"aws": w.AWS(attributes{"region": providertest.Unknown{}})})
	for dataSource, config := range map[string]attributes{
		resourceData: ofData(providertest.WidgetType, "one"), resourcesData: {"type_name": providertest.WidgetType}, requestsData: {},
	} {
		providertest.RequireError(t, p.ReadData(dataSource, config).Diagnostics, "AWS configuration is not known", "depends_on")
	}
	if got := len(w.CloudControl.Requests()); got > 0 {
		t.Errorf("%d requests were sent", got)
	}
}

// TestDataUndescribed: who may look at objects need not be allowed
// to describe types.
func TestDataUndescribed(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{})
	s.world.Put(providertest.WidgetType, `{"Name":"one","Color":"red"}`)
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "DescribeType", Times: cloudcontroltest.Always, Code: "AccessDeniedException"})
	if seen := s.values(resourceData, ofData(providertest.WidgetType, "one")); !strings.Contains(seen["properties"], `"Color":"red"`) {
		t.Errorf("properties = %s", seen["properties"])
	}
	if seen := s.values(resourcesData, attributes{"type_name": providertest.WidgetType}); seen["identifiers"] != `["one"]` {
		t.Errorf("identifiers = %s", seen["identifiers"])
	}
}

func TestListData(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{ListPageSize: 2})
	for i := range 5 {
		s.world.Put(providertest.WidgetType, fmt.Sprintf(`{"Name":"w%d"}`, 4-i))
	}
	s.world.Put("Steward::Test::Stage", `{"ApiId":"a","StageName":"live"}`, `{"ApiId":"b","StageName":"live"}`, `{"ApiId":"a","StageName":"test"}`)
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
			seen := s.values(resourcesData, c.config)
			if seen["identifiers"] != c.identifiers || seen["properties"] != c.properties {
				t.Errorf("%s: identifiers =\n%s, want\n%s; properties =\n%s, want\n%s", c.reason, seen["identifiers"], c.identifiers, seen["properties"], c.properties)
			}
		})
	}
}

func TestRequestsData(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := newSession(t, cloudcontroltest.Options{Now: func() time.Time { return clock }})
	s.world.Put(providertest.WidgetType, `{"Name":"one"}`)
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
			seen := s.values(requestsData, c.config)
			if diff := cmp.Diff(c.want, seen["requests"]); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.reason, diff)
			}
		})
	}
	seen := s.values(requestsData, attributes{"operation_statuses": []any{"FAILED"}})["requests"]
	for _, part := range []string{`"error_code":"NotFound"`, `"status":"FAILED"`, `"token":"` + failed + `"`, `"status_message":"`} {
		if !strings.Contains(seen, part) {
			t.Errorf("the failed request lacks %s: %s", part, seen)
		}
	}
}

// TestRequestsDataPages: the API answers a hundred at a time.
func TestRequestsDataPages(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{})
	s.world.Put(providertest.WidgetType, `{"Name":"one"}`)
	const operations = 205
	for range operations {
		if _, err := s.world.CloudControl.ForeignOperation("UPDATE", providertest.WidgetType, "one", 0); err != nil {
			t.Fatal(err)
		}
	}
	seen := s.values(requestsData, attributes{})["requests"]
	if got := strings.Count(seen, `"token":`); got != operations {
		t.Errorf("%d requests are shown, want %d", got, operations)
	}
	if got := s.world.CloudControl.Count("ListResourceRequests"); got != 3 {
		t.Errorf("%d pages were asked for, want 3", got)
	}
}

// TestDataShape holds the names of the interface.
func TestDataShape(t *testing.T) {
	t.Parallel()
	schemas := providertest.NewProtocol(t).Schemas.DataSourceSchemas
	for name, want := range map[string][]string{
		resourceData: {
			"identifier required", "properties computed", "region optional computed", "role_arn optional", "timeouts block", "type_name required", "type_version_id optional",
		},
		resourcesData: {
			"identifiers computed", "properties computed", "region optional computed", "resource_model optional", "role_arn optional", "timeouts block", "type_name required",
			"type_version_id optional",
		},
		requestsData: {"operation_statuses optional", "operations optional", "region optional computed", "requests computed", "timeouts block"},
	} {
		if diff := cmp.Diff(want, providertest.Behaviours(schemas[name])); diff != "" {
			t.Errorf("%s has another shape than the interface says (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]string{
		"error_code computed", "identifier computed", "operation computed", "requested_at computed", "status computed", "status_message computed",
		"token computed", "type_name computed",
	}, providertest.Behaviours(providertest.NestedSchema(t, schemas[requestsData], "requests"))); diff != "" {
		t.Errorf("requests have another shape than the interface says (-want +got):\n%s", diff)
	}
}
