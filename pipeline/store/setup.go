package store

import (
	"context"
	"errors"
	"fmt"
)

// A Need is a setting of an S3 bucket that publishing to it asks for.
type Need string

// The needs. The archive has the first only.
const (
	NeedBucket Need = "bucket"      // the bucket exists
	NeedPublic Need = "public_read" // anybody may read, not list, what is below the prefix
	NeedOrigin Need = "cors"        // and so may web pages of any origin
)

// An Outcome is what became of a need.
type Outcome string

// The outcomes.
const (
	OutcomePresent Outcome = "present" // it was met
	OutcomeDone    Outcome = "done"    // it is met now
	OutcomeMissing Outcome = "missing" // it is not met, and nothing was written
	OutcomeRefused Outcome = "refused" // the server does not let us, or does not know how
)

// A Step is a need and what became of it.
type Step struct {
	Need    Need    `json:"need"`
	Outcome Outcome `json:"outcome"`
	Reason  string  `json:"reason,omitempty"`  // why the server refused
	Command string  `json:"command,omitempty"` // what meets a need that is not met, in a shell and without secrets
}

// errNotKept is what becomes of a setting that a server accepts and forgets.
var errNotKept = errors.New("the storage accepts the setting and does not keep it")

// SetUp meets the needs of the bucket that the options name, in their order,
// and writes only what is missing: settings that others made stay as they are.
// A server that refuses is no error, its step says so; one that cannot be
// reached, or does not let us list the bucket, is. Nobody else may change the
// same settings at the same time: S3 has no condition for them.
func SetUp(ctx context.Context, options S3Options, needs ...Need) ([]Step, error) {
	return setUp(ctx, options, needs, true)
}

// Inspect is [SetUp] without writing: what would be done is missing.
func Inspect(ctx context.Context, options S3Options, needs ...Need) ([]Step, error) {
	return setUp(ctx, options, needs, false)
}

func setUp(ctx context.Context, options S3Options, needs []Need, write bool) ([]Step, error) {
	name, prefix, err := options.bucket()
	if err != nil {
		return nil, fmt.Errorf("set up: %w", err)
	}
	s := setup{prefix: prefix, endpoint: options.Endpoint, write: write}
	if s.remote, err = connect(ctx, name, options); err == nil {
		_, err = s.remote.reach(ctx, prefix)
	}
	if err != nil && !errors.Is(err, ErrNoBucket) {
		return nil, fmt.Errorf("set up s3://%s: %w", name, err)
	}
	var steps []Step
	for _, need := range needs {
		step, err := s.step(ctx, need)
		if err != nil {
			return nil, fmt.Errorf("set up s3://%s: %s: %w", name, need, err)
		}
		steps = append(steps, step)
	}
	return steps, nil
}

// setup is a bucket whose settings are looked at, and written where write says
// so.
type setup struct {
	remote   remote
	prefix   string // empty, or the part of the bucket that is public
	endpoint string
	write    bool
}

// A setting is one way to meet a need.
type setting interface {
	// there reports whether the need is met.
	there(ctx context.Context) (bool, error)
	// set meets the need, after there said that it is not met.
	set(ctx context.Context) error
	// command is what does the same in a shell, as far as there could find out.
	command() string
}

func (s setup) setting(need Need) (setting, error) {
	switch need {
	case NeedBucket:
		return existence{s}, nil
	case NeedOrigin:
		return &origins{setup: s}, nil
	}
	return newPolicy(s)
}

// step looks, writes, and looks again.
func (s setup) step(ctx context.Context, need Need) (Step, error) {
	setting, err := s.setting(need)
	if err != nil {
		return Step{}, err
	}
	met, err := setting.there(ctx)
	switch {
	case met:
		return Step{Need: need, Outcome: OutcomePresent}, nil
	case !s.write && (err == nil || errors.Is(err, ErrNoBucket)):
		return Step{Need: need, Outcome: OutcomeMissing, Command: setting.command()}, nil
	}
	if err == nil {
		err = setting.set(ctx)
	}
	if err == nil {
		met, err = setting.there(ctx)
	}
	switch {
	case met:
		return Step{Need: need, Outcome: OutcomeDone}, nil
	case err == nil:
		err = errNotKept
	case errors.Is(err, ErrUnavailable) || ctx.Err() != nil:
		return Step{}, err
	}
	return Step{Need: need, Outcome: OutcomeRefused, Reason: err.Error(), Command: setting.command()}, nil
}
