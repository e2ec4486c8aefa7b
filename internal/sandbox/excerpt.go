package main

import (
	"bytes"
	"io"
	"slices"
	"strings"
)

// An excerpt shows what matters of Terraform's output: which objects a plan
// changes, warnings and errors in full, what was done. It leaves out what
// fills screens: the attributes of plans, refreshing, waiting.
type excerpt struct {
	out     io.Writer
	line    []byte // what of a line has come so far
	leaving part   // what is being left out
	text    bool   // the last line that was shown was not a blank one
}

// A part is a part of the output that is left out.
type part string

const (
	attributes part = "the attributes of an object in a plan"
	outputs    part = "the outputs"
	advice     part = "what comes after a plan"
)

// Write implements io.Writer.
func (e *excerpt) Write(p []byte) (int, error) {
	for part := range bytes.Lines(p) {
		e.line = append(e.line, part...)
		if !bytes.HasSuffix(e.line, []byte("\n")) {
			break
		}
		if err := e.take(string(e.line)); err != nil {
			return 0, err
		}
		e.line = e.line[:0]
	}
	return len(p), nil
}

// flush shows a last line that has no end.
func (e *excerpt) flush() error {
	if len(e.line) == 0 {
		return nil
	}
	return e.take(string(e.line))
}

// take shows a line or leaves it out.
func (e *excerpt) take(line string) error {
	text := strings.TrimRight(line, "\n")
	object := e.leaving == attributes && startsWith(text, "  # ")
	switch {
	case startsWith(text, "Terraform used the selected", "OpenTofu used the selected"):
		e.leaving = attributes
	case startsWith(text, "Plan: ", "Warning: ", "Error: "):
		e.leaving = ""
	case startsWith(text, "Changes to Outputs:", "Outputs:"):
		e.leaving = outputs
	case startsWith(text, "────"):
		e.leaving = advice
	case e.leaving == outputs && text != "" && text[0] != ' ' && !strings.Contains(text, " = "):
		e.leaving = ""
	}
	if !object && (e.leaving != "" || fills(text) || (text == "" && !e.text)) {
		return nil
	}
	return e.show(line)
}

func startsWith(text string, beginnings ...string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(text, b) })
}

func (e *excerpt) show(line string) error {
	e.text = line != "\n"
	_, err := io.WriteString(e.out, line)
	return err
}

// filling are what says only that Terraform is still at work.
var filling = []string{
	": Refreshing state...", ": Still creating...", ": Still destroying...", ": Reading...", ": Read complete", ": Creating...", ": Destroying...",
}

// fills reports whether a line is filling.
func fills(line string) bool {
	return slices.ContainsFunc(filling, func(f string) bool { return strings.Contains(line, f) })
}
