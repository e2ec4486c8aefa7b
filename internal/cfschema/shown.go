package cfschema

// Shown returns what may be shown and stored of a live object that nobody manages here: all of it but known secrets and
// write-only properties, which a read handler should not return and some do.
func (s *Schema) Shown(live any) any {
	return orEmpty(shown(s.model(), withoutSecrets(live)))
}

func shown(p place, live any) any {
	if !p.has(writeOnly) {
		return live
	}
	switch live := live.(type) {
	case map[string]any:
		object := make(map[string]any, len(live))
		for key, value := range live {
			if below := p.property(key); !below.is(writeOnly) {
				object[key] = shown(below, value)
			}
		}
		return object
	case []any:
		items := make([]any, len(live))
		for i, value := range live {
			items[i] = shown(p.item(), value)
		}
		return items
	}
	return live
}
