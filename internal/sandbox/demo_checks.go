package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// expectObjects checks what the two APIs hold, directly, not through the
// provider.
func (d *demo) expectObjects(objects, resources, credentials int) error {
	got := d.apis.counts()
	want := counts{Objects: objects, Resources: resources, Credentials: credentials}
	if got != want {
		return fmt.Errorf("the APIs must hold %s, but hold %s", want, got)
	}
	return nil
}

// expectState checks which resources Terraform's state holds.
func (d *demo) expectState(ctx context.Context, want ...string) error {
	output, exit, err := d.tf.quiet(ctx, "state", "list")
	if err != nil {
		return err
	}
	if exit != 0 {
		return fmt.Errorf("%s state list ended with exit code %d:\n%s", d.tf.name(), exit, output)
	}
	got := strings.Fields(output)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		return fmt.Errorf("the state must hold %v, but holds %v", want, got)
	}
	return nil
}

// expectNoSecret checks that the working folder, state included, does not hold
// the secret.
func (d *demo) expectNoSecret() error {
	work := os.DirFS(d.tf.dir)
	return fs.WalkDir(work, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := fs.ReadFile(work, name)
		if err == nil && bytes.Contains(content, []byte(demoSecret)) {
			err = fmt.Errorf("the secret of the credential stands in %s", name)
		}
		return err
	})
}

// expectWords checks that Terraform's output holds each of the words.
// Terraform draws a frame and breaks lines, so both are taken out first.
func expectWords(output string, words ...string) error {
	plain := unframed(output)
	var missing []string
	for _, word := range words {
		if !strings.Contains(plain, unframed(word)) {
			missing = append(missing, fmt.Sprintf("%q", word))
		}
	}
	if missing != nil {
		return fmt.Errorf("the output must name %s", strings.Join(missing, ", "))
	}
	return nil
}

// unframed joins the lines of Terraform's output to one, without the frame.
func unframed(output string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(output)), " ")
}
