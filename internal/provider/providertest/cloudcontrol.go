package providertest

import (
	"fmt"
	"strings"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

const (
	// CloudControlType is the type of resources of Cloud Control.
	CloudControlType = "steward_cloudcontrol_resource"
	// CloudControlAddress is where CloudControlResource is in state.
	CloudControlAddress = CloudControlType + ".it"
	// WidgetType is a type of the simulated Cloud Control that has a bit of
	// everything.
	WidgetType = "Steward::Test::Widget"
)

// CloudControlResource is the HCL block of the resource "it" of a type; properties
// is the inside of an HCL object, settings are more attributes.
func CloudControlResource(typeName, properties string, settings ...string) string {
	return fmt.Sprintf("resource \"steward_cloudcontrol_resource\" \"it\" {\n  type_name  = %q\n  properties = {\n    %s\n  }\n  %s\n}\n",
		typeName, properties, strings.Join(settings, "\n  "))
}

// AWSProtocol is a provider that is pointed at the simulated Cloud Control.
func (w *World) AWSProtocol() *Protocol {
	w.T.Helper()
	p := NewProtocol(w.T)
	p.Configure(map[string]any{"aws": w.AWS()})
	return p
}

// Put makes objects in the simulated Cloud Control that the provider did not ask
// for; a model is JSON.
func (w *World) Put(typeName string, models ...string) {
	w.T.Helper()
	for _, model := range models {
		if _, err := w.CloudControl.Put(typeName, model); err != nil {
			w.T.Fatal(err)
		}
	}
}

// NothingEnds has operations of Cloud Control of a kind, such as DELETE, go on for
// longer than any test.
func (w *World) NothingEnds(kind string) {
	w.CloudControl.Script(cloudcontroltest.Fate{Kind: kind, Times: cloudcontroltest.Always, Takes: new(time.Hour)})
}
