use super::*;
use crate::finding::{Location, Severity, Suppression};
use crate::scan::standing::Body;
use crate::source::Position;
use crate::unit::Move;

fn finding(unit: &str, resource: &str, identity: &str) -> Finding {
    let at = Position::start_of(1);
    Finding {
        repository: String::new(),
        unit: unit.into(),
        location: Location { file: format!("{unit}/main.tf"), start: at, end: at },
        check: "t.c".into(),
        resource: resource.into(),
        written_in: None,
        display: None,
        resource_type: String::new(),
        source_type: String::new(),
        path: "/a".into(),
        missing: false,
        severity: Severity::High,
        certainty: Certainty::Reported,
        message: String::new(),
        subject: None,
        condition: None,
        variants: Vec::new(),
        unknown: None,
        open: None,
        related: Vec::new(),
        snippet: None,
        example: false,
        format: "terraform",
        case: None,
        fingerprint: String::new(),
        identity: identity.into(),
        suppression: None,
        instances: Vec::new(),
        set_by: None,
        absorbed: Vec::new(),
        fix: None,
    }
}

/// A side of resources `(unit, address, body)`, of which those with a body below 100 have a
/// finding.
fn side(resources: &[(&str, &str, u8)]) -> Side {
    let mut side = Side::default();
    for (unit, address, body) in resources {
        side.units.insert((*unit).to_owned());
        let name = address.rsplit('.').next().unwrap_or(address);
        let name = name.split('[').next().unwrap_or(name);
        let body = Body {
            file: format!("{unit}/main.tf"),
            block: ("aws_x".into(), name.into()),
            digest: [*body; 32],
        };
        let bad = body.digest[0] < 100;
        side.standing.push(Standing {
            unit: (*unit).to_owned(),
            resources: BTreeMap::from([((*address).to_owned(), body)]),
            ..Standing::default()
        });
        if bad {
            side.findings.push(finding(unit, address, "i"));
        }
    }
    side
}

fn told(head: &Side, base: Side, renamed: &[(&str, &str)]) -> (Vec<String>, Vec<String>, usize) {
    let renamed = renamed.iter().map(|(new, old)| ((*new).to_owned(), (*old).to_owned())).collect();
    let difference = compare(head, &[(base, renamed)], &|_| &[]);
    let names = |findings: &[Finding]| {
        findings.iter().map(|one| format!("{} {}", one.unit, one.resource)).collect()
    };
    (names(&difference.new), names(&difference.fixed), difference.old.len())
}

const GOOD: u8 = 100;

#[test]
fn a_swap_is_new_in_one_place_and_fixed_in_the_other() {
    for (one, other) in [
        (("staging", "aws_x.web"), ("prod", "aws_x.web")),
        ((".", "aws_x.web[\"a\"]"), (".", "aws_x.web[\"b\"]")),
        ((".", "aws_x.web[0]"), (".", "aws_x.web[1]")),
        ((".", "module.a.aws_x.web"), (".", "module.b.aws_x.web")),
    ] {
        let base = side(&[(one.0, one.1, 1), (other.0, other.1, GOOD)]);
        let head = side(&[(one.0, one.1, GOOD), (other.0, other.1, 1)]);
        let (new, fixed, older) = told(&head, base, &[]);
        assert_eq!(new, [format!("{} {}", other.0, other.1)]);
        assert_eq!(fixed, [format!("{} {}", one.0, one.1)]);
        assert_eq!(older, 0);
    }
}

#[test]
fn what_is_gone_hides_nothing_of_what_stood() {
    // Staging is deleted; production stood, and is broken now.
    let base = side(&[("staging", "aws_x.web", 1), ("prod", "aws_x.web", GOOD)]);
    let (new, fixed, _) = told(&side(&[("prod", "aws_x.web", 1)]), base, &[]);
    assert_eq!(
        (new, fixed),
        (vec!["prod aws_x.web".to_owned()], vec!["staging aws_x.web".to_owned()])
    );
}

#[test]
fn renamed_units_blocks_and_bodies_keep_their_findings() {
    let old = || side(&[("a", "aws_x.web", 1)]);
    // A renamed folder, its body edited.
    assert_eq!(
        told(&side(&[("b", "aws_x.web", 2)]), old(), &[("b/main.tf", "a/main.tf")]),
        (vec![], vec![], 1)
    );
    // Another name with an equal body, with another body.
    assert_eq!(told(&side(&[("a", "aws_x.core", 1)]), old(), &[]), (vec![], vec![], 1));
    assert_eq!(told(&side(&[("a", "aws_x.core", 2)]), old(), &[]).0, ["a aws_x.core"]);
    // One to one: the second copy is new.
    let copies = side(&[("a", "aws_x.core", 1), ("a", "aws_x.two", 1)]);
    assert_eq!(told(&copies, old(), &[]), (vec!["a aws_x.two".into()], vec![], 1));
    // It still stands, so the copy is new.
    let copies = side(&[("a", "aws_x.web", 1), ("a", "aws_x.two", 1)]);
    assert_eq!(told(&copies, old(), &[]), (vec!["a aws_x.two".into()], vec![], 1));
}

#[test]
fn moved_and_removed_blocks_are_believed() {
    let base = || side(&[("a", "module.one.aws_x.web[0]", 1)]);
    let moves = |head: &mut Side, from: &str, to: Option<&str>| {
        head.standing[0].moves.push(Move { from: from.into(), to: to.map(str::to_owned) });
    };
    let mut head = side(&[("a", "module.two.aws_x.web[0]", 2)]);
    assert_eq!(told(&head, base(), &[]).0.len(), 1, "another body and no block");
    moves(&mut head, "module.one", Some("module.between"));
    moves(&mut head, "module.between", Some("module.two"));
    assert_eq!(told(&head, base(), &[]), (vec![], vec![], 1));
    let mut head = side(&[("a", "aws_x.core", 1)]);
    moves(&mut head, "module.one.aws_x.web", None);
    assert_eq!(told(&head, base(), &[]).0, ["a aws_x.core"], "removed, so the other one is new");
    let mut head = side(&[("a", "module.one.aws_x.web[\"k\"]", 2)]);
    moves(&mut head, "module.one.aws_x.web[0]", Some("module.one.aws_x.web[\"k\"]"));
    assert_eq!(told(&head, base(), &[]), (vec![], vec![], 1));
}

#[test]
fn suppressed_and_undecided_before_and_open_now_is_new() {
    let head = side(&[("a", "aws_x.web", 1)]);
    let mut base = side(&[("a", "aws_x.web", 1)]);
    base.findings[0].suppression =
        Some(Suppression { kind: "inSource", reason: "r".into(), until: None });
    assert_eq!(told(&head, base, &[]), (vec!["a aws_x.web".into()], vec![], 0));
    let mut base = side(&[("a", "aws_x.web", 1)]);
    base.findings[0].certainty = Certainty::Undecided;
    assert_eq!(told(&head, base, &[]).0, ["a aws_x.web"]);
    // The other way round nothing is fixed: it only cannot be told any more.
    let mut head = side(&[("a", "aws_x.web", 1)]);
    head.findings[0].certainty = Certainty::Undecided;
    assert_eq!(told(&head, side(&[("a", "aws_x.web", 1)]), &[]), (vec![], vec![], 0));
}

#[test]
fn variants_are_told_apart_and_only_the_new_ones_are_named() {
    let with = |variants: &[&str]| {
        let mut side = side(&[("a", "aws_x.web", 1)]);
        side.findings[0].variants = variants.iter().map(|name| (*name).to_owned()).collect();
        side
    };
    let new = |head: &Side, base: Side| {
        let found = compare(head, &[(base, BTreeMap::new())], &|_| &[]);
        (
            found.new.iter().flat_map(|one| one.variants.clone()).collect::<Vec<_>>(),
            found.fixed.len(),
        )
    };
    assert_eq!(new(&with(&["dev", "prod"]), with(&["dev"])), (vec!["prod".to_owned()], 0));
    assert_eq!(new(&with(&["prod"]), with(&["dev"])), (vec!["prod".to_owned()], 1));
    assert_eq!(new(&with(&["dev"]), with(&["dev", "prod"])), (vec![], 0), "not all are gone");
    assert_eq!(new(&with(&["dev"]), with(&[])), (vec![], 0), "the unit got its first variant");
}

#[test]
fn what_the_base_could_not_read_is_visible_now_and_not_new() {
    let head = side(&[("a", "module.vpc.aws_x.web", 1), ("a", "aws_x.own", 1)]);
    let mut base = side(&[("a", "module.vpc", GOOD)]);
    base.standing[0].opaque.push("module.vpc".into());
    let found = compare(&head, &[(base, BTreeMap::new())], &|_| &[]);
    assert_eq!(found.visible.len(), 1);
    assert_eq!(found.new[0].resource, "aws_x.own");
    let mut base = side(&[]);
    base.lost.insert("a/main.tf".into());
    let found = compare(&head, &[(base, BTreeMap::new())], &|_| &[]);
    assert_eq!((found.visible.len(), found.new.len()), (2, 0));
    // And what the head cannot read any more is not fixed.
    let mut lost = side(&[]);
    lost.lost.insert("a/main.tf".into());
    assert!(told(&lost, side(&[("a", "aws_x.own", 1)]), &[]).1.is_empty());
}

#[test]
fn of_several_bases_any_makes_it_old_and_all_make_it_fixed() {
    let bases = || {
        let one = side(&[("a", "aws_x.web", 1), ("a", "aws_x.job", GOOD), ("a", "aws_x.api", 1)]);
        let other = side(&[("a", "aws_x.web", GOOD), ("a", "aws_x.job", 1), ("a", "aws_x.api", 1)]);
        [(one, BTreeMap::new()), (other, BTreeMap::new())]
    };
    let head = side(&[("a", "aws_x.web", 1), ("a", "aws_x.job", 1), ("a", "aws_x.api", GOOD)]);
    let found = compare(&head, &bases(), &|_| &[]);
    assert_eq!((found.new.len(), found.old.len()), (0, 2));
    assert_eq!(found.fixed.iter().map(|one| &*one.resource).collect::<Vec<_>>(), ["aws_x.api"]);
}
