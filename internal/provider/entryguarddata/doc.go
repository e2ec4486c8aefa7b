// Package entryguarddata has the data sources of EntryGuard.
//
// It only reads: it must not change anything, and it does not know how an object
// is managed. What it asks with is entryguardtf's.
package entryguarddata
