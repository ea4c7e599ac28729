//! The fix of one finding: that of its check, with what the finding itself says.

use super::Check;
use crate::finding::{Certainty, Finding, SetBy};
use std::borrow::Cow;

impl Check {
    /// The fix of a finding in the format of the text to change. Of an undecided one it is needed only
    /// if the check holds.
    #[must_use]
    pub fn fix_of(&self, finding: &Finding) -> Option<Cow<'_, str>> {
        let fix = self.remediation.of_case(finding.case.as_deref(), finding.format)?;
        let fix = with_its_variable(fix, &finding.message);
        let fix = with_its_image(fix, &finding.message);
        let fix = with_its_input(fix, &finding.resource);
        let said = finding.set_by.as_ref();
        Some(match finding.certainty {
            Certainty::Reported | Certainty::Raw => match said {
                Some(set_by) => Cow::Owned(where_it_is_set(&fix, set_by)),
                None => fix,
            },
            Certainty::Undecided => {
                let is_wrong = self.whether.as_ref().is_none_or(|whether| whether.is_wrong);
                let case = if is_wrong { "If so" } else { "If not" };
                Cow::Owned(format!("{case}, {}", uncapitalized(&fix)))
            }
        })
    }
}

/// A fix where the value is set in other words than the resource's: what is to be changed there, and
/// the line that comes of it, or what the resource then has.
fn where_it_is_set(fix: &str, set_by: &SetBy) -> String {
    let (sentence, code) = super::remediation::parts(fix.trim_end());
    let sentence = sentence.trim_end().trim_end_matches('.');
    let told = &set_by.told;
    match &set_by.line {
        Some(line) => format!("{sentence}. Here, {told}:\n    {line}\n"),
        None if code.is_empty() => format!("{sentence}. Here, {told}.\n"),
        None => format!("{sentence}. Here, {told}, so that the result is:\n    {code}\n"),
    }
}

/// A fix with the environment variable that the message names in place of its example.
fn with_its_variable<'a>(fix: Cow<'a, str>, message: &str) -> Cow<'a, str> {
    const EXAMPLES: [&str; 6] =
        ["API_URL", "BROKER_URL", "DB_PASSWORD", "DB_URL", "REDIS_URL", "REGISTRY_PASSWORD"];
    let named = message.split_once("variable `").and_then(|(_, rest)| rest.split_once('`'));
    let plain = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let Some((name, _)) = named.filter(|(name, _)| plain(name)) else { return fix };
    let example = EXAMPLES.iter().find(|example| {
        fix.contains(&format!("\"{example}\"")) || fix.contains(&format!(": {example}"))
    });
    match example {
        Some(example) => Cow::Owned(fix.replace(example, name)),
        None => fix,
    }
}

/// A fix with the image that the message names in place of its example: its own registry stays.
fn with_its_image<'a>(fix: Cow<'a, str>, message: &str) -> Cow<'a, str> {
    const EXAMPLE: &str = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2@sha256:<digest>";
    let named = [" runs `", " uses `"].iter().find_map(|verb| message.split_once(verb));
    let image = named.and_then(|(_, rest)| rest.split_once('`')).map(|(image, _)| image);
    let plain = |image: &&str| {
        !image.is_empty() && image.chars().all(|c| c.is_ascii_alphanumeric() || "/._:-".contains(c))
    };
    let Some(image) = image.filter(plain).filter(|_| fix.contains(EXAMPLE)) else { return fix };
    let own = if message.contains(" by tag only") {
        format!("{image}@sha256:<digest>")
    } else {
        let tag = image.rfind(':').filter(|at| !image[*at..].contains('/'));
        let name = &image[..tag.unwrap_or(image.len())];
        format!("{name}:<version>@sha256:<digest>")
    };
    Cow::Owned(fix.replace(EXAMPLE, &own))
}

/// A fix with the variable that was found in place of its example.
fn with_its_input<'a>(fix: Cow<'a, str>, resource: &str) -> Cow<'a, str> {
    const EXAMPLE: &str = "variable \"db_password\"";
    match resource.rsplit_once("var.").map(|(_, name)| name) {
        Some(name) if fix.contains(EXAMPLE) => {
            Cow::Owned(fix.replace(EXAMPLE, &format!("variable \"{name}\"")))
        }
        _ => fix,
    }
}

/// A sentence as it goes on behind a comma: a word with further capitals keeps the first one, and so
/// do the names that a fix may begin with.
fn uncapitalized(text: &str) -> String {
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_name = matches!(word, "Docker" | "Fargate" | "Terraform")
        || word.chars().skip(1).any(char::is_uppercase);
    match text.chars().next().filter(|_| !is_name) {
        Some(first) => first.to_lowercase().chain(text.chars().skip(1)).collect(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{where_it_is_set, with_its_image, with_its_input, with_its_variable};
    use crate::finding::SetBy;

    #[test]
    fn a_fix_says_what_is_to_be_changed_where_the_value_is_set() {
        let told = "change the default of `var.scan` or set the variable";
        let set_by =
            |line: Option<&str>| SetBy { told: told.to_owned(), line: line.map(str::to_owned) };
        let fix = "Scan images on push:\n    scanning {\n      on = true\n    }\n";
        let told =
            "Scan images on push. Here, change the default of `var.scan` or set the variable";
        assert_eq!(
            where_it_is_set(fix, &set_by(Some("default = true"))),
            format!("{told}:\n    default = true\n")
        );
        assert_eq!(
            where_it_is_set(fix, &set_by(None)),
            format!("{told}, so that the result is:\n    scanning {{\n      on = true\n    }}\n")
        );
        assert_eq!(where_it_is_set("Scan images on push", &set_by(None)), format!("{told}.\n"));
    }

    #[test]
    fn a_fix_has_the_variable_that_was_found() {
        let fix = "Reference it:\n    secrets = [{ name = \"DB_PASSWORD\", valueFrom = aws_secretsmanager_secret.db.arn }]\n";
        let message = "environment variable `DD_API_KEY` of container `web` holds a secret";
        let own = with_its_variable(fix.into(), message);
        assert!(own.contains("name = \"DD_API_KEY\"") && !own.contains("DB_PASSWORD"), "{own}");
        for other in ["container `web` holds a secret", "environment variable `a b` is set"] {
            assert_eq!(with_its_variable(fix.into(), other), fix);
        }
    }

    #[test]
    fn a_fix_has_the_image_that_was_found() {
        let fix =
            "image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2@sha256:<digest>\"";
        for (message, image) in [
            (
                "container `a` runs `httpd` without a fixed version",
                "httpd:<version>@sha256:<digest>",
            ),
            (
                "container `a` runs `localhost:5000/x:latest` without a fixed version",
                "localhost:5000/x:<version>@sha256:<digest>",
            ),
            ("container `a` uses `nginx:1.13` by tag only", "nginx:1.13@sha256:<digest>"),
        ] {
            assert_eq!(with_its_image(fix.into(), message), format!("image = \"{image}\""));
        }
        assert_eq!(with_its_image(fix.into(), "container `a` runs `${x}/y` without"), fix);
    }

    #[test]
    fn a_fix_has_the_input_that_was_found() {
        let fix = "variable \"db_password\" {\n}";
        assert_eq!(with_its_input(fix.into(), "var.token"), "variable \"token\" {\n}");
        assert_eq!(with_its_input(fix.into(), "DbPassword"), fix);
    }
}
