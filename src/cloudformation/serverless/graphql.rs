//! GraphQL APIs: the roles with which `AppSync` writes logs and reaches data sources (SAM
//! specification, "AWS::Serverless::GraphQLApi").

use super::api::present;
use super::grants::At;
use super::sources::trust;
use crate::cloudformation::stack::Stack;
use crate::cloudformation::strings;
use crate::unit::Resource;
use crate::value::{Data, Place, Value};

/// Who takes the roles.
const SERVICE: &str = "appsync.amazonaws.com";

/// A kind of data source: its section of `DataSources`, and how it is reached.
struct Kind {
    section: &'static str,
    suffix: &'static str,
    connector: &'static str,
    destination: &'static str,
    /// The property that is the ARN of what is reached.
    arn: &'static str,
}

const KINDS: [Kind; 2] = [
    Kind {
        section: "DynamoDb",
        suffix: "DynamoDBDataSource",
        connector: "ToTableConnector",
        destination: "AWS::DynamoDB::Table",
        arn: "TableArn",
    },
    Kind {
        section: "Lambda",
        suffix: "LambdaDataSource",
        connector: "ToLambdaConnector",
        destination: "AWS::Lambda::Function",
        arn: "FunctionArn",
    },
];

impl Stack<'_> {
    /// The roles of an API and the policies of its data sources.
    pub(super) fn graphql(&mut self, api: &Resource) -> Vec<Resource> {
        let mut out = Vec::new();
        let Some(_) = api.values.entries() else { return out };
        out.extend(self.log_role(api));
        for kind in &KINDS {
            let sources = api.values.get("DataSources").and_then(|all| all.get(kind.section));
            let sources = sources.and_then(Value::entries).cloned().unwrap_or_default();
            for (name, entry) in sources {
                if entry.value.entries().is_none()
                    || present(&entry.value, "ServiceRoleArn").is_some()
                {
                    continue;
                }
                let place = Place { span: entry.key.or(entry.value.place.span), chain: None };
                out.extend(self.data_source(api, kind, &name, &entry.value, At(place)));
            }
        }
        out
    }

    /// Without `Logging: false` everything is logged, and without a role with one that is made.
    fn log_role(&mut self, api: &Resource) -> Option<Resource> {
        let logging = present(&api.values, "Logging");
        if logging.is_some_and(|logging| {
            matches!(logging.data, Data::Bool(false))
                || present(logging, "CloudWatchLogsRoleArn").is_some()
        }) {
            return None;
        }
        let at = At(logging.map_or_else(
            || Place { span: api.place.span, chain: None },
            |logging| At::of(logging).0,
        ));
        let policy = at.text("arn:aws:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs");
        let values = at.map(vec![
            ("AssumeRolePolicyDocument", trust(&at, SERVICE)),
            ("ManagedPolicyArns", at.list(vec![policy])),
        ]);
        let id = format!("{}CloudWatchRole", api.name);
        Some(self.made(api, &id, "AWS::IAM::Role", values, at.0))
    }

    /// A data source's role, and what a connector from it permits.
    fn data_source(
        &mut self,
        api: &Resource,
        kind: &Kind,
        name: &str,
        source: &Value,
        at: At,
    ) -> Vec<Resource> {
        let id = format!("{}{name}{}", api.name, kind.suffix);
        let trusting = at.map(vec![("AssumeRolePolicyDocument", trust(&at, SERVICE))]);
        let role = format!("{id}Role");
        let role = self.made(api, &role, "AWS::IAM::Role", trusting, at.0.clone());
        let reached = present(source, kind.arn).cloned().or_else(|| self.table(source, &at));
        let mut destination = vec![("Type", at.text(kind.destination))];
        destination.extend(reached.map(|arn| ("Arn", arn)));
        let permissions = match kind.destination {
            "AWS::DynamoDB::Table" => present(source, "Permissions")
                .cloned()
                .unwrap_or_else(|| at.list(vec![at.text("Read"), at.text("Write")])),
            _ => at.list(vec![at.text("Write")]),
        };
        let from = at.map(vec![
            ("Type", at.text("AWS::AppSync::DataSource")),
            ("RoleName", self.edge(&role.name, "Ref", &at.text(""))),
        ]);
        let connector = Resource {
            source_type: "AWS::Serverless::Connector".to_owned(),
            name: format!("{id}{}", kind.connector),
            values: at.map(vec![
                ("Source", from),
                ("Destination", at.map(destination)),
                ("Permissions", permissions),
            ]),
            place: at.0.clone(),
            ..api.clone()
        };
        let nothing = at.map(Vec::new());
        let mut out = vec![role];
        out.extend(self.connectors(&connector, &nothing));
        out
    }

    /// The ARN of the table that a source names.
    fn table(&mut self, source: &Value, at: &At) -> Option<Value> {
        let name = present(source, "TableName")?.clone();
        let region = present(source, "Region").cloned();
        let region = region.unwrap_or_else(|| self.reference("AWS::Region", &at.text("")));
        let parts = vec![
            at.text("arn:"),
            self.reference("AWS::Partition", &at.text("")),
            at.text(":dynamodb:"),
            region,
            at.text(":"),
            self.reference("AWS::AccountId", &at.text("")),
            at.text(":table/"),
            name,
        ];
        let place = at.0.clone();
        Some(strings::lift(parts, &place, &mut |parts| strings::concat(&parts, &place)))
    }
}
