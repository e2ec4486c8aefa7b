package cloudcontrol

import "github.com/steward-iac/terraform-provider-steward/internal/deletion"

// AlreadyExists reports whether a create was refused, or ended, because an
// object of that name exists. Whatever identifier comes with it names somebody
// else's object.
func AlreadyExists(err error) bool {
	return err != nil && isCode(deletion.AsFailure(err).Code, "AlreadyExists")
}

// NotUpdatable reports whether an update was refused, or ended, because the
// object cannot be changed as asked: another one is needed.
func NotUpdatable(err error) bool {
	return err != nil && isCode(deletion.AsFailure(err).Code, "NotUpdatable")
}
