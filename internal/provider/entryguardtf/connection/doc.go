// Package connection is how the provider asks EntryGuard: with the one client of
// the provider block, again while EntryGuard throttles or works on something, and
// for a change only as somebody who may make it.
//
// It knows no type of object and changes nothing by itself: whoever asks says what.
package connection
