//! `grants` against its slow twin in Rego (`lib.allows`): the two must agree on every statement.

use super::Fixture;
use crate::policy::{PolicyFile, PolicySet, Selection, bundled, evaluate};
use proptest::prelude::*;
use serde_json::{Map, Value as J, json};
use std::sync::LazyLock;

/// Finds the statements whose `grants` are not the actions that Rego finds.
const TWIN: &str = r#"# METADATA
# title: Twins
# description: The two ways to match actions.
# custom:
#   stride: tampering
package twin.threat

import data.stride.lib
import data.stride.result

# METADATA
# title: Disagreement
# description: The two find different actions.
# custom:
#   severity: low
#   message: '{resource}'
#   reads: {iam.policy: {}}
disagreement contains finding if {
	some policy in lib.of_type("iam.policy")
	some i, statement in policy.values.statements
	slow := {action |
		some name in data.iam_actions
		action := lower(name)
		lib.allows(statement, action)
	}
	slow != {action | some action in object.get(statement, "grants", [])}
	finding := result.at(policy, ["statements", i])
}
"#;

static SET: LazyLock<PolicySet> = LazyLock::new(|| {
    let mut files: Vec<PolicyFile> = bundled()
        .into_iter()
        .filter(|file| file.name.starts_with("lib/") && !file.name.ends_with("_test.rego"))
        .collect();
    files.push(PolicyFile {
        path: "twin.rego".to_owned(),
        name: "twin.rego".to_owned(),
        text: TWIN.into(),
        bundled: false,
    });
    PolicySet::load(&files, &Map::new())
        .map(|(set, _)| set)
        .unwrap_or_else(|problems| panic!("{problems:#?}"))
});

/// Patterns near the actions that are named: whole, cut, with wildcards put in, in other cases.
fn pattern() -> impl Strategy<Value = String> {
    let named = prop::sample::select(crate::normalize::read::statement::ACTIONS.clone());
    let changed = (named, 0..7usize, any::<prop::sample::Index>(), any::<prop::sample::Index>())
        .prop_map(|(action, how, from, to)| {
            let (one, other) = (from.index(action.len()), to.index(action.len()));
            let (from, to) = (one.min(other), one.max(other));
            match how {
                0 => action,
                1 => action.to_ascii_uppercase(),
                2 => format!("{}*", &action[..from]),
                3 => format!("{}*{}", &action[..from], &action[to..]),
                4 => format!("{}?{}", &action[..from], &action[from + 1..]),
                5 => format!("*{}", &action[from..]),
                _ => format!("{}?*{}?", &action[..from], &action[to..]),
            }
        });
    // What means something in a regular expression means nothing in IAM.
    prop_oneof![8 => changed, 1 => Just("*".to_owned()), 1 => "[a-z0-9:*?.+()\\[\\]{}|^$\\\\-]{0,12}"]
}

fn statement() -> impl Strategy<Value = J> {
    let element = prop::sample::select(vec!["Action", "NotAction"]);
    let effect = prop::sample::select(vec!["Allow", "Allow", "Allow", "Deny"]);
    (element, effect, prop::collection::vec(pattern(), 0..4)).prop_map(
        |(element, effect, patterns)| json!({"Effect": effect, element: patterns, "Resource": "*"}),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn statements_grant_what_the_slow_matcher_allows(statements in prop::collection::vec(statement(), 1..12)) {
        let mut fixture = Fixture::new("x");
        fixture.add("aws_iam_policy", "p", &json!({"policy": {"Statement": statements}}));
        let (document, _) = fixture.document();
        let selection = Selection { checks: SET.checks().map(|check| check.id.clone()).collect(), undecided: false, ..Selection::default() };
        let (outcomes, problems) = evaluate(&SET, &document, &selection);
        prop_assert!(problems.is_empty(), "{:?}", problems);
        let places: Vec<String> = outcomes.iter().map(|outcome| outcome.path.to_string()).collect();
        prop_assert!(places.is_empty(), "{:?} of {}", places, json!(statements));
    }
}
