// Package entryguardtf is the resources of EntryGuard. One kind describes each type
// of object (managed.go); creating, reading, changing, importing and planning are
// written once for all of them. Package connection asks for them, package creation
// creates, package blockers says what a deletion would meet.
//
// It speaks and decides nothing about deletion, which package destroy passes to
// the engine, and it must not talk HTTP or read an API's error texts: the client
// does. It knows nothing of other backends.
package entryguardtf
