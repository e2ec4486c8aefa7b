// Command terraform-provider-steward is the provider plugin that Terraform and
// OpenTofu start. It serves internal/provider over plugin protocol 6 and
// carries the version; it holds no logic of its own.
package main

import (
	"context"
	"flag"
	"log"
	"runtime/debug"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/steward-iac/terraform-provider-steward/internal/provider"
)

// address is where registries serve the provider. Terraform and OpenTofu both
// accept it from a provider that they attach to.
const address = "registry.terraform.io/steward-iac/steward"

// version is set by the release build (-ldflags "-X main.version=1.2.3").
var version string

func main() {
	attach := flag.Bool("debug", false, "run for a debugger: print the TF_REATTACH_PROVIDERS to start Terraform with")
	flag.Parse()

	err := providerserver.Serve(context.Background(), provider.New(ownVersion()), providerserver.ServeOpts{
		Address:         address,
		Debug:           *attach,
		ProtocolVersion: 6,
	})
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
