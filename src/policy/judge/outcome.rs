//! What of the findings of all worlds is reported, and what is undecided.

use super::{Failure, Key, Over, Record, Trial, says};
use crate::document::{Document, Node, Path};
use crate::finding::Certainty;
use crate::gap::{Gap, GapKind};
use crate::policy::engine::Fault;
use crate::policy::message;
use crate::policy::metadata::Check;
use crate::policy::place::{Ground, ground};
use crate::policy::worlds::Survey;
use crate::policy::{Outcome, Selection};
use crate::source::Position;
use crate::value::Cause;
use std::collections::BTreeMap;

/// What the failure of a check costs where the worlds that decide what is reported were judged.
const ONLY_ADVERSE: &str = "where unknown values are taken for bad ones: what it reports holds, what is undecided is missing";

impl Trial<'_> {
    /// The outcomes of these checks in the order of the document, and a gap for each that failed.
    pub(super) fn outcomes(
        mut self,
        checks: &[&Check],
        survey: &Survey,
        selection: &Selection,
    ) -> (Vec<Outcome>, Vec<Gap>) {
        let mut gaps = Vec::new();
        let mut outcomes = Vec::new();
        if let Some(over) = self.spent.over.take() {
            gaps.push(self.beyond(&over));
            if !over.adverse {
                return (outcomes, gaps);
            }
        }
        for check in checks {
            if let Some(Failure { why, adverse }) = self.failed.remove(check.id.as_str()) {
                gaps.push(self.failure(check, &why, adverse));
                // A check that failed only in an adverse world is still decided by the others.
                if !adverse {
                    continue;
                }
            }
            let records = self.records.remove(check.id.as_str()).unwrap_or_default();
            let mut open: BTreeMap<Key, Outcome> = BTreeMap::new();
            for ((resource, path), record) in records {
                let Some(node) = self.document.resources.get(&resource) else { continue };
                if node.apart && !says(node, &record.place) {
                    continue;
                }
                let ground = ground(node, &record.place, &self.runs);
                let spared = if self.contested.contains(check.id.as_str()) {
                    record.sparing
                } else {
                    record.favourable
                };
                // Reported is what holds in every world in which the thing it stands on exists.
                let holds = record.absent & record.favourable & spared;
                let reported =
                    !record.made_up && ground.exists != 0 && holds & ground.exists == ground.exists;
                if reported {
                    outcomes.push(self.outcome(check, &resource, path, &record, &ground, None));
                } else if selection.undecided {
                    let open_at = self.cause(check, &resource, &path, &record, survey, &ground);
                    let key = (
                        resource.clone(),
                        open_at.at.as_ref().map_or(&path, |(path, _)| path).clone(),
                    );
                    // Several results that wait for one unknown are one undecided result.
                    open.entry(key).or_insert_with(|| {
                        let mut outcome = self.outcome(
                            check,
                            &resource,
                            path,
                            &record,
                            &ground,
                            Some(open_at.cause),
                        );
                        if let Some((path, place)) = open_at.at {
                            outcome.path = path;
                            outcome.place = place;
                        }
                        outcome
                    });
                }
            }
            outcomes.extend(open.into_values());
        }
        (ordered(self.document, outcomes), gaps)
    }

    /// A unit that is larger than its budget.
    fn beyond(&self, over: &Over) -> Gap {
        let why = match over.adverse {
            false => over.why.clone(),
            true => format!("{} ({ONLY_ADVERSE})", over.why),
        };
        let most = over.most.as_deref().unwrap_or(&self.document.unit);
        Gap::beyond(self.document.root.as_str(), most, why)
    }

    /// A check that failed says nothing of this unit.
    fn failure(&self, check: &Check, fault: &Fault, adverse: bool) -> Gap {
        let mut why = fault.sentence(&self.document.unit);
        if adverse {
            why = format!("{why} ({ONLY_ADVERSE})");
        }
        let what = match fault.code {
            Some(code) => format!("{code} {}", check.id),
            None => format!("{} in {}", check.id, self.document.unit),
        };
        let place = |(_, line, column): &(String, u32, u32)| Position {
            line: *line,
            column: *column,
            byte_column: *column,
        };
        Gap {
            kind: GapKind::CheckFailed,
            path: fault.at.as_ref().map_or(&self.document.root, |(path, ..)| path).clone(),
            at: fault.at.as_ref().map(place),
            what,
            why,
            cure: format!("correct the policy ({}:{}), or report it", check.file, check.line),
            call: None,
            lost: false,
        }
    }

    fn outcome(
        &self,
        check: &Check,
        resource: &str,
        path: Path,
        record: &Record,
        ground: &Ground,
        unknown: Option<Cause>,
    ) -> Outcome {
        let node = &self.document.resources[resource];
        let related = record.facts.get("related").and_then(serde_json::Value::as_array);
        let case = record.facts.get("case").and_then(serde_json::Value::as_str);
        Outcome {
            check: check.id.clone(),
            resource: resource.to_owned(),
            path,
            place: elsewhere(node, record).unwrap_or_else(|| record.place.clone()),
            severity: record.severity,
            certainty: if unknown.is_some() { Certainty::Undecided } else { Certainty::Reported },
            message: match unknown {
                Some(_) => {
                    let whether = check.whether.as_ref().map(|whether| &whether.clause);
                    message::open(whether, &check.title, node, &record.place, &self.secrets)
                }
                None => {
                    let (facts, secrets) = (&record.facts, &self.secrets);
                    let filled = message::fill(&check.message, node, &record.place, facts, secrets);
                    match &check.owner {
                        Some(owner) => format!("{filled} (owner: {owner})"),
                        None => filled,
                    }
                }
            },
            subject: message::subject(node, &record.place),
            condition: ground.condition(),
            unknown,
            related: related
                .into_iter()
                .flatten()
                .filter_map(|id| id.as_str().map(str::to_owned))
                .collect(),
            case: case.map(str::to_owned),
        }
    }
}

/// The part of the value that a policy's fact `at` names, where it was written elsewhere than the
/// value: the tag of an image that is put together.
fn elsewhere(node: &Node, record: &Record) -> Option<Path> {
    let key = record.facts.get("at").and_then(serde_json::Value::as_str)?;
    let place = record.place.key(key);
    let (whole, part) = (node.get(&record.place)?.place.span?, node.get(&place)?.place.span?);
    let inside = part.file == whole.file && whole.start <= part.start && part.end <= whole.end;
    (!inside).then_some(place)
}

/// The results in the order of the document.
fn ordered(document: &Document, mut outcomes: Vec<Outcome>) -> Vec<Outcome> {
    let order = |outcome: &Outcome| {
        document.resources.get_index_of(&outcome.resource).unwrap_or(usize::MAX)
    };
    outcomes.sort_by(|a, b| {
        (order(a), &a.path, &a.check, a.certainty).cmp(&(order(b), &b.path, &b.check, b.certainty))
    });
    outcomes
}
