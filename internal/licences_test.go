package internal_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryLinkedModuleHasALicenceText: an archive of a release must carry the
// texts of what its binary links.
func TestEveryLinkedModuleHasALicenceText(t *testing.T) {
	t.Parallel()
	target := filepath.Join(t.TempDir(), "licences", "texts.txt")
	if output, err := exec.CommandContext(t.Context(), "../scripts/licences", target).CombinedOutput(); err != nil {
		t.Fatalf("linked without a licence text: %v\n%s", err, output)
	}
	texts, err := os.ReadFile(target)
	if err != nil {
		t.Fatal(err)
	}
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}@{{.Version}}{{end}}{{end}}", "..")
	modules, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for module := range strings.FieldsSeq(string(modules) + " the\tGo") {
		if !strings.Contains(string(texts), module) {
			t.Errorf("the file lacks %s", module)
		}
	}
	for _, phrase := range []string{"Mozilla Public License", "Apache License", "The Go Authors", "the Go standard library go1."} {
		if !strings.Contains(string(texts), phrase) {
			t.Errorf("the file lacks the words %q", phrase)
		}
	}
}

// TestAModuleWithoutALicenceTextIsNamed breaks the rule on purpose.
func TestAModuleWithoutALicenceTextIsNamed(t *testing.T) {
	t.Parallel()
	bare, noticed := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(noticed, "NOTICE"), []byte("a notice is no licence"), 0o600); err != nil {
		t.Fatal(err)
	}
	modules := filepath.Join(t.TempDir(), "modules")
	if err := os.WriteFile(modules, []byte("example.com/bare@v1\t"+bare+"\nexample.com/noticed@v1\t"+noticed+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := exec.CommandContext(t.Context(), "../scripts/licences", filepath.Join(t.TempDir(), "out"), modules).CombinedOutput()
	if err == nil || !strings.Contains(string(output), "no licence text: example.com/bare@v1") || !strings.Contains(string(output), "no licence text: example.com/noticed@v1") {
		t.Errorf("%v\n%s", err, output)
	}
}

// TestArchivesCarryTheLicenceTexts holds the release's configuration to it.
func TestArchivesCarryTheLicenceTexts(t *testing.T) {
	t.Parallel()
	config, err := os.ReadFile("../.goreleaser.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"- scripts/licences .licences/THIRD-PARTY-LICENCES.txt", "- src: .licences/THIRD-PARTY-LICENCES.txt"} {
		if !strings.Contains(string(config), line) {
			t.Errorf("the configuration of the release lacks %q", line)
		}
	}
}
