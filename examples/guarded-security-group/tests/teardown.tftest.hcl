# Applies the configuration, checks that nothing is in the way of its deletion, and
# destroys it. `terraform test` fails if anything is left; `tofu test` does not, but
# says so and writes errored_test.tfstate. Run it against the simulated APIs of the
# guide "Rehearsal", or in an account that is made for tests.

variables {
  name              = "teardown-test"
  secret_access_key = "only-for-the-test"
}

run "apply" {
  assert {
    condition     = output.entryguard_resource_id != ""
    error_message = "EntryGuard does not guard the security group."
  }
}

run "nothing_is_in_the_way" {
  module {
    source = "./tests/readiness"
  }

  variables {
    entryguard_resource_id = run.apply.entryguard_resource_id
    security_group_id      = run.apply.security_group_id
  }

  assert {
    condition     = alltrue([for verdict in output.verdicts : verdict == "ready"])
    error_message = "Destroying would be refused: ${jsonencode(output.verdicts)}"
  }
}
