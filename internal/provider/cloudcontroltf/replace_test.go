package cloudcontroltf_test

import (
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

func TestCloudControlReplacement(t *testing.T) {
	t.Parallel()
	network := attributes{"Address": attributes{"Cidr": "10.0.0.0/16", "Family": "ipv4"}, "Options": attributes{"Dns": attributes{"Resolver": "a", "Hostnames": true}}}
	withNetwork := func(change func(attributes)) attributes {
		address, dns := attributes{"Cidr": "10.0.0.0/16", "Family": "ipv4"}, attributes{"Resolver": "a", "Hostnames": true}
		properties := attributes{"Address": address, "Options": attributes{"Dns": dns}}
		change(properties)
		return ofType("Steward::Test::Network", properties)
	}
	fleet := func(zones ...any) attributes {
		var members []any
		for _, zone := range zones {
			members = append(members, attributes{"Name": "m", "Zone": zone})
		}
		return ofType("Steward::Test::Fleet", attributes{"FleetName": "f", "Members": members})
	}
	cases := map[string]struct {
		before, after attributes
		replaces      bool
		says          string
		reason        string
	}{
		"the name": {
			widget(attributes{"Name": "one"}), widget(attributes{"Name": "two"}), true,
			`Name: "one" becomes "two"`, "the identifier is no secret, so both values are shown",
		},
		"an update": {
			widget(attributes{"Name": "one", "Color": "red"}), widget(attributes{"Name": "one", "Color": "blue"}), false,
			"", "a color can be changed",
		},
		"nested": {
			ofType("Steward::Test::Network", network),
			withNetwork(func(p attributes) { p["Address"].(attributes)["Cidr"] = "10.1.0.0/16" }), true,
			"Address.Cidr", "a create-only property of an object",
		},
		"nested deeper, added": {
			withNetwork(func(p attributes) { delete(p["Options"].(attributes)["Dns"].(attributes), "Resolver") }),
			ofType("Steward::Test::Network", network), true,
			"Options.Dns.Resolver", "adding a value is a change",
		},
		"beside it": {
			ofType("Steward::Test::Network", network),
			withNetwork(func(p attributes) { p["Options"].(attributes)["Dns"].(attributes)["Hostnames"] = false }), false,
			"", "only the resolver is create-only",
		},
		"in an array":  {fleet("a", "b"), fleet("a", "c"), true, "Members[*].Zone", "a path through every item"},
		"not known":    {fleet("a"), fleet(providertest.Unknown{}), true, "not known yet", "an unknown value may be another one"},
		"all unknown":  {widget(attributes{"Name": "one"}), attributes{"type_name": providertest.WidgetType, "properties": providertest.Unknown{}}, true, "Name", "so may all of them"},
		"no handler":   {ofType("Steward::Test::Snapshot", attributes{"SourceName": "s"}), ofType("Steward::Test::Snapshot", attributes{"SourceName": "s", "Notes": "n"}), true, "no update handler", "nothing of it can be changed"},
		"another type": {widget(attributes{"Name": "one"}), ofType("Steward::Test::Source", attributes{"SourceName": "one", "Bucket": "b"}), true, "", "an object does not change its type"},
		"the region":   {widget(attributes{"Name": "one"}), widget(attributes{"Name": "one"}, attributes{"region": "eu-west-1"}), true, "", "an object does not move"},
		"the role": {
			widget(attributes{"Name": "one"}), widget(attributes{"Name": "one"}, attributes{"role_arn": "arn:aws:iam::123456789012:role/steward"}), false,
			"", "the role is about us, not about the object",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			s.RequireClean("creating", s.create(c.before))
			plan := s.planned(c.after)
			if providertest.Failed(plan.Diagnostics) {
				t.Fatal(providertest.Text(plan.Diagnostics))
			}
			if got := len(plan.RequiresReplace) > 0; got != c.replaces {
				t.Fatalf("%s: replaces %v, want %v\n%s", c.reason, plan.RequiresReplace, c.replaces, providertest.Text(plan.Diagnostics))
			}
			if c.says != "" {
				providertest.RequireWarning(t, plan.Diagnostics, "needs a replacement", c.says)
			} else if len(plan.Diagnostics) > 0 {
				t.Errorf("%s: a warning was not wanted: %s", c.reason, providertest.Text(plan.Diagnostics))
			}
		})
	}
}

func TestCloudControlReplacementThatIsNone(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(ofType("AWS::SQS::Queue", attributes{"VisibilityTimeout": 30})))
	object, ok := s.world.CloudControl.Object("AWS::SQS::Queue", s.text("identifier"))
	if !ok {
		t.Fatal("the queue is not there")
	}
	if err := s.world.CloudControl.Mutate(object.TypeName, object.Identifier, func(p map[string]any) { p["QueueName"] = "made-by-the-service" }); err != nil {
		t.Fatal(err)
	}
	named := ofType("AWS::SQS::Queue", attributes{"VisibilityTimeout": 30, "QueueName": "made-by-the-service"})
	plan := s.planned(named)
	s.RequireClean("planning", plan.Diagnostics)
	if len(plan.RequiresReplace) > 0 {
		t.Error("to write down the name that the queue has already must not replace it")
	}
	s.RequireClean("updating", s.update(named))
	if got := s.world.CloudControl.Count("UpdateResource"); got != 0 {
		t.Errorf("%d updates were asked for; a create-only property is never patched", got)
	}
	s.requirePlansNothing(named)
	other := s.planned(ofType("AWS::SQS::Queue", attributes{"VisibilityTimeout": 30, "QueueName": "another"}))
	if len(other.RequiresReplace) == 0 {
		t.Error("another name needs another queue")
	}
}

func TestCloudControlReplacementUnderPrevent(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	protected := attributes{"deletion_policy": "PREVENT"}
	s.RequireClean("creating", s.create(widget(attributes{"Name": "one"}, protected)))
	plan := s.planned(widget(attributes{"Name": "two"}, protected))
	providertest.RequireError(t, plan.Diagnostics, "PREVENT", "one")
	loosened := s.planned(widget(attributes{"Name": "two"}))
	providertest.RequireError(t, loosened.Diagnostics, "PREVENT", "stays in state")
}

func TestCloudControlReplacementHidesValues(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	database := func(user string, more ...attributes) attributes {
		return ofType("Steward::Test::Database", attributes{"DatabaseName": "d", "Engine": "mysql", "MasterUsername": user}, more...)
	}
	versioned := func(version int, snapshot string) attributes {
		return attributes{"sensitive_properties": attributes{"SnapshotPassword": snapshot}, "sensitive_properties_version": version}
	}
	s.RequireClean("creating", s.create(database("alice-the-first", versioned(1, "hush-hush-1"))))
	for name, c := range map[string]struct {
		config attributes
		says   string
	}{
		"a property that a user may have marked":   {database("bob-the-second", versioned(1, "hush-hush-1")), "MasterUsername"},
		"a sensitive property that is create-only": {database("alice-the-first", versioned(2, "hush-hush-2")), "SnapshotPassword"},
	} {
		plan := s.planned(c.config)
		providertest.RequireWarning(t, plan.Diagnostics, "needs a replacement", c.says)
		for _, secret := range []string{"alice-the-first", "bob-the-second", "hush-hush"} {
			if text := providertest.Text(plan.Diagnostics); strings.Contains(text, secret) {
				t.Errorf("%s: the warning shows %q: %s", name, secret, text)
			}
		}
	}
}

func TestCloudControlUnknownSensitiveReplacesNothing(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(database(10, attributes{"sensitive_properties": attributes{"MasterUserPassword": "hush-hush"}, "sensitive_properties_version": 1})))
	plan := s.planned(database(10, attributes{"sensitive_properties": providertest.Unknown{}, "sensitive_properties_version": 2}))
	s.RequireClean("planning", plan.Diagnostics)
	if len(plan.RequiresReplace) > 0 {
		t.Error("an ephemeral value that is not known yet is no reason to replace a database")
	}
}
