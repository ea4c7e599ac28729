//! What OpenTofu has beyond Terraform's functions (its documentation, "Functions").

use super::{Call, Function, Kind, Outcome, Param, network};
use crate::value::Value;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io::Read;

const STR: Param = Param::new("str", Kind::String);

/// How large a text may become that is unpacked.
const MAX_UNPACKED: u64 = 4 << 20;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("urldecode", &[STR], Kind::String, urldecode),
    Function::new("base64gunzip", &[STR], Kind::String, base64gunzip),
    Function::new(
        "cidrcontains",
        &[
            Param::new("containing_prefix", Kind::String),
            Param::new("contained_ip_or_prefix", Kind::String),
        ],
        Kind::Bool,
        network::cidrcontains,
    ),
    Function::new(
        "assumestringprefix",
        &[Param::new("str", Kind::String).partial(), Param::new("prefix", Kind::String)],
        Kind::String,
        |_, args| Ok(args[0].clone()),
    ),
];

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// `urldecode`: percent encoding of a query, in which `+` is a space.
fn urldecode(call: &Call, args: &[Value]) -> Outcome {
    let encoded = text(&args[0]);
    let bytes = encoded.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let bad = (0..bytes.len()).find(|&at| bytes[at] == b'%' && !(hex(at + 1) && hex(at + 2)));
    if let Some(at) = bad {
        let escape: String = encoded.get(at..).unwrap_or("%").chars().take(3).collect();
        return call.fail(format!("failed to decode URL: invalid URL escape \"{escape}\""));
    }
    let spaced = encoded.replace('+', " ");
    match percent_encoding::percent_decode_str(&spaced).decode_utf8() {
        Ok(decoded) => Ok(call.string(decoded.into_owned())),
        Err(_) => call.fail("the result of decoding the provided string is not valid UTF-8"),
    }
}

/// `base64gunzip`: the text that `base64gzip` packed.
fn base64gunzip(call: &Call, args: &[Value]) -> Outcome {
    let compact: String =
        text(&args[0]).chars().filter(|letter| !matches!(letter, '\r' | '\n')).collect();
    let Ok(bytes) = STANDARD.decode(compact) else {
        return call.fail("failed to decode base64 data");
    };
    let mut unpacked = Vec::new();
    let reader = flate2::read::GzDecoder::new(bytes.as_slice());
    if reader.take(MAX_UNPACKED + 1).read_to_end(&mut unpacked).is_err() {
        return call.fail("failed to gunzip bytes");
    }
    if unpacked.len() as u64 > MAX_UNPACKED {
        return call.fail("the unpacked text is too long to be kept");
    }
    match String::from_utf8(unpacked) {
        Ok(text) => Ok(call.string(text)),
        Err(_) => call.fail("the result of decoding the provided string is not valid UTF-8"),
    }
}
