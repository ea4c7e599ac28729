//! Hashes, of texts and of files, and what changes at every run.

use super::filesystem::read_bytes;
use super::{Call, Function, Kind, Outcome, Param};
use crate::value::{Cause, Marks, Type, Value};
use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use std::fmt::Write;

const STR: Param = Param::new("str", Kind::String);
const PATH: Param = Param::new("path", Kind::String);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("md5", &[STR], Kind::String, |call, args| of_text(call, args, hex::<Md5>)),
    Function::new("sha1", &[STR], Kind::String, |call, args| of_text(call, args, hex::<Sha1>)),
    Function::new("sha256", &[STR], Kind::String, |call, args| of_text(call, args, hex::<Sha256>)),
    Function::new("sha512", &[STR], Kind::String, |call, args| of_text(call, args, hex::<Sha512>)),
    Function::new("base64sha256", &[STR], Kind::String, |call, args| {
        of_text(call, args, base64::<Sha256>)
    }),
    Function::new("base64sha512", &[STR], Kind::String, |call, args| {
        of_text(call, args, base64::<Sha512>)
    }),
    Function::new("filemd5", &[PATH], Kind::String, |call, args| of_file(call, args, hex::<Md5>)),
    Function::new("filesha1", &[PATH], Kind::String, |call, args| of_file(call, args, hex::<Sha1>)),
    Function::new("filesha256", &[PATH], Kind::String, |call, args| {
        of_file(call, args, hex::<Sha256>)
    }),
    Function::new("filesha512", &[PATH], Kind::String, |call, args| {
        of_file(call, args, hex::<Sha512>)
    }),
    Function::new("filebase64sha256", &[PATH], Kind::String, |call, args| {
        of_file(call, args, base64::<Sha256>)
    }),
    Function::new("filebase64sha512", &[PATH], Kind::String, |call, args| {
        of_file(call, args, base64::<Sha512>)
    }),
    Function::new(
        "uuidv5",
        &[Param::new("namespace", Kind::String), Param::new("name", Kind::String)],
        Kind::String,
        uuidv5,
    ),
    Function::new("uuid", &[], Kind::String, |call, _| {
        Ok(volatile(call, "uuid() gives another value at every run"))
    }),
    Function::new("bcrypt", &[STR], Kind::String, |call, _| {
        Ok(volatile(call, "bcrypt() salts anew at every run"))
    })
    .rest(Param::new("cost", Kind::Number)),
    Function::new(
        "rsadecrypt",
        &[Param::new("ciphertext", Kind::String), Param::new("privatekey", Kind::String)],
        Kind::String,
        rsadecrypt,
    ),
];

/// A string that every run makes anew.
pub(super) fn volatile(call: &Call, why: &str) -> Value {
    let cause = Value::unknown(Cause::NotRun(why.into()), call.span).marked(Marks::VOLATILE);
    call.unknown(&cause, Type::String)
}

fn hex<D: Digest>(bytes: &[u8]) -> String {
    D::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn base64<D: Digest>(bytes: &[u8]) -> String {
    STANDARD.encode(D::digest(bytes))
}

fn of_text(call: &Call, args: &[Value], digest: fn(&[u8]) -> String) -> Outcome {
    Ok(call.string(digest(args[0].as_str().unwrap_or_default().as_bytes())))
}

fn of_file(call: &Call, args: &[Value], digest: fn(&[u8]) -> String) -> Outcome {
    Ok(match read_bytes(call, &args[0])? {
        Ok(bytes) => call.string(digest(&bytes)),
        Err(unknown) => unknown,
    })
}

/// `uuidv5`: by one of the four well-known namespaces, or by any UUID.
fn uuidv5(call: &Call, args: &[Value]) -> Outcome {
    let namespace = match args[0].as_str().unwrap_or_default() {
        "dns" => uuid::Uuid::NAMESPACE_DNS,
        "url" => uuid::Uuid::NAMESPACE_URL,
        "oid" => uuid::Uuid::NAMESPACE_OID,
        "x500" => uuid::Uuid::NAMESPACE_X500,
        other => match uuid::Uuid::try_parse(other) {
            Ok(namespace) => namespace,
            Err(_) => {
                let why = "uuidv5() doesn't support namespace ".to_owned() + other;
                return call.reject(0, "namespace", why);
            }
        },
    };
    Ok(call.string(
        uuid::Uuid::new_v5(&namespace, args[1].as_str().unwrap_or_default().as_bytes()).to_string(),
    ))
}

/// `rsadecrypt`: the plain text is a secret and is not computed.
fn rsadecrypt(call: &Call, _: &[Value]) -> Outcome {
    let cause = Value::unknown(
        Cause::NotRun("rsadecrypt() is not computed: its result is a secret".into()),
        call.span,
    )
    .marked(Marks::SECRET_SOURCE);
    Ok(call.unknown(&cause, Type::String))
}
