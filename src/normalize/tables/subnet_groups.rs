//! Subnet groups: where databases and caches stand.

use super::network::references::SUBNETS;
use crate::normalize::map::schema::{Field, Rule, two};
use crate::normalize::map::table::Table;

const DATABASES: &[Field] = &[
    two("name", "=", "DBSubnetGroupName", Rule::Id),
    two("subnets", "subnet_ids", "SubnetIds", SUBNETS),
    two("tags", "=", "Tags", Rule::FreeMap),
];
const CACHES: &[Field] = &[
    two("name", "=", "CacheSubnetGroupName", Rule::Id),
    two("subnets", "subnet_ids", "SubnetIds", SUBNETS),
    two("tags", "=", "Tags", Rule::FreeMap),
];
const MEMORYDB: &[Field] = &[
    two("name", "=", "SubnetGroupName", Rule::Id),
    two("subnets", "subnet_ids", "SubnetIds", SUBNETS),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "rds.db_subnet_group",
        &["aws_db_subnet_group", "AWS::RDS::DBSubnetGroup"],
        "name",
        DATABASES,
    ),
    Table::new(
        "docdb.subnet_group",
        &["aws_docdb_subnet_group", "AWS::DocDB::DBSubnetGroup"],
        "name",
        DATABASES,
    ),
    Table::new(
        "neptune.subnet_group",
        &["aws_neptune_subnet_group", "AWS::Neptune::DBSubnetGroup"],
        "name",
        DATABASES,
    ),
    Table::new(
        "elasticache.subnet_group",
        &["aws_elasticache_subnet_group", "AWS::ElastiCache::SubnetGroup"],
        "name",
        CACHES,
    ),
    Table::new(
        "memorydb.subnet_group",
        &["aws_memorydb_subnet_group", "AWS::MemoryDB::SubnetGroup"],
        "name",
        MEMORYDB,
    ),
];

#[cfg(test)]
mod tests {
    use crate::normalize::tests::{Fixture, one};
    use serde_json::json;

    #[test]
    fn groups_read_alike() {
        for (terraform, cloudformation, name, ty) in [
            (
                "aws_db_subnet_group",
                "AWS::RDS::DBSubnetGroup",
                "DBSubnetGroupName",
                "rds.db_subnet_group",
            ),
            (
                "aws_docdb_subnet_group",
                "AWS::DocDB::DBSubnetGroup",
                "DBSubnetGroupName",
                "docdb.subnet_group",
            ),
            (
                "aws_neptune_subnet_group",
                "AWS::Neptune::DBSubnetGroup",
                "DBSubnetGroupName",
                "neptune.subnet_group",
            ),
            (
                "aws_elasticache_subnet_group",
                "AWS::ElastiCache::SubnetGroup",
                "CacheSubnetGroupName",
                "elasticache.subnet_group",
            ),
            (
                "aws_memorydb_subnet_group",
                "AWS::MemoryDB::SubnetGroup",
                "SubnetGroupName",
                "memorydb.subnet_group",
            ),
        ] {
            let own =
                one(terraform, &json!({"name": "db", "subnet_ids": ["subnet-1", "subnet-2"]}));
            let other =
                one(cloudformation, &json!({name: "db", "SubnetIds": ["subnet-1", "subnet-2"]}));
            assert_eq!(own["values"], json!({"name": "db", "subnets": ["subnet-1", "subnet-2"]}));
            assert_eq!(own["values"], other["values"], "{cloudformation}");
            assert_eq!((&own["type"], &other["type"]), (&json!(ty), &json!(ty)));
        }
    }

    #[test]
    fn databases_name_their_group() {
        for (group, values, database, given) in [
            (
                "aws_db_subnet_group",
                json!({"name": "db", "subnet_ids": [{"$ref": ["aws_subnet.a", "id"]}]}),
                "aws_db_instance",
                json!({"db_subnet_group_name": "db", "vpc_security_group_ids": ["sg-1"], "port": 5432}),
            ),
            (
                "AWS::RDS::DBSubnetGroup",
                json!({"DBSubnetGroupName": "db", "SubnetIds": [{"$ref": ["aws_subnet.a", ""]}]}),
                "AWS::RDS::DBInstance",
                json!({"DBSubnetGroupName": "db", "VPCSecurityGroups": ["sg-1"], "Port": "5432"}),
            ),
        ] {
            let mut fixture = Fixture::new("x");
            fixture.add("aws_subnet", "a", &json!({}));
            fixture.add(group, "group", &values);
            fixture.add(database, "database", &given);
            let all = fixture.printed()["resources"].clone();
            let address = |ty: &str, name: &str| {
                if ty.contains("::") { name.to_owned() } else { format!("{ty}.{name}") }
            };
            let found = &all[address(database, "database")];
            assert_eq!(found["refs"]["/db_subnet_group_name"][0]["to"], address(group, "group"));
            assert_eq!(found["values"]["db_subnet_group_name"], "db");
            assert_eq!(found["values"]["security_groups"], json!(["sg-1"]));
            assert_eq!(found["values"]["port"], 5432);
            let group = &all[address(group, "group")];
            assert_eq!(group["refs"]["/subnets/0"][0]["to"], "aws_subnet.a");
        }
    }
}
