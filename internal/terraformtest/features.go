package terraformtest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
)

// A Feature is something that not every supported binary can do. Its value is
// its name in versions.json.
type Feature string

// The features that a test can ask for by name. What a configuration or a command
// shows, the harness finds by itself (Unsupported).
const (
	Test           Feature = "test"
	Identity       Feature = "identity"
	List           Feature = "list"
	Actions        Feature = "actions"
	DestroyActions Feature = "destroy_actions"
	Functions      Feature = "functions"
	Moved          Feature = "moved_across_types"
	WriteOnly      Feature = "write_only"
)

// versions is versions.json.
//
//go:embed versions.json
var versions []byte

// Versions is what versions.json holds.
type Versions struct {
	// Terraform and OpenTofu are the versions that are tested, the oldest that
	// is supported first; "latest" is the newest.
	Terraform []string `json:"terraform"`
	OpenTofu  []string `json:"opentofu"`
	// Tried says which tests were last run with which binaries.
	Tried []struct {
		Binary string `json:"binary"`
		Tests  string `json:"tests"`
	} `json:"tried"`
	// Features are what not every supported version has.
	Features []Need `json:"features"`
}

// A Need is a feature and the oldest versions that have it.
type Need struct {
	Name Feature `json:"name"`
	// Terraform and OpenTofu are such as "1.12"; empty where none has it.
	Terraform string `json:"terraform"`
	OpenTofu  string `json:"opentofu"`
	// Guide is how the versions guide names it.
	Guide string `json:"guide"`
	// Uses is a regular expression for configurations and arguments that use it.
	Uses string `json:"uses"`
}

// ReadVersions reads versions.json.
func ReadVersions() (Versions, error) {
	var list Versions
	if err := json.Unmarshal(versions, &list); err != nil {
		return Versions{}, fmt.Errorf("versions.json: %w", err)
	}
	return list, nil
}

// Lacks says in plain words why a binary cannot do something; it is empty where
// it can do all of it.
func Lacks(b Binary, features ...Feature) (string, error) {
	list, err := ReadVersions()
	if err != nil {
		return "", err
	}
	for _, name := range features {
		at := slices.IndexFunc(list.Features, func(need Need) bool { return need.Name == name })
		if at < 0 {
			return "", fmt.Errorf("versions.json has no feature %q", name)
		}
		if why, err := list.Features[at].lacking(b); why != "" || err != nil {
			return why, err
		}
	}
	return "", nil
}

// Unsupported is Lacks for whatever the texts use: configurations, or the
// arguments of a command, each one text.
func Unsupported(b Binary, texts ...string) (string, error) {
	list, err := ReadVersions()
	if err != nil {
		return "", err
	}
	for _, need := range list.Features {
		used, err := need.usedIn(texts)
		if err != nil {
			return "", err
		}
		if !used {
			continue
		}
		if why, err := need.lacking(b); why != "" || err != nil {
			return why, err
		}
	}
	return "", nil
}

func (n Need) usedIn(texts []string) (bool, error) {
	if n.Uses == "" {
		return false, nil
	}
	uses, err := regexp.Compile(n.Uses)
	if err != nil {
		return false, fmt.Errorf("versions.json, %s: %w", n.Name, err)
	}
	return slices.ContainsFunc(texts, uses.MatchString), nil
}

// lacking says why a binary does not have the feature, if it does not.
func (n Need) lacking(b Binary) (string, error) {
	oldest := n.Terraform
	if b.Product == OpenTofu {
		oldest = n.OpenTofu
	}
	if oldest == "" {
		return fmt.Sprintf("%s has no %s: no %s has", b.Label, n.Guide, b.Product), nil
	}
	from, err := Minor(oldest)
	if err != nil {
		return "", fmt.Errorf("versions.json, %s: %w", n.Name, err)
	}
	if b.Version.Before(from) {
		return fmt.Sprintf("%s has no %s: that needs %s %s", b.Label, n.Guide, b.Product, oldest), nil
	}
	return "", nil
}

// Minor reads a version such as "1.12".
func Minor(text string) (Version, error) {
	var v Version
	if _, err := fmt.Sscanf(text, "%d.%d", &v.Major, &v.Minor); err != nil {
		return Version{}, fmt.Errorf("%q is no version: %w", text, err)
	}
	return v, nil
}
