//! What a connector permits between two types of resources (SAM developer guide, "AWS SAM connector
//! reference").

use super::grants::{Grant, allow};

/// Who gets the permission.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Through {
    /// A policy of the source's role.
    SourceRole,
    /// A policy of the destination's role: it polls the source.
    DestinationRole,
    /// The policy of the destination queue, for the service.
    Queue(&'static str),
    /// The policy of the destination topic, for the service.
    Topic(&'static str),
    /// A permission of the destination function, for the service.
    Invoke(&'static str),
}

/// What a connector between two types permits. In patterns `Source` and `Destination` are the two
/// resources.
pub(super) struct Profile {
    pub sources: &'static [&'static str],
    pub destination: &'static str,
    pub through: Through,
    pub read: &'static [Grant],
    pub write: &'static [Grant],
}

const DESTINATION: &[&str] = &["${Destination.Arn}"];
const SOURCE: &[&str] = &["${Source.Arn}"];
const OBJECTS: &[&str] = &["${Destination.Arn}", "${Destination.Arn}/*"];
const INDEXES: &[&str] = &["${Destination.Arn}", "${Destination.Arn}/index/*"];
const EXECUTIONS: &[&str] = &["states:@:execution:${Destination.Name}:*"];
const NESTED_RULE: &[&str] = &["events:@:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"];

const FUNCTION: &str = "AWS::Lambda::Function";
const MACHINE: &str = "AWS::StepFunctions::StateMachine";
const QUEUE: &str = "AWS::SQS::Queue";
const RULE: &str = "AWS::Events::Rule";
const TABLE: &str = "AWS::DynamoDB::Table";
const TOPIC: &str = "AWS::SNS::Topic";

const fn role(
    sources: &'static [&'static str],
    destination: &'static str,
    read: &'static [Grant],
    write: &'static [Grant],
) -> Profile {
    Profile { sources, destination, through: Through::SourceRole, read, write }
}

const fn other(
    source: &'static [&'static str],
    destination: &'static str,
    through: Through,
    write: &'static [Grant],
) -> Profile {
    Profile { sources: source, destination, through, read: &[], write }
}

const INVOKE: &[Grant] = &[allow("lambda", "InvokeAsync InvokeFunction", DESTINATION)];
const SEND: &[Grant] =
    &[allow("sqs", "SendMessage", DESTINATION).when("aws:SourceArn", "${Source.Arn}")];
const PUBLISH: &[Grant] =
    &[allow("sns", "Publish", DESTINATION).when("aws:SourceArn", "${Source.Arn}")];

/// The profile of two types; types of SAM's count as those that they become.
pub(super) fn profile(source: &str, destination: &str) -> Option<&'static Profile> {
    PROFILES
        .iter()
        .find(|profile| profile.sources.contains(&source) && profile.destination == destination)
}

const PROFILES: &[Profile] = &[
    role(
        &[FUNCTION, MACHINE, "AWS::AppSync::DataSource"],
        TABLE,
        &[allow(
            "dynamodb",
            "GetItem Query Scan BatchGetItem ConditionCheckItem PartiQLSelect",
            INDEXES,
        )],
        &[allow(
            "dynamodb",
            "PutItem UpdateItem DeleteItem BatchWriteItem PartiQLDelete PartiQLInsert PartiQLUpdate",
            INDEXES,
        )],
    ),
    role(
        &[FUNCTION, MACHINE],
        "AWS::S3::Bucket",
        &[allow(
            "s3",
            "GetObject GetObjectAcl GetObjectLegalHold GetObjectRetention GetObjectTorrent GetObjectVersion GetObjectVersionAcl \
             GetObjectVersionForReplication GetObjectVersionTorrent ListBucket ListBucketMultipartUploads ListBucketVersions \
             ListMultipartUploadParts",
            OBJECTS,
        )],
        &[allow(
            "s3",
            "AbortMultipartUpload DeleteObject DeleteObjectVersion PutObject PutObjectLegalHold PutObjectRetention RestoreObject",
            OBJECTS,
        )],
    ),
    role(&[FUNCTION, MACHINE], FUNCTION, &[], INVOKE),
    role(
        &["AWS::AppSync::DataSource"],
        FUNCTION,
        &[],
        &[allow(
            "lambda",
            "InvokeAsync InvokeFunction",
            &["${Destination.Arn}", "${Destination.Arn}:*"],
        )],
    ),
    role(
        &[FUNCTION],
        QUEUE,
        &[allow("sqs", "ReceiveMessage GetQueueAttributes", DESTINATION)],
        &[allow(
            "sqs",
            "DeleteMessage SendMessage ChangeMessageVisibility PurgeQueue",
            DESTINATION,
        )],
    ),
    role(&[MACHINE], QUEUE, &[], &[allow("sqs", "SendMessage", DESTINATION)]),
    role(&[FUNCTION, MACHINE], TOPIC, &[], &[allow("sns", "Publish", DESTINATION)]),
    role(
        &[FUNCTION, MACHINE, RULE],
        "AWS::Events::EventBus",
        &[],
        &[allow("events", "PutEvents", DESTINATION)],
    ),
    role(
        &[FUNCTION],
        MACHINE,
        &[
            allow("states", "DescribeStateMachine ListExecutions", DESTINATION),
            allow(
                "states",
                "DescribeExecution DescribeStateMachineForExecution GetExecutionHistory",
                EXECUTIONS,
            ),
        ],
        &[
            allow("states", "StartExecution StartSyncExecution", DESTINATION),
            allow("states", "StopExecution", EXECUTIONS),
        ],
    ),
    role(
        &[MACHINE],
        MACHINE,
        &[
            allow("states", "DescribeExecution", EXECUTIONS),
            allow("events", "DescribeRule", NESTED_RULE),
        ],
        &[
            allow("states", "StartExecution", DESTINATION),
            allow("states", "StopExecution", EXECUTIONS),
            allow("events", "PutTargets PutRule", NESTED_RULE),
        ],
    ),
    role(&[RULE], MACHINE, &[], &[allow("states", "StartExecution", DESTINATION)]),
    role(
        &[FUNCTION],
        "AWS::Location::PlaceIndex",
        &[allow(
            "geo",
            "DescribePlaceIndex GetPlace SearchPlaceIndexForPosition SearchPlaceIndexForSuggestions SearchPlaceIndexForText",
            DESTINATION,
        )],
        &[],
    ),
    Profile {
        sources: &[TABLE],
        destination: FUNCTION,
        through: Through::DestinationRole,
        read: &[allow(
            "dynamodb",
            "DescribeStream GetRecords GetShardIterator ListStreams",
            &["${Source.Arn}/stream/*"],
        )],
        write: &[],
    },
    Profile {
        sources: &[QUEUE],
        destination: FUNCTION,
        through: Through::DestinationRole,
        read: &[allow("sqs", "ReceiveMessage GetQueueAttributes", SOURCE)],
        write: &[allow("sqs", "DeleteMessage", SOURCE)],
    },
    other(&[RULE], QUEUE, Through::Queue("events.amazonaws.com"), SEND),
    other(&[TOPIC], QUEUE, Through::Queue("sns.amazonaws.com"), SEND),
    other(&[RULE], TOPIC, Through::Topic("events.amazonaws.com"), PUBLISH),
    other(&[RULE], FUNCTION, Through::Invoke("events.amazonaws.com"), INVOKE),
    other(&[TOPIC], FUNCTION, Through::Invoke("sns.amazonaws.com"), INVOKE),
    other(&["AWS::S3::Bucket"], FUNCTION, Through::Invoke("s3.amazonaws.com"), INVOKE),
    other(
        &["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"],
        FUNCTION,
        Through::Invoke("apigateway.amazonaws.com"),
        INVOKE,
    ),
    other(
        &["AWS::AppSync::GraphQLApi"],
        FUNCTION,
        Through::Invoke("appsync.amazonaws.com"),
        INVOKE,
    ),
];
