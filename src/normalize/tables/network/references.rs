//! What the family's tables refer to.

use crate::normalize::map::schema::Rule;

/// Ids, as text.
pub(super) const TEXTS: Rule = Rule::List(&Rule::Text);
/// A security group.
pub(super) const GROUP: Rule = Rule::Ref(&["ec2.security_group"]);
/// A VPC.
pub(super) const VPC_REF: Rule = Rule::Ref(&["ec2.vpc"]);
