//! From a report and what stands on a pull request to what is to be written.

use super::body::{Around, Ended, Item, MARK, comment, item, items, mark_of, struck, unit_of};
use super::report::{Finding, Report};
use super::spot::{Mapping, Spot, spot};
use super::state::{Comment, State, Thread, Write};
use super::whole;
use super::words::{Page, code, key};
use std::collections::{BTreeMap, BTreeSet};

/// Comments at lines that one push gets at most, and that stand open at most.
const MOST_COMMENTS: usize = 30;

/// What a plan is made of, besides what stands on the pull request.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The report.
    pub report: &'a Report,
    /// Where the service shows the repository.
    pub page: &'a Page,
    /// Which lines of what was scanned are which of the head.
    pub mapping: &'a Mapping,
    /// How the attack surface changes, in lines of plain text.
    pub surface: Option<&'a str>,
    /// Whether comments at lines may be written: not once the service has refused them.
    pub at_lines: bool,
}

/// What is to be written, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The writes.
    pub writes: Vec<Write>,
    /// Findings that a comment at a line tells of once they are written.
    pub at_lines: usize,
    /// Findings that only the report's comment tells of.
    pub elsewhere: usize,
}

/// A conversation that we began, as it is and as it will be.
struct Kept<'a> {
    thread: &'a Thread,
    items: Vec<Item>,
}

impl Kept<'_> {
    fn is_open(&self) -> bool {
        !self.thread.resolved && self.items.iter().any(|item| !item.done)
    }
}

/// What brings a pull request's comments up to date. Where nothing has changed since they were written, nothing.
#[must_use]
pub fn plan(asked: &Asked<'_>, state: &State) -> Plan {
    let open = asked.report.open();
    let mut by_key: BTreeMap<String, &Finding> = BTreeMap::new();
    for finding in &open {
        by_key.entry(key(&finding.fingerprint)).or_insert(finding);
    }
    let mut writes = Vec::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut kept = standing(state, &mut told, &mut writes);
    let gone: BTreeSet<String> =
        state.whole.first().map(|note| whole::said(&note.body)).unwrap_or_default();
    let known: BTreeSet<String> =
        kept.iter().flat_map(|one| one.items.iter().map(|item| item.key.clone())).collect();
    // Of what was told at a line and is nowhere now, somebody has deleted the comment.
    let unwanted = |key: &String| gone.contains(key) && !known.contains(key);
    let mut groups: Vec<(Spot<'_>, Vec<(&Finding, Spot<'_>)>)> = Vec::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for finding in open.iter().filter(|finding| asked.at_lines && !finding.example) {
        let key = key(&finding.fingerprint);
        if told.contains(&key) || unwanted(&key) || !taken.insert(key) {
            continue;
        }
        let Some(own) = spot(finding, state, asked.mapping) else { continue };
        let same = |one: &(Spot<'_>, Vec<(&Finding, Spot<'_>)>)| {
            (one.0.path, one.0.last) == (own.path, own.last)
        };
        match groups.iter_mut().find(|one| same(one)) {
            Some((_, all)) => all.push((finding, own)),
            None => groups.push((own.clone(), vec![(finding, own)])),
        }
    }
    // What is struck by this plan makes room now: else the next run would write what this one did not.
    let left = left(asked.report);
    let lasts = |item: &Item| {
        let there = by_key.contains_key(&item.key) || left.contains(&item.key);
        !item.done && (there || asked.report.lost())
    };
    let lasting = |one: &&Kept<'_>| !one.thread.resolved && one.items.iter().any(lasts);
    let standing = kept.iter().filter(lasting).count();
    let of_this_push = state.threads.iter().filter(|thread| thread.at_head).count();
    let mut room = MOST_COMMENTS.saturating_sub(standing.max(of_this_push));
    let mut comments = Vec::new();
    for (place, all) in groups {
        let new: Vec<Item> =
            all.iter().map(|(one, own)| made(asked, state, one, own, &place)).collect();
        let keys = new.iter().map(|item| item.key.clone());
        let there = kept.iter_mut().find(|one| {
            let at = (one.thread.path.as_str(), one.thread.line);
            one.is_open() && at == (place.path, Some(place.last))
        });
        if let Some(there) = there {
            told.extend(keys);
            there.items.extend(new);
        } else if room > 0 {
            room -= 1;
            told.extend(keys);
            comments.push(written(state, &place, comment(&new)));
        }
    }
    if !comments.is_empty() {
        let body = format!("{}\n{}", whole::REVIEW, whole::above(comments.len()));
        writes.push(Write::Review { body, comments });
    }
    for one in kept {
        brought(asked, state, one, &by_key, &mut writes);
    }
    let elsewhere: Vec<&Finding> =
        open.iter().filter(|one| !told.contains(&key(&one.fingerprint))).copied().collect();
    let at_lines: Vec<&Finding> =
        open.iter().filter(|one| told.contains(&key(&one.fingerprint))).copied().collect();
    let said: BTreeSet<String> = told.iter().chain(&known).chain(&gone).cloned().collect();
    whole::tell(asked, state, &elsewhere, &at_lines, &said, &mut writes);
    Plan { writes, at_lines: at_lines.len(), elsewhere: elsewhere.len() }
}

/// The conversations that stay. What another run wrote too goes, the later one, unless somebody answered or closed it.
fn standing<'a>(
    state: &'a State,
    told: &mut BTreeSet<String>,
    writes: &mut Vec<Write>,
) -> Vec<Kept<'a>> {
    let mut kept = Vec::new();
    for thread in &state.threads {
        let items = items(&thread.note.body);
        let open: Vec<&String> =
            items.iter().filter(|item| !item.done).map(|item| &item.key).collect();
        let twice = !open.is_empty() && open.iter().all(|key| told.contains(*key));
        if twice && !thread.answered && !thread.resolved {
            writes.push(Write::Remove {
                note: thread.note.id.clone(),
                thread: thread.thread.clone(),
            });
            continue;
        }
        told.extend(open.into_iter().cloned());
        kept.push(Kept { thread, items });
    }
    kept
}

/// The item of a finding in a comment at lines.
fn made(
    asked: &Asked<'_>,
    state: &State,
    finding: &Finding,
    own: &Spot<'_>,
    place: &Spot<'_>,
) -> Item {
    let fits = own.suggests && (own.first, own.last) == (place.first, place.last);
    let lines = finding.suggestion.as_ref().filter(|_| fits);
    let around = Around {
        report: asked.report,
        page: asked.page,
        head: &state.head,
        step: own.step,
        lines: lines.map(|made| (made.first_line, made.last_line)),
    };
    item(finding, &around)
}

fn written(state: &State, place: &Spot<'_>, body: String) -> Comment {
    let diff = state.diff.get(place.path);
    Comment {
        path: place.path.to_owned(),
        old_path: diff.map_or(place.path, |diff| diff.old_path.as_str()).to_owned(),
        first: place.first,
        last: place.last,
        old_line: diff.and_then(|diff| diff.before(place.last)),
        body,
    }
}

/// Brings a conversation up to date.
fn brought(
    asked: &Asked<'_>,
    state: &State,
    one: Kept<'_>,
    by_key: &BTreeMap<String, &Finding>,
    writes: &mut Vec<Write>,
) {
    let Kept { thread, items } = one;
    let before = super::body::items(&thread.note.body).len();
    let left = left(asked.report);
    let mut now = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        let finding = by_key.get(&item.key);
        now.push(match finding {
            // What is added now, and what was struck, stands as it is.
            _ if at >= before || item.done => item,
            Some(finding) => renewed(asked, state, item, finding),
            None if asked.report.lost() || left.contains(&item.key) => item,
            None => struck(&item, &state.head, ended(asked.report, &item)),
        });
    }
    let body = comment(&now);
    if !now.is_empty() && mark_of(MARK, &body) != mark_of(MARK, &thread.note.body) {
        let (note, thread) = (thread.note.id.clone(), thread.thread.clone());
        writes.push(Write::Update { note, thread, body });
    }
    let done = !now.is_empty() && now.iter().all(|item| item.done);
    if let Some(id) =
        thread.thread.clone().filter(|_| done && !thread.resolved && thread.can_resolve)
    {
        writes.push(Write::Resolve { thread: id });
    }
}

/// The findings that are in the report and do not count: whether they are fixed is not known.
fn left(report: &Report) -> BTreeSet<String> {
    let undecided = report.findings.iter().filter(|one| one.certainty == "undecided");
    undecided.map(|one| key(&one.fingerprint)).collect()
}

/// Why a finding is in the report no more. "Fixed" is said only of what was looked for and is not there.
fn ended(report: &Report, item: &Item) -> Ended {
    let is = |fingerprint: &String| key(fingerprint) == item.key;
    let older = report.older.as_ref();
    let disabled = |gap: &&super::report::Gap| gap.kind == "check-disabled";
    if report.findings.iter().any(|one| one.suppression.is_some() && is(&one.fingerprint)) {
        Ended::Suppressed
    } else if older.is_some_and(|older| older.iter().any(is)) {
        Ended::Older
    } else if report.gaps.iter().filter(disabled).any(|gap| item.text.contains(&code(&gap.what))) {
        Ended::Disabled
    } else if older.is_some()
        && !item.unit.is_empty()
        && report.units.iter().all(|unit| unit_of(&unit.id) != item.unit)
    {
        Ended::Unchanged
    } else {
        Ended::Fixed
    }
}

/// An item as it is, unless what it says of the finding has changed.
fn renewed(asked: &Asked<'_>, state: &State, item: Item, finding: &Finding) -> Item {
    let own = spot(finding, state, asked.mapping);
    let around = Around {
        report: asked.report,
        page: asked.page,
        head: &state.head,
        step: own.as_ref().and_then(|own| own.step),
        lines: None,
    };
    let new = super::body::item(finding, &around);
    let said = |item: &Item| {
        let lines = item.text.lines().filter(|line| !line.trim().is_empty());
        lines.take(2).map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    if said(&new) == said(&item) { item } else { new }
}
