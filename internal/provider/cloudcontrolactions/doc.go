// Package cloudcontrolactions is the actions of AWS Cloud Control: what a person
// does by hand about an operation that is under way, done by Terraform and
// confirmed by reading.
//
// An action never does more than it was asked for and says how it ended in its
// last message, whatever ended it. It keeps nothing: Terraform stores nothing of an
// action. It can help a deletion and never guards one.
package cloudcontrolactions
