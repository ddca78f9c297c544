package store

import "os"

// What a test needs to make a disk that fails.
type (
	Disk  = disk
	Sheet = sheet
)

// NewFolderOn is NewFolder on another disk than that of the machine.
func NewFolderOn(dir string, on func(Disk) Disk) *Bucket {
	return newBucket(folder{dir, func(root *os.Root) disk { return on(onDisk(root)) }}, "", dir)
}
