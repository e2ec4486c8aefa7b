package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// policies is the folder of what users copy, seen from this package.
var policies = filepath.Join("..", "..", "examples", "policies")

// evaluator builds the program of tools/policy, which links the Open Policy
// Agent, once for all tests and returns it.
var evaluator func() (string, error)

// buildEvaluator builds into dir.
func buildEvaluator(dir string) func() (string, error) {
	return sync.OnceValues(func() (string, error) {
		program := filepath.Join(dir, "policy.exe")
		output, err := exec.CommandContext(context.Background(), "go", "build", "-C", filepath.Join("..", "..", "tools", "policy"), "-o", program, ".").CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("building tools/policy: %w\n%s", err, output)
		}
		return program, nil
	})
}

// evaluate runs the evaluator and returns its standard output.
func evaluate(t *testing.T, args ...string) []byte {
	t.Helper()
	program, err := evaluator()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, args...)
	command.Env = ownEnvironment(t.TempDir(), nil)
	var complaints strings.Builder
	command.Stderr = &complaints
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s%s", args, err, output, &complaints)
	}
	return output
}

// TestPoliciesTests runs the tests beside the policies.
func TestPoliciesTests(t *testing.T) {
	evaluate(t, "test", policies)
}

// TestPolicySettings holds the file that users begin with to the defaults of
// the policies.
func TestPolicySettings(t *testing.T) {
	plan := filepath.Join(t.TempDir(), "plan.json")
	writeFile(t, plan, "{}")
	const settings = `[data.main.accept_sessions, data.main.approved, data.main.max_deletes, data.main.production, data.main.required_tag]`
	inCode := evaluate(t, "eval", "-d", filepath.Join(policies, "policy"), settings, plan)
	inFile := evaluate(t, "eval", "-d", filepath.Join(policies, "settings.yaml"), `[data.steward.accept_sessions, data.steward.approved, data.steward.max_deletes, data.steward.production, data.steward.required_tag]`, plan)
	if string(inCode) != string(inFile) {
		t.Errorf("settings.yaml says %s, the policies default to %s", inFile, inCode)
	}
	named := evaluate(t, "eval", "-d", filepath.Join(policies, "settings.yaml"), `count(data.steward)`, plan)
	if got := strings.TrimSpace(string(named)); got != "5" {
		t.Errorf("settings.yaml has %s settings, want the 5 that are compared", got)
	}
}

// A judgement is a working folder whose plans the policies judge.
type judgement struct {
	t    *testing.T
	tf   terraform
	apis *apis
	dir  string
}

// newJudgement applies nothing yet: both APIs are empty.
func newJudgement(t *testing.T) *judgement {
	t.Helper()
	tf := testTerraform(t)
	cliConfig, err := mirrored()
	if err != nil {
		t.Fatal(err)
	}
	started, err := startAPIs(faults{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = started.close() })
	env := started.environment()
	env["TF_CLI_CONFIG_FILE"] = cliConfig
	tf.env = ownEnvironment(t.TempDir(), env)
	j := &judgement{t: t, tf: tf, apis: started, dir: t.TempDir()}
	j.configure(premises{})
	j.must("init")
	return j
}

// premises are what differs between the configurations of the story.
type premises struct {
	preflight string   // deletion_preflight
	without   []string // offices whose blocks are removed
	prevent   string   // the office whose deletion_policy is PREVENT
	tags      string   // tags of a log group; empty: there is none
	protected bool     // whether the log group has its own protection on
	kind      string   // resource_type of the offices: a change replaces them
}

var offices = []string{"berlin", "cairo", "delhi", "erlangen", "fargo"}

// configure writes five offices and the credential that they use.
func (j *judgement) configure(p premises) {
	j.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nprovider \"steward\" {\n  record_deletion_blockers = true\n", requirement)
	if p.preflight != "" {
		fmt.Fprintf(&b, "  deletion_preflight = %q\n", p.preflight)
	}
	b.WriteString(`}

resource "steward_entryguard_credential" "all" {
  name            = "all"
  cloud_provider  = "AWS"
  credential_type = "ACCESS_KEY"
  credential_data = { accessKeyId = "AKIAIOSFODNN7EXAMPLE", secretAccessKey = "secret" }
}
`)
	if p.tags != "" {
		fmt.Fprintf(&b, `
resource "steward_cloudcontrol_resource" "log" {
  type_name  = "AWS::Logs::LogGroup"
  properties = { LogGroupName = "/acme/audit", Tags = [%s], DeletionProtectionEnabled = %t }
}
`, p.tags, p.protected)
	}
	for _, office := range offices {
		if slices.Contains(p.without, office) {
			continue
		}
		policy, kind := "DELETE", "SECURITY_GROUP"
		if office == p.prevent {
			policy = "PREVENT"
		}
		if p.kind != "" {
			kind = p.kind
		}
		fmt.Fprintf(&b, `
resource "steward_entryguard_resource" %[1]q {
  name                = %[1]q
  credential_id       = steward_entryguard_credential.all.id
  cloud_provider      = "AWS"
  resource_type       = %[3]q
  resource_identifier = "sg-%[1]s"
  region              = "eu-central-1"
  deletion_policy     = %[2]q
}
`, office, policy, kind)
	}
	writeFile(j.t, filepath.Join(j.tf.dir, "main.tf"), b.String())
}

// must runs a command that has to succeed.
func (j *judgement) must(args ...string) string {
	j.t.Helper()
	output, exit, err := j.tf.quiet(j.t.Context(), args...)
	if err != nil || exit != 0 {
		j.t.Fatalf("terraform %v ended with %d, %v:\n%s", args, exit, err, output)
	}
	return output
}

// plan plans, with the exit code that must come of it, and returns the file
// with the plan's JSON.
func (j *judgement) plan(wantExit int, args ...string) string {
	j.t.Helper()
	output, exit, err := j.tf.quiet(j.t.Context(), append([]string{"plan", "-out=plan"}, args...)...)
	if err != nil || exit != wantExit {
		j.t.Fatalf("terraform plan %v ended with %d, %v, want %d:\n%s", args, exit, err, wantExit, output)
	}
	file := filepath.Join(j.dir, "plan.json")
	writeFile(j.t, file, j.must("show", "-json", "plan"))
	return file
}

// denied asks the policies about a plan: there must be exactly these denials,
// each given as words of it.
func (j *judgement) denied(plan, settings string, want ...[]string) []string {
	j.t.Helper()
	args := []string{"eval", "-d", filepath.Join(policies, "policy")}
	if settings != "" {
		file := filepath.Join(j.dir, "settings.yaml")
		writeFile(j.t, file, "steward:\n  "+settings+"\n")
		args = append(args, "-d", file)
	}
	var denials []string
	if err := json.Unmarshal(evaluate(j.t, append(args, "data.main.deny", plan)...), &denials); err != nil {
		j.t.Fatal(err)
	}
	for _, words := range want {
		if !slices.ContainsFunc(denials, func(denial string) bool {
			return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(denial, word) })
		}) {
			j.t.Errorf("no denial says %q", words)
		}
	}
	if len(denials) != len(want) {
		j.t.Errorf("there are %d denials, want %d", len(denials), len(want))
	}
	if j.t.Failed() {
		j.t.Fatalf("the policies said:\n%s", strings.Join(denials, "\n"))
	}
	return denials
}

// work lets Dana work in an office, and returns her session.
func (j *judgement) work(office string) string {
	j.t.Helper()
	started, err := j.apis.startSession("", []string{office})
	if err != nil {
		j.t.Fatal(err)
	}
	return started.ID
}

func address(office string) string { return "steward_entryguard_resource." + office }

// TestPolicies judges plans that real Terraform made with the built provider.
func TestPolicies(t *testing.T) {
	j := newJudgement(t)
	j.must("apply", "-auto-approve")

	// Nobody works: everything may go, the credential after those who use it.
	j.denied(j.plan(0, "-destroy"), "")
	j.configure(premises{preflight: "error"})
	j.denied(j.plan(0, "-destroy"), "max_deletes: 5", []string{"deletes 6 objects; 5 are allowed", address("berlin")})

	j.configure(premises{})

	inCairo, inErlangen := j.work("cairo"), j.work("erlangen")
	blocked := [][]string{
		{address("cairo") + ":", "session " + inCairo},
		{address("erlangen") + ":", "session " + inErlangen},
	}
	destroy := j.plan(0, "-destroy")
	j.quoted(j.denied(destroy, "", blocked...))
	j.denied(j.plan(0, "-destroy", "-target="+address("delhi")), "")

	// Replacements do not pass the provider's destroy plan.
	j.denied(j.plan(0, "-replace="+address("cairo"), "-replace="+address("delhi")), "", blocked[0])
	j.configure(premises{kind: "SUBNET"})
	j.denied(j.plan(0), "", blocked...)

	// Since the last apply somebody has begun to work, somewhere else somebody
	// has left: where the blocks are gone, only a refresh knows.
	j.orphans(blocked)

	// With deletion_preflight = "error" the two are not even in the plan.
	j.configure(premises{preflight: "error"})
	j.quoted(j.denied(j.plan(1, "-destroy"), "", []string{"ended with an error", "(here steward_entryguard_credential.all, " + address("cairo") + ", " + address("erlangen") + ")"}))
}

var uuid = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// quoted holds the guide to what the policies say: it shows these denials, of
// the same offices.
func (j *judgement) quoted(denials []string) {
	j.t.Helper()
	guide, err := os.ReadFile(filepath.Join("..", "..", "templates", "guides", "destroying.md.tmpl"))
	if err != nil {
		j.t.Fatal(err)
	}
	for _, denial := range denials {
		line := "FAIL - tfplan.json - main - " + uuid.ReplaceAllString(denial, "ID") + "\n"
		if !strings.Contains(uuid.ReplaceAllString(string(guide), "ID"), line) {
			j.t.Errorf("the guide does not show what the policies say:\n%s", line)
		}
	}
}

// orphans removes the blocks of the blocked offices.
func (j *judgement) orphans(blocked [][]string) {
	j.t.Helper()
	j.configure(premises{without: []string{"cairo", "delhi", "erlangen"}})
	plan := j.plan(0)
	j.denied(plan, "", blocked...)
	const stale = `semver.compare(input.terraform_version, "1.12.0") == -1`
	const shows = `count([c | some c in input.resource_changes; c.action_reason; count(c.change.before.deletion_blockers) > 0]) == 0`
	if testBinary(j.t).Product == terraformtest.Terraform {
		old := evaluate(j.t, "eval", "-d", policies, `[x | x := `+stale+`]`, plan)
		empty := evaluate(j.t, "eval", "-d", policies, `[x | x := `+shows+`]`, plan)
		if string(old) != string(empty) {
			j.t.Errorf("Terraform is older than 1.12: %s; `before` shows no blockers: %s", old, empty)
		}
	}
}

// TestPoliciesOfProtection is about what is decided by hand: PREVENT, tags and
// the protections of a service.
func TestPoliciesOfProtection(t *testing.T) {
	const (
		production = `{ Key = "Environment", Value = "production" }`
		approved   = production + `, { Key = "ticket", Value = "OPS-1" }`
		settings   = `required_tag: {key: ticket, values: [OPS-1]}`
		log        = "steward_cloudcontrol_resource.log"
	)
	j := newJudgement(t)
	j.configure(premises{prevent: "fargo", tags: production, protected: true})
	j.must("apply", "-auto-approve")
	j.denied(j.plan(0, "-destroy", "-target="+log), settings,
		[]string{log + ":", "does not approve", "the tag ticket = OPS-1"}, []string{log + ":", "in the way of its deletion: protection DeletionProtectionEnabled"})
	j.denied(j.plan(0, "-replace="+address("fargo")), "", []string{address("fargo") + ":", "PREVENT", "untaint"})
	j.denied(j.plan(1, "-destroy", "-target="+address("fargo")), "", []string{"ended with an error", address("fargo")})

	j.configure(premises{prevent: "fargo", tags: approved})
	j.must("apply", "-auto-approve")
	j.denied(j.plan(0, "-destroy", "-target="+log), settings)
}

// A scene is a configuration of one log group, written in pieces, whose plans
// an adversary would like to pass.
type scene struct {
	provider   string // more of the provider block
	properties string // beside the name
	more       string // more of the block
	rest       string // more blocks
	gone       bool   // the block is removed
}

const theLog = "steward_cloudcontrol_resource.log"

func (j *judgement) stage(s scene) {
	j.t.Helper()
	text := requirement + "\nprovider \"steward\" {\n  record_deletion_blockers = true\n" + s.provider + "\n}\n" + s.rest
	if !s.gone {
		text += "\nresource \"steward_cloudcontrol_resource\" \"log\" {\n  type_name = \"AWS::Logs::LogGroup\"\n  properties = {\n    LogGroupName = \"/acme/audit\"\n" +
			s.properties + "\n  }\n" + s.more + "\n}\n"
	}
	writeFile(j.t, filepath.Join(j.tf.dir, "main.tf"), text)
}

// byHand sets the tags of the live log group behind Terraform's back.
func (j *judgement) byHand(tags ...string) {
	j.t.Helper()
	var list []any
	for _, tag := range tags {
		key, value, _ := strings.Cut(tag, "=")
		list = append(list, map[string]any{"Key": key, "Value": value})
	}
	if err := j.apis.cloud.Mutate("AWS::Logs::LogGroup", "/acme/audit", func(p map[string]any) { p["Tags"] = list }); err != nil {
		j.t.Fatal(err)
	}
}

const (
	tagsOfProduction = `    Tags = [{ Key = "Environment", Value = "production" }]`
	tagsOfApproved   = `    Tags = [{ Key = "Environment", Value = "production" }, { Key = "DeletionApproved", Value = "yes" }]`
)

var denials = map[string][]string{
	"production": {theLog + ":", "it is in production", "does not approve"},
	"unseen":     {theLog + ":", "tags_all is null"},
	"unrecorded": {theLog + ":", "no blockers are recorded"},
}

// TestPoliciesAgainstAnAdversary judges plans of real Terraform that must not
// pass, and the nearest ones that must.
func TestPoliciesAgainstAnAdversary(t *testing.T) {
	j := newJudgement(t)
	begin := func(s scene) {
		t.Helper()
		j.stage(s)
		j.must("apply", "-auto-approve")
	}
	denied := func(why string, args ...string) {
		t.Helper()
		j.denied(j.plan(0, args...), "", denials[why])
	}
	passes := func(args ...string) { t.Helper(); j.denied(j.plan(0, args...), "") }

	// Default tags are in no properties. An approval on the live object is none.
	j.tf.env = append(j.tf.env, "TF_AWS_DEFAULT_TAGS_Environment=PROD")
	begin(scene{})
	denied("production", "-destroy")
	j.tf.env = j.tf.env[:len(j.tf.env)-1]

	begin(scene{properties: tagsOfProduction})
	denied("production", "-destroy")
	j.byHand("Environment=production", "DeletionApproved=yes")
	denied("production", "-destroy")
	j.byHand("Environment=dev")
	denied("production", "-destroy")
	j.stage(scene{gone: true})
	denied("production")
	j.denied(j.plan(0), "approved: [\""+theLog+"\"]")

	// The drift that Terraform is to ignore is no approval of a replacement.
	const ignores = "  lifecycle {\n    ignore_changes = [properties]\n  }"
	begin(scene{properties: tagsOfProduction, more: ignores})
	j.byHand("Environment=production", "DeletionApproved=yes")
	denied("production", "-replace="+theLog)
	j.must("apply", "-refresh-only", "-auto-approve")
	denied("production", "-replace="+theLog)

	// The block approves: without an apply, for a destruction and a replacement.
	begin(scene{properties: tagsOfProduction})
	j.stage(scene{properties: tagsOfApproved})
	passes("-destroy")
	passes("-replace=" + theLog)

	// What ABANDON leaves alone is not deleted.
	begin(scene{properties: tagsOfProduction, more: "  deletion_policy = \"ABANDON\""})
	j.denied(j.plan(0, "-destroy"), "max_deletes: 0")

	// What is not refreshed is not known to be free.
	begin(scene{rest: "resource \"terraform_data\" \"region\" {\n  input = \"a\"\n}\n"})
	passes("-destroy")
	j.stage(scene{
		gone: true, rest: "resource \"terraform_data\" \"policy\" {\n  input = \"b\"\n}\n",
		provider: "  aws {\n    region = terraform_data.policy.output\n  }",
	})
	denied("unrecorded")
}
