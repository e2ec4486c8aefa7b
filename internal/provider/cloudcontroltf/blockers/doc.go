// Package blockers knows what can be in the way of deleting an object of Cloud
// Control: it finds it, by the live model, the type's schema and the operations
// under way, and it has the words about it. Switching a protection off on the way
// (on_protection) is of it.
//
// It changes nothing, and whether a deletion goes on is not decided here.
package blockers
