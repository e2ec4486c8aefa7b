package cloudcontroltf_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// A create that failed half-way leaves an object that one "not found" does not
// hide.
func TestALyingNotFoundHidesNoHalfMadeObject(t *testing.T) {
	t.Parallel()
	s := newCC(t, cloudcontroltest.Options{})
	s.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "CREATE", ErrorCode: "ServiceInternalError", Effect: cloudcontroltest.EffectAnyway})
	// The first GetResource finds the identifier free.
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Code: "ResourceNotFoundException", Skip: 1})
	providertest.RequireError(t, s.create(widget(attributes{"Name": "one"})), "Could not create")
	if s.state == nil {
		t.Fatal("the object was made and is an orphan")
	}
	s.RequireClean("destroying", s.destroy())
	if left := len(s.world.CloudControl.Objects()); left != 0 {
		t.Errorf("%d objects are left", left)
	}
}
