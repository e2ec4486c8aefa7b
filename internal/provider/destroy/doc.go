// Package destroy is what destroying through Terraform is, for every resource:
// deletion_policy, the preflight while a destruction is planned, Delete from
// the first request to the diagnostics, what private state and
// pending_operation remember, and the words that people read.
//
// It names no resource and knows no backend: a resource passes its object, its
// backend and its check. It must not talk HTTP or know which code of an API
// means what.
package destroy
