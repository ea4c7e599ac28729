//! The texts of a plan that are secret: of its variables, and of all that it marks sensitive, what
//! was there before and what was read among them. The same text may stand where nothing marks it.

use crate::secret::Known;
use crate::terraform::variables::deep_marked;
use crate::value::{Data, Marks, Value, secrets};

/// Deepest module, and deepest value, that is looked into.
const MAX_DEPTH: usize = 64;

/// Learns the secret texts of a plan.
pub(super) fn learn(plan: &Value, known: &mut Known) {
    let none = Value::null(None);
    let at = |root: &Value, path: &[&str]| {
        path.iter().try_fold(root.clone(), |at, name| at.get(name).cloned())
    };
    if let Some(root) = at(plan, &["configuration", "root_module"]) {
        let given = plan.get("variables").unwrap_or(&none);
        variables(&root, given, "value", known, 0);
    }
    for list in ["resource_changes", "resource_drift"] {
        for change in items(plan.get(list)) {
            changed(change.get("change").unwrap_or(&none), known);
        }
    }
    for (_, output) in plan.get("output_changes").and_then(Value::entries).into_iter().flatten() {
        changed(&output.value, known);
    }
    for path in [&["prior_state", "values"][..], &["planned_values"]] {
        let Some(state) = at(plan, path) else { continue };
        for (_, output) in state.get("outputs").and_then(Value::entries).into_iter().flatten() {
            let marks = output.value.get("sensitive").unwrap_or(&none);
            marked(output.value.get("value").unwrap_or(&none), marks, known, 0);
        }
        module(state.get("root_module").unwrap_or(&none), known, 0);
    }
}

fn items(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::items).unwrap_or_default()
}

/// The variables that a module of the configuration calls sensitive, as they are given to it
/// (`given.<name>.<key>`) and by their defaults.
fn variables(module: &Value, given: &Value, key: &str, known: &mut Known, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    let declared = module.get("variables").and_then(Value::entries);
    for (name, entry) in declared.into_iter().flatten() {
        let flag = |name: &str| entry.value.get(name).and_then(Value::as_bool) == Some(true);
        if !flag("sensitive") && !flag("ephemeral") {
            continue;
        }
        let given = given.get(name).and_then(|given| given.get(key));
        for value in [given, entry.value.get("default")].into_iter().flatten() {
            secrets::learn(&deep_marked(value.clone(), Marks::SENSITIVE), known);
        }
    }
    for (_, call) in module.get("module_calls").and_then(Value::entries).into_iter().flatten() {
        let none = Value::null(None);
        let given = call.value.get("expressions").unwrap_or(&none);
        let inner = call.value.get("module").unwrap_or(&none);
        variables(inner, given, "constant_value", known, depth + 1);
    }
}

/// What a change takes away and what it brings.
fn changed(change: &Value, known: &mut Known) {
    for (value, marks) in [("before", "before_sensitive"), ("after", "after_sensitive")] {
        if let (Some(value), Some(marks)) = (change.get(value), change.get(marks)) {
            marked(value, marks, known, 0);
        }
    }
}

/// The resources of a module of a state, and of those below it.
fn module(module: &Value, known: &mut Known, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    for resource in items(module.get("resources")) {
        if let (Some(values), Some(marks)) =
            (resource.get("values"), resource.get("sensitive_values"))
        {
            marked(values, marks, known, 0);
        }
    }
    items(module.get("child_modules")).iter().for_each(|one| self::module(one, known, depth + 1));
}

/// The parts of a value that stand where `marks` has `true`.
fn marked(value: &Value, marks: &Value, known: &mut Known, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    match &marks.data {
        Data::Bool(true) => {
            secrets::learn(&deep_marked(value.clone(), Marks::SENSITIVE), known);
        }
        Data::Map(map) => {
            for (name, marks) in &map.entries {
                if let Some(value) = value.get(name) {
                    marked(value, &marks.value, known, depth + 1);
                }
            }
        }
        Data::List(list) => {
            for (value, marks) in items(Some(value)).iter().zip(&list.items) {
                marked(value, marks, known, depth + 1);
            }
        }
        _ => {}
    }
}
