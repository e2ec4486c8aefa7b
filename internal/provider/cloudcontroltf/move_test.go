package cloudcontroltf_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const logGroupType = "AWS::Logs::LogGroup"

// genericState is a state of aws_cloudcontrolapi_resource, as version 6 of its
// provider writes it.
const genericState = `{"id":"/app","type_name":"AWS::Logs::LogGroup","desired_state":"{\"LogGroupName\":\"/app\",\"Secret\":\"hush-hush\"}",
	"properties":"{\"LogGroupName\":\"/app\",\"RetentionInDays\":30,\"Arn\":\"arn:aws:logs:us-east-1:111122223333:log-group:/app:*\"}",
	"region":"us-east-1","role_arn":null,"schema":"{\"typeName\":\"AWS::Logs::LogGroup\"}","timeouts":null,"type_version_id":null}`

// awsccState is a state of awscc_logs_log_group.
const awsccState = `{"id":"/app","arn":"arn:aws:logs:us-east-1:111122223333:log-group:/app:*","bearer_token_authentication_enabled":null,"data_protection_policy":null,
	"deletion_protection_enabled":null,"field_index_policies":null,"kms_key_id":null,"log_group_class":"STANDARD","log_group_name":"/app","resource_policy_document":null,
	"retention_in_days":30,"tags":[{"key":"Secret","value":"hush-hush"}]}`

// sources are requests to move /app, by what it is moved from.
var sources = map[string]tfprotov6.MoveResourceStateRequest{
	"aws_cloudcontrolapi_resource": {
		SourceProviderAddress: "registry.terraform.io/hashicorp/aws", SourceTypeName: "aws_cloudcontrolapi_resource", SourceState: &tfprotov6.RawState{JSON: []byte(genericState)},
		SourcePrivate: []byte(`{"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":7200000000000,"delete":7200000000000},"schema_version":"0","key":"hush-hush"}`),
	},
	"awscc_logs_log_group": {
		SourceProviderAddress: "registry.terraform.io/hashicorp/awscc", SourceTypeName: "awscc_logs_log_group", SourceSchemaVersion: 1, SourceState: &tfprotov6.RawState{JSON: []byte(awsccState)},
		SourceIdentity: &tfprotov6.RawState{JSON: []byte(`{"account_id":"111122223333","log_group_name":"/app","region":"us-east-1"}`)},
		SourcePrivate:  []byte(`{"imported.v1":"Imh1c2gtaHVzaCI="}`),
	},
}

// moves has a provider that was never configured move a state, as core does, and
// keeps what it answers.
func (s *ccSession) moves(source tfprotov6.MoveResourceStateRequest) []*tfprotov6.Diagnostic {
	s.T.Helper()
	source.TargetTypeName = providertest.CloudControlType
	resp, err := providertest.NewProtocol(s.T).Server.MoveResourceState(s.T.Context(), &source)
	if err != nil {
		s.T.Fatal(err)
	}
	if providertest.Failed(resp.Diagnostics) {
		return resp.Diagnostics
	}
	s.keep(resp.TargetState, resp.TargetPrivate)
	if resp.TargetIdentity != nil && len(s.Protocol.Identity(providertest.CloudControlType, resp.TargetIdentity)) > 0 {
		s.T.Error("an identity that lacks the account could never get it")
	}
	return resp.Diagnostics
}

// inAccount is a session with a log group in the account of the recorded states.
func inAccount(t *testing.T, account string) *ccSession {
	t.Helper()
	w := providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Accounts: map[string]string{providertest.AccessKey: account}})
	s := &ccSession{Protocol: providertest.NewProtocol(t), world: w}
	s.Protocol.Configure(attributes{"aws": w.AWS()})
	if _, err := w.CloudControl.At(account, cloudcontroltest.DefaultRegion).Put(logGroupType, `{"LogGroupName":"/app","RetentionInDays":30}`); err != nil {
		t.Fatal(err)
	}
	return s
}

// recordedAccount is the account of the recorded states.
const recordedAccount = "111122223333"

func logGroup(more ...attributes) attributes {
	return ofType(logGroupType, attributes{"LogGroupName": "/app", "RetentionInDays": 30}, more...)
}

// TestMove leads an object of each source in, and through the rest of its life.
func TestMove(t *testing.T) {
	t.Parallel()
	for name, source := range sources {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inAccount(t, recordedAccount)
			s.remembers = true
			s.RequireClean("moving", s.moves(source))
			if text := s.stateJSON() + string(s.private); strings.Contains(text, "hush") || len(s.private) > 0 {
				t.Errorf("a move keeps what names the object and nothing else, not even a private state:\n%s\n%s", s.stateJSON(), s.private)
			}
			s.requirePlansNothing(logGroup())
			if diff := cmp.Diff(whoIs(logGroupType, "/app", "account_id", recordedAccount), s.who()); diff != "" {
				t.Errorf("the identity (-want +got):\n%s", diff)
			}
			if text := s.stateJSON() + string(s.private); strings.Contains(text, "hush") {
				t.Errorf("a secret of the source is in state:\n%s", text)
			}
			s.RequireClean("updating", s.update(ofType(logGroupType, attributes{"LogGroupName": "/app", "RetentionInDays": 7})))
			s.RequireClean("destroying", s.destroy())
			if left := s.world.CloudControl.Objects(); len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}

// TestMoveKeepsRoleAndVersion: a private type and a role are as the source has
// them, and so is the account of the role.
func TestMoveKeepsRoleAndVersion(t *testing.T) {
	t.Parallel()
	s := inAccount(t, recordedAccount)
	role := "arn:aws:iam::" + recordedAccount + ":role/deployer"
	source := sources["aws_cloudcontrolapi_resource"]
	source.SourceState = &tfprotov6.RawState{JSON: []byte(`{"id":"/app","type_name":"AWS::Logs::LogGroup","role_arn":"` + role + `","type_version_id":"00000001","region":"us-east-1"}`)}
	s.RequireClean("moving", s.moves(source))
	if s.text("role_arn") != role || s.text("type_version_id") != "00000001" || s.text("region") != "us-east-1" {
		t.Errorf("state is %s", s.stateJSON())
	}
}

// TestMoveTakesDefaults: an object that moves in is an imported one, for the
// provider's deletion_policy and for the warning about what nobody could compare.
func TestMoveTakesDefaults(t *testing.T) {
	t.Parallel()
	s := inAccount(t, recordedAccount)
	s = s.as(attributes{"aws": s.world.AWS(), "deletion_policy": "PREVENT"})
	s.RequireClean("moving", s.moves(sources["awscc_logs_log_group"]))
	s.RequireClean("reading", s.read())
	if got := s.text("deletion_policy"); got != "PREVENT" {
		t.Errorf("the deletion policy is %q, want the provider's", got)
	}
	providertest.RequireError(t, s.destroy(), "is protected: its deletion_policy is PREVENT")
}

// TestMoveIsFenced: a move is an import, so nothing of another account or region
// is taken for the object, and an object that is not found stays where it is.
func TestMoveIsFenced(t *testing.T) {
	t.Parallel()
	awscc := sources["awscc_logs_log_group"]
	noPlace := awscc
	noPlace.SourceState, noPlace.SourceIdentity = &tfprotov6.RawState{JSON: []byte(`{"id":"/app"}`)}, nil
	t.Run("another account", func(t *testing.T) {
		t.Parallel()
		s := inAccount(t, otherAccount)
		s.RequireClean("moving", s.moves(awscc))
		asked := s.world.CloudControl.Count("GetResource")
		providertest.RequireError(t, s.read(), "is in another account", recordedAccount, otherAccount)
		if s.world.CloudControl.Count("GetResource") != asked {
			t.Error("the other account was asked about an object of the same name")
		}
	})
	t.Run("not found", func(t *testing.T) {
		t.Parallel()
		s := inAccount(t, recordedAccount)
		s.world.CloudControl.At(recordedAccount, cloudcontroltest.DefaultRegion).Remove(logGroupType, "/app")
		s.RequireClean("moving", s.moves(awscc))
		providertest.RequireError(t, s.read(), "does not exist in account "+recordedAccount+", region us-east-1", "terraform state rm")
		if s.state == nil {
			t.Error("the object left the state: the plan would create another one")
		}
	})
	t.Run("no region and no account", func(t *testing.T) {
		t.Parallel()
		s := inAccount(t, recordedAccount)
		s.RequireClean("moving", s.moves(noPlace))
		providertest.RequireWarning(t, s.read(), "does not say in which region", "us-east-1")
		if s.text("region") != "us-east-1" || s.text("account_id") != recordedAccount {
			t.Errorf("the provider's region and account count: %s", s.stateJSON())
		}
		s.requirePlansNothing(logGroup())
	})
	t.Run("nobody may ask", func(t *testing.T) {
		t.Parallel()
		s := inAccount(t, recordedAccount)
		s = s.as(attributes{"aws": s.world.AWS(attributes{"skip_requesting_account_id": true})})
		noAccount := noPlace
		noAccount.SourceState = &tfprotov6.RawState{JSON: []byte(`{"id":"/app","arn":"arn:aws:logs:us-east-1::x"}`)}
		s.RequireClean("moving", s.moves(noAccount))
		providertest.RequireWarning(t, s.read(), "its account was not checked", "to move")
	})
	t.Run("no such type", func(t *testing.T) {
		t.Parallel()
		s := inAccount(t, recordedAccount)
		newer := awscc
		newer.SourceTypeName = "awscc_logs_something_new"
		s.RequireClean("moving", s.moves(newer))
		providertest.RequireError(t, s.read(), "AWS::Logs::SomethingNew /app cannot be moved: its type could not be described")
	})
	t.Run("STS does not say", func(t *testing.T) {
		t.Parallel()
		s := inAccount(t, recordedAccount)
		s = s.as(attributes{"aws": s.world.AWS(attributes{"skip_credentials_validation": true})})
		s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetCallerIdentity", Code: "AccessDenied", Times: cloudcontroltest.Always})
		s.RequireClean("moving", s.moves(awscc))
		providertest.RequireError(t, s.read(), "It is not known whether the provider's credentials are of")
	})
}

// TestMoveUnread: with -refresh=false nobody has checked whose object it is.
func TestMoveUnread(t *testing.T) {
	t.Parallel()
	s := inAccount(t, recordedAccount)
	s.RequireClean("moving", s.moves(sources["awscc_logs_log_group"]))
	for what, said := range map[string][]*tfprotov6.Diagnostic{
		"an update":          s.planned(logGroup()).Diagnostics,
		"a destruction":      s.planned(nil).Diagnostics,
		"a tainted object's": s.deletesUnplanned(),
	} {
		t.Log(what)
		providertest.RequireError(t, said, "was moved and has not been read since", "-refresh=false")
	}
	if got := s.world.CloudControl.Count("DeleteResource") + s.world.CloudControl.Count("UpdateResource"); got > 0 {
		t.Errorf("%d requests to change the object were sent", got)
	}
}

// deletesUnplanned deletes what no plan was asked about, as core does with a
// tainted object.
func (s *ccSession) deletesUnplanned() []*tfprotov6.Diagnostic {
	s.T.Helper()
	null := s.DynamicValue(s.TypeOf(providertest.CloudControlType), nil)
	return s.applyWithin(context.WithoutCancel(s.T.Context()), s.state, nil, &tfprotov6.PlanResourceChangeResponse{PlannedState: null}).Diagnostics
}

// TestMoveRefused: what a move lacks is said, and nothing is moved.
func TestMoveRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*tfprotov6.MoveResourceStateRequest)
		says   []string
	}{
		"no id": {func(r *tfprotov6.MoveResourceStateRequest) {
			r.SourceState = &tfprotov6.RawState{JSON: []byte(`{"id":null}`)}
		}, []string{"no id", "create that failed"}},
		"an unknown type":  {func(r *tfprotov6.MoveResourceStateRequest) { r.SourceTypeName = "awscc_nosuch_thing" }, []string{"nosuch"}},
		"another resource": {func(r *tfprotov6.MoveResourceStateRequest) { r.SourceTypeName = "aws_sqs_queue" }, []string{"only aws_cloudcontrolapi_resource"}},
		"another provider": {func(r *tfprotov6.MoveResourceStateRequest) {
			r.SourceProviderAddress = "registry.terraform.io/acme/awscc"
		}, []string{"acme/awscc"}},
		"a newer schema": {func(r *tfprotov6.MoveResourceStateRequest) { r.SourceSchemaVersion = 7 }, []string{"version 7"}},
		"an old state": {func(r *tfprotov6.MoveResourceStateRequest) {
			r.SourceState = &tfprotov6.RawState{Flatmap: map[string]string{"id": "x"}}
		}, []string{"cannot be read"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &ccSession{Protocol: providertest.NewProtocol(t)}
			source := sources["awscc_logs_log_group"]
			c.change(&source)
			providertest.RequireError(t, s.moves(source), append(c.says, "cannot be moved to steward_cloudcontrol_resource", "Nothing was moved", "import block")...)
		})
	}
}

// TestMoveTexts holds every word that a move says, in testdata/move.
func TestMoveTexts(t *testing.T) {
	t.Parallel()
	awscc := sources["awscc_logs_log_group"]
	noPlace, noID := awscc, awscc
	noPlace.SourceState, noPlace.SourceIdentity = &tfprotov6.RawState{JSON: []byte(`{"id":"/app"}`)}, nil
	noID.SourceState = &tfprotov6.RawState{JSON: []byte(`{}`)}
	read := func(source tfprotov6.MoveResourceStateRequest) func(s *ccSession) []*tfprotov6.Diagnostic {
		return func(s *ccSession) []*tfprotov6.Diagnostic { return append(s.moves(source), s.read()...) }
	}
	cases := map[string]func(s *ccSession) []*tfprotov6.Diagnostic{
		"refused":   func(s *ccSession) []*tfprotov6.Diagnostic { return s.moves(noID) },
		"no_region": read(noPlace),
		"unread": func(s *ccSession) []*tfprotov6.Diagnostic {
			return append(s.moves(awscc), s.planned(nil).Diagnostics...)
		},
		"not_found": func(s *ccSession) []*tfprotov6.Diagnostic {
			s.world.CloudControl.At(recordedAccount, cloudcontroltest.DefaultRegion).Remove(logGroupType, "/app")
			return read(awscc)(s)
		},
	}
	for name, say := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := say(inAccount(t, recordedAccount))
			if len(said) != 1 {
				t.Fatalf("%d messages, want one:\n%s", len(said), providertest.Text(said))
			}
			text := said[0].Severity.String() + ": " + said[0].Summary + "\n\n" + said[0].Detail + "\n"
			providertest.RequireBrief(t, name, said[0].Severity == tfprotov6.DiagnosticSeverityWarning, text)
			providertest.Golden(t, "move/"+name, text)
		})
	}
	providertest.RequireNoOrphans(t, "move", func(name string) bool { _, known := cases[name]; return known })
}
