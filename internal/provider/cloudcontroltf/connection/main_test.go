package connection_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

func TestMain(m *testing.M) { providertest.Main(m) }
