// Package cloudcontroltf is the Terraform side of AWS Cloud Control: one
// resource for objects of any type, and its data sources. What a type's schema
// says is asked of package cloudcontrol; here it becomes plans, state and
// diagnostics.
//
// It speaks and decides nothing about deletion, which package frame hands to
// the engine, and it must not talk to AWS itself. It knows nothing of other
// backends.
package cloudcontroltf
