package main

import (
	"os"
	"syscall"
)

// maxMemory returns how much memory a program had at most.
func maxMemory(s *os.ProcessState) int64 {
	if u, ok := s.SysUsage().(*syscall.Rusage); ok {
		return u.Maxrss << 10
	}
	return 0
}
