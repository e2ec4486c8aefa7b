package terraformtest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// TestMain: the test binary stands in for Terraform where STAND_IN says what its
// version is.
func TestMain(m *testing.M) {
	if says := os.Getenv("STAND_IN"); says != "" {
		fmt.Print(says)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// asked asks this test binary for its version.
func asked(t *testing.T, says string) (terraformtest.Binary, error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	found, err := terraformtest.Ask(t.Context(), self, append(os.Environ(), "STAND_IN="+says))
	found.Path = ""
	return found, err
}

func TestAsk(t *testing.T) {
	cases := map[string]struct {
		says     string
		want     terraformtest.Binary
		registry string
	}{
		"Terraform": {
			says:     "Terraform v1.11.4\non linux_amd64\n\nYour version of Terraform is out of date!\n",
			want:     terraformtest.Binary{Product: "Terraform", Version: terraformtest.Version{Major: 1, Minor: 11, Patch: 4}, Label: "Terraform 1.11.4"},
			registry: "registry.terraform.io",
		},
		"ReleaseCandidate": {
			says:     "Terraform v1.16.0-rc2\non linux_amd64\n",
			want:     terraformtest.Binary{Product: "Terraform", Version: terraformtest.Version{Major: 1, Minor: 16}, Label: "Terraform 1.16.0-rc2"},
			registry: "registry.terraform.io",
		},
		"OpenTofu": {
			says:     "OpenTofu v1.12.6\non linux_amd64\n",
			want:     terraformtest.Binary{Product: "OpenTofu", Version: terraformtest.Version{Major: 1, Minor: 12, Patch: 6}, Label: "OpenTofu 1.12.6"},
			registry: "registry.opentofu.org",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := asked(t, tc.says)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("the binary differs (-want +got):\n%s", diff)
			}
			if got.Registry() != tc.registry {
				t.Errorf("the registry is %q, want %q", got.Registry(), tc.registry)
			}
		})
	}
	if _, err := asked(t, "Packer v1.11.2\n"); err == nil || !strings.Contains(err.Error(), "Packer") {
		t.Errorf("another program: error = %v, want one that says what it is", err)
	}
}

func TestFind(t *testing.T) {
	folder := t.TempDir()
	place := func(name string) string {
		t.Helper()
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, nil, 0o700); err != nil {
			t.Fatal(err)
		}
		return file
	}
	find := func(want string) {
		t.Helper()
		if got, err := terraformtest.Find(); err != nil || got != want {
			t.Errorf("found %q, %v, want %q", got, err, want)
		}
	}
	t.Setenv("PATH", folder)
	t.Setenv(terraformtest.Variable, "")
	find("")
	tofu := place("tofu")
	find(tofu)
	terraform := place("terraform")
	find(terraform)
	t.Setenv(terraformtest.Variable, tofu)
	find(tofu)
	t.Setenv(terraformtest.Variable, filepath.Join(folder, "none"))
	if got, err := terraformtest.Find(); err == nil || !strings.Contains(err.Error(), terraformtest.Variable) {
		t.Errorf("a file that is not there: found %q, error %v, want an error that names the variable: PATH has another binary", got, err)
	}
}

func TestUnsupported(t *testing.T) {
	binary := func(product string, minor int) terraformtest.Binary {
		return terraformtest.Binary{Product: product, Version: terraformtest.Version{Major: 1, Minor: minor}, Label: fmt.Sprintf("%s 1.%d.0", product, minor)}
	}
	cases := map[string]struct {
		text       string
		terraform  int    // the oldest minor version that can
		openTofu   int    // 0: none
		unaffected string // looks alike and needs nothing
	}{
		"ImportBlock":   {text: "import {\n  to = x.y\n  id = \"1\"\n}", terraform: 5, openTofu: 6, unaffected: "resource \"x\" \"y\" {\n  import_id = 1\n}"},
		"Generate":      {text: "-generate-config-out=x.tf", terraform: 5, openTofu: 6, unaffected: "-out=x"},
		"Check":         {text: "\ncheck \"x\" {\n}", terraform: 5, openTofu: 6},
		"Removed":       {text: "removed {\n  from = x.y\n}", terraform: 7, openTofu: 7},
		"Functions":     {text: "x = provider::steward::import_id(1)", terraform: 8, openTofu: 7},
		"Moved":         {text: "moved {\n  from = awscc_logs_log_group.x\n  to = y\n}", terraform: 8, openTofu: 10, unaffected: "moved {\n  from = steward_x.a\n  to = steward_x.b\n}"},
		"WriteOnly":     {text: "  credential_data_wo = {}", terraform: 11, openTofu: 11, unaffected: "  credential_data = {}"},
		"Identity":      {text: "import {\n  to = x.y\n  identity = {\n  }\n}", terraform: 12, openTofu: 12, unaffected: "  properties = {\n    identity = 1\n  }"},
		"List":          {text: "list \"x\" \"y\" {\n}", terraform: 14, unaffected: "  list = \"x\""},
		"Query":         {text: "query", terraform: 14, unaffected: "  query = 1"},
		"Action":        {text: "action \"x\" \"y\" {\n}", terraform: 14},
		"Invoke":        {text: "-invoke=action.x.y", terraform: 14},
		"DestroyAction": {text: "    events = [before_destroy]", terraform: 16, unaffected: "create_before_destroy = true"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			requireFrom(t, terraformtest.Terraform, tc.terraform, tc.text, binary)
			requireFrom(t, terraformtest.OpenTofu, tc.openTofu, tc.text, binary)
			if why, err := terraformtest.Unsupported(binary("Terraform", 0), tc.unaffected); why != "" || err != nil {
				t.Errorf("%q needs nothing; it said %q, %v", tc.unaffected, why, err)
			}
		})
	}
}

// requireFrom requires that a product can do what a text uses from a minor version
// on, and that the reason names what is missing.
func requireFrom(t *testing.T, product string, oldest int, text string, binary func(string, int) terraformtest.Binary) {
	t.Helper()
	for minor := range 20 {
		b := binary(product, minor)
		why, err := terraformtest.Unsupported(b, "resource \"a\" \"b\" {}\n", text)
		if err != nil {
			t.Fatal(err)
		}
		able := oldest > 0 && minor >= oldest
		if able != (why == "") {
			t.Errorf("%s: %q: %q", b.Label, text, why)
		}
		if !able && !strings.HasPrefix(why, b.Label+" has no ") {
			t.Errorf("%q does not say what lacks what", why)
		}
	}
}

func TestLacks(t *testing.T) {
	old := terraformtest.Binary{Product: terraformtest.Terraform, Version: terraformtest.Version{Major: 1, Minor: 11, Patch: 4}, Label: "Terraform 1.11.4"}
	why, err := terraformtest.Lacks(old, terraformtest.WriteOnly, terraformtest.Identity)
	if want := "Terraform 1.11.4 has no import by resource identity: that needs Terraform 1.12"; why != want || err != nil {
		t.Errorf("it said %q, %v, want %q", why, err, want)
	}
	if why, err := terraformtest.Lacks(old, "nonsense"); err == nil {
		t.Errorf("an unknown feature: it said %q and no error", why)
	}
}

// TestNames: what a test can ask for is in the list, and whatever is in the list is
// named for people.
func TestNames(t *testing.T) {
	list, err := terraformtest.ReadVersions()
	if err != nil {
		t.Fatal(err)
	}
	newest := terraformtest.Binary{Product: terraformtest.Terraform, Version: terraformtest.Version{Major: 9}}
	for _, name := range []terraformtest.Feature{
		terraformtest.Identity, terraformtest.List, terraformtest.Actions, terraformtest.DestroyActions,
		terraformtest.Functions, terraformtest.Moved, terraformtest.WriteOnly, terraformtest.Test,
	} {
		if why, err := terraformtest.Lacks(newest, name); why != "" || err != nil {
			t.Errorf("%s: %q, %v", name, why, err)
		}
	}
	for _, need := range list.Features {
		if need.Name == "" || need.Terraform == "" || need.Guide == "" {
			t.Errorf("%+v: a name, the oldest Terraform or the words for the guide are missing", need)
		}
	}
}
