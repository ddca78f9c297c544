package artifact

import (
	"sync"

	"github.com/apache/thrift/lib/go/thrift"
	"github.com/klauspost/compress/zstd"
)

// Workers encode rows, several at once. Files that are written at the same time
// share them, so that no more than so many pieces of work are under way, whatever
// the number of files. They are safe for concurrent use.
type Workers struct{ idle chan *worker }

// A worker has what one piece of work at a time needs, again and again.
type worker struct {
	zstd       *zstd.Encoder
	serializer *thrift.TSerializer

	levels, indexes []uint32
	body, packed    []byte
}

// NewWorkers returns n workers.
func NewWorkers(n int) (*Workers, error) {
	w := &Workers{idle: make(chan *worker, n)}
	for range n {
		// A frame for every page, even an empty one: readers expect it. The window
		// holds the largest page. Numbers of a dictionary rarely repeat in a row, and
		// yet some are more frequent than others.
		encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithZeroFrames(true),
			zstd.WithWindowSize(4<<20), zstd.WithAllLitEntropyCompression(true))
		if err != nil {
			return nil, err
		}
		serializer := thrift.NewTSerializer()
		serializer.Protocol = thrift.NewTCompactProtocolConf(serializer.Transport, nil)
		w.idle <- &worker{zstd: encoder, serializer: serializer}
	}
	return w, nil
}

// each calls do with 0 to n-1, each with a worker of its own, and returns when
// all is done.
func (w *Workers) each(n int, do func(own *worker, i int)) {
	var all sync.WaitGroup
	for i := range n {
		own := <-w.idle
		all.Go(func() {
			defer func() { w.idle <- own }()
			do(own, i)
		})
	}
	all.Wait()
}
