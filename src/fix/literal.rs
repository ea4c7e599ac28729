//! Constants as texts write them.

use crate::source::SourceFile;
use serde_json::Value;

/// How a text writes constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Terraform's.
    Hcl,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// The characters around a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surrounded {
    pub(super) before: Option<char>,
    pub(super) after: Option<char>,
}

impl Surrounded {
    /// The text is all that a pair of quotes holds; the closing one may be escaped, as in a text in a text.
    fn in_quotes(self) -> bool {
        self.before == Some('"') && matches!(self.after, Some('"' | '\\'))
            || self.before == Some('\'') && self.after == Some('\'')
    }
}

impl Language {
    /// The language of a file.
    pub(super) fn of(file: &SourceFile) -> Language {
        let is = |ending: &str| file.path.ends_with(ending);
        if [".tf", ".tofu", ".tfvars"].iter().any(|ending| is(ending)) {
            Language::Hcl
        } else if is(".json")
            || matches!(crate::syntax::json::first_char(&file.text), Some('{' | '['))
        {
            Language::Json
        } else {
            Language::Yaml
        }
    }

    /// A constant, written anew.
    pub(super) fn constant(self, value: &Value) -> String {
        match (self, value) {
            (Language::Hcl, Value::String(text)) => {
                hcl_edit::expr::Expression::from(text.as_str()).to_string()
            }
            (Language::Yaml, Value::String(text)) if is_plain(text) => text.clone(),
            (_, value) => value.to_string(),
        }
    }
}

/// Whether a YAML scalar without quotes is this text, in YAML 1.1 too.
fn is_plain(text: &str) -> bool {
    let word = |text: &str| {
        ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
    };
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
        && !word(text)
}

/// The text of a constant without quotes.
fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A constant in the style of the one that it replaces; `None` where what stands there is no constant, or not the one that
/// was read from it.
pub(super) fn restyled(
    old: &str,
    word: &str,
    value: &Value,
    language: Language,
    around: Surrounded,
) -> Option<String> {
    let quote = old.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        let inner = old.strip_prefix(quote)?.strip_suffix(quote)?;
        return means(inner, word).then(|| format!("{quote}{}{quote}", as_word(inner, value)));
    }
    if !means(old, word) {
        return None;
    }
    if around.in_quotes() {
        return Some(as_word(old, value));
    }
    let constant = old.parse::<f64>().is_ok() || matches!(old, "true" | "false");
    match language {
        Language::Hcl | Language::Json if !constant => None,
        Language::Hcl | Language::Json => match (value, old) {
            (Value::String(text), _)
                if constant && switch(text).is_some() && matches!(old, "true" | "false") =>
            {
                switch(text).map(|on| on.to_string())
            }
            _ => Some(language.constant(value)),
        },
        Language::Yaml => {
            let text = as_word(old, value);
            Some(match value {
                Value::String(_) if !is_plain(&text) && !matches!(&*text, "true" | "false") => {
                    format!("\"{text}\"")
                }
                _ => text,
            })
        }
    }
}

/// Whether a text without quotes is a value that was read from it.
fn means(old: &str, word: &str) -> bool {
    let truth = |text: &str| {
        let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        match () {
            () if is(&["true", "yes", "on", "enabled"]) => Some(true),
            () if is(&["false", "no", "off", "disabled"]) => Some(false),
            () => None,
        }
    };
    old.eq_ignore_ascii_case(word)
        || truth(old).is_some() && truth(old) == truth(word)
        || matches!((old.parse::<f64>(), word.parse::<f64>()), (Ok(old), Ok(word)) if old == word)
}

/// What a word switches.
fn switch(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("enabled") => Some(true),
        _ if text.eq_ignore_ascii_case("disabled") => Some(false),
        _ => None,
    }
}

/// A constant in the words of what stood there: a switch that said `enabled` or `false` goes on to say it so.
fn as_word(old: &str, value: &Value) -> String {
    let upper = old.chars().all(|c| !c.is_ascii_lowercase());
    match value {
        Value::Bool(on) if switch(old).is_some() => {
            let text = if *on { "enabled" } else { "disabled" };
            if upper { text.to_ascii_uppercase() } else { text.to_owned() }
        }
        Value::String(text) if matches!(old, "true" | "false") => {
            switch(text).map_or_else(|| text.clone(), |on| on.to_string())
        }
        value => bare(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_constant_keeps_the_style_of_what_it_replaces() {
        let alone = Surrounded { before: Some(' '), after: Some('\n') };
        let to = |old: &str, word: &str, value: Value, language| {
            restyled(old, word, &value, language, alone)
        };
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(to("true", "true", json!(false), Language::Hcl), is("false"));
        assert_eq!(to("\"true\"", "true", json!(false), Language::Hcl), is("\"false\""));
        assert_eq!(to("\"ENABLED\"", "ENABLED", json!(false), Language::Json), is("\"DISABLED\""));
        assert_eq!(to("7", "7", json!(365), Language::Yaml), is("365"));
        assert_eq!(to("'7'", "7", json!(365), Language::Yaml), is("'365'"));
        assert_eq!(to("yes", "true", json!(false), Language::Yaml), is("false"));
        assert_eq!(to("1.3.0", "1.3.0", json!("LATEST"), Language::Yaml), is("LATEST"));
        assert_eq!(to("root", "root", json!("1000:1000"), Language::Yaml), is("\"1000:1000\""));
        assert_eq!(to("false", "false", json!("ENABLED"), Language::Hcl), is("true"));
        assert_eq!(to("var.days", "7", json!(365), Language::Hcl), None);
        assert_eq!(to("host", "host", json!("task"), Language::Hcl), None);
        let quoted = Surrounded { before: Some('"'), after: Some('\\') };
        assert_eq!(restyled("host", "host", &json!("task"), Language::Hcl, quoted), is("task"));
    }
}
