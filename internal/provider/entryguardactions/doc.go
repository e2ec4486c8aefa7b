// Package entryguardactions is the actions of EntryGuard: what a person does by
// hand before a deletion, done by Terraform and confirmed by reading.
//
// An action never does more than it was asked for, names the people whom it
// concerns, and says how it ended in its last message, whatever ended it. It keeps
// nothing: Terraform stores nothing of an action. It can help a deletion and never
// guards one.
package entryguardactions
