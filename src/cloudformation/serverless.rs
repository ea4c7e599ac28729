//! The serverless transform (`AWS::Serverless-2016-10-31`; SAM specification, "Generated CloudFormation resources").

use super::stack::Stack;
use crate::unit::Resource;
use crate::value::Value;

impl Stack<'_> {
    /// The resources that the transform makes of one.
    pub(super) fn transformed(&mut self, resource: Resource, body: &Value) -> Vec<Resource> {
        let _ = body;
        vec![resource]
    }
}
