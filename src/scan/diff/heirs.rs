//! Which resource of the head is which one of the base: renamed units and files, `moved` blocks,
//! blocks that another unit reads, equal bodies.

use super::{Instance, Resource, Side, instances};
use crate::finding::Finding;
use crate::scan::standing::Body;
use crate::unit::Move;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Which resource of the head each resource of the base became.
pub(super) struct Heirs {
    units: BTreeMap<String, String>,
    resources: HashMap<Resource, Resource>,
    /// The units' old names by the new ones.
    former: BTreeMap<String, String>,
    old_files: BTreeMap<String, String>,
}

/// Resources of one side, by unit and address.
type Bodies<'a> = BTreeMap<(&'a str, &'a str), &'a Body>;

/// A score, what is gone and what came.
type Pair<'a> = (u8, (&'a str, &'a str), (&'a str, &'a str));

/// The pairs of equal keys that get a score.
fn pairs<'a, K: Ord>(
    gone: &Bodies<'a>,
    came: &Bodies<'a>,
    of_gone: impl Fn(&Body) -> K,
    of_came: impl Fn(&Body) -> K,
    score: impl Fn((&str, &str), &Body, (&str, &str), &Body) -> Option<u8>,
) -> Vec<Pair<'a>> {
    let mut by_key: BTreeMap<K, Vec<(&'a str, &'a str)>> = BTreeMap::new();
    for (new, body) in came {
        by_key.entry(of_came(body)).or_default().push(*new);
    }
    let mut pairs = Vec::new();
    for (old, before) in gone {
        for new in by_key.get(&of_gone(before)).into_iter().flatten().take(MAX_ALIKE) {
            if let Some(score) = came.get(new).and_then(|after| score(*old, before, *new, after)) {
                pairs.push((score, *old, *new));
            }
        }
    }
    pairs
}

/// Resources of equal key that one is compared with.
const MAX_ALIKE: usize = 2_000;

fn bodies(side: &Side) -> Bodies<'_> {
    let all = side.standing.iter();
    all.flat_map(|standing| {
        let unit = standing.unit.as_str();
        standing.resources.iter().map(move |(address, body)| ((unit, address.as_str()), body))
    })
    .collect()
}

impl Heirs {
    pub(super) fn new(head: &Side, base: &Side, renamed: &BTreeMap<String, String>) -> Heirs {
        let units = renamed_units(head, base, renamed);
        let mut resources = HashMap::new();
        let (new, old) = (bodies(head), bodies(base));
        let mut stood: BTreeSet<(&str, &str)> = BTreeSet::new();
        let mut gone: Bodies<'_> = BTreeMap::new();
        for ((unit, address), body) in old {
            let now = unit_now(&units, unit);
            if new.contains_key(&(now, address)) {
                stood.insert((now, address));
                if now != unit {
                    let heir = (now.to_owned(), address.to_owned());
                    resources.insert((unit.to_owned(), address.to_owned()), heir);
                }
            } else {
                gone.insert((unit, address), body);
            }
        }
        let mut came: Bodies<'_> =
            new.into_iter().filter(|(key, _)| !stood.contains(key)).collect();
        if !gone.is_empty() && !came.is_empty() {
            let moves: Vec<(&str, &Move)> = head
                .standing
                .iter()
                .flat_map(|one| one.moves.iter().map(|moved| (one.unit.as_str(), moved)))
                .collect();
            // The surest first: what a block says, then the same block elsewhere, then an equal
            // body.
            let said = said(&gone, &came, &units, &moves);
            pair(said, &mut gone, &mut came, &mut resources);
            let same = same_blocks(&gone, &came, &units, renamed);
            pair(same, &mut gone, &mut came, &mut resources);
            let equal = equal_bodies(&gone, &came, &units, &moves);
            pair(equal, &mut gone, &mut came, &mut resources);
        }
        Heirs {
            former: units.iter().map(|(old, new)| (new.clone(), old.clone())).collect(),
            units,
            resources,
            old_files: renamed.clone(),
        }
    }

    /// What a resource of the base is in the head.
    pub(super) fn of(&self, unit: String, resource: String) -> Resource {
        let before = (unit, resource);
        if let Some(heir) = self.resources.get(&before) {
            return heir.clone();
        }
        (unit_now(&self.units, &before.0).to_owned(), before.1)
    }

    /// Whether the base could not show what an instance of the head says, because it stands in a
    /// module or file that could not be read there.
    pub(super) fn was_unseen(
        &self,
        head: &Side,
        base: &Side,
        finding: &Finding,
        instance: &Instance,
    ) -> bool {
        let unit = self.former.get(&instance.unit).unwrap_or(&instance.unit);
        let opaque = base.standing.iter().filter(|standing| standing.unit == *unit);
        let mut opaque = opaque.flat_map(|standing| &standing.opaque);
        let file = head
            .standing
            .iter()
            .find_map(|standing| {
                let own = standing.unit == instance.unit;
                standing.resources.get(&instance.resource).filter(|_| own)
            })
            .map(|body| body.file.as_str());
        let lost =
            |file: &str| base.lost.contains(self.old_files.get(file).map_or(file, String::as_str));
        opaque.any(|call| lies_inside(&instance.resource, call))
            || file.is_some_and(lost)
            || lost(&finding.location.file)
    }

    /// Whether the head cannot show any more what a finding of the base says: it is not fixed.
    pub(super) fn is_unseen(&self, head: &Side, base: &Side, finding: &Finding) -> bool {
        instances(finding).into_iter().any(|Instance { unit, resource, .. }| {
            let file = base.standing.iter().find_map(|standing| {
                let own = standing.unit == unit;
                standing.resources.get(&resource).filter(|_| own).map(|body| body.file.clone())
            });
            let (unit, resource) = self.of(unit, resource);
            let mut opaque = head.standing.iter().filter(|standing| standing.unit == unit);
            opaque.any(|standing| standing.opaque.iter().any(|call| lies_inside(&resource, call)))
                || file.is_some_and(|file| head.lost.contains(&file))
                || head.lost.contains(&finding.location.file)
        })
    }
}

/// What a unit of the base is called in the head.
fn unit_now<'a>(units: &'a BTreeMap<String, String>, unit: &'a str) -> &'a str {
    units.get(unit).map_or(unit, String::as_str)
}

/// Takes pairs of what is gone and what came, one to one, the lowest score first.
fn pair<'a>(
    mut pairs: Vec<Pair<'a>>,
    gone: &mut Bodies<'a>,
    came: &mut Bodies<'a>,
    resources: &mut HashMap<Resource, Resource>,
) {
    pairs.sort_unstable();
    for (_, old, new) in pairs {
        if gone.contains_key(&old) && came.contains_key(&new) {
            gone.remove(&old);
            came.remove(&new);
            let owned = |(unit, address): (&str, &str)| (unit.to_owned(), address.to_owned());
            resources.insert(owned(old), owned(new));
        }
    }
}

/// The pairs that `moved` blocks of the head name.
fn said<'a>(
    gone: &Bodies<'a>,
    came: &Bodies<'a>,
    units: &BTreeMap<String, String>,
    moves: &[(&str, &Move)],
) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    for (unit, address) in gone.keys().filter(|_| !moves.is_empty()) {
        let now = unit_now(units, unit);
        let Some(to) = moved(moves, now, address) else { continue };
        if let Some(new) = came.keys().find(|(unit, address)| *unit == now && *address == to) {
            pairs.push((0, (*unit, *address), *new));
        }
    }
    pairs
}

/// The pairs of one block that another unit reads now, or that stands in a renamed file.
fn same_blocks<'a>(
    gone: &Bodies<'a>,
    came: &Bodies<'a>,
    units: &BTreeMap<String, String>,
    renamed: &BTreeMap<String, String>,
) -> Vec<Pair<'a>> {
    pairs(
        gone,
        came,
        |body| (body.file.clone(), body.block.clone()),
        |body| (renamed.get(&body.file).unwrap_or(&body.file).clone(), body.block.clone()),
        |(unit, address), before, (now, to), after| {
            let elsewhere = unit_now(units, unit) != now || after.file != before.file;
            (elsewhere && key(address) == key(to))
                .then_some(u8::from(after.digest != before.digest))
        },
    )
}

/// The pairs of equal bodies: in the same unit first, of the same name first. What a `removed` block
/// of the unit names is not called differently there.
fn equal_bodies<'a>(
    gone: &Bodies<'a>,
    came: &Bodies<'a>,
    units: &BTreeMap<String, String>,
    moves: &[(&str, &Move)],
) -> Vec<Pair<'a>> {
    let of = |body: &Body| (body.digest, body.block.0.clone());
    pairs(gone, came, of, of, |(unit, address), before, (now, to), after| {
        let here = unit_now(units, unit) == now;
        let removed = moves.iter().any(|(at, moved)| {
            here && *at == now && moved.to.is_none() && lies_in(address, &moved.from)
        });
        let name = after.block.1 == before.block.1 && key(address) == key(to);
        (!removed).then_some(u8::from(!here) * 2 + u8::from(!name))
    })
}

/// Units of the base that are gone and whose files were renamed, by the unit that has most of them
/// now.
fn renamed_units(
    head: &Side,
    base: &Side,
    renamed: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let folder = |path: &str| match crate::path::folder_of(path) {
        "" => ".".to_owned(),
        folder => folder.to_owned(),
    };
    let mut votes: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (new, old) in renamed {
        let pairs = [(old.clone(), new.clone()), (folder(old), folder(new))];
        for (old, new) in pairs {
            let went = base.units.contains(&old) && !head.units.contains(&old);
            if went && head.units.contains(&new) && !base.units.contains(&new) {
                *votes.entry((old, new)).or_default() += 1;
            }
        }
    }
    let mut votes: Vec<_> = votes.into_iter().collect();
    votes.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let mut units: BTreeMap<String, String> = BTreeMap::new();
    for ((old, new), _) in votes {
        if !units.contains_key(&old) && !units.values().any(|taken| *taken == new) {
            units.insert(old, new);
        }
    }
    units
}

/// Addresses that name one another in `moved` blocks.
const MAX_MOVES: usize = 16;

/// Where the `moved` blocks of a unit say that an address went.
fn moved(moves: &[(&str, &Move)], unit: &str, address: &str) -> Option<String> {
    let mut at = address.to_owned();
    for _ in 0..MAX_MOVES {
        let next = moves.iter().find_map(|(own, moved)| {
            let to = moved.to.as_ref().filter(|_| *own == unit && lies_in(&at, &moved.from))?;
            Some(format!("{to}{}", &at[moved.from.len()..]))
        });
        match next {
            Some(next) if next != at => at = next,
            _ => break,
        }
    }
    (at != address).then_some(at)
}

/// Whether an address is another one, an instance of it or lies below it.
fn lies_in(address: &str, outer: &str) -> bool {
    address == outer || lies_inside(address, outer)
}

fn lies_inside(address: &str, outer: &str) -> bool {
    address.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['.', '[', '/']))
}

/// The instance key at an address's end.
fn key(address: &str) -> &str {
    match address.strip_suffix(']').and_then(|inner| inner.rfind('[')) {
        Some(at) => &address[at..],
        None => "",
    }
}
