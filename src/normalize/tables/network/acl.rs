//! Network ACLs: what crosses the edge of a subnet, whatever the security groups say.

use crate::normalize::map::remade::{same_place, without};
use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::normalize::tables::network::references::{SUBNET, VPC_REF};
use crate::value::{Data, Either, Entry, List, Value};
use std::sync::Arc;

const RULES: &[Field] = &[
    two("number", "rule_no | rule_number", "RuleNumber", Rule::Number),
    two("action", "action | rule_action", "RuleAction", Rule::Lower).good("\"deny\""),
    two("protocol", "=", "Protocol", Rule::Protocol),
    two("from_port", "=", "PortRange.From", Rule::Number),
    two("to_port", "=", "PortRange.To", Rule::Number),
    two("cidr_block", "=", "CidrBlock", Rule::Id),
    two("ipv6_cidr_block", "=", "Ipv6CidrBlock", Rule::Id),
    two("egress", "=", "Egress", Rule::Bool),
];
const ACL: &[Field] = &[
    two("vpc", "vpc_id", "VpcId", VPC_REF),
    two(
        "subnets",
        "subnet_ids | aws_network_acl_association:subnet_id",
        "AWS::EC2::SubnetNetworkAclAssociation:SubnetId",
        Rule::Many(&SUBNET),
    ),
    two(
        "ingress",
        "ingress | aws_network_acl_rule:",
        "AWS::EC2::NetworkAclEntry:",
        Rule::Objects(RULES),
    )
    .unread(),
    two(
        "egress",
        "egress | aws_network_acl_rule:",
        "AWS::EC2::NetworkAclEntry:",
        Rule::Objects(RULES),
    )
    .unread(),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// The VPC whose default ACL it is.
const OF_VPC: Field = two("vpc", "default_network_acl_id", "", VPC_REF);

/// A rule that is a resource of its own says its direction, and stands in both lists until here.
fn acl(walk: &mut Walk<'_>, entries: &mut Entries) {
    for (direction, outwards) in [("ingress", false), ("egress", true)] {
        let Some(entry) = entries.get_mut(direction) else { continue };
        entry.value = without(&of(&entry.value, outwards), &["egress", "network_acl_id"]);
        if entry.value.is_null() || entry.value.items().is_some_and(<[Value]>::is_empty) {
            entries.shift_remove(direction);
        }
    }
    if walk.resource.source_type == "aws_default_network_acl"
        && let Some(vpc) = walk.extra(&OF_VPC)
        && (vpc.as_str().is_none() || !vpc.references().is_empty())
    {
        entries.insert(Arc::from("vpc"), Entry { key: None, value: vpc });
    }
}

/// The rules of one direction, in every arm. One whose direction is not known is kept in both.
fn of(value: &Value, outwards: bool) -> Value {
    let data = match &value.data {
        Data::List(list) => {
            let items = list.items.iter().map(|item| of(item, outwards));
            let items = items.filter(|item| !item.is_null()).collect();
            Data::List(Arc::new(List { kind: list.kind, items }))
        }
        Data::Either(either) => {
            let (then, otherwise) = (of(&either.then, outwards), of(&either.otherwise, outwards));
            if then.is_null() && otherwise.is_null() {
                return Value::null(value.place.span);
            }
            Data::Either(Arc::new(Either { condition: either.condition.clone(), then, otherwise }))
        }
        // Without a word of its own an entry is for what comes in.
        Data::Map(map) if map.entries.contains_key("network_acl_id") => {
            let own = match map.entries.get("egress") {
                Some(entry) => entry.value.as_bool().is_none_or(|egress| egress == outwards),
                None => !outwards,
            };
            return if own { value.clone() } else { Value::null(value.place.span) };
        }
        _ => return value.clone(),
    };
    same_place(value, data)
}

/// The family's tables.
pub const TABLES: &[Table] = &[Table::new(
    "ec2.network_acl",
    &["aws_network_acl", "aws_default_network_acl", "AWS::EC2::NetworkAcl"],
    "",
    ACL,
)
.satellites(&[
    satellite("aws_network_acl_rule", "network_acl_id"),
    satellite("aws_network_acl_association", "network_acl_id"),
    satellite("AWS::EC2::NetworkAclEntry", "NetworkAclId"),
    satellite("AWS::EC2::SubnetNetworkAclAssociation", "NetworkAclId"),
])
.finish(acl)];

#[cfg(test)]
mod tests {
    use crate::normalize::tests::{Fixture, one};
    use serde_json::json;

    #[test]
    fn rules_stand_with_their_direction_however_they_are_written() {
        let wanted = json!({
            "vpc": "vpc-1",
            "subnets": ["subnet-1"],
            "ingress": [{"number": 100, "action": "allow", "protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_block": "0.0.0.0/0"}],
            "egress": [{"number": 100, "action": "deny", "protocol": "all", "cidr_block": "0.0.0.0/0"}],
        });
        let inline = one(
            "aws_network_acl",
            &json!({"vpc_id": "vpc-1", "subnet_ids": ["subnet-1"],
                "ingress": [{"rule_no": 100, "action": "allow", "protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_block": "0.0.0.0/0"}],
                "egress": [{"rule_no": 100, "action": "deny", "protocol": "-1", "cidr_block": "0.0.0.0/0"}]}),
        );
        assert_eq!(inline["values"], wanted);
        let mut fixture = Fixture::new("x");
        let own = json!({"$ref": ["aws_network_acl.a", "id"]});
        fixture.add("aws_network_acl", "a", &json!({"vpc_id": "vpc-1"}));
        fixture.add(
            "aws_network_acl_association",
            "s",
            &json!({"network_acl_id": own, "subnet_id": "subnet-1"}),
        );
        fixture.add("aws_network_acl_rule", "in", &json!({"network_acl_id": own, "rule_number": 100, "rule_action": "ALLOW", "protocol": "6", "from_port": 443, "to_port": 443, "cidr_block": "0.0.0.0/0"}));
        fixture.add("aws_network_acl_rule", "out", &json!({"network_acl_id": own, "egress": true, "rule_number": 100, "rule_action": "deny", "protocol": "-1", "cidr_block": "0.0.0.0/0"}));
        let own = json!({"$ref": ["A", ""]});
        fixture.add("AWS::EC2::NetworkAcl", "A", &json!({"VpcId": "vpc-1"}));
        fixture.add(
            "AWS::EC2::SubnetNetworkAclAssociation",
            "S",
            &json!({"NetworkAclId": own, "SubnetId": "subnet-1"}),
        );
        fixture.add("AWS::EC2::NetworkAclEntry", "In", &json!({"NetworkAclId": own, "RuleNumber": 100, "RuleAction": "allow", "Protocol": 6, "PortRange": {"From": 443, "To": 443}, "CidrBlock": "0.0.0.0/0"}));
        fixture.add("AWS::EC2::NetworkAclEntry", "Out", &json!({"NetworkAclId": own, "Egress": "true", "RuleNumber": 100, "RuleAction": "deny", "Protocol": -1, "CidrBlock": "0.0.0.0/0"}));
        let found = fixture.printed()["resources"].clone();
        for acl in ["aws_network_acl.a", "A"] {
            assert_eq!(found[acl]["type"], "ec2.network_acl");
            assert_eq!(found[acl]["values"], wanted, "{acl}");
        }
    }
}
