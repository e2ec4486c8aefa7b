package cloudcontroltest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

func TestSignature(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, c := range map[string]struct {
		change func(*http.Request)
		code   string
	}{
		"none":              {func(r *http.Request) { r.Header.Del("Authorization") }, "MissingAuthenticationTokenException"},
		"another scheme":    {set("Authorization", "Bearer abc"), "IncompleteSignatureException"},
		"no signature":      {set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDTEST"+scope), "IncompleteSignatureException"},
		"no region":         {set("Authorization", authorization("AKIDTEST/20260901/cloudcontrolapi/aws4_request")), "IncompleteSignatureException"},
		"no date":           {func(r *http.Request) { r.Header.Del("X-Amz-Date") }, "IncompleteSignatureException"},
		"other day":         {set("X-Amz-Date", "20260902T120000Z"), "InvalidSignatureException"},
		"other service":     {set("Authorization", authorization("AKIDTEST/20260901/us-east-1/cloudformation/aws4_request")), "InvalidSignatureException"},
		"unsigned token":    {set("X-Amz-Security-Token", "session"), "InvalidSignatureException"},
		"without any fault": {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := f.raw("ListResourceRequests", `{}`, c.change)
			got := ""
			if x.status != http.StatusOK {
				got, _ = errorBody(t, x)
			}
			if got != c.code {
				t.Errorf("got %q, want %q", got, c.code)
			}
		})
	}
}

func TestRejectedKeys(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{RejectedKeys: map[string]string{
		"AKIDUNKNOWN": "UnrecognizedClientException", "AKIDOLD": "ExpiredTokenException", "AKIDWRONG": "InvalidSignatureException",
	}})
	for key, spelling := range map[string]struct{ json, query string }{
		"AKIDUNKNOWN": {"UnrecognizedClientException", "InvalidClientTokenId"},
		"AKIDOLD":     {"ExpiredTokenException", "ExpiredToken"},
		"AKIDWRONG":   {"InvalidSignatureException", "SignatureDoesNotMatch"},
	} {
		_, err := f.client(key, "us-east-1").ListResourceRequests(t.Context(), &cloudcontrol.ListResourceRequestsInput{})
		wantCode(t, err, spelling.json)
		_, err = f.sts(key, "").GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		wantCode(t, err, spelling.query)
		requests := f.server.Requests()
		if last := requests[len(requests)-1]; last.Status != http.StatusForbidden || last.AccessKeyID != key {
			t.Errorf("STS answered %s with %d", last.AccessKeyID, last.Status)
		}
	}
}

// TestChangedKeys: what a key may do changes while the server runs.
func TestChangedKeys(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	f.create("AWS::Logs::LogGroup", `{"LogGroupName":"/a"}`)
	read := func() error {
		_, err := f.cc.GetResource(t.Context(), &cloudcontrol.GetResourceInput{TypeName: aws.String("AWS::Logs::LogGroup"), Identifier: aws.String("/a")})
		return err
	}
	key := f.server.Requests()[0].AccessKeyID
	f.server.SetAccount(key, "210987654321")
	wantCode(t, read(), "ResourceNotFoundException")
	f.server.SetAccount(key, cloudcontroltest.DefaultAccountID)
	f.server.RejectKey(key, "ExpiredTokenException")
	wantCode(t, read(), "ExpiredTokenException")
	f.server.RejectKey(key, "")
	if err := read(); err != nil {
		t.Error(err)
	}
}

func TestSTS(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{Accounts: map[string]string{"AKIDOTHER": "210987654321"}})
	ctx := t.Context()
	who := func(key, token string) string {
		t.Helper()
		out, err := f.sts(key, token).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			t.Fatal(err)
		}
		return *out.Account + " " + *out.Arn
	}
	if got := who("AKIDTEST", ""); got != "123456789012 arn:aws:iam::123456789012:user/steward-test" {
		t.Errorf("any key is %s", got)
	}
	if got := who("AKIDOTHER", ""); !strings.HasPrefix(got, "210987654321 ") {
		t.Errorf("the other key is %s", got)
	}

	role, err := f.sts("AKIDTEST", "").AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::333333333333:role/path/deployer"), RoleSessionName: aws.String("here"), DurationSeconds: aws.Int32(900),
	})
	if err != nil {
		t.Fatal(err)
	}
	k := role.Credentials
	if want := f.server.Now().Add(15 * time.Minute).Truncate(time.Second); !k.Expiration.Equal(want) {
		t.Errorf("expires at %s, want %s", k.Expiration, want)
	}
	if got := who(*k.AccessKeyId, *k.SessionToken); got != "333333333333 arn:aws:sts::333333333333:assumed-role/deployer/here" {
		t.Errorf("in the role I am %s", got)
	}
	_, err = f.sts(*k.AccessKeyId, "another").GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	wantCode(t, err, "InvalidClientTokenId")

	// Objects that the role makes are in the role's account.
	cc := cloudcontrol.New(cloudcontrol.Options{
		Region: "eu-west-1", Credentials: keys(*k.AccessKeyId, *k.SessionToken), BaseEndpoint: aws.String(f.server.URL()),
		HTTPClient: plainHTTP(), Retryer: aws.NopRetryer{},
	})
	if _, err := cc.CreateResource(ctx, &cloudcontrol.CreateResourceInput{TypeName: aws.String(widget), DesiredState: aws.String(`{"Name":"w"}`)}); err != nil {
		t.Fatal(err)
	}
	if objects := f.server.At("333333333333", "eu-west-1").Objects(); len(objects) != 1 || objects[0].Account != "333333333333" || len(f.server.Place.Objects()) != 0 {
		t.Errorf("objects are %v", f.server.Objects())
	}
	f.server.Advance(15 * time.Minute)
	_, err = cc.ListResourceRequests(ctx, &cloudcontrol.ListResourceRequestsInput{})
	wantCode(t, err, "ExpiredTokenException")

	web, err := f.sts("AKIDTEST", "").AssumeRoleWithWebIdentity(ctx, &sts.AssumeRoleWithWebIdentityInput{
		RoleArn: aws.String("arn:aws:iam::444444444444:role/web"), RoleSessionName: aws.String("here"), WebIdentityToken: aws.String("jwt"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := who(*web.Credentials.AccessKeyId, *web.Credentials.SessionToken); !strings.HasPrefix(got, "444444444444 ") || *web.AssumedRoleUser.Arn != strings.Fields(got)[1] {
		t.Errorf("by web identity I am %s", got)
	}
}

func TestSTSRefusals(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	for name, in := range map[string]sts.AssumeRoleInput{
		"role":     {RoleArn: aws.String("arn:aws:iam::1:user/somebody-else"), RoleSessionName: aws.String("here")},
		"session":  {RoleArn: aws.String("arn:aws:iam::333333333333:role/r"), RoleSessionName: aws.String("no blanks")},
		"duration": {RoleArn: aws.String("arn:aws:iam::333333333333:role/r"), RoleSessionName: aws.String("here"), DurationSeconds: aws.Int32(60)},
	} {
		if _, err := f.sts("AKIDTEST", "").AssumeRole(t.Context(), &in); err == nil {
			t.Errorf("a bad %s went well", name)
		} else {
			wantCode(t, err, "ValidationError")
		}
	}
	f.server.Fail(cloudcontroltest.Fault{Operation: "AssumeRole", Code: "AccessDeniedException", Message: "not authorized to perform: sts:AssumeRole"})
	_, err := f.sts("AKIDTEST", "").AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam::333333333333:role/r"), RoleSessionName: aws.String("here")})
	wantCode(t, err, "AccessDenied")
}

// A role for the handler: the objects are in its account, the operation is
// the caller's.
func TestRoleOfTheHandler(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	role := aws.String("arn:aws:iam::555555555555:role/handler")
	out, err := f.cc.CreateResource(t.Context(), &cloudcontrol.CreateResourceInput{TypeName: aws.String(widget), DesiredState: aws.String(`{"Name":"w"}`), RoleArn: role})
	if err != nil {
		t.Fatal(err)
	}
	f.status(out.ProgressEvent.RequestToken)
	_, err = f.get(widget, "w")
	wantCode(t, err, "ResourceNotFoundException")
	if _, err := f.cc.GetResource(t.Context(), &cloudcontrol.GetResourceInput{TypeName: aws.String(widget), Identifier: aws.String("w"), RoleArn: role}); err != nil {
		t.Error(err)
	}
	if _, there := f.server.At("555555555555", "us-east-1").Object(widget, "w"); !there {
		t.Error("the object is not in the role's account")
	}
}
