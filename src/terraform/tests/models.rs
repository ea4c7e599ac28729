//! What models of registry modules make of calls (`src/terraform/registry`). What is reported of
//! their callers: `tests/cases/modules.rs`.

use super::*;

fn bucket(version: &str, more: &str) -> Run {
    main_tf(&format!(
        "module \"b\" {{\n  source = \"terraform-aws-modules/s3-bucket/aws\"\n{version}\n  bucket = \"x\"\n{more}\n}}\nresource \"aws_x\" \"y\" {{\n  id = module.b.s3_bucket_id\n}}\n"
    ))
}

const BLOCK: &str = "module.b.aws_s3_bucket_public_access_block.this[0]";

#[test]
fn the_version_that_is_called_decides_the_defaults() {
    let blocked = |version: &str| bucket(version, "").value(BLOCK, "block_public_acls");
    assert_eq!(blocked("version = \"~> 4.0\"").as_bool(), Some(true));
    assert_eq!(blocked("version = \"3.8.2\"").as_bool(), Some(false));
    assert_eq!(blocked("").as_bool(), Some(true), "what is not pinned is the latest");
    let why = reason(&blocked("version = \">= 3.0\""));
    assert!(why.contains("before and after 3.9"), "{why}");
}

#[test]
fn arguments_that_are_not_followed_are_one_gap() {
    let run = bucket(
        "version = \"~> 4.0\"",
        "  acl = \"private\"\n  website = { index = \"x\" }\n  surprise = aws_x.z.id\n  other = true\n  nothing = []\n}\nresource \"aws_x\" \"z\" {",
    );
    let gaps = &run.evaluated.gaps;
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(gaps[0].what, "module.b");
    assert!(gaps[0].why.ends_with("does not cover `surprise`, `other`"), "{}", gaps[0].why);
    let opaque = &run.evaluated.opaque;
    assert_eq!(opaque.len(), 1);
    assert_eq!(opaque[0].inputs, ["aws_x.z"]);
    assert!(bucket("", "").evaluated.gaps.is_empty());
}

#[test]
fn an_output_that_is_not_known_refers_to_the_call() {
    let run = main_tf(
        "module \"v\" { source = \"terraform-aws-modules/vpc/aws\" }\nresource \"aws_x\" \"y\" {\n  a = module.v.vpc_id\n  b = module.v.something_new\n}\n",
    )
    .clean();
    let known = run.value("aws_x.y", "a");
    assert_eq!(&*known.references()[0].to, "module.v.aws_vpc.this[0]");
    let open = run.value("aws_x.y", "b");
    assert!(reason(&open).contains("terraform-aws-modules/vpc/aws"), "{}", reason(&open));
    assert_eq!(&*open.references()[0].to, "module.v");
}

#[test]
fn versions_before_the_first_that_is_described_are_not_guessed() {
    for version in ["~> 2.5.0", "4.3.0", ">= 4.0"] {
        let run = main_tf(&format!(
            "module \"a\" {{\n  source = \"terraform-aws-modules/alb/aws\"\n  version = \"{version}\"\n}}\n"
        ));
        assert_eq!(run.evaluated.opaque.len(), 1, "{version}");
    }
}

#[test]
fn blocks_of_a_model_stand_at_the_callers_items() {
    let run = bucket(
        "",
        "  server_side_encryption_configuration = {\n    rule = { apply_server_side_encryption_by_default = { sse_algorithm = \"AES256\" } }\n  }",
    );
    let rules =
        run.value("module.b.aws_s3_bucket_server_side_encryption_configuration.this[0]", "rule");
    let rule = &rules.items().unwrap()[0];
    assert!(run.text(rule.place.span).starts_with("{ apply_server_side"));
}

#[test]
fn what_is_not_known_has_not_the_shape_of_the_other_arm() {
    let run = main_tf(
        "data \"aws_x\" \"z\" {}\nlocals {\n  zones = data.aws_x.z.names\n}\nresource \"aws_x\" \"y\" {\n  n = length(length(local.zones) > 0 ? local.zones : [])\n}\n",
    );
    let n = run.value("aws_x.y", "n");
    assert!(n.as_unknown().is_some() || matches!(n.data, Data::Either(_)), "{n:?}");
}

#[test]
fn compact_keeps_a_resources_own_id() {
    let run = main_tf(
        "resource \"aws_x\" \"z\" {}\nresource \"aws_x\" \"y\" {\n  own = compact([aws_x.z.id])\n  other = compact([aws_x.z.note])\n}\n",
    );
    let rest = |name: &str| {
        let list = run.value("aws_x.y", name);
        list.items().unwrap()[0].as_unknown().unwrap().rest
    };
    assert!(!rest("own") && rest("other"));
}
