package cloudcontrol

import (
	"bytes"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// TestLogs captures everything that is logged, at the most talkative level, and
// looks for what must not be in it and for what must.
func TestLogs(t *testing.T) {
	t.Setenv("TF_LOG", "TRACE")
	const (
		password = "hunter2-in-the-desired-state"
		patched  = "hunter3-in-the-patch"
		live     = "hunter4-in-the-live-model"
		message  = "hunter5-in-a-message-of-the-api"
	)
	fake := newFake(t, func(w http.ResponseWriter, r received) {
		switch r.operation {
		case "GetResource":
			answerJSON(w, 200, description(r, `{"LogGroupName":"example","P":"`+live+`"}`))
		case "UpdateResource":
			exception(w, 400, "InvalidRequestException", "no: "+message)
		case "GetResourceRequestStatus":
			answerJSON(w, 200, event(map[string]any{"OperationStatus": "ODD", "StatusMessage": message, "ResourceModel": `{"P":"` + live + `"}`}))
		default:
			everything(w, r)
		}
	})
	clearEnvironment(t)
	t.Setenv("TF_LOG", "TRACE")
	var logged, standard bytes.Buffer
	log.SetOutput(&standard)
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	ctx := tflogtest.RootLogger(t.Context(), &logged)

	cfg := fake.config()
	cfg.SkipCredentialsValidation, cfg.SkipRequestingAccountID = false, false
	c, _, err := New(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	backend := c.Backend(logGroups)
	for name, call := range map[string]func() error{
		"create": func() error {
			_, err := c.Create(ctx, logGroups, json.RawMessage(`{"P":"`+password+`"}`), "client-token-1")
			return err
		},
		"update": func() error {
			_, err := c.Update(ctx, logGroups, "example", json.RawMessage(`[{"value":"`+patched+`"}]`), "client-token-2")
			if deletion.ReasonOf(err) != deletion.Invalid {
				return err
			}
			return nil
		},
		"get":      func() error { _, err := c.Get(ctx, logGroups, "example"); return err },
		"list":     func() error { _, err := c.List(ctx, logGroups, json.RawMessage(`{"P":"`+password+`"}`)); return err },
		"requests": func() error { _, err := c.Requests(ctx, "", RequestFilter{}); return err },
		"type":     func() error { _, err := c.Type(ctx, logGroups); return err },
		"delete":   func() error { _, err := backend.Delete(ctx, example, oneAttempt); return err },
		"poll":     func() error { _, err := backend.Poll(ctx, deletion.Operation{Token: requestToken}); return err },
	} {
		if err := call(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}

	text := logged.String() + standard.String()
	for _, secret := range []string{password, patched, live, message, testSecretKey, testToken, testAccessKey} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	for _, fact := range []string{
		"CreateResource", "DeleteResource", "GetResourceRequestStatus", "DescribeType", "GetCallerIdentity", // operations
		"AWS::Logs::LogGroup", `"identifier":"example"`, "client-token-1", ClientToken(oneAttempt), requestToken, testRequestID,
		"duration_ms", `"http_status":400`, `"error_code":"InvalidRequestException"`, `"status":"IN_PROGRESS"`, "new to this provider",
	} {
		if !strings.Contains(text, fact) {
			t.Errorf("the log lacks %s", fact)
		}
	}
}
