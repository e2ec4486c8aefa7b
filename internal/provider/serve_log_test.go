package provider

import (
	"os"
	"testing"
)

// Not parallel: it is about the environment of the process.
func TestQuietLog(t *testing.T) {
	for name, c := range map[string]struct {
		set    map[string]string
		want   string
		reason string
	}{
		"nobody reads":         {nil, "OFF", "Terraform throws the log away"},
		"everything":           {map[string]string{"TF_LOG": "TRACE"}, "", "Terraform shows what the provider logs"},
		"providers only":       {map[string]string{"TF_LOG_PROVIDER": "DEBUG"}, "", "Terraform shows what the provider logs"},
		"set and empty":        {map[string]string{"TF_LOG": ""}, "OFF", "an empty variable counts as none"},
		"a level of this":      {map[string]string{"TF_LOG_PROVIDER_STEWARD": "WARN"}, "WARN", "what the user sets, stays"},
		"the level of another": {map[string]string{"TF_LOG_PROVIDER_OTHER": "WARN"}, "", "who sets any of them wants to read something"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, variable := range append([]string{"TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_PROVIDER_OTHER"}, logVariables...) {
				t.Setenv(variable, c.set[variable])
			}
			if err := quietLog(); err != nil {
				t.Fatal(err)
			}
			if got := os.Getenv("TF_LOG_PROVIDER_STEWARD"); got != c.want {
				t.Errorf("TF_LOG_PROVIDER_STEWARD = %q, want %q: %s", got, c.want, c.reason)
			}
			if got := os.Getenv("TF_LOG_SDK_FRAMEWORK"); c.want != "WARN" && got != c.want {
				t.Errorf("TF_LOG_SDK_FRAMEWORK = %q, want %q: %s", got, c.want, c.reason)
			}
		})
	}
}
