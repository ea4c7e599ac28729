//! What all pages have in common: they stand on their own, load nothing, and no script runs in them
//! but their own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Colours, type, tables and forms.
const STYLE: &str = include_str!("base.css");

/// A page.
pub(super) struct Page<'a> {
    /// What the window is called.
    pub title: &'a str,
    /// Its style sheets, beside that of all pages.
    pub styles: &'a [&'a str],
    /// Its scripts, which run at its end.
    pub scripts: &'a [&'a str],
    /// What it shows.
    pub body: Markup,
}

impl Page<'_> {
    /// The page as a text.
    pub fn write(self) -> String {
        let Page { title, styles, scripts, body } = self;
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content=(policy(scripts));
                    title { (title) }
                    style { (PreEscaped(STYLE)) @for style in styles { (PreEscaped(style)) } }
                }
                body {
                    (body)
                    @for script in scripts { script { (PreEscaped(script)) } }
                }
            }
        };
        let mut text = page.into_string();
        text.push('\n');
        text
    }
}

/// Nothing is loaded, and no script runs but those of the page.
fn policy(scripts: &[&str]) -> String {
    let mut text = "default-src 'none'; style-src 'unsafe-inline'; script-src".to_owned();
    for script in scripts {
        let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
        let _ = write!(text, " 'sha256-{hash}'");
    }
    if scripts.is_empty() {
        text.push_str(" 'none'");
    }
    text
}

/// What a script reads: JSON in which nothing ends the element that it stands in.
pub(super) fn data(json: &Json) -> Markup {
    let text = json.to_string();
    PreEscaped(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_runs_its_own_scripts_and_no_other() {
        let page = |scripts: &[&str]| {
            let body = html! { p { "x" } };
            Page { title: "t", styles: &["p{}"], scripts, body }.write()
        };
        let text = page(&["one()", "two()"]);
        assert_eq!(text.matches(" 'sha256-").count(), 2);
        assert!(text.contains("<script>one()</script><script>two()</script></body>"), "{text}");
        assert!(page(&[]).contains("script-src 'none'"));
    }

    #[test]
    fn no_text_ends_the_element_of_data() {
        let text = data(&serde_json::json!({"a": "</script><!--&"})).into_string();
        assert!(!text.contains(['<', '>', '&']), "{text}");
        let json: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(json["a"], "</script><!--&");
    }
}
