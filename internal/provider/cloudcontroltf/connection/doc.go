// Package connection is how the provider asks Cloud Control: with the one client of
// the provider block, about a type whose schema says how, again while another
// operation works on the object.
//
// It knows no resource and keeps no state: whoever asks says what.
package connection
