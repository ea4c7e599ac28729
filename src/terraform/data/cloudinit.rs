//! `cloudinit_config` and, before it, `template_cloudinit_config`: a MIME message of parts for user
//! data (cloudinit provider documentation, "cloudinit_config").

use crate::terraform::convert::StringBuilder;
use crate::value::{Cause, Data, Marks, Place, Type, Unknown, Value};
use std::sync::Arc;

/// The message, with each part's content at its own place. `None` where the parts are not known.
/// The provider compresses and encodes it unless it is told not to; then the text is not what is
/// written, but it is remembered as what the value encodes.
pub(super) fn rendered(values: &Value) -> Option<Value> {
    let span = values.place.span;
    let boundary = values.get("boundary").and_then(Value::as_str).unwrap_or("MIMEBOUNDARY");
    let parts = match &values.get("part")?.data {
        Data::List(list) => &list.items,
        _ => return None,
    };
    let mut text = StringBuilder::new();
    let place = Place { span, chain: None };
    let put = |line: &str, text: &mut StringBuilder| text.push_text(line, &place, Marks::NONE).ok();
    put(
        &format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\nMIME-Version: 1.0\r\n"),
        &mut text,
    )?;
    for part in parts {
        put(&format!("\r\n--{boundary}\r\nContent-Transfer-Encoding: 7bit\r\n"), &mut text)?;
        for (header, key) in [
            ("Content-Type", "content_type"),
            ("Content-Disposition: attachment; filename", "filename"),
        ] {
            if let Some(value) = part.get(key).and_then(Value::as_str) {
                let sign = if header.contains(';') {
                    format!("=\"{value}\"")
                } else {
                    format!(": {value}")
                };
                put(&format!("{header}{sign}\r\n"), &mut text)?;
            }
        }
        put("Mime-Version: 1.0\r\n\r\n", &mut text)?;
        match part.get("content") {
            Some(content) if content.as_str().is_some() || content.as_unknown().is_some() => {
                text.push_value(content).ok()?
            }
            Some(content) if content.is_null() => {}
            // A condition's arms: a piece that is not known.
            Some(content) => text
                .push_value(&Value {
                    data: unknown("it depends on a condition"),
                    ..content.clone()
                })
                .ok()?,
            None => text
                .push_value(&Value::new(
                    unknown("the part's content is not known"),
                    part.place.span,
                ))
                .ok()?,
        }
    }
    put(&format!("\r\n--{boundary}--\r\n"), &mut text)?;
    let text = text.finish(span);
    let off = |key: &str| values.get(key).and_then(Value::as_bool) == Some(false);
    if off("gzip") && off("base64_encode") {
        return Some(text);
    }
    let reason = text.cause_or("the encoded form of the parts is not computed");
    let mut encoded = Value::new(
        Data::Unknown(Arc::new(Unknown { ty: Type::String, ..Unknown::because(reason) })),
        span,
    );
    encoded.marks = text.marks;
    encoded.refs = text.refs.clone();
    if let Data::Unknown(unknown) = &mut encoded.data {
        Arc::make_mut(unknown).encoded = Some(Arc::new(text));
    }
    Some(encoded)
}

fn unknown(reason: &'static str) -> Data {
    Data::Unknown(Arc::new(Unknown { ty: Type::String, ..Unknown::because(Cause::Part(reason)) }))
}
