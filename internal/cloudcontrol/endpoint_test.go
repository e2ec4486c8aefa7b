package cloudcontrol

import (
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

func everything(w http.ResponseWriter, r received) {
	switch r.operation {
	case "GetCallerIdentity":
		answerIdentity(w, testAccount)
	case "DescribeType":
		answerType(w, "FULLY_MUTABLE", logGroupSchema)
	default:
		accept(w, r)
	}
}

// TestEndpointVariables sends each service somewhere else by its variable, and
// holds that an attribute wins.
func TestEndpointVariables(t *testing.T) {
	clearEnvironment(t)
	control, formation, sts, rest := newFake(t, everything), newFake(t, everything), newFake(t, everything), newFake(t, everything)
	t.Setenv("AWS_ENDPOINT_URL", rest.URL)
	t.Setenv("AWS_ENDPOINT_URL_CLOUDFORMATION", formation.URL)
	t.Setenv("AWS_ENDPOINT_URL_STS", rest.URL)
	cfg := rest.config()
	cfg.Endpoints = Endpoints{STS: sts.URL}
	cfg.SkipCredentialsValidation, cfg.SkipRequestingAccountID = false, false
	cfg.AllowedAccountIDs = []string{testAccount}

	use := func(cfg Config) {
		t.Helper()
		client, warnings, err := New(t.Context(), cfg)
		if err != nil || len(warnings) != 0 {
			t.Fatalf("New: %v, %v", warnings, err)
		}
		if _, err := client.Get(t.Context(), logGroups, "x"); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Type(t.Context(), logGroups); err != nil {
			t.Fatal(err)
		}
	}
	use(cfg)
	if control.count("") != 0 || rest.count("GetResource") != 1 || rest.count("") != 1 || formation.count("DescribeType") != 1 || sts.count("GetCallerIdentity") != 1 {
		t.Errorf("Cloud Control %d, CloudFormation %d, STS %d, the rest %d", control.count(""), formation.count(""), sts.count(""), rest.count(""))
	}
	cfg.Endpoints.CloudControl = control.URL
	use(cfg)
	if control.count("GetResource") != 1 || rest.count("") != 1 {
		t.Errorf("an attribute must win over AWS_ENDPOINT_URL: Cloud Control %d, the rest %d", control.count(""), rest.count(""))
	}
}

func TestPlainHTTPGetsAWarning(t *testing.T) {
	for endpoint, want := range map[string]int{
		"http://127.0.0.1:4566":       0,
		"http://[::1]:4566":           0,
		"http://localhost:4566":       0,
		"https://aws.example.com":     0,
		"http://aws.example.com":      1,
		"http://127.0.0.1.evil.com":   1,
		"http://192.0.2.1/cloudctl":   1,
		"http://localhost.evil.com:1": 1,
	} {
		clearEnvironment(t)
		fake := newFake(t, everything)
		cfg := fake.config()
		cfg.Endpoints.CloudControl = endpoint
		_, warnings, err := New(t.Context(), cfg)
		if err != nil || len(warnings) != want {
			t.Errorf("%s: %d warnings, want %d: %v, %v", endpoint, len(warnings), want, warnings, err)
		}
		if want == 1 && len(warnings) == 1 && (warnings[0].Attribute != "endpoints.cloudcontrol" || warnings[0].Summary == "" || warnings[0].Detail == "") {
			t.Errorf("%s: %+v", endpoint, warnings[0])
		}
		cfg.Endpoints.CloudControl = ""
		t.Setenv("AWS_ENDPOINT_URL_CLOUDCONTROL", endpoint)
		if _, warnings, err := New(t.Context(), cfg); err != nil || len(warnings) != want {
			t.Errorf("%s by variable: %d warnings, want %d: %v", endpoint, len(warnings), want, err)
		}
	}
}

func TestFIPSByVariable(t *testing.T) {
	clearEnvironment(t)
	t.Setenv("AWS_USE_FIPS_ENDPOINT", "true")
	fake := newFake(t, everything)
	cfg := fake.config()
	cfg.Endpoints.STS, cfg.Endpoints.CloudFormation = "", ""
	_, _, err := New(t.Context(), cfg)
	if got, ok := errors.AsType[*ConfigError](err); !ok || got.Attribute != "endpoints.cloudcontrol" || !strings.Contains(got.Detail, "AWS_USE_FIPS_ENDPOINT") {
		t.Errorf("New = %v, want a *ConfigError at endpoints.cloudcontrol", err)
	}
}

// TestTrust reaches a server whose certificate only a bundle vouches for.
func TestTrust(t *testing.T) {
	plain := newFake(t, everything)
	server := httptest.NewUnstartedServer(plain)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of refused handshakes
	server.StartTLS()
	t.Cleanup(server.Close)
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(bundle, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*Config)
		works  bool
	}{
		"nobody vouches":   {func(*Config) {}, false},
		"custom_ca_bundle": {func(c *Config) { c.CustomCABundle = bundle }, true},
		"AWS_CA_BUNDLE":    {func(*Config) { t.Setenv("AWS_CA_BUNDLE", bundle) }, true},
		"insecure":         {func(c *Config) { c.Insecure = true }, true},
	} {
		clearEnvironment(t)
		cfg := plain.config()
		cfg.Endpoints = Endpoints{CloudControl: server.URL, STS: server.URL}
		c.change(&cfg)
		client, _, err := New(t.Context(), cfg)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_, err = client.Get(t.Context(), logGroups, "x")
		if (err == nil) != c.works || err != nil && deletion.ReasonOf(err) != deletion.Unavailable {
			t.Errorf("%s: %v, works should be %v", name, err, c.works)
		}
	}
}

// TestProxy sends requests for a host that does not exist through a proxy.
func TestProxy(t *testing.T) {
	for name, set := range map[string]func(t *testing.T, c *Config, proxy string){
		"http_proxy": func(_ *testing.T, c *Config, proxy string) { c.HTTPProxy = &proxy },
		"HTTP_PROXY": func(t *testing.T, _ *Config, proxy string) { t.Setenv("HTTP_PROXY", proxy) },
	} {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			proxy := newFake(t, everything)
			cfg := proxy.config()
			cfg.Endpoints = Endpoints{CloudControl: "http://cloudcontrol.invalid", STS: proxy.URL}
			set(t, &cfg, strings.Replace(proxy.URL, "http://", "http://user:hunter2@", 1))
			client, warnings, err := New(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range warnings {
				if strings.Contains(w.Detail, "hunter2") {
					t.Errorf("a warning shows the proxy's password: %s", w.Detail)
				}
			}
			if _, err := client.Get(t.Context(), logGroups, "x"); err != nil || proxy.count("GetResource") != 1 {
				t.Errorf("Get = %v, %d requests through the proxy", err, proxy.count("GetResource"))
			}
		})
	}
}

// A nowhere notes which hosts are asked for, and reaches none.
type nowhere struct{ hosts []string }

// Do refuses the request.
func (n *nowhere) Do(r *http.Request) (*http.Response, error) {
	n.hosts = append(n.hosts, r.URL.Scheme+"://"+r.URL.Host)
	return nil, errors.New("not in a test")
}

func TestHosts(t *testing.T) {
	cases := map[string]struct {
		change func(*Config)
		region string
		want   []string // Cloud Control, CloudFormation
	}{
		"default":    {func(*Config) {}, "eu-west-1", []string{"https://cloudcontrolapi.eu-west-1.amazonaws.com", "https://cloudformation.eu-west-1.amazonaws.com"}},
		"China":      {func(*Config) {}, "cn-north-1", []string{"https://cloudcontrolapi.cn-north-1.amazonaws.com.cn", "https://cloudformation.cn-north-1.amazonaws.com.cn"}},
		"FIPS":       {func(c *Config) { c.UseFIPSEndpoint = true }, "us-east-1", []string{"https://cloudcontrolapi-fips.us-east-1.amazonaws.com", "https://cloudformation-fips.us-east-1.amazonaws.com"}},
		"dual-stack": {func(c *Config) { c.UseDualStackEndpoint = true }, "us-east-1", []string{"https://cloudcontrolapi.us-east-1.api.aws", "https://cloudformation.us-east-1.api.aws"}},
	}
	for name, c := range cases {
		fake := newFake(t, everything)
		client := fake.client(t, func(cfg *Config) {
			cfg.Endpoints = Endpoints{}
			c.change(cfg)
		})
		asked := new(nowhere)
		client.config.HTTPClient = asked
		target := Target{TypeName: "AWS::Logs::LogGroup", Region: c.region}
		if _, err := client.Get(t.Context(), target, "x"); deletion.ReasonOf(err) != deletion.Unavailable {
			t.Errorf("%s: Get = %v", name, err)
		}
		if _, err := client.Type(t.Context(), target); deletion.ReasonOf(err) != deletion.Unavailable {
			t.Errorf("%s: Type = %v", name, err)
		}
		if diff := cmp.Diff(c.want, asked.hosts); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}
