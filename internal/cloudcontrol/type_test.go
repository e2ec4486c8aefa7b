package cloudcontrol

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

const logGroupSchema = `{"typeName":"AWS::Logs::LogGroup","properties":{"LogGroupName":{"type":"string"}},` +
	`"primaryIdentifier":["/properties/LogGroupName"],"handlers":{"delete":{"permissions":["logs:DeleteLogGroup"],"timeoutInMinutes":130}}}`

// answerType answers DescribeType.
func answerType(w http.ResponseWriter, provisioning, schema string) {
	w.Header().Set("Content-Type", "text/xml")
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(schema)
	_, _ = w.Write([]byte(`<DescribeTypeResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeTypeResult>` +
		`<TypeName>AWS::Logs::LogGroup</TypeName><ProvisioningType>` + provisioning + `</ProvisioningType><Schema>` + escaped + `</Schema>` +
		`</DescribeTypeResult><ResponseMetadata><RequestId>` + testRequestID + `</RequestId></ResponseMetadata></DescribeTypeResponse>`))
}

func TestTypeIsFetchedOnce(t *testing.T) {
	fake := newFake(t, func(w http.ResponseWriter, _ received) { answerType(w, "FULLY_MUTABLE", logGroupSchema) })
	c := fake.client(t)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			schema, err := c.Type(t.Context(), logGroups)
			if err != nil || schema.TypeName != "AWS::Logs::LogGroup" || schema.ProvisioningType != cfschema.FullyMutable || schema.Delete == nil || schema.Delete.Timeout != 130*time.Minute {
				t.Errorf("Type = %+v, %v", schema, err)
			}
		})
	}
	all.Wait()
	if got := fake.count("DescribeType"); got != 1 {
		t.Errorf("50 callers made %d requests, want 1", got)
	}
	form := fake.last(t).form
	if form.Get("Type") != "RESOURCE" || form.Get("TypeName") != "AWS::Logs::LogGroup" || form.Has("VersionId") {
		t.Errorf("sent %v", form)
	}
	for name, target := range map[string]Target{
		"another region":  {TypeName: logGroups.TypeName, Region: "us-east-2"},
		"another version": {TypeName: logGroups.TypeName, TypeVersionID: "00000002"},
	} {
		before := fake.count("DescribeType")
		if _, err := c.Type(t.Context(), target); err != nil || fake.count("DescribeType") != before+1 {
			t.Errorf("%s: %v, %d requests; it has a schema of its own", name, err, fake.count("DescribeType")-before)
		}
	}
	role := Target{TypeName: logGroups.TypeName, RoleARN: "arn:aws:iam::444455556666:role/deployer", Region: "eu-west-1"}
	before := fake.count("DescribeType")
	if _, err := c.Type(t.Context(), role); err != nil || fake.count("DescribeType") != before {
		t.Errorf("the role and the default region spelled out make another request: %v", err)
	}
}

func TestTypeFailures(t *testing.T) {
	cases := map[string]struct {
		answer func(http.ResponseWriter, received)
		want   deletion.Reason
	}{
		"unknown type": {func(w http.ResponseWriter, _ received) {
			answerQueryError(w, 404, "TypeNotFoundException", "The type does not exist")
		}, deletion.Unsupported},
		"throttled":     {func(w http.ResponseWriter, _ received) { answerQueryError(w, 400, "Throttling", "Rate exceeded") }, deletion.Throttled},
		"denied":        {func(w http.ResponseWriter, _ received) { answerQueryError(w, 403, "AccessDenied", "no") }, deletion.Denied},
		"garbage":       {write(200, "<html>"), deletion.Unavailable},
		"no schema":     {func(w http.ResponseWriter, _ received) { answerType(w, "FULLY_MUTABLE", "") }, deletion.Unavailable},
		"broken schema": {func(w http.ResponseWriter, _ received) { answerType(w, "FULLY_MUTABLE", "{") }, deletion.Unclassified},
	}
	for name, c := range cases {
		broken := true
		fake := newFake(t, func(w http.ResponseWriter, r received) {
			if broken {
				c.answer(w, r)
				return
			}
			answerType(w, "NON_PROVISIONABLE", logGroupSchema)
		})
		client := fake.client(t)
		if _, err := client.Type(t.Context(), logGroups); err == nil || deletion.ReasonOf(err) != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		broken = false
		if schema, err := client.Type(t.Context(), logGroups); err != nil || schema.ProvisioningType != cfschema.NonProvisionable {
			t.Errorf("%s: a failure was kept: %v", name, err)
		}
	}
}

// TestTypeOfACancelledCaller: Ctrl-C ends the wait, and not what is asked later.
func TestTypeOfACancelledCaller(t *testing.T) {
	arrived, release := make(chan struct{}, 1), make(chan struct{})
	var hangs atomic.Bool
	hangs.Store(true)
	fake := newFake(t, func(w http.ResponseWriter, _ received) {
		if hangs.Swap(false) {
			arrived <- struct{}{}
			<-release
		}
		answerType(w, "IMMUTABLE", logGroupSchema)
	})
	defer close(release)
	c := fake.client(t)
	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() { _, err := c.Type(ctx, logGroups); first <- err }()
	<-arrived
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the cancelled caller got %v", err)
	}
	if _, err := c.Type(t.Context(), logGroups); err != nil {
		t.Errorf("the next caller got %v: somebody else's Ctrl-C is no failure of theirs", err)
	}
}
