// Package creation creates one object of EntryGuard, which knows no idempotency
// token: a create is never asked for twice, and where its answer was lost the
// object is looked for.
//
// It knows no type of object: each says by which steps it is created and by what it
// is known again.
package creation
