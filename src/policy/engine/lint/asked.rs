//! Calls, followed: of rules of one's own, of the shared Rego, of the built-in functions that read.

use super::Found;
use super::flow::{Body, Flow, How, Seen};
use super::kind::Kind;
use super::names::{self, start};
use crate::policy::pattern::Part;
use regorus::unstable::{Expr, Ref};
use std::collections::BTreeSet;

/// The shared functions whose reads are those that their caller names.
const GETTERS: [&str; 9] = [
    "data.stride.lib.get",
    "data.stride.lib.missing",
    "data.stride.lib.present",
    "data.stride.lib.effective",
    "data.stride.lib.refers",
    "data.stride.lib.targets",
    "data.stride.lib.ref",
    "data.stride.lib.edges",
    "data.stride.lib.marked",
];

impl Flow<'_> {
    pub(super) fn call(&mut self, body: &mut Body, function: &Expr, params: &[Ref<Expr>]) -> Kind {
        let chain = names::reference(function);
        let name = chain.join(".");
        let at = start(function);
        let own = self.program.absolute(body.file, &chain);
        let own = own.filter(|_| !body.env.contains_key(chain.first().map_or("", String::as_str)));
        if let Some(id) = own {
            let shared = id.starts_with("data.stride.");
            let mut args = Vec::new();
            for param in params {
                // What is handed on is read where it is used.
                let quiet = std::mem::replace(&mut body.quiet, true);
                let kind = self.expr(body, param);
                body.quiet = quiet;
                if !matches!(kind, Kind::Within(..)) {
                    self.expr(body, param);
                }
                args.push(kind);
            }
            if id == "data.stride.lib.of_type" {
                return match args.first() {
                    Some(Kind::Text(ty)) => {
                        if !body.quiet {
                            body.seen.push(Seen::Type(ty.to_string()));
                            body.seen.extend(no_type(
                                body.file,
                                params.first().map(AsRef::as_ref),
                                ty,
                            ));
                        }
                        Kind::Of(Box::new(Kind::Resource(BTreeSet::from([ty.to_string()]))))
                    }
                    _ => Kind::Of(Box::new(Kind::Resource(BTreeSet::new()))),
                };
            }
            if id == "data.stride.result.at" || id == "data.stride.result.facts" {
                if let (Some(Kind::Resource(types)), Some(Kind::Path(path))) =
                    (args.first(), args.get(1))
                    && !path.is_empty()
                {
                    let known =
                        path.iter().take_while(|part| matches!(part, Part::Key(_) | Part::Item));
                    let place = Kind::Within(types.clone(), known.cloned().collect());
                    body.read(at, &place, How::Place);
                }
                return Kind::Any;
            }
            let from = body.seen.len();
            let given = self.called(body, at, &id, &args);
            if shared && !GETTERS.contains(&id.as_str()) {
                for seen in body.seen.iter_mut().skip(from) {
                    if let Seen::Use(one) = seen {
                        one.how = How::Shared;
                    }
                }
            }
            return given;
        }
        if name == "object.get" {
            let of = params.first().map(|of| self.reference(body, of));
            let of = of.map_or(Kind::Any, |of| self.settled(body, at, of));
            let path = params.get(1).map_or(Kind::Any, |path| self.expr(body, path));
            params.iter().skip(2).for_each(|other| drop(self.expr(body, other)));
            let parts = match path {
                Kind::Text(key) => vec![Part::Key(key.as_ref().into())],
                Kind::Path(parts) => parts,
                _ => return self.step(body, at, of, Part::Item),
            };
            let quiet = std::mem::replace(&mut body.quiet, true);
            let kind = parts.into_iter().fold(of, |of, part| self.step(body, at, of, part));
            body.quiet = quiet;
            let begin = params.first().map_or(at, |first| start(first));
            body.read(begin, &kind, How::Default);
            return kind;
        }
        if name == "walk" {
            let of = params.first().map_or(Kind::Any, |of| {
                let quiet = std::mem::replace(&mut body.quiet, true);
                let kind = self.expr(body, of);
                body.quiet = quiet;
                kind
            });
            let begin = params.first().map_or(at, |first| start(first));
            let of = match of {
                Kind::Resource(types) => Kind::Within(types, Vec::new()),
                other => other,
            };
            body.read(begin, &of, How::Walk);
            params.iter().skip(1).for_each(|other| self.bind(body, other, Kind::Any));
            return Kind::Any;
        }
        let kinds: Vec<Kind> = params.iter().map(|param| self.expr(body, param)).collect();
        match (name.as_str(), kinds.as_slice()) {
            ("array.concat", [Kind::Path(one), Kind::Path(other)]) => {
                Kind::Path(one.iter().chain(other).cloned().collect())
            }
            ("array.concat" | "sort" | "array.slice" | "array.reverse", [first, ..]) => {
                first.clone()
            }
            _ => Kind::Any,
        }
    }

    /// A rule with arguments: what it reads stands here where it is not in a file of one's own.
    pub(super) fn called(&mut self, body: &mut Body, at: u32, id: &str, args: &[Kind]) -> Kind {
        let (given, seen) = self.rule(id, args);
        if !body.quiet {
            let here = self.program.is_shared(body.file);
            for one in seen.iter() {
                let mut one = one.clone();
                match &mut one {
                    Seen::Use(of) if self.program.is_shared(of.file) && !here => {
                        of.file = body.file;
                        of.at = at;
                        of.how = if GETTERS.contains(&id) { How::Plain } else { How::Shared };
                    }
                    // What the shared Rego does with values is held by the program's tests.
                    Seen::Found(of) if self.program.is_shared(of.file) => continue,
                    _ => {}
                }
                body.seen.push(one);
            }
        }
        given
    }
}

/// A type that there is not.
fn no_type(file: usize, param: Option<&Expr>, ty: &str) -> Option<Seen> {
    let known = crate::normalize::types();
    if known.contains(&ty) || !ty.contains('.') || ty.starts_with("data.") {
        return None;
    }
    let near = crate::policy::check::meant(ty, known.iter().copied());
    let hint = near.map_or(String::new(), |near| format!(": did you mean `{near}`?"));
    let at = param.map_or(0, start);
    Some(Seen::Found(Found::new(file, at, "P035", format!("no type `{ty}`{hint}")).instead(near)))
}
