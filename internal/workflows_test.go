package internal

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	usesLine = regexp.MustCompile(`^\s*(?:- )?uses:\s*(\S+)`)
	pinned   = regexp.MustCompile(`^(\./.*|[\w./-]+@[0-9a-f]{40})$`)
	jobLine  = regexp.MustCompile(`^  ([\w-]+):\s*$`)
)

// TestWorkflows: a tag of an action can be moved to other code, a commit cannot;
// and a job has the permissions that it names, and no others.
func TestWorkflows(t *testing.T) {
	files, err := filepath.Glob("../.github/workflows/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "there are no workflows")
	}
	for _, file := range append(files, "../examples/policies/ci/github-actions.yml", "../examples/authentication/github-actions.yml") {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(content)) {
			if uses := usesLine.FindStringSubmatch(line); uses != nil && !pinned.MatchString(uses[1]) {
				t.Errorf("%s: %s is not pinned by a commit", file, uses[1])
			}
		}
		if strings.Contains(file, ".github") {
			requirePermissions(t, file, string(content))
		}
	}
}

func requirePermissions(t *testing.T, file, content string) {
	t.Helper()
	_, jobs, found := strings.Cut(content, "\njobs:\n")
	if !found {
		t.Fatalf("%s has no jobs", file)
	}
	job, has := "", true
	for line := range strings.Lines(jobs + "  end:\n") {
		if name := jobLine.FindStringSubmatch(line); name != nil {
			if !has {
				t.Errorf("%s: the job %s does not say which permissions it needs", file, job)
			}
			job, has = name[1], false
		}
		has = has || strings.HasPrefix(line, "    permissions:")
	}
	if job != "end" {
		t.Errorf("%s: no jobs were found", file)
	}
}
