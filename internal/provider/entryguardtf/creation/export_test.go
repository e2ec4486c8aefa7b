package creation

import (
	"context"
	"errors"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// Try creates the object as Run does. lost says that the object may exist and was
// not found.
func (s Steps[Object]) Try(ctx context.Context, p *connection.ProviderData, obj deletion.Object) (lost bool, err error) {
	_, _, err = s.createOrFind(ctx, p, obj)
	_, lost = errors.AsType[*lostAnswer](err)
	return lost, err
}
