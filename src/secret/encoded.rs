//! Credentials in base64: a text that is decoded shows them as well as the text itself.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::ops::Range;

/// The shortest run that is decoded, in letters.
const MIN: usize = 24;
/// The first letters of a run, which tell whether it is text at all.
const HEAD: usize = 16;

/// Where a text has credentials in base64.
pub(super) fn credentials(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes[start..].iter().take_while(|byte| is_letter(**byte)).count();
        let mut end = start + length;
        if length >= MIN && is_encoded(&text[start..end]) {
            end += bytes[end..].iter().take(2).take_while(|byte| **byte == b'=').count();
            found.push(start..end);
        }
        start = end + 1;
    }
    found
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Whether a run of letters is the base64 of a text that holds something to hide.
fn is_encoded(run: &str) -> bool {
    let decode = |run: &str| {
        let whole = &run[..run.len() - usize::from(run.len() % 4 == 1)];
        STANDARD_NO_PAD.decode(whole).or_else(|_| URL_SAFE_NO_PAD.decode(whole)).ok()
    };
    let is_text = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r' | 0x80..);
    let text = |run: &str| {
        decode(&run[..HEAD])?.iter().all(is_text).then_some(())?;
        String::from_utf8(decode(run)?).ok()
    };
    text(run).is_some_and(|text| super::has_credential(&text) || !credentials(&text).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_found() {
        let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        let once = encode("#!/bin/sh\npsql postgres://app:not-a-secret@db/app\n");
        let line = format!("data = \"{once}\" # x");
        assert_eq!(credentials(&line).first(), Some(&(8..8 + once.len())));
        assert_eq!(credentials(&encode(&once)).len(), 1, "twice encoded");
        assert!(credentials(&encode("#!/bin/sh\necho this is a script without any")).is_empty());
        assert!(credentials("modules/network/subnets/private-with-nat").is_empty());
    }
}
