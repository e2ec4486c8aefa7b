// Package attributes is what the resources and data sources of both backends
// need of Terraform's attributes: timeouts, identities, models that are read
// and written whole, texts that may be null or have one form, and the frame of a
// data source.
//
// It knows no API, and nothing of deleting.
package attributes
