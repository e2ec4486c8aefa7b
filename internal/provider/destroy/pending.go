package destroy

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// PendingAttributeName is the attribute that names an unfinished operation. It
// says in state what private state says too, because after a taint Delete
// receives empty private state, and because people can read it.
const PendingAttributeName = "pending_operation"

// pendingOperation is the attribute pending_operation.
type pendingOperation struct {
	Kind        types.String `tfsdk:"kind"`
	Token       types.String `tfsdk:"token"`
	RequestedAt types.String `tfsdk:"requested_at"`
}

// PendingOperationTypes are the types of pending_operation.
var PendingOperationTypes = map[string]attr.Type{
	"kind":         types.StringType,
	"token":        types.StringType,
	"requested_at": types.StringType,
}

// PendingOperationAttribute is the schema of pending_operation.
func PendingOperationAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Computed: true,
		MarkdownDescription: "An operation on this object that was requested and whose end is not known, because Terraform was interrupted, " +
			"the timeout ran out or the API could not be asked. Null otherwise. The next run continues it; nothing is requested twice.",
		Attributes: map[string]schema.Attribute{
			"kind":         schema.StringAttribute{Computed: true, MarkdownDescription: "`CREATE`, `UPDATE` or `DELETE`."},
			"token":        schema.StringAttribute{Computed: true, MarkdownDescription: "Token of the operation (Cloud Control: `RequestToken`)."},
			"requested_at": schema.StringAttribute{Computed: true, MarkdownDescription: "When it was requested (RFC 3339, UTC)."},
		},
	}
}

// NoPendingOperation is the attribute's value where nothing is under way.
func NoPendingOperation() types.Object { return types.ObjectNull(PendingOperationTypes) }

// PendingFrom returns op as the attribute shows it; null for an operation that
// has ended or has no token.
func PendingFrom(op *deletion.Operation) types.Object {
	if op == nil || op.Token == "" || op.State != deletion.UnderWay {
		return NoPendingOperation()
	}
	requestedAt := types.StringNull()
	if !op.RequestedAt.IsZero() {
		requestedAt = types.StringValue(op.RequestedAt.UTC().Format(time.RFC3339))
	}
	return types.ObjectValueMust(PendingOperationTypes, map[string]attr.Value{
		"kind":         types.StringValue(op.Kind.String()),
		"token":        types.StringValue(op.Token),
		"requested_at": requestedAt,
	})
}

// PendingTo returns the operation that the attribute names, nil where it is
// null.
func PendingTo(ctx context.Context, value types.Object, obj deletion.Object) (*deletion.Operation, diag.Diagnostics) {
	if value.IsNull() || value.IsUnknown() {
		return nil, nil
	}
	var pending pendingOperation
	diags := value.As(ctx, &pending, basetypes.ObjectAsOptions{})
	if diags.HasError() || pending.Token.ValueString() == "" {
		return nil, diags
	}
	op := &deletion.Operation{
		Kind:       deletion.ParseKind(pending.Kind.ValueString()),
		Token:      pending.Token.ValueString(),
		ObjectType: obj.Type,
		ObjectID:   obj.ID,
	}
	// A time that cannot be read only makes the operation look old.
	if at, err := time.Parse(time.RFC3339, pending.RequestedAt.ValueString()); err == nil {
		op.RequestedAt = at
	}
	return op, diags
}
