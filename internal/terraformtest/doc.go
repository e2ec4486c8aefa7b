// Package terraformtest chooses the Terraform or OpenTofu that tests and the
// sandbox run, and says what it can do. Its versions.json is the one list of
// versions and of the features that need a newer one; the matrix of the GitHub
// workflow, the tables of the versions guide and the command versions follow it.
//
// It starts a binary to ask for its version and for nothing else, and it knows
// neither the provider nor package testing.
package terraformtest
