package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// A guide is a page whose commands a test runs.
type guide struct {
	*providertest.Terraform
	text     string
	sections map[string][]string // by heading: its console blocks
}

// consoleBlock finds what the guide shows of a terminal.
var consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```")

func openGuide(run *providertest.Terraform, name string) *guide {
	run.T.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "templates", "guides", name+".md.tmpl"))
	if err != nil {
		run.T.Fatal(err)
	}
	g := &guide{Terraform: run, text: string(text), sections: map[string][]string{}}
	for section := range strings.SplitSeq(string(text), "\n## ") {
		heading, body, _ := strings.Cut(section, "\n")
		for _, block := range consoleBlock.FindAllStringSubmatch(body, -1) {
			g.sections[heading] = append(g.sections[heading], block[1])
		}
	}
	return g
}

// follow runs the commands of a section, and checks that they print what the guide
// quotes. "…" stands for what is left out.
func (g *guide) follow(heading string) {
	g.T.Helper()
	if len(g.sections[heading]) == 0 {
		g.T.Fatalf("the guide has no section %q with a command", heading)
	}
	g.run(g.sections[heading]...)
	delete(g.sections, heading)
}

// run runs the commands of console blocks.
func (g *guide) run(blocks ...string) {
	g.T.Helper()
	for _, block := range blocks {
		for part := range strings.SplitSeq("\n"+block, "\n$ terraform ") {
			command, quoted, _ := strings.Cut(part, "\n")
			if strings.TrimSpace(command) != "" {
				g.requireQuoted(command, quoted, g.Run(slices.Insert(strings.Fields(command), 1, "-no-color")...))
			}
		}
	}
}

// requireQuoted checks that a command printed every line that is quoted. In which
// order Terraform prints about several objects, nobody knows.
func (g *guide) requireQuoted(command, quoted string, result providertest.Result) {
	g.T.Helper()
	var printed []string
	for line := range strings.Lines(result.Stdout + "\n" + result.Stderr) {
		printed = append(printed, strings.Join(strings.Fields(line), " "))
	}
	for line := range strings.Lines(quoted) {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" || line == "…" {
			continue
		}
		like := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*") + "$")
		if !slices.ContainsFunc(printed, like.MatchString) {
			g.T.Fatalf("terraform %s (exit code %d) does not print:\n%s\nIt prints:\n%s\n%s", command, result.Code, line, result.Stdout, result.Stderr)
		}
	}
}

// copyExample copies one file of an example into the working folder.
func copyExample(run *providertest.Terraform, example, name string) {
	run.T.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", example, name))
	if err != nil {
		run.T.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(run.Dir, name), text, 0o600); err != nil {
		run.T.Fatal(err)
	}
}

// generatedExcerpt is what the guide shows of the generated file.
var generatedExcerpt = regexp.MustCompile("(?s)```terraform\n(resource .*?)\n```")

// TestGuideFindImportDestroy follows the guide of that name.
func TestGuideFindImportDestroy(t *testing.T) {
	t.Parallel()
	providertest.Needs(t, terraformtest.List)
	w := providertest.NewWorld(t)
	const tags = `"Tags":[{"Key":"Project","Value":"shop"}]`
	w.Put("AWS::SQS::Queue", `{"QueueName":"shop-orders","QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/shop-orders","VisibilityTimeout":60,`+tags+`}`)
	w.Put("AWS::SQS::Queue", `{"QueueName":"billing","QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/billing"}`)
	w.Put("AWS::Logs::LogGroup", `{"LogGroupName":"/shop/audit","RetentionInDays":365,`+tags+`}`)
	w.Put("AWS::DynamoDB::Table", `{"TableName":"shop-baskets","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],`+tags+`}`)
	run := providertest.AttachTerraform(t)
	run.Write(w.ProviderBlock())
	copyExample(run, "find-import-destroy", "everything.tfquery.hcl")
	g := openGuide(run, "find-import-destroy")
	g.follow("Find")
	g.follow("Write the configuration")
	run.Rewrite(func(configuration string) string {
		for block := range strings.SplitSeq(generatedExcerpt.FindStringSubmatch(g.text)[1], "\n\n") {
			if !strings.Contains(configuration, block) {
				t.Errorf("the guide shows what was not generated:\n%s\n\nIt was:\n%s", block, configuration)
			}
		}
		return configuration
	})
	g.follow("Import")
	run.Rewrite(func(configuration string) string {
		before, audit, _ := strings.Cut(configuration, `"shop_1_0" {`)
		return before + `"shop_1_0" {` + strings.Replace(audit, `deletion_policy = "DELETE"`, `deletion_policy = "ABANDON"`, 1)
	})
	g.follow("Destroy under policy")
	var left []string
	for _, object := range w.CloudControl.Objects() {
		left = append(left, object.Identifier)
	}
	if !slices.Equal(left, []string{"https://sqs.us-east-1.amazonaws.com/123456789012/billing", "/shop/audit"}) {
		t.Errorf("left are %q, want what was not found and what was abandoned", left)
	}
	w.Seed()
	organization := providertest.AttachTerraform(t)
	organization.Write(w.ProviderBlock())
	copyExample(organization, "find-import-destroy", "entryguard.tfquery.hcl")
	g.Terraform = organization
	blocks := g.sections["EntryGuard"]
	g.run(blocks[0])
	organization.Rewrite(func(configuration string) string {
		return regexp.MustCompile(`credential_data +=.*`).ReplaceAllString(configuration, `credential_data = { accessKeyId = "AKIA", secretAccessKey = "s" }`)
	})
	g.run(blocks[1:]...)
	if delete(g.sections, "EntryGuard"); len(g.sections) > 0 {
		t.Errorf("nobody runs the commands of %v", g.sections)
	}
}

// TestListExamplesAreValid validates the examples of list resources, and those of
// the guide.
func TestListExamplesAreValid(t *testing.T) {
	t.Parallel()
	providertest.Needs(t, terraformtest.List)
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "*", "*", "*.tfquery.hcl"))
	if err != nil || len(files) < 10 {
		t.Fatalf("found the examples %v, %v; there are more", files, err)
	}
	guides, err := filepath.Glob(filepath.Join("..", "..", "examples", "*", "*.tfquery.hcl"))
	if err != nil || len(guides) < 2 {
		t.Fatalf("found the examples %v, %v; there are more", guides, err)
	}
	w := providertest.NewWorld(t)
	for _, file := range append(files, guides...) {
		run := providertest.AttachTerraform(t)
		run.Write(w.ProviderBlock())
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		run.WriteQuery(string(text))
		if result := run.Run("validate", "-query", "-no-color"); result.Code != 0 {
			t.Errorf("%s: %s%s", file, result.Stdout, result.Stderr)
		}
	}
}
