//! The roles that the transform makes for what is run for functions: capacity providers, network
//! connectors, images of virtual machines and web functions (SAM specification, the types'
//! "OperatorRole", "BuildRoleArn", "ExecutionRoleArn").

use super::api::present;
use super::grants::{At, Grant, allow};
use super::sources::trust;
use crate::cloudformation::stack::Stack;
use crate::unit::Resource;
use crate::value::{Place, Value};

/// What building an image takes. `Code` is the bucket that holds its code.
const BUILD: &[Grant] = &[
    allow("s3", "GetObject", &["s3:::${Code}/*"]),
    allow("logs", "CreateLogGroup CreateLogStream PutLogEvents", &["*"]),
];

/// A type that gets a role: the property that names one, the end of the made role's id, and the
/// managed policy that it has.
const OPERATED: [(&str, &str, &str, Option<&str>); 4] = [
    (
        "AWS::Serverless::CapacityProvider",
        "OperatorRole",
        "OperatorRole",
        Some("AWSLambdaManagedEC2ResourceOperator"),
    ),
    (
        "AWS::Serverless::NetworkConnector",
        "OperatorRole",
        "OperatorRole",
        Some("AWSLambdaNetworkConnectorOperatorPolicy"),
    ),
    ("AWS::Serverless::MicrovmImage", "BuildRoleArn", "BuildRole", None),
    (
        "AWS::Serverless::WebFunction",
        "ExecutionRoleArn",
        "Role",
        Some("service-role/AWSLambdaBasicExecutionRole"),
    ),
];

impl Stack<'_> {
    /// The role of a resource that names none.
    pub(super) fn operator_role(&mut self, resource: &Resource, ty: &str) -> Option<Resource> {
        let (_, property, suffix, managed) = OPERATED.iter().find(|(known, ..)| *known == ty)?;
        resource.values.entries()?;
        if present(&resource.values, property).is_some() {
            return None;
        }
        let at = At(Place { span: resource.place.span, chain: None });
        let mut values = vec![("AssumeRolePolicyDocument", trust(&at, "lambda.amazonaws.com"))];
        match managed {
            Some(policy) => {
                let policy = at.text(&format!("arn:aws:iam::aws:policy/{policy}"));
                values.push(("ManagedPolicyArns", at.list(vec![policy])));
            }
            None => {
                let code = present(&resource.values, "CodeUri").cloned();
                let bucket = code.map(|code| bucket(&code, &at));
                let document = self.granted(BUILD, &|_| bucket.clone(), &at);
                let policy = self.inline("MicrovmImageBuildPolicy", document);
                values.push(("Policies", at.list(vec![policy])));
            }
        }
        let id = format!("{}{suffix}", resource.name);
        Some(self.made(resource, &id, "AWS::IAM::Role", at.map(values), at.0.clone()))
    }
}

/// The bucket of `s3://bucket/key`.
fn bucket(code: &Value, at: &At) -> Value {
    let name = code.as_str().and_then(|uri| uri.strip_prefix("s3://")?.split('/').next());
    match name {
        Some(name) => Value { place: code.place.clone(), ..at.text(name) },
        None => {
            Value::unknown(code.cause_or("the bucket of the code is not known"), code.place.span)
        }
    }
}
