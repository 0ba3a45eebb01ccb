//go:build !linux

package pgtest

import "syscall"

// dieWithParent does nothing: only Linux can tie a child to its parent.
func dieWithParent(*syscall.SysProcAttr) {}

// place returns a folder for the cluster.
func place() string { return "/tmp" }
