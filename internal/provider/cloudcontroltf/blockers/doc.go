// Package blockers knows what can be in the way of deleting an object of Cloud
// Control: it finds it, by the live model, the type's schema and the operations
// under way, and it has the words about it. What a user says about it belongs here,
// too: that a protection is to be switched off (on_protection), and that a refusal
// is known to pass (deletion_retry).
//
// It changes nothing, and whether a deletion goes on is not decided here.
package blockers
