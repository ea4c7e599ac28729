//! What the methods and routes of APIs hand requests to (SAM specification, "Api" and "HttpApi" event
//! sources, "WebSocketApiRoute"; API Gateway developer guide, "x-amazon-apigateway-integration").

use super::api::present;
use super::grants::At;
use crate::cloudformation::stack::Stack;
use crate::value::Value;
use std::borrow::Cow;

/// The properties of an integration by their name in a document, with those of a method.
const WRITTEN: [(&str, &str); 3] =
    [("type", "Type"), ("uri", "Uri"), ("connectionId", "ConnectionId")];

impl Stack<'_> {
    /// The integration that an event of a function or state machine asks for.
    pub(super) fn asked_for(
        &mut self,
        (owner, source_type): (&str, &str),
        event: &Value,
        at: &At,
    ) -> Value {
        if source_type == "AWS::Serverless::StateMachine" {
            let uri = "apigateway:${AWS::Region}:states:action/StartExecution";
            let uri = self.pattern(uri, &|_| None, at);
            return at.map(vec![("Type", at.text("AWS")), ("Uri", uri)]);
        }
        // Callers call the alias where there is one.
        let function = match self.referable(&format!("{owner}.Alias"), "Ref") {
            Cow::Owned(alias) => self.edge(&alias, "Ref", &at.text("")),
            Cow::Borrowed(_) => self.edge(owner, "Arn", &at.text("")),
        };
        let mode = present(event, "ResponseTransferMode").and_then(Value::as_str);
        let uri = self.invocation(&function, mode == Some("RESPONSE_STREAM"), at);
        at.map(vec![("Type", at.text("AWS_PROXY")), ("Uri", uri)])
    }

    /// The address at which API Gateway calls a function.
    pub(super) fn invocation(&mut self, function: &Value, streamed: bool, at: &At) -> Value {
        let (version, path) = if streamed {
            ("2021-11-15", "response-streaming-invocations")
        } else {
            ("2015-03-31", "invocations")
        };
        let uri = format!(
            "apigateway:${{AWS::Region}}:lambda:path/{version}/functions/${{Function}}/{path}"
        );
        self.pattern(&uri, &|name| (name == "Function").then(|| function.clone()), at)
    }
}

/// The integration that an operation of a document names.
pub(super) fn written(operation: &Value, at: &At) -> Option<Value> {
    let integration = present(operation, "x-amazon-apigateway-integration")?;
    let named = |(name, property)| Some((property, present(integration, name)?.clone()));
    let properties: Vec<(&str, Value)> = WRITTEN.into_iter().filter_map(named).collect();
    (!properties.is_empty()).then(|| at.map(properties))
}
