package cloudcontrol

import "github.com/steward-iac/terraform-provider-steward/internal/deletion"

// AlreadyExists reports whether a create was refused, or ended, because an
// object of that name exists. Whatever identifier comes with it names somebody
// else's object.
func AlreadyExists(err error) bool {
	return err != nil && isCode(deletion.AsFailure(err).Code, "AlreadyExists")
}

// NoSuchRequest reports whether a server does not know the request at all, as one
// that imitates only part of AWS.
func NoSuchRequest(err error) bool {
	if err == nil {
		return false
	}
	code := deletion.AsFailure(err).Code
	return isCode(code, "InvalidAction") || isCode(code, "UnknownOperation")
}

// NotUpdatable reports whether an update was refused, or ended, because the
// object cannot be changed as asked: another one is needed.
func NotUpdatable(err error) bool {
	return err != nil && isCode(deletion.AsFailure(err).Code, "NotUpdatable")
}
