package blockers

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// OnActiveSessionsDefault is the value of on_active_sessions where none is set.
const OnActiveSessionsDefault = "fail"

// onActiveSessions are the values of on_active_sessions, and what each asks of the
// engine. Only what is in this table is accepted.
var onActiveSessions = map[string]deletion.OnInUse{
	OnActiveSessionsDefault: deletion.Refuse,
	"wait":                  deletion.Wait,
	"stop":                  deletion.Stop,
}

// OnActiveSessionsAttribute is the schema of on_active_sessions.
func OnActiveSessionsAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true,
		Computed: true,
		Default:  stringdefault.StaticString(OnActiveSessionsDefault),
		MarkdownDescription: "What destroying does while sessions use the resource. `fail` (default): destroying is an error that names the sessions. " +
			"`wait`: it waits, within `timeouts.delete`, until they have ended; the plan says which of them end later. `stop`: it ends them, each for everything that it opens, and then deletes the resource; " +
			"the plan names whose sessions it will end, and if other people use the resource when it is applied, no session is ended and nothing is deleted. " +
			"The value that counts is the one in state: apply a change of it before you destroy.",
		Validators: []validator.String{stringvalidator.OneOf(slices.Sorted(maps.Keys(onActiveSessions))...)},
	}
}

// OnActiveSessions reads the attribute.
func OnActiveSessions(value types.String) deletion.OnInUse {
	return onActiveSessions[value.ValueString()]
}
