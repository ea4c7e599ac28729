//! AWS managed policies that checks know: the actions of the catalogue that each allows, as
//! patterns.
//!
//! The patterns are those of the policies' documents (AWS Managed Policy Reference) as far as
//! checks read them; a policy that is not listed here has statements that are not known.

use crate::normalize::read::statement;
use crate::value::{Entry, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// A policy: its name, the actions allowed on everything, and what is excluded where it allows
/// everything else.
struct Managed {
    name: &'static str,
    actions: &'static [&'static str],
    excluded: &'static [&'static str],
}

const fn allows(name: &'static str, actions: &'static [&'static str]) -> Managed {
    Managed { name, actions, excluded: &[] }
}

const ECR_PULL: &[&str] = &[
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
];

const POLICIES: &[Managed] = &[
    allows("AdministratorAccess", &["*"]),
    Managed {
        name: "PowerUserAccess",
        actions: &[],
        excluded: &["iam:*", "organizations:*", "account:*"],
    },
    allows("IAMFullAccess", &["iam:*", "organizations:DescribeAccount", "organizations:ListRoots"]),
    allows(
        "AmazonECS_FullAccess",
        &[
            "ecs:*",
            "elasticloadbalancing:*",
            "autoscaling:*",
            "application-autoscaling:*",
            "cloudwatch:*",
            "codedeploy:*",
            "cloudformation:CreateStack",
            "cloudformation:DeleteStack",
            "cloudformation:DescribeStack*",
            "cloudformation:UpdateStack",
            "ec2:RunInstances",
            "ec2:Describe*",
            "lambda:ListFunctions",
            "logs:CreateLogGroup",
            "logs:DescribeLogGroups",
            "logs:FilterLogEvents",
            "servicediscovery:*",
        ],
    ),
    allows(
        "AmazonECSTaskExecutionRolePolicy",
        &[
            "ecr:GetAuthorizationToken",
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    allows("CloudWatchLogsFullAccess", &["logs:*", "cloudwatch:GenerateQuery"]),
    allows(
        "CloudWatchLogsReadOnlyAccess",
        &[
            "logs:Describe*",
            "logs:Get*",
            "logs:List*",
            "logs:StartQuery",
            "logs:StopQuery",
            "logs:FilterLogEvents",
        ],
    ),
    allows(
        "CloudWatchAgentServerPolicy",
        &[
            "cloudwatch:PutMetricData",
            "logs:PutLogEvents",
            "logs:PutRetentionPolicy",
            "logs:CreateLogStream",
            "logs:CreateLogGroup",
            "logs:Describe*",
        ],
    ),
    allows("CloudWatchFullAccess", &["autoscaling:Describe*", "cloudwatch:*", "logs:*", "sns:*"]),
    allows("AmazonEC2ContainerRegistryFullAccess", &["ecr:*", "cloudtrail:LookupEvents"]),
    allows(
        "AmazonEC2ContainerRegistryPowerUser",
        &[
            "ecr:GetAuthorizationToken",
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage",
            "ecr:GetRepositoryPolicy",
            "ecr:Describe*",
            "ecr:ListImages",
            "ecr:InitiateLayerUpload",
            "ecr:UploadLayerPart",
            "ecr:CompleteLayerUpload",
            "ecr:PutImage",
        ],
    ),
    allows(
        "AmazonEC2ContainerRegistryReadOnly",
        &[
            "ecr:GetAuthorizationToken",
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage",
            "ecr:Describe*",
            "ecr:ListImages",
        ],
    ),
    allows("AmazonEC2ContainerRegistryPullOnly", ECR_PULL),
    allows(
        "SecretsManagerReadWrite",
        &[
            "secretsmanager:*",
            "cloudformation:CreateChangeSet",
            "cloudformation:Describe*",
            "kms:DescribeKey",
            "kms:ListAliases",
            "kms:ListKeys",
            "lambda:ListFunctions",
            "tag:GetResources",
        ],
    ),
    allows(
        "AmazonSSMFullAccess",
        &["ssm:*", "cloudwatch:PutMetricData", "ec2:DescribeInstanceStatus", "logs:*"],
    ),
    allows("AmazonSSMReadOnlyAccess", &["ssm:Describe*", "ssm:Get*", "ssm:List*"]),
    allows(
        "AmazonSSMManagedInstanceCore",
        &[
            "ssm:GetParameter",
            "ssm:GetParameters",
            "ssm:UpdateInstanceInformation",
            "ssmmessages:*",
            "ec2messages:*",
        ],
    ),
    allows("AmazonS3FullAccess", &["s3:*", "s3-object-lambda:*"]),
    allows(
        "AmazonS3ReadOnlyAccess",
        &["s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*", "s3-object-lambda:List*"],
    ),
    allows("AmazonDynamoDBFullAccess", &["dynamodb:*", "dax:*"]),
    allows(
        "AmazonDynamoDBReadOnlyAccess",
        &[
            "dynamodb:BatchGetItem",
            "dynamodb:Describe*",
            "dynamodb:List*",
            "dynamodb:GetItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:PartiQLSelect",
        ],
    ),
    allows("AmazonSQSFullAccess", &["sqs:*"]),
    allows("AmazonSNSFullAccess", &["sns:*"]),
    allows(
        "AmazonEC2FullAccess",
        &["ec2:*", "elasticloadbalancing:*", "cloudwatch:*", "autoscaling:*"],
    ),
    allows(
        "AmazonRDSFullAccess",
        &[
            "rds:*",
            "application-autoscaling:*",
            "cloudwatch:GetMetricStatistics",
            "ec2:Describe*",
            "logs:DescribeLogStreams",
            "logs:GetLogEvents",
        ],
    ),
    allows("AmazonKinesisFullAccess", &["kinesis:*"]),
    allows(
        "AmazonEC2ContainerServiceforEC2Role",
        &[
            "ec2:DescribeTags",
            "ecs:CreateCluster",
            "ecs:DeregisterContainerInstance",
            "ecs:DiscoverPollEndpoint",
            "ecs:Poll",
            "ecs:RegisterContainerInstance",
            "ecs:StartTelemetrySession",
            "ecs:UpdateContainerInstancesState",
            "ecs:Submit*",
            "ecr:GetAuthorizationToken",
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    allows(
        "AmazonEC2ContainerServiceAutoscaleRole",
        &[
            "ecs:DescribeServices",
            "ecs:UpdateService",
            "cloudwatch:DescribeAlarms",
            "cloudwatch:PutMetricAlarm",
        ],
    ),
    allows(
        "AWSXRayDaemonWriteAccess",
        &[
            "xray:PutTraceSegments",
            "xray:PutTelemetryRecords",
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
            "xray:GetSamplingStatisticSummaries",
        ],
    ),
    allows(
        "AWSLambdaBasicExecutionRole",
        &["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    ),
    allows(
        "ReadOnlyAccess",
        &[
            "*:Describe*",
            "*:List*",
            "s3:Get*",
            "ssm:Get*",
            "dynamodb:GetItem",
            "dynamodb:BatchGet*",
            "dynamodb:Query",
            "dynamodb:Scan",
            "ecr:BatchGet*",
            "ecr:Get*",
            "iam:Get*",
            "logs:Get*",
            "logs:FilterLogEvents",
            "lambda:Get*",
        ],
    ),
];

/// Whether the policy is in the table.
#[must_use]
pub fn is_known(name: &str) -> bool {
    POLICIES.iter().any(|policy| policy.name == name)
}

/// The policy's statements, placed where it is attached. `None`: it is not in the table.
#[must_use]
pub fn statements(name: &str, at: &Value) -> Option<Value> {
    let policy = POLICIES.iter().find(|policy| policy.name == name)?;
    let span = at.place.span;
    let texts = |texts: &[&str]| {
        Value::list(texts.iter().map(|text| Value::string(*text, span)).collect(), span)
    };
    let mut entries: IndexMap<Arc<str>, Entry> = IndexMap::new();
    let mut put = |name: &str, value: Value| {
        entries.insert(Arc::from(name), Entry { key: None, value });
    };
    put("effect", Value::string("allow", span));
    if policy.excluded.is_empty() {
        put("actions", texts(policy.actions));
    } else {
        put("not_actions", texts(policy.excluded));
    }
    put("resources", texts(&["*"]));
    let like = Value::null(span);
    statement::add_facts(&mut entries, &like);
    let mut statement = Value::map(entries, span);
    statement.place = at.place.clone();
    Some(Value::list(vec![statement], span))
}
