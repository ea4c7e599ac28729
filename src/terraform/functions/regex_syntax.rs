//! RE2's syntax, as Go has it, in terms of the `regex` crate: the same engine family, whose syntax
//! differs in details.
//!
//! Source: the syntax page of Go's `regexp/syntax` package. Perl's classes and word boundaries are
//! ASCII there; a bracket inside a class, `&&`, `--` and a brace that begins no repetition are
//! literal; `\Q...\E` quotes; flags are `imsU` only; repetitions end at 1000.

use std::fmt::Write;

/// A compiled pattern whose groups all have names, or none has.
pub(super) struct Pattern {
    pub(super) regex: regex::Regex,
}

/// Compiles a pattern.
///
/// # Errors
/// What RE2 refuses, or the pattern is too large.
pub(super) fn compile(pattern: &str) -> Result<Pattern, String> {
    let translated =
        Translator { rest: pattern, out: String::with_capacity(pattern.len() + 16) }.run()?;
    let built = regex::RegexBuilder::new(&translated)
        .size_limit(4 << 20)
        .dfa_size_limit(4 << 20)
        .nest_limit(200)
        .build();
    let regex = built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "expression too large".to_owned(),
        error => reason(&error.to_string()),
    })?;
    let named = regex.capture_names().skip(1).filter(Option::is_some).count();
    if named > 0 && named + 1 < regex.captures_len() {
        return Err("cannot mix both named and unnamed capture groups".to_owned());
    }
    Ok(Pattern { regex })
}

/// The last line of the engine's message says what is wrong; the lines before it draw the pattern.
fn reason(message: &str) -> String {
    let last = message.lines().last().unwrap_or(message);
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

struct Translator<'a> {
    rest: &'a str,
    out: String,
}

impl Translator<'_> {
    fn next(&mut self) -> Option<char> {
        let char = self.rest.chars().next()?;
        self.rest = &self.rest[char.len_utf8()..];
        Some(char)
    }

    fn literal(&mut self, char: char) {
        self.out.push_str(&regex::escape(char.encode_utf8(&mut [0; 4])));
    }

    fn run(mut self) -> Result<String, String> {
        while let Some(char) = self.next() {
            match char {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '{' => self.repetition()?,
                '(' => self.group()?,
                '}' | ']' => self.literal(char),
                char => self.out.push(char),
            }
        }
        Ok(self.out)
    }

    /// `(?flags)`, `(?flags:`, `(?P<name>`: flags that RE2 does not know are refused.
    fn group(&mut self) -> Result<(), String> {
        self.out.push('(');
        let Some(inside) = self.rest.strip_prefix('?') else { return Ok(()) };
        if inside.starts_with("P<")
            || inside.starts_with('<') && !inside.starts_with("<=") && !inside.starts_with("<!")
        {
            return Ok(());
        }
        let flags = inside.find([':', ')']).map_or(inside, |end| &inside[..end]);
        match flags.chars().find(|flag| !"imsU-".contains(*flag)) {
            Some(flag) => Err(format!("invalid or unsupported Perl syntax in (?{flag}")),
            None => Ok(()),
        }
    }

    /// `{n}`, `{n,}` and `{n,m}` repeat; any other brace is literal.
    fn repetition(&mut self) -> Result<(), String> {
        let inner = self.rest.find('}').map(|end| &self.rest[..end]);
        let number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let Some(inner) = inner.filter(|inner| match inner.split_once(',') {
            Some((least, most)) => number(least) && (most.is_empty() || number(most)),
            None => number(inner),
        }) else {
            self.literal('{');
            return Ok(());
        };
        if inner
            .split(',')
            .any(|text| !text.is_empty() && text.parse::<u32>().map_or(true, |count| count > 1000))
        {
            return Err(format!("invalid repeat count in {{{inner}}}"));
        }
        let _ = write!(self.out, "{{{inner}}}");
        self.rest = &self.rest[inner.len() + 1..];
        Ok(())
    }

    fn class(&mut self) -> Result<(), String> {
        self.out.push('[');
        if let Some(rest) = self.rest.strip_prefix('^') {
            self.out.push('^');
            self.rest = rest;
        }
        let mut first = true;
        loop {
            if let Some(name) = self
                .rest
                .strip_prefix("[:")
                .and_then(|rest| rest.split_once(":]"))
                .map(|(name, _)| name)
                && name.trim_start_matches('^').bytes().all(|byte| byte.is_ascii_lowercase())
            {
                let _ = write!(self.out, "[:{name}:]");
                self.rest = &self.rest[name.len() + 4..];
                first = false;
                continue;
            }
            let Some(char) = self.next() else { return Err("missing closing ]".to_owned()) };
            match char {
                ']' if !first => break,
                '\\' => self.escape(true)?,
                '-' if !first && !self.rest.starts_with(']') && !self.out.ends_with("\\-") => {
                    self.out.push('-')
                }
                '[' | ']' | '&' | '~' | '-' | '^' => {
                    self.out.push('\\');
                    self.out.push(char);
                }
                char => self.out.push(char),
            }
            first = false;
        }
        self.out.push(']');
        Ok(())
    }

    fn escape(&mut self, in_class: bool) -> Result<(), String> {
        let Some(char) = self.next() else {
            return Err("trailing backslash at end of expression".to_owned());
        };
        let perl = match char {
            'd' => Some("0-9"),
            'w' => Some("0-9A-Za-z_"),
            's' => Some("\\t\\n\\f\\r "),
            'D' => Some("^0-9"),
            'W' => Some("^0-9A-Za-z_"),
            'S' => Some("^\\t\\n\\f\\r "),
            _ => None,
        };
        if let Some(set) = perl {
            let _ = write!(self.out, "[{set}]");
            return Ok(());
        }
        match char {
            'b' if !in_class => self.out.push_str("(?-u:\\b)"),
            'B' | 'A' | 'z' if !in_class => {
                self.out.push('\\');
                self.out.push(char);
            }
            'a' | 'f' | 't' | 'n' | 'r' | 'v' => {
                self.out.push('\\');
                self.out.push(char);
            }
            'p' | 'P' => self.property(char)?,
            'x' => self.hexadecimal()?,
            'Q' if !in_class => {
                let end = self.rest.find("\\E").unwrap_or(self.rest.len());
                let quoted = &self.rest[..end];
                self.out.push_str(&regex::escape(quoted));
                self.rest = self.rest[end..].strip_prefix("\\E").unwrap_or_default();
            }
            '0'..='7' => self.octal(char)?,
            char if char.is_ascii_punctuation() => self.literal(char),
            char => return Err(format!("invalid escape sequence in \\{char}")),
        }
        Ok(())
    }

    /// `\pL`, `\p{Lu}`, `\p{^Greek}`: a class of Unicode.
    fn property(&mut self, sign: char) -> Result<(), String> {
        let wrong = |name: &str| format!("invalid character class range \\{sign}{name}");
        let name = match self.rest.strip_prefix('{') {
            Some(rest) => {
                let (name, rest) = rest.split_once('}').ok_or_else(|| wrong(self.rest))?;
                self.rest = rest;
                name.to_owned()
            }
            None => self.next().ok_or_else(|| wrong(""))?.to_string(),
        };
        let (negated, plain) = match name.strip_prefix('^') {
            Some(plain) => (sign == 'p', plain),
            None => (sign == 'P', name.as_str()),
        };
        // What other engines take beside a category's or a script's name is not RE2's.
        if plain.is_empty() || !plain.chars().all(|char| char.is_ascii_alphabetic() || char == '_')
        {
            return Err(wrong(&format!("{{{name}}}")));
        }
        let _ = write!(self.out, "\\{}{{{plain}}}", if negated { 'P' } else { 'p' });
        Ok(())
    }

    fn hexadecimal(&mut self) -> Result<(), String> {
        let (digits, skip) = match self.rest.strip_prefix('{').and_then(|rest| rest.split_once('}'))
        {
            Some((digits, _)) => (digits, digits.len() + 2),
            None => (self.rest.get(..2).unwrap_or_default(), 2),
        };
        let code = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
        let Some(code) = code else {
            return Err(format!("invalid escape sequence in \\x{digits}"));
        };
        self.rest = &self.rest[skip..];
        self.literal(code);
        Ok(())
    }

    /// `\0`, `\12`, `\123`: octal. A single digit other than 0 would refer back to a group, which
    /// RE2 does not do.
    fn octal(&mut self, first: char) -> Result<(), String> {
        let mut code = first.to_digit(8).unwrap_or(0);
        let mut count = 1;
        while let Some(digit) =
            self.rest.chars().next().and_then(|char| char.to_digit(8)).filter(|_| count < 3)
        {
            code = code * 8 + digit;
            count += 1;
            self.next();
        }
        if count == 1 && first != '0' {
            return Err(format!("invalid escape sequence in \\{first}"));
        }
        if let Some(char) = char::from_u32(code) {
            self.literal(char);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_re2_means() {
        let matches = |pattern: &str, text: &str| {
            compile(pattern)
                .unwrap_or_else(|why| panic!("{pattern}: {why}"))
                .regex
                .find(text)
                .map(|found| found.as_str().to_owned())
        };
        for (pattern, text, found) in [
            (r"\w+", "é", None),
            (r"\s", "\u{a0}", None),
            (r"[\w-]+", "a-b", Some("a-b")),
            (r"[a&&b]+", "a&b", Some("a&b")),
            (r"[[a]b]", "[b]", Some("[b]")),
            (r"a{,2}", "a{,2}", Some("a{,2}")),
            ("{", "{", Some("{")),
            (r"\Qa.b\E", "a.b", Some("a.b")),
            (r"\_\/\-\<", "_/-<", Some("_/-<")),
            (r"[[:word:]]+", "a_b", Some("a_b")),
            (r"(?U)a+", "aaa", Some("a")),
            (r"\x{e9}\101", "éA", Some("éA")),
            (r"\bfoo\b", "a foo b", Some("foo")),
            (r"[^\W\d]+", "1ab_", Some("ab_")),
            (r"[+--]+", "+,-", Some("+,-")),
            (r"[]a]+", "]a", Some("]a")),
            (r"[a-]+", "a-", Some("a-")),
            (r"\d+\pL", "12é", Some("12é")),
            (r"\p{Lu}+", "aÉB", Some("ÉB")),
            (r"[\p{Greek}_]+", "a_λ", Some("_λ")),
            (r"\P{Lu}\p{^Lu}\P{^Lu}", "ABcdE", Some("cdE")),
        ] {
            assert_eq!(matches(pattern, text).as_deref(), found, "{pattern}");
        }
        for refused in [
            r"(a)\1",
            "a(?=b)",
            "x{1001}",
            r"\C",
            "[",
            "(?x) a",
            "(?P<a>.)(.)",
            "a\\",
            "(?<=a)b",
            r"\Z",
            r"\p{",
            r"\p{Nothing}",
        ] {
            assert!(compile(refused).is_err(), "{refused}");
        }
    }
}
