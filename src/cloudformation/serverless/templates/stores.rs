//! Policy templates about stores and streams of data.

use super::ALL;
use crate::cloudformation::serverless::grants::{Grant, allow};

const BUCKET: &[&str] = &["s3:::${BucketName}", "s3:::${BucketName}/*"];
const CLUSTER: &[&str] = &["elasticmapreduce:@:cluster/${ClusterId}"];
const TABLE: &[&str] = &["dynamodb:@:table/${TableName}"];
const TABLE_AND_INDEXES: &[&str] =
    &["dynamodb:@:table/${TableName}", "dynamodb:@:table/${TableName}/index/*"];
const BACKUPS: &[&str] = &["dynamodb:@:table/${TableName}/backup/*"];
const STREAM: &[&str] = &["kinesis:@:stream/${StreamName}"];
const DELIVERY: &[&str] = &["firehose:@:deliverystream/${DeliveryStreamName}"];

pub(super) const TEMPLATES: &[(&str, &[Grant])] = &[
    (
        "AthenaQueryPolicy",
        &[
            allow(
                "athena",
                "ListWorkGroups GetExecutionEngine GetExecutionEngines GetNamespace GetCatalogs GetNamespaces GetTables GetTable",
                ALL,
            ),
            allow(
                "athena",
                "StartQueryExecution GetQueryResults DeleteNamedQuery GetNamedQuery ListQueryExecutions StopQueryExecution \
                 GetQueryResultsStream ListNamedQueries CreateNamedQuery GetQueryExecution BatchGetNamedQuery BatchGetQueryExecution \
                 GetWorkGroup",
                &["athena:@:workgroup/${WorkGroupName}"],
            ),
        ],
    ),
    (
        "DynamoDBBackupFullAccessPolicy",
        &[
            allow("dynamodb", "CreateBackup DescribeContinuousBackups", TABLE),
            allow("dynamodb", "DeleteBackup DescribeBackup ListBackups", BACKUPS),
        ],
    ),
    (
        "DynamoDBCrudPolicy",
        &[allow(
            "dynamodb",
            "GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem",
            TABLE_AND_INDEXES,
        )],
    ),
    (
        "DynamoDBReadPolicy",
        &[allow("dynamodb", "GetItem Scan Query BatchGetItem DescribeTable", TABLE_AND_INDEXES)],
    ),
    ("DynamoDBReconfigurePolicy", &[allow("dynamodb", "UpdateTable", TABLE)]),
    (
        "DynamoDBRestoreFromBackupPolicy",
        &[
            allow("dynamodb", "RestoreTableFromBackup", BACKUPS),
            allow(
                "dynamodb",
                "PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem",
                TABLE,
            ),
        ],
    ),
    (
        "DynamoDBStreamReadPolicy",
        &[
            allow(
                "dynamodb",
                "DescribeStream GetRecords GetShardIterator",
                &["dynamodb:@:table/${TableName}/stream/${StreamName}"],
            ),
            allow("dynamodb", "ListStreams", &["dynamodb:@:table/${TableName}/stream/*"]),
        ],
    ),
    (
        "DynamoDBWritePolicy",
        &[allow("dynamodb", "PutItem UpdateItem BatchWriteItem", TABLE_AND_INDEXES)],
    ),
    (
        "EFSWriteAccessPolicy",
        &[allow(
            "elasticfilesystem",
            "ClientMount ClientWrite",
            &["elasticfilesystem:@:file-system/${FileSystem}"],
        )
        .when(
            "elasticfilesystem:AccessPointArn",
            "elasticfilesystem:@:access-point/${AccessPoint}",
        )],
    ),
    (
        "ElasticMapReduceAddJobFlowStepsPolicy",
        &[allow("elasticmapreduce", "AddJobFlowSteps", CLUSTER)],
    ),
    ("ElasticMapReduceCancelStepsPolicy", &[allow("elasticmapreduce", "CancelSteps", CLUSTER)]),
    (
        "ElasticMapReduceModifyInstanceFleetPolicy",
        &[allow("elasticmapreduce", "ModifyInstanceFleet ListInstanceFleets", CLUSTER)],
    ),
    (
        "ElasticMapReduceModifyInstanceGroupsPolicy",
        &[allow("elasticmapreduce", "ModifyInstanceGroups ListInstanceGroups", CLUSTER)],
    ),
    (
        "ElasticMapReduceSetTerminationProtectionPolicy",
        &[allow("elasticmapreduce", "SetTerminationProtection", CLUSTER)],
    ),
    (
        "ElasticMapReduceTerminateJobFlowsPolicy",
        &[allow("elasticmapreduce", "TerminateJobFlows", CLUSTER)],
    ),
    (
        "ElasticsearchHttpPostPolicy",
        &[allow("es", "ESHttpPost ESHttpPut", &["es:@:domain/${DomainName}/*"])],
    ),
    (
        "FirehoseCrudPolicy",
        &[allow(
            "firehose",
            "CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord PutRecordBatch UpdateDestination",
            DELIVERY,
        )],
    ),
    ("FirehoseWritePolicy", &[allow("firehose", "PutRecord PutRecordBatch", DELIVERY)]),
    (
        "KinesisCrudPolicy",
        &[allow(
            "kinesis",
            "AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream DescribeStreamSummary \
             GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream MergeShards PutRecord PutRecords SplitShard \
             RemoveTagsFromStream",
            STREAM,
        )],
    ),
    (
        "KinesisStreamReadPolicy",
        &[
            allow("kinesis", "ListStreams DescribeLimits", &["kinesis:@:stream/*"]),
            allow(
                "kinesis",
                "DescribeStream DescribeStreamSummary GetRecords GetShardIterator",
                STREAM,
            ),
        ],
    ),
    (
        "S3CrudPolicy",
        &[allow(
            "s3",
            "GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl GetLifecycleConfiguration \
             PutLifecycleConfiguration DeleteObject",
            BUCKET,
        )],
    ),
    (
        "S3FullAccessPolicy",
        &[
            allow(
                "s3",
                "GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging \
                 DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging",
                &["s3:::${BucketName}/*"],
            ),
            allow(
                "s3",
                "ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration",
                &["s3:::${BucketName}"],
            ),
        ],
    ),
    (
        "S3ReadPolicy",
        &[allow(
            "s3",
            "GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration",
            BUCKET,
        )],
    ),
    ("S3WritePolicy", &[allow("s3", "PutObject PutObjectAcl PutLifecycleConfiguration", BUCKET)]),
];
