package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// TestServe plays a rehearsal without Terraform: serve in one shell, sessions
// in another.
func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	file := filepath.Join(t.TempDir(), "sandbox.env")
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"serve", "-env", file}, io.Discard) }()

	env := sourced(t, file)
	for _, name := range []string{"ENTRYGUARD_ENDPOINT", "AWS_ENDPOINT_URL_CLOUDCONTROL", "AWS_ENDPOINT_URL_CLOUDFORMATION", "AWS_ENDPOINT_URL_STS", controlVariable} {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, env[name], http.NoBody)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("%s: nobody answers: %v", name, err)
		}
		_ = resp.Body.Close()
	}

	t.Setenv(controlVariable, env[controlVariable])
	says := func(want string, args ...string) {
		t.Helper()
		var out strings.Builder
		err := run(ctx, args, &out)
		if err != nil {
			out.WriteString(err.Error())
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("%v said %q, want something with %q", args, out.String(), want)
		}
	}
	says("No sessions", "session")
	says("apply a configuration first", "session", "start")
	says("knows no session", "session", "end", "nobody")
	says("which session", "session", "end")
	says("no session command", "session", "extend")
	says("holds 0 objects", "state")
	says("what shall the credentials be", "credentials")
	says("good, wrong-account", "credentials", "lost")
	says("aws and entryguard", "credentials", "-api", "azure", "good")
	says("credentials: aws expired", "credentials", "-api", "aws", "expired")
	if me := get(t, env["ENTRYGUARD_ENDPOINT"]+"/auth/me", env[keyVariable]); !strings.Contains(me, visitor.Email) {
		t.Errorf("the API key of the environment is of %s, want %s", me, visitor.Email)
	}

	cancel()
	if err := <-ended; err != nil {
		t.Errorf("serve ended with %v, want nothing after Ctrl-C", err)
	}
	says("serve` running", "session")
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the environment file is still there (%v): it would lead Terraform to nobody", err)
	}
}

// get asks EntryGuard with an API key.
func get(t *testing.T, address, key string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-API-Key", key)
	return answerOf(t, req)
}

func answerOf(t *testing.T, req *http.Request) string {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestPeople: users that Terraform made can have sessions, and those who are
// not active can not.
func TestPeople(t *testing.T) {
	started, err := startAPIs(faults{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = started.close() })
	started.guard.AddResource(entryguardtest.Resource{Name: "office"})
	started.guard.AddUser(entryguardtest.User{Email: "fox@acme.example"})
	if s, err := started.startSession("Fox@acme.example", nil); err != nil || s.User != "fox@acme.example" {
		t.Errorf("the session is %+v, %v; want one of a user whom the API has", s, err)
	}
	started.guard.EditUser("fox@acme.example", func(u *entryguardtest.User) { u.Inactive = true })
	if _, err := started.startSession("fox@acme.example", nil); err == nil || !strings.Contains(err.Error(), "not active") {
		t.Errorf("a user who is not active: %v", err)
	}
	if _, err := started.startSession("nobody@acme.example", nil); err == nil || !strings.Contains(err.Error(), "fox@acme.example") {
		t.Errorf("an unknown user: %v, want the known ones", err)
	}
}

// TestCredentialStates asks EntryGuard who the provider is while its
// credentials are good, have expired and belong elsewhere. The README's test
// does the same with Cloud Control and real Terraform.
func TestCredentialStates(t *testing.T) {
	started, err := startAPIs(faults{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = started.close() })
	for _, c := range []struct{ state, want string }{
		{"good", organization.ID},
		{"expired", `"passwordExpired":true`},
		{"wrong-account", otherOrganization.ID},
		{"good", organization.ID},
	} {
		if err := started.setCredentials(credentialsRequest{State: c.state}); err != nil {
			t.Fatal(err)
		}
		login := fmt.Sprintf(`{"organizationSlug":%q,"email":%q,"password":%q}`, organization.Slug, administrator.Email, administrator.Password)
		if said := post(t, started.guard.URL()+"/auth/login", login); !strings.Contains(said, c.want) {
			t.Errorf("%s: a log-in answers %s, want %q in it", c.state, said, c.want)
		}
	}
}

// post sends JSON to EntryGuard.
func post(t *testing.T, address, body string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	return answerOf(t, req)
}

// TestIntroduction says what a rehearsal must know.
func TestIntroduction(t *testing.T) {
	started, err := startAPIs(faults{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = started.close() })
	for _, want := range []string{"AWS::SQS::Queue", "abridged", "-schema", keyVariable} {
		if !strings.Contains(started.introduction(), want) {
			t.Errorf("serve does not say %q:\n%s", want, started.introduction())
		}
	}
}

// sourced reads an environment file as a shell does, once it is there.
func sourced(t *testing.T, file string) map[string]string {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no POSIX shell here")
	}
	for range 500 {
		if _, err = os.Stat(file); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	out, err := exec.CommandContext(t.Context(), sh, "-c", `. "$1"; env`, "sh", file).Output()
	if err != nil {
		t.Fatalf("reading %s: %v", file, err)
	}
	env := map[string]string{}
	for line := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		env[name] = value
	}
	return env
}

func TestSessions(t *testing.T) {
	started, err := startAPIs(faults{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = started.close() })
	control, err := startController(t.Context(), "127.0.0.1:0", started)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = control.server.Close() })
	office := started.guard.AddResource(entryguardtest.Resource{Name: "office", Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-1"})
	started.guard.AddResource(entryguardtest.Resource{Name: "lab", Provider: "AWS", ResourceType: "SECURITY_GROUP", ResourceIdentifier: "sg-2"})

	client := controlClient{url: control.url}
	var byName session
	if err := client.call(t.Context(), http.MethodPost, "/sessions", sessionRequest{Resources: []string{"office"}}, &byName); err != nil {
		t.Fatal(err)
	}
	if byName.User != visitor.Email || !cmp.Equal(byName.Resources, []string{"office"}) || len(byName.Addresses) == 0 || !byName.Until.After(time.Now()) {
		t.Errorf("the session is %+v, want one of %s on office, with an address and an end to come", byName, visitor.Email)
	}
	var all session
	if err := client.call(t.Context(), http.MethodPost, "/sessions", sessionRequest{User: administrator.Email}, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Resources) != 2 {
		t.Errorf("a session that names no resource is on %v, want all", all.Resources)
	}
	for name, asked := range map[string]sessionRequest{
		"UnknownUser":     {User: "nobody@example.com"},
		"UnknownResource": {Resources: []string{office.ID, "garage"}},
	} {
		var nothing session
		if err := client.call(t.Context(), http.MethodPost, "/sessions", asked, &nothing); err == nil {
			t.Errorf("%s: a session was started", name)
		}
	}

	var out strings.Builder
	if err := endSessions(t.Context(), client, []string{"all"}, &out); err != nil {
		t.Fatal(err)
	}
	for _, s := range started.sessions() {
		if s.open() {
			t.Errorf("session %s is %s after all were ended", s.ID, s.Status)
		}
	}
}

func TestFailuresFlag(t *testing.T) {
	cases := map[string]struct {
		text   string
		want   failures
		bad    bool
		reason string
	}{
		"Type":       {text: "AWS::EC2::SecurityGroup=Throttling", want: failures{{typeName: "AWS::EC2::SecurityGroup", code: "Throttling"}}, reason: "every deletion fails"},
		"Times":      {text: "AWS::EC2::SecurityGroup=Throttling*2", want: failures{{typeName: "AWS::EC2::SecurityGroup", code: "Throttling", times: 2}}, reason: "two deletions fail"},
		"EntryGuard": {text: "entryguard=503*3", want: failures{{status: 503, times: 3}}, reason: "EntryGuard has statuses, not codes"},
		"NoCode":     {text: "AWS::EC2::SecurityGroup", bad: true, reason: "it does not say how to fail"},
		"NoSuchCode": {text: "AWS::EC2::SecurityGroup=Throtling", bad: true, reason: "no handler fails in this way"},
		"NoTimes":    {text: "entryguard=503*", bad: true, reason: "the star needs a number"},
		"ZeroTimes":  {text: "entryguard=503*0", bad: true, reason: "nothing would fail"},
		"NoError":    {text: "entryguard=204", bad: true, reason: "204 is no failure"},
		"NoStatus":   {text: "entryguard=Throttling", bad: true, reason: "EntryGuard has no such codes"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			var got failures
			err := got.Set(tc.text)
			if (err != nil) != tc.bad || !cmp.Equal(got, tc.want, cmp.AllowUnexported(failure{})) {
				t.Errorf("Set(%q) = %+v, %v; want %+v, error %t: %s", tc.text, got, err, tc.want, tc.bad, tc.reason)
			}
		})
	}
}

// TestWrongArguments: what cannot be played is an error before anything starts,
// and says what is possible.
func TestWrongArguments(t *testing.T) {
	for text, c := range map[string]struct {
		args []string
		says string
	}{
		"code":     {[]string{"serve", "-fail", "AWS::Logs::LogGroup=Throtling"}, "Throttling"},
		"type":     {[]string{"serve", "-fail", "AWS::Logs::LogGrup=Throttling"}, "AWS::Logs::LogGroup"},
		"rate":     {[]string{"serve", "-throttle", "-5"}, "at least 0"},
		"duration": {[]string{"serve", "-slow", "-5s"}, "at least 0s"},
		"serve":    {[]string{"serve", "extra"}, `"serve -h"`},
		"demo":     {[]string{"demo", "extra"}, `"demo -h"`},
		"state":    {[]string{"state", "extra"}, `"state -h"`},
	} {
		t.Run(text, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if err := run(ctx, c.args, io.Discard); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v: got %v, want an error that says %s", c.args, err, c.says)
			}
		})
	}
}

// TestHabitFlag takes habits by name and from a file, and says what there is.
func TestHabitFlag(t *testing.T) {
	file := filepath.Join(t.TempDir(), "habits.json")
	writeFile(t, file, `{"AWS::SQS::Queue": [{"at": "/QueueName", "do": "store", "as": "lower"}]}`)
	broken := filepath.Join(t.TempDir(), "broken.json")
	writeFile(t, broken, `{"AWS::SQS::Queue": [{"at": "/QueueName", "do": "shout"}]}`)

	o, err := parseServe([]string{"-habit", "zero-values", "-habit", file})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.faults.habits.Habits["*"]) != 1 || len(o.faults.habits.Habits["AWS::SQS::Queue"]) != 1 {
		t.Errorf("the habits are %v, want those of the set and of the file", o.faults.habits.Habits)
	}
	started, err := startAPIs(o.faults, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = started.close() })
	id, err := started.cloud.Put("AWS::SQS::Queue", `{"QueueName": "Jobs", "FifoQueue": false}`)
	if err != nil {
		t.Fatal(err)
	}
	shown, _ := started.cloud.Shown("AWS::SQS::Queue", id)
	if !strings.Contains(string(shown), `"jobs"`) || strings.Contains(string(shown), "FifoQueue") {
		t.Errorf("a read shows %s, want the name in lower case and no false", shown)
	}

	for name, want := range map[string]string{"nonsense": "empty-tags", broken: `"shout"`} {
		if err := new(habitSets).Set(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("-habit %s: %v, want %q in it", name, err, want)
		}
	}
}

func TestExpectWords(t *testing.T) {
	const framed = "╷\n│ Error: EntryGuard resource office was not\n│ deleted: 1 session uses it\n│ \n│   - session 4711 of dana@acme.example\n╵\n"
	cases := map[string]struct {
		words  []string
		wantOK bool
		reason string
	}{
		"Wrapped": {words: []string{"office was not deleted: 1 session"}, wantOK: true, reason: "Terraform breaks lines and draws a frame, which is none of the words"},
		"Several": {words: []string{"4711", "dana@acme.example"}, wantOK: true, reason: "all are there"},
		"Missing": {words: []string{"4711", "203.0.113.7"}, reason: "the address is not there"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if err := expectWords(framed, tc.words...); (err == nil) != tc.wantOK {
				t.Errorf("expectWords = %v, want success %t: %s", err, tc.wantOK, tc.reason)
			}
		})
	}
}

func TestShellLines(t *testing.T) {
	file := filepath.Join(t.TempDir(), "env")
	const nasty = `a 'quoted' $value "with" \ everything`
	t.Setenv("AWS_PROFILE", "production")
	writeFile(t, file, string(shellLines(map[string]string{"STEWARD_TEST_VALUE": nasty})))
	env := sourced(t, file)
	if got := env["STEWARD_TEST_VALUE"]; got != nasty {
		t.Errorf("the shell read %q, want %q", got, nasty)
	}
	if _, there := env["AWS_PROFILE"]; there {
		t.Error("AWS_PROFILE of the caller's shell is still set: it would lead the provider elsewhere")
	}
}

func TestIndenter(t *testing.T) {
	var out strings.Builder
	w := &indenter{out: &out, prefix: "> "}
	for _, part := range []string{"one\ntw", "o\n", "three"} {
		if _, err := io.WriteString(w, part); err != nil {
			t.Fatal(err)
		}
	}
	w.endLine()
	if got, want := out.String(), "> one\n> two\n> three\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestUsage(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), []string{"help"}, &out); err != nil {
		t.Fatal(err)
	}
	for name := range commands {
		if !strings.Contains(out.String(), "sandbox "+name) {
			t.Errorf("the usage does not name the command %s", name)
		}
	}
	if err := run(t.Context(), []string{"dmeo"}, &out); err == nil || !strings.Contains(err.Error(), "no command \"dmeo\"") {
		t.Errorf("an unknown command gives %v", err)
	}
}

// TestServeSchemas: a file that is no schema is named, with what is wrong with it.
func TestServeSchemas(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, says string }{
		"no JSON":       {"type: AWS::X::Y", "not one JSON object"},
		"no object":     {"[]", "not one JSON object"},
		"something":     {`{"Resources":{}}`, "no typeName"},
		"a wrong name":  {`{"typeName":"Widget","primaryIdentifier":["/properties/Id"]}`, `"Widget" is not the name of a type`},
		"no identifier": {`{"typeName":"A1::B2::C3"}`, "A1::B2::C3 has no primaryIdentifier"},
		"wrong members": {`{"typeName":"A1::B2::C3","primaryIdentifier":"/properties/Id"}`, "other types"},
	} {
		file := filepath.Join(t.TempDir(), "widget.json")
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := parseServe([]string{"-schema", file}); err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: the error is %v, want one that names the file and says %q", name, err, c.says)
		}
	}
}
