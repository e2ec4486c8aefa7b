package provider

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
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
func (r *terraformRun) plainRun(wantCode int, says string, args ...string) {
	r.t.Helper()
	logFile := filepath.Join(r.t.TempDir(), "log")
	env := []string{"TF_LOG_PROVIDER=TRACE", "TF_LOG_PATH=" + logFile}
	for _, more := range [][]string{nil, {"-no-color"}} {
		result := r.runWith(env, append(args, more...)...)
		all := result.stdout + result.stderr
		if result.code != wantCode || !strings.Contains(all, says) {
			r.t.Errorf("terraform %v ended with %d, want %d and %q:\n%s", args, result.code, wantCode, says, all)
		}
		requirePlain(r.t, strings.Join(args, " "), all)
	}
	logged, err := os.ReadFile(logFile)
	if err != nil || len(logged) == 0 {
		r.t.Fatalf("no log was written: %v", err)
	}
	requirePlain(r.t, "the log", string(logged))
}

// TestTerminalIsNotSteeredByEntryGuard: whoever may choose a name has an
// administrator's terminal print it.
func TestTerminalIsNotSteeredByEntryGuard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entryguard.EditUser("uma@example.com", func(u *entryguardtest.User) { u.Name = hostileName })
	run := buildTerraform(t)
	run.write(w.config(resourceHCL(w.addCredential(), nil)))
	run.apply()
	id := w.onlyResource().ID
	w.entryguard.StartSession("uma@example.com", id)
	run.plainRun(0, "Dana", "plan", "-destroy")
	run.plainRun(1, "Dana", "destroy", "-auto-approve")
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
			w.entryguard.Fail(fault)
			defer w.entryguard.ClearFaults()
			run.t = t
			said, other := says[name]
			if !other {
				said = "Dana"
			}
			run.plainRun(1, said, "destroy", "-auto-approve")
		})
	}
}

// TestTerminalIsNotSteeredByCloudControl: hooks and messages, in Terraform.
func TestTerminalIsNotSteeredByCloudControl(t *testing.T) {
	t.Parallel()
	hook := cloudcontroltest.Hook{TypeName: "Dana\x1b[2J::H::Hook", Mode: "FAIL", Fails: true, Message: hostileName}
	for name, spoil := range map[string]func(*world){
		"a hook": func(w *world) {
			w.cloudcontrol.Script(cloudcontroltest.Fate{Kind: "DELETE", Times: cloudcontroltest.Always, Hooks: []cloudcontroltest.Hook{hook}})
		},
		"a status message": func(w *world) {
			w.cloudcontrol.Script(cloudcontroltest.Fate{Kind: "DELETE", Times: cloudcontroltest.Always, ErrorCode: "InvalidRequest", StatusMessage: new(hostileName)})
		},
		"an exception": func(w *world) {
			w.cloudcontrol.Fail(cloudcontroltest.Fault{Operation: "DeleteResource", Times: cloudcontroltest.Always, Code: "InvalidRequestException", Message: hostileName})
		},
		"an account": func(w *world) {
			w.cloudcontrol.Fail(cloudcontroltest.Fault{Operation: "DeleteResource", Times: cloudcontroltest.Always, Code: "AccessDeniedException", Message: "User: " + hostileName})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			run := buildTerraform(t)
			run.write(w.config(ccResource(widgetType, `Name = "one"`)))
			run.apply()
			spoil(w)
			run.plainRun(1, "Dana", "destroy", "-auto-approve")
		})
	}
}

// TestConfiguredTextsMustBeShowable: EntryGuard's answers are cleaned, so that
// what is not clean could never be as configured.
func TestConfiguredTextsMustBeShowable(t *testing.T) {
	t.Parallel()
	p := newProtocol(t)
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
		diags := p.validate("steward_entryguard_role", map[string]any{"name": "n", c.attribute: c.value})
		if !c.wrong {
			p.requireClean(name, diags)
			continue
		}
		requireError(t, diags, "Text that cannot be shown", c.attribute)
		if at := diags[0].Attribute.String(); !strings.Contains(at, c.attribute) {
			t.Errorf("%s: the error is about %s", name, at)
		}
	}
}

// hostileText is what no diagnostic may carry to a terminal.
const hostileText = "Dana\x1b[2J\u202e\u009b\a\r\nApply complete!"

// A hostileServer answers every question with a hostile diagnostic.
type hostileServer struct{ fullServer }

// ReadResource answers a diagnostic that nobody cleaned.
func (hostileServer) ReadResource(context.Context, *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{Diagnostics: []*tfprotov6.Diagnostic{{Summary: hostileText, Detail: "ours\n\n" + hostileText}}}, nil
}

// TestDiagnosticsLeaveClean: the last line of defence.
func TestDiagnosticsLeaveClean(t *testing.T) {
	t.Parallel()
	server := protocolServer("test", nil)()
	wrapped, ok := server.(plainServer)
	if !ok {
		t.Fatalf("what is served is a %T", server)
	}
	if _, ok := protocolServer("test", newLifeline())().(heldServer).fullServer.(plainServer); !ok {
		t.Error("what a lifeline holds is not cleaned")
	}
	resp, err := plain(hostileServer{wrapped}).ReadResource(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	d := resp.Diagnostics[0]
	if !strings.HasPrefix(d.Detail, "ours\n\nDana") || strings.ContainsAny(d.Summary+d.Detail, "\x1b\a\u202e\u009b") || strings.Contains(d.Summary, "\n") {
		t.Errorf("%q: %q", d.Summary, d.Detail)
	}
}
