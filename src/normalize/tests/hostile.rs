//! Values of any shape at any attribute: nothing panics, and what comes out has the table's type or
//! is unknown.

use super::Fixture;
use crate::normalize::AttributeType;
use crate::normalize::map::index::dialect_of;
use crate::normalize::map::schema::{Dialect, Field, Rule};
use crate::normalize::map::table::Table;
use crate::normalize::tables::TABLES;
use serde_json::{Map, Value as J, json};

/// A generator with a seed of its own: the same values in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }

    fn leaf(&mut self) -> J {
        let leaves = [
            json!(null),
            json!(true),
            json!("true"),
            json!(7),
            json!(-1.5),
            json!(""),
            json!("*"),
            json!("ENABLED"),
            json!("a:b@c/d:e://[::1"),
            json!("arn:aws:iam::aws:policy/AdministratorAccess"),
            json!(
                "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]}"
            ),
            json!("[{\"name\": \"é\", \"image\": \"ü:1\", \"privileged\": \"maybe\"}]"),
            json!("git::http://é@host//x?ref=v1&ref="),
            json!({"$unknown": "var.x"}),
            json!({"$rest": "var.y"}),
            json!({"$ref": ["aws_x.y", "arn"]}),
            json!({"$pieces": ["http://ü", {"$unknown": "p"}, ":", {"$ref": ["aws_ecr_repository.r", "repository_url"]}]}),
            json!({"$pieces": [{"$unknown": "p"}, ".é.com/", {"$unknown": "q"}]}),
        ];
        let at = self.below(leaves.len());
        leaves[at].clone()
    }

    /// A policy document whose parts may be anything.
    fn document(&mut self) -> J {
        let part = |random: &mut Random| match random.below(4) {
            0 => json!([random.leaf(), random.leaf()]),
            1 => json!({"AWS": random.leaf(), "StringEquals": {"aws:x": random.leaf()}}),
            _ => random.leaf(),
        };
        let statement = |random: &mut Random| {
            let parts = [
                "Sid",
                "Effect",
                "Action",
                "NotAction",
                "Resource",
                "NotResource",
                "Principal",
                "NotPrincipal",
                "Condition",
            ];
            let chosen: Vec<&str> = parts.into_iter().filter(|_| random.below(2) == 0).collect();
            J::Object(chosen.into_iter().map(|name| (name.to_owned(), part(random))).collect())
        };
        let statements = match self.below(3) {
            0 => part(self),
            1 => statement(self),
            _ => json!([statement(self), part(self), statement(self)]),
        };
        let document = json!({"Version": "2012-10-17", "Statement": statements});
        if self.below(2) == 0 { document } else { J::String(document.to_string()) }
    }

    fn value(&mut self, field: &Field, dialect: Dialect, depth: usize) -> J {
        let inner = if dialect == Dialect::Terraform && matches!(field.rule, Rule::Containers(_)) {
            Dialect::Ecs
        } else {
            dialect
        };
        match self.below(8) {
            _ if matches!(field.rule, Rule::Policy | Rule::Statements) && self.below(2) == 0 => {
                self.document()
            }
            0 => self.leaf(),
            1 => json!({"$either": [self.leaf(), self.value(field, dialect, depth + 1)]}),
            2 => json!([self.leaf(), self.object(field.children(), inner, depth + 1), self.leaf()]),
            3 => json!({"a": self.leaf(), "$x": self.leaf()}),
            _ if depth > 5 => self.leaf(),
            _ if field.children().is_empty() => self.leaf(),
            _ => match field.ty() {
                AttributeType::List => {
                    json!([
                        self.object(field.children(), inner, depth + 1),
                        self.object(field.children(), inner, depth + 1)
                    ])
                }
                _ => self.object(field.children(), inner, depth + 1),
            },
        }
    }

    fn object(&mut self, fields: &'static [Field], dialect: Dialect, depth: usize) -> J {
        let mut object = Map::new();
        for field in fields {
            for spelling in field.spellings(dialect) {
                if spelling.contains(':') || spelling == "." || self.below(3) == 0 || depth > 6 {
                    continue;
                }
                let (first, rest) = spelling.split_once('.').unwrap_or((spelling, ""));
                let value = self.value(field, dialect, depth);
                let value = if rest.is_empty() { value } else { json!({rest: value}) };
                object.insert(first.to_owned(), value);
            }
        }
        J::Object(object)
    }
}

#[test]
fn any_shape_gives_the_tables_type_or_an_unknown() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for round in 0..6 {
        for table in TABLES.iter().flat_map(|family| family.iter()) {
            for source in table.shape.sources {
                let mut fixture = Fixture::new("x");
                let values = random.object(table.shape.fields, dialect_of(source), 0);
                fixture.add(source, "r", &values);
                for satellite in table.shape.satellites {
                    let mut of =
                        random.object(table.shape.fields, dialect_of(satellite.source_type), 3);
                    if let Some(map) = of.as_object_mut() {
                        map.insert(
                            satellite.link.to_owned(),
                            json!({"$ref": [format!("{source}.r"), "id"]}),
                        );
                    }
                    fixture.add(satellite.source_type, &format!("s_{}", satellite.link), &of);
                }
                let printed = fixture.printed();
                let id = if source.contains("::") { "r".to_owned() } else { format!("{source}.r") };
                check(
                    table,
                    table.shape.fields,
                    &printed["resources"][&id]["values"],
                    &format!("{round} {source}"),
                );
            }
        }
    }
}

/// Whether a printed value stands for what is not known, or for a reference.
fn open(value: &J) -> bool {
    value.get("$unknown").is_some()
        || value.get("$either").is_some()
        || value.as_str().is_some_and(|text| text.starts_with("${") || text == "***")
}

fn check(table: &Table, fields: &'static [Field], values: &J, at: &str) {
    if open(values) || values.is_null() {
        return;
    }
    assert!(values.is_object(), "{} {at}: {values} is no object", table.shape.ty);
    for field in fields {
        let Some(value) = values.get(field.name) else { continue };
        if open(value) {
            continue;
        }
        let fits = match field.ty() {
            AttributeType::String => value.is_string(),
            AttributeType::Number => value.is_number(),
            AttributeType::Bool => value.is_boolean(),
            AttributeType::List => value.is_array(),
            AttributeType::Object | AttributeType::FreeMap | AttributeType::Image => {
                value.is_object()
            }
            AttributeType::Any => true,
        };
        assert!(fits, "{} {at}: {} is {value}", table.shape.ty, field.name);
        match (value, field.children()) {
            (_, []) => {}
            (J::Array(items), children) => {
                items.iter().for_each(|item| check(table, children, item, at))
            }
            (_, children) => check(table, children, value, at),
        }
    }
}
