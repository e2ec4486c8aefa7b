// Command policy judges Terraform plans by Rego policies with the engine of
// the Open Policy Agent, and runs the policies' own tests. It is what the
// repository's tests start instead of the opa program, which takes twice as
// long to build; it knows nothing of the provider or of the policies.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/loader"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/tester"
)

var errUsage = errors.New(`usage:
  policy test PATH...                        run the tests of policies, like "opa test"
  policy eval -d PATH... QUERY PLAN.json     evaluate a query about a plan and print the answer as JSON`)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	switch {
	case len(args) > 1 && args[0] == "test":
		return test(ctx, args[1:], out)
	case len(args) > 1 && args[0] == "eval":
		return eval(ctx, args[1:], out)
	}
	return errUsage
}

// paths is a flag that may be given several times.
type paths []string

func (p *paths) String() string         { return strings.Join(*p, ",") }
func (p *paths) Set(value string) error { *p = append(*p, value); return nil }

// eval prints what a query answers about a plan.
func eval(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	var data paths
	flags.Var(&data, "d", "file or folder of policies and data; may be given several times")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 2 {
		return errUsage
	}
	plan, err := os.ReadFile(flags.Arg(1))
	if err != nil {
		return err
	}
	var input any
	decoder := json.NewDecoder(bytes.NewReader(plan))
	decoder.UseNumber()
	if err := decoder.Decode(&input); err != nil {
		return fmt.Errorf("%s is not JSON: %w", flags.Arg(1), err)
	}
	answer, err := rego.New(rego.Query(flags.Arg(0)), rego.Load(data, nil), rego.Input(input), rego.Strict(true), rego.StrictBuiltinErrors(true)).Eval(ctx)
	if err != nil {
		return err
	}
	if len(answer) != 1 || len(answer[0].Expressions) != 1 {
		return fmt.Errorf("the query %s has no answer: are the policies in %s?", flags.Arg(0), &data)
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(answer[0].Expressions[0].Value)
}

// test runs every test of the policies, after a strict compilation.
func test(ctx context.Context, args []string, out io.Writer) error {
	modules, store, err := tester.Load(args, regoAndData)
	if err != nil {
		return err
	}
	if err := formatted(modules); err != nil {
		return err
	}
	compiler := ast.NewCompiler().WithStrict(true).WithEnablePrintStatements(true)
	txn, err := store.NewTransaction(ctx)
	if err != nil {
		return err
	}
	defer store.Abort(ctx, txn)
	runner := tester.NewRunner().SetCompiler(compiler).SetStore(store).SetModules(modules)
	results, err := runner.CapturePrintOutput(true).EnableTracing(true).RunTests(ctx, txn)
	if err != nil {
		return err
	}
	ran, failed := 0, 0
	for result := range results {
		ran++
		if !result.Pass() {
			failed++
			fmt.Fprintf(out, "%s\n%s", result, result.Output)
		}
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", ran-failed, failed)
	if failed > 0 || ran == 0 {
		return errors.New("the policies' tests did not pass")
	}
	return nil
}

// formatted holds policies to the form of "opa fmt".
func formatted(modules map[string]*ast.Module) error {
	for name := range modules {
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if want, err := format.Source(name, source); err != nil || !bytes.Equal(source, want) {
			return errors.Join(fmt.Errorf("%s is not formatted (opa fmt -w)", name), err)
		}
	}
	return nil
}

// regoAndData leaves out what is beside policies and data.
var regoAndData loader.Filter = func(_ string, info os.FileInfo, _ int) bool {
	switch filepath.Ext(info.Name()) {
	case ".rego", ".json", ".yaml", ".yml":
		return false
	}
	return !info.IsDir()
}
