// Package entryguardtf is the Terraform side of EntryGuard: its resources and
// data sources. One kind describes each type of object (managed.go); creating,
// reading, changing, importing and planning are written once for all of them.
//
// It speaks and decides nothing about deletion, which package destroy passes to
// the engine, and it must not talk HTTP or read an API's error texts: the client
// does. It knows nothing of other backends.
package entryguardtf
