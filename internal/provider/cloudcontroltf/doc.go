// Package cloudcontroltf is the Terraform side of AWS Cloud Control: one
// resource for objects of any type. What a type's schema says is asked of package
// cfschema; here it becomes plans, state and diagnostics. Package connection asks for
// it, package creation creates, package blockers says what a deletion would meet,
// package tags which tags are managed, package secrets what is not shown. Package
// cloudcontroldata has the data sources.
//
// It speaks and decides nothing about deletion, which package destroy hands to
// the engine, and it must not talk to AWS itself. It knows nothing of other
// backends.
package cloudcontroltf
