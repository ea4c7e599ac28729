//! The pictures of the systems that were scanned, with what is found at each element and flow.

use super::Text;
use crate::finding::Finding;
use crate::model::Detail;
use crate::model::v1::{State, System};
use crate::report::picture::{figure, name};
use crate::report::summary::number;
use maud::{Markup, html};
use std::cmp::Reverse;
use std::collections::HashMap;

/// The most systems that are drawn.
const MOST: usize = 20;
/// Bytes of pictures after which no further one is drawn.
const BYTES: usize = 1_500_000;

/// The systems, the worst first. Only that one is unfolded.
pub fn pictures(systems: &[System], findings: &[&Finding]) -> Markup {
    let mut worst: Vec<&System> = systems.iter().collect();
    worst.sort_by_key(|own| (Reverse(at(own, State::Open)), Reverse(at(own, State::Undecided))));
    let listed = listed(findings);
    let listed = |fingerprint: &str| listed.get(fingerprint).map(|own| format!("f-{own}"));
    let mut drawn: Vec<(&System, Markup)> = Vec::new();
    let mut bytes = 0;
    for own in worst.into_iter().take(MOST) {
        if bytes > BYTES {
            break;
        }
        let picture = figure(own, Detail::Auto, Some(&listed));
        bytes += picture.0.len();
        drawn.push((own, picture));
    }
    let left = systems.len() - drawn.len();
    html! {
        @if !drawn.is_empty() {
            h2 { "Threat model" }
            div #model {
                @for (order, (own, picture)) in drawn.iter().enumerate() {
                    details open[order == 0] {
                        summary {
                            b class=(worst_state(own).word()) { (at(own, State::Open)) " open" } " "
                            (Text(&name(own)))
                        }
                        (picture)
                    }
                }
            }
            @if left > 0 {
                p .soft {
                    "Not drawn here: " (number(left, "more system")) ". "
                    code { "stridelint model -f html" } " draws all."
                }
            }
        }
    }
}

/// How many threats of a system are in a state.
fn at(own: &System, state: State) -> usize {
    own.threats.iter().filter(|threat| threat.state == state).count()
}

fn worst_state(own: &System) -> State {
    own.threats.iter().map(|threat| threat.state).max().unwrap_or(State::NotApplicable)
}

/// The finding of the page that says what a finding of a model says, by the fingerprints of both: its
/// own, those of its instances, and those of what it took in.
fn listed<'a>(findings: &[&'a Finding]) -> HashMap<&'a str, &'a str> {
    let mut all = HashMap::new();
    for own in findings {
        let instances = own.instances.iter().map(|one| one.fingerprint.as_str());
        let absorbed = own.absorbed.iter().map(|one| one.fingerprint.as_str());
        for fingerprint in instances.chain(absorbed) {
            all.entry(fingerprint).or_insert(own.fingerprint.as_str());
        }
    }
    for own in findings {
        all.insert(own.fingerprint.as_str(), own.fingerprint.as_str());
    }
    all
}
