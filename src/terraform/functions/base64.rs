//! Base64, with text encodings and gzip.

use super::encoding::encoding_of;
use super::{Call, CallError, Function, Kind, Outcome, Param, reason};
use crate::value::{Cause, Data, Type, Unknown, Value};
use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use std::io::Write;
use std::sync::Arc;

const STR: Param = Param::new("str", Kind::String);
const ENCODING: Param = Param::new("encoding", Kind::String);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base64encode", &[STR.partial()], Kind::String, |call, args| {
        remembered(call, args, |call, args| Ok(call.string(STANDARD.encode(text(&args[0])))))
    }),
    Function::new("base64decode", &[STR], Kind::String, base64decode),
    Function::new("base64gzip", &[STR.partial()], Kind::String, |call, args| {
        remembered(call, args, base64gzip)
    }),
    Function::new(
        "textencodebase64",
        &[Param::new("string", Kind::String).partial(), ENCODING],
        Kind::String,
        |call, args| remembered(call, args, textencodebase64),
    ),
    Function::new(
        "textdecodebase64",
        &[Param::new("source", Kind::String), ENCODING],
        Kind::String,
        textdecodebase64,
    ),
];

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The encoding of a text, which remembers the text: user data is written in clear and encoded for
/// the API only.
fn remembered(call: &Call, args: &[Value], encode: fn(&Call, &[Value]) -> Outcome) -> Outcome {
    if let Data::Unknown(_) = args[0].data {
        let unknown = Unknown {
            ty: Type::String,
            encoded: Some(Arc::new(args[0].clone())),
            ..Unknown::because(reason(&args[0]))
        };
        return Ok(Value::new(Data::Unknown(Arc::new(unknown)), call.span));
    }
    Ok(encoding_of(encode(call, args)?, &args[0]))
}

/// What the argument's text is, unless it is a secret.
fn quoted(value: &Value) -> String {
    if value.marks.is_secret() {
        "(sensitive value)".to_owned()
    } else {
        format!("{:?}", text(value))
    }
}

/// Line breaks inside are passed over, as Go's decoder does.
fn bytes(call: &Call, value: &Value) -> Result<Vec<u8>, CallError> {
    let compact: String = text(value).chars().filter(|char| !matches!(char, '\r' | '\n')).collect();
    STANDARD
        .decode(compact)
        .or_else(|_| call.fail(format!("failed to decode base64 data {}", quoted(value))))
}

/// `base64decode`: the content must be text in UTF-8.
fn base64decode(call: &Call, args: &[Value]) -> Outcome {
    match String::from_utf8(bytes(call, &args[0])?) {
        Ok(text) => Ok(call.string(text)),
        Err(_) => call.fail("the result of decoding the provided string is not valid UTF-8"),
    }
}

/// `base64gzip`: framed as Terraform's own writer does it (flushed, then closed with an empty
/// block). Compressors differ in how they refer back, so only a short text without repetitions has
/// the same bytes everywhere; any other is unknown.
fn base64gzip(call: &Call, args: &[Value]) -> Outcome {
    let data = text(&args[0]).as_bytes();
    let repeats = data
        .windows(3)
        .enumerate()
        .any(|(at, run)| data[at + 1..].windows(3).any(|other| other == run));
    if data.len() > 32 || repeats {
        let cause = Value::unknown(
            Cause::NotRun("the bytes that base64gzip() makes depend on the compressor".into()),
            call.span,
        );
        return Ok(call.unknown(&cause, Type::String));
    }
    let mut crc = flate2::Crc::new();
    crc.update(data);
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    if data.is_empty() {
        out.extend_from_slice(&[0, 0, 0, 0xff, 0xff]);
    } else {
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        if let Err(error) = encoder.write_all(data).and_then(|()| encoder.flush()) {
            return call.fail(error);
        }
        out.extend_from_slice(encoder.get_ref());
    }
    out.extend_from_slice(&[1, 0, 0, 0xff, 0xff]);
    out.extend_from_slice(&crc.sum().to_le_bytes());
    out.extend_from_slice(&crc.amount().to_le_bytes());
    Ok(call.string(STANDARD.encode(out)))
}

enum Encoding {
    Latin1,
    Ascii,
    Utf16 { big: bool, mark: bool },
    Other(&'static encoding_rs::Encoding),
}

/// By an IANA name or alias. The web's table stands in for IANA's, except where it takes Latin 1
/// and ASCII for Windows 1252.
fn encoding(call: &Call, value: &Value) -> Result<Encoding, CallError> {
    let name = text(value);
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|char| char.to_ascii_lowercase())
        .collect();
    Ok(match plain.as_str() {
        "iso88591" | "latin1" | "l1" | "isoir100" | "ibm819" | "cp819" | "iso885911987"
        | "csisolatin1" => Encoding::Latin1,
        "usascii" | "ascii" | "ansix341968" | "iso646us" | "us" | "cp367" | "ibm367"
        | "csascii" => Encoding::Ascii,
        "utf16" => Encoding::Utf16 { big: true, mark: true },
        "utf16be" => Encoding::Utf16 { big: true, mark: false },
        "utf16le" => Encoding::Utf16 { big: false, mark: false },
        _ => match encoding_rs::Encoding::for_label(name.as_bytes()) {
            Some(found)
                if found != encoding_rs::REPLACEMENT && found != encoding_rs::X_USER_DEFINED =>
            {
                Encoding::Other(found)
            }
            _ => {
                let why = format!(
                    "\"{name}\" is not a supported IANA encoding name or alias in this Terraform version"
                );
                return call.reject(1, "encoding", why);
            }
        },
    })
}

/// `textencodebase64`: text in another encoding.
fn textencodebase64(call: &Call, args: &[Value]) -> Outcome {
    let text = text(&args[0]);
    let single = |limit: u32| {
        text.chars()
            .map(|char| u8::try_from(u32::from(char)).ok().filter(|byte| u32::from(*byte) < limit))
            .collect()
    };
    let encoded: Option<Vec<u8>> = match encoding(call, &args[1])? {
        Encoding::Latin1 => single(256),
        Encoding::Ascii => single(128),
        Encoding::Utf16 { big, mark } => {
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            Some(
                units
                    .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                    .collect(),
            )
        }
        Encoding::Other(other) => {
            let (bytes, _, lost) = other.encode(text);
            (!lost).then(|| bytes.into_owned())
        }
    };
    match encoded {
        Some(bytes) => Ok(call.string(STANDARD.encode(bytes))),
        None => {
            let name = args[1].as_str().unwrap_or_default();
            call.reject(
                0,
                "string",
                format!(
                    "the given string contains characters that cannot be represented in {name}"
                ),
            )
        }
    }
}

/// `textdecodebase64`: text from another encoding.
fn textdecodebase64(call: &Call, args: &[Value]) -> Outcome {
    let encoding = encoding(call, &args[1])?;
    let Ok(bytes) = bytes(call, &args[0]) else {
        return call.reject(0, "source", "the given value is has an invalid base64 symbol");
    };
    let decoded = match encoding {
        Encoding::Latin1 => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Encoding::Ascii => {
            bytes.is_ascii().then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        Encoding::Utf16 { mut big, mark } => {
            let mut bytes = bytes.as_slice();
            if mark && let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
                (big, bytes) = (false, rest);
            } else if mark {
                bytes = bytes.strip_prefix(&[0xfe, 0xff]).unwrap_or(bytes);
            }
            let unit = |pair: &[u8]| {
                if big {
                    u16::from_be_bytes([pair[0], pair[1]])
                } else {
                    u16::from_le_bytes([pair[0], pair[1]])
                }
            };
            let units: Vec<u16> = bytes.chunks_exact(2).map(unit).collect();
            if bytes.len().is_multiple_of(2) { String::from_utf16(&units).ok() } else { None }
        }
        Encoding::Other(other) => other
            .decode_without_bom_handling_and_without_replacement(&bytes)
            .map(std::borrow::Cow::into_owned),
    };
    match decoded {
        Some(text) => Ok(call.string(text)),
        None => {
            let name = args[1].as_str().unwrap_or_default();
            call.reject(
                0,
                "source",
                format!("the given string contains symbols that are not defined for {name}"),
            )
        }
    }
}
