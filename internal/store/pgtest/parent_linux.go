package pgtest

import "syscall"

// dieWithParent asks the kernel to end the child with its parent.
func dieWithParent(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGQUIT }
