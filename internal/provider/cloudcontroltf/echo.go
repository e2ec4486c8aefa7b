package cloudcontroltf

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// echoKey is the key in private state under which is kept what the service made
// of our last write. See cfschema.Echo.
const echoKey = "echo.v1"

// An echoRecord is an echo as it is stored. Its key is random and made anew with
// each write, so that equal values do not show as such, neither beside each other
// nor over time.
type echoRecord struct {
	Key    []byte          `json:"key,omitempty"`
	Places json.RawMessage `json:"places,omitempty"`
	// Unread says that the object could not be read after the write: the next
	// refresh is the first to see what the service made of it.
	Unread bool `json:"unread,omitempty"`
}

// readEcho returns what the service made of the last write, nil where that is
// not known, and whether the next look at the object is to find that out. A record
// that cannot be read is as good as none.
func readEcho(ctx context.Context, private destroy.PrivateState, diags *diag.Diagnostics) (echo *cfschema.Echo, unread bool) {
	data, problems := private.GetKey(ctx, echoKey)
	diags.Append(problems...)
	var saved echoRecord
	if len(data) == 0 || json.Unmarshal(data, &saved) != nil {
		return nil, false
	}
	echo, err := cfschema.DecodeEcho(saved.Key, saved.Places)
	if err != nil {
		return nil, false
	}
	return echo, saved.Unread
}

// saveEcho keeps an echo; nil where the object could not be read.
func saveEcho(ctx context.Context, private destroy.PrivateState, key []byte, echo *cfschema.Echo) diag.Diagnostics {
	record := echoRecord{Unread: echo == nil}
	var err error
	if echo != nil {
		record.Key = key
		record.Places, err = json.Marshal(echo)
	}
	data, wrong := json.Marshal(record)
	if err != nil || wrong != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("What the service made of the properties could not be saved", "This is a fault of the provider: the record cannot be written as JSON.")}
	}
	return private.SetKey(ctx, echoKey, data)
}

// hear notes what the service made of the properties that were just written, and
// warns of what it did not make of the ones before. Live is nil where the object
// could not be read. Without the type's schema nobody can tell what is another
// form of a value, so nothing is noted.
func (c *call) hear(ctx context.Context, private destroy.PrivateState, obj deletion.Object, written, live any) diag.Diagnostics {
	if !c.Described {
		return private.SetKey(ctx, echoKey, nil)
	}
	if live == nil {
		return saveEcho(ctx, private, nil, nil)
	}
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // never fails: the program would end
	before := c.echo
	c.echo = c.Schema.Echo(key, written, c.shownFor(live, written))
	diags := saveEcho(ctx, private, key, c.echo)
	diags.Append(c.echoWarning(obj, before)...)
	return diags
}

// hearImport notes that what an import found is what the service shows of it.
func (c *call) hearImport(ctx context.Context, private destroy.PrivateState) diag.Diagnostics {
	if !c.Described {
		return nil
	}
	return saveEcho(ctx, private, nil, c.Schema.Echo(nil, nil, map[string]any{}))
}

// shownOf is what reads showed of the properties after the last write: an answer
// without the others is a whole one.
func shownOf(properties any, echo *cfschema.Echo) any {
	var hidden []jsonvalue.Path
	for _, difference := range echo.Differences() {
		if !difference.Shown {
			hidden = append(hidden, difference.Path)
		}
	}
	return jsonvalue.Without(properties, hidden)
}

// shownFor is a live model as it is held against the properties in state: without
// what sensitive_properties and the provider's default tags set.
func (c *call) shownFor(live, properties any) any {
	return c.withoutDefaults(c.veiled(live, properties), properties)
}

// mostNamed is how many properties a warning names.
const mostNamed = 20

// echoWarning names the properties that the service shows in another form than
// they were written in, or not at all, as far as it did not do so before. Values
// are left to the plan, which hides what is sensitive.
func (c *call) echoWarning(obj deletion.Object, before *cfschema.Echo) diag.Diagnostics {
	known := before.Differences()
	var formed, hidden []string
	for _, difference := range c.echo.Differences() {
		same := func(other cfschema.Difference) bool {
			return other.Shown == difference.Shown && slices.Equal(other.Path, difference.Path)
		}
		switch name := c.secrets.Hide(difference.Path.Dotted()); {
		case slices.ContainsFunc(known, same):
		case difference.Shown:
			formed = append(formed, name)
		default:
			hidden = append(hidden, name)
		}
	}
	if len(formed)+len(hidden) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("The service does not show all properties of "+nameable(obj).String()+" as they were written",
		destroy.Sections(
			namesText("In another form:", formed), namesText("Not at all, so the service may have ignored them:", hidden),
			"This is not drift, and the next plan does not show it again. Later changes show."))}
}

// namesText is a heading and a list of names; empty where there are none.
func namesText(heading string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	more := ""
	if n := len(names) - mostNamed; n > 0 {
		names, more = names[:mostNamed], fmt.Sprintf("\n  - and %d more", n)
	}
	return heading + "\n  - " + strings.Join(names, "\n  - ") + more
}

// refreshed returns prior with the values of the live model.
func (c *call) refreshed(prior, live any) any {
	shown := c.shownFor(live, prior)
	fresh := c.secrets.Scrubbed(c.Schema.RefreshEchoed(prior, shown, c.echo), prior)
	if c.Described {
		return fresh
	}
	// Which properties are write-only is not known, so one that the live model
	// lacks may be just that.
	return jsonvalue.Merge(prior, fresh)
}
