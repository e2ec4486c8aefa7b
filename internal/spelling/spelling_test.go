package spelling

import (
	"testing"
)

func TestClosest(t *testing.T) {
	candidates := []string{"BucketName", "LogGroupName", "Mode", "RetentionInDays", "Tag", "Tags"}
	for name, want := range map[string]string{
		"bucket_name": "BucketName", "BucketNme": "BucketName", "BuckteName": "BucketName", "logGroupName": "LogGroupName",
		"RetentionDays": "RetentionInDays", "Tgas": "Tags", "Tag_s": "Tags", "Moed": "Mode", "Modes": "Mode", "": "", "X": "", "Name": "", "Retention": "",
	} {
		if got, _ := Closest(name, candidates); got != want {
			t.Errorf("closest to %q is %q, want %q", name, got, want)
		}
	}
}

// TestClosestOfShortNames: of one letter nobody can tell what it was meant to be.
func TestClosestOfShortNames(t *testing.T) {
	for name, want := range map[string]string{"X": "", "s": "S", "SA": "S", "": ""} {
		if got, _ := Closest(name, []string{"S", "N", "B", "SS"}); got != want {
			t.Errorf("closest to %q is %q, want %q", name, got, want)
		}
	}
}
