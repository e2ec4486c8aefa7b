package entryguard

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/share"
)

// maxAge is how old a kept list may be. It is short because other people
// change the organization, too.
const maxAge = 30 * time.Second

// A sharedList is one list of the API for all who ask.
type sharedList[T identified] struct {
	ask  func(context.Context) ([]T, error)
	kept share.One[listed[T]]
}

// A listed is what one list request answered.
type listed[T identified] struct {
	all  []T
	byID map[string]T // by lower-case ID
}

// shareList shares the lists of one kind of objects. What the process writes makes
// them old: it may not show in them.
func shareList[T identified](c *Client, ask func(context.Context) ([]T, error)) *sharedList[T] {
	return &sharedList[T]{ask: ask, kept: share.One[listed[T]]{Rule: share.Rule{
		Age: maxAge,
		ErrorAge: func(err error) time.Duration {
			if refusedAtAll(deletion.AsFailure(err)) {
				return maxAge
			}
			return 0
		},
		Version: c.written.Load,
	}}}
}

// get returns a list that began after the process's last write and not longer
// than maxAge ago. Its error is a *deletion.Failure.
func (s *sharedList[T]) get(ctx context.Context) (listed[T], error) {
	list, err := s.kept.Get(ctx, func(ctx context.Context) (listed[T], error) {
		all, err := s.ask(ctx)
		if err != nil {
			return listed[T]{}, err
		}
		byID := make(map[string]T, len(all))
		for _, object := range all {
			byID[strings.ToLower(object.identifier())] = object
		}
		return listed[T]{all, byID}, nil
	})
	return list, asFailure(err)
}

// everything returns all objects of the list.
func (s *sharedList[T]) everything(ctx context.Context) ([]T, error) {
	list, err := s.get(ctx)
	return slices.Clone(list.all), err
}

// find returns the object out of the list. One that the list does not show is
// asked for by itself, so that NotFound is always the object's own answer; so
// is every object where the list is refused.
func (s *sharedList[T]) find(ctx context.Context, id string, itself func(context.Context, string) (T, error)) (T, error) {
	list, err := s.get(ctx)
	if err != nil && !refusedAtAll(deletion.AsFailure(err)) {
		var none T
		return none, err
	}
	if found, ok := list.byID[strings.ToLower(id)]; ok {
		return found, nil
	}
	return itself(ctx, id)
}

// refusedAtAll reports whether a list failed for a reason that asking again
// does not change: one answer is enough for all who ask. So is one that is
// broken: a single object may be what breaks it.
func refusedAtAll(f *deletion.Failure) bool {
	switch f.Reason {
	case deletion.Throttled, deletion.Unauthenticated:
		return false
	case deletion.Unavailable:
		return good(f.Status)
	case deletion.Unclassified, deletion.NotFound, deletion.InUse, deletion.Busy, deletion.Denied, deletion.Protected,
		deletion.Invalid, deletion.Unsupported, deletion.QuotaExceeded, deletion.Lost, deletion.Cancelled:
	}
	return f.Status != 0
}

// asFailure makes the error of a shared fetch the caller's own *deletion.Failure,
// to which the caller may add. One that is none is the cause of a context that
// ended.
func asFailure(err error) error {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*deletion.Failure](err); ok {
		own := *f
		return &own
	}
	return &deletion.Failure{Err: err}
}
