package importid

import "strings"

// InShell quotes a text for a POSIX shell.
func InShell(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// InHCL quotes a text for a configuration.
func InHCL(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "${", "$${", "%{", "%%{").Replace(text) + `"`
}
