//! Where two documents look alike to a check, it finds the same on both: a comparison does not ask
//! it again. Held against every fixture, each with one of its resources changed.

use crate::Case;
use crate::support::fixtures::{TODAY, folders, root};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use stridelint::document::{Document, Node};
use stridelint::policy::transcript::asked_anew;
use stridelint::policy::{Outcome, PolicySet, Seen, Selection, evaluate};
use stridelint::scan::{Options, Silent, documents};
use stridelint::tree::{Limits, disk};
use stridelint::value::{Data, Map, MapKind, Value};

/// `seen::<threat>`, and `worlds::<threat>`: a check that is not asked again in a world in which it sees
/// what it saw in another finds what it finds when it is asked. `STRIDELINT_ROOT` puts the folders of another one in the place of the fixtures.
pub fn cases() -> Vec<Case> {
    let other = std::env::var_os("STRIDELINT_ROOT").map(PathBuf::from);
    let all = folders(&other.unwrap_or_else(root)).into_iter();
    let of = |(threat, folder): (String, PathBuf)| {
        let other = folder.clone();
        [
            Case::new(format!("seen::{threat}"), move || complaints(&folder)),
            Case::new(format!("worlds::{threat}"), move || differences(&other)),
        ]
    };
    all.flat_map(of).collect()
}

/// The program's policies as they are built in.
fn policies() -> &'static PolicySet {
    static SET: OnceLock<PolicySet> = OnceLock::new();
    SET.get_or_init(|| PolicySet::bundled().expect("the bundled policies load"))
}

fn complaints(folder: &Path) -> Vec<String> {
    let set = policies();
    let checks = set.checks().map(|check| check.id.clone()).collect();
    let selection = Selection { checks, ..Selection::default() };
    let (scopes, _) = disk::open(&[folder.to_path_buf()], Limits::default());
    let options = Options { today: TODAY.to_owned(), ..Options::default() };
    let units = scopes.iter().flat_map(|scope| documents(scope, None, &options, &Silent).0);
    let (mut complaints, mut alike) = (Vec::new(), 0);
    for document in units {
        let before = evaluate(set, &document, &selection).0;
        let seen = Seen::of(&document);
        for (what, other) in changes(&document) {
            let same = seen.alike(&Seen::of(&other), set, &selection);
            alike += same.len();
            let after = evaluate(set, &other, &selection).0;
            if told(&before, &same) != told(&after, &same) {
                complaints.push(format!(
                    "{} with {what}: {:?} becomes {:?}",
                    document.unit,
                    told(&before, &same),
                    told(&after, &same)
                ));
            }
        }
    }
    assert!(alike > 0, "every check was asked anew");
    complaints
}

/// Where a check that is asked in every world finds something else.
fn differences(folder: &Path) -> Vec<String> {
    let set = policies();
    let checks: BTreeSet<String> = set.checks().map(|check| check.id.clone()).collect();
    let (scopes, _) = disk::open(&[folder.to_path_buf()], Limits::default());
    let options = Options { today: TODAY.to_owned(), ..Options::default() };
    let units = scopes.iter().flat_map(|scope| documents(scope, None, &options, &Silent).0);
    let mut complaints = Vec::new();
    for document in units {
        for document in std::iter::once(&document).chain(document.otherwise.as_deref()) {
            for undecided in [false, true] {
                let checks = checks.clone();
                let selection = Selection { checks, undecided, ..Selection::default() };
                let once = evaluate(set, document, &selection).0;
                let anew = asked_anew(set, document, &selection);
                let differs = once.iter().find(|one| !anew.contains(one));
                let differs = differs.or_else(|| anew.iter().find(|one| !once.contains(one)));
                complaints.extend(differs.map(|one| format!("{}: {one:?}", document.unit)));
            }
        }
    }
    complaints
}

/// The results of some checks, without their places.
fn told(outcomes: &[Outcome], checks: &BTreeSet<String>) -> Vec<String> {
    let mut told: Vec<String> = outcomes
        .iter()
        .filter(|outcome| checks.contains(&outcome.check))
        .map(|outcome| format!("{outcome:?}"))
        .collect();
    told.sort();
    told
}

/// Documents with one resource of each type changed: it has no values any more, or one less, or one
/// like it stands beside it.
fn changes(document: &Document) -> Vec<(String, Document)> {
    let mut types = BTreeSet::new();
    let firsts: Vec<&Node> =
        document.resources.values().filter(|node| types.insert(node.ty.as_str())).collect();
    let mut changed = Vec::new();
    for node in firsts {
        let mut bare = document.clone();
        let nothing = Map { kind: MapKind::Object, entries: Default::default(), rest: None };
        if let Some(own) = bare.resources.get_mut(&node.id) {
            own.values = Value { data: Data::Map(nothing.into()), ..own.values.clone() };
        }
        changed.push((format!("an empty {}", node.id), bare));
        let mut less = document.clone();
        if let Some(own) = less.resources.get_mut(&node.id)
            && let Data::Map(map) = &own.values.data
        {
            let mut map = Map::clone(map);
            map.entries.pop();
            own.values.data = Data::Map(map.into());
        }
        changed.push((format!("less of {}", node.id), less));
        let mut twice = document.clone();
        let id = format!("{}_twin", node.id);
        twice.resources.insert(id.clone(), Node { id, ..node.clone() });
        changed.push((format!("two of {}", node.id), twice));
    }
    changed
}
