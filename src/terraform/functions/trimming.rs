//! Functions that cut the ends of strings off.

use super::strings::{build, ends};
use super::{Call, Function, Kind, Outcome, Param};
use crate::terraform::convert::{cut_run, flat_pieces};
use crate::value::{Piece, Type, Value};

const STR: Param = Param::new("str", Kind::String).partial();
const CUTSET: Param = Param::new("cutset", Kind::String);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("trim", &[STR, CUTSET], Kind::String, trim),
    Function::new("trimspace", &[STR], Kind::String, |call, args| {
        cut(call, &args[0], true, true, go_space)
    }),
    Function::new("chomp", &[STR], Kind::String, |call, args| {
        cut(call, &args[0], false, true, |char| matches!(char, '\n' | '\r'))
    }),
    Function::new(
        "trimprefix",
        &[STR, Param::new("prefix", Kind::String)],
        Kind::String,
        trimprefix,
    ),
    Function::new(
        "trimsuffix",
        &[STR, Param::new("suffix", Kind::String)],
        Kind::String,
        trimsuffix,
    ),
];

/// `trim`: characters of a set from both ends.
fn trim(call: &Call, args: &[Value]) -> Outcome {
    let set: Vec<char> = args[1].as_str().unwrap_or_default().chars().collect();
    cut(call, &args[0], true, true, |char| set.contains(&char))
}

/// What Go's `unicode.IsSpace` counts as space.
fn go_space(char: char) -> bool {
    char.is_whitespace()
}

/// Cuts characters off known ends; where an end is not known, what would be cut there belongs to
/// the unknown piece.
fn cut(
    call: &Call,
    value: &Value,
    front: bool,
    back: bool,
    drop: impl Fn(char) -> bool,
) -> Outcome {
    let mut pieces = flat_pieces(value);
    if front {
        trim_end(&mut pieces, false, &drop);
    }
    if back {
        trim_end(&mut pieces, true, &drop);
    }
    build(call, pieces)
}

fn trim_end(pieces: &mut Vec<Piece>, back: bool, drop: &impl Fn(char) -> bool) {
    loop {
        let at = if back { pieces.len().wrapping_sub(1) } else { 0 };
        let Some(Piece::Known { text, .. }) = pieces.get(at) else { return };
        let (from, to) = if back {
            (0, text.trim_end_matches(drop).len())
        } else {
            (text.len() - text.trim_start_matches(drop).len(), text.len())
        };
        if from < to {
            pieces[at] = cut_run(&pieces[at], from, to);
            return;
        }
        pieces.remove(at);
    }
}

/// `trimprefix`: as far as the known start decides.
fn trimprefix(call: &Call, args: &[Value]) -> Outcome {
    let wanted = args[1].as_str().unwrap_or_default();
    let known = match ends(&args[0]) {
        Ok(text) => text.to_owned(),
        Err((prefix, _)) if prefix.starts_with(wanted) || !wanted.starts_with(&prefix) => prefix,
        Err(_) => return Ok(call.unknown(&args[0], Type::String)),
    };
    let skip = if known.starts_with(wanted) { wanted.len() } else { 0 };
    build(call, skip_bytes(flat_pieces(&args[0]), skip))
}

fn skip_bytes(pieces: Vec<Piece>, mut skip: usize) -> Vec<Piece> {
    let mut kept = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let len = match &piece {
            Piece::Known { text, .. } => text.len(),
            Piece::Unknown(_) => usize::MAX,
        };
        if skip == 0 {
            kept.push(piece);
        } else if skip < len {
            kept.push(cut_run(&piece, skip, len));
            skip = 0;
        } else {
            skip -= len;
        }
    }
    kept
}

/// `trimsuffix`: as far as the known end decides.
fn trimsuffix(call: &Call, args: &[Value]) -> Outcome {
    let wanted = args[1].as_str().unwrap_or_default();
    let known = match ends(&args[0]) {
        Ok(text) => text.to_owned(),
        Err((_, suffix)) if suffix.ends_with(wanted) || !wanted.ends_with(&suffix) => suffix,
        Err(_) => return Ok(call.unknown(&args[0], Type::String)),
    };
    let mut skip = if known.ends_with(wanted) { wanted.len() } else { 0 };
    let mut pieces = flat_pieces(&args[0]);
    while skip > 0 {
        let Some(Piece::Known { text, .. }) = pieces.last() else { break };
        let len = text.len();
        let at = pieces.len() - 1;
        if skip < len {
            pieces[at] = cut_run(&pieces[at], 0, len - skip);
            break;
        }
        skip -= len;
        pieces.remove(at);
    }
    build(call, pieces)
}
