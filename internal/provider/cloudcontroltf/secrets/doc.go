// Package secrets knows what of a resource of Cloud Control must not be shown:
// the values of sensitive_properties and those that the type calls write-only,
// and the names of what sensitive_properties ever set, which private state
// keeps. It hides them in texts and keeps them out of state.
//
// It asks nobody, and no value of a secret goes into what it keeps.
package secrets
