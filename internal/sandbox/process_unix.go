//go:build !windows

package main

import (
	"os/exec"
	"syscall"
)

// detach gives a child a process group of its own: a Ctrl-C in the terminal
// then reaches the sandbox alone, and the sandbox interrupts Terraform exactly
// once. Two interrupts would make Terraform exit without saving its state.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
