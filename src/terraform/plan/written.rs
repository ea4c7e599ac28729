//! What a plan has of the configuration it was made from: which expressions give a resource its
//! attributes, and what they refer to.
//!
//! Of an expression a plan lists the names only: `aws_x.y.id` and then `aws_x.y`; where a key is
//! computed, `aws_x.y` and `count.index` or `each.key`. Outputs and arguments of modules are
//! followed, with the keys of the instance that asks.

use crate::terraform::limits::MAX_MODULE_DEPTH;
use crate::value::{Reference, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// How many outputs and arguments one name is followed through.
const MAX_STEPS: usize = 32;

/// The configuration of a plan; addresses are without instance keys.
#[derive(Default)]
pub(super) struct Written {
    /// The expressions of each resource, by address, and the names in its `for_each`.
    resources: HashMap<String, (Value, Vec<String>)>,
    /// The names in each output, by module (`module.a.`) and name.
    outputs: HashMap<(String, String), Vec<String>>,
    /// The names in each argument of a call, by the called module and the argument.
    arguments: HashMap<(String, String), Vec<String>>,
    /// The names in the `for_each` of each call, by the called module.
    calls: HashMap<String, Vec<String>>,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The module, with the keys of its instance: `module.a["x"].`, empty for the root.
    module: &'a str,
    /// The key of the instance: `["x"]`, `[0]`, or nothing.
    key: &'a str,
    /// The names in the `for_each`.
    each: &'a [String],
}

impl Written {
    pub(super) fn of(plan: &Value) -> Written {
        let mut written = Written::default();
        let root =
            plan.get("configuration").and_then(|configuration| configuration.get("root_module"));
        if let Some(root) = root {
            written.module(root, "", 0);
        }
        written
    }

    fn module(&mut self, module: &Value, prefix: &str, depth: usize) {
        for resource in module.get("resources").and_then(Value::items).unwrap_or_default() {
            let Some(address) = resource.get("address").and_then(Value::as_str) else { continue };
            // What has no attributes has no expressions.
            let nothing = || Value::map(indexmap::IndexMap::new(), None);
            let expressions = resource.get("expressions").cloned().unwrap_or_else(nothing);
            let each = resource.get("for_each_expression").map(names).unwrap_or_default();
            self.resources.insert(format!("{prefix}{address}"), (expressions, each));
        }
        for (name, entry) in module.get("outputs").and_then(Value::entries).into_iter().flatten() {
            let used = entry.value.get("expression").map(names).unwrap_or_default();
            self.outputs.insert((prefix.to_owned(), name.to_string()), used);
        }
        if depth > MAX_MODULE_DEPTH {
            return;
        }
        for (name, entry) in
            module.get("module_calls").and_then(Value::entries).into_iter().flatten()
        {
            let called = format!("{prefix}module.{name}.");
            let arguments = entry.value.get("expressions").and_then(Value::entries);
            for (argument, given) in arguments.into_iter().flatten() {
                let used = names(&given.value);
                self.arguments.insert((called.clone(), argument.to_string()), used);
            }
            let each = entry.value.get("for_each_expression").map(names).unwrap_or_default();
            self.calls.insert(called.clone(), each);
            if let Some(inner) = entry.value.get("module") {
                self.module(inner, &called, depth + 1);
            }
        }
    }

    /// The expressions of a resource, and where they stand. `address` and `module` are with keys.
    pub(super) fn resource<'a>(
        &'a self,
        address: &'a str,
        module: &'a str,
    ) -> Option<(&'a Value, Context<'a>)> {
        let (expressions, each) = self.resources.get(&super::without_keys(address))?;
        let key = split(address).last().map_or("", |last| key_of(last));
        Some((expressions, Context { module, key, each }))
    }

    /// The resources that the names of an expression refer to, with their attributes.
    pub(super) fn references(&self, names: &[Value], context: Context<'_>) -> Vec<Reference> {
        let names: Vec<String> =
            names.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let mut found = Vec::new();
        let mut steps = MAX_STEPS;
        self.resolve(&names, context, &mut found, &mut steps);
        found
    }

    fn resolve(
        &self,
        names: &[String],
        context: Context<'_>,
        found: &mut Vec<Reference>,
        steps: &mut usize,
    ) {
        let Some(left) = steps.checked_sub(1) else { return };
        *steps = left;
        let own = names.iter().any(|name| matches!(name.as_str(), "count.index" | "each.key"));
        for name in names {
            let parts = split(name);
            match parts.as_slice() {
                ["each", "value", rest @ ..] => {
                    // What is gone through has the same keys.
                    for each in context.each {
                        let keyed: Vec<String> = [format!("{each}{}", context.key)]
                            .into_iter()
                            .chain(rest.iter().map(|part| (*part).to_owned()))
                            .collect();
                        self.named(&keyed.join("."), context, found, steps);
                    }
                }
                // A computed key: this instance's own.
                [_, _] | ["data", _, _] if own && !name.contains('[') => {
                    self.named(&format!("{name}{}", context.key), context, found, steps);
                }
                _ => self.named(name, context, found, steps),
            }
        }
    }

    /// What one name refers to.
    fn named(
        &self,
        name: &str,
        context: Context<'_>,
        found: &mut Vec<Reference>,
        steps: &mut usize,
    ) {
        let parts = split(name);
        let plain = super::without_keys(context.module);
        match parts.as_slice() {
            ["module", call, output, ..] => {
                let module = format!("{}module.{call}.", context.module);
                let called = super::without_keys(&module);
                if let Some(used) = self.outputs.get(&(called, (*output).to_owned())) {
                    let context = Context { module: &module, key: "", each: &[] };
                    self.resolve(used, context, found, steps);
                }
            }
            ["var", variable, ..] => {
                let Some(used) = self.arguments.get(&(plain.clone(), (*variable).to_owned()))
                else {
                    return;
                };
                let around = split(context.module.strip_suffix('.').unwrap_or_default());
                // `module.a["x"]` are the last two parts.
                let Some((call, outer)) = around.split_last() else { return };
                let outer = &outer[..outer.len().saturating_sub(1)];
                let module: String = outer.iter().map(|part| format!("{part}.")).collect();
                let each = self.calls.get(&plain).map_or(&[][..], Vec::as_slice);
                let context = Context { module: &module, key: key_of(call), each };
                self.resolve(used, context, found, steps);
            }
            ["local" | "each" | "count" | "path" | "self" | "terraform" | "module" | "var", ..] => {
            }
            ["data", ty, resource, rest @ ..] => {
                let to = format!("{}data.{ty}.{resource}", context.module);
                add(found, to, rest);
            }
            [ty, resource, rest @ ..] => {
                add(found, format!("{}{ty}.{resource}", context.module), rest);
            }
            _ => {}
        }
    }
}

/// The resource itself is listed behind its attribute, and counts where it has the key of one
/// instance.
fn add(found: &mut Vec<Reference>, to: String, attribute: &[&str]) {
    let whole = attribute.is_empty();
    if whole && (!to.ends_with(']') || found.iter().any(|known| *known.to == *to)) {
        return;
    }
    let reference = Reference { to: Arc::from(to), attribute: Arc::from(attribute.join(".")) };
    if !found.contains(&reference) {
        found.push(reference);
    }
}

/// The names that an expression lists, those of its blocks included.
fn names(expression: &Value) -> Vec<String> {
    let own = expression.get("references").and_then(Value::items).unwrap_or_default();
    own.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A name at its dots outside of keys.
fn split(name: &str) -> Vec<&str> {
    let (mut found, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped, mut depth) = (false, false, 0_u32);
    for (at, letter) in name.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            '.' if !quoted && depth == 0 => {
                found.push(&name[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&name[start..]);
    found
}

/// The key behind the name of an instance.
fn key_of(part: &str) -> &str {
    part.find('[').map_or("", |at| &part[at..])
}
