package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// examples is the folder of what users copy, seen from this package.
var examples = os.DirFS(filepath.Join("..", "..", "examples"))

// requirement is what a snippet of the docs leaves out.
const requirement = `terraform {
  required_providers {
    steward = { source = "` + source + `" }
  }
}
`

func TestMain(m *testing.M) {
	switch behaviour := os.Getenv("STAND_IN"); behaviour {
	case "":
	case "sandbox": // as the command that it tests
		main()
		os.Exit(0)
	default:
		os.Exit(playTerraform(behaviour))
	}
	dir, err := os.MkdirTemp("", "steward-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	mirrored = sync.OnceValues(func() (string, error) { return mirrorProvider(context.Background(), dir) })
	evaluator = buildEvaluator(dir)
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// mirrored builds the provider once for all tests of this package and returns
// the CLI configuration that installs it.
var mirrored func() (cliConfig string, err error)

// testTerraform returns the Terraform or OpenTofu to test with, or skips where
// there is none, or one that is too old: the examples use write-only attributes.
func testTerraform(t *testing.T) terraform {
	t.Helper()
	tf := terraform{path: testBinary(t).Path, dir: t.TempDir(), env: ownEnvironment(t.TempDir(), nil), out: io.Discard}
	needs(t, terraformtest.WriteOnly)
	return tf
}

// asked is what the tests run as Terraform; its path is empty where there is none.
var asked = sync.OnceValues(func() (terraformtest.Binary, error) {
	path, err := terraformtest.Find()
	if path == "" || err != nil {
		return terraformtest.Binary{}, err
	}
	return terraformtest.Ask(context.Background(), path, ownEnvironment(os.TempDir(), nil))
})

func testBinary(t *testing.T) terraformtest.Binary {
	t.Helper()
	found, err := asked()
	if err != nil {
		t.Fatal(err)
	}
	if found.Path == "" {
		t.Skipf("neither terraform nor tofu is on PATH, and %s names none: what needs one is not tested", terraformtest.Variable)
	}
	return found
}

// unsupported says why the binary cannot read a configuration; empty where it can.
func unsupported(t *testing.T, content string) string {
	t.Helper()
	why, err := terraformtest.Unsupported(testBinary(t), content)
	if err != nil {
		t.Fatal(err)
	}
	return why
}

// needs skips a test where the binary cannot do what it is about.
func needs(t *testing.T, features ...terraformtest.Feature) {
	t.Helper()
	why, err := terraformtest.Lacks(testBinary(t), features...)
	if err != nil {
		t.Fatal(err)
	}
	if why != "" {
		t.Skip(why)
	}
}

func TestExamplesAreFormatted(t *testing.T) {
	tf := testTerraform(t)
	tf.dir, tf.env = filepath.Join("..", ".."), ownEnvironment(t.TempDir(), nil)
	output, exit, err := tf.quiet(t.Context(), "fmt", "-check", "-recursive", "-diff", "examples")
	if err != nil || exit != 0 {
		t.Errorf("terraform fmt -check ended with %d, %v:\n%s", exit, err, output)
	}
}

func TestExamplesAreValid(t *testing.T) {
	tf := testTerraform(t)
	cliConfig, err := mirrored()
	if err != nil {
		t.Fatal(err)
	}
	tf.env = ownEnvironment(t.TempDir(), map[string]string{"TF_CLI_CONFIG_FILE": cliConfig})
	for _, dir := range exampleDirs(t) {
		t.Run(dir, func(t *testing.T) {
			tf := tf
			tf.dir = t.TempDir()
			copyExample(t, dir, tf.dir)
			succeeds := func(args ...string) {
				t.Helper()
				output, exit, err := tf.quiet(t.Context(), args...)
				if err != nil || exit != 0 {
					t.Fatalf("terraform %v ended with %d, %v:\n%s", args, exit, err, output)
				}
			}
			succeeds("init", "-backend=false")
			succeeds("validate")
			content, err := fs.ReadFile(examples, path.Join(dir, byIdentity))
			if err != nil || unsupported(t, string(content)) != "" {
				return
			}
			writeFile(t, filepath.Join(tf.dir, byID), string(content))
			succeeds("validate")
		})
	}
}

var configurationBlock = regexp.MustCompile("(?s)```terraform\n(.*?)```")

// TestSnippetsAreFormatted reads every configuration on every page as Terraform does.
func TestSnippetsAreFormatted(t *testing.T) {
	tf := testTerraform(t)
	root := os.DirFS(filepath.Join("..", ".."))
	written := 0
	for _, pattern := range []string{"README.md", "docs/*.md", "docs/*/*.md", "examples/*/*.md"} {
		pages, err := fs.Glob(root, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			text, err := fs.ReadFile(root, page)
			if err != nil {
				t.Fatal(err)
			}
			for i, block := range configurationBlock.FindAllStringSubmatch(string(text), -1) {
				name := fmt.Sprintf("%s_%d.tf", strings.ReplaceAll(strings.TrimSuffix(page, ".md"), "/", "_"), i+1)
				writeFile(t, filepath.Join(tf.dir, name), block[1])
				written++
			}
		}
	}
	if written < 50 {
		t.Fatalf("only %d configurations were found: the pages have more", written)
	}
	output, exit, err := tf.quiet(t.Context(), "fmt", "-check", "-diff")
	if err != nil || exit != 0 {
		t.Errorf("terraform fmt -check ended with %d, %v:\n%s", exit, err, output)
	}
}

var importLine = regexp.MustCompile(`^terraform import (\S+)\.(\S+) \S+$`)

// TestImportExamples checks that each import command is one, and is for a
// resource of the example beside it.
func TestImportExamples(t *testing.T) {
	scripts, err := fs.Glob(examples, "resources/*/import.sh")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no import examples were found: %v", err)
	}
	for _, script := range scripts {
		configuration := readExample(t, path.Join(path.Dir(script), "resource.tf"))
		for line := range strings.Lines(readExample(t, script)) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			found := importLine.FindStringSubmatch(line)
			if found == nil {
				t.Errorf("%s: %q is not `terraform import ADDRESS ID`", script, line)
				continue
			}
			if block := fmt.Sprintf("resource %q %q {", found[1], found[2]); !strings.Contains(configuration, block) {
				t.Errorf("%s: its resource.tf has no block %s", script, block)
			}
		}
	}
}

// exampleDirs returns the folders that hold a configuration.
func exampleDirs(t *testing.T) []string {
	t.Helper()
	var dirs []string
	err := fs.WalkDir(examples, ".", func(name string, _ fs.DirEntry, err error) error {
		if dir := path.Dir(name); path.Ext(name) == ".tf" && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
		return err
	})
	if err != nil || len(dirs) < 5 {
		t.Fatalf("found the examples %v, %v; there must be more", dirs, err)
	}
	return dirs
}

// The examples of the two ways to import one object.
const (
	byID       = "import-by-string-id.tf"
	byIdentity = "import-by-identity.tf"
)

// copyExample copies the configuration of one example, and says which provider
// it needs where the example does not. Files that need a newer binary are left
// out, and where no other is left, the test is skipped.
func copyExample(t *testing.T, dir, target string) {
	t.Helper()
	files, err := fs.Glob(examples, path.Join(dir, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	complete, copied, why := false, 0, ""
	for _, file := range files {
		if path.Base(file) == byIdentity {
			continue // an object is imported once
		}
		content := readExample(t, file)
		if lacks := unsupported(t, content); lacks != "" {
			why = lacks
			continue
		}
		copied++
		complete = complete || strings.Contains(content, "required_providers")
		writeFile(t, filepath.Join(target, path.Base(file)), content)
	}
	if copied == 0 {
		t.Skip(why)
	}
	if !complete {
		writeFile(t, filepath.Join(target, "requirement.tf"), requirement)
	}
}

func readExample(t *testing.T, name string) string {
	t.Helper()
	content, err := fs.ReadFile(examples, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func writeFile(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
