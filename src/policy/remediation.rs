//! How a finding is fixed, as METADATA has it: a text for each format, and for each of the ways in
//! which a check's findings are fixed.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_yaml::Value;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The cases that checks share by name (`remediation.shared`).
static SHARED: LazyLock<IndexMap<String, Remediation>> =
    LazyLock::new(|| serde_json::from_str(include_str!("remediation.json")).unwrap_or_default());

/// The fix, per format, as text or code: a sentence, and the code in lines that are indented by
/// four. At least one is there for a bundled check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(try_from = "WrittenRemediation")]
pub struct Remediation {
    /// In Terraform.
    pub terraform: Option<String>,
    /// In CloudFormation.
    pub cloudformation: Option<String>,
    /// In a task definition's JSON; of a policy statement it is made of CloudFormation's.
    pub task_definition: Option<String>,
    /// Where the check is about things that are fixed in different ways: the fix of each, by the
    /// name that the policy's fact `case` gives.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub cases: IndexMap<String, Remediation>,
}

/// One text of a check's fixes.
pub struct Fix<'a> {
    /// `terraform`, `cloudformation` or `ecs`.
    pub format: &'static str,
    /// The case that it is for; none: for all that have no text of their own.
    pub case: Option<&'a str>,
    /// The format in words, with the case.
    pub name: String,
    /// A sentence, and the code in lines that are indented by four.
    pub text: Cow<'a, str>,
}

/// The fix as METADATA has it: a sentence for all formats with each format's code, or the whole
/// text of each format.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRemediation {
    fix: Option<String>,
    terraform: Option<String>,
    cloudformation: Option<String>,
    task_definition: Option<String>,
    #[serde(default)]
    cases: IndexMap<String, Remediation>,
    #[serde(default)]
    shared: Vec<String>,
}

impl TryFrom<WrittenRemediation> for Remediation {
    type Error = String;

    fn try_from(written: WrittenRemediation) -> Result<Self, Self::Error> {
        let WrittenRemediation { fix, terraform, cloudformation, task_definition, cases, shared } =
            written;
        let text = |code: Option<String>| match (&fix, code) {
            (Some(fix), Some(code)) => Some(with_code(fix, &code)),
            (_, code) => code,
        };
        let mut remediation = Remediation {
            terraform: text(terraform),
            cloudformation: text(cloudformation),
            task_definition: text(task_definition),
            cases,
        };
        if fix.is_some() && remediation.is_empty() {
            return Err("`fix` has no code: give it for at least one format".to_owned());
        }
        let plain = |name: &str| {
            name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | ':'))
        };
        for (name, case) in &remediation.cases {
            if !plain(name) {
                let why = "a case is called by letters, digits, dashes, `_`, `/` and `:`";
                return Err(why.to_owned());
            }
            if case.is_empty() || !case.cases.is_empty() {
                let why = "a case has a text for one format at least, and no cases of its own";
                return Err(why.to_owned());
            }
        }
        for name in shared {
            let known = SHARED.get(name.as_str());
            let case =
                known.ok_or_else(|| format!("`shared`: no shared case is called `{name}`"))?;
            remediation.cases.entry(name).or_insert_with(|| case.clone());
        }
        Ok(remediation)
    }
}

/// A sentence and the code below it.
fn with_code(fix: &str, code: &str) -> String {
    let mut text = format!("{}:\n", fix.trim().trim_end_matches([':', '.']));
    for line in code.trim_end().lines() {
        text.push_str(if line.is_empty() { "" } else { "    " });
        text.push_str(line);
        text.push('\n');
    }
    text
}

impl Remediation {
    /// The fix for a format's name as [`crate::finding::Finding::format`] has it, else the sentence of
    /// another one: its code would be in a language that the reader's file is not.
    #[must_use]
    pub fn for_format(&self, format: &str) -> Option<Cow<'_, str>> {
        self.in_format(format).or_else(|| {
            let texts = [&self.terraform, &self.cloudformation, &self.task_definition];
            let text = texts.into_iter().find_map(Option::as_deref)?;
            let (sentence, code) = parts(text);
            // A command of user data is in no format's language.
            let command = code.lines().all(|line| line.trim_start().starts_with("echo "));
            let told = if command && !code.is_empty() { text } else { sentence };
            Some(Cow::Borrowed(told))
        })
    }

    /// The fix of a case, where there is one for the format, else the one for all.
    #[must_use]
    pub fn of_case(&self, case: Option<&str>, format: &str) -> Option<Cow<'_, str>> {
        let own = case.and_then(|case| self.cases.get(case)?.in_format(format));
        own.or_else(|| self.for_format(format))
    }

    /// The text of a format. A policy statement is JSON wherever it is not YAML or HCL: it is what
    /// CloudFormation's says.
    fn in_format(&self, format: &str) -> Option<Cow<'_, str>> {
        let text = match format {
            "cloudformation" => &self.cloudformation,
            "ecs" if self.task_definition.is_none() => {
                return self.cloudformation.as_deref().and_then(statement).map(Cow::Owned);
            }
            "ecs" => &self.task_definition,
            _ => &self.terraform,
        };
        text.as_deref().map(Cow::Borrowed)
    }

    /// The fixes of all formats and cases in the order that a page has them: the format's id as
    /// [`crate::finding::Finding::format`] has it, its name in words, and the text. The name of a
    /// case stands behind the format's.
    pub fn all(&self) -> impl Iterator<Item = Fix<'_>> {
        self.every().filter(|fix| matches!(fix.text, Cow::Borrowed(_)))
    }

    /// The same with what is made of another format's text.
    pub fn every(&self) -> impl Iterator<Item = Fix<'_>> {
        let cases = self.cases.iter().map(|(name, case)| (Some(name.as_str()), case));
        std::iter::once((None, self)).chain(cases).flat_map(|(case, texts)| {
            let json = if texts.task_definition.is_some() { "ECS JSON" } else { "JSON" };
            [("terraform", "Terraform"), ("cloudformation", "CloudFormation"), ("ecs", json)]
                .into_iter()
                .filter_map(move |(format, name)| {
                    let name = match case {
                        Some(case) => format!("{name}: {}", case_in_words(case)),
                        None => name.to_owned(),
                    };
                    Some(Fix { format, case, name, text: texts.in_format(format)? })
                })
        })
    }

    /// The same sentence for every format.
    pub(super) fn of_sentence(text: &str) -> Remediation {
        let text = Some(text.to_owned());
        Remediation {
            terraform: text.clone(),
            cloudformation: text.clone(),
            task_definition: text,
            cases: IndexMap::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.terraform.is_none() && self.cloudformation.is_none() && self.task_definition.is_none()
    }
}

/// What a case is called on a page: a module by its name, which has dashes, a service as people call it.
fn case_in_words(case: &str) -> String {
    const SERVICES: [(&str, &str); 12] = [
        ("dynamodb", "Amazon DynamoDB"),
        ("ec2", "Amazon EC2"),
        ("elasticfilesystem", "Amazon EFS"),
        ("iam", "IAM"),
        ("kms", "AWS KMS"),
        ("lambda", "AWS Lambda"),
        ("logs", "CloudWatch Logs"),
        ("rds-data", "RDS Data API"),
        ("s3", "Amazon S3"),
        ("secretsmanager", "Secrets Manager"),
        ("sqs", "Amazon SQS"),
        ("ssm", "Systems Manager"),
    ];
    if case.contains('/') {
        return format!("module {case}");
    }
    let service = SERVICES.iter().find(|(prefix, _)| *prefix == case);
    service.map_or_else(
        || case.replace('-', " ").replace("aws ", "AWS "),
        |(_, name)| (*name).to_owned(),
    )
}

/// The sentence of a text without its colon, and its code.
pub(super) fn parts(text: &str) -> (&str, &str) {
    let (sentence, code) = text.split_once("\n    ").unwrap_or((text, ""));
    (sentence.trim_end_matches(':'), code)
}

/// A text whose code is a policy statement in CloudFormation's YAML, or a part of one, with the code
/// as JSON; `None` where the code is something else.
fn statement(text: &str) -> Option<String> {
    let (sentence, code) = parts(text);
    let lines: Vec<&str> =
        code.lines().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    let items = match serde_yaml::from_str(&lines.join("\n")).ok()? {
        Value::Sequence(items) => items,
        part => vec![part],
    };
    let whole = code.starts_with('-');
    let said: Option<Vec<String>> = items.iter().map(|item| of_statement(item, whole)).collect();
    Some(with_code(sentence, &said?.join(",\n")))
}

/// One statement in lines, without its braces where it is a part.
fn of_statement(item: &Value, whole: bool) -> Option<String> {
    const KEYS: [&str; 7] =
        ["Effect", "Action", "NotAction", "Resource", "NotResource", "Condition", "Principal"];
    let map = item.as_mapping()?;
    let entry = |(key, value): (&Value, &Value)| {
        let key = key.as_str().filter(|key| KEYS.contains(key) || *key == "Sid")?;
        Some(format!("\"{key}\": {}", inline(value)))
    };
    let entries: Vec<String> = map.iter().map(entry).collect::<Option<_>>()?;
    Some(match whole {
        true => format!("{{\n  {}\n}}", entries.join(",\n  ")),
        false => entries.join(",\n"),
    })
}

/// A value in one line. What a template refers to is named: JSON of this kind has no references.
fn inline(value: &Value) -> String {
    match value {
        Value::Sequence(items) => {
            format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        Value::Mapping(map) => {
            let entries =
                map.iter().map(|(key, value)| format!("{}: {}", inline(key), inline(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Tagged(tagged) => {
            let text = tagged.value.as_str().unwrap_or_default();
            let text = match text.contains("${") {
                true => text.replace("${", "<ARN of ").replace(".Arn}", ">").replace('}', ">"),
                false => format!("<ARN of {}>", text.trim_end_matches(".Arn")),
            };
            serde_json::Value::from(text).to_string()
        }
        Value::String(text) => serde_json::Value::from(text.as_str()).to_string(),
        Value::Null => "null".to_owned(),
        Value::Bool(known) => known.to_string(),
        Value::Number(number) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cloudformation: &str) -> Option<String> {
        let json = serde_json::json!({"fix": "Do it", "cloudformation": cloudformation});
        let remediation: Remediation = serde_json::from_value(json).unwrap();
        remediation.of_case(None, "ecs").map(Cow::into_owned)
    }

    #[test]
    fn a_statement_is_json_where_neither_yaml_nor_hcl_is_spoken() {
        let yaml =
            "- Effect: Allow\n  Action: [\"s3:GetObject\"]\n  Resource: !Sub \"${Assets.Arn}/*\"\n";
        let json = "Do it:\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\"s3:GetObject\"],\n      \"Resource\": \"<ARN of Assets>/*\"\n    }\n";
        assert_eq!(of(yaml).as_deref(), Some(json));
        let part = "Do it:\n    \"Resource\": \"<ARN of FileSystem>\"\n";
        assert_eq!(of("Resource: !GetAtt FileSystem.Arn").as_deref(), Some(part));
        // What is no statement is a sentence.
        assert_eq!(of("Image: nginx").as_deref(), Some("Do it"));
    }

    #[test]
    fn a_command_is_in_no_formats_language() {
        let json = serde_json::json!({"fix": "Block it", "terraform": "echo X=true >> /etc/x"});
        let remediation: Remediation = serde_json::from_value(json).unwrap();
        let told = "Block it:\n    echo X=true >> /etc/x\n";
        assert_eq!(remediation.of_case(None, "ecs").as_deref(), Some(told));
    }

    #[test]
    fn the_shared_cases_are_complete() {
        assert!(!SHARED.is_empty());
        for case in SHARED.values() {
            assert!(case.terraform.is_some() && case.cloudformation.is_some(), "{case:?}");
        }
        let unknown = serde_json::json!({"fix": "x", "terraform": "y", "shared": ["none"]});
        let error = serde_json::from_value::<Remediation>(unknown).unwrap_err();
        assert!(error.to_string().contains("no shared case is called `none`"), "{error}");
    }
}
