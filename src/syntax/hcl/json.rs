//! Terraform JSON syntax.
