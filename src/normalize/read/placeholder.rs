//! Image references that are no images yet.

use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// A pipeline, or whoever takes a template, writes the image over it before anything is deployed: a name
/// in capitals, which no repository's name may have (Docker's reference grammar), a gap that is written as
/// one, words that say so, or an address that no region has. What policies call `placeholder_image`.
#[must_use]
pub fn is_placeholder(raw: &str) -> bool {
    let gaps = |text| replaced(&GAP, text);
    let name = replaced(&TAG, &replaced(&HOST, raw)).into_owned();
    let bare = gaps(raw);
    let lower = bare.to_lowercase();
    CAPITAL.as_ref().is_some_and(|own| own.is_match(&name))
        || MARK.as_ref().is_some_and(|own| own.is_match(&bare))
        || WORD.as_ref().is_some_and(|own| own.is_match(&lower))
        || EXAMPLE.as_ref().is_some_and(|own| own.is_match(&lower))
}

fn replaced<'t>(pattern: &Option<Regex>, text: &'t str) -> Cow<'t, str> {
    pattern.as_ref().map_or(Cow::Borrowed(text), |own| own.replace_all(text, ""))
}

type Pattern = LazyLock<Option<Regex>>;

/// The patterns as policies/lib/images.rego has them.
const TEXTS: [&str; 7] = [
    r"\$\{[^}]*\}",
    r"^[^/]*[.:][^/]*/",
    r"(:[^:/@]+)?(@.*)?$",
    "[A-Z]",
    r"[<>{}%]|__[A-Z]|\$[A-Z]",
    "(^|[^a-z])(placeholder|change[_-]?me|replace[_-]?me|to[_-]be[_-]replaced|your[_-](docker[_-]|ecr[_-]|aws[_-]|container[_-])?(image|repo|repository|registry|account|account[_-]id|image[_-]uri|image[_-]url))([^a-z]|$)",
    r"\.dkr\.ecr\.[A-Za-z_]+\.amazonaws\.com|:(image[_-])?tag$",
];

static GAP: Pattern = LazyLock::new(|| Regex::new(TEXTS[0]).ok());
static HOST: Pattern = LazyLock::new(|| Regex::new(TEXTS[1]).ok());
static TAG: Pattern = LazyLock::new(|| Regex::new(TEXTS[2]).ok());
static CAPITAL: Pattern = LazyLock::new(|| Regex::new(TEXTS[3]).ok());
static MARK: Pattern = LazyLock::new(|| Regex::new(TEXTS[4]).ok());
static WORD: Pattern = LazyLock::new(|| Regex::new(TEXTS[5]).ok());
static EXAMPLE: Pattern = LazyLock::new(|| Regex::new(TEXTS[6]).ok());

#[cfg(test)]
mod tests {
    use super::{TEXTS, is_placeholder};

    /// Policies and the model tell a placeholder by the same patterns.
    #[test]
    fn the_patterns_are_those_of_the_policies() {
        let rego = include_str!("../../../policies/lib/images.rego");
        for text in TEXTS {
            assert!(rego.contains(&format!("`{text}`")), "{text}");
        }
    }

    #[test]
    fn what_is_to_be_written_over_is_no_image() {
        for raw in [
            "<IMAGE>",
            "${IMAGE}",
            "IMAGE_PLACEHOLDER",
            "REPLACE_ME",
            "change-me",
            "your-image:1",
            "registry.example.com/APP:1.0",
            "123456789012.dkr.ecr.region.amazonaws.com/app:1",
            "app:tag",
            "%IMAGE%",
            "to_be_replaced",
        ] {
            assert!(is_placeholder(raw), "{raw}");
        }
        for raw in [
            "nginx",
            "nginx:1.27.3",
            "acme/web:V1",
            "public.ecr.aws/docker/library/nginx:1.27.3-Alpine",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2",
            "Registry.example.com/app",
            "app@sha256:ABC",
            "",
        ] {
            assert!(!is_placeholder(raw), "{raw}");
        }
    }
}
