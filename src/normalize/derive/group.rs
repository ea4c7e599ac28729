//! Facts of security groups.

use super::world::items;
use crate::normalize::read::ranges;
use serde_json::{Value, json};

/// One range that a rule lets in.
struct Open<'a> {
    /// Protocol, first and last port of its rule.
    ports: [&'a Value; 3],
    /// Where the range stands.
    place: Value,
    range: &'a str,
}

/// The ranges of a security group's rules that let the whole internet in: alone, or together with
/// the ranges of rules that let at least the same ports in.
pub fn open_ingress(group: &Value) -> Vec<Value> {
    let mut all: Vec<Open<'_>> = Vec::new();
    for (rule, ingress) in items(group, "/values/ingress").iter().enumerate() {
        let ports = ["protocol", "from_port", "to_port"].map(|key| &ingress[key]);
        for field in ["cidr_blocks", "ipv6_cidr_blocks"] {
            let ranges = items(ingress, &format!("/{field}")).iter().enumerate();
            all.extend(ranges.filter_map(|(index, range)| {
                let place = json!({"rule": rule, "field": field, "index": index});
                Some(Open { ports, place, range: range.as_str()? })
            }));
        }
    }
    let mut open = Vec::new();
    let mut seen: Vec<[&Value; 3]> = Vec::new();
    for one in &all {
        if seen.contains(&one.ports) {
            continue;
        }
        seen.push(one.ports);
        let own = || all.iter().filter(|other| other.ports == one.ports);
        let alone = own().filter(|other| ranges::cover_the_internet(std::iter::once(other.range)));
        let mut found: Vec<Value> = alone.map(|other| other.place.clone()).collect();
        // The first range of these ports stands for all that open them together.
        let together = all.iter().filter(|other| hold(other.ports, one.ports));
        if found.is_empty() && ranges::cover_the_internet(together.map(|other| other.range)) {
            found.push(one.place.clone());
        }
        open.extend(found);
    }
    open
}

/// Whether ports hold others: the same ones, or a wider run of the same protocol or of all.
fn hold(outer: [&Value; 3], inner: [&Value; 3]) -> bool {
    if outer == inner || outer[0].as_str() == Some("all") {
        return true;
    }
    let number = |value: &Value| value.as_i64();
    let wider =
        || Some(number(outer[1])? <= number(inner[1])? && number(inner[2])? <= number(outer[2])?);
    outer[0] == inner[0] && wider().unwrap_or(false)
}
