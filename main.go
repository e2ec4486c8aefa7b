// Command terraform-provider-steward is the provider plugin that Terraform and
// OpenTofu start. It serves internal/provider over plugin protocol 6 and
// carries the version; it holds no logic of its own.
package main

import (
	"flag"
	"log"
	"runtime/debug"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/provider"
)

// version is set by the release build (-ldflags "-X main.version=1.2.3").
var version string

func main() {
	attach := flag.Bool("debug", false, "run for a debugger: print the TF_REATTACH_PROVIDERS to start Terraform with")
	hold := flag.Bool("hold-output", false, "keep the output open while a local state file here is being written: the provider starts itself so after an interrupt")
	flag.Parse()
	if *hold {
		provider.HoldOutput()
		return
	}

	err := provider.Serve(ownVersion(), *attach)
	if err != nil {
		log.Fatal(err)
	}
}

// ownVersion returns the version of this binary without a leading v: what the
// release build set, else what the Go tool recorded (go install module@v1.2.3,
// or a build from a checkout), else "dev".
func ownVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}
