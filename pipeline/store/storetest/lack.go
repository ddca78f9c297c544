package storetest

// A Lack is something that a kind of storage does not do. It takes the promises
// that need it out of the contract, and no others.
type Lack string

const (
	// InPlace storages write over an object where it stands: a reader may see
	// half of it, a writer that dies leaves half of it, and between the look at a
	// condition and the end of the write another writer may come.
	// [store.Bucket.Probe] is one writer alone, to whom their conditions seem
	// real.
	InPlace Lack = "writes over objects in place"

	// Unconditional storages write whatever the condition, without a word.
	Unconditional Lack = "ignores conditions"

	// Tearing storages may answer a reader, while an object is replaced, with the
	// size of one state and the bytes of another, and no checksum.
	Tearing Lack = "tears what is read"

	// Locking storages have a writer wait for those who read the object, and cut
	// off a reader who makes it wait for long, who then sees an error.
	Locking Lack = "writes wait for readers"
)
