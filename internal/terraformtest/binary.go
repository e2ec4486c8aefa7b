package terraformtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// Variable is the environment variable that names the binary to test with.
const Variable = "STEWARD_TERRAFORM"

// The two products.
const (
	Terraform = "Terraform"
	OpenTofu  = "OpenTofu"
)

// registries are the hosts with which each product reads "namespace/name".
var registries = map[string]string{
	Terraform: "registry.terraform.io",
	OpenTofu:  "registry.opentofu.org",
}

// A Version is a release; what follows the patch number, as in 1.16.0-rc2, does
// not count: a release candidate can do what its release can.
type Version struct{ Major, Minor, Patch int }

// Before reports whether v is older than the other one.
func (v Version) Before(other Version) bool {
	if v.Major != other.Major {
		return v.Major < other.Major
	}
	if v.Minor != other.Minor {
		return v.Minor < other.Minor
	}
	return v.Patch < other.Patch
}

// A Binary is one Terraform or OpenTofu.
type Binary struct {
	Path    string
	Product string // Terraform or OpenTofu
	Version Version
	Label   string // product and version as it says them, e.g. "Terraform 1.16.0-rc2"
}

// Registry is the host that this binary adds to a source without one.
func (b Binary) Registry() string { return registries[b.Product] }

// Registries are the hosts of all products, Terraform's first.
func Registries() []string { return []string{registries[Terraform], registries[OpenTofu]} }

// Find returns the path of the binary that STEWARD_TERRAFORM names, else what
// PATH has, Terraform before OpenTofu. It is empty where there is none; that
// STEWARD_TERRAFORM names what cannot be run is an error.
func Find() (string, error) {
	if asked := os.Getenv(Variable); asked != "" {
		found, err := exec.LookPath(asked)
		if err != nil {
			return "", fmt.Errorf("%s: %w", Variable, err)
		}
		return filepath.Abs(found)
	}
	for _, name := range []string{"terraform", "tofu"} {
		if found, err := exec.LookPath(name); err == nil {
			return filepath.Abs(found)
		}
	}
	return "", nil
}

// said is the first line of what "version" prints.
var said = regexp.MustCompile(`^(Terraform|OpenTofu) v(\d+)\.(\d+)\.(\d+)(\S*)`)

// Ask runs a binary to learn what it is.
func Ask(ctx context.Context, path string, env []string) (Binary, error) {
	command := exec.CommandContext(ctx, path, "version")
	command.Env = env
	output, err := command.CombinedOutput()
	if err != nil {
		return Binary{}, fmt.Errorf("%s version: %w\n%s", path, err, output)
	}
	parts := said.FindSubmatch(output)
	if parts == nil {
		return Binary{}, fmt.Errorf("%s is neither Terraform nor OpenTofu: its version is %q", path, output)
	}
	var numbers [3]int
	for i := range numbers {
		if numbers[i], err = strconv.Atoi(string(parts[i+2])); err != nil {
			return Binary{}, fmt.Errorf("%s has the version %q: %w", path, output, err)
		}
	}
	v := Version{Major: numbers[0], Minor: numbers[1], Patch: numbers[2]}
	return Binary{
		Path: path, Product: string(parts[1]), Version: v,
		Label: fmt.Sprintf("%s %d.%d.%d%s", parts[1], v.Major, v.Minor, v.Patch, parts[5]),
	}, nil
}
