package pgtest

import "syscall"

// dieWithParent asks the kernel to end the child with its parent.
func dieWithParent(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGQUIT }

// place returns a folder for the cluster: in memory, if there is plenty of it.
func place() string {
	const memory, plenty = "/dev/shm", 4 << 30
	var s syscall.Statfs_t
	if err := syscall.Statfs(memory, &s); err == nil && int64(s.Bavail)*int64(s.Bsize) >= plenty { //nolint:unconvert // no memory is that big; the types depend on the machine
		return memory
	}
	return "/tmp"
}
