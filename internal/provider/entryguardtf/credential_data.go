package entryguardtf

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/spelling"
)

// credentialKeys are the keys of a secret by the type of the credential, as far as
// EntryGuard documents them (entryguard-api.md section 6). Of a service account it
// takes the file that Google makes, in which there may be others.
var credentialKeys = map[string][]string{
	"ACCESS_KEY": {"accessKeyId", "secretAccessKey"},
	"SERVICE_ACCOUNT": {
		"type", "project_id", "private_key_id", "private_key", "client_email", "client_id",
		"auth_uri", "token_uri", "auth_provider_x509_cert_url", "client_x509_cert_url",
	},
}

// warnOfSecretKeys names the keys of the secret that are missing, and what was
// probably written in place of them. EntryGuard takes any keys, and finds out some
// seconds after the credential was created that it cannot use it.
func (m *credentialModel) warnOfSecretKeys() diag.Diagnostics {
	documented := credentialKeys[m.CredentialType.ValueString()]
	diags := warnOfKeys("credential_data", m.CredentialData, documented)
	diags.Append(warnOfKeys("credential_data_wo", m.CredentialDataWO, documented)...)
	return diags
}

func warnOfKeys(attribute string, secret types.Map, documented []string) diag.Diagnostics {
	var diags diag.Diagnostics
	given := secret.Elements()
	if len(given) == 0 {
		return diags // none, not known yet, or an error that its validator says
	}
	missing := slices.DeleteFunc(slices.Clone(documented), func(key string) bool { return given[key] != nil })
	for _, key := range slices.Sorted(maps.Keys(given)) {
		if slices.Contains(documented, key) {
			continue
		}
		// Any other key may be a secret that stands in the wrong place.
		meant, found := spelling.Closest(key, missing)
		if !found {
			continue
		}
		missing = slices.DeleteFunc(missing, func(key string) bool { return key == meant })
		diags.AddAttributeWarning(path.Root(attribute), fmt.Sprintf("Unknown key %q in %s", key, attribute),
			fmt.Sprintf("Did you mean %q? The key is sent as it is.", meant))
	}
	if len(missing) > 0 {
		diags.AddAttributeWarning(path.Root(attribute), "Incomplete "+attribute,
			"EntryGuard documents these keys for this credential_type, and they are missing: "+strings.Join(missing, ", ")+". The secret is sent as it is.")
	}
	return diags
}
