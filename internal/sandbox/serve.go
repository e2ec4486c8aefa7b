package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// unwanted are variables of the caller's shell that would lead the provider
// elsewhere, or make the log-in ambiguous.
var unwanted = []string{
	"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE",
	"AWS_CA_BUNDLE", "AWS_ENDPOINT_URL", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
	"ENTRYGUARD_ACCESS_TOKEN", "ENTRYGUARD_API_KEY", "ENTRYGUARD_CA_CERT_FILE",
}

// serveOptions are the flags of serve.
type serveOptions struct {
	envFile string
	mirror  bool
	faults  faults
	schemas schemaFiles
}

// schemaFiles are the resource type schemas that -schema names.
type schemaFiles [][]byte

// String implements flag.Value.
func (s *schemaFiles) String() string { return "" }

// Set implements flag.Value.
func (s *schemaFiles) Set(file string) error {
	schema, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := cloudcontroltest.CheckSchema(schema); err != nil {
		return fmt.Errorf("%s is not the schema of a resource type: %w", file, err)
	}
	*s = append(*s, schema)
	return nil
}

// parseAlone parses the arguments of a command that takes flags only.
func parseAlone(flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%s takes flags only, not %q; \"%s -h\" lists them", flags.Name(), flags.Arg(0), flags.Name())
	}
	return nil
}

func parseServe(args []string) (serveOptions, error) {
	var o serveOptions
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.StringVar(&o.envFile, "env", "", "write the environment to `FILE`, too, to be read with \". FILE\"")
	flags.BoolVar(&o.mirror, "mirror", false, "build the provider of this checkout and let Terraform take it, instead of a released one")
	flags.Var(&o.schemas, "schema", "let Cloud Control know one more resource type, or a built-in one in full (they are abridged), may be repeated: the\n"+
		"type's schema is in `FILE`")
	o.faults.register(flags)
	if err := parseAlone(flags, args); err != nil {
		return o, err
	}
	return o, o.faults.check()
}

// serveCommand starts both simulated APIs and stays until it is interrupted.
func serveCommand(ctx context.Context, args []string, out io.Writer) (err error) {
	o, err := parseServe(args)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "steward-sandbox-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	started, err := startAPIs(o.faults, o.schemas)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, started.close()) }()
	control, err := startController(ctx, "127.0.0.1:0", started)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, control.server.Close()) }()

	env := started.environment()
	env[controlVariable] = control.url
	if o.mirror {
		fmt.Fprintln(out, "# building the provider ...")
		if env["TF_CLI_CONFIG_FILE"], err = mirrorProvider(ctx, dir); err != nil {
			return err
		}
	}
	if err := announce(out, o.envFile, env); err != nil {
		return err
	}
	fmt.Fprint(out, started.introduction())
	return errors.Join(control.wait(ctx), forget(o.envFile, env))
}

// forget removes the environment file, unless somebody has changed it: the
// addresses in it lead nowhere any more.
func forget(envFile string, env map[string]string) error {
	content, err := os.ReadFile(envFile)
	if err == nil && bytes.Equal(content, shellLines(env)) {
		return os.Remove(envFile)
	}
	return nil
}

// wait returns when ctx has ended, or when the control API could not go on.
func (c *controller) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-c.ended:
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return err
	}
}

// announce prints the environment, and writes it to a file where one is named.
func announce(out io.Writer, envFile string, env map[string]string) error {
	lines := shellLines(env)
	if envFile != "" {
		if err := writeSecret(envFile, lines); err != nil {
			return err
		}
	}
	fmt.Fprintln(out, "# Both simulated APIs run until Ctrl-C. These lines point the provider at them:")
	if _, err := out.Write(lines); err != nil {
		return err
	}
	if envFile != "" {
		fmt.Fprintf(out, "# In the shell that runs Terraform:  . %s\n", shellPath(envFile))
	}
	return nil
}

// writeSecret writes a file that nobody else may read. A new file takes the
// place of what is there: an existing file would keep its permissions, and a
// link would lead elsewhere.
func writeSecret(file string, content []byte) error {
	made, err := os.CreateTemp(filepath.Dir(file), ".steward-*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = made.Write(content)
	if err = errors.Join(err, made.Close()); err == nil {
		err = os.Rename(made.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(made.Name()))
	}
	return nil
}

// shellLines returns an environment as lines for a POSIX shell.
func shellLines(env map[string]string) []byte {
	var lines bytes.Buffer
	fmt.Fprintf(&lines, "unset %s\n", strings.Join(unwanted, " "))
	for _, name := range slices.Sorted(maps.Keys(env)) {
		fmt.Fprintf(&lines, "export %s=%s\n", name, quoted(env[name]))
	}
	return lines.Bytes()
}

// quoted quotes a value for a POSIX shell.
func quoted(value string) string {
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}

// shellPath names a file so that the shell does not look for it on PATH.
func shellPath(file string) string {
	if strings.ContainsRune(file, '/') {
		return file
	}
	return "./" + file
}
