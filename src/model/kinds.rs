//! Which resources are elements, by their canonical types.

/// A kind of element that a canonical type makes.
#[derive(Debug)]
pub struct Kind {
    /// The canonical type.
    pub ty: &'static str,
    /// The element's kind.
    pub kind: &'static str,
    /// The attribute that has its name.
    pub name: &'static str,
    /// The service as ARNs and actions name it; empty for what no grant opens.
    pub service: &'static str,
    /// Whether it stands in subnets.
    pub placed: bool,
}

const fn store(ty: &'static str, kind: &'static str, service: &'static str) -> Kind {
    Kind { ty, kind, name: "name", service, placed: false }
}

const fn placed(ty: &'static str, kind: &'static str) -> Kind {
    Kind { ty, kind, name: "name", service: "", placed: true }
}

/// All of them, but for task definitions, services and what runs them.
pub const KINDS: &[Kind] = &[
    store("logs.log_group", "log-group", "logs"),
    store("s3.bucket", "bucket", "s3"),
    store("sqs.queue", "queue", "sqs"),
    store("sns.topic", "topic", "sns"),
    store("dynamodb.table", "table", "dynamodb"),
    store("aws_dynamodb_table", "table", "dynamodb"),
    Kind {
        ty: "AWS::DynamoDB::Table",
        kind: "table",
        name: "table_name",
        service: "dynamodb",
        placed: false,
    },
    store("kinesis.stream", "stream", "kinesis"),
    store("firehose.stream", "stream", "firehose"),
    store("secretsmanager.secret", "secret", "secretsmanager"),
    store("ssm.parameter", "parameter", "ssm"),
    store("opensearch.domain", "search", "es"),
    store("opensearchserverless.collection", "search", "aoss"),
    store("ecr.repository", "registry", "ecr"),
    placed("rds.db_instance", "database"),
    placed("rds.db_cluster", "database"),
    placed("docdb.cluster", "database"),
    placed("neptune.cluster", "database"),
    placed("redshift.cluster", "database"),
    placed("elasticache.replication_group", "cache"),
    placed("elasticache.cluster", "cache"),
    placed("memorydb.cluster", "cache"),
    placed("mq.broker", "broker"),
    placed("msk.cluster", "broker"),
    placed("efs.file_system", "file-system"),
    placed("elb.load_balancer", "load-balancer"),
    store("cloudfront.distribution", "cdn", ""),
    store("apigateway.api", "api-gateway", ""),
    store("lambda.function", "function", "lambda"),
    store("apprunner.service", "app", ""),
    store("cloudtrail.trail", "trail", ""),
];

/// Data sources that look an element up, with the canonical type of what they find.
const LOOKED_UP: &[(&str, &str)] = &[
    ("data.aws_cloudwatch_log_group", "logs.log_group"),
    ("data.aws_s3_bucket", "s3.bucket"),
    ("data.aws_sqs_queue", "sqs.queue"),
    ("data.aws_sns_topic", "sns.topic"),
    ("data.aws_dynamodb_table", "dynamodb.table"),
    ("data.aws_kinesis_stream", "kinesis.stream"),
    ("data.aws_kinesis_firehose_delivery_stream", "firehose.stream"),
    ("data.aws_secretsmanager_secret", "secretsmanager.secret"),
    ("data.aws_secretsmanager_secret_version", "secretsmanager.secret"),
    ("data.aws_ssm_parameter", "ssm.parameter"),
    ("data.aws_opensearch_domain", "opensearch.domain"),
    ("data.aws_elasticsearch_domain", "opensearch.domain"),
    ("data.aws_ecr_repository", "ecr.repository"),
    ("data.aws_db_instance", "rds.db_instance"),
    ("data.aws_rds_cluster", "rds.db_cluster"),
    ("data.aws_docdb_cluster", "docdb.cluster"),
    ("data.aws_elasticache_replication_group", "elasticache.replication_group"),
    ("data.aws_elasticache_cluster", "elasticache.cluster"),
    ("data.aws_memorydb_cluster", "memorydb.cluster"),
    ("data.aws_mq_broker", "mq.broker"),
    ("data.aws_msk_cluster", "msk.cluster"),
    ("data.aws_efs_file_system", "efs.file_system"),
    ("data.aws_lb", "elb.load_balancer"),
    ("data.aws_alb", "elb.load_balancer"),
    ("data.aws_lambda_function", "lambda.function"),
];

/// The kind of a canonical type; of a data source that of what it looks up.
#[must_use]
pub fn of(ty: &str) -> Option<&'static Kind> {
    let ty = LOOKED_UP.iter().find(|(data, _)| *data == ty).map_or(ty, |(_, found)| found);
    KINDS.iter().find(|kind| kind.ty == ty)
}

/// The kind of element that a name in an ARN or a URL of a service stands for.
#[must_use]
pub fn of_service(service: &str) -> Option<&'static str> {
    KINDS.iter().find(|kind| kind.service == service && !service.is_empty()).map(|kind| kind.kind)
}
