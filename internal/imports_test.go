// Package internal_test holds the house together: it reads the Go files of the
// module and fails where one steps out of its room. It must not import what it
// judges.
package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/steward-iac/terraform-provider-steward"

// room says what a package may import. Paths of ours are relative to
// internal/; "." is main.
type room struct {
	ours     []string // packages of ours that its files may import
	forTests []string // what its _test.go files may import beside those
	outside  []string // prefixes of what it may import of others, beside the standard library
	clients  []string // prefixes of what its _test.go files may import of others beside those
}

const (
	framework  = "github.com/hashicorp/terraform-plugin-framework"
	protocol   = "github.com/hashicorp/terraform-plugin-go"
	pluginlog  = "github.com/hashicorp/terraform-plugin-log"
	acceptance = "github.com/hashicorp/terraform-plugin-testing"
	awsconfig  = "github.com/hashicorp/aws-sdk-go-base"
	awsclients = "github.com/aws/"
	cmp        = "github.com/google/go-cmp"
)

// rooms is the table of the architecture. A package that is not in it fails
// the test: decide first where it belongs.
var rooms = map[string]room{
	".": {
		ours: []string{"provider"},
	},
	// The Terraform surface is split by backend, never by resource. Each package
	// has its tests beside it; they speak to the provider through providertest.
	"provider": {
		ours: []string{
			"deletion", "entryguard", "cloudcontrol", "plaintext", "share",
			"provider/destroy", "provider/dynamic", "provider/attributes",
			"provider/entryguardtf", "provider/entryguardtf/connection", "provider/entryguarddata", "provider/entryguardactions", "provider/cloudcontrolactions", "provider/cloudcontroltf", "provider/cloudcontroltf/connection", "provider/cloudcontroltf/tags", "provider/cloudcontroldata",
			"provider/importid",
		},
		forTests: []string{"provider/providertest", "entryguard/entryguardtest", "cloudcontrol/cloudcontroltest", "redact", "terraformtest"},
		outside:  []string{framework, protocol, pluginlog, cmp, "github.com/google/uuid"},
	},
	// The harness of the tests of provider and of the packages below it.
	"provider/providertest": {
		ours:    []string{"deletion", "provider", "provider/destroy", "provider/dynamic", "entryguard/entryguardtest", "cloudcontrol/cloudcontroltest", "terraformtest"},
		outside: []string{framework, protocol, acceptance, cmp},
	},
	"provider/entryguardtf": {
		ours: []string{
			"deletion", "entryguard", "jsonvalue", "plaintext", "spelling", "provider/destroy", "provider/dynamic", "provider/attributes", "redact",
			"provider/entryguardtf/connection", "provider/entryguardtf/blockers", "provider/entryguardtf/creation",
		},
		forTests: []string{"provider/providertest", "entryguard/entryguardtest", "cloudcontrol/cloudcontroltest", "terraformtest"},
		outside:  []string{framework, protocol, acceptance, cmp},
	},
	// How the provider asks EntryGuard: all rooms of EntryGuard ask through it.
	"provider/entryguardtf/connection": {
		ours:     []string{"deletion", "entryguard", "provider/destroy"},
		forTests: []string{"provider/providertest", "entryguard/entryguardtest"},
		outside:  []string{framework + "/diag", framework + "/path", protocol + "/tfprotov6"},
	},
	// How one object is created by an API that knows no idempotency token.
	"provider/entryguardtf/creation": {
		ours:    []string{"deletion", "provider/destroy", "provider/entryguardtf/connection"},
		outside: []string{framework + "/diag"},
	},
	// Data sources read; list resources read through the managed resources.
	"provider/entryguarddata": {
		ours: []string{
			"deletion", "entryguard", "redact", "provider/destroy", "provider/dynamic", "provider/attributes", "provider/query",
			"provider/entryguardtf", "provider/entryguardtf/connection", "provider/entryguardtf/blockers",
		},
		forTests: []string{"provider/providertest", "entryguard/entryguardtest", "cloudcontrol/cloudcontroltest"},
		outside:  []string{framework, protocol, cmp},
	},
	"provider/cloudcontroltf": {
		ours: []string{
			"deletion", "cloudcontrol", "cfschema", "jsonvalue", "provider/destroy", "provider/dynamic", "provider/attributes", "provider/importid", "redact",
			"provider/cloudcontroltf/connection", "provider/cloudcontroltf/creation", "provider/cloudcontroltf/blockers", "provider/cloudcontroltf/foreign", "provider/cloudcontroltf/secrets", "provider/cloudcontroltf/tags",
		},
		forTests: []string{"provider/providertest", "cfschema/cfschematest", "entryguard/entryguardtest", "cloudcontrol/cloudcontroltest", "terraformtest"},
		outside:  []string{framework, protocol, acceptance, cmp},
	},
	// How the provider asks Cloud Control: all rooms of Cloud Control ask through it.
	"provider/cloudcontroltf/connection": {
		ours:     []string{"deletion", "cloudcontrol", "cfschema", "jsonvalue", "provider/destroy", "provider/importid", "provider/cloudcontroltf/tags"},
		forTests: []string{"provider/providertest", "cloudcontrol/cloudcontroltest"},
		outside:  []string{framework, pluginlog, "github.com/google/uuid"},
	},
	// How one object is created by an API that shows its identifier late.
	"provider/cloudcontroltf/creation": {
		ours: []string{
			"deletion", "cloudcontrol", "cfschema", "plaintext", "provider/destroy", "provider/importid",
			"provider/cloudcontroltf/connection", "provider/cloudcontroltf/blockers", "provider/cloudcontroltf/secrets",
		},
		outside: []string{framework + "/diag"},
	},
	// What is in the way of a deletion, and the words about it, are the backend's.
	"provider/entryguardtf/blockers": {
		ours:     []string{"deletion", "entryguard", "provider/destroy", "provider/entryguardtf/connection"},
		forTests: []string{"provider/providertest"},
		outside:  []string{framework},
	},
	"provider/cloudcontroltf/blockers": {
		ours:     []string{"deletion", "cloudcontrol", "cfschema", "jsonvalue", "provider/destroy", "spelling"},
		forTests: []string{"cloudcontrol/cloudcontroltest", "entryguard/entryguardtest", "provider/providertest"},
		outside:  []string{framework},
	},
	"provider/cloudcontroltf/secrets": {
		ours:    []string{"cfschema", "jsonvalue", "redact", "provider/destroy"},
		outside: []string{framework + "/diag"},
	},
	"provider/cloudcontroltf/tags": {
		ours:     []string{"cfschema", "jsonvalue", "provider/destroy"},
		forTests: []string{"provider/providertest"},
		outside:  []string{framework, protocol + "/tfprotov6", cmp},
	},
	// Pure: states in, names of objects out.
	"provider/cloudcontroltf/foreign": {
		ours: []string{"cloudcontrol", "jsonvalue", "provider/importid"},
	},
	// Pure: no API is asked and no configuration read.
	"provider/importid": {
		ours:     []string{"cloudcontrol", "jsonvalue", "provider/dynamic"},
		forTests: []string{"provider/providertest", "cloudcontrol/cloudcontroltest"},
		outside:  []string{framework, protocol, cmp},
	},
	"provider/cloudcontroldata": {
		ours: []string{
			"deletion", "cloudcontrol", "cfschema", "jsonvalue", "provider/destroy", "provider/dynamic", "provider/attributes", "provider/query",
			"provider/cloudcontroltf", "provider/cloudcontroltf/connection", "provider/cloudcontroltf/blockers",
		},
		forTests: []string{"provider/providertest", "datatest", "cfschema/cfschematest", "entryguard/entryguardtest", "cloudcontrol/cloudcontroltest", "terraformtest"},
		outside:  []string{framework, protocol, cmp},
	},
	// Actions do what a person does by hand; they ask with what their backend's resources ask with.
	"provider/entryguardactions": {
		ours:     []string{"deletion", "entryguard", "provider/destroy", "provider/attributes", "provider/entryguardtf/connection"},
		forTests: []string{"provider/providertest", "entryguard/entryguardtest", "cloudcontrol/cloudcontroltest", "terraformtest"},
		outside:  []string{framework, protocol},
	},
	"provider/cloudcontrolactions": {
		ours:     []string{"deletion", "cloudcontrol", "provider/destroy", "provider/attributes", "provider/cloudcontroltf/connection"},
		forTests: []string{"provider/providertest", "entryguard/entryguardtest", "cloudcontrol/cloudcontroltest", "terraformtest"},
		outside:  []string{framework, protocol},
	},
	// What destroying is knows no backend: each passes its own checks and words.
	"provider/destroy": {
		ours:     []string{"deletion", "plaintext", "redact", "provider/attributes"},
		forTests: []string{"provider/providertest", "provider/entryguardtf/blockers", "provider/cloudcontroltf/blockers"},
		outside:  []string{framework, protocol, pluginlog, cmp, "github.com/google/uuid"},
	},
	"provider/dynamic": {
		ours:     []string{"jsonvalue"},
		forTests: []string{"cfschema", "cfschema/cfschematest", "cloudcontrol/cloudcontroltest"},
		outside:  []string{framework, protocol, cmp},
	},
	"provider/attributes": {
		ours:    []string{"deletion"},
		outside: []string{framework, cmp, "github.com/google/uuid"},
	},
	// What listing is knows no backend: the managed resources read what was found.
	"provider/query": {
		ours:    []string{"provider/attributes"},
		outside: []string{framework, cmp},
	},
	"throttle": {ours: []string{"share"}},
	"share":    {},
	// Pure: texts in, texts out. Whoever shows words of an API may import it.
	"plaintext": {},
	"redact":    {},
	"spelling":  {},
	"deletion": {
		forTests: []string{"deletion/deletiontest"},
	},
	"deletion/deletiontest": {
		ours: []string{"deletion"},
	},
	"entryguard": {
		ours:     []string{"deletion", "plaintext", "redact", "share", "throttle"},
		forTests: []string{"entryguard/entryguardtest", "deletion/deletiontest"},
		outside:  []string{pluginlog, cmp, "github.com/google/uuid", "golang.org/x/net/http/httpproxy"},
	},
	"entryguard/entryguardtest": {
		outside: []string{"github.com/google/uuid"},
	},
	"cloudcontrol": {
		ours:     []string{"deletion", "cfschema", "plaintext", "redact", "share", "throttle"},
		forTests: []string{"cloudcontrol/cloudcontroltest", "deletion/deletiontest"},
		outside: []string{
			awsclients, awsconfig, pluginlog, cmp, "github.com/google/uuid",
			"github.com/evanphx/json-patch/v5",
		},
	},
	"cfschema": {
		ours: []string{
			"jsonvalue", "cfschema/shape", "cfschema/compare", "cfschema/parts", "cfschema/echo", "cfschema/check", "cfschema/patch",
		},
		forTests: []string{"cfschema/cfschematest", "cfschema/policydoc"},
		clients: []string{ // the judges of what a schema allows, and of what a patch does
			"github.com/santhosh-tekuri/jsonschema/v6", "github.com/evanphx/json-patch/v5",
		},
	},
	"cfschema/jsonata": {
		ours: []string{"jsonvalue"},
	},
	// What cfschema knows, from the bottom up. Whoever needs it asks cfschema.
	"cfschema/match":     {},
	"cfschema/policydoc": {ours: []string{"jsonvalue", "cfschema/match"}, forTests: throughTheDoor},
	"cfschema/shape":     {ours: []string{"jsonvalue", "cfschema/jsonata"}, forTests: []string{"cfschema/cfschematest"}},
	"cfschema/compare": {
		ours:     []string{"jsonvalue", "cfschema/shape", "cfschema/match", "cfschema/policydoc"},
		forTests: throughTheDoor,
	},
	"cfschema/parts": {
		ours:     []string{"jsonvalue", "cfschema/shape", "cfschema/compare", "cfschema/match"},
		forTests: throughTheDoor,
	},
	"cfschema/check": {
		ours:     []string{"jsonvalue", "spelling", "cfschema/shape", "cfschema/compare"},
		forTests: throughTheDoor,
	},
	"cfschema/echo": {
		ours:     []string{"jsonvalue", "cfschema/shape", "cfschema/compare", "cfschema/parts", "cfschema/match", "cfschema/policydoc"},
		forTests: throughTheDoor,
	},
	"cfschema/patch": {
		ours:     []string{"jsonvalue", "cfschema/shape", "cfschema/compare", "cfschema/parts", "cfschema/match"},
		forTests: throughTheDoor,
	},
	"cfschema/cfschematest": {ours: []string{"jsonvalue"}, outside: []string{"github.com/evanphx/json-patch/v5"}},
	"jsonvalue":             {},
	// Finds the published data: any test may ask it.
	dataRoom: {},
	"cloudcontrol/cloudcontroltest": {
		ours:    []string{"cfschema/cfschematest"}, // identifiers that fit their patterns
		outside: []string{"github.com/google/uuid", "github.com/evanphx/json-patch/v5", "golang.org/x/time"},
		clients: []string{awsclients}, // the real client is the judge of the simulated API
	},
	"sandbox": {
		ours:     []string{"entryguard/entryguardtest", "cloudcontrol/cloudcontroltest", "terraformtest"},
		forTests: []string{"deletion", "cloudcontrol"}, // its benchmark measures the engine and compares with the client's pace
		outside:  []string{"github.com/hashicorp/hc-install"},
	},
	// Which Terraform or OpenTofu is run, and what it can do.
	"terraformtest": {},
	// Runs the tests with given binaries, and writes what follows from their list.
	"versions": {ours: []string{"terraformtest"}},
	// Prints the provider's schema for the docs generator: it asks the provider
	// as Terraform does, so it stands where main stands.
	"schemajson": {
		ours:    []string{"provider"},
		outside: []string{protocol + "/tfprotov6", protocol + "/tftypes", cmp},
	},
	"internal": {forTests: []string{"provider/providertest"}}, // this test, and one that counts words as the harness does
}

// throughTheDoor is what the tests of the packages below cfschema import: they read
// a schema and ask it, as everybody does.
var throughTheDoor = []string{"cfschema", "cfschema/cfschematest"}

// forTesting are the rooms whose code belongs to tests, although its files are
// no _test.go files: tests of several packages import it.
var forTesting = []string{"deletion/deletiontest", "provider/providertest", dataRoom}

// dataRoom is the one room that finds published data, see TestDataHasOneDoor.
const dataRoom = "datatest"

// banned are package names that say nothing, and so collect everything.
var banned = []string{
	"util", "utils", "common", "shared", "helper", "helpers", "base", "core", "types", "errs", "service", "manager",
}

func TestImports(t *testing.T) {
	for _, f := range goFiles(t) {
		r, known := rooms[f.room]
		if !known {
			t.Errorf("%s: its package is no room of the architecture; add one to the table in this test on purpose, or move the file", f.name)
			continue
		}
		for _, spec := range f.ast.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatalf("%s: %v", f.name, err)
			}
			if fault := r.fault(f, imported); fault != "" {
				t.Errorf("%s imports %s: %s", f.name, imported, fault)
			}
		}
	}
}

// fault says why f may not import what it imports; empty where it may.
func (r room) fault(f goFile, imported string) string {
	ours, isOurs := strings.CutPrefix(imported, module+"/internal/")
	switch {
	case isOurs && f.isTest && (ours == f.room || ours == dataRoom || slices.Contains(r.forTests, ours)):
		return ""
	case isOurs && slices.Contains(r.ours, ours):
		return ""
	case isOurs && isTestPackage(ours):
		return "a package ending in test is for _test.go files and the sandbox, so that the shipped binary links none"
	case isOurs:
		return fmt.Sprintf("room %q may import of ours: %v", f.room, r.ours)
	case imported == module && f.room == ".":
		return ""
	case !f.isTest && !slices.Contains(forTesting, f.room) && (imported == "testing" || strings.HasPrefix(imported, "testing/") || imported == "net/http/httptest"):
		return fmt.Sprintf("only _test.go files and %v import testing", forTesting)
	case standard(imported):
		return ""
	case f.isTest && (within(imported, cmp) || withinAny(imported, r.clients)):
		return ""
	case withinAny(imported, r.outside) && !f.isTest && !slices.Contains(forTesting, f.room) && (within(imported, acceptance) || within(imported, cmp)):
		return "it is for _test.go files"
	case withinAny(imported, r.outside):
		return ""
	case r.outside == nil:
		return fmt.Sprintf("room %q lives on the standard library alone", f.room)
	}
	return fmt.Sprintf("room %q may import of others: %v", f.room, r.outside)
}

// TestFault breaks the rules on purpose: the table must notice.
func TestFault(t *testing.T) {
	ours := func(p string) string { return module + "/internal/" + p }
	cases := map[string]struct {
		room, imported string
		isTest         bool
		allowed        bool
		reason         string
	}{
		"ProviderUsesEngine":          {room: "provider", imported: ours("deletion"), allowed: true, reason: "the arrow runs down"},
		"EngineUsesProvider":          {room: "deletion", imported: ours("provider"), reason: "no arrow runs up"},
		"BackendsKnowEachOther":       {room: "entryguard", imported: ours("cloudcontrol"), reason: "the two backends do not know each other"},
		"TerraformSidesKnowEachOther": {room: "provider/entryguardtf", imported: ours("provider/cloudcontroltf"), reason: "the two backends do not know each other"},
		"DestroyKnowsASide":           {room: "provider/destroy", imported: ours("provider/entryguardtf"), reason: "no arrow runs up"},
		"DestroyKnowsABackend":        {room: "provider/destroy", imported: ours("cloudcontrol"), reason: "each backend passes its own checks"},
		"ProviderLinksFake":           {room: "provider", imported: ours("entryguard/entryguardtest"), reason: "the shipped binary links no test package"},
		"ProviderTestUsesFake":        {room: "provider", imported: ours("entryguard/entryguardtest"), isTest: true, allowed: true, reason: "tests run against the simulated APIs"},
		"EngineTestUsesFake":          {room: "deletion", imported: ours("entryguard/entryguardtest"), isTest: true, reason: "the engine knows no API, not even in its tests"},
		"SandboxRunsFake":             {room: "sandbox", imported: ours("cloudcontrol/cloudcontroltest"), allowed: true, reason: "the sandbox is what the fakes are for, too"},
		"SandboxUsesProvider":         {room: "sandbox", imported: ours("provider"), reason: "the sandbox runs the provider as Terraform does"},
		"FakeUsesClient":              {room: "entryguard/entryguardtest", imported: ours("entryguard"), reason: "a fake must not know the client that is tested against it"},
		"EngineUsesOthers":            {room: "deletion", imported: "github.com/google/uuid", reason: "the engine lives on the standard library"},
		"EngineUsesStandardLibrary":   {room: "deletion", imported: "math/rand/v2", allowed: true, reason: "the engine lives on the standard library"},
		"EntryGuardUsesFramework":     {room: "entryguard", imported: framework + "/diag", reason: "only provider imports the plugin framework"},
		"EntryGuardUsesAWS":           {room: "entryguard", imported: "github.com/aws/aws-sdk-go-v2/aws", reason: "only cloudcontrol imports the AWS clients"},
		"ProviderUsesAWS":             {room: "provider", imported: "github.com/aws/aws-sdk-go-v2/aws", reason: "only cloudcontrol imports the AWS clients"},
		"FakeUsesAWS":                 {room: "cloudcontrol/cloudcontroltest", imported: "github.com/aws/smithy-go", reason: "the fake must not know the client"},
		"FakeTestUsesAWS":             {room: "cloudcontrol/cloudcontroltest", imported: "github.com/aws/smithy-go", isTest: true, allowed: true, reason: "the real client is the judge"},
		"FakeImportsTesting":          {room: "cloudcontrol/cloudcontroltest", imported: "testing", reason: "the sandbox command runs it"},
		"HarnessRunsProvider":         {room: "provider/providertest", imported: ours("provider"), allowed: true, reason: "it is how tests speak to the provider"},
		"HarnessImportsTesting":       {room: "provider/providertest", imported: "testing", allowed: true, reason: "it is a harness of tests"},
		"ProviderLinksHarness":        {room: "provider", imported: ours("provider/providertest"), reason: "the shipped binary links no test package"},
		"SuiteImportsTesting":         {room: "deletion/deletiontest", imported: "testing", allowed: true, reason: "it is a test suite"},
		"ProviderComparesByCmp":       {room: "provider", imported: cmp + "/cmp", reason: "go-cmp is for tests: it panics"},
		"ProviderLinksAcceptance":     {room: "provider", imported: acceptance + "/helper/resource", reason: "the testing library is for tests"},
		"MainUsesFrameworkAtLarge":    {room: ".", imported: framework + "/resource", reason: "main serves the provider and nothing else"},
		"TestUsesItsPackage":          {room: "entryguard", imported: ours("entryguard"), isTest: true, allowed: true, reason: "an external test package imports what it tests"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			fault := rooms[tc.room].fault(goFile{room: tc.room, isTest: tc.isTest}, tc.imported)
			if (fault == "") != tc.allowed {
				t.Errorf("%s imports %s (test: %t): fault %q, want allowed %t: %s", tc.room, tc.imported, tc.isTest, fault, tc.allowed, tc.reason)
			}
		})
	}
}

// within reports whether an import path is prefix or lies below it.
func within(imported, prefix string) bool {
	rest, ok := strings.CutPrefix(imported, prefix)
	return ok && (rest == "" || strings.HasSuffix(prefix, "/") || rest[0] == '/' || rest[0] == '-')
}

func withinAny(imported string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return within(imported, prefix) })
}

// standard reports whether an import path is the standard library's: its first
// element has no dot.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

func isTestPackage(p string) bool { return strings.HasSuffix(path.Base(p), "test") }

func TestEveryRoomExists(t *testing.T) {
	found := map[string]bool{}
	for _, f := range goFiles(t) {
		found[f.room] = true
	}
	for name := range rooms {
		if !found[name] {
			t.Errorf("room %q stands in the table, but the module has no such package", name)
		}
	}
}

func TestPackageNames(t *testing.T) {
	std := standardNames(t)
	for _, f := range goFiles(t) {
		name := strings.TrimSuffix(f.ast.Name.Name, "_test")
		switch {
		case name == "main" || name == "internal":
		case slices.Contains(banned, name):
			t.Errorf("%s: package name %q is banned: it says nothing, and so collects everything", f.name, name)
		case std[name]:
			t.Errorf("%s: package name %q shadows the standard library's", f.name, name)
		case strings.ContainsAny(name, "_ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
			t.Errorf("%s: package name %q is not lower-case letters and digits", f.name, name)
		}
		for _, spec := range f.ast.Imports {
			if alias := spec.Name; alias != nil && slices.Contains(banned, alias.Name) {
				t.Errorf("%s: import name %q is banned", f.name, alias.Name)
			}
		}
	}
}

// TestPackageComments asks each package for exactly one comment, of more than
// a heading's length: what the package does and what it must not do.
func TestPackageComments(t *testing.T) {
	comments := map[string][]goFile{}
	for _, f := range goFiles(t) {
		if f.isTest && f.room != "internal" {
			continue
		}
		comments[f.room] = append(comments[f.room], nil...)
		if f.ast.Doc != nil {
			comments[f.room] = append(comments[f.room], f)
		}
	}
	for name, files := range comments {
		if len(files) != 1 {
			t.Errorf("room %q has %d package comments, want exactly one", name, len(files))
			continue
		}
		text := files[0].ast.Doc.Text()
		if !strings.HasPrefix(text, "Package ") && !strings.HasPrefix(text, "Command ") {
			t.Errorf("%s: a package comment begins with Package or Command", files[0].name)
		}
		if len(text) < 100 {
			t.Errorf("%s: the package comment says too little: what does it do, and what must it not do?", files[0].name)
		}
	}
}

// linksTesting is the one package outside of this module that brings the
// package testing into every provider's binary: terraform-plugin-go imports
// it, and its file testing.go is not a _test.go file.
const linksTesting = "github.com/hashicorp/go-plugin"

// TestShippedBinary asks the Go tool what is linked into the provider.
func TestShippedBinary(t *testing.T) {
	out := goList(t, "-deps", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, ".")
	seen := false
	for line := range strings.Lines(out) {
		linked := strings.Fields(line)[0]
		imported := strings.Fields(line)[1:]
		seen = seen || linked == module+"/internal/provider"
		if !standard(linked) && isTestPackage(linked) {
			t.Errorf("the shipped binary links %s", linked)
		}
		if standard(linked) || linked == linksTesting {
			continue
		}
		for _, p := range imported {
			if p == "testing" || strings.HasPrefix(p, "testing/") || p == "net/http/httptest" {
				t.Errorf("the shipped binary links %s, which imports %s", linked, p)
			}
		}
	}
	if !seen {
		t.Fatalf("go list -deps does not even list the provider:\n%s", out)
	}
}

// TestHouseRules finds what is banned from code outside tests.
func TestHouseRules(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.isTest {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Sleep" {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" {
					t.Errorf("%s: time.Sleep cannot be cancelled; use the pause function of package deletion", f.at(n))
				}
			}
			return true
		})
		for _, group := range f.ast.Comments {
			for _, c := range group.List {
				for _, word := range []string{"nolint", "TODO", "FIXME", "XXX"} {
					if strings.Contains(c.Text, word) {
						t.Errorf("%s: a comment says %s; mend it instead", f.at(c), word)
					}
				}
			}
		}
	}
}

// TestFunctionLength keeps states out of early returns: 60 lines are the
// limit, schemas aside.
func TestFunctionLength(t *testing.T) {
	const limit = 60
	for _, f := range goFiles(t) {
		if f.isTest {
			continue
		}
		for _, decl := range f.ast.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || strings.Contains(strings.ToLower(fn.Name.Name), "schema") {
				continue
			}
			lines := f.set.Position(fn.End()).Line - f.set.Position(fn.Pos()).Line + 1
			if lines > limit {
				t.Errorf("%s: %s has %d lines, want %d at most: give its steps names", f.at(fn), fn.Name.Name, lines, limit)
			}
		}
	}
}

// goFile is one parsed file of the module.
type goFile struct {
	name   string // below the module's root, with slashes
	room   string
	isTest bool
	ast    *ast.File
	set    *token.FileSet
}

// at returns where a node stands, as file:line.
func (f goFile) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.name, f.set.Position(n.Pos()).Line)
}

// goFiles parses every Go file of the module. Modules inside of it (tools) and
// what the Go tool ignores are not of it.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	root := os.DirFS("..")
	var files []goFile
	set := token.NewFileSet()
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && skipped(root, name, entry):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		parsed, err := parser.ParseFile(set, filepath.Join("..", filepath.FromSlash(name)), nil, parser.ParseComments)
		if err != nil {
			return err
		}
		files = append(files, goFile{name: name, room: roomOf(name), isTest: strings.HasSuffix(name, "_test.go"), ast: parsed, set: set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// skipped reports whether a folder is outside the module for the Go tool.
func skipped(root fs.FS, name string, entry fs.DirEntry) bool {
	if entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_") {
		return true
	}
	_, err := fs.Stat(root, path.Join(name, "go.mod"))
	return err == nil
}

// roomOf returns the room of a file's folder as the table spells it.
func roomOf(name string) string {
	dir := path.Dir(name)
	if rest, ok := strings.CutPrefix(dir, "internal/"); ok {
		return rest
	}
	return dir
}

// standardNames returns the last elements of the standard library's packages.
func standardNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for p := range strings.FieldsSeq(goList(t, "std")) {
		if !strings.Contains(p, "internal/") && !strings.HasPrefix(p, "vendor/") {
			names[path.Base(p)] = true
		}
	}
	return names
}

// goList runs go list at the module's root.
func goList(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	return string(out)
}
