//! Facts of security groups.

use super::world::items;
use crate::normalize::read::ranges;
use serde_json::{Value, json};

/// What the rules of one protocol and one run of ports share, and their ranges with the place of each.
type ByPorts<'a> = (Vec<&'a Value>, Vec<(Value, &'a str)>);

/// The ranges of a security group's rules that let the whole internet in.
pub fn open_ingress(group: &Value) -> Vec<Value> {
    let mut by_ports: Vec<ByPorts<'_>> = Vec::new();
    for (rule, ingress) in items(group, "/values/ingress").iter().enumerate() {
        for field in ["cidr_blocks", "ipv6_cidr_blocks"] {
            let ports: Vec<&Value> =
                ["protocol", "from_port", "to_port"].iter().map(|key| &ingress[*key]).collect();
            let ranges = items(ingress, &format!("/{field}")).iter().enumerate();
            let ranges = ranges.filter_map(|(index, range)| {
                Some((json!({"rule": rule, "field": field, "index": index}), range.as_str()?))
            });
            match by_ports.iter_mut().find(|(known, _)| *known == ports) {
                Some((_, known)) => known.extend(ranges),
                None => by_ports.push((ports, ranges.collect())),
            }
        }
    }
    let mut open = Vec::new();
    for (_, ranges) in by_ports {
        let alone =
            ranges.iter().filter(|(_, range)| ranges::cover_the_internet(std::iter::once(*range)));
        let mut alone: Vec<Value> = alone.map(|(place, _)| place.clone()).collect();
        if alone.is_empty() && ranges::cover_the_internet(ranges.iter().map(|(_, range)| *range)) {
            alone.extend(ranges.into_iter().map(|(place, _)| place).next());
        }
        open.extend(alone);
    }
    open
}
