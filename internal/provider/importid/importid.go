package importid

import (
	"regexp"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
)

var (
	// TypeNamePattern is what the names of resource types look like.
	TypeNamePattern = regexp.MustCompile(`^[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}$`)
	// RegionPattern is what the names of AWS regions look like in all partitions.
	RegionPattern = regexp.MustCompile(`^(af|ap|ca|eu|il|me|mx|sa|us|cn|us-gov|us-iso|us-isob|us-isof|eu-isoe|eusc-[a-z]{2})-[a-z]+-\d{1,2}$`)
)

// An ID is what an import ID says. Region is empty where the object is in the
// provider's region.
type ID struct {
	TypeName, Identifier, Region string
}

// Parse reads an import ID, and reports whether the text is one. The identifier
// may itself hold "/", "@", "|" and JSON: only what stands after the last "@" and
// is the name of a region is one.
func Parse(text string) (ID, bool) {
	typeName, identifier, found := strings.Cut(text, "/")
	id := ID{TypeName: typeName, Identifier: identifier}
	if at := strings.LastIndex(identifier, "@"); at >= 0 && RegionPattern.MatchString(identifier[at+1:]) {
		id.Identifier, id.Region = identifier[:at], identifier[at+1:]
	}
	if !found || !cloudcontrol.ValidIdentifier(id.Identifier) || !TypeNamePattern.MatchString(typeName) {
		return ID{}, false
	}
	return id, true
}

// Text writes an import ID, and reports whether Parse reads the same out of it.
// It does not where the identifier ends like "@us-east-1" and there is no region
// behind that.
func (id ID) Text() (string, bool) {
	text := id.TypeName + "/" + id.Identifier
	if id.Region != "" {
		text += "@" + id.Region
	}
	read, ok := Parse(text)
	return text, ok && read == id
}
