package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// mirrorVersion is the version under which the sandbox installs the provider
// that it built. It is no release; it satisfies what examples ask for.
const mirrorVersion = "0.999.0"

// source is the provider's address, for both registries: Terraform and
// OpenTofu read it with their own host name.
const source = "steward-iac/steward"

var registries = terraformtest.Registries()

// mirrorProvider builds the provider of this checkout, installs it in a
// filesystem mirror below dir and returns the path of a CLI configuration that
// takes the provider from there and everything else from where it comes from.
func mirrorProvider(ctx context.Context, dir string) (cliConfig string, err error) {
	root, err := moduleRoot(ctx)
	if err != nil {
		return "", err
	}
	mirror := filepath.Join(dir, "mirror")
	binary := "terraform-provider-steward_v" + mirrorVersion
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	platform := filepath.Join(filepath.FromSlash(source), mirrorVersion, runtime.GOOS+"_"+runtime.GOARCH, binary)
	built := filepath.Join(mirror, registries[0], platform)
	if err := goBuild(ctx, root, built); err != nil {
		return "", err
	}
	for _, registry := range registries[1:] {
		if err := linkFile(built, filepath.Join(mirror, registry, platform)); err != nil {
			return "", err
		}
	}
	cliConfig = filepath.Join(dir, "cli.tfrc")
	return cliConfig, os.WriteFile(cliConfig, []byte(cliConfiguration(mirror)), 0o600)
}

// cliConfiguration is the text of a CLI configuration file that installs the
// provider from a mirror.
func cliConfiguration(mirror string) string {
	ours := make([]string, len(registries))
	for i, registry := range registries {
		ours[i] = fmt.Sprintf("%q", registry+"/"+source)
	}
	list := strings.Join(ours, ", ")
	return fmt.Sprintf(`provider_installation {
  filesystem_mirror {
    path    = %q
    include = [%s]
  }
  direct {
    exclude = [%s]
  }
}
`, filepath.ToSlash(mirror), list, list)
}

// goBuild builds the provider with the caller's Go environment.
func goBuild(ctx context.Context, root, target string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-ldflags", "-X main.version="+mirrorVersion, "-o", target, ".")
	cmd.Dir = root
	cmd.WaitDelay = patience
	cmd.Cancel = func() error { return interrupt(cmd.Process) }
	detach(cmd)
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return fmt.Errorf("building the provider was interrupted: %w", context.Cause(ctx))
	}
	if err != nil {
		return fmt.Errorf("building the provider: %w\n%s", err, out)
	}
	return nil
}

// moduleRoot returns the folder of this module's go.mod.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("asking the Go tool where the module is: %w", err)
	}
	file := strings.TrimSpace(string(out))
	root := filepath.Dir(file)
	if _, err := os.Stat(filepath.Join(root, filepath.FromSlash("internal/sandbox"))); file == "" || err != nil {
		return "", errors.New("run the sandbox inside a checkout of the provider: it builds the provider from there")
	}
	return root, nil
}

// linkFile makes target the same file as existing, as a copy where the file
// system has no links.
func linkFile(existing, target string) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o750); err != nil {
		return err
	}
	if os.Link(existing, target) == nil {
		return nil
	}
	content, err := os.ReadFile(existing)
	if err != nil {
		return err
	}
	return os.WriteFile(target, content, 0o700)
}
