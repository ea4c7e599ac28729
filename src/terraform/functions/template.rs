//! `templatefile` and `templatestring`: the evaluator renders.

use super::filesystem::read_text;
use super::{Call, Function, Kind, Outcome, Param};
use crate::value::Value;

const VARS: Param = Param::new("vars", Kind::Any).partial().arms();

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new(
        "templatefile",
        &[Param::new("path", Kind::String), VARS],
        Kind::String,
        templatefile,
    ),
    Function::new(
        "templatestring",
        &[Param::new("template", Kind::String), VARS],
        Kind::String,
        templatestring,
    ),
];

/// `templatefile`: a template in a file of its own; its literal text was written there, what it
/// puts in where the argument was.
fn templatefile(call: &Call, args: &[Value]) -> Outcome {
    match read_text(call, &args[0])? {
        Ok(text) => call.host.render_template(&text, &args[1]),
        Err(unknown) => Ok(unknown),
    }
}

/// `templatestring`: a template that another value holds.
fn templatestring(call: &Call, args: &[Value]) -> Outcome {
    call.host.render_template(&args[0], &args[1])
}
