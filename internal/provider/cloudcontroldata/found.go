package cloudcontroldata

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/query"
)

// A look is what came of one listed object: a result, or why it could not be read.
// Neither: it is not wanted.
type look struct {
	object deletion.Object
	result *list.ListResult
	unread error
}

// each looks at some listed objects, and returns what came of it in their order.
func (s *search) each(ctx context.Context, listed []cloudcontrol.Description) []look {
	looks := make([]look, len(listed))
	var all sync.WaitGroup
	for i, one := range listed {
		all.Go(func() {
			looks[i].object = s.object(one)
			looks[i].result, looks[i].unread = s.result(ctx, one)
		})
	}
	all.Wait()
	return looks
}

// result is what Terraform gets of a listed object; nil where it is not wanted.
func (s *search) result(ctx context.Context, listed cloudcontrol.Description) (*list.ListResult, error) {
	live, err := s.shown(listed)
	if err == nil && s.mustRead(live) {
		listed, live, err = s.read(ctx, listed)
	}
	switch {
	case deletion.ReasonOf(err) == deletion.NotFound:
		return new(query.Saying(query.Vanished(s.object(listed).String()))), nil
	case err != nil && !s.request.IncludeResource && len(s.tags) == 0:
		return s.found(ctx, listed, nil, s.unnamed(err)), nil // it was read for its name alone
	case err != nil:
		return nil, err
	case !s.tagged(live):
		return nil, nil
	}
	var notices diag.Diagnostics
	if s.request.IncludeResource {
		notices = s.incomplete(live)
	}
	return s.found(ctx, listed, live, notices), nil
}

func (s *search) object(listed cloudcontrol.Description) deletion.Object {
	return deletion.Object{Type: s.Target.TypeName, ID: listed.Identifier, Home: s.home}
}

// mustRead reports whether the list says too little of an object.
func (s *search) mustRead(live any) bool {
	switch {
	case s.request.IncludeResource:
		return true
	case len(s.tags) > 0 && !s.Schema.ShowsTags(live):
		return true
	}
	return s.Schema.MayBeNamed() && s.Schema.Name(live) == "" && !s.warned.said(namesUnread)
}

// read returns an object as a read shows it.
func (s *search) read(ctx context.Context, listed cloudcontrol.Description) (cloudcontrol.Description, any, error) {
	ctx, cancel := deletion.WithTimeout(ctx, attributes.DefaultReadTimeout)
	defer cancel()
	found, err := s.Client.Get(ctx, s.Target, listed.Identifier)
	if err != nil {
		return listed, nil, err
	}
	live, err := jsonvalue.Decode(found.Properties)
	return found, live, err
}

// tagged reports whether an object has all tags that are asked for.
func (s *search) tagged(live any) bool {
	if len(s.tags) == 0 {
		return true
	}
	tags, _ := s.Schema.TagsAll(live, nil).(map[string]any)
	for key, value := range s.tags {
		if has, there := tags[key]; !there || has != value {
			return false
		}
	}
	return true
}

// found is an object that is wanted.
func (s *search) found(ctx context.Context, listed cloudcontrol.Description, live any, notices diag.Diagnostics) *list.ListResult {
	return new(s.of.Result(ctx, s.request, query.Found{
		Identity: map[string]string{
			typeNameAttribute: s.Target.TypeName, identifierAttribute: listed.Identifier, regionAttribute: s.Target.Region, "account_id": s.home.Account,
		},
		Name:     displayName(s.Schema.Name(live), listed.Identifier),
		Resource: cloudcontroltf.NewFound(s.of.Data, listed),
		Notices:  notices,
	}))
}

// displayName is what people know an object by: its name, and its identifier where
// that does not have it.
func displayName(name, identifier string) string {
	if name == "" || slices.Contains(strings.Split(identifier, "|"), name) {
		return identifier
	}
	return name + " (" + identifier + ")"
}

// The warnings that a search gives once.
const (
	namesUnread = "names unread"
	unshown     = "unshown"
)

// onces are the warnings that were given.
type onces struct{ given sync.Map }

// first reports whether a warning was not given before, and notes it.
func (o *onces) first(warning string) bool {
	_, before := o.given.LoadOrStore(warning, true)
	return !before
}

func (o *onces) said(warning string) bool {
	_, before := o.given.Load(warning)
	return before
}

// unnamed says that objects cannot be read for their names. From then on none is.
func (s *search) unnamed(err error) diag.Diagnostics {
	if !s.warned.first(namesUnread) {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Objects of "+s.Target.TypeName+" are shown by identifier alone",
		destroy.Sections("Reading one of them for its name failed.", s.about().FailureText(destroy.Reading, deletion.AsFailure(err))))}
}

// incomplete says what a person must write into configuration that is generated of
// the state: what the type requires and no read shows.
func (s *search) incomplete(live any) diag.Diagnostics {
	missing := s.Schema.Unpatchable(s.Schema.Configurable(live), nil)
	if len(missing) == 0 || !s.warned.first(unshown) {
		return nil
	}
	names := make([]string, len(missing))
	for i, at := range missing {
		names[i] = "\n  - " + at.Dotted()
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("No read shows all that "+s.Target.TypeName+" requires",
		destroy.Sections("Generated configuration lacks these required properties:"+strings.Join(names, ""),
			"Without them the object can be imported and destroyed, but not changed.",
			destroy.Remedies([]string{"before you change such an object, set them in sensitive_properties"})))}
}
