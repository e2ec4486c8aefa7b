package cloudcontrol

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

func accept(w http.ResponseWriter, r received) {
	switch r.operation {
	case "GetResource":
		answerJSON(w, 200, description(r, `{"RetentionInDays":7}`))
	case "ListResources":
		answerJSON(w, 200, map[string]any{"ResourceDescriptions": []any{}})
	case "ListResourceRequests":
		answerJSON(w, 200, map[string]any{"ResourceRequestStatusSummaries": []any{}})
	default:
		answerJSON(w, 200, eventFor(r))
	}
}

func TestExactRequests(t *testing.T) {
	const role = "arn:aws:iam::444455556666:role/deployer"
	full := Target{TypeName: "AWS::Logs::LogGroup", Region: "us-east-2", RoleARN: role, TypeVersionID: "00000003"}
	cases := map[string]struct {
		call      func(*Client) error
		operation string
		region    string
		want      map[string]any
	}{
		"create": {
			func(c *Client) error {
				_, err := c.Create(t.Context(), full, json.RawMessage(`{"A":1.50}`), "tok")
				return err
			},
			"CreateResource", "us-east-2",
			map[string]any{"TypeName": full.TypeName, "RoleArn": role, "TypeVersionId": "00000003", "DesiredState": `{"A":1.50}`, "ClientToken": "tok"},
		},
		"update": {
			func(c *Client) error {
				_, err := c.Update(t.Context(), logGroups, "x", json.RawMessage(`[]`), "tok")
				return err
			},
			"UpdateResource", "eu-west-1",
			map[string]any{"TypeName": full.TypeName, "Identifier": "x", "PatchDocument": `[]`, "ClientToken": "tok"},
		},
		"delete": {
			func(c *Client) error {
				_, err := c.Backend(full).Delete(t.Context(), deletion.Object{ID: "x|y"}, oneAttempt)
				return err
			},
			"DeleteResource", "us-east-2",
			map[string]any{"TypeName": full.TypeName, "RoleArn": role, "TypeVersionId": "00000003", "Identifier": "x|y", "ClientToken": ClientToken(oneAttempt)},
		},
		"get": {
			func(c *Client) error { _, err := c.Get(t.Context(), logGroups, "x"); return err },
			"GetResource", "eu-west-1",
			map[string]any{"TypeName": full.TypeName, "Identifier": "x"},
		},
		"list": {
			func(c *Client) error { _, err := c.List(t.Context(), logGroups, nil); return err },
			"ListResources", "eu-west-1",
			map[string]any{"TypeName": full.TypeName},
		},
		"list below a parent": {
			func(c *Client) error {
				_, err := c.List(t.Context(), logGroups, json.RawMessage(`{"P":"q"}`))
				return err
			},
			"ListResources", "eu-west-1",
			map[string]any{"TypeName": full.TypeName, "ResourceModel": `{"P":"q"}`},
		},
		"requests": {
			func(c *Client) error {
				_, err := c.Requests(t.Context(), "", RequestFilter{Kinds: []deletion.OperationKind{deletion.KindDelete, deletion.KindCreate}, Statuses: []string{"FAILED"}})
				return err
			},
			"ListResourceRequests", "eu-west-1",
			map[string]any{"MaxResults": 100., "ResourceRequestStatusFilter": map[string]any{"Operations": []any{"CREATE", "DELETE"}, "OperationStatuses": []any{"FAILED"}}},
		},
		"all requests": {
			func(c *Client) error { _, err := c.Requests(t.Context(), "", RequestFilter{}); return err },
			"ListResourceRequests", "eu-west-1",
			map[string]any{"MaxResults": 100.},
		},
		"requests of a kind": {
			func(c *Client) error {
				_, err := c.Requests(t.Context(), "", RequestFilter{Kinds: []deletion.OperationKind{deletion.KindUpdate}})
				return err
			},
			"ListResourceRequests", "eu-west-1",
			map[string]any{"MaxResults": 100., "ResourceRequestStatusFilter": map[string]any{"Operations": []any{"UPDATE"}}},
		},
		"requests with a status": {
			func(c *Client) error {
				_, err := c.Requests(t.Context(), "", RequestFilter{Statuses: []string{"FAILED"}})
				return err
			},
			"ListResourceRequests", "eu-west-1",
			map[string]any{"MaxResults": 100., "ResourceRequestStatusFilter": map[string]any{"OperationStatuses": []any{"FAILED"}}},
		},
		"cancel": {
			func(c *Client) error { _, err := c.Cancel(t.Context(), "us-east-2", "tok"); return err },
			"CancelResourceRequest", "us-east-2",
			map[string]any{"RequestToken": "tok"},
		},
		"status": {
			func(c *Client) error { _, err := c.Status(t.Context(), "", "tok"); return err },
			"GetResourceRequestStatus", "eu-west-1",
			map[string]any{"RequestToken": "tok"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			fake := newFake(t, accept)
			if err := c.call(fake.client(t)); err != nil {
				t.Fatal(err)
			}
			got := fake.last(t)
			if diff := cmp.Diff(c.want, got.body); diff != "" || got.operation != c.operation || got.region != c.region {
				t.Errorf("%s in %s (-want +got)\n%s", got.operation, got.region, diff)
			}
		})
	}
}

func TestUserAgent(t *testing.T) {
	fake := newFake(t, accept)
	c := fake.client(t, func(*Config) { t.Setenv("TF_APPEND_USER_AGENT", "acme-pipeline/7") })
	if _, err := c.Get(t.Context(), logGroups, "x"); err != nil {
		t.Fatal(err)
	}
	got := fake.last(t).userAgent
	if !strings.Contains(got, " Terraform/1.2.3 terraform-provider-steward/4.5.6") || strings.Count(got, "acme-pipeline/7") != 1 || strings.Count(got, "Terraform/") != 1 {
		t.Errorf("user agent = %q", got)
	}
}

// TestWhatIsTriedAgain holds that the engine is the layer that retries: the
// SDK tries again only what reads, and not where the engine polls or observes.
func TestWhatIsTriedAgain(t *testing.T) {
	calls := map[string]struct {
		call func(*Client) error
		want int
	}{
		"Create": {func(c *Client) error { _, err := c.Create(t.Context(), logGroups, nil, "t"); return err }, 1},
		"Update": {func(c *Client) error { _, err := c.Update(t.Context(), logGroups, "x", nil, "t"); return err }, 1},
		"Cancel": {func(c *Client) error { _, err := c.Cancel(t.Context(), "", "t"); return err }, 1},
		"Backend.Delete": {func(c *Client) error {
			_, err := c.Backend(logGroups).Delete(t.Context(), example, oneAttempt)
			return err
		}, 1},
		"Backend.Observe":    {func(c *Client) error { _, err := c.Backend(logGroups).Observe(t.Context(), example); return err }, 1},
		"Backend.Operations": {func(c *Client) error { _, err := c.Backend(logGroups).Operations(t.Context(), example); return err }, 1},
		"Backend.Poll": {func(c *Client) error {
			_, err := c.Backend(logGroups).Poll(t.Context(), deletion.Operation{Token: "t"})
			return err
		}, 1},
		"Get":      {func(c *Client) error { _, err := c.Get(t.Context(), logGroups, "x"); return err }, 2},
		"List":     {func(c *Client) error { _, err := c.List(t.Context(), logGroups, nil); return err }, 2},
		"Requests": {func(c *Client) error { _, err := c.Requests(t.Context(), "", RequestFilter{}); return err }, 2},
		"Status":   {func(c *Client) error { _, err := c.Status(t.Context(), "", "t"); return err }, 2},
	}
	failures := map[string]struct {
		answer func(http.ResponseWriter, received)
		want   deletion.Reason
	}{
		"throttled": {refuse(400, "ThrottlingException", "Rate exceeded"), deletion.Throttled},
		"500":       {refuse(500, "InternalFailure", "?"), deletion.Unavailable},
		"cut":       {func(http.ResponseWriter, received) { panic(http.ErrAbortHandler) }, deletion.Unavailable},
	}
	for failing, failure := range failures {
		for name, c := range calls {
			fake := newFake(t, failure.answer)
			client := fake.client(t, func(cfg *Config) { cfg.MaxRetries = 2 })
			retryer := client.config.Retryer
			client.config.Retryer = func() aws.Retryer { return impatient{retryer()} }
			err := c.call(client)
			if got := deletion.ReasonOf(err); got != failure.want {
				t.Errorf("%s, %s: %v, want %v", name, failing, err, failure.want)
			}
			if got := fake.count(""); got != c.want {
				t.Errorf("%s, %s: %d requests, want %d", name, failing, got, c.want)
			}
		}
	}
}

// impatient does not wait between two tries.
type impatient struct{ aws.Retryer }

func (impatient) RetryDelay(int, error) (time.Duration, error) { return 0, nil }

func TestPages(t *testing.T) {
	fake := newFake(t, func(w http.ResponseWriter, r received) {
		next, _ := strconv.Atoi(strings.TrimPrefix(str(r.body["NextToken"]), "page"))
		body := map[string]any{"ResourceDescriptions": []any{map[string]any{"Identifier": strconv.Itoa(next)}}}
		if next < 3 {
			body["NextToken"] = "page" + strconv.Itoa(next+1)
		}
		answerJSON(w, 200, body)
	})
	all, err := fake.client(t).List(t.Context(), logGroups, nil)
	if err != nil || len(all) != 4 || all[3].Identifier != "3" || string(all[3].Properties) != "{}" {
		t.Errorf("List = %+v, %v; want four", all, err)
	}
}

// TestPagesOnDemand: who has seen enough asks for no more pages.
func TestPagesOnDemand(t *testing.T) {
	for name, c := range map[string]struct {
		wanted, requests int
		fails            bool
	}{
		"the first":     {wanted: 1, requests: 1},
		"the second":    {wanted: 2, requests: 2},
		"all":           {wanted: 100, requests: 3},
		"until refused": {wanted: 100, requests: 2, fails: true},
	} {
		fake := newFake(t, func(w http.ResponseWriter, r received) {
			next, _ := strconv.Atoi(strings.TrimPrefix(str(r.body["NextToken"]), "page"))
			body := map[string]any{"ResourceDescriptions": []any{}}
			switch {
			case c.fails && next == 1:
				answerJSON(w, 400, map[string]any{"__type": "AccessDeniedException", "Message": "no"})
				return
			case next == 1:
				body["ResourceDescriptions"] = []any{map[string]any{"Identifier": "x"}}
			}
			if next < 2 {
				body["NextToken"] = "page" + strconv.Itoa(next+1)
			}
			answerJSON(w, 200, body)
		})
		pages, failed := 0, false
		for _, err := range fake.client(t).Pages(t.Context(), logGroups, nil) {
			if err != nil {
				failed = deletion.ReasonOf(err) == deletion.Denied
				continue
			}
			if pages++; pages == c.wanted {
				break
			}
		}
		if fake.count("") != c.requests || failed != c.fails {
			t.Errorf("%s: %d requests, want %d; refused: %v", name, fake.count(""), c.requests, failed)
		}
	}
}

func str(v any) string { s, _ := v.(string); return s }

func TestPagesWithoutEnd(t *testing.T) {
	fake := newFake(t, func(w http.ResponseWriter, _ received) {
		answerJSON(w, 200, map[string]any{"ResourceRequestStatusSummaries": []any{}, "NextToken": "again"})
	})
	_, err := fake.client(t).Requests(t.Context(), "", RequestFilter{})
	if err == nil || fake.count("") != 2 {
		t.Errorf("%v after %d requests; a server that pages in circles must be given up", err, fake.count(""))
	}
}

func TestPropertiesThatAreNotJSON(t *testing.T) {
	fake := newFake(t, func(w http.ResponseWriter, _ received) {
		answerJSON(w, 200, map[string]any{"ResourceDescription": map[string]any{"Identifier": "x", "Properties": "{"}})
	})
	if _, err := fake.client(t).Get(t.Context(), logGroups, "x"); deletion.ReasonOf(err) != deletion.Unavailable {
		t.Errorf("Get = %v, want Unavailable", err)
	}
}

func TestNothingIsSentWithoutAName(t *testing.T) {
	fake := newFake(t, accept)
	c := fake.client(t)
	for name, call := range map[string]struct {
		call func() error
		want deletion.Reason
	}{
		"Get":       {func() error { _, err := c.Get(t.Context(), logGroups, ""); return err }, deletion.Invalid},
		"Update":    {func() error { _, err := c.Update(t.Context(), logGroups, "", nil, ""); return err }, deletion.Invalid},
		"Delete":    {func() error { _, err := c.deleteResource(t.Context(), logGroups, "", ""); return err }, deletion.Invalid},
		"Status":    {func() error { _, err := c.Status(t.Context(), "", ""); return err }, deletion.Lost},
		"Cancel":    {func() error { _, err := c.Cancel(t.Context(), "", ""); return err }, deletion.Lost},
		"no type":   {func() error { _, err := c.Get(t.Context(), Target{Region: "a.evil.example/"}, "x"); return err }, deletion.Invalid},
		"bad label": {func() error { _, err := c.Status(t.Context(), "eu west 1", "t"); return err }, deletion.Invalid},
	} {
		if err := call.call(); deletion.ReasonOf(err) != call.want {
			t.Errorf("%s: %v, want %v", name, err, call.want)
		}
	}
	if fake.count("") != 0 {
		t.Errorf("%d requests were sent", fake.count(""))
	}
}

func TestClientToken(t *testing.T) {
	seed := "5f0c2b0e-2f3c-4f7e-9d53-0b8b6a4c7e11"
	first := ClientToken(deletion.Attempt{Seed: seed})
	if again := ClientToken(deletion.Attempt{Seed: seed}); again != first {
		t.Error("the same attempt has two tokens: a repeated request would be another request")
	}
	if want := "a5c13f0e-a4e6-57fc-9bda-e17b37675137"; first != want {
		t.Errorf("ClientToken = %s, want %s: tokens must be the same in every release", first, want)
	}
	seen := map[string]bool{}
	for _, s := range []string{seed, "another", "", "5f0c2b0e-2f3c-4f7e-9d53-0b8b6a4c7e12"} {
		for n := range 3 {
			token := ClientToken(deletion.Attempt{Seed: s, Number: n})
			if parsed, err := uuid.Parse(token); err != nil || parsed.Version() != 5 || seen[token] {
				t.Errorf("attempt %q %d: token %s is no UUIDv5 or is used twice", s, n, token)
			}
			seen[token] = true
		}
	}
}

func TestOperationsOfAnObject(t *testing.T) {
	summary := func(id, typeName, token string) any {
		e, _ := event(map[string]any{"Identifier": id, "TypeName": typeName, "RequestToken": token})["ProgressEvent"].(map[string]any)
		return e
	}
	fake := newFake(t, func(w http.ResponseWriter, _ received) {
		answerJSON(w, 200, map[string]any{"ResourceRequestStatusSummaries": []any{
			summary("db|table", "AWS::Glue::Table", "1"),
			summary(`{"Table":"table","Database":"db"}`, "AWS::Glue::Table", "2"),
			summary("db|other", "AWS::Glue::Table", "3"),
			summary("db|table", "AWS::Glue::Partition", "4"),
			summary("", "AWS::Glue::Table", "5"),
		}})
	})
	found, err := fake.client(t).Backend(Target{TypeName: "AWS::Glue::Table"}).Operations(t.Context(), deletion.Object{ID: "db|table"})
	if err != nil {
		t.Fatal(err)
	}
	var tokens []string
	for _, op := range found {
		tokens = append(tokens, op.Token)
	}
	if diff := cmp.Diff([]string{"1", "2"}, tokens); diff != "" {
		t.Errorf("the operations of the object in either form of its identifier (-want +got)\n%s", diff)
	}
	want := map[string]any{"Operations": []any{"CREATE", "DELETE", "UPDATE"}, "OperationStatuses": []any{"PENDING", "IN_PROGRESS", "CANCEL_IN_PROGRESS"}}
	if diff := cmp.Diff(want, fake.last(t).body["ResourceRequestStatusFilter"]); diff != "" {
		t.Errorf("filter (-want +got)\n%s", diff)
	}
}
