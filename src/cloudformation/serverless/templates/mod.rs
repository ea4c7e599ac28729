//! SAM's policy templates (SAM developer guide, "Policy template list"): what each of them allows.

mod stores;

use super::grants::{Grant, allow};

/// What a policy template allows; its arguments are those that its patterns name.
pub(super) fn grants(name: &str) -> Option<&'static [Grant]> {
    TEMPLATES
        .iter()
        .chain(stores::TEMPLATES)
        .find(|(known, _)| *known == name)
        .map(|(_, grants)| *grants)
}

/// The actions with which a repository of CodeCommit is read.
const REPOSITORY_READ: &str = "GitPull GetBranch ListBranches BatchDescribeMergeConflicts DescribeMergeConflicts GetMergeCommit \
     GetMergeOptions BatchGetPullRequests DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase GetMergeConflicts \
     GetPullRequest ListPullRequests GetBlob GetFile GetFolder GetComment GetCommentsForComparedCommit BatchGetCommits GetCommit \
     GetCommitHistory GetDifferences GetObjectIdentifier GetReferences GetTree GetRepository ListTagsForResource GetRepositoryTriggers \
     TestRepositoryTriggers GetUploadArchiveStatus";
/// The actions with which one is changed.
const REPOSITORY_WRITE: &str = "GitPush CreateBranch DeleteBranch MergeBranchesByFastForward MergeBranchesBySquash MergeBranchesByThreeWay \
     UpdateDefaultBranch CreateUnreferencedMergeCommit CreatePullRequest MergePullRequestByFastForward MergePullRequestBySquash \
     MergePullRequestByThreeWay PostCommentForPullRequest UpdatePullRequestDescription UpdatePullRequestStatus UpdatePullRequestTitle \
     DeleteFile PutFile DeleteCommentContent PostCommentForComparedCommit PostCommentReply UpdateComment CreateCommit \
     UpdateRepositoryDescription TagResource UntagResource PutRepositoryTriggers UploadArchive CancelUploadArchive";

const ALL: &[&str] = &["*"];
const COLLECTION: &[&str] = &["rekognition:@:collection/${CollectionId}"];
const IDENTITY: &[&str] = &["ses:@:identity/${IdentityName}"];
const QUEUE: &[&str] = &["sqs:@:${QueueName}"];
const REPOSITORY: &[&str] = &["codecommit:@:${RepositoryName}"];

const TEMPLATES: &[(&str, &[Grant])] = &[
    ("AMIDescribePolicy", &[allow("ec2", "DescribeImages", ALL)]),
    (
        "AWSSecretsManagerGetSecretValuePolicy",
        &[allow("secretsmanager", "GetSecretValue", &["${SecretArn}"])],
    ),
    (
        "AWSSecretsManagerRotationPolicy",
        &[
            allow(
                "secretsmanager",
                "DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage",
                &["secretsmanager:@:secret:*"],
            )
            .when(
                "secretsmanager:resource/AllowRotationLambdaArn",
                "lambda:@:function:${FunctionName}",
            ),
            allow("secretsmanager", "GetRandomPassword", ALL),
        ],
    ),
    ("AcmGetCertificatePolicy", &[allow("acm", "GetCertificate", &["${CertificateArn}"])]),
    (
        "CloudFormationDescribeStacksPolicy",
        &[allow("cloudformation", "DescribeStacks", &["cloudformation:@:stack/*"])],
    ),
    (
        "CloudWatchDashboardPolicy",
        &[allow("cloudwatch", "GetDashboard ListDashboards PutDashboard ListMetrics", ALL)],
    ),
    ("CloudWatchDescribeAlarmHistoryPolicy", &[allow("cloudwatch", "DescribeAlarmHistory", ALL)]),
    ("CloudWatchPutMetricPolicy", &[allow("cloudwatch", "PutMetricData", ALL)]),
    (
        "CodeCommitCrudPolicy",
        &[
            allow("codecommit", REPOSITORY_READ, REPOSITORY),
            allow("codecommit", REPOSITORY_WRITE, REPOSITORY),
        ],
    ),
    ("CodeCommitReadPolicy", &[allow("codecommit", REPOSITORY_READ, REPOSITORY)]),
    (
        "CodePipelineLambdaExecutionPolicy",
        &[allow("codepipeline", "PutJobSuccessResult PutJobFailureResult", ALL)],
    ),
    (
        "CodePipelineReadOnlyPolicy",
        &[allow("codepipeline", "ListPipelineExecutions", &["codepipeline:@:${PipelineName}"])],
    ),
    (
        "ComprehendBasicAccessPolicy",
        &[allow(
            "comprehend",
            "BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities DetectKeyPhrases DetectSentiment \
             BatchDetectDominantLanguage BatchDetectSentiment",
            ALL,
        )],
    ),
    (
        "CostExplorerReadOnlyPolicy",
        &[allow(
            "ce",
            "GetCostAndUsage GetDimensionValues GetReservationCoverage GetReservationPurchaseRecommendation GetReservationUtilization \
             GetTags",
            ALL,
        )],
    ),
    ("EC2CopyImagePolicy", &[allow("ec2", "CopyImage", &["ec2:@:image/${ImageId}"])]),
    ("EC2DescribePolicy", &[allow("ec2", "DescribeRegions DescribeInstances", ALL)]),
    ("EKSDescribePolicy", &[allow("eks", "DescribeCluster ListClusters", ALL)]),
    ("EcsRunTaskPolicy", &[allow("ecs", "RunTask", &["ecs:@:task-definition/${TaskDefinition}"])]),
    (
        "EventBridgePutEventsPolicy",
        &[allow("events", "PutEvents", &["events:@:event-bus/${EventBusName}"])],
    ),
    (
        "FilterLogEventsPolicy",
        &[allow("logs", "FilterLogEvents", &["logs:@:log-group:${LogGroupName}:log-stream:*"])],
    ),
    ("KMSDecryptPolicy", &[allow("kms", "Decrypt", &["kms:@:key/${KeyId}"])]),
    ("KMSEncryptPolicy", &[allow("kms", "Encrypt", &["kms:@:key/${KeyId}"])]),
    (
        "KMSEncryptPolicy_v2",
        &[allow(
            "kms",
            "Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext",
            &["kms:@:key/${KeyId}"],
        )],
    ),
    (
        "LambdaInvokePolicy",
        &[allow("lambda", "InvokeFunction", &["lambda:@:function:${FunctionName}*"])],
    ),
    ("MobileAnalyticsWriteOnlyAccessPolicy", &[allow("mobileanalytics", "PutEvents", ALL)]),
    ("OrganizationsListAccountsPolicy", &[allow("organizations", "ListAccounts", ALL)]),
    (
        "PinpointEndpointAccessPolicy",
        &[allow(
            "mobiletargeting",
            "GetEndpoint UpdateEndpoint UpdateEndpointsBatch",
            &["mobiletargeting:@:apps/${PinpointApplicationId}/endpoints/*"],
        )],
    ),
    (
        "PollyFullAccessPolicy",
        &[
            allow("polly", "GetLexicon DeleteLexicon", &["polly:@:lexicon/${LexiconName}"]),
            allow(
                "polly",
                "DescribeVoices ListLexicons PutLexicon SynthesizeSpeech",
                &["polly:@:lexicon/*"],
            ),
        ],
    ),
    (
        "RekognitionDetectOnlyPolicy",
        &[allow("rekognition", "DetectFaces DetectLabels DetectModerationLabels DetectText", ALL)],
    ),
    (
        "RekognitionFacesManagementPolicy",
        &[allow(
            "rekognition",
            "IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces",
            COLLECTION,
        )],
    ),
    ("RekognitionFacesPolicy", &[allow("rekognition", "CompareFaces DetectFaces", ALL)]),
    (
        "RekognitionLabelsPolicy",
        &[allow("rekognition", "DetectLabels DetectModerationLabels", ALL)],
    ),
    (
        "RekognitionNoDataAccessPolicy",
        &[allow(
            "rekognition",
            "CompareFaces DetectFaces DetectLabels DetectModerationLabels",
            COLLECTION,
        )],
    ),
    (
        "RekognitionReadPolicy",
        &[allow(
            "rekognition",
            "ListCollections ListFaces SearchFaces SearchFacesByImage",
            COLLECTION,
        )],
    ),
    (
        "RekognitionWriteOnlyAccessPolicy",
        &[allow("rekognition", "CreateCollection IndexFaces", COLLECTION)],
    ),
    (
        "Route53ChangeResourceRecordSetsPolicy",
        &[allow("route53", "ChangeResourceRecordSets", &["route53:::hostedzone/${HostedZoneId}"])],
    ),
    (
        "SESBulkTemplatedCrudPolicy",
        &[allow(
            "ses",
            "GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail VerifyEmailIdentity",
            IDENTITY,
        )],
    ),
    (
        "SESBulkTemplatedCrudPolicy_v2",
        &[
            allow(
                "ses",
                "SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail",
                &["ses:@:identity/${IdentityName}", "ses:@:template/${TemplateName}"],
            ),
            allow("ses", "GetIdentityVerificationAttributes VerifyEmailIdentity", ALL),
        ],
    ),
    (
        "SESCrudPolicy",
        &[allow(
            "ses",
            "GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity",
            IDENTITY,
        )],
    ),
    (
        "SESEmailTemplateCrudPolicy",
        &[allow(
            "ses",
            "CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate TestRenderTemplate",
            ALL,
        )],
    ),
    ("SESSendBouncePolicy", &[allow("ses", "SendBounce", IDENTITY)]),
    (
        "SNSCrudPolicy",
        &[allow(
            "sns",
            "ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish",
            &["sns:@:${TopicName}*"],
        )],
    ),
    ("SNSPublishMessagePolicy", &[allow("sns", "Publish", &["sns:@:${TopicName}"])]),
    (
        "SQSPollerPolicy",
        &[allow(
            "sqs",
            "ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage",
            QUEUE,
        )],
    ),
    ("SQSSendMessagePolicy", &[allow("sqs", "SendMessage*", QUEUE)]),
    (
        "SSMParameterReadPolicy",
        &[
            allow("ssm", "DescribeParameters", ALL),
            allow(
                "ssm",
                "GetParameters GetParameter GetParametersByPath",
                &["ssm:@:parameter/${ParameterName}"],
            ),
        ],
    ),
    (
        "SSMParameterWithSlashPrefixReadPolicy",
        &[
            allow("ssm", "DescribeParameters", ALL),
            allow(
                "ssm",
                "GetParameters GetParameter GetParametersByPath",
                &["ssm:@:parameter${ParameterName}"],
            ),
        ],
    ),
    (
        "SageMakerCreateEndpointConfigPolicy",
        &[allow(
            "sagemaker",
            "CreateEndpointConfig",
            &["sagemaker:@:endpoint-config/${EndpointConfigName}"],
        )],
    ),
    (
        "SageMakerCreateEndpointPolicy",
        &[allow("sagemaker", "CreateEndpoint", &["sagemaker:@:endpoint/${EndpointName}"])],
    ),
    (
        "ServerlessRepoReadWriteAccessPolicy",
        &[allow(
            "serverlessrepo",
            "CreateApplication CreateApplicationVersion UpdateApplication GetApplication ListApplications ListApplicationVersions \
             ListApplicationDependencies",
            &["serverlessrepo:@:applications/*"],
        )],
    ),
    (
        "StepFunctionsCallbackPolicy",
        &[allow(
            "states",
            "SendTaskFailure SendTaskHeartbeat SendTaskSuccess",
            &["states:@:stateMachine:${StateMachineName}"],
        )],
    ),
    (
        "StepFunctionsExecutionPolicy",
        &[allow("states", "StartExecution", &["states:@:stateMachine:${StateMachineName}"])],
    ),
    (
        "StepFunctionsExecutionPolicy_v2",
        &[allow(
            "states",
            "StartExecution StartSyncExecution",
            &["states:@:stateMachine:${StateMachineName}"],
        )],
    ),
    (
        "TextractDetectAnalyzePolicy",
        &[allow(
            "textract",
            "DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument",
            ALL,
        )],
    ),
    (
        "TextractGetResultPolicy",
        &[allow("textract", "GetDocumentTextDetection GetDocumentAnalysis", ALL)],
    ),
    ("TextractPolicy", &[allow("textract", "*", ALL)]),
    (
        "VPCAccessPolicy",
        &[allow(
            "ec2",
            "CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface",
            ALL,
        )],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_every_pattern_is_well_formed() {
        for table in [TEMPLATES, stores::TEMPLATES] {
            let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
            let mut sorted = names.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(names, sorted);
        }
        for (name, grants) in TEMPLATES.iter().chain(stores::TEMPLATES) {
            assert!(name.trim_end_matches("_v2").ends_with("Policy") && !grants.is_empty());
            for grant in *grants {
                assert!(
                    !grant.actions.contains("  ") && !grant.actions.contains(':'),
                    "{name}: {}",
                    grant.actions
                );
                for pattern in grant.resources {
                    assert_eq!(
                        pattern.matches("${").count(),
                        pattern.matches('}').count(),
                        "{name}: {pattern}"
                    );
                    let service = pattern.split(':').next().unwrap();
                    assert!(
                        *pattern == "*" || pattern.starts_with("${") || service == grant.service,
                        "{name}: {pattern}"
                    );
                }
            }
        }
    }
}
