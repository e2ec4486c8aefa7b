variable "organization_slug" {
  description = "Short name of the organization. The provider must log in to this one."
  type        = string
  default     = "acme"
}

variable "credentials" {
  description = "With what EntryGuard reaches the cloud providers, by name. Count the version up to send a new secret."
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
