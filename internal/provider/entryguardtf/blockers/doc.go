// Package blockers knows what the deletion of an object of EntryGuard would meet: what
// is in its way, and what EntryGuard ends or takes away along with it. It finds that by
// the lists that all checks of the process share, and it has the words about it. What a
// user says about sessions that are open belongs here, too (on_active_sessions).
//
// It changes nothing, and whether a deletion goes on is not decided here.
package blockers
