package internal_test

import (
	"path"
	"strings"
	"testing"
	"unicode"
)

// TestNamesDoNotStutter: whoever uses an exported name writes its package before
// it. A name that begins with the package's says it twice.
func TestNamesDoNotStutter(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.isTest || f.ast.Name.Name == "main" {
			continue
		}
		for _, group := range exportedIn(f) {
			for _, id := range group {
				if stutters(path.Base(f.room), id.Name) {
					t.Errorf("%s: %s.%s repeats the package's name", f.at(id), path.Base(f.room), id.Name)
				}
			}
		}
	}
}

// stutters reports whether a name begins with a package's, or is New and then
// begins with it. The endings tf and test say what kind of package it is, and are
// no part of its name here.
func stutters(pkg, name string) bool {
	pkg = strings.TrimSuffix(strings.TrimSuffix(pkg, "tf"), "test")
	name = strings.TrimPrefix(name, "New")
	if len(name) <= len(pkg) || !strings.EqualFold(name[:len(pkg)], pkg) {
		return false
	}
	return unicode.IsUpper(rune(name[len(pkg)]))
}

func TestStutters(t *testing.T) {
	for _, c := range []struct {
		pkg, name string
		want      bool
	}{
		{"cloudcontroltf", "NewCloudControlResource", true},
		{"cloudcontroltf", "NewResource", false},
		{"entryguardtest", "EntryGuardServer", true},
		{"entryguard", "EntryGuard", false}, // the thing itself
		{"share", "Shared", false},
		{"destroy", "Destroyed", false},
		{"destroy", "DestroyPlan", true},
	} {
		if got := stutters(c.pkg, c.name); got != c.want {
			t.Errorf("%s.%s stutters: %v, want %v", c.pkg, c.name, got, c.want)
		}
	}
}

// TestFileNames finds the second package in a folder by its file names. Files
// that belong together share a prefix: a resource and its schema, a thing and its
// texts. Where such a group becomes a good part of its folder, it is no detail of
// the package any more but a package of its own, under a name that every file
// repeats; internal/cloudcontrol was two in one folder for long, schema_*.go and
// the client, and internal/provider had the tests of two backends in cloudcontrol_*
// and entryguard_*.
//
// A group of five is what one resource with its model, its plan, its schema and
// its data source needs, and in a small folder five of fifteen are nothing. So it
// takes both to be too many: more than five files, and more than 30 % of the
// folder. Code and tests are counted apart, since tests come in greater numbers.
func TestFileNames(t *testing.T) {
	kinds := map[string][]string{} // the files of a folder that are code, or tests
	for _, f := range goFiles(t) {
		base := strings.TrimSuffix(strings.TrimSuffix(path.Base(f.name), ".go"), "_test")
		if strings.HasPrefix(base, path.Base(f.room)+"_") {
			t.Errorf("%s repeats the name of its folder", f.name)
		}
		kind := f.room
		if f.isTest {
			kind += " (tests)"
		}
		kinds[kind] = append(kinds[kind], base)
	}
	for kind, names := range kinds {
		if prefix, n := crowd(names); prefix != "" {
			t.Errorf("%s: %d of %d files are %s_*: that is a package of its own", kind, n, len(names), prefix)
		}
	}
}

// crowd returns the prefix that too many of the names share, and how many do;
// empty where none is.
func crowd(names []string) (string, int) {
	count := map[string]int{}
	for _, name := range names {
		prefix, _, _ := strings.Cut(name, "_")
		count[prefix]++
	}
	for prefix, n := range count {
		if n > 5 && 10*n > 3*len(names) {
			return prefix, n
		}
	}
	return "", 0
}

func TestCrowd(t *testing.T) {
	group := func(prefix string, n int) []string {
		names := []string{prefix}
		for i := range n - 1 {
			names = append(names, prefix+"_"+strings.Repeat("x", i+1))
		}
		return names
	}
	for name, c := range map[string]struct {
		names  []string
		want   string
		reason string
	}{
		"a resource": {group("resource", 5), "", "a resource has so many files"},
		"a package":  {append(group("schema", 8), group("a", 5)...), "schema", "it should be one"},
		"a few":      {append(append(append(group("schema", 6), group("a", 5)...), append(group("b", 5), group("c", 5)...)...), group("d", 5)...), "", "a group in a large folder"},
	} {
		if got, _ := crowd(c.names); got != c.want {
			t.Errorf("%s: got %q, want %q: %s", name, got, c.want, c.reason)
		}
	}
}

// sizeLimit is how many lines of code, without tests, a package may have. What is
// larger nobody keeps in mind as one thing.
const sizeLimit = 4000

// TestPackageSize measures the packages. The simulated APIs are as large as what
// they simulate.
func TestPackageSize(t *testing.T) {
	lines := map[string]int{}
	for _, f := range goFiles(t) {
		if !f.isTest {
			lines[f.room] += f.set.File(f.ast.Pos()).LineCount()
		}
	}
	for room, n := range lines {
		if n > sizeLimit && !isTestPackage(room) {
			t.Errorf("%s has %d lines, want %d at most: there is a second package in it", room, n, sizeLimit)
		}
	}
}
