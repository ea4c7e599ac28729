//! The built-in functions that policies may call, as OPA's capabilities have them: a list of what is
//! allowed. Left out is what asks anything but its arguments (time, chance, the network, the
//! machine) and what makes much of little (`net.cidr_expand`).

/// The functions, each with all that its name begins.
pub(super) const ALLOWED: [&str; 107] = [
    "abs",
    "all",
    "and",
    "any",
    "array.concat",
    "array.reverse",
    "array.slice",
    "base64.decode",
    "base64.encode",
    "base64.is_valid",
    "base64url.decode",
    "base64url.encode",
    "base64url.encode_no_pad",
    "bits.and",
    "bits.negate",
    "bits.or",
    "bits.xor",
    "ceil",
    "concat",
    "contains",
    "count",
    "endswith",
    "floor",
    "format_int",
    "glob.match",
    "glob.quote_meta",
    "hex.decode",
    "hex.encode",
    "indexof",
    "indexof_n",
    "intersection",
    "is_array",
    "is_boolean",
    "is_null",
    "is_number",
    "is_object",
    "is_set",
    "is_string",
    "json.filter",
    "json.is_valid",
    "json.marshal",
    "json.remove",
    "json.unmarshal",
    "lower",
    "max",
    "min",
    "minus",
    "mul",
    "net.cidr_contains",
    "net.cidr_contains_matches",
    "net.cidr_is_valid",
    "net.cidr_merge",
    "numbers.range",
    "numbers.range_step",
    "object.filter",
    "object.get",
    "object.keys",
    "object.remove",
    "object.subset",
    "object.union",
    "object.union_n",
    "or",
    "plus",
    "product",
    "regex.find_all_string_submatch_n",
    "regex.find_n",
    "regex.is_valid",
    "regex.match",
    "regex.replace",
    "regex.split",
    "regex.template_match",
    "rem",
    "replace",
    "round",
    "semver.compare",
    "semver.is_valid",
    "sort",
    "split",
    "sprintf",
    "startswith",
    "strings.any_prefix_match",
    "strings.any_suffix_match",
    "strings.count",
    "strings.replace_n",
    "strings.reverse",
    "substring",
    "sum",
    "time.add_date",
    "time.date",
    "time.diff",
    "time.parse_duration_ns",
    "time.parse_ns",
    "time.parse_rfc3339_ns",
    "time.weekday",
    "to_number",
    "trim",
    "trim_left",
    "trim_prefix",
    "trim_right",
    "trim_space",
    "trim_suffix",
    "type_name",
    "union",
    "upper",
    "urlquery.decode",
    "urlquery.encode",
    "walk",
];

/// The widest field that a format may ask for, in letters.
const WIDTH: usize = 1000;

/// Whether policies may call a built-in function.
pub(super) fn is_allowed(name: &str) -> bool {
    ALLOWED.binary_search(&name).is_ok()
}

/// Why policies may not call a function that Rego has; `None` where it has none of that name.
pub(super) fn why_not(name: &str) -> Option<&'static str> {
    let (family, _) = name.split_once('.').unwrap_or((name, ""));
    Some(match (family, name) {
        (_, "time.now_ns") => "a scan reads no clock; write input.unit.today",
        (_, "time.clock" | "time.format") => "it says the same in time.date and time.diff",
        (_, "net.cidr_expand") => "it makes millions of addresses; write net.cidr_contains",
        ("http", _) | (_, "net.lookup_ip_addr") => "a scan reads no network",
        ("opa", _) => "a scan reads no environment",
        ("rand" | "uuid", _) => "a scan gives the same report every time",
        ("crypto", _) => "a scan computes no digests and checks no certificates",
        ("io", _) => "a scan checks no tokens",
        ("rego", _) => "a scan reads policies before it runs them",
        ("trace", _) => "write print, which `stridelint policy test` shows",
        ("test", _) => "a scan waits for nothing",
        ("graphql" | "graph" | "yaml", _)
        | (_, "json.patch" | "json.match_schema" | "json.verify_schema") => {
            "the engine bounds no such work"
        }
        _ => return None,
    })
}

/// Whether a format of `sprintf` asks for a wide field, which a short text fills.
pub(super) fn wide_format(format: &str) -> bool {
    format.split('%').skip(1).any(|verb| {
        let flags = verb.trim_start_matches(['-', '+', '#', ' ', '0']);
        let (width, rest) = leading_number(flags);
        let (precision, _) = leading_number(rest.strip_prefix('.').unwrap_or(""));
        width.max(precision) > WIDTH || flags.starts_with('*') || rest.starts_with(".*")
    })
}

fn leading_number(text: &str) -> (usize, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number = if end == 0 { 0 } else { text[..end].parse().unwrap_or(usize::MAX) };
    (number, &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allowed_is_sorted_and_bounded() {
        assert!(ALLOWED.is_sorted());
        assert!(is_allowed("count") && is_allowed("time.parse_rfc3339_ns"));
        for name in ["net.cidr_expand", "http.send", "time.now_ns", "opa.runtime", "rand.intn"] {
            assert!(!is_allowed(name), "{name}");
        }
    }

    #[test]
    fn what_is_not_allowed_has_a_reason() {
        for name in ["http.send", "time.now_ns", "crypto.sha256", "io.jwt.decode", "trace"] {
            assert!(why_not(name).is_some(), "{name}");
        }
        assert!(ALLOWED.iter().all(|name| why_not(name).is_none()));
    }

    #[test]
    fn a_format_is_no_wider_than_a_line() {
        for format in ["%s: %d%%", "%05d %-10s %.2f", "100% %v", "%d000000 things"] {
            assert!(!wide_format(format), "{format}");
        }
        for format in [
            "%1000000000d",
            "%-99999s",
            "%.123456f",
            "%0999999999d",
            "%*d",
            "%99999999999999999999999d",
        ] {
            assert!(wide_format(format), "{format}");
        }
    }
}
