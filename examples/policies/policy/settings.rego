package main

# The settings and their defaults. settings.yaml says what they mean.
default max_deletes := 10

max_deletes := data.steward.max_deletes

default production := {"key": "Environment", "values": ["production", "prod"]}

production := data.steward.production

default required_tag := {"key": "DeletionApproved", "values": ["yes", "true"]}

required_tag := data.steward.required_tag

default accept_sessions := []

accept_sessions := data.steward.accept_sessions

default approved := []

approved := data.steward.approved

# A setting that is misspelt would silently not be set.
deny contains message if {
	some setting, _ in data.steward
	not setting in {"accept_sessions", "approved", "max_deletes", "production", "required_tag"}
	message := sprintf("The settings have no %q: correct the file that is given with -d.", [setting])
}

deny contains "The setting max_deletes must be a number or null: correct the file that is given with -d." if {
	not is_null(max_deletes)
	not is_number(max_deletes)
}

deny contains "The setting accept_sessions must be a list of \"wait\" and \"stop\": correct the file that is given with -d." if {
	not all_modes(accept_sessions)
}

all_modes(value) if {
	is_array(value)
	every mode in value {
		mode in ["wait", "stop"]
	}
}

deny contains "The setting approved must be a list of addresses: correct the file that is given with -d." if {
	not all_texts(approved)
}

all_texts(value) if {
	is_array(value)
	every v in value {
		is_string(v)
	}
}

deny contains message if {
	some setting, value in {"production": production, "required_tag": required_tag}
	not is_null(value)
	not is_tag(value)
	message := sprintf("The setting %s must be a {key, values} of strings, or null: correct the file that is given with -d.", [setting])
}

is_tag(value) if {
	is_string(value.key)
	count(value.values) > 0
	all_texts(value.values)
}
