package provider

import (
	"os"
	"strings"
)

// logVariables set the levels of the loggers that this process has: the
// provider's own, and those of the framework and the protocol below it.
var logVariables = []string{"TF_LOG_PROVIDER_STEWARD", "TF_LOG_SDK", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_SDK_PROTO"}

// quietLog switches the log off where nobody reads it: without TF_LOG, or one
// of the variables whose names begin so, Terraform throws away what a provider
// logs. Left alone, the libraries write all that they can say, for Terraform to
// choose from, and that takes a quarter of the time that a plan takes here.
func quietLog() error {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "TF_LOG") && value != "" {
			return nil
		}
	}
	for _, name := range logVariables {
		if err := os.Setenv(name, "OFF"); err != nil {
			return err
		}
	}
	return nil
}
