//! The fix of a finding names the text to change: a default, an argument of a call, a parameter.

use crate::program::Folder;
use serde_json::Value;

/// The fix of the first finding of a check in one file.
fn fix_in(name: &str, text: &str, check: &str) -> String {
    let folder = Folder::new(&[(name, text)]);
    fix_of(&folder, check)
}

fn fix_of(folder: &Folder, check: &str) -> String {
    let report = folder.scan(&["--no-config"]).json();
    let findings = report["findings"].as_array().unwrap();
    let found = findings
        .iter()
        .find(|one| one["check"].as_str().is_some_and(|id| id.ends_with(&format!(".{check}"))));
    let found: &Value = found.unwrap_or_else(|| panic!("{check} is not found in {report}"));
    found["fix"].as_str().unwrap().to_owned()
}

const LOGS: &str = "resource \"aws_cloudwatch_log_group\" \"app\" {\n  name              = \"/ecs/app\"\n  retention_in_days = var.days\n}\n";

#[test]
fn a_default_is_changed_where_it_stands() {
    let text = format!("variable \"days\" {{\n  type    = number\n  default = 7\n}}\n{LOGS}");
    let fix = fix_in("main.tf", &text, "retention-too-short");
    let here = ". Here, change the default of `var.days` or set the variable:\n    default = 365";
    assert!(fix.ends_with(here), "{fix}");
    let object = "variable \"logs\" {\n  type = object({\n    days = optional(number, 7)\n  })\n  default = {}\n}\n";
    let text = format!("{object}{}", LOGS.replace("var.days", "var.logs.days"));
    let fix = fix_in("main.tf", &text, "retention-too-short");
    let here = ". Here, change the default of `days` in the type of `var.logs` or set the attribute:\n    days = optional(number, 365)";
    assert!(fix.ends_with(here), "{fix}");
    let local = "locals {\n  keep = 7\n}\n";
    let text = format!("{local}{}", LOGS.replace("var.days", "local.keep"));
    let fix = fix_in("main.tf", &text, "retention-too-short");
    assert!(fix.ends_with(". Here, change `local.keep`:\n    keep = 365"), "{fix}");
    // An argument of the resource has the resource's words.
    let fix = fix_in("main.tf", &LOGS.replace("var.days", "7"), "retention-too-short");
    assert!(fix.ends_with(":\n    retention_in_days = 365") && !fix.contains("Here"), "{fix}");
}

#[test]
fn an_argument_of_a_call_is_changed_in_the_call() {
    let module = format!("variable \"days\" {{\n  type = number\n}}\n{LOGS}");
    let call = "module \"app\" {\n  source = \"./m\"\n  days   = 7 # short\n}\n";
    let folder = Folder::new(&[("m/main.tf", &module), ("main.tf", call)]);
    let fix = fix_of(&folder, "retention-too-short");
    assert!(
        fix.ends_with(". Here, change `days` in the `module.app` block:\n    days = 365"),
        "{fix}"
    );
    // The step that passes the value says where the call is.
    let full = folder.run(&["scan", ".", "-f", "full"]).out;
    assert!(full.contains("passed to module.app.days here (main.tf:3:"), "{full}");
    assert!(!full.contains("module.app is called here"), "{full}");
    // A setting that falls away because it is null is looked for among the arguments of the call.
    let module = "variable \"name\" {}\nvariable \"over\" {\n  default = {}\n}\nvariable \"log_configuration\" {\n  default = null\n}\nlocals {\n  all = {\n    name             = var.name\n    image            = \"nginx\"\n    logConfiguration = var.log_configuration\n  }\n  set   = { for k, v in local.all : k => v if v != null }\n  given = { for k, v in var.over : k => v if v != null }\n  final = merge(local.set, local.given)\n  json  = jsonencode(local.final)\n}\noutput \"json\" {\n  value = \"[${local.json}]\"\n}\n";
    let call = "module \"app\" {\n  source            = \"./m\"\n  name              = \"web\"\n  log_configuration = null\n}\nresource \"aws_ecs_task_definition\" \"app\" {\n  family                = \"app\"\n  container_definitions = module.app.json\n}\n";
    let folder = Folder::new(&[("m/main.tf", module), ("main.tf", call)]);
    let fix = fix_of(&folder, "missing-log-configuration");
    assert!(fix.contains("change `log_configuration` in the `module.app` block"), "{fix}");
    // A text that is written whole has the name of what is changed.
    let repository = "variable \"image\" {\n  default = \"nginx:latest\"\n}\nresource \"aws_ecs_task_definition\" \"app\" {\n  family = \"app\"\n  container_definitions = jsonencode([{\n    name  = \"web\"\n    image = var.image\n  }])\n}\n";
    let fix = fix_in("main.tf", repository, "latest-image-tag");
    let here =
        "Here, change the default of `var.image` or set the variable:\n    default = \"nginx:";
    assert!(fix.contains(here), "{fix}");
}

#[test]
fn a_flag_that_leaves_a_setting_out_is_named() {
    let text = "variable \"insights\" {\n  type    = bool\n  default = false\n}\nresource \"aws_ecs_cluster\" \"app\" {\n  name = \"app\"\n  dynamic \"setting\" {\n    for_each = var.insights ? [1] : []\n    content {\n      name  = \"containerInsights\"\n      value = \"enabled\"\n    }\n  }\n}\n";
    let fix = fix_in("main.tf", text, "container-insights-disabled");
    let here = "Here, change the default of `var.insights`, which leaves this out, or set the variable:\n    default = true";
    assert!(fix.ends_with(here), "{fix}");
    let full = Folder::new(&[("main.tf", text)]);
    let full = full.run(&["scan", ".", "--no-config", "-f", "full", "--exit-zero"]).out;
    assert!(full.contains("default = true"), "{full}");
    assert!(!full.contains("the fix to the block"), "nothing is added there: {full}");
}

#[test]
fn a_parameter_of_a_template_is_named() {
    let text = "Parameters:\n  Days:\n    Type: Number\n    Default: 14\nResources:\n  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      LogGroupName: /ecs/app\n      RetentionInDays: !Ref Days\n";
    let fix = fix_in("template.yaml", text, "retention-too-short");
    let here =
        "Here, change the default of parameter `Days` or set the parameter:\n    Default: 365";
    assert!(fix.ends_with(here), "{fix}");
    let decided = "Parameters:\n  Key:\n    Type: String\n    Default: ''\nConditions:\n  HasKey: !Not [!Equals [!Ref Key, '']]\nResources:\n  Table:\n    Type: AWS::EFS::FileSystem\n    Properties:\n      Encrypted: !If [HasKey, true, false]\n";
    let fix = fix_in("template.yaml", decided, "efs-file-system-not-encrypted");
    let here = "Here, change the default of parameter `Key`, which decides this, or set the parameter, so that the result is:\n";
    assert!(fix.contains(here), "{fix}");
}

#[test]
fn an_argument_that_is_written_is_changed_and_nothing_is_added() {
    let text = "resource \"aws_lb\" \"web\" {\n  name = \"web\"\n}\nresource \"aws_lb_listener\" \"web\" {\n  load_balancer_arn = aws_lb.web.arn\n  port              = 443\n  protocol          = \"HTTPS\"\n  ssl_policy        = null\n  certificate_arn   = aws_acm_certificate.web.arn\n  default_action {\n    type             = \"forward\"\n    target_group_arn = aws_lb_target_group.web.arn\n  }\n}\n";
    let folder = Folder::new(&[("main.tf", text)]);
    let full = folder.run(&["scan", ".", "--no-config", "-f", "full", "--exit-zero"]).out;
    let listener = full.split("weak-tls-policy]").nth(1).unwrap();
    let own = listener.split("\n\n").take(2).collect::<String>();
    assert!(own.contains("ssl_policy = ") && !own.contains("the fix to the block"), "{own}");
}

#[test]
fn the_name_of_a_secret_is_shown() {
    let text = "variable \"token\" {\n  type      = string\n  sensitive = true\n}\nresource \"aws_ecs_task_definition\" \"app\" {\n  family = \"app\"\n  container_definitions = jsonencode([{\n    name        = \"web\"\n    image       = \"nginx@sha256:1468b8eacce36914b1b1d94e9733346d672f7343d70315fed72c84e76a05964f\"\n    environment = [{ name = \"API_TOKEN\", value = var.token }]\n  }])\n}\n";
    let folder = Folder::new(&[("main.tf", text)]);
    let full = folder.run(&["scan", ".", "--no-config", "-f", "full", "--exit-zero"]).out;
    assert!(full.contains("secret-flows-into-environment"), "{full}");
    assert!(full.contains("variable \"token\"") || full.contains("value = var.token"), "{full}");
    assert!(!full.contains("***"), "{full}");
}
