//! What a resource is called by its kind, where a sentence begins with its name: the logical id of a
//! template does not tell it.

use crate::document::Node;

/// The kinds of resources that sentences begin with.
const NOUNS: [(&str, &str); 17] = [
    ("autoscaling.launch_configuration", "launch configuration"),
    ("cloudformation.parameter", "parameter"),
    ("ec2.instance", "instance"),
    ("ec2.launch_template", "launch template"),
    ("ec2.security_group", "security group"),
    ("ec2.vpc", "VPC"),
    ("ecr.pull_through_cache_rule", "pull-through cache rule"),
    ("ecs.service", "service"),
    ("ecs.task_definition", "task definition"),
    ("events.rule", "rule"),
    ("iam.group", "group"),
    ("iam.policy", "policy"),
    ("iam.role", "role"),
    ("iam.user", "user"),
    ("s3.bucket", "bucket"),
    ("scheduler.schedule", "schedule"),
    ("ssm.parameter", "parameter"),
];

/// The noun in front of a resource's name at the beginning of a sentence.
pub(super) fn of(node: &Node) -> Option<&'static str> {
    NOUNS.iter().find(|(ty, _)| *ty == node.ty).map(|(_, noun)| *noun)
}

/// Says that a thing is the one that a module makes, where the sentence goes on with the module's
/// address: "the log group of" in place of "log group". What is no noun stays.
pub(super) fn put_of(out: &mut String) {
    let begin = out.rfind(" of ").map_or(0, |at| at + " of ".len());
    let noun = out[begin..].trim();
    let words = noun.split(' ').count();
    let is_noun = !noun.is_empty() && words <= 3 && !noun.starts_with("the ");
    if is_noun && out.ends_with(' ') {
        out.insert_str(begin, "the ");
        out.push_str("of ");
    }
}

#[cfg(test)]
mod tests {
    use super::put_of;

    #[test]
    fn what_a_module_makes_is_told_as_such() {
        for (before, after) in [
            ("log group ", "the log group of "),
            ("the storage of database ", "the storage of the database of "),
            ("the user data of ", "the user data of "),
            ("nothing in this code rotates secret ", "nothing in this code rotates secret "),
            ("", ""),
        ] {
            let mut out = before.to_owned();
            put_of(&mut out);
            assert_eq!(out, after);
        }
    }
}
