// Package creation is how one object of Cloud Control is created without losing hold
// of it: which identifier it gets, whether another object had that before, what a
// create that failed or got no answer may have left.
//
// It never asks for a second object, and it keeps nothing: state is the resource's.
package creation
