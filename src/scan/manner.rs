//! In which of its ways a finding is fixed. A check's remediation has cases: those that its policy
//! names by a fact, and those for what a finding is written in. A case is called as a registry module
//! is (`terraform-aws-modules/alb`: its arguments are others than the resource's), or as a type of
//! resource (`aws_security_group_rule`: a block has no place in it).

use super::calls::is_committed;
use crate::document::address::{block, ends_of_modules};
use crate::document::{Document, Node, Path};
use crate::policy::{Check, aws_managed};
use crate::terraform;
use crate::tree::Tree;
use crate::value::Value;

/// The case of what an attached AWS managed policy allows: its text is nobody's here.
const AWS_MANAGED: &str = "aws-managed-policy";

/// The case of a finding at a path of a resource; `satellite`: the address of the resource that its place
/// stands in, where that is another one; `given`: the case that the policy names.
pub(super) fn case(
    check: Option<&Check>,
    (tree, document): (&Tree, &Document),
    (node, path): (&Node, &Path),
    satellite: Option<&str>,
    given: Option<String>,
) -> Option<String> {
    let Some(cases) = check.map(|check| &check.remediation.cases) else { return given };
    let has = |name: &&str| cases.contains_key(*name);
    let module = module(tree, document, node).filter(has);
    let by_place = || module.or_else(|| satellite.map(terraform_type).filter(has));
    let attached = || aws_managed(node, path).map(|_| AWS_MANAGED).filter(has);
    let by_type = || Some(node.source_type.as_str()).filter(has);
    match by_place().or_else(attached) {
        Some(name) => Some(name.to_owned()),
        None if given.is_some() => given,
        None => by_type().map(str::to_owned),
    }
}

/// The registry module that a resource is in, as its model is called: of several calls around it the
/// nearest that is committed.
fn module(tree: &Tree, document: &Document, node: &Node) -> Option<&'static str> {
    let around = ends_of_modules(&node.id).into_iter().rev().map(|end| &node.id[..end]);
    let mut calls = around.flat_map(|call| [call.to_owned(), block(call)]);
    calls.find_map(|call| {
        let call = document.resources.get(&call)?;
        call.place.span.filter(|span| is_committed(tree, *span))?;
        let source = call.get(&Path::default().key("source")).and_then(Value::as_str);
        Some(source.and_then(terraform::model_name))
    })?
}

/// The type in the address of a resource of Terraform's.
fn terraform_type(address: &str) -> &str {
    let own = ends_of_modules(address).last().map_or(address, |end| &address[*end..]);
    own.trim_start_matches('.').split('.').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_that_is_called_as_a_module_has_a_model() {
        let set = crate::policy::PolicySet::bundled().unwrap();
        let cases = set.checks().flat_map(|check| check.remediation.cases.keys());
        let modules: Vec<&String> = cases.filter(|name| name.contains('/')).collect();
        assert!(modules.len() > 5, "{modules:?}");
        for name in modules {
            let (package, folder) = name.split_once("//").unwrap_or((name, ""));
            let source = format!("{package}/aws//{folder}");
            assert_eq!(terraform::model_name(&source), Some(name.as_str()));
        }
    }

    #[test]
    fn the_type_of_an_address_is_the_resources() {
        assert_eq!(terraform_type("module.a[\"x.y\"].aws_lb.web[0]"), "aws_lb");
        assert_eq!(terraform_type("aws_security_group_rule.out"), "aws_security_group_rule");
    }
}
