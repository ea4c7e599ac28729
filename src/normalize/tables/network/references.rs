//! What the family's tables refer to.

use crate::normalize::map::schema::Rule;

/// A security group.
pub(in crate::normalize::tables) const GROUP: Rule = Rule::Ref(&["ec2.security_group"]);
/// A list of security groups.
pub(in crate::normalize::tables) const GROUPS: Rule = Rule::List(&GROUP);
/// A subnet.
pub(in crate::normalize::tables) const SUBNET: Rule = Rule::Ref(&["ec2.subnet"]);
/// A list of subnets.
pub(in crate::normalize::tables) const SUBNETS: Rule = Rule::List(&SUBNET);
/// A VPC.
pub(in crate::normalize::tables) const VPC_REF: Rule = Rule::Ref(&["ec2.vpc"]);
