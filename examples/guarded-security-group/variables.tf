variable "name" {
  description = "Name of the security group, of the credential and of the resource in EntryGuard."
  type        = string
  default     = "office"
}

variable "vpc_id" {
  description = "VPC of the security group."
  type        = string
  default     = "vpc-0123456789abcdef0"
}

variable "access_key_id" {
  description = "Access key that EntryGuard uses to open and close the group."
  type        = string
  default     = "AKIAIOSFODNN7EXAMPLE"
}

variable "secret_access_key" {
  description = "Its secret. Set TF_VAR_secret_access_key; it is never stored."
  type        = string
  sensitive   = true
  ephemeral   = true
}
