package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestWriteSecret: an existing file must not lend its permissions, a link not
// its target.
func TestWriteSecret(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other permissions")
	}
	dir := t.TempDir()
	other, open, link := filepath.Join(dir, "other"), filepath.Join(dir, "open"), filepath.Join(dir, "link")
	for _, file := range []string{other, open} {
		if err := os.WriteFile(file, []byte("before"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(other, link); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{open, link, filepath.Join(dir, "new")} {
		if err := writeSecret(file, []byte("secret")); err != nil {
			t.Fatal(err)
		}
		info, err := os.Lstat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != 0o600 {
			t.Errorf("%s has the mode %s, want a file that only its owner reads", file, info.Mode())
		}
	}
	if content, err := os.ReadFile(other); err != nil || string(content) != "before" {
		t.Errorf("the link was followed: %q, %v", content, err)
	}
	if err := writeSecret(filepath.Join(dir, "none", "file"), nil); err == nil {
		t.Error("a folder that is not there is an error")
	}
}
