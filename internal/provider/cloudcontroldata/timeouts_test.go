package cloudcontroldata_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// TestDataTimeouts: timeouts.read bounds the whole read: an API that does not
// answer, one that is asked again, and one whose account is asked for first.
func TestDataTimeouts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dataSource string
		config     attributes
		fault      cloudcontroltest.Fault
		says       string
	}{
		"resource hangs":      {resourceData, ofData(providertest.WidgetType, "one"), cloudcontroltest.Fault{Operation: "GetResource", Hang: true}, "timeouts.read is over"},
		"resource throttles":  {resourceData, ofData(providertest.WidgetType, "one"), cloudcontroltest.Fault{Operation: "GetResource", Code: "ThrottlingException"}, "timeouts.read is over"},
		"resources hang":      {resourcesData, attributes{"type_name": providertest.WidgetType}, cloudcontroltest.Fault{Operation: "ListResources", Hang: true}, "timeouts.read is over"},
		"resources throttle":  {resourcesData, attributes{"type_name": providertest.WidgetType}, cloudcontroltest.Fault{Operation: "ListResources", Code: "ThrottlingException"}, "timeouts.read is over"},
		"requests hang":       {requestsData, attributes{}, cloudcontroltest.Fault{Operation: "ListResourceRequests", Hang: true}, "timeouts.read is over"},
		"types hang":          {resourcesData, attributes{"type_name": providertest.WidgetType}, cloudcontroltest.Fault{Operation: "DescribeType", Hang: true}, "timeouts.read is over"},
		"readiness hangs":     {readinessData, attributes{"type_name": providertest.WidgetType}, cloudcontroltest.Fault{Operation: "ListResources", Hang: true}, "timeouts.read is over"},
		"the account, of all": {resourceData, ofData(providertest.WidgetType, "one"), cloudcontroltest.Fault{Operation: "GetCallerIdentity", Hang: true}, "did not end in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, cloudcontroltest.Options{})
			s.Configure(attributes{"aws": s.world.AWS(attributes{"skip_credentials_validation": false, "max_retries": 10})})
			c.fault.Times = cloudcontroltest.Always
			s.world.CloudControl.Fail(c.fault)
			maps.Copy(c.config, attributes{"timeouts": attributes{"read": "300ms"}})
			began := time.Now()
			got, diagnostics := s.Data(c.dataSource, c.config)
			if waited := time.Since(began); got != nil || waited < 300*time.Millisecond || waited > 10*time.Second {
				t.Errorf("it answered %v after %s", got, waited)
			}
			providertest.RequireError(t, diagnostics, c.says)
		})
	}
}

// TestDataTimeoutOfPages: the limit is one for all pages, not one each.
func TestDataTimeoutOfPages(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{ListPageSize: 1})
	for i := range 30 {
		s.world.Put(providertest.WidgetType, fmt.Sprintf(`{"Name":"w%02d"}`, i))
	}
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "ListResources", Times: cloudcontroltest.Always, Delay: 100 * time.Millisecond})
	config := func(limit string) attributes {
		return attributes{"type_name": providertest.WidgetType, "timeouts": attributes{"read": limit}}
	}
	_, diagnostics := s.Data(resourcesData, config("1s"))
	providertest.RequireError(t, diagnostics, "timeouts.read is over")
	if asked := s.world.CloudControl.Count("ListResources"); asked < 2 || asked > 15 {
		t.Errorf("%d pages were asked for within a second, each of which takes a tenth", asked)
	}
	seen := s.values(resourcesData, config("1m"))
	if !strings.Contains(seen["identifiers"], "w29") || !strings.Contains(seen["timeouts"], "1m") {
		t.Errorf("identifiers = %s, timeouts = %s", seen["identifiers"], seen["timeouts"])
	}
}

// TestDataTimeoutOfChecks: what could not be checked in time is unknown, never ready.
func TestDataTimeoutOfChecks(t *testing.T) {
	t.Parallel()
	s := newSession(t, cloudcontroltest.Options{})
	s.world.Put(providertest.WidgetType, `{"Name":"one"}`)
	s.world.CloudControl.Fail(cloudcontroltest.Fault{Operation: "GetResource", Times: cloudcontroltest.Always, Hang: true})
	began := time.Now()
	got := s.readiness(attributes{"type_name": providertest.WidgetType, "identifiers": []any{"one"}, "timeouts": attributes{"read": "300ms"}})
	if waited := time.Since(began); waited > 10*time.Second || got["one"][0] != "unknown" {
		t.Errorf("it says %v after %s", got, waited)
	}
}
