package cloudcontroldata_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const (
	groupType = "AWS::EC2::SecurityGroup"
	queueType = "AWS::SQS::Queue"
	stageType = "Steward::Test::Stage"
)

// group is a security group; its identifier is sg- and its number.
func group(number int, name, tags string) string {
	return fmt.Sprintf(`{"GroupId":"sg-%[1]d","Id":"sg-%[1]d","GroupName":%[2]q,"GroupDescription":"text","Tags":%[3]s}`, number, name, tags)
}

func tagged(pairs ...string) string {
	var tags []string
	for i := 0; i < len(pairs); i += 2 {
		tags = append(tags, fmt.Sprintf(`{"Key":%q,"Value":%q}`, pairs[i], pairs[i+1]))
	}
	return "[" + strings.Join(tags, ",") + "]"
}

// find queries the list resource.
func (s *session) find(query providertest.Query) ([]providertest.Listed, []*tfprotov6.Diagnostic) {
	s.T.Helper()
	return s.Query(providertest.CloudControlType, query)
}

func names(found []providertest.Listed) []string {
	var all []string
	for _, one := range found {
		all = append(all, one.Name)
	}
	return all
}

// TestQueryNames: what people know an object by comes before its identifier, and an
// object is read only where the list does not show that.
func TestQueryNames(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		typeName, model string
		lists           cloudcontroltest.Lists
		want            string
		reads           int
		reason          string
	}{
		"the tag Name":        {groupType, group(1, "web", tagged("Name", "front door")), cloudcontroltest.ListIdentifiers, "front door (sg-1)", 1, "it is what consoles show"},
		"a name property":     {groupType, group(1, "web", `[]`), cloudcontroltest.ListIdentifiers, "web (sg-1)", 1, "called after the type's last word"},
		"in the list":         {groupType, group(1, "web", tagged("Name", "front door")), cloudcontroltest.ListWhole, "front door (sg-1)", 0, "the list shows all"},
		"nothing in the list": {groupType, group(1, "web", `[]`), cloudcontroltest.ListNothing, "web (sg-1)", 1, "some types list identifiers without properties"},
		"the identifier":      {queueType, `{"QueueName":"jobs","QueueUrl":"https://sqs/jobs"}`, cloudcontroltest.ListIdentifiers, "jobs (https://sqs/jobs)", 1, "the identifier is an address, and the name another property"},
		"itself a name":       {providertest.WidgetType, `{"Name":"wheel"}`, cloudcontroltest.ListIdentifiers, "wheel", 0, "the identifier is the name"},
		"part of a compound":  {stageType, `{"ApiId":"a","StageName":"prod"}`, cloudcontroltest.ListIdentifiers, "a|prod", 0, "the name is in it"},
		"no name at all":      {"Steward::Test::Settings", `{"SettingsId":"s"}`, cloudcontroltest.ListIdentifiers, "s", 0, "nothing to be learnt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{Lists: c.lists}})
			s.world.Put(c.typeName, c.model)
			config := attributes{"type_name": c.typeName}
			if c.typeName == stageType {
				config["resource_model"] = attributes{"ApiId": "a"}
			}
			found, said := s.find(providertest.Query{Config: config})
			s.RequireClean("listing", said)
			if got := names(found); !slices.Equal(got, []string{c.want}) {
				t.Errorf("%s: found %q, want %q", c.reason, got, c.want)
			}
			if got := s.world.CloudControl.Count("GetResource"); got != c.reads {
				t.Errorf("%s: %d reads, want %d", c.reason, got, c.reads)
			}
		})
	}
}

// TestQueryPages: pages are asked for while more objects are wanted.
func TestQueryPages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		query        providertest.Query
		empty        bool
		found, pages int
		reads        int
		reason       string
	}{
		"all":                   {providertest.Query{}, false, 25, 3, 0, "ten in a page"},
		"limit in a page":       {providertest.Query{Limit: 3}, false, 3, 1, 0, ""},
		"limit of a page":       {providertest.Query{Limit: 10}, false, 10, 1, 0, "the next page is not wanted"},
		"limit over a page":     {providertest.Query{Limit: 11}, false, 11, 2, 0, ""},
		"more than there are":   {providertest.Query{Limit: 1000}, false, 25, 3, 0, ""},
		"empty pages":           {providertest.Query{}, true, 25, 6, 0, "a page may be empty and not the last"},
		"limit and empty pages": {providertest.Query{Limit: 10}, true, 10, 2, 0, ""},
		"with the resources":    {providertest.Query{Limit: 12, IncludeResource: true}, false, 12, 2, 12, "no more objects are read than are wanted"},
		"taken away":            {providertest.Query{Most: 2}, false, 2, 1, 0, "Terraform takes no more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, cloudcontroltest.Options{ListPageSize: 10, Switches: cloudcontroltest.Switches{EmptyListPages: c.empty}})
			for i := range 25 {
				s.world.Put(providertest.WidgetType, fmt.Sprintf(`{"Name":"w%02d"}`, i))
			}
			c.query.Config = attributes{"type_name": providertest.WidgetType}
			found, said := s.find(c.query)
			if c.query.Limit > 0 && c.query.Limit < 25 {
				providertest.RequireWarning(t, said, fmt.Sprintf("The list of %s in us-east-1 ends at its limit of %d", providertest.WidgetType, c.query.Limit), "There may be more", "set limit")
				said = said[1:]
			}
			s.RequireClean("listing", said)
			if len(found) != c.found || !slices.IsSorted(names(found)) {
				t.Errorf("%s: found %q, want %d in the order of the list", c.reason, names(found), c.found)
			}
			if pages, reads := s.world.CloudControl.Count("ListResources"), s.world.CloudControl.Count("GetResource"); pages != c.pages || reads != c.reads {
				t.Errorf("%s: %d pages and %d reads, want %d and %d", c.reason, pages, reads, c.pages, c.reads)
			}
			if s.world.CloudControl.Count("DescribeType") != 1 || s.world.CloudControl.Count("GetCallerIdentity") > 1 {
				t.Error("the type and the account are asked for once")
			}
		})
	}
}

// TestQueryTags keeps what has all of them, however little the list shows.
func TestQueryTags(t *testing.T) {
	t.Parallel()
	for _, lists := range []cloudcontroltest.Lists{cloudcontroltest.ListIdentifiers, cloudcontroltest.ListNothing, cloudcontroltest.ListSome, cloudcontroltest.ListWhole} {
		s := newSession(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{Lists: lists}})
		s.world.Put(groupType, group(1, "web", tagged("Team", "a", "Stage", "prod")), group(2, "db", tagged("Team", "a", "Stage", "test")), group(3, "old", `[]`))
		s.world.Put(groupType, group(4, "stack", tagged("aws:cloudformation:stack-name", "shop", "Team", "b")))
		for name, c := range map[string]struct {
			tags attributes
			want []string
		}{
			"one":          {attributes{"Team": "a"}, []string{"web (sg-1)", "db (sg-2)"}},
			"all of them":  {attributes{"Team": "a", "Stage": "prod"}, []string{"web (sg-1)"}},
			"of AWS":       {attributes{"aws:cloudformation:stack-name": "shop"}, []string{"stack (sg-4)"}},
			"case":         {attributes{"team": "a"}, nil},
			"other value":  {attributes{"Team": "c"}, nil},
			"no such tag":  {attributes{"Cost": ""}, nil},
			"with no tags": {nil, []string{"web (sg-1)", "db (sg-2)", "old (sg-3)", "stack (sg-4)"}},
		} {
			for _, whole := range []bool{false, true} {
				s.world.CloudControl.ResetRequests()
				config := attributes{"type_name": groupType}
				if c.tags != nil {
					config["tags"] = c.tags
				}
				found, said := s.find(providertest.Query{Config: config, IncludeResource: whole})
				s.RequireClean("listing", said)
				if diff := cmp.Diff(c.want, names(found)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
				reads := s.world.CloudControl.Count("GetResource")
				if reads > 4 || !whole && lists == cloudcontroltest.ListWhole && reads > 1 {
					t.Errorf("%s: %d reads; no object is read twice, and none whose tags the list shows", name, reads)
				}
			}
		}
	}
}

// TestQueryWhole: what a list says of an object is what an import says, and what is
// generated of it plans clean.
func TestQueryWhole(t *testing.T) {
	t.Parallel()
	for typeName, model := range map[string]string{
		groupType:                   group(1, "web", tagged("Name", "front door", "aws:cloudformation:stack-name", "shop")),
		queueType:                   `{"QueueName":"jobs","QueueUrl":"https://sqs/jobs","Tags":[{"Key":"Team","Value":"a"}]}`,
		"AWS::DynamoDB::Table":      `{"TableName":"t","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST"}`,
		"AWS::Logs::LogGroup":       `{"LogGroupName":"/app/log","RetentionInDays":30}`,
		"Steward::Test::AccessKey":  `{"AccessKeyId":"AK1","UserName":"uma","SecretAccessKey":"hush-hush"}`,
		"Steward::Test::Database":   `{"DatabaseName":"d","Engine":"mysql","MasterUserPassword":"hush-hush","Replication":{"Source":"s","Password":"hush-hush"},"Arn":"arn:d"}`,
		"Steward::Test::Fleet":      `{"FleetName":"f","Members":[{"Name":"m","Token":"hush-hush"}]}`,
		"Steward::Test::Membership": `{"GroupName":"g","UserName":"u","Role":"admin","MembershipId":"m-1"}`,
		"Steward::Test::Policy":     `{"PolicyName":"p","PolicyDocument":{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}`,
		"Steward::Test::Network":    `{"NetworkId":"n","Address":{"Cidr":"10.0.0.0/8"}}`,
		"Steward::Test::Settings":   `{"SettingsId":"s"}`,
		providertest.WidgetType:     `{"Name":"wheel","Color":"blue","Size":3,"Engine":"e1","Arn":"arn:one"}`,
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, cloudcontroltest.Options{})
			s.world.Put(typeName, model)
			found, said := s.find(providertest.Query{Config: attributes{"type_name": typeName}, IncludeResource: true})
			if providertest.Failed(said) || len(found) != 1 {
				t.Fatalf("found %v:\n%s", found, providertest.Text(said))
			}
			if reads := s.world.CloudControl.Count("GetResource"); reads != 1 {
				t.Errorf("%d reads of one object", reads)
			}
			one := found[0]
			if one.Identity["account_id"] != cloudcontroltest.DefaultAccountID || one.Identity["region"] != cloudcontroltest.DefaultRegion {
				t.Errorf("the identity %v has no fence", one.Identity)
			}
			if text := fmt.Sprint(one); strings.Contains(text, "hush-hush") {
				t.Errorf("a secret is shown: %s", text)
			}
			s.RequireAdoptable(providertest.CloudControlType, one, nil)
		})
	}
}

// TestQueryIncomplete: of what the type requires and no read shows, the query says
// so once.
func TestQueryIncomplete(t *testing.T) {
	t.Parallel()
	const vault = "Acme::Test::Vault"
	s := newSession(t, cloudcontroltest.Options{Schemas: [][]byte{[]byte(`{"typeName":"` + vault + `","properties":{"Name":{"type":"string"},"Seal":{"type":"string"},
		"Locks":{"type":"array","items":{"type":"object","additionalProperties":false,"properties":{"Id":{"type":"string"},"Key":{"type":"string"}},"required":["Key"]}}},
		"required":["Name","Seal"],"writeOnlyProperties":["/properties/Seal","/properties/Locks/*/Key"],"createOnlyProperties":["/properties/Name"],"primaryIdentifier":["/properties/Name"],
		"additionalProperties":false,"handlers":{"create":{},"read":{},"update":{},"delete":{},"list":{}}}`)}})
	for _, name := range []string{"f", "g"} {
		s.world.Put(vault, `{"Name":"`+name+`","Seal":"hush-hush","Locks":[{"Id":"1","Key":"hush-hush"}]}`)
	}
	found, said := s.find(providertest.Query{Config: attributes{"type_name": vault}, IncludeResource: true})
	if len(found) != 2 || len(said) != 1 {
		t.Errorf("found %v, said %d times:\n%s", names(found), len(said), providertest.Text(said))
	}
	providertest.RequireWarning(t, said, "No read shows all that "+vault+" requires", "- Seal", "Locks[*].Key", "sensitive_properties")
	for _, one := range found {
		s.RequireAdoptable(providertest.CloudControlType, one, nil)
	}
	_, said = s.find(providertest.Query{Config: attributes{"type_name": vault}})
	s.RequireClean("nothing is generated", said)
}

// TestQueryVanished: what is listed and cannot be read is left out, and said.
func TestQueryVanished(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{ListedAfterDelete: 1 << 40}})
	s.world.Put(groupType, group(1, "web", `[]`), group(2, "db", `[]`), group(3, "old", `[]`))
	if !s.world.CloudControl.Remove(groupType, "sg-2") {
		t.Fatal("there is no sg-2")
	}
	for _, query := range []providertest.Query{{}, {IncludeResource: true}, {Limit: 3}} {
		query.Config = attributes{"type_name": groupType}
		found, said := s.find(query)
		if got := names(found); !slices.Equal(got, []string{"web (sg-1)", "old (sg-3)"}) || len(said) != 1 {
			t.Errorf("%+v: found %q and said %d times, want the two that are there and one warning", query, got, len(said))
		}
		providertest.RequireWarning(t, said, groupType+" sg-2 was listed and cannot be found")
	}
}

// TestQueryUnreadable: an object that a policy of its own hides does not hide the
// others. Where none can be read, that is the error.
func TestQueryUnreadable(t *testing.T) {
	t.Parallel()
	const code = "AccessDeniedException"
	for name, c := range map[string]struct {
		objects  int
		denied   []int // none: all
		code     string
		tags     bool
		limit    int64
		found    int
		warnings int
		fails    string
		reads    int // the most
		reason   string
	}{
		"the first":       {objects: 12, denied: []int{1}, code: code, found: 11, warnings: 1, reads: 12},
		"some":            {objects: 25, denied: []int{3, 14, 25}, code: code, found: 22, warnings: 3, reads: 25},
		"the first page":  {objects: 25, denied: []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, code: code, found: 13, warnings: 12, reads: 25},
		"with tags":       {objects: 12, denied: []int{5}, code: code, tags: true, found: 11, warnings: 1, reads: 12, reason: "whether it has them is not known"},
		"with a limit":    {objects: 12, denied: []int{1}, code: code, limit: 2, found: 2, warnings: 2, reads: 4, reason: "what cannot be read does not count"},
		"the service":     {objects: 12, denied: []int{1}, code: "GeneralServiceException", found: 11, warnings: 1, reads: 12, reason: "what it says is about this object"},
		"all":             {objects: 12, code: code, fails: "Could not read AWS::EC2::SecurityGroup sg-1", reads: 12},
		"very many":       {objects: 200, code: code, fails: "Could not read AWS::EC2::SecurityGroup sg-1", reads: 60, reason: "not all of them are tried"},
		"the connection":  {objects: 12, denied: []int{12}, code: "ServiceInternalErrorException", found: 11, fails: "Could not read AWS::EC2::SecurityGroup sg-12", reads: 200, reason: "it is asked again, and then it is about every object"},
		"the credentials": {objects: 12, denied: []int{12}, code: "ExpiredTokenException", found: 11, fails: "Could not read AWS::EC2::SecurityGroup sg-12", reads: 200, reason: "they are wrong for every object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, cloudcontroltest.Options{})
			for i := range c.objects {
				s.world.Put(groupType, group(i+1, "web", tagged("Team", "a")))
			}
			fault := cloudcontroltest.Fault{Operation: "GetResource", Code: c.code, Times: cloudcontroltest.Always}
			for _, number := range c.denied {
				fault.Identifier = fmt.Sprintf("sg-%d", number)
				s.world.CloudControl.Fail(fault)
			}
			if len(c.denied) == 0 {
				s.world.CloudControl.Fail(fault)
			}
			config := attributes{"type_name": groupType}
			if c.tags {
				config["tags"] = attributes{"Team": "a"}
			}
			found, said := s.find(providertest.Query{Config: config, IncludeResource: !c.tags, Limit: c.limit})
			if reads := s.world.CloudControl.Count("GetResource"); len(found) != c.found || reads > c.reads {
				t.Errorf("%s: found %d with %d reads, want %d with %d at most", c.reason, len(found), reads, c.found, c.reads)
			}
			if c.fails != "" {
				providertest.RequireError(t, said, c.fails)
				return
			}
			if len(said) != c.warnings {
				t.Errorf("%s: said %d times, want %d:\n%s", c.reason, len(said), c.warnings, providertest.Text(said))
			}
			for _, number := range c.denied {
				providertest.RequireWarning(t, said, fmt.Sprintf("AWS::EC2::SecurityGroup sg-%d is left out: it could not be read", number), strings.TrimSuffix(c.code, "Exception"))
			}
		})
	}
}

// TestQueryTwice: an object that two pages show is one.
func TestQueryTwice(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{})
	page := func(next string, ids ...string) cloudcontroltest.Fault {
		var listed []string
		for _, id := range ids {
			listed = append(listed, fmt.Sprintf(`{"Identifier":%q,"Properties":"{}"}`, id))
		}
		token := ""
		if next != "" {
			token = fmt.Sprintf(`,"NextToken":%q`, next)
		}
		return cloudcontroltest.Fault{Operation: "ListResources", Status: 200, Body: `{"TypeName":"` + providertest.WidgetType + `","ResourceDescriptions":[` + strings.Join(listed, ",") + `]` + token + `}`}
	}
	s.world.CloudControl.Fail(page("next", "a", "b"))
	s.world.CloudControl.Fail(page("", "b", "c"))
	found, said := s.find(providertest.Query{Config: attributes{"type_name": providertest.WidgetType}})
	s.RequireClean("listing", said)
	if got := names(found); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("found %q", got)
	}
}

// TestQueryRegion: another region than the provider's.
func TestQueryRegion(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{})
	s.world.Put(providertest.WidgetType, `{"Name":"here"}`)
	if _, err := s.world.CloudControl.At(cloudcontroltest.DefaultAccountID, "eu-west-1").Put(providertest.WidgetType, `{"Name":"there"}`); err != nil {
		t.Fatal(err)
	}
	for region, want := range map[string]string{"": "here", "us-east-1": "here", "eu-west-1": "there"} {
		config := attributes{"type_name": providertest.WidgetType}
		if region != "" {
			config["region"] = region
		}
		found, said := s.find(providertest.Query{Config: config, IncludeResource: true})
		s.RequireClean("listing", said)
		if len(found) != 1 || found[0].Name != want {
			t.Fatalf("in region %q: found %q, want %s", region, names(found), want)
		}
		if region != "" && (found[0].Identity["region"] != region || found[0].State["region"] != region) {
			t.Errorf("in region %q: %v", region, found[0].Identity)
		}
		s.RequireAdoptable(providertest.CloudControlType, found[0], nil)
	}
}

// TestQueryErrors: as the data sources say them.
func TestQueryErrors(t *testing.T) {
	t.Parallel()
	refused := func(operation string) cloudcontroltest.Fault {
		return cloudcontroltest.Fault{Operation: operation, Code: "AccessDeniedException", Times: cloudcontroltest.Always}
	}
	for name, c := range map[string]struct {
		query  providertest.Query
		fault  cloudcontroltest.Fault
		at     string
		says   []string
		reason string
	}{
		"no such type": {
			query: providertest.Query{Config: attributes{"type_name": "Acme::Made::Up"}}, at: "type_name", says: []string{"Acme::Made::Up", "cannot be found"}, reason: "the type is at fault",
		},
		"no list handler": {
			query: providertest.Query{Config: attributes{"type_name": "Steward::Test::Marker"}}, at: "type_name", says: []string{"cannot be listed", "no list handler"}, reason: "the type is at fault",
		},
		"no model": {
			query: providertest.Query{Config: attributes{"type_name": stageType}}, at: "resource_model", says: []string{"cannot be listed without ApiId", "resource_model = { ApiId = … }"}, reason: "which properties",
		},
		"another model": {
			query: providertest.Query{Config: attributes{"type_name": stageType, "resource_model": attributes{"StageName": "s"}}}, at: "resource_model", says: []string{"cannot be listed without ApiId"}, reason: "which properties",
		},
		"a model that is refused": {
			query: providertest.Query{Config: attributes{"type_name": providertest.WidgetType, "resource_model": attributes{"Name": "s"}}}, at: "resource_model",
			fault: cloudcontroltest.Fault{Operation: "ListResources", Code: "InvalidRequestException", Message: "bad model"},
			says:  []string{"Could not list", "bad model"}, reason: "the model is at fault",
		},
		"no tags": {
			query: providertest.Query{Config: attributes{"type_name": "Steward::Test::Settings", "tags": attributes{"Team": "a"}}}, at: "tags", says: []string{"Steward::Test::Settings has no tags"}, reason: "nothing would be found, silently",
		},
		"list denied": {
			query: providertest.Query{Config: attributes{"type_name": providertest.WidgetType}}, fault: refused("ListResources"), says: []string{"Could not list", "steward:ListTest"}, reason: "what to allow",
		},
		"list throttled": {
			query: providertest.Query{Config: attributes{"type_name": providertest.WidgetType}},
			fault: cloudcontroltest.Fault{Operation: "ListResources", Code: "ThrottlingException", Times: cloudcontroltest.Always}, says: []string{"Could not list", "Throttled"}, reason: "after the client asked again",
		},
		"read denied": {
			query: providertest.Query{Config: attributes{"type_name": groupType}, IncludeResource: true}, fault: refused("GetResource"), says: []string{"Could not read AWS::EC2::SecurityGroup sg-1", "Denied"}, reason: "its state was asked for",
		},
		"read denied for tags": {
			query: providertest.Query{Config: attributes{"type_name": groupType, "tags": attributes{"Team": "a"}}}, fault: refused("GetResource"), says: []string{"Could not read AWS::EC2::SecurityGroup sg-1"}, reason: "whether it has them is not known",
		},
		"half an answer": {
			query: providertest.Query{Config: attributes{"type_name": groupType}, IncludeResource: true},
			fault: cloudcontroltest.Fault{Operation: "GetResource", Status: 200, Body: `{}`, Times: cloudcontroltest.Always}, says: []string{"Could not read"}, reason: "half an object is none",
		},
		"not described": {
			query: providertest.Query{Config: attributes{"type_name": groupType}, IncludeResource: true}, fault: refused("DescribeType"), says: []string{"cannot be imported", "could not be described"}, reason: "as an import says it",
		},
		"no account": {
			query: providertest.Query{Config: attributes{"type_name": groupType}}, fault: refused("GetCallerIdentity"), says: []string{"GetCallerIdentity"}, reason: "without it there is no fence",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, cloudcontroltest.Options{})
			s.world.Put(groupType, group(1, "web", `[]`))
			if c.fault.Operation != "" {
				s.world.CloudControl.Fail(c.fault)
			}
			found, said := s.find(c.query)
			if len(found) != 0 || len(said) != 1 {
				t.Errorf("%s: found %q and said %d times, want one error:\n%s", c.reason, names(found), len(said), providertest.Text(said))
			}
			providertest.RequireError(t, said, c.says...)
			if got := providertest.Where(said[0]); got != c.at && name != "no account" {
				t.Errorf("%s: the error is at %q, want %q", c.reason, got, c.at)
			}
		})
	}
}

// TestQueryNamesDenied: who may list and not read sees identifiers, and is told so
// once; no other object is read.
func TestQueryNamesDenied(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{})
	for i := range 25 {
		s.world.Put(groupType, group(10+i, "web", `[]`))
	}
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
	found, said := s.find(providertest.Query{Config: attributes{"type_name": groupType}})
	if len(found) != 25 || found[0].Name != "sg-10" || len(said) != 1 {
		t.Errorf("found %q, said %d times", names(found), len(said))
	}
	providertest.RequireWarning(t, said, "shown by identifier alone", "Denied")
	if reads := s.world.CloudControl.Count("GetResource"); reads > 10 {
		t.Errorf("%d reads: after the first ones failed, none is tried", reads)
	}
}

// TestQueryUndescribed: who may not describe types may list.
func TestQueryUndescribed(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{})
	s.world.Put(groupType, group(1, "web", tagged("Team", "a")), group(2, "db", `[]`))
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "DescribeType", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
	for _, c := range []struct {
		tags attributes
		want []string
	}{{nil, []string{"sg-1", "sg-2"}}, {attributes{"Team": "a"}, []string{"sg-1"}}} {
		config := attributes{"type_name": groupType}
		if c.tags != nil {
			config["tags"] = c.tags
		}
		found, said := s.find(providertest.Query{Config: config})
		s.RequireClean("listing", said)
		if got := names(found); !slices.Equal(got, c.want) {
			t.Errorf("found %q, want %q", got, c.want)
		}
	}
}

// TestQueryValidate: what cannot be meant is said before anything is asked.
func TestQueryValidate(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	for name, c := range map[string]struct {
		config attributes
		says   string // empty: nothing
	}{
		"a type":          {attributes{"type_name": groupType}, ""},
		"everything":      {attributes{"type_name": groupType, "region": "eu-west-1", "tags": attributes{"a": "b"}, "resource_model": attributes{"VpcId": "v"}}, ""},
		"no type":         {attributes{"type_name": "SecurityGroup"}, "AWS::Logs::LogGroup"},
		"no region":       {attributes{"type_name": groupType, "region": "Ireland"}, "us-east-1"},
		"no tags":         {attributes{"type_name": groupType, "tags": attributes{}}, "at least 1"},
		"a null tag":      {attributes{"type_name": groupType, "tags": attributes{"a": nil}}, "null"},
		"model no object": {attributes{"type_name": groupType, "resource_model": "x"}, "object"},
	} {
		if got := providertest.Text(p.ValidateQuery(providertest.CloudControlType, c.config)); (c.says == "") != (got == "") || !strings.Contains(strings.ToLower(got), strings.ToLower(c.says)) {
			t.Errorf("%s: %q, want something with %q", name, got, c.says)
		}
	}
}

// TestQueryOfProvider: what the provider block says counts for what is listed, as it
// does for an import.
func TestQueryOfProvider(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block   attributes
		account string
		kept    []any // tags in the properties
		reason  string
	}{
		"as it is":    {nil, cloudcontroltest.DefaultAccountID, []any{attributes{"Key": "Project", "Value": "shop"}, attributes{"Key": "Team", "Value": "a"}}, ""},
		"no question": {attributes{"skip_requesting_account_id": true}, "", []any{attributes{"Key": "Project", "Value": "shop"}, attributes{"Key": "Team", "Value": "a"}}, "the account is optional for an import"},
		"default tags": {
			attributes{"default_tags": attributes{"tags": attributes{"Project": "shop"}}},
			cloudcontroltest.DefaultAccountID,
			[]any{attributes{"Key": "Team", "Value": "a"}},
			"a default tag is not written into a configuration",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			w.Put(groupType, group(1, "web", tagged("Project", "shop", "Team", "a")))
			p := providertest.NewProtocol(t)
			p.Configure(attributes{"aws": w.AWS(c.block)})
			for _, whole := range []bool{false, true} {
				found, said := p.Query(providertest.CloudControlType, providertest.Query{
					Config: attributes{"type_name": groupType, "tags": attributes{"Project": "shop"}}, IncludeResource: whole,
				})
				p.RequireClean("listing", said)
				if len(found) != 1 || found[0].Identity["account_id"] != c.account {
					t.Fatalf("found %+v, want one of account %q", found, c.account)
				}
				if !whole {
					continue
				}
				properties, _ := found[0].State["properties"].(attributes)
				if diff := cmp.Diff(any(c.kept), properties["Tags"]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", c.reason, diff)
				}
				p.RequireAdoptable(providertest.CloudControlType, found[0], nil)
			}
		})
	}
}
