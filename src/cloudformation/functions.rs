//! Intrinsic functions (user guide, "Intrinsic function reference"), one by one. What an argument's lack makes unknown keeps
//! the argument's reason; an argument of the wrong shape is a problem with a place.

use super::conditions::Truth;
use super::stack::Stack;
use super::strings::{self, text_of};
use crate::source::Loss;
use crate::syntax::flat::Flat;
use crate::value::{Data, Marks, Place, Reference, StepKind, Type, Unknown, Value};
use std::sync::Arc;

/// Parameters that CloudFormation gives (user guide, "Pseudo parameters").
const PSEUDO: [&str; 8] = [
    "AWS::AccountId",
    "AWS::NotificationARNs",
    "AWS::NoValue",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// The most items that a function may make.
const MAX_ITEMS: usize = 100_000;

impl Stack<'_> {
    /// A function's value.
    pub(super) fn function(&mut self, name: &str, argument: &Value, raw: &Value) -> Value {
        match name {
            "Ref" => match self.looped(argument).as_str() {
                Some(target) => self.reference(target, raw),
                None => {
                    let target = self.value(argument);
                    match target.as_str() {
                        Some(target) => self.reference(target, raw),
                        None => self.wrong(raw, "Ref needs a name"),
                    }
                }
            },
            "Fn::GetAtt" => self.get_att(argument, raw),
            "Fn::Sub" => self.sub(argument, raw),
            "Fn::If" => self.fn_if(argument, raw),
            "Fn::Join" => self.join(argument, raw),
            "Fn::Split" => self.split(argument, raw),
            "Fn::Select" => self.select(argument, raw),
            "Fn::FindInMap" => self.find_in_map(argument, raw),
            "Fn::Base64" => self.base64(argument, raw),
            "Fn::Cidr" => self.cidr(argument, raw),
            "Fn::GetAZs" => {
                let _ = self.value(argument);
                let mut zones = self.unknown("the availability zones of the region are known at deployment", raw);
                if let Data::Unknown(unknown) = &mut zones.data {
                    Arc::make_mut(unknown).ty = Type::List(Box::new(Type::String));
                }
                zones
            }
            "Fn::ImportValue" => self.import_value(argument, raw),
            "Fn::Length" => self.length(argument, raw),
            "Fn::ToJsonString" => self.json_string(argument, raw),
            "Fn::Transform" => {
                let name = argument.get("Name").and_then(Value::as_str).unwrap_or("without a name").to_owned();
                self.unknown(format!("what the transform {name} puts here is not known"), raw)
            }
            "Fn::And" | "Fn::Or" | "Fn::Not" | "Fn::Equals" => match self.truth(raw, 0) {
                Truth::Known(known) => Value::bool(known, raw.place.span),
                Truth::Unknown(condition, holds) => {
                    let arm = |known| Value::bool(known, raw.place.span);
                    strings::either(&condition, arm(holds), arm(!holds), &raw.place)
                }
            },
            _ => {
                self.problem(Loss::Note, raw, format!("{name} is a function that is not known"));
                self.unknown(format!("{name} is not known"), raw)
            }
        }
    }

    /// `Ref`: a loop's item, a parameter, a pseudo parameter or a resource.
    pub(super) fn reference(&mut self, target: &str, raw: &Value) -> Value {
        if let Some((_, item)) = self.loops.iter().rev().find(|(name, _)| &**name == target) {
            return item.clone().through(StepKind::ForEach, target, raw.place.span);
        }
        if target == "AWS::NoValue" {
            return Value { data: Data::Null, ..raw.clone() };
        }
        if PSEUDO.contains(&target) {
            let mut unknown = Unknown::because(format!("{target} is known at deployment"));
            unknown.ty = if target == "AWS::NotificationARNs" { Type::List(Box::new(Type::String)) } else { Type::String };
            return Value { data: Data::Unknown(Arc::new(unknown)), ..self.unknown("", raw) };
        }
        if let Some(value) = self.parameter(target, raw) {
            return value;
        }
        if !self.may_be_resource(target) {
            return self.wrong(raw, format!("refers to {target}, which is neither a parameter nor a resource of the template"));
        }
        self.edge(target, "Ref", raw)
    }

    /// An edge to a resource of this stack.
    pub(super) fn edge(&self, target: &str, attribute: &str, raw: &Value) -> Value {
        let to: Arc<str> = format!("{}{target}", self.prefix).into();
        let mut value = self.unknown(format!("{to}.{attribute} is known at deployment"), raw);
        value.refs = Some(Arc::from([Reference { to, attribute: attribute.into() }]));
        value
    }

    /// Whether a name may be a resource's: it is one, or a loop or a transform may make it.
    pub(super) fn may_be_resource(&self, name: &str) -> bool {
        self.has_resource(name) || self.macros || self.serverless || self.has_loops()
    }

    fn get_att(&mut self, argument: &Value, raw: &Value) -> Value {
        let (target, attribute) = match argument.items() {
            Some([target, attribute]) => {
                let (target, attribute) = (self.value(target), self.value(attribute));
                (target.as_str().map(str::to_owned), text_of(&attribute).map(|text| text.to_string()))
            }
            Some([target, rest @ ..]) if !rest.is_empty() => {
                let names: Option<Vec<&str>> = rest.iter().map(Value::as_str).collect();
                (target.as_str().map(str::to_owned), names.map(|names| names.join(".")))
            }
            _ => match self.looped(argument).as_str().and_then(|text| text.split_once('.')) {
                Some((target, attribute)) => (Some(target.to_owned()), Some(attribute.to_owned())),
                None => return self.wrong(raw, "Fn::GetAtt needs a resource's name and an attribute"),
            },
        };
        let Some(target) = target else {
            return self.wrong(raw, "Fn::GetAtt needs the name of a resource");
        };
        self.attribute(&target, attribute.as_deref(), raw)
    }

    /// A resource's attribute: an edge, or an output of a nested stack that is read.
    pub(super) fn attribute(&mut self, target: &str, attribute: Option<&str>, raw: &Value) -> Value {
        if !self.may_be_resource(target) {
            // `Module.Resource.Attribute` of a module's resource.
            return self.wrong(raw, format!("refers to an attribute of {target}, which is no resource of the template"));
        }
        let Some(attribute) = attribute else { return self.edge(target, "", raw) };
        if let Some(output) = attribute.strip_prefix("Outputs.")
            && let Some(value) = self.output_of(target, output, raw)
        {
            return value.through(StepKind::ModuleOutput, format!("{}{target}", self.prefix), raw.place.span);
        }
        self.edge(target, attribute, raw)
    }

    fn fn_if(&mut self, argument: &Value, raw: &Value) -> Value {
        let Some([condition, then, otherwise]) = argument.items() else {
            return self.wrong(raw, "Fn::If needs a condition's name and two values");
        };
        let truth = match condition.as_str() {
            Some(name) => self.condition(name, condition),
            None => self.truth(condition, 0),
        };
        let named = |stack: &mut Self, arm: &Value| {
            let value = stack.value(arm);
            match condition.as_str() {
                Some(name) => value.through(StepKind::ConditionArm, name, raw.place.span),
                None => value,
            }
        };
        match truth {
            Truth::Known(true) => named(self, then),
            Truth::Known(false) => named(self, otherwise),
            Truth::Unknown(condition, holds) => {
                let (first, second) = (self.value(then), self.value(otherwise));
                let (first, second) = if holds { (first, second) } else { (second, first) };
                strings::either(&condition, first, second, &raw.place)
            }
        }
    }

    fn join(&mut self, argument: &Value, raw: &Value) -> Value {
        let Some([delimiter, items]) = argument.items() else {
            return self.wrong(raw, "Fn::Join needs a delimiter and a list");
        };
        let delimiter = self.value(delimiter);
        let mut all = vec![delimiter];
        match items.items() {
            Some(items) => all.extend(items.iter().map(|item| self.value(item))),
            None => {
                let list = self.value(items);
                match &list.data {
                    Data::List(found) => all.extend(found.items.iter().cloned()),
                    Data::Unknown(_) | Data::Either(_) => {
                        return strings::lift(vec![all.swap_remove(0), list], &raw.place, &mut |values| match values.as_slice() {
                            [delimiter, list] if list.items().is_some() => joined(delimiter, list.items().unwrap_or_default(), &raw.place),
                            [_, list] => carried(list, raw),
                            _ => self.unknown("a list is not known", raw),
                        });
                    }
                    _ => return self.wrong(raw, "Fn::Join needs a list"),
                }
            }
        }
        let value = strings::lift(all, &raw.place, &mut |values| match values.split_first() {
            Some((delimiter, items)) => joined(delimiter, items, &raw.place),
            None => Value::string("", raw.place.span),
        });
        strings::dynamic(value)
    }

    fn split(&mut self, argument: &Value, raw: &Value) -> Value {
        let Some([delimiter, text]) = argument.items() else {
            return self.wrong(raw, "Fn::Split needs a delimiter and a string");
        };
        let values = vec![self.value(delimiter), self.value(text)];
        let mut bad = false;
        let value = strings::lift(values, &raw.place, &mut |values| {
            let [delimiter, text] = values.as_slice() else { return self.unknown("a string is not known", raw) };
            let (Some(cut), Some(flat)) = (delimiter.as_str(), Flat::of_string(text)) else {
                bad = bad
                    || (delimiter.as_unknown().is_none() && delimiter.as_str().is_none())
                    || text.items().is_some()
                    || text.entries().is_some();
                return carried(if delimiter.as_unknown().is_some() { delimiter } else { text }, raw);
            };
            if cut.is_empty() {
                return Value { data: Value::list(vec![text.clone()], None).data, ..text.clone() };
            }
            let mut items = Vec::new();
            let mut at = 0;
            for item in flat.text.split(cut).take(MAX_ITEMS) {
                items.push(strings::slice(text, &flat, at, at + item.len()));
                at += item.len() + cut.len();
            }
            Value { data: Value::list(items, None).data, ..text.clone() }
        });
        if bad {
            self.problem(Loss::Warning, raw, "Fn::Split needs a delimiter and a string");
        }
        value
    }

    fn select(&mut self, argument: &Value, raw: &Value) -> Value {
        let Some([index, list]) = argument.items() else {
            return self.wrong(raw, "Fn::Select needs an index and a list");
        };
        let values = vec![self.value(index), self.value(list)];
        let mut bad = None;
        let value = strings::lift(values, &raw.place, &mut |values| {
            let [index, list] = values.as_slice() else { return self.unknown("a list is not known", raw) };
            let number = text_of(index).and_then(|text| text.parse::<usize>().ok());
            match (number, &list.data) {
                (Some(number), Data::List(list)) => list.items.get(number).cloned().unwrap_or_else(|| {
                    bad = Some(format!("Fn::Select asks for item {number} of a list of {}", list.items.len()));
                    self.unknown("the list is too short", raw)
                }),
                (None, _) if index.as_unknown().is_none() => {
                    bad = Some("Fn::Select needs a whole number as its index".to_owned());
                    self.unknown("the index is not a number", raw)
                }
                (None, _) => carried(index, raw),
                (_, Data::Unknown(_)) => carried(list, raw),
                _ => {
                    bad = Some("Fn::Select needs a list".to_owned());
                    self.unknown("what it selects from is not a list", raw)
                }
            }
        });
        if let Some(message) = bad {
            self.problem(Loss::Warning, raw, message);
        }
        value
    }

    fn find_in_map(&mut self, argument: &Value, raw: &Value) -> Value {
        let Some(items @ [map, first, second, ..]) = argument.items() else {
            return self.wrong(raw, "Fn::FindInMap needs a map's name and two keys");
        };
        let default = items.get(3).and_then(|options| options.get("DefaultValue")).cloned();
        let keys = vec![self.value(map), self.value(first), self.value(second)];
        let mut bad = None;
        let value = strings::lift(keys, &raw.place, &mut |keys| match self.found_in_map(&keys, raw) {
            Ok(found) => found,
            Err(message) => match &default {
                Some(default) => self.value(default),
                None => {
                    let unknown = self.unknown(message.as_str(), raw);
                    bad = Some(message);
                    unknown
                }
            },
        });
        if let Some(message) = bad {
            self.problem(Loss::Warning, raw, message);
        }
        value
    }

    /// The value under two keys; where a key is not known, what all candidates agree on.
    fn found_in_map(&mut self, keys: &[Value], raw: &Value) -> Result<Value, String> {
        let [map, first, second] = keys else { return Err("Fn::FindInMap needs a map's name and two keys".to_owned()) };
        let Some(name) = text_of(map) else { return Ok(carried(map, raw)) };
        let Some(level) = self.root.get("Mappings").and_then(|all| all.get(&name)).cloned() else {
            return if self.macros {
                Ok(self.unknown(format!("the mapping {name} is not in the template"), raw))
            } else {
                Err(format!("the template has no mapping {name}"))
            };
        };
        if level.get("Fn::Transform").is_some() {
            return Ok(self.unknown(format!("the mapping {name} is put in by a transform"), raw));
        }
        let below = |level: &Value, key: &Value| -> Option<Vec<Value>> {
            match text_of(key) {
                Some(key) => level.get(&key).map(|value| vec![value.clone()]),
                None => level.entries().map(|entries| entries.values().map(|entry| entry.value.clone()).collect()),
            }
        };
        let missing = |key: &Value, of: &str| match text_of(key) {
            Some(key) => format!("the mapping {of} has no key {key}"),
            None => format!("the mapping {of} is not a map of maps"),
        };
        let firsts = below(&level, first).ok_or_else(|| missing(first, &name))?;
        let mut found: Vec<Value> = Vec::new();
        for level in &firsts {
            match below(level, second) {
                Some(values) => found.extend(values),
                None if firsts.len() > 1 => return Ok(carried(first, raw)),
                None => return Err(missing(second, &name)),
            }
        }
        let Some((one, others)) = found.split_first() else { return Err(missing(second, &name)) };
        let mut budget = 10_000;
        if !others.iter().all(|other| strings::same(one, other, &mut budget)) {
            return Ok(carried(if text_of(first).is_none() { first } else { second }, raw));
        }
        let value = self.value(one);
        Ok(value.through(StepKind::Mapping, &*name, raw.place.span))
    }

    fn base64(&mut self, argument: &Value, raw: &Value) -> Value {
        // The text behind it is what a reader changes and what checks read; the encoding only serves the API.
        let value = self.value(argument);
        let bad = value.items().is_some() || value.entries().is_some();
        if bad { self.wrong(raw, "Fn::Base64 needs a string") } else { value.through(StepKind::Function, "Fn::Base64", raw.place.span) }
    }

    fn cidr(&mut self, argument: &Value, raw: &Value) -> Value {
        let (Some([block, count]) | Some([block, count, _])) = argument.items() else {
            return self.wrong(raw, "Fn::Cidr needs an address block, a number and the size of a subnet");
        };
        let bits = argument.items().and_then(|items| items.get(2)).cloned();
        let block = self.value(block);
        let count = self.value(count);
        let bits = bits.map(|bits| self.value(&bits));
        let Some(text) = text_of(&block) else { return carried(&block, raw) };
        let number = |value: &Value| text_of(value).and_then(|text| text.parse::<u32>().ok());
        let (Some(count_known), bits_known) = (number(&count), bits.as_ref().map(number)) else { return carried(&count, raw) };
        let bits_known = match bits_known {
            Some(Some(bits)) => bits,
            Some(None) => return bits.map_or_else(|| self.unknown("the size is not known", raw), |bits| carried(&bits, raw)),
            None if text.contains(':') => 64,
            None => 8,
        };
        match subnets(&text, count_known, bits_known) {
            Some(subnets) => {
                let items = subnets
                    .into_iter()
                    .map(|subnet| Value { place: block.place.clone(), marks: block.marks, ..Value::string(subnet, None) })
                    .collect();
                Value { data: Value::list(items, None).data, ..block.through(StepKind::Function, "Fn::Cidr", raw.place.span) }
            }
            None => self.wrong(raw, "Fn::Cidr cannot cut its address block into so many subnets"),
        }
    }

    fn length(&mut self, argument: &Value, raw: &Value) -> Value {
        let value = self.value(argument);
        let mut bad = false;
        let result = strings::lift(vec![value], &raw.place, &mut |values| match values.first().map(|value| (&value.data, value)) {
            Some((Data::List(list), _)) if !list.items.iter().any(|item| item.as_unknown().is_some_and(|unknown| unknown.rest)) => {
                Value::int(i64::try_from(list.items.len()).unwrap_or(i64::MAX), raw.place.span)
            }
            Some((Data::Unknown(_) | Data::List(_), value)) => carried(value, raw),
            _ => {
                bad = true;
                self.unknown("Fn::Length needs a list", raw)
            }
        });
        if bad {
            self.problem(Loss::Warning, raw, "Fn::Length needs a list");
        }
        result
    }

    fn json_string(&mut self, argument: &Value, raw: &Value) -> Value {
        let value = self.value(argument);
        if value.items().is_none() && value.entries().is_none() {
            return match value.as_unknown() {
                Some(_) => value,
                None => self.wrong(raw, "Fn::ToJsonString needs a list or a map"),
            };
        }
        let inner = Arc::new(value.clone());
        match json_text(&value) {
            Some(text) => {
                let part = crate::value::Part { start: 0, place: raw.place.clone(), marks: Marks::NONE, encoded: Some(inner) };
                let data = Data::String(crate::value::Text { text: text.into(), parts: Some(Arc::from([part])) });
                Value { data, ..self.unknown("", raw) }
            }
            None => {
                let mut unknown = Unknown::because("a part of the JSON is not known");
                unknown.ty = Type::String;
                unknown.encoded = Some(inner);
                Value { data: Data::Unknown(Arc::new(unknown)), ..self.unknown("", raw) }
            }
        }
    }
}

/// An unknown argument as the function's own result: its reason, references and marks, at the function's place.
pub(super) fn carried(argument: &Value, raw: &Value) -> Value {
    let reason = argument.as_unknown().map_or_else(|| "an argument is not known".into(), |unknown| unknown.reason.clone());
    Value {
        data: Data::Unknown(Arc::new(Unknown::because(reason))),
        place: Place { span: raw.place.span, chain: None },
        ..argument.clone()
    }
}

fn joined(delimiter: &Value, items: &[Value], place: &Place) -> Value {
    if delimiter.as_unknown().is_some() {
        return Value { place: place.clone(), ..delimiter.clone() };
    }
    let mut parts = Vec::new();
    let present: Vec<&Value> = items.iter().filter(|item| !item.is_null()).collect();
    for (index, item) in present.iter().enumerate() {
        if index > 0 {
            parts.push(delimiter.clone());
        }
        parts.push((*item).clone());
    }
    if parts.is_empty() {
        return Value::string("", place.span);
    }
    if let Some(rest) = present.iter().find(|item| item.as_unknown().is_some_and(|unknown| unknown.rest)) {
        return Value { place: place.clone(), ..(*rest).clone() };
    }
    strings::concat(&parts, place)
}

/// The JSON text of a known value; `None` when something in it is not known.
fn json_text(value: &Value) -> Option<String> {
    fn plain(value: &Value, budget: &mut usize) -> Option<serde_json::Value> {
        *budget = budget.checked_sub(1)?;
        Some(match &value.data {
            Data::Null => serde_json::Value::Null,
            Data::Bool(bool) => (*bool).into(),
            Data::Number(number) => serde_json::from_str(&number.to_string()).ok()?,
            Data::String(text) => (*text.text).into(),
            Data::List(list) => list.items.iter().map(|item| plain(item, budget)).collect::<Option<Vec<_>>>()?.into(),
            Data::Map(map) if map.rest.is_none() => map
                .entries
                .iter()
                .map(|(key, entry)| Some((key.to_string(), plain(&entry.value, budget)?)))
                .collect::<Option<serde_json::Map<_, _>>>()?
                .into(),
            _ => return None,
        })
    }
    plain(value, &mut 100_000).map(|value| value.to_string())
}

/// `count` subnets of an address block, each with `bits` host bits.
fn subnets(block: &str, count: u32, bits: u32) -> Option<Vec<String>> {
    let net: ipnet::IpNet = block.parse().ok()?;
    let prefix = u8::try_from(u32::from(net.max_prefix_len()).checked_sub(bits)?).ok()?;
    if count == 0 || count > 256 {
        return None;
    }
    let subnets: Vec<String> = net.trunc().subnets(prefix).ok()?.take(count as usize).map(|subnet| subnet.to_string()).collect();
    (subnets.len() == count as usize).then_some(subnets)
}
