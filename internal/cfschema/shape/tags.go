package shape

import (
	"strings"
)

// systemTagPrefix begins the key of tags that AWS sets and nobody else can.
const systemTagPrefix = "aws:"

// HidesKey tells whether a key of a map is a tag that AWS set by itself.
func (p Place) HidesKey(key string) bool {
	return p.Is(Tags) && strings.HasPrefix(key, systemTagPrefix)
}

// VisibleItems returns the items of live without tags that AWS set by itself; those that configured names stay.
func (p Place) VisibleItems(live, configured []any) []any {
	if !p.Is(Tags) {
		return live
	}
	named := map[string]bool{}
	for _, tag := range configured {
		named[TagKey(tag)] = true
	}
	var visible []any
	for _, tag := range live {
		if key := TagKey(tag); !strings.HasPrefix(key, systemTagPrefix) || named[key] {
			visible = append(visible, tag)
		}
	}
	return visible
}

// TagKey returns the key of a tag in a list of tags; types write its name in two ways.
func TagKey(tag any) string {
	m, _ := tag.(map[string]any)
	for _, name := range []string{"Key", "TagKey"} {
		if key, ok := m[name].(string); ok {
			return key
		}
	}
	return ""
}
