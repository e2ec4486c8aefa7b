package plaintext

import "strings"

// InShell quotes a text for a POSIX shell, in a command that a message asks a person
// to run.
func InShell(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
