package cloudcontrol

import (
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion/deletiontest"
)

// simulate starts the simulated API and returns a client of it.
func simulate(t *testing.T, opts cloudcontroltest.Options, changes ...func(*Config)) (*cloudcontroltest.Server, *Client) {
	t.Helper()
	clearEnvironment(t)
	server, err := cloudcontroltest.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("closing the simulated API: %v", err)
		}
	})
	cfg := Config{
		Region: cloudcontroltest.DefaultRegion, AccessKey: testAccessKey, SecretKey: testSecretKey,
		Endpoints:         Endpoints{CloudControl: server.URL(), CloudFormation: server.URL(), STS: server.URL()},
		RequestsPerSecond: 100_000,
	}
	for _, change := range changes {
		change(&cfg)
	}
	client, _, err := New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return server, client
}

// deletions take a minute of the server's clock.
var aMinute = cloudcontroltest.Options{Durations: cloudcontroltest.Durations{Delete: time.Minute}}

func TestConformance(t *testing.T) {
	const typeName = "AWS::Logs::LogGroup"
	deletiontest.Run(t, func(t *testing.T) deletiontest.Subject {
		server, client := simulate(t, aMinute)
		id, err := server.Put(typeName, `{"LogGroupName":"example"}`)
		if err != nil {
			t.Fatal(err)
		}
		home := deletion.Home{Account: cloudcontroltest.DefaultAccountID, Region: cloudcontroltest.DefaultRegion}
		fail := func(f cloudcontroltest.Fault) { server.Fail(f) }
		return deletiontest.Subject{
			Backend: client.Backend(Target{TypeName: typeName}),
			Object:  deletion.Object{Type: typeName, ID: id, Home: home},
			Missing: deletion.Object{Type: typeName, ID: "nobody", Home: home},
			Requests: func() int {
				n := 0
				for _, r := range server.Requests() {
					if r.Service == "cloudcontrol" {
						n++
					}
				}
				return n
			},
			Exists:    func(obj deletion.Object) bool { _, ok := server.Object(obj.Type, obj.ID); return ok },
			Deletions: func(obj deletion.Object) int { return server.Deletions(obj.Type, obj.ID) },
			Settle:    func() { server.Advance(2 * time.Minute) },
			Throttle:  func(n int) { fail(cloudcontroltest.Fault{Times: n, Code: "ThrottlingException"}) },
			Break:     func(n int) { fail(cloudcontroltest.Fault{Times: n, Code: "InternalFailure"}) },
			Drop:      func() { fail(cloudcontroltest.Fault{After: true, Drop: true}) },
			Expire:    func() { fail(cloudcontroltest.Fault{Times: cloudcontroltest.Always, Code: "ExpiredTokenException"}) },
			Forbid:    func() { fail(cloudcontroltest.Fault{Times: cloudcontroltest.Always, Code: "AccessDeniedException"}) },
			Half: func(n int) {
				fail(cloudcontroltest.Fault{Times: n, Half: func(members map[string]any) {
					delete(members, "ResourceDescription")
					delete(members, "ResourceRequestStatusSummaries")
					members["ProgressEvent"] = map[string]any{"OperationStatus": "SUCCESS"}
				}})
			},
			Swap: func(n int) {
				fail(cloudcontroltest.Fault{Times: n, Half: func(members map[string]any) {
					members["ResourceDescription"] = map[string]any{"Identifier": "other", "Properties": `{"LogGroupName":"other"}`}
					if event, ok := members["ProgressEvent"].(map[string]any); ok {
						event["Identifier"], event["OperationStatus"] = "other", "SUCCESS"
					}
				}})
			},
			Protect: func(obj deletion.Object) {
				if err := server.Mutate(obj.Type, obj.ID, func(properties map[string]any) { properties["DeletionProtectionEnabled"] = true }); err != nil {
					t.Fatal(err)
				}
			},
			Garble: func(n int) { fail(cloudcontroltest.Fault{Times: n, Body: "<html>Please log in</html>"}) },
			LieNotFound: func() {
				fail(cloudcontroltest.Fault{Operation: "DeleteResource", Code: "ResourceNotFoundException"})
			},
			GoneByStranger: func(n int) {
				fail(cloudcontroltest.Fault{Times: n, Status: 404, Body: "<html>404 page not found</html>"})
			},
		}
	})
}
