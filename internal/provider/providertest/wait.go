package providertest

import (
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// Pace waits milliseconds where the provider waits seconds.
var Pace = deletion.Pace{
	FirstPoll:  5 * time.Millisecond,
	MaxPoll:    20 * time.Millisecond,
	MinBackoff: 2 * time.Millisecond,
	MaxBackoff: 20 * time.Millisecond,
	ConfirmFor: 500 * time.Millisecond,
	LostFor:    100 * time.Millisecond,
	LastLook:   time.Second,
	Recheck:    5 * time.Millisecond,
}

// Eventually waits until something is so, and fails the test if it never is.
func Eventually(t *testing.T, so func() bool) {
	t.Helper()
	if !Happens(so) {
		t.Fatal("it did not happen in ten seconds")
	}
}

// Happens waits until something is so, ten seconds at most, and reports whether
// it is. Unlike Eventually it may be called by any goroutine.
func Happens(so func() bool) bool {
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for range 5000 {
		if so() {
			return true
		}
		<-ticker.C
	}
	return false
}
