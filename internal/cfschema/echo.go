package cfschema

import (
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/echo"
)

// An Echo is what a service made of our last write. It is kept sealed beside the object.
type Echo = echo.Record

// A Difference is a place at which a service does not show what was written.
type Difference = echo.Difference

// Echo returns the echo of a write: written is the desired state as Terraform knows it, without default tags and sensitive
// properties, and shown is the live model as it was read right after the write, without those as well. The key is the
// object's own and secret.
//
// RefreshEchoed of written with shown and this echo is written.
func (s *Schema) Echo(key []byte, written, shown any) *Echo {
	return echo.Of(s.model(), key, written, shown)
}

// DecodeEcho reads what MarshalJSON of an Echo wrote. Nothing is no echo and no error.
func DecodeEcho(key, text []byte) (*Echo, error) { return echo.Decode(key, text) }

// Refresh returns prior with the values of live: prior's own form where both mean the same, live's value where it
// drifted, and no property that prior does not have.
//
//   - A structure keeps prior's keys. A key that live lacks is dropped, unless what prior says there may be left out by an
//     API: something empty, or the schema's default.
//   - A value that is as the schema's propertyTransform makes it of prior's has not drifted.
//   - Write-only values are kept as they are: live never has them.
//   - In a map or a free document every key is somebody's data, so keys that live has besides are drift and are shown.
//   - An ordered array is refreshed index by index. An unordered one keeps prior's items that live still contains, in
//     prior's order, refreshes those that have something in common with what else live has, and then shows the rest.
//   - Tags that AWS set by itself are not shown.
//   - Of a create-only property that live lacks nobody knows whether it is gone or reads do not return it, so it is kept:
//     nothing but another object could bring it back. RefreshEchoed knows more.
//   - What has become another choice, {"Block":{}} for {"Allow":{}}, is shown whole: half of it would plan an update that
//     makes both.
func (s *Schema) Refresh(prior, live any) any { return s.RefreshEchoed(prior, live, nil) }

// RefreshEchoed is Refresh of an object of which the echo of the last write is known: what the service made of a value is
// no drift, so that drift is what differs from both. Where the echo shows that the service returned a create-only property
// after the write, the lack of it is drift as well. The echo may be nil.
func (s *Schema) RefreshEchoed(prior, live any, made *Echo) any {
	return echo.Refresh(s.model(), prior, live, made)
}
