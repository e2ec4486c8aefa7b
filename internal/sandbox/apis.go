package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// Whom the simulated EntryGuard knows: the provider logs in as the first one,
// the second one is the person who works, and may open everything.
var (
	administrator = entryguardtest.User{
		Email: "terraform@acme.example", Name: "Terraform", Password: "sandbox-password-of-terraform", IsOrgAdmin: true,
	}
	visitor = entryguardtest.User{Email: "dana@acme.example", Name: "Dana Scully", Password: "sandbox-password-of-dana", EveryResource: true}

	organization = entryguardtest.Organization{
		ID: "5f2b1c9e-3c1d-4a57-8b0e-6d1f7a9c2e44", Slug: "acme", Name: "Acme Ltd", SubscriptionTier: "BUSINESS",
	}
)

const (
	accountID = "123456789012"
	region    = "eu-central-1"

	// accessKey is the access key of the environment.
	accessKey = "AKIASANDBOXSANDBOX00"

	// keyVariable is where the environment has an API key of the visitor. It is
	// not ENTRYGUARD_API_KEY: the provider logs in, and cannot do both.
	keyVariable = "STEWARD_SANDBOX_API_KEY"

	// verificationTime is how long EntryGuard takes to verify something.
	verificationTime = time.Second
)

// apis are both simulated APIs.
type apis struct {
	guard *entryguardtest.Server
	cloud *cloudcontroltest.Server

	visitorKey string // an API key of the visitor, for sessions
}

// startAPIs starts both APIs with their faults; schemas are resource types that
// Cloud Control knows beside its own. They must be closed.
func startAPIs(f faults, schemas [][]byte) (*apis, error) {
	guard, err := entryguardtest.Start(entryguardtest.Options{
		Organization: organization,
		Users:        []entryguardtest.User{administrator, visitor},
		VerifyAfter:  verificationTime,
	})
	if err != nil {
		return nil, err
	}
	cloud, err := cloudcontroltest.Start(cloudcontroltest.Options{
		AccountID:         accountID,
		Region:            region,
		Durations:         cloudcontroltest.Durations{Create: f.slow, Update: f.slow, Delete: f.slow},
		RequestsPerSecond: f.throttle,
		Schemas:           schemas,
		Habits:            f.habits.Habits,
	})
	if err != nil {
		guard.Close()
		return nil, err
	}
	for _, one := range f.fail {
		if known := cloud.TypeNames(); one.typeName != "" && !slices.Contains(known, one.typeName) {
			guard.Close()
			return nil, errors.Join(fmt.Errorf("-fail: there is no type %q here; there are %s", one.typeName, strings.Join(known, ", ")), cloud.Close())
		}
	}
	key := guard.AddAPIKeyOf(visitor.Email, entryguardtest.APIKey{
		Name: "sessions of " + visitor.Name, Scopes: []string{"sessions:read", "sessions:write"},
	})
	a := &apis{guard: guard, cloud: cloud, visitorKey: key.PlainText}
	for _, one := range f.fail {
		a.arm(one)
	}
	return a, nil
}

// arm lets deletions fail.
func (a *apis) arm(f failure) {
	times := f.times
	if times == 0 {
		times = cloudcontroltest.Always
	}
	if f.typeName == "" {
		a.guard.Fail(entryguardtest.Fault{Method: http.MethodDelete, Times: times, Status: f.status})
		return
	}
	a.cloud.Script(cloudcontroltest.Fate{Kind: "DELETE", TypeName: f.typeName, Times: times, ErrorCode: f.code})
}

// close stops both APIs.
func (a *apis) close() error {
	a.guard.Close()
	return a.cloud.Close()
}

// environment returns the variables that point the provider at both APIs.
func (a *apis) environment() map[string]string {
	return map[string]string{
		"ENTRYGUARD_ENDPOINT":             a.guard.URL(),
		"ENTRYGUARD_ORGANIZATION_SLUG":    organization.Slug,
		"ENTRYGUARD_EMAIL":                administrator.Email,
		"ENTRYGUARD_PASSWORD":             administrator.Password,
		"AWS_ENDPOINT_URL_CLOUDCONTROL":   a.cloud.URL(),
		"AWS_ENDPOINT_URL_CLOUDFORMATION": a.cloud.URL(),
		"AWS_ENDPOINT_URL_STS":            a.cloud.URL(),
		"AWS_REGION":                      region,
		"AWS_DEFAULT_REGION":              region, // what the AWS CLI reads
		"AWS_ACCESS_KEY_ID":               accessKey,
		"AWS_SECRET_ACCESS_KEY":           "sandbox-secret-access-key",
		"AWS_EC2_METADATA_DISABLED":       "true",
		keyVariable:                       a.visitorKey,
	}
}

// introduction says, as comments of a shell, what a rehearsal should know.
func (a *apis) introduction() string {
	var types []string
	for _, name := range a.cloud.TypeNames() {
		if !strings.HasPrefix(name, "Steward::Test::") {
			types = append(types, name)
		}
	}
	return fmt.Sprintf("# Cloud Control knows %s. Those that are built in are abridged:\n"+
		"# -schema FILE adds a type, or takes the published schema of one. For types to try things with: Steward::Test::*.\n"+
		"# In EntryGuard, %s may hold sessions; $%s is an API key of theirs.\n", strings.Join(types, ", "), visitor.Email, keyVariable)
}

// counts are how many objects both APIs hold.
type counts struct{ Objects, Resources, Credentials int }

// String says so in words.
func (c counts) String() string {
	return fmt.Sprintf("%d objects, %d EntryGuard resources and %d credentials", c.Objects, c.Resources, c.Credentials)
}

func (a *apis) counts() counts {
	return counts{
		Objects:     len(a.cloud.Objects()),
		Resources:   a.guard.ResourceCount(),
		Credentials: a.guard.CredentialCount(),
	}
}
