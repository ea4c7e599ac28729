//! Containers that a task definition has, or has not, because a parameter keeps its default.
//!
//! `!If [HasSidecar, {...}, !Ref AWS::NoValue]` says that whoever deploys the template gets the container who
//! names an image for it. What a default leaves out is a gap, by name.

use crate::gap::{Gap, GapKind};
use crate::tree::Tree;
use crate::unit::Evaluated;
use crate::value::{Condition, Data, Value};
use std::collections::BTreeSet;

/// The containers of the template as it may be deployed (`open`) that it does not have by default.
pub(super) fn gaps(tree: &Tree, closed: &Evaluated, open: &Evaluated) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for task in open.resources.iter().filter(|task| task.source_type == "AWS::ECS::TaskDefinition")
    {
        let own = closed.resources.iter().find(|one| one.address == task.address);
        let Some(own) = own else { continue };
        let mut there = Vec::new();
        containers(&own.values, None, &mut there);
        let there: BTreeSet<_> = there.iter().map(|(container, _)| container.place.span).collect();
        let mut all = Vec::new();
        containers(&task.values, None, &mut all);
        for (container, condition) in all {
            let (Some((condition, wanted)), Some(span)) = (condition, container.place.span) else {
                continue;
            };
            if there.contains(&Some(span)) {
                continue;
            }
            let name = container.get("Name").and_then(Value::as_str);
            let name =
                name.map_or_else(|| "a container".to_owned(), |name| format!("container {name}"));
            let what = format!("{name} of {}", task.address);
            let holds = if wanted { "does not hold" } else { "holds" };
            let why =
                format!("{} {holds} with the default values of its parameters", condition.text);
            let cure = "set them to scan what would be created: --parameter NAME=VALUE";
            gaps.push(Gap::at(
                GapKind::OffByDefault,
                &tree.file(span.file),
                span.start,
                what,
                why,
                cure,
            ));
        }
    }
    gaps
}

/// The containers of a task definition's properties, each with the innermost condition that it is under, and
/// whether that has to hold.
fn containers<'v>(
    properties: &'v Value,
    under: Option<(&'v Condition, bool)>,
    found: &mut Vec<(&'v Value, Option<(&'v Condition, bool)>)>,
) {
    if let Some(list) = properties.get("ContainerDefinitions") {
        each(list, under, found);
    }
}

fn each<'v>(
    value: &'v Value,
    under: Option<(&'v Condition, bool)>,
    found: &mut Vec<(&'v Value, Option<(&'v Condition, bool)>)>,
) {
    match &value.data {
        Data::List(list) => list.items.iter().for_each(|item| each(item, under, found)),
        Data::Either(either) => {
            each(&either.then, Some((&either.condition, true)), found);
            each(&either.otherwise, Some((&either.condition, false)), found);
        }
        Data::Map(_) => found.push((value, under)),
        _ => {}
    }
}
