// Package providertest is the harness with which tests speak to the provider as
// Terraform does: over the plugin protocol (Protocol, Object), or through real
// Terraform (Terraform), against both simulated APIs (World).
//
// It is imported by _test.go files only, those of package provider and of the
// packages below it; the shipped binary must not link it. It holds no test: what
// is judged, and what an answer must be, stands in the package that it is about.
package providertest
