package entryguardtf

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func credentialSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "What EntryGuard uses to reach a cloud provider. EntryGuard cannot change a credential and never shows its secret, so a change replaces it. " +
			"It refuses to delete one that resources use: write `lifecycle { create_before_destroy = true }`, so that a replacement is created first, " +
			"the resources are pointed to it, and the old one goes last.",
		Attributes: map[string]schema.Attribute{
			"name":            requiredText("Name of the credential. " + replacesText),
			"cloud_provider":  requiredText("Cloud provider: `AWS`, `GCP`, `AZURE`, `APISIX` or `VERCEL`. Another value is sent as it is, with a warning. " + replacesText),
			"credential_type": requiredText("What kind of credential it is: `ACCESS_KEY` (AWS), `SERVICE_ACCOUNT` (GCP), `SERVICE_PRINCIPAL` (AZURE), or another one that EntryGuard knows. " + replacesText),
			"credential_data": schema.MapAttribute{
				Optional: true, Sensitive: true, ElementType: types.StringType,
				MarkdownDescription: "The secret, e.g. `{ accessKeyId = …, secretAccessKey = … }` for an AWS access key. It is kept in state; `credential_data_wo` is not. " +
					"Exactly one of the two must be set. A change replaces the object; the first value after an import is adopted without a replacement, because EntryGuard never shows the secret.",
				Validators: []validator.Map{mapvalidator.SizeAtLeast(1), mapvalidator.NoNullValues()},
			},
			"credential_data_wo": schema.MapAttribute{
				Optional: true, Sensitive: true, WriteOnly: true, ElementType: types.StringType,
				MarkdownDescription: "The secret, as in `credential_data`, but write-only: it is never kept in plan or state. It needs Terraform 1.11 or OpenTofu 1.11, " +
					"and `credential_data_wo_version`.",
				Validators: []validator.Map{
					mapvalidator.SizeAtLeast(1), mapvalidator.NoNullValues(),
					mapvalidator.AlsoRequires(path.MatchRoot("credential_data_wo_version")),
				},
			},
			"credential_data_wo_version": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: "Change this number whenever you change `credential_data_wo`: Terraform cannot see that by itself. " +
					"A change replaces the object; the first value after an import does not.",
				Validators: []validator.Int64{int64validator.AlsoRequires(path.MatchRoot("credential_data_wo"))},
			},
			"is_valid": schema.BoolAttribute{
				Computed: true,
				MarkdownDescription: "Whether EntryGuard could use the credential when it last verified it; null until it did, which it does by itself some seconds after the creation. " +
					"The value is the one of the last refresh.",
				PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
			"verification_error": computedText("What went wrong when EntryGuard last verified the credential; null if nothing did. The value is the one of the last refresh."),
			"created_at":         computedText("When the credential was created (RFC 3339)."),
		},
	}
}
