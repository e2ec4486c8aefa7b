package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// severities counts diagnostics as "errors/warnings".
func severities(diags []*tfprotov6.Diagnostic) string {
	errors := 0
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			errors++
		}
	}
	return fmt.Sprintf("%d/%d", errors, len(diags)-errors)
}

// failed reports whether there is an error among the diagnostics.
func failed(diagnostics []*tfprotov6.Diagnostic) bool {
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return true
		}
	}
	return false
}

// allText is everything that the diagnostics say.
func allText(diagnostics []*tfprotov6.Diagnostic) string {
	var b strings.Builder
	for _, d := range diagnostics {
		b.WriteString(d.Severity.String() + ": " + d.Summary + "\n" + d.Detail + "\n")
		if d.Attribute != nil {
			b.WriteString("at " + d.Attribute.String() + "\n")
		}
	}
	return b.String()
}

// requireError checks that there is an error which says all of the texts.
func requireError(t *testing.T, diagnostics []*tfprotov6.Diagnostic, texts ...string) {
	t.Helper()
	requireSaid(t, tfprotov6.DiagnosticSeverityError, diagnostics, texts...)
}

// requireWarning checks that there is a warning which says all of the texts.
func requireWarning(t *testing.T, diagnostics []*tfprotov6.Diagnostic, texts ...string) {
	t.Helper()
	requireSaid(t, tfprotov6.DiagnosticSeverityWarning, diagnostics, texts...)
}

func requireSaid(t *testing.T, severity tfprotov6.DiagnosticSeverity, diagnostics []*tfprotov6.Diagnostic, texts ...string) {
	t.Helper()
	for _, d := range diagnostics {
		if d.Severity != severity {
			continue
		}
		whole := d.Summary + "\n" + d.Detail + "\n" + d.Attribute.String()
		said := true
		for _, text := range texts {
			said = said && strings.Contains(whole, text)
		}
		if said {
			return
		}
	}
	t.Errorf("there is no %s that says %q in:\n%s", severity, texts, allText(diagnostics))
}
