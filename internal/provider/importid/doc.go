// Package importid is the import ID of steward_cloudcontrol_resource,
// TYPE_NAME/IDENTIFIER[@REGION]: taking one apart, building one, and the
// function import_id that does so for a configuration. Both directions stand
// here so that one test holds them together, and so does how one is quoted for a
// shell or a configuration. It must not ask an API or a provider's configuration
// anything.
package importid
