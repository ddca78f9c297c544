package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// errExposed means that the archive, printed already, is open to strangers.
var errExposed = errors.New("anybody can see the archive, without credentials: it holds what was received; make it private before the next run")

func newStore(o *options) *cobra.Command {
	c := &cobra.Command{
		Use:   "store",
		Short: "prepare the storage that canevas run publishes to",
		Args:  arguments(0, 0, "one of its own commands: init"),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newStoreInit(o))
	return c
}

func newStoreInit(o *options) *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use:   "init",
		Short: "make what is published readable by anybody, and see that the archive is not",
		Long: `Init creates the buckets or folders of the configuration where they are missing,
lets anybody read, and not list, what is published, from any web page too, and
then asks as a stranger for what is in both: the archive must not answer.
Settings that others made stay as they are. What a server does not let the
program do is printed as a command for its operator.

Without a configuration it prepares the embedded storage. Run again, it writes
nothing.`,
		Args: arguments(0, 0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error { return o.storeInit(c.Context(), dry) },
	}
	o.addTo(c)
	o.addArchive(c)
	c.Flags().BoolVar(&dry, "dry-run", false, "say what would be done, and write nothing")
	return c
}

// A storage is the two places that canevas store init prepares, in JSON.
type storage struct {
	DryRun  bool  `json:"dry_run"`
	Public  ready `json:"public"`
	Archive ready `json:"archive"`
}

// A ready is what became of a place.
type ready struct {
	Place      string           `json:"place"`
	Steps      []store.Step     `json:"steps"`
	Versioning store.Versioning `json:"versioning,omitempty"` // empty: a folder, or a bucket that is not there
	Stranger   *store.Stranger  `json:"stranger,omitempty"`   // nil: nobody could be asked
}

func (o *options) storeInit(ctx context.Context, dry bool) error {
	c, err := o.resolve()
	if err != nil {
		return err
	}
	found := storage{DryRun: dry}
	if c.Publish.To == "" && c.Archive == "" {
		found.Public, found.Archive, err = o.prepareEmbedded(ctx, dry)
	} else {
		found.Public, found.Archive, err = c.prepare(ctx, dry)
	}
	if err != nil {
		return err
	}
	if o.json {
		err = o.printJSON("store-init", found)
	} else {
		o.printStorage(found)
	}
	if s := found.Archive.Stranger; err == nil && s != nil && (s.Read || s.List) {
		err = errExposed
	}
	return err
}

// prepare prepares the operator's own storage.
func (c *configuration) prepare(ctx context.Context, dry bool) (public, private ready, err error) {
	if c.Publish.To == "" || c.Archive == "" {
		return public, private, usage("--to and --archive are expected together: where the public reads, and a private folder or s3://bucket/prefix")
	}
	// The public first, so that the archive is asked for as it will be.
	public, err = c.prepareOne(ctx, c.Publish.To, dry, publicNeeds...)
	if err == nil {
		private, err = c.prepareOne(ctx, c.Archive, dry, store.NeedBucket)
	}
	return public, private, err
}

var publicNeeds = []store.Need{store.NeedBucket, store.NeedPublic, store.NeedOrigin}

func (c *configuration) prepareOne(ctx context.Context, place string, dry bool, needs ...store.Need) (ready, error) {
	if dir, ok := folderOf(place); ok {
		return prepareFolder(ctx, dir, dry)
	}
	if !strings.HasPrefix(place, "s3://") {
		return ready{}, usage("a place is a folder or s3://bucket/prefix") // what it is instead may hold a password
	}
	return prepareBucket(ctx, c.s3Options(place), dry, needs...)
}

// prepareFolder creates a folder. Who may read it is for its operator to say.
func prepareFolder(ctx context.Context, dir string, dry bool) (ready, error) {
	step := store.Step{Need: store.NeedBucket, Outcome: store.OutcomePresent}
	err := store.NewFolder(dir).Reach(ctx)
	if errors.Is(err, store.ErrNoBucket) {
		if step.Outcome, err = store.OutcomeMissing, nil; !dry {
			step.Outcome = store.OutcomeDone
			_, err = store.MakeFolder(dir)
		}
	}
	return ready{Place: dir, Steps: []store.Step{step}}, err
}

// prepareBucket meets the needs of a bucket, and asks what a stranger sees of
// it.
func prepareBucket(ctx context.Context, options store.S3Options, dry bool, needs ...store.Need) (ready, error) {
	found := ready{Place: options.URL}
	fit := store.SetUp
	if dry {
		fit = store.Inspect
	}
	var err error
	if found.Steps, err = fit(ctx, options, needs...); err != nil {
		return found, err
	}
	if there := found.Steps[0].Outcome; there == store.OutcomeMissing || there == store.OutcomeRefused {
		return found, nil
	}
	if found.Versioning, err = store.FindVersioning(ctx, options); err != nil {
		return found, err
	}
	found.Stranger, err = askStranger(ctx, options, dry)
	return found, err
}

// scratch is the object that is written to an empty place, and removed, so that
// there is something to ask for.
const scratch = ".probe/init/object"

// askStranger asks for an object of a place as somebody without credentials
// would. In a place that is empty nobody is asked when nothing may be written.
func askStranger(ctx context.Context, options store.S3Options, dry bool) (*store.Stranger, error) {
	b, err := store.NewS3(ctx, options)
	if err != nil {
		return nil, err
	}
	key, err := firstKey(ctx, b)
	if err != nil || key == "" && dry {
		return nil, err
	}
	if key == "" {
		key = scratch
		if err := b.Put(ctx, key, store.Bytes([]byte("x"), "text/plain", "no-store")); err != nil {
			return nil, err
		}
	}
	found, err := store.AskStranger(ctx, options, key)
	if key == scratch && !dry {
		// A key for publishing need not be one for deleting.
		if deleting := b.Delete(ctx, key); err == nil && !errors.Is(deleting, store.ErrDenied) {
			err = deleting
		}
	}
	return &found, err
}

// firstKey returns the first object of a bucket, or "".
func firstKey(ctx context.Context, b *store.Bucket) (string, error) {
	for info, err := range b.List(ctx, "") {
		return info.Key, err
	}
	return "", nil
}

// prepareEmbedded prepares the embedded storage. A dry run starts it only if it
// is there.
func (o *options) prepareEmbedded(ctx context.Context, dry bool) (public, private ready, err error) {
	if _, err := os.Stat(filepath.Join(o.data, "s3")); dry && err != nil {
		for _, need := range publicNeeds {
			public.Steps = append(public.Steps, store.Step{Need: need, Outcome: store.OutcomeMissing})
		}
		private.Steps = public.Steps[:1]
		public.Place, private.Place = "s3://"+publicBucket, "s3://"+archiveBucket
		return public, private, nil
	}
	g, err := startGateway(o.data)
	if err != nil {
		return public, private, err
	}
	public, err = prepareBucket(ctx, g.Options(publicBucket), dry, publicNeeds...)
	if err == nil {
		private, err = prepareBucket(ctx, g.Options(archiveBucket), dry, store.NeedBucket)
	}
	if err != nil {
		return public, private, closing(&destination{gateway: g}, err)
	}
	return public, private, g.Close()
}
