package cloudcontroltf_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const queueType = "AWS::SQS::Queue"

// queue is an object whose identifier the service assigns.
func queue(more ...attributes) attributes {
	return ofType(queueType, attributes{"VisibilityTimeout": 30}, more...)
}

func TestCloudControlCreateRefused(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		code   string
		says   []string
		reason string
	}{
		"denied":          {"AccessDeniedException", []string{"not authorized", "sqs:CreateQueue"}, "the actions that the type's handler needs are listed"},
		"exists":          {"AlreadyExistsException", []string{"exists already", "terraform import ADDRESS 'AWS::SQS::Queue/IDENTIFIER@us-east-1'"}, "it says how to import"},
		"invalid":         {"InvalidRequestException", []string{"Invalid request provided"}, "the API's words"},
		"limit":           {"ServiceLimitExceededException", []string{"limit"}, "it does not pass"},
		"service":         {"GeneralServiceException", []string{"GeneralServiceException"}, "the service decides"},
		"credentials":     {"InvalidCredentialsException", []string{"credentials"}, "they are not valid for the handler"},
		"unsupported":     {"UnsupportedActionException", []string{"does not support"}, "the type cannot do it"},
		"type":            {"TypeNotFoundException", []string{"cannot be found"}, "the type went away"},
		"new to everyone": {"BrandNewException", []string{"BrandNewException"}, "a code that nobody knows is told as it is"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "CreateResource", Code: c.code, Times: cloudcontroltest.Always})
			diags := s.create(queue())
			for _, text := range c.says {
				providertest.RequireError(t, diags, text)
			}
			if s.state != nil {
				t.Errorf("%s: nothing was made, but state has %s", c.reason, s.stateJSON())
			}
			if got := s.world.CloudControl.Count("CreateResource"); got != 1 {
				t.Errorf("%s: %d creates were asked for, want 1", c.reason, got)
			}
		})
	}
}

// passing creates that a trouble on the way does not keep from ending well.
func TestCloudControlCreateThroughTrouble(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		switches cloudcontroltest.Switches
		faults   []cloudcontroltest.Fault
		fate     *cloudcontroltest.Fate
		reason   string
	}{
		"throttled":              {faults: []cloudcontroltest.Fault{{Operation: "CreateResource", Code: "ThrottlingException", Times: 7}}, reason: "throttling passes, however often"},
		"unavailable":            {faults: []cloudcontroltest.Fault{{Operation: "CreateResource", Code: "ServiceInternalErrorException", Times: 2}}, reason: "so does an API that fails"},
		"the answer is lost":     {faults: []cloudcontroltest.Fault{{Operation: "CreateResource", Drop: true, After: true}}, reason: "the same client token is the same request"},
		"lost, then a conflict":  {switches: cloudcontroltest.Switches{ReplayConflicts: true}, faults: []cloudcontroltest.Fault{{Operation: "CreateResource", Drop: true, After: true}}, fate: &cloudcontroltest.Fate{Takes: cloudcontroltest.Ptr(50 * time.Millisecond)}, reason: "the conflict names our own request"},
		"polls fail":             {faults: []cloudcontroltest.Fault{{Operation: "GetResourceRequestStatus", Code: "ThrottlingException", Times: 3}, {Operation: "GetResourceRequestStatus", Drop: true}}, reason: "a poll that fails is asked again, the create never"},
		"not visible at first":   {fate: &cloudcontroltest.Fate{InvisibleFor: 30 * time.Millisecond}, reason: "a young request may be unknown"},
		"at once":                {switches: cloudcontroltest.Switches{SuccessAtOnce: true}, reason: "the answer to the request may be the end"},
		"late identifier":        {switches: cloudcontroltest.Switches{LateIdentifier: true}, reason: "it comes with SUCCESS"},
		"not found at first":     {faults: []cloudcontroltest.Fault{{Operation: "GetResource", Code: "ResourceNotFoundException", Times: 2}}, reason: "reading may lag behind"},
		"a status new to us":     {fate: &cloudcontroltest.Fate{UnderWay: "REVIEWING", Takes: cloudcontroltest.Ptr(40 * time.Millisecond)}, reason: "it goes on"},
		"DescribeType is denied": {faults: []cloudcontroltest.Fault{{Operation: "DescribeType", Code: "AccessDenied", Times: cloudcontroltest.Always}}, reason: "nothing depends on the schema"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{Switches: c.switches})
			for _, fault := range c.faults {
				s.world.CloudControl.Fail(fault)
			}
			if c.fate != nil {
				s.world.CloudControl.Script(*c.fate)
			}
			diags := s.create(queue())
			if providertest.Failed(diags) {
				t.Fatalf("%s: %s", c.reason, providertest.Text(diags))
			}
			if got := len(s.world.CloudControl.Objects()); got != 1 {
				t.Errorf("%s: %d objects were made, want 1", c.reason, got)
			}
			if s.text("identifier") == "" || !s.isNull(destroy.PendingAttributeName) {
				t.Errorf("%s: state is %s", c.reason, s.stateJSON())
			}
		})
	}
}

func TestCloudControlCreateFails(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		"NotUpdatable", "InvalidRequest", "AccessDenied", "UnauthorizedTaggingOperation", "InvalidCredentials", "NotFound", "ResourceConflict", "Throttling",
		"ServiceLimitExceeded", "NotStabilized", "GeneralServiceException", "ServiceInternalError", "ServiceTimeout", "NetworkFailure", "InternalFailure", "", "CANCEL_COMPLETE",
	} {
		t.Run("code "+code, func(t *testing.T) {
			t.Parallel()
			fate := cloudcontroltest.Fate{Kind: "CREATE", ErrorCode: code}
			switch code {
			case "":
				fate.End = "FAILED"
			case "CANCEL_COMPLETE":
				fate.ErrorCode, fate.End = "", code
			}
			s := newCC(t, cloudcontroltest.Options{})
			s.world.CloudControl.Script(fate)
			providertest.RequireError(t, s.create(queue()), "Could not create AWS::SQS::Queue")
			if s.state != nil {
				t.Errorf("nothing was made, but state has %s", s.stateJSON())
			}
			s.world.CloudControl.Script(fate)
			providertest.RequireError(t, s.create(widget(attributes{"Name": "one"})), "Could not create Steward::Test::Widget one")
			if s.state != nil {
				t.Errorf("nothing was made under the name that was free, but state has %s", s.stateJSON())
			}
			fate.Effect = cloudcontroltest.EffectAnyway
			s.world.CloudControl.Script(fate)
			diags := s.create(queue(attributes{"deletion_policy": "PREVENT"}))
			providertest.RequireError(t, diags, "Could not create AWS::SQS::Queue")
			providertest.RequireError(t, diags, "or may exist, and is in state", "terraform untaint ADDRESS")
			if s.state == nil || s.text(destroy.PolicyAttributeName) != "DELETE" {
				t.Fatalf("what a failed create left must be in state and deletable: %s", s.stateJSON())
			}
			s.RequireClean("reading it", s.read())
			s.RequireClean("destroying it", s.destroy())
			if left := len(s.world.CloudControl.Objects()); left != 0 {
				t.Errorf("%d objects are left", left)
			}
		})
	}
}

func TestCloudControlCreateWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	lost := cloudcontroltest.Fault{Operation: "CreateResource", Drop: true, After: true, Times: cloudcontroltest.Always}
	t.Run("chosen identifier", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{})
		s.world.CloudControl.Fail(lost)
		providertest.RequireError(t, s.create(widget(attributes{"Name": "one"})), "Could not create Steward::Test::Widget one")
		if s.text("identifier") != "one" {
			t.Fatalf("the name was free, so what has it now is ours: %s", s.stateJSON())
		}
		s.RequireClean("reading", s.read())
		s.RequireClean("destroying", s.destroy())
		if left := len(s.world.CloudControl.Objects()); left != 0 {
			t.Errorf("%d objects are left", left)
		}
	})
	t.Run("assigned identifier", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{})
		s.world.CloudControl.Fail(lost)
		diags := s.create(queue())
		providertest.RequireError(t, diags, "Could not create AWS::SQS::Queue")
		providertest.RequireWarning(t, diags, "may have been carried out all the same", "list-resource-requests")
		if s.state != nil {
			t.Errorf("there is nothing to find it by: %s", s.stateJSON())
		}
	})
}

func TestCloudControlCreateMeetsAnObject(t *testing.T) {
	t.Parallel()
	const logGroup = "AWS::Logs::LogGroup"
	t.Run("before anything is asked for", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{})
		if _, err := s.world.CloudControl.Put(logGroup, `{"LogGroupName":"/theirs"}`); err != nil {
			t.Fatal(err)
		}
		diags := s.create(ofType(logGroup, attributes{"LogGroupName": "/theirs"}))
		providertest.RequireError(t, diags, "AWS::Logs::LogGroup /theirs exists already", "terraform import ADDRESS 'AWS::Logs::LogGroup//theirs@us-east-1'",
			"  import {\n    to = ADDRESS\n    id = \"AWS::Logs::LogGroup//theirs@us-east-1\"\n  }")
		// What it says works.
		s.RequireClean("importing", s.importIt("AWS::Logs::LogGroup//theirs@us-east-1"))
		s.requirePlansNothing(ofType(logGroup, attributes{"LogGroupName": "/theirs"}))
		s.state = nil
		if s.state != nil || s.world.CloudControl.Count("CreateResource") != 0 {
			t.Errorf("nothing must be asked for, and state must be empty: %s", s.stateJSON())
		}
	})
	t.Run("in a race", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{})
		if _, err := s.world.CloudControl.Put(logGroup, `{"LogGroupName":"/theirs"}`); err != nil {
			t.Fatal(err)
		}
		// The look before sees nothing; the create meets it.
		s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "ResourceNotFoundException"})
		diags := s.create(ofType(logGroup, attributes{"LogGroupName": "/theirs"}))
		providertest.RequireError(t, diags, "exists already", "terraform import")
		if s.state != nil {
			t.Errorf("somebody else's object must not come into state, where the next apply would delete it: %s", s.stateJSON())
		}
	})
	t.Run("that nobody may see", func(t *testing.T) {
		t.Parallel()
		s := newCC(t, cloudcontroltest.Options{})
		if _, err := s.world.CloudControl.Put(logGroup, `{"LogGroupName":"/theirs"}`); err != nil {
			t.Fatal(err)
		}
		s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException"})
		s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "CREATE", ErrorCode: "AccessDenied", Takes: cloudcontroltest.Ptr(300 * time.Millisecond)})
		diags := s.create(ofType(logGroup, attributes{"LogGroupName": "/theirs"}))
		providertest.RequireError(t, diags, "Could not create")
		providertest.RequireWarning(t, diags, "/theirs may exist")
		if s.state != nil {
			t.Errorf("whether it is ours is not known, so it must not come into state: %s", s.stateJSON())
		}
	})
}

func TestCloudControlCreateInterrupted(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		config   attributes
		switches cloudcontroltest.Switches
		end      string // HandlerErrorCode of the create; empty is SUCCESS
		named    bool   // the identifier is known while the create runs
		reason   string
	}{
		"assigned identifier":      {config: queue(), named: true, reason: "events show it soon"},
		"late identifier":          {config: queue(), switches: cloudcontroltest.Switches{LateIdentifier: true}, reason: "the event of SUCCESS shows it"},
		"chosen identifier":        {config: widget(attributes{"Name": "one"}), switches: cloudcontroltest.Switches{LateIdentifier: true}, named: true, reason: "the configuration says it, and it was free"},
		"late, and it fails":       {config: queue(), switches: cloudcontroltest.Switches{LateIdentifier: true}, end: "InternalFailure", reason: "nothing was made"},
		"chosen, and it fails":     {config: widget(attributes{"Name": "one"}), end: "InternalFailure", named: true, reason: "nothing was made"},
		"chosen, and it met one":   {config: widget(attributes{"Name": "one"}), end: "AlreadyExists", named: true, reason: "what is there is somebody else's"},
		"prevent does not prevent": {config: queue(attributes{"deletion_policy": "PREVENT"}), named: true, reason: "the policy counts from the success on"},
	}
	for name, c := range cases {
		for suffix, with := range map[string]struct{ refreshed, remembers bool }{
			"": {}, ", with a refresh": {refreshed: true}, ", with a refresh and identities": {true, true},
		} {
			refreshed := with.refreshed
			t.Run(name+suffix, func(t *testing.T) {
				t.Parallel()
				s := newCC(t, cloudcontroltest.Options{Switches: c.switches})
				s.remembers = with.remembers
				s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "CREATE", ErrorCode: c.end, Takes: cloudcontroltest.Ptr(time.Minute)})
				ctx, cancel := context.WithCancel(t.Context())
				go func() {
					waitFor(t, func() bool { return s.world.CloudControl.Count("GetResourceRequestStatus") > 1 })
					cancel()
				}()
				diags := s.createWithin(ctx, c.config)
				providertest.RequireError(t, diags, "Interrupted", "CREATE", "pending_operation")
				if s.isNull(destroy.PendingAttributeName) || (s.text("identifier") != "") != c.named {
					t.Fatalf("%s: state is %s", c.reason, s.stateJSON())
				}
				if refreshed {
					providertest.RequireWarning(t, s.read(), "still under way")
				}
				s.world.CloudControl.Advance(time.Hour)
				if c.end == "AlreadyExists" {
					if _, err := s.world.CloudControl.Put(providertest.WidgetType, `{"Name":"one"}`); err != nil {
						t.Fatal(err)
					}
				}
				if refreshed {
					if diags := s.read(); providertest.Failed(diags) {
						t.Fatal(providertest.Text(diags))
					}
				}
				if s.state != nil {
					if diags := s.destroy(); providertest.Failed(diags) {
						t.Fatalf("%s: %s", c.reason, providertest.Text(diags))
					}
				}
				left := len(s.world.CloudControl.Objects())
				if want := map[bool]int{true: 1, false: 0}[c.end == "AlreadyExists"]; left != want {
					t.Errorf("%s: %d objects are left, want %d", c.reason, left, want)
				}
				if s.state != nil {
					t.Errorf("%s: state still has %s", c.reason, s.stateJSON())
				}
			})
		}
	}
}

// waitFor waits until something has come about.
func waitFor(t *testing.T, happened func() bool) {
	if !providertest.Happens(happened) {
		t.Error("what the test waits for did not come about")
	}
}

func TestCloudControlCreateTimesOut(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "CREATE", Takes: cloudcontroltest.Ptr(time.Minute)})
	diags := s.create(queue(attributes{"timeouts": attributes{"create": "500ms"}}))
	providertest.RequireError(t, diags, "did not end within timeouts.create", "pending_operation")
	s.world.CloudControl.Advance(time.Hour)
	s.RequireClean("destroying", s.destroy())
	if got := s.world.CloudControl.Count("CreateResource"); got != 1 {
		t.Errorf("%d creates were asked for, want 1", got)
	}
	if left := len(s.world.CloudControl.Objects()); left != 0 {
		t.Errorf("%d objects are left", left)
	}
}

func TestCloudControlCreateForgotten(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{Switches: cloudcontroltest.Switches{LateIdentifier: true}})
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "CREATE", Forgotten: true, Takes: cloudcontroltest.Ptr(time.Minute)})
	providertest.RequireError(t, s.create(queue()), "could not be followed to its end")
	if s.state == nil {
		t.Fatal("what may exist must stay in state")
	}
	providertest.RequireError(t, s.read(), "The identifier of ", "terraform state rm")
	providertest.RequireError(t, s.destroy(), "The identifier of ", "terraform state rm")
	if s.state == nil {
		t.Error("it must stay in state until somebody has looked")
	}
}

func TestCloudControlCreateNeedsTheAccount(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	blind := s.as(attributes{"aws": s.world.AWS(attributes{"skip_credentials_validation": true})})
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetCallerIdentity", Code: "AccessDenied", Times: cloudcontroltest.Always})
	providertest.RequireError(t, blind.create(queue()), "find the account")
	if got := s.world.CloudControl.Count("CreateResource"); got != 0 {
		t.Errorf("%d creates were asked for before it was known where", got)
	}
	waved := s.as(attributes{"aws": s.world.AWS(attributes{"skip_credentials_validation": true, "skip_requesting_account_id": true})})
	s.RequireClean("creating without an account", waved.create(queue()))
	if !waved.isNull("account_id") {
		t.Errorf("the account is %q", waved.text("account_id"))
	}
	waved.requirePlansNothing(queue())
	s.world.CloudControl.ClearFaults()
	sighted := *waved
	sighted.Protocol = s.Protocol
	providertest.RequireWarning(t, sighted.read(), "not recorded in which account", "terraform state rm")
	if !sighted.isNull("account_id") {
		t.Errorf("who refreshes need not be who made it, but state has %q", sighted.text("account_id"))
	}
	providertest.RequireError(t, sighted.destroy(), "not recorded in which account", "import", "skip_requesting_account_id")
	if got := s.world.CloudControl.Count("DeleteResource"); got != 0 || sighted.state == nil {
		t.Errorf("%d deletions were asked for, state %v", got, sighted.state)
	}
	providertest.RequireWarning(t, waved.destroy(), "its account was not checked")
	if waved.state != nil {
		t.Error("who switched the check off can destroy it")
	}
}

func TestCloudControlCreateUnread(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "AccessDeniedException"})
	diags := s.create(queue())
	if providertest.Failed(diags) {
		t.Fatalf("the queue exists and is in state; an error would have it replaced: %s", providertest.Text(diags))
	}
	providertest.RequireWarning(t, diags, "could not be read back")
	s.requirePlansNothing(queue())
	if !strings.Contains(s.modelJSON("computed_properties"), "QueueUrl") {
		t.Errorf("the next refresh fills in what was missing: %s", s.stateJSON())
	}
}

func TestCloudControlCreateHookWarns(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "CREATE", Hooks: []cloudcontroltest.Hook{{TypeName: "Steward::Test::Hook", Mode: "WARN", Fails: true, Message: "no tags"}}})
	diags := s.create(queue())
	providertest.RequireWarning(t, diags, "Steward::Test::Hook warned", "no tags")
	s.RequireClean("destroying", s.destroy())
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "CREATE", Hooks: []cloudcontroltest.Hook{{TypeName: "Steward::Test::Hook", Mode: "FAIL", Fails: true, Message: "no tags at all"}}})
	providertest.RequireError(t, s.create(queue()), "Steward::Test::Hook refused", "no tags at all")
	if s.state != nil {
		t.Errorf("nothing was made, but state has %s", s.stateJSON())
	}
}

// TestCloudControlSecretID: Terraform prints an id, so one that holds a secret
// is null, in every later run too.
func TestCloudControlSecretID(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.secretID = true
	config := ofType("AWS::Logs::LogGroup", attributes{"RetentionInDays": 30}, attributes{"sensitive_properties": attributes{"LogGroupName": "/hush-hush-name"}, "sensitive_properties_version": 1})
	s.RequireClean("creating", s.create(config))
	for _, when := range []string{"created", "refreshed"} {
		if !s.isNull("id") || s.text("identifier") == "" {
			t.Errorf("%s: state is %s, want an identifier and no id", when, s.stateJSON())
		}
		s.RequireClean("reading", s.read())
	}
	s.requirePlansNothing(config)
	s.RequireClean("destroying", s.destroy())
}
