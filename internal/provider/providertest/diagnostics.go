package providertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Severities counts diagnostics as "errors/warnings".
func Severities(diags []*tfprotov6.Diagnostic) string {
	errors := len(Errors(diags))
	return fmt.Sprintf("%d/%d", errors, len(diags)-errors)
}

// Failed reports whether there is an error among the diagnostics.
func Failed(diagnostics []*tfprotov6.Diagnostic) bool {
	return len(Errors(diagnostics)) > 0
}

// Text is everything that the diagnostics say.
func Text(diagnostics []*tfprotov6.Diagnostic) string {
	var b strings.Builder
	for _, d := range diagnostics {
		b.WriteString(d.Severity.String() + ": " + d.Summary + "\n" + d.Detail + "\n")
		if d.Attribute != nil {
			b.WriteString("at " + d.Attribute.String() + "\n")
		}
	}
	return b.String()
}

// RequireError checks that there is an error which says all of the texts.
func RequireError(t *testing.T, diagnostics []*tfprotov6.Diagnostic, texts ...string) {
	t.Helper()
	RequireDiagnostic(t, tfprotov6.DiagnosticSeverityError, diagnostics, texts...)
}

// RequireWarning checks that there is a warning which says all of the texts.
func RequireWarning(t *testing.T, diagnostics []*tfprotov6.Diagnostic, texts ...string) {
	t.Helper()
	RequireDiagnostic(t, tfprotov6.DiagnosticSeverityWarning, diagnostics, texts...)
}

// RequireDiagnostic checks that there is a diagnostic of a severity which says all
// of the texts.
func RequireDiagnostic(t *testing.T, severity tfprotov6.DiagnosticSeverity, diagnostics []*tfprotov6.Diagnostic, texts ...string) {
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
			RequireBrief(t, t.Name(), severity == tfprotov6.DiagnosticSeverityWarning, d.Summary+"\n\n"+d.Detail)
			return
		}
	}
	t.Errorf("there is no %s that says %q in:\n%s", severity, texts, Text(diagnostics))
}

// Where returns the path of a diagnostic as people write it: entryguard.endpoint.
func Where(d *tfprotov6.Diagnostic) string {
	text := strings.NewReplacer(`AttributeName("`, "", `ElementKeyInt(`, "[", `ElementKeyString("`, `["`, `ElementKeyValue(`, "[=").Replace(d.Attribute.String())
	text = strings.NewReplacer(`").[`, "[", `").`, ".", `")`, "", `).`, "].", `)`, "]").Replace(text)
	return text
}

// Errors returns the errors among diagnostics.
func Errors(diagnostics []*tfprotov6.Diagnostic) []*tfprotov6.Diagnostic {
	var found []*tfprotov6.Diagnostic
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			found = append(found, d)
		}
	}
	return found
}
