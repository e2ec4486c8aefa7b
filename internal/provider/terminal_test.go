package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const (
	forgedLine = "Apply complete! Resources: 1 destroyed."
	// hostileName clears the screen, sets the title, hides a hyperlink, turns the
	// reading order and forges a line.
	hostileName = "Dana\x1b[2J\x1b]0;owned\a\x1b]8;;https://evil.example\x1b\\\u009b2J\u202e\u2066\x7f\r\n" + forgedLine
)

// colours are what Terraform itself writes for a terminal.
var colours = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// requirePlain checks that a text holds nothing that steers a terminal, and no
// line that only Terraform may say.
func requirePlain(t *testing.T, where, text string) {
	t.Helper()
	text = colours.ReplaceAllString(text, "")
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Cf, r) {
			t.Errorf("%s: %U reaches the terminal:\n%q", where, r, text)
			break
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimLeft(line, " │\t"), forgedLine) {
			t.Errorf("%s: a forged line:\n%s", where, text)
		}
	}
}

// plainRun runs a command in colour, without, and with our log, and checks all
// that it prints and logs.
func plainRun(r *providertest.Terraform, wantCode int, says string, args ...string) {
	r.T.Helper()
	logFile := filepath.Join(r.T.TempDir(), "log")
	env := []string{"TF_LOG_PROVIDER=TRACE", "TF_LOG_PATH=" + logFile}
	for _, more := range [][]string{nil, {"-no-color"}} {
		result := r.RunWith(env, append(args, more...)...)
		all := result.Stdout + result.Stderr
		if result.Code != wantCode || !strings.Contains(all, says) {
			r.T.Errorf("terraform %v ended with %d, want %d and %q:\n%s", args, result.Code, wantCode, says, all)
		}
		requirePlain(r.T, strings.Join(args, " "), all)
	}
	logged, err := os.ReadFile(logFile)
	if err != nil || len(logged) == 0 {
		r.T.Fatalf("no log was written: %v", err)
	}
	requirePlain(r.T, "the log", string(logged))
}

// TestTerminalIsNotSteeredByEntryGuard: whoever may choose a name has an
// administrator's terminal print it.
func TestTerminalIsNotSteeredByEntryGuard(t *testing.T) {
	t.Parallel()
	w := providertest.NewWorld(t)
	w.EntryGuard.EditUser("uma@example.com", func(u *entryguardtest.User) { u.Name = hostileName })
	run := providertest.BuildTerraform(t)
	run.Write(w.Config(providertest.EntryGuardResource(w.AddCredential(), nil)))
	run.Apply()
	id := w.OnlyResource().ID
	w.EntryGuard.StartSession("uma@example.com", id)
	plainRun(run, 0, "Dana", "plan", "-destroy")
	plainRun(run, 1, "Dana", "destroy", "-auto-approve")
	says := map[string]string{"a redirect": "Dana.example", "a type of content": "Invalid"} // the others: Dana
	for name, fault := range map[string]entryguardtest.Fault{
		"a message":         {Status: 422, Body: `{"error":"VALIDATION_ERROR","message":"no Dana\u001b[2J\r\n` + forgedLine + `"}`},
		"a validation key":  {Status: 400, Body: `{"status":400,"error":"Bad Request","message":"no","validationErrors":{"Dana\u001b[2J\r\n` + forgedLine + `":"x"}}`},
		"a policy":          {Status: 403, Body: `{"error":"no","details":{"violations":["Dana\u009b2J\n` + forgedLine + `"]}}`},
		"a page":            {Status: 405, Body: "<html><title>Dana\x1b[2J\r\n" + forgedLine + "</title>"},
		"a redirect":        {Status: 302, Header: map[string]string{"Location": "https://Dana.example/%1b%5b2J%0d%0a" + strings.ReplaceAll(forgedLine, " ", "%20")}},
		"a request id":      {Status: 422, Body: `{"error":"X","message":"Dana"}`, Header: map[string]string{"X-Request-Id": "Dana\u009b2J\u202e"}},
		"a type of content": {Status: 422, Body: `{}`, Header: map[string]string{"Content-Type": "Dana\u009b2J\u202e"}},
	} {
		t.Run(name, func(t *testing.T) {
			fault.Method, fault.Path, fault.Times = "DELETE", "/resources/*", -1
			w.EntryGuard.Fail(fault)
			defer w.EntryGuard.ClearFaults()
			run.T = t
			said, other := says[name]
			if !other {
				said = "Dana"
			}
			plainRun(run, 1, said, "destroy", "-auto-approve")
		})
	}
}

// TestTerminalIsNotSteeredByCloudControl: hooks and messages, in Terraform.
func TestTerminalIsNotSteeredByCloudControl(t *testing.T) {
	t.Parallel()
	hook := cloudcontroltest.Hook{TypeName: "Dana\x1b[2J::H::Hook", Mode: "FAIL", Fails: true, Message: hostileName}
	for name, spoil := range map[string]func(*providertest.World){
		"a hook": func(w *providertest.World) {
			w.CloudControl.Script(cloudcontroltest.Fate{Kind: "DELETE", Times: cloudcontroltest.Always, Hooks: []cloudcontroltest.Hook{hook}})
		},
		"a status message": func(w *providertest.World) {
			w.CloudControl.Script(cloudcontroltest.Fate{Kind: "DELETE", Times: cloudcontroltest.Always, ErrorCode: "InvalidRequest", StatusMessage: new(hostileName)})
		},
		"an exception": func(w *providertest.World) {
			w.CloudControl.Fail(cloudcontroltest.Fault{Operation: "DeleteResource", Times: cloudcontroltest.Always, Code: "InvalidRequestException", Message: hostileName})
		},
		"an account": func(w *providertest.World) {
			w.CloudControl.Fail(cloudcontroltest.Fault{Operation: "DeleteResource", Times: cloudcontroltest.Always, Code: "AccessDeniedException", Message: "User: " + hostileName})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := providertest.NewWorld(t)
			run := providertest.BuildTerraform(t)
			run.Write(w.Config(providertest.CloudControlResource(providertest.WidgetType, `Name = "one"`)))
			run.Apply()
			spoil(w)
			plainRun(run, 1, "Dana", "destroy", "-auto-approve")
		})
	}
}

// TestConfiguredTextsMustBeShowable: EntryGuard's answers are cleaned, so that
// what is not clean could never be as configured.
func TestConfiguredTextsMustBeShowable(t *testing.T) {
	t.Parallel()
	p := providertest.NewProtocol(t)
	for name, c := range map[string]struct {
		attribute, value string
		wrong            bool
	}{
		"an escape":                 {"name", "Dana\x1b[2J", true},
		"two lines":                 {"name", "Dana\nApply", true},
		"another direction":         {"name", "Dana\u202e", true},
		"a description of lines":    {"description", "one\n\ttwo\n", false},
		"a description that steers": {"description", "one\x1b]0;x\a", true},
		"a name in another script":  {"name", "Zoë 数据", false},
	} {
		diags := p.Validate("steward_entryguard_role", map[string]any{"name": "n", c.attribute: c.value})
		if !c.wrong {
			p.RequireClean(name, diags)
			continue
		}
		providertest.RequireError(t, diags, "Text that cannot be shown", c.attribute)
		if at := diags[0].Attribute.String(); !strings.Contains(at, c.attribute) {
			t.Errorf("%s: the error is about %s", name, at)
		}
	}
}
