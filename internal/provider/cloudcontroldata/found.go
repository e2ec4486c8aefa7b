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
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/query"
)

// each returns the results of some listed objects, in their order; those that are
// not wanted have none.
func (s *search) each(ctx context.Context, listed []cloudcontrol.Description) []list.ListResult {
	results := make([]*list.ListResult, len(listed))
	var all sync.WaitGroup
	for i, one := range listed {
		all.Go(func() { results[i] = s.result(ctx, one) })
	}
	all.Wait()
	var wanted []list.ListResult
	for _, result := range results {
		if result != nil {
			wanted = append(wanted, *result)
		}
	}
	return wanted
}

// result is what Terraform gets of a listed object; nil where it is not wanted.
func (s *search) result(ctx context.Context, listed cloudcontrol.Description) *list.ListResult {
	live, err := s.shown(listed)
	if err == nil && s.mustRead(live) {
		listed, live, err = s.read(ctx, listed)
	}
	switch {
	case deletion.ReasonOf(err) == deletion.NotFound:
		return saying(s.leftOut(listed.Identifier))
	case err != nil && !s.request.IncludeResource && len(s.tags) == 0:
		return s.found(ctx, listed, nil, s.unnamed(err)) // it was read for its name alone
	case err != nil:
		var diags diag.Diagnostics
		s.fail(&diags, "read", s.object(listed), s.schema.Read, err, nil)
		return saying(diags)
	case !s.tagged(live):
		return nil
	}
	var notices diag.Diagnostics
	if s.request.IncludeResource {
		notices = s.incomplete(live)
	}
	return s.found(ctx, listed, live, notices)
}

func (s *search) object(listed cloudcontrol.Description) deletion.Object {
	return deletion.Object{Type: s.target.TypeName, ID: listed.Identifier, Home: s.home}
}

func saying(diags diag.Diagnostics) *list.ListResult { return new(query.Saying(diags)) }

// mustRead reports whether the list says too little of an object.
func (s *search) mustRead(live any) bool {
	switch {
	case s.request.IncludeResource:
		return true
	case len(s.tags) > 0 && !s.schema.ShowsTags(live):
		return true
	}
	return s.schema.MayBeNamed() && s.schema.Name(live) == "" && !s.warned.said(namesUnread)
}

// read returns an object as a read shows it.
func (s *search) read(ctx context.Context, listed cloudcontrol.Description) (cloudcontrol.Description, any, error) {
	ctx, cancel := deletion.WithTimeout(ctx, attributes.DefaultReadTimeout)
	defer cancel()
	found, err := s.client.Get(ctx, s.target, listed.Identifier)
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
	tags, _ := s.schema.TagsAll(live, nil).(map[string]any)
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
			typeNameAttribute: s.target.TypeName, identifierAttribute: listed.Identifier, regionAttribute: s.target.Region, "account_id": s.home.Account,
		},
		Name:     displayName(s.schema.Name(live), listed.Identifier),
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
	var about destroy.Explanation
	if s.schema.Read != nil {
		about.Allow = blockers.Allow(s.schema.Read.Permissions)
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Objects of "+s.target.TypeName+" are shown by identifier alone",
		destroy.Sections("Reading one of them for its name failed.", about.FailureText(destroy.Reading, deletion.AsFailure(err))))}
}

// leftOut says that a listed object is not there.
func (s *search) leftOut(identifier string) diag.Diagnostics {
	return diag.Diagnostics{diag.NewWarningDiagnostic("An object of "+s.target.TypeName+" was listed and cannot be found",
		"It is left out: "+identifier+". The list shows it, and a read does not find it. It may have been deleted just now.")}
}

// incomplete says what a person must write into configuration that is generated of
// the state: what the type requires and no read shows.
func (s *search) incomplete(live any) diag.Diagnostics {
	missing := s.schema.Unpatchable(s.schema.Configurable(live), nil)
	if len(missing) == 0 || !s.warned.first(unshown) {
		return nil
	}
	names := make([]string, len(missing))
	for i, at := range missing {
		names[i] = "\n  - " + at.Dotted()
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("No read shows all that "+s.target.TypeName+" requires",
		destroy.Sections("Generated configuration lacks these required properties:"+strings.Join(names, ""),
			"Without them the object can be imported and destroyed, but not changed.",
			destroy.Remedies([]string{"before you change such an object, set them in sensitive_properties"})))}
}
