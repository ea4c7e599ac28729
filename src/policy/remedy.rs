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
        let fix = match &finding.written_in {
            Some(rule) => of_rule(fix, rule),
            None => fix,
        };
        let fix = match line_of(finding) {
            // What a registry module makes has no name in this code.
            Some(line) if line.trim_start().starts_with("module \"") => fix,
            Some(line) if finding.format == "terraform" => {
                with_named(with_its_name(fix, (&finding.source_type, &finding.resource)), line)
            }
            _ => with_its_name(fix, (&finding.source_type, &finding.resource)),
        };
        let said = finding.set_by.as_ref();
        Some(match finding.certainty {
            Certainty::Reported | Certainty::Raw => match said {
                Some(set_by) => Cow::Owned(where_it_is_set(&fix, set_by, &finding.message)),
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
fn where_it_is_set(fix: &str, set_by: &SetBy, message: &str) -> String {
    let (sentence, code) = super::remediation::parts(fix.trim_end());
    let sentence = sentence.trim_end().trim_end_matches('.');
    let told = &set_by.told;
    match &set_by.line {
        Some(line) => {
            let line = with_its_image(with_its_variable(Cow::Borrowed(line), message), message);
            format!("{sentence}. Here, {told}:\n    {line}\n")
        }
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
    let Some(image) = image.filter(plain).filter(|_| fix.contains(EXAMPLE)) else {
        return with_its_copy(fix, message);
    };
    let own = if message.contains(" by tag only") {
        format!("{image}@sha256:<digest>")
    } else {
        let tag = image.rfind(':').filter(|at| !image[*at..].contains('/'));
        let name = &image[..tag.unwrap_or(image.len())];
        format!("{name}:<version>@sha256:<digest>")
    };
    Cow::Owned(fix.replace(EXAMPLE, &own))
}

/// A fix with the image that the message names in a registry of one's own, in place of its example.
fn with_its_copy<'a>(fix: Cow<'a, str>, message: &str) -> Cow<'a, str> {
    const EXAMPLE: &str = ".amazonaws.com/app:1.4.2";
    const ACCOUNT: &str = "123456789012.dkr.ecr.eu-west-1";
    let pulled = message.split_once(" pulls `").and_then(|(_, rest)| rest.split_once('`'));
    let Some((image, _)) = pulled.filter(|_| fix.contains(EXAMPLE) && !fix.contains('@')) else {
        return fix;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._:-".contains(c);
    let (image, _) = image.split_once('@').unwrap_or((image, ""));
    if image.is_empty() || !image.chars().all(plain) {
        return fix;
    }
    // The part in front of the first slash is the registry where it has a dot or a port.
    let path = match image.split_once('/') {
        Some((registry, path)) if registry.contains(['.', ':']) => path,
        _ => image,
    };
    let own = fix.replace(EXAMPLE, &format!(".amazonaws.com/{path}"));
    Cow::Owned(own.replace(ACCOUNT, "<account>.dkr.ecr.<region>"))
}

/// What examples call the one resource that they are about.
const EXAMPLES: [&str; 5] = ["app", "db", "this", "vpc", "web"];

/// A fix that refers to the resource of the finding by its name, in place of an example's.
fn with_its_name<'a>(fix: Cow<'a, str>, (source_type, resource): (&str, &str)) -> Cow<'a, str> {
    let end = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'));
    if let Some(kind) = source_type.rsplit("::").next().filter(|_| source_type.contains("::")) {
        let own = resource.rsplit('/').next().unwrap_or(resource);
        if !own.chars().all(char::is_alphanumeric) || fix.contains(&format!("Type: {source_type}"))
        {
            return fix;
        }
        let mut text = fix.into_owned();
        for (before, after) in [("!Ref ", ""), ("!GetAtt ", "."), ("${", "}"), ("${", ".")] {
            // `Vpc` is how the examples write `VPC`.
            let example = format!("{before}{kind}{after}").to_ascii_lowercase();
            let low = text.to_ascii_lowercase();
            let found: Vec<usize> = low.match_indices(&example).map(|(at, _)| at).collect();
            for at in found.into_iter().rev() {
                let behind = text[at + example.len()..].chars().next();
                if !after.is_empty() || behind.is_none_or(end) {
                    text.replace_range(at..at + example.len(), &format!("{before}{own}{after}"));
                }
            }
        }
        return Cow::Owned(text);
    }
    let own = resource.find(&format!("{source_type}.")).map(|at| &resource[at..]);
    let Some(own) = own else { return fix };
    // The fix declares a resource of the type itself, or speaks of another one of it.
    if source_type.is_empty() || fix.contains(&format!("resource \"{source_type}\"")) {
        return fix;
    }
    for example in EXAMPLES {
        let named = format!("{source_type}.{example}");
        let found =
            fix.match_indices(&named).any(|(at, _)| fix[at + named.len()..].starts_with('.'));
        if found {
            return Cow::Owned(fix.replace(&format!("{named}."), &format!("{own}.")));
        }
    }
    fix
}

/// The line of source that a finding stands at.
fn line_of(finding: &Finding) -> Option<&str> {
    let snippet = finding.snippet.as_ref()?;
    let at = finding.location.start.line.checked_sub(snippet.first_line)?;
    snippet.lines.get(at as usize).map(String::as_str)
}

/// A fix with the resource that the text to change names, in place of an example of its type.
fn with_named<'a>(fix: Cow<'a, str>, line: &str) -> Cow<'a, str> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    for named in line.split(|c| !part(c)) {
        let mut parts = named.split('.');
        let (Some(kind), Some(name), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let example = EXAMPLES.iter().map(|example| format!("{kind}.{example}."));
        let example = example.into_iter().find(|example| fix.contains(example));
        if let Some(example) = example.filter(|_| kind.starts_with("aws_")) {
            return Cow::Owned(fix.replace(&example, &format!("{kind}.{name}.")));
        }
    }
    fix
}

/// A fix of the rules of a security group as a rule that is a resource of its own has it.
fn of_rule<'a>(fix: Cow<'a, str>, rule: &str) -> Cow<'a, str> {
    let (sentence, code) = super::remediation::parts(fix.trim_end());
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let arguments: Vec<(String, String)> = match lines.as_slice() {
        ["ingress {" | "egress {", arguments @ .., "}"] => {
            let own = rule.rsplit_once('.').map_or("", |(before, _)| before);
            let is_new = own.ends_with("aws_vpc_security_group_ingress_rule")
                || own.ends_with("aws_vpc_security_group_egress_rule");
            if !is_new && !own.ends_with("aws_security_group_rule") {
                return fix;
            }
            let pairs = arguments.iter().filter_map(|line| line.split_once('='));
            pairs.map(|(name, value)| argument(name.trim(), value.trim(), is_new)).collect()
        }
        ["SecurityGroupIngress:" | "SecurityGroupEgress:", item] => {
            let item = item.strip_prefix("- {").and_then(|item| item.strip_suffix('}'));
            let pairs = item.into_iter().flat_map(|item| item.split(", "));
            let pairs = pairs.filter_map(|pair| pair.split_once(": "));
            let lines = pairs.map(|(name, value)| format!("\n    {name}: {value}"));
            return Cow::Owned(format!("{sentence}:{}\n", lines.collect::<String>()));
        }
        _ => return fix,
    };
    let width = arguments.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines = arguments.iter().map(|(name, value)| format!("\n    {name:<width$} = {value}"));
    Cow::Owned(format!("{sentence}:{}\n", lines.collect::<String>()))
}

/// An argument of a rule in a group as a rule of its own has it; `is_new`: the newer of both resources.
fn argument(name: &str, value: &str, is_new: bool) -> (String, String) {
    let one = value.trim_start_matches('[').trim_end_matches(']');
    let (name, value) = match (name, is_new) {
        ("protocol", true) => ("ip_protocol", value),
        ("cidr_blocks", true) => ("cidr_ipv4", one),
        ("security_groups", true) => ("referenced_security_group_id", one),
        ("security_groups", false) => ("source_security_group_id", one),
        other => (other.0, value),
    };
    (name.to_owned(), value.to_owned())
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
    use super::{
        of_rule, where_it_is_set, with_its_image, with_its_input, with_its_name, with_its_variable,
        with_named,
    };
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
            where_it_is_set(fix, &set_by(Some("default = true")), ""),
            format!("{told}:\n    default = true\n")
        );
        assert_eq!(
            where_it_is_set(fix, &set_by(None), ""),
            format!("{told}, so that the result is:\n    scanning {{\n      on = true\n    }}\n")
        );
        assert_eq!(where_it_is_set("Scan images on push", &set_by(None), ""), format!("{told}.\n"));
    }

    #[test]
    fn a_fix_names_the_resource_that_the_text_names() {
        let fix = "Log:\n    load_balancer = aws_lb.web.arn\n    bucket = aws_s3_bucket.logs.id\n";
        let own = with_its_name(fix.into(), ("aws_lb", "module.web.aws_lb.public[0]"));
        assert!(own.contains("= aws_lb.public[0].arn") && own.contains("aws_s3_bucket.logs.id"));
        let fix = "Log:\n    ResourceId: !Ref Vpc\n    Other: !Ref VpcEndpoint\n";
        let own = with_its_name(fix.into(), ("AWS::EC2::VPC", "Network/Main"));
        assert_eq!(own, "Log:\n    ResourceId: !Ref Main\n    Other: !Ref VpcEndpoint\n");
        let line = "  task_definition = aws_ecs_task_definition.metrics.family";
        let own = with_named("Pin:\n    x = aws_ecs_task_definition.app.arn\n".into(), line);
        assert_eq!(own, "Pin:\n    x = aws_ecs_task_definition.metrics.arn\n");
    }

    #[test]
    fn a_rule_of_its_own_has_arguments_of_its_own() {
        let fix = "Restrict it:\n    ingress {\n      protocol        = \"tcp\"\n      from_port       = 80\n      security_groups = [aws_security_group.web.id]\n    }\n";
        let of = |rule: &str| of_rule(fix.into(), rule).into_owned();
        assert_eq!(
            of("module.a.aws_security_group_rule.in"),
            "Restrict it:\n    protocol                 = \"tcp\"\n    from_port                = 80\n    source_security_group_id = aws_security_group.web.id\n"
        );
        assert_eq!(
            of("aws_vpc_security_group_ingress_rule.in"),
            "Restrict it:\n    ip_protocol                  = \"tcp\"\n    from_port                    = 80\n    referenced_security_group_id = aws_security_group.web.id\n"
        );
        assert_eq!(of("aws_security_group.in"), fix);
        let template = "Restrict it:\n    SecurityGroupIngress:\n      - {IpProtocol: tcp, FromPort: 80, CidrIp: 203.0.113.0/24}\n";
        assert_eq!(
            of_rule(template.into(), "Rule"),
            "Restrict it:\n    IpProtocol: tcp\n    FromPort: 80\n    CidrIp: 203.0.113.0/24\n"
        );
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
        let fix = "image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2\"";
        for (pulled, path) in
            [("ghcr.io/a/b:main", "a/b:main"), ("a/b:1", "a/b:1"), ("nginx", "nginx")]
        {
            let message = format!("container `a` pulls `{pulled}` from a registry outside");
            assert_eq!(
                with_its_image(fix.into(), &message),
                format!("image = \"<account>.dkr.ecr.<region>.amazonaws.com/{path}\"")
            );
        }
    }

    #[test]
    fn a_fix_has_the_input_that_was_found() {
        let fix = "variable \"db_password\" {\n}";
        assert_eq!(with_its_input(fix.into(), "var.token"), "variable \"token\" {\n}");
        assert_eq!(with_its_input(fix.into(), "DbPassword"), fix);
    }
}
