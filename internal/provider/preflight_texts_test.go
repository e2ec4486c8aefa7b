package provider

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// foretold is what a plan says about a prospect, as its golden file holds it.
type foretold struct {
	object   deletion.Object
	mode     string // deletion_preflight
	seen     destroy.Findings
	replaced path.Paths
}

// goldens holds the texts of cases in golden files of one folder, and the
// folder in step with the cases.
func goldens(t *testing.T, folder string, cases map[string]foretold) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var resp resource.ModifyPlanResponse
			replaced := ""
			if c.replaced != nil {
				replaced = destroy.ReplacedText(c.replaced)
			}
			(&destroy.Settings{Preflight: c.mode}).Announce(c.object, c.seen, replaced, &resp)
			goldenDiagnostics(t, folder+"/"+name, resp.Diagnostics)
		})
	}
	requireNoOrphans(t, "diagnostics/"+folder, func(name string) bool { _, known := cases[name]; return known })
}

var (
	aTable     = deletion.Object{Type: "AWS::DynamoDB::Table", ID: "orders", Home: aSecurityGroup.Home}
	theSwitch  = deletion.Blocker{Code: destroy.BlockerProtection, ID: "DeletionProtectionEnabled", Status: "on"}
	theStack   = deletion.Blocker{Code: destroy.BlockerStack, ID: "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0e7f7c80-6d0c-11f0-8a3b-0affd1a2b3c4"}
	regionRole = []string{"region", "role_arn"}
	refusal    = &deletion.Failure{Reason: deletion.Denied, Code: "AccessDeniedException", Message: "User: arn:aws:iam::111122223333:user/ci is not authorized to perform: cloudformation:ListResourceRequests"}
)

// TestForetoldTexts holds the full text of what a plan says.
func TestForetoldTexts(t *testing.T) {
	sessions := destroy.Findings{Blockers: []deletion.Blocker{jane, john}, InState: []string{"on_active_sessions"}}
	goldens(t, "plan", map[string]foretold{
		"in_use":              {anEntryGuardResource, destroy.PreflightWarn, sessions, nil},
		"in_use_error":        {anEntryGuardResource, destroy.PreflightError, sessions, nil},
		"in_use_off":          {anEntryGuardResource, destroy.PreflightOff, sessions, nil},
		"in_use_replace":      {anEntryGuardResource, destroy.PreflightWarn, sessions, path.Paths{path.Root("resource_type")}},
		"protected":           {aTable, destroy.PreflightWarn, destroy.Findings{Blockers: []deletion.Blocker{theSwitch}, InState: regionRole}, nil},
		"protected_error":     {aTable, destroy.PreflightError, destroy.Findings{Blockers: []deletion.Blocker{theSwitch}, InState: regionRole}, nil},
		"owned_by_a_stack":    {aTable, destroy.PreflightWarn, destroy.Findings{Blockers: []deletion.Blocker{theStack}, InState: regionRole}, nil},
		"owned_and_protected": {aTable, destroy.PreflightWarn, destroy.Findings{Blockers: []deletion.Blocker{theSwitch, theStack}, InState: regionRole}, nil},
		"impossible":          {aTable, destroy.PreflightOff, destroy.Findings{Impossible: "its type has no delete handler"}, nil},
		"impossible_replace":  {aTable, destroy.PreflightWarn, destroy.Findings{Impossible: "its type has no delete handler"}, path.Paths{path.Root("properties")}},
		"unchecked": {aTable, destroy.PreflightError, destroy.Findings{Unseen: errors.Join(
			destroy.ErrUnseen("whether an operation is under way on it", refusal), destroy.ErrUnseen("whether its type can be deleted", context.Cause(outOfTime())),
		)}, nil},
		"unchecked_stop": {anEntryGuardResource, destroy.PreflightOff, destroy.Findings{Announces: true, Unseen: destroy.ErrNotConfigured}, nil},
	})
}

// outOfTime is a look whose time is used up.
func outOfTime() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(destroy.ErrCheckLimit)
	return ctx
}

// questions are what a person must be able to answer who has nothing but the
// terminal's output, and what an answer looks like. Who or what is in the way,
// and what was refused, no pattern can tell; the golden files are read for it.
var questions = map[string]*regexp.Regexp{
	"is it still in state?":          regexp.MustCompile(`in state|left the state|leaves the state`),
	"what did the API say?":          regexp.MustCompile(`The API|the API|EntryGuard (does|ends|decides)`),
	"what do I do now?":              regexp.MustCompile(`What to do:|othing needs to be done`),
	"does running it again do harm?": regexp.MustCompile(`again|no harm|twice`),
}

// TestFiveQuestions asks them of every text.
func TestFiveQuestions(t *testing.T) {
	requireAnswers(t)
}

// requireAnswers asks the questions of every golden file of a diagnostic.
func requireAnswers(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join("testdata", "diagnostics"), func(file string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil || string(text) == "(nothing)\n" {
			return err
		}
		for question, answer := range questions {
			if !answer.Match(text) {
				t.Errorf("%s does not answer: %s", file, question)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEveryBlockerHasWords: what is in the way without a remedy helps nobody.
func TestEveryBlockerHasWords(t *testing.T) {
	for _, code := range []string{destroy.BlockerSession, destroy.BlockerResource, destroy.BlockerProtection, destroy.BlockerStack} {
		if len(destroy.CodeRemedies[code]) == 0 {
			t.Errorf("%s has no remedy", code)
		}
	}
	var diags diag.Diagnostics
	diags.AddWarning(destroy.DoomedText(aTable, destroy.Findings{Blockers: []deletion.Blocker{{Code: "new", ID: "x"}}}, "", false))
	if !strings.Contains(diags[0].Summary(), "1 new uses it") {
		t.Errorf("a code that is new to us is told as %q", diags[0].Summary())
	}
}
