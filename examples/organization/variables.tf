variable "organization_slug" {
  description = "Short name of the organization. The provider must log in to this one."
  type        = string
  default     = "acme"
}

variable "credentials" {
  description = "The credentials that EntryGuard uses, by name. Increase the version to send a new secret."
  type = map(object({
    cloud_provider  = string
    credential_type = string
    version         = optional(number, 1)
  }))
  default = {
    "aws-production"   = { cloud_provider = "AWS", credential_type = "ACCESS_KEY" }
    "azure-production" = { cloud_provider = "AZURE", credential_type = "SERVICE_PRINCIPAL" }
  }

  validation {
    condition     = alltrue([for c in var.credentials : contains(["AWS", "GCP", "AZURE", "APISIX", "VERCEL"], c.cloud_provider)])
    error_message = "The cloud provider of a credential must be AWS, GCP, AZURE, APISIX or VERCEL."
  }
}

variable "credential_data" {
  description = "The secrets of the credentials, by name. Set TF_VAR_credential_data; they are never stored."
  type        = map(map(string))
  sensitive   = true
  ephemeral   = true
}

variable "resources" {
  description = "What EntryGuard opens, by name, and with which of the credentials."
  type = map(object({
    credential          = string
    resource_type       = string
    resource_identifier = string
    region              = optional(string)
    config = object({
      protocol = string
      port     = optional(number)
      ports    = optional(list(number))
    })
  }))
  default = {
    web = {
      credential          = "aws-production"
      resource_type       = "SECURITY_GROUP"
      resource_identifier = "sg-0123456789abcdef0"
      region              = "eu-central-1"
      config              = { protocol = "tcp", ports = [80, 443] }
    }
    database = {
      credential          = "aws-production"
      resource_type       = "SECURITY_GROUP"
      resource_identifier = "sg-0fedcba9876543210"
      region              = "eu-central-1"
      config              = { protocol = "tcp", port = 5432 }
    }
    backoffice = {
      credential          = "azure-production"
      resource_type       = "NETWORK_SECURITY_GROUP"
      resource_identifier = "backoffice-nsg"
      config              = { protocol = "tcp", port = 3389 }
    }
  }

  validation {
    condition     = alltrue([for r in var.resources : (r.config.port == null) != (r.config.ports == null)])
    error_message = "The config of a resource must have either port or ports."
  }
  validation {
    condition = alltrue(flatten([
      for r in var.resources : [for port in concat([r.config.port], coalesce(r.config.ports, [])) : port >= 1 && port <= 65535 if port != null]
    ]))
    error_message = "A port must be a number from 1 to 65535."
  }
}

variable "static_ip_rules" {
  description = "Fixed addresses that are let in without a session, by label, and to which of the resources."
  type = map(object({
    ip_address = string
    resources  = set(string)
  }))
  default = {
    "Head office" = { ip_address = "198.51.100.7", resources = ["backoffice", "web"] }
    "Payroll"     = { ip_address = "203.0.113.0/28", resources = ["database"] }
  }

  validation {
    condition = alltrue([
      for rule in var.static_ip_rules : can(cidrhost(strcontains(rule.ip_address, "/") ? rule.ip_address : "${rule.ip_address}/${strcontains(rule.ip_address, ":") ? 128 : 32}", 0))
    ])
    error_message = "The address of a static IP rule must be an IPv4 or IPv6 address or a CIDR."
  }
  validation {
    condition     = !anytrue([for rule in var.static_ip_rules : endswith(rule.ip_address, "/0")])
    error_message = "A static IP rule must not let the whole internet in."
  }
  validation {
    condition     = alltrue([for rule in var.static_ip_rules : length(rule.resources) > 0])
    error_message = "A static IP rule must be for at least one resource."
  }
}

variable "users" {
  description = "Who is in the organization. The keys are used by the roles."
  type = map(object({
    email        = string
    name         = string
    is_org_admin = optional(bool, false)
  }))
  default = {
    grace  = { email = "grace@acme.example", name = "Grace Hopper", is_org_admin = true }
    edsger = { email = "edsger@acme.example", name = "Edsger Dijkstra" }
    barb   = { email = "barb@acme.example", name = "Barbara Liskov" }
  }

  validation {
    condition     = alltrue([for user in var.users : can(regex("^[^@\\s]+@[^@\\s]+$", user.email))])
    error_message = "Every user must have an e-mail address."
  }
  validation {
    condition     = length(distinct([for user in var.users : lower(user.email)])) == length(var.users)
    error_message = "Two users have the same e-mail address."
  }
}

variable "roles" {
  description = "Who may use what, by name of the role: keys of resources and of users."
  type = map(object({
    description                = string
    max_session_duration_hours = optional(number)
    resources                  = set(string)
    users                      = set(string)
  }))
  default = {
    operators = {
      description                = "Run everything, on call"
      max_session_duration_hours = 12
      resources                  = ["web", "database", "backoffice"]
      users                      = ["grace", "edsger"]
    }
    accounting = {
      description                = "Month-end closing"
      max_session_duration_hours = 4
      resources                  = ["backoffice"]
      users                      = ["barb"]
    }
  }

  validation {
    condition = alltrue([
      for role in var.roles : role.max_session_duration_hours == null ? true : role.max_session_duration_hours >= 1 && role.max_session_duration_hours <= 24
    ])
    error_message = "The longest session of a role must last 1 to 24 hours."
  }
}

variable "settings" {
  description = "Settings of the organization that are managed. Where every user must have a second factor, Terraform must use an access token instead of a password."
  type = object({
    mfa_required                  = optional(bool)
    password_min_length           = optional(number, 14)
    password_require_special_char = optional(bool)
    password_expiration_days      = optional(number, 0) # never
  })
  default = {}

  validation {
    condition     = var.settings.password_min_length >= 12
    error_message = "Passwords must have at least 12 characters at Acme."
  }
}

variable "monitoring_key_expires_at" {
  description = "When the API key of the monitoring job expires (RFC 3339); null: never. A change makes a new key."
  type        = string
  default     = null

  validation {
    condition     = var.monitoring_key_expires_at == null || can(formatdate("YYYY", var.monitoring_key_expires_at))
    error_message = "This must be a time, as 2030-01-01T00:00:00Z."
  }
}
