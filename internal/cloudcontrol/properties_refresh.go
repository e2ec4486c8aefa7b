package cloudcontrol

// Refresh returns prior with the values of live: prior's own form where both mean the same, live's value where it
// drifted. A property that prior does not have is not added; write-only properties are kept.
func (s *TypeSchema) Refresh(prior, live any) any { return nil }

// Configurable returns what a configuration of the live object could say: everything but read-only and write-only
// properties. An import starts from it.
func (s *TypeSchema) Configurable(live any) any { return nil }

// Computed returns the read-only properties of live, without those that are configured and without known secrets.
func (s *TypeSchema) Computed(live, configured any) map[string]any { return nil }
