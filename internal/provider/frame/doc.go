// Package frame is what the resources and data sources of all backends have in
// common: what Configure hands to them, deletion_policy and the look before a
// destruction, Delete from the first request to the diagnostics, what private
// state and pending_operation remember, identities, timeouts, dynamic values
// and the words that people read.
//
// It names no resource and knows no backend's objects: a resource hands over
// its object, its backend and its look. It must not talk HTTP or know which
// code of an API means what.
package frame
