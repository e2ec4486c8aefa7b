package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	exampleDir = "examples/guarded-security-group"

	// demoSecret stands for a secret access key; it must turn up nowhere.
	demoSecret = "demo-secret-that-must-not-be-stored"

	// operationTime is how long Cloud Control takes in the demo: long enough
	// to see that Terraform waits.
	operationTime = 2 * time.Second

	heartbeat = 5 * time.Second
)

// demoCommand runs the demo with the flags of the command line.
func demoCommand(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	binary := flags.String("terraform", "", "the Terraform or OpenTofu binary to run (default: what STEWARD_TERRAFORM names, else what PATH has, else fetched)")
	all := flags.Bool("v", false, "show everything that Terraform prints, not only what matters")
	if err := parseAlone(flags, args); err != nil {
		return err
	}
	began := time.Now()
	if err := runDemo(ctx, *binary, *all, out); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nEvery step went as expected, in %s. Nothing is left behind.\n", time.Since(began).Round(time.Second))
	return nil
}

// runDemo sets the stage, plays every scene and clears up, whatever happened.
func runDemo(ctx context.Context, binary string, all bool, out io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "steward-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	d := &demo{dir: dir, out: out, binary: binary, all: all}
	defer func() { err = errors.Join(err, d.close()) }()

	for i, scene := range scenes {
		fmt.Fprintf(out, "\n== %d/%d  %s\n", i+1, len(scenes), scene.title)
		if err := scene.play(d, ctx); err != nil {
			return fmt.Errorf("step %d/%d, %q: %w", i+1, len(scenes), scene.title, err)
		}
	}
	return nil
}

// A demo is the main job under way.
type demo struct {
	dir     string
	out     io.Writer
	binary  string
	all     bool // show all that Terraform prints
	apis    *apis
	tf      terraform
	session session
}

// scenes are the story, in order. Each checks how it went.
var scenes = []struct {
	title string
	play  func(*demo, context.Context) error
}{
	{"Build the provider and install it in a mirror of its own", (*demo).build},
	{"Start both simulated APIs on loopback ports", (*demo).startAPIs},
	{"Apply: a security group, registered with EntryGuard", (*demo).apply},
	{"A person starts a session: EntryGuard opens the group to one address", (*demo).startSession},
	{"Plan the destroy", (*demo).planDestroy},
	{"Destroy: it must be refused, and say whom it would cut off", (*demo).destroyRefused},
	{"The session ends", (*demo).endSession},
	{"Destroy again: it must go through to the end", (*demo).destroy},
	{"Check: both APIs and the state must be empty", (*demo).checkEmpty},
}

// close ends what startAPIs started.
func (d *demo) close() error {
	if d.apis == nil {
		return nil
	}
	return d.apis.close()
}

func (d *demo) sayf(format string, args ...any) {
	fmt.Fprintf(d.out, "   "+format+"\n", args...)
}

// build finds Terraform and makes a working folder, a home and a mirror.
func (d *demo) build(ctx context.Context) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	work, home := filepath.Join(d.dir, "work"), filepath.Join(d.dir, "home")
	if err := os.CopyFS(work, os.DirFS(filepath.Join(root, filepath.FromSlash(exampleDir)))); err != nil {
		return fmt.Errorf("copying %s: %w", exampleDir, err)
	}
	if err := os.Mkdir(home, 0o700); err != nil {
		return err
	}
	path, err := findTerraform(ctx, d.binary, d.dir, d.sayf)
	if err != nil {
		return err
	}
	d.tf = terraform{path: path, dir: work, out: d.out, all: d.all}
	d.sayf("Building takes a minute or two the first time.")
	var cliConfig string
	err = d.patiently("building", func() (err error) {
		cliConfig, err = mirrorProvider(ctx, d.dir)
		return err
	})
	d.tf.env = ownEnvironment(home, map[string]string{"TF_CLI_CONFIG_FILE": cliConfig})
	return err
}

// patiently shows that work is still under way.
func (d *demo) patiently(what string, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- work() }()
	began := time.Now()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-beat.C:
			d.sayf("... still %s (%s)", what, time.Since(began).Round(time.Second))
		}
	}
}

func (d *demo) startAPIs(context.Context) error {
	started, err := startAPIs(faults{slow: operationTime}, nil)
	if err != nil {
		return err
	}
	d.apis = started
	env := started.environment()
	d.sayf("EntryGuard     %s", env["ENTRYGUARD_ENDPOINT"])
	d.sayf("Cloud Control  %s", env["AWS_ENDPOINT_URL_CLOUDCONTROL"])
	for name, value := range env {
		d.tf.env = append(d.tf.env, name+"="+value)
	}
	d.tf.env = append(d.tf.env, "TF_VAR_secret_access_key="+demoSecret)
	return nil
}

func (d *demo) apply(ctx context.Context) error {
	if err := d.initialise(ctx); err != nil {
		return err
	}
	if _, err := d.succeed(ctx, "apply", "-auto-approve"); err != nil {
		return err
	}
	if err := d.expectObjects(1, 1, 1); err != nil {
		return err
	}
	return d.expectNoSecret()
}

// initialise lets Terraform install the provider. What it says about that is
// long and no part of the story; it is shown where it fails.
func (d *demo) initialise(ctx context.Context) error {
	fmt.Fprintf(d.out, "\n    $ %s init\n", d.tf.name())
	output, exit, err := d.tf.quiet(ctx, "init")
	if err == nil && exit != 0 {
		err = fmt.Errorf("%s init must succeed, but ended with exit code %d:\n%s", d.tf.name(), exit, output)
	}
	return err
}

func (d *demo) startSession(context.Context) error {
	started, err := d.apis.startSession("", nil)
	if err != nil {
		return err
	}
	d.session = started
	d.sayf("%s has session %s from %s until %s.", started.User, started.ID, strings.Join(started.Addresses, ", "), started.Until.Format(time.RFC3339))
	return nil
}

func (d *demo) planDestroy(ctx context.Context) error {
	output, err := d.succeed(ctx, "plan", "-destroy")
	if err != nil {
		return err
	}
	return expectWords(output, "3 to destroy")
}

// destroyRefused is what the provider exists for: the words must be there, and
// nothing may be gone.
func (d *demo) destroyRefused(ctx context.Context) error {
	output, exit, err := d.tf.run(ctx, "destroy", "-auto-approve")
	if err != nil {
		return err
	}
	if exit != 1 {
		return fmt.Errorf("destroy must be refused with exit code 1, but ended with %d", exit)
	}
	if err := expectWords(output, d.session.words()...); err != nil {
		return err
	}
	if err := d.expectObjects(1, 1, 1); err != nil {
		return err
	}
	if err := d.expectState(ctx, "steward_cloudcontrol_resource.office", "steward_entryguard_credential.aws", "steward_entryguard_resource.office"); err != nil {
		return err
	}
	d.sayf("Refused: it names the session, the user, the address and the expiry. All three objects are where they were.")
	return nil
}

func (d *demo) endSession(context.Context) error {
	if err := d.apis.endSession(d.session.ID); err != nil {
		return err
	}
	d.sayf("%s has left.", d.session.User)
	return nil
}

func (d *demo) destroy(ctx context.Context) error {
	output, err := d.succeed(ctx, "destroy", "-auto-approve")
	if err != nil {
		return err
	}
	return expectWords(output, "3 destroyed")
}

func (d *demo) checkEmpty(ctx context.Context) error {
	if err := d.expectObjects(0, 0, 0); err != nil {
		return err
	}
	if err := d.expectState(ctx); err != nil {
		return err
	}
	if err := d.expectNoSecret(); err != nil {
		return err
	}
	d.sayf("Cloud Control holds no object, EntryGuard no resource and no credential, the state nothing.")
	return nil
}

// succeed runs a subcommand that must end with exit code 0.
func (d *demo) succeed(ctx context.Context, args ...string) (output string, err error) {
	output, exit, err := d.tf.run(ctx, args...)
	if err == nil && exit != 0 {
		err = fmt.Errorf("%s %s must succeed, but ended with exit code %d", d.tf.name(), strings.Join(args, " "), exit)
	}
	return output, err
}
