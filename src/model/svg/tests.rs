//! Nothing of a picture lies over anything else, whatever is drawn; nothing of a file is markup.

use super::{Detail, Rect, Scene, scene, write, zone_name};
use crate::model::tests::{SHOP, drawn};
use crate::model::v1::{
    Authenticated, Boundary, Certainty, Element, Encrypted, Flow, Maybe, Note, State, System,
    Target, Threat,
};
use std::collections::BTreeMap;

/// Whether two rectangles have more than a border in common.
fn overlap(one: Rect, two: Rect) -> bool {
    one.x < two.right() && two.x < one.right() && one.y < two.bottom() && two.y < one.bottom()
}

fn holds(outer: Rect, inner: Rect) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}

/// What lies over something else.
fn faults(scene: &Scene) -> Vec<String> {
    let mut all = Vec::new();
    let paper = Rect { x: 0, y: 0, width: scene.width, height: scene.height };
    let cards: Vec<(&str, Rect)> =
        scene.cards.iter().map(|own| (own.id.as_str(), own.rect)).collect();
    let labels: Vec<(&str, Rect)> =
        scene.labels.iter().map(|own| (own.text.text.as_str(), own.text.rect())).collect();
    let titles: Vec<(&str, Rect)> =
        scene.zones.iter().map(|own| (own.id.as_str(), own.title.rect())).collect();
    let texts: Vec<(&str, Rect)> =
        scene.texts.iter().map(|own| (own.text.as_str(), own.rect())).collect();
    let dots = scene.labels.iter().filter_map(|own| Some((own.text.text.as_str(), own.dot?)));
    let dot =
        |(name, (x, y)): (_, (i64, i64))| (name, Rect { x: x - 4, y: y - 4, width: 8, height: 8 });
    let dots: Vec<(&str, Rect)> = dots.map(dot).collect();
    let boxes: Vec<(&str, Rect)> = [cards, labels, titles, texts, dots].concat();
    for (at, (name, rect)) in boxes.iter().enumerate() {
        if !holds(paper, *rect) {
            all.push(format!("{name} is not on the paper: {rect:?}"));
        }
        for (other, beside) in &boxes[at + 1..] {
            if overlap(*rect, *beside) {
                all.push(format!("{name} and {other}: {rect:?} {beside:?}"));
            }
        }
    }
    for card in &scene.cards {
        for text in &card.texts {
            let inner = Rect { x: card.rect.x + 10, width: card.rect.width - 20, ..card.rect };
            if !holds(inner, text.rect()) {
                all.push(format!("{} is too long for {}", text.text, card.id));
            }
        }
    }
    for zone in &scene.zones {
        if !holds(zone.rect, zone.title.rect()) {
            all.push(format!("{} is too long for its boundary", zone.title.text));
        }
        for other in &scene.zones {
            let nested = holds(zone.rect, other.rect) || holds(other.rect, zone.rect);
            if overlap(zone.rect, other.rect) && !nested {
                all.push(format!("{} and {} cross", zone.id, other.id));
            }
        }
    }
    for line in &scene.lines {
        for pair in line.points.windows(2) {
            let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
            if x != to_x && y != to_y {
                all.push(format!("{} is aslant", line.id));
            }
            // A hair's breadth of a line is inside what it touches.
            let rect = Rect {
                x: x.min(to_x),
                y: y.min(to_y),
                width: (x - to_x).abs(),
                height: (y - to_y).abs(),
            };
            for card in &scene.cards {
                let inner = Rect {
                    x: card.rect.x + 1,
                    y: card.rect.y + 1,
                    width: card.rect.width - 2,
                    height: card.rect.height - 2,
                };
                let thick = Rect { width: rect.width.max(1), height: rect.height.max(1), ..rect };
                if overlap(inner, thick) {
                    all.push(format!("{} runs over {}", line.id, card.id));
                }
            }
            if x == to_x {
                for label in &scene.labels {
                    if overlap(label.text.rect(), Rect { width: 1, ..rect }) {
                        all.push(format!("{} runs over the label {}", line.id, label.text.text));
                    }
                }
            }
        }
    }
    all
}

/// Every element lies in its boundary and in no other but those around it.
fn astray(system: &System, scene: &Scene) -> Vec<String> {
    let mut all = Vec::new();
    let parents: BTreeMap<&str, Option<&str>> =
        system.boundaries.iter().map(|own| (own.id.as_str(), own.parent.as_deref())).collect();
    for (element, card) in system.elements.iter().zip(&scene.cards) {
        assert_eq!(element.id, card.id);
        let mut around = Vec::new();
        let mut at = element.boundary.as_deref();
        while let Some(id) = at {
            around.push(id);
            at = parents.get(id).copied().flatten();
        }
        for zone in &scene.zones {
            let is_in = holds(zone.rect, card.rect);
            if is_in != around.contains(&zone.id.as_str()) || overlap(zone.rect, card.rect) != is_in
            {
                all.push(format!("{} and {}", card.id, zone.id));
            }
        }
    }
    all
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

const KINDS: &[&str] = &[
    "actor.operator",
    "actor.end-user",
    "aws.api",
    "aws.ecs",
    "aws.fargate",
    "service",
    "task",
    "task-definition",
    "registry",
    "log-group",
    "secret",
    "bucket",
    "database",
    "cache",
    "load-balancer",
    "external",
    "metadata:task",
    "host",
    "queue",
    "function",
    "cdn",
    "autoscaling",
];
const NAMES: &[&str] = &[
    "web",
    "PublicLoadBalancerOfTheWholeCompany",
    "/aws/vpc/flowlogs/ctfd-development",
    "***",
    "a-name-that-is-much-too-long-for-any-box-of-a-picture-and-goes-on-and-on",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "<script>alert(1)</script>",
    "漢字漢字漢字漢字漢字漢字漢字漢字",
    "arn:aws:s3:::bucket/key",
    "",
];
const BOUNDARIES: &[(&str, &str, Option<&str>)] = &[
    ("internet", "internet", None),
    ("aws", "aws", None),
    ("network", "network", None),
    ("account:1", "account", Some("aws")),
    ("vpc:a", "vpc", None),
    ("subnets:a:public", "subnets", Some("vpc:a")),
    ("subnets:a:private", "subnets", Some("vpc:a")),
    ("subnets:a:isolated", "subnets", Some("vpc:a")),
    ("vpc:b", "vpc", None),
    ("subnets:b:private", "subnets", Some("vpc:b")),
    ("vpc:c", "vpc", None),
];

/// A system that nobody would build.
pub fn random(seed: u64, elements: usize, flows: usize) -> System {
    let mut chance = Chance(seed);
    let boundaries = BOUNDARIES.iter().map(|(id, kind, parent)| Boundary {
        name: if chance.below(3) == 0 {
            "a VPC that the code does not name".to_owned()
        } else {
            (*id).to_owned()
        },
        parent: parent.map(str::to_owned),
        ..crate::model::draft::boundary(id, kind, "")
    });
    let boundaries: Vec<Boundary> = boundaries.collect();
    let elements: Vec<Element> = (0..elements)
        .map(|at| Element {
            name: chance.of(NAMES).to_owned(),
            boundary: Some(chance.of(BOUNDARIES).0.to_owned()),
            unit: Some("infra/prod".to_owned()),
            ..crate::model::draft::element(format!("e{at:04}"), chance.of(KINDS))
        })
        .collect();
    let mut drawn: BTreeMap<String, Flow> = BTreeMap::new();
    for _ in 0..flows {
        let [from, to] = [0; 2].map(|_| elements[chance.below(elements.len())].id.clone());
        if from == to {
            continue;
        }
        let kind = chance.of(&["data", "ingress", "logs", "pull", "credentials"]);
        let own = Flow {
            id: format!("{kind}:{from}->{to}:443"),
            encrypted: chance.of(&[Encrypted::Yes, Encrypted::No, Encrypted::Unknown]),
            certainty: chance.of(&[Certainty::Stated, Certainty::Inferred, Certainty::Undecided]),
            authenticated: Authenticated::Unknown,
            maybe: Maybe::Always(false),
            ..crate::model::draft::flow("R0", kind, &from, &to).over("HTTPS", Some(443))
        };
        drawn.insert(own.id.clone(), own);
    }
    let states = [State::Open, State::Undecided, State::Accepted, State::Mitigated];
    let ids: Vec<String> = elements
        .iter()
        .map(|own| own.id.clone())
        .chain(drawn.values().map(|own| own.id.clone()))
        .collect();
    let threats: Vec<Threat> = (0..3)
        .map(|number| Threat {
            id: format!("t{number}"),
            title: "something <b>happens</b>".to_owned(),
            stride: "tampering",
            actors: Vec::new(),
            state: State::Open,
            basis: None,
            reason: None,
            targets: ids
                .iter()
                .filter_map(|id| {
                    let taken = chance.below(2) == 0;
                    if taken { Some((id, chance.of(&states))) } else { None }
                })
                .map(|(id, state)| Target {
                    id: id.clone(),
                    kind: "element",
                    name: id.clone(),
                    state,
                    basis: None,
                    reason: None,
                    entry: None,
                    checks: Vec::new(),
                    evidence: Vec::new(),
                })
                .collect(),
        })
        .collect();
    let note =
        Note { kind: "x", text: "what <b>is</b> not known ".repeat(20), evidence: Vec::new() };
    System {
        units: vec!["infra/prod".to_owned()],
        boundaries,
        elements,
        flows: drawn.into_values().collect(),
        threats,
        notes: vec![note],
        ..System::default()
    }
}

#[test]
fn nothing_lies_over_anything_else() {
    for seed in 0..90 {
        let size = 1 + usize::try_from(seed).unwrap() % 45;
        let system = random(seed, size, size * 2);
        for detail in [Detail::Full, Detail::Auto] {
            let found = faults(&scene(&system, detail));
            assert!(found.is_empty(), "{seed} {detail:?}: {found:#?}");
        }
        let found = astray(&system, &scene(&system, Detail::Full));
        assert!(found.is_empty(), "{seed}: {found:#?}");
    }
}

#[test]
fn lines_of_different_flows_do_not_lie_over_one_another() {
    let own = drawn(&[("main.tf", SHOP)]);
    let scene = scene(own.system(), Detail::Full);
    assert!(faults(&scene).is_empty(), "{:#?}", faults(&scene));
    for (at, one) in scene.lines.iter().enumerate() {
        for two in &scene.lines[at + 1..] {
            let shared = one.ends[0] == two.ends[0] || one.ends[1] == two.ends[1];
            for (a, b) in one.points.windows(2).zip(two.points.windows(2)).filter(|_| !shared) {
                assert!(a != b, "{} and {}", one.id, two.id);
            }
        }
    }
}

#[test]
fn things_that_are_called_the_same_are_told_apart() {
    let web = "resource \"aws_sqs_queue\" \"q\" {\n  name = \"jobs\"\n}\n";
    let both =
        "module \"one\" {\n  source = \"./web\"\n}\nmodule \"two\" {\n  source = \"./web\"\n}\n";
    let own = drawn(&[("main.tf", &format!("{SHOP}{both}")), ("web/main.tf", web)]);
    let names = |system: &System| -> Vec<String> {
        let cards = scene(system, Detail::Full).cards.into_iter();
        cards.map(|own| own.name).filter(|name| name.contains("jobs")).collect()
    };
    assert_eq!(names(own.system()), ["queue jobs (one)", "queue jobs (two)"]);
    let own = drawn(&[("main.tf", &format!("{SHOP}{web}"))]);
    assert_eq!(names(own.system()), ["queue jobs"]);
}

#[test]
fn a_vpc_that_is_given_is_called_by_what_gives_it() {
    assert_eq!(zone_name("vpc", "var.vpc_id"), "VPC (var.vpc_id)");
    assert_eq!(zone_name("vpc", "main"), "VPC main");
    assert_eq!(zone_name("vpc", "VpcOfTheShop"), "VpcOfTheShop");
}

#[test]
fn a_large_system_is_drawn_so_that_it_can_be_read() {
    let system = random(7, 1000, 1500);
    let found = scene(&system, Detail::Auto);
    assert!(found.cards.len() < 300, "{}", found.cards.len());
    assert!(faults(&found).is_empty(), "{:#?}", faults(&found));
    let members: usize = found.cards.iter().map(|own| own.members.len()).sum();
    assert_eq!(members, 1000, "a group says whom it stands for");
}

#[test]
fn what_a_file_says_is_no_markup() {
    let system = random(3, 30, 60);
    let picture = write(&system, Detail::Full);
    assert!(picture.contains("&lt;script&gt;"), "{picture}");
    assert!(!picture.contains("<script") && !picture.contains("<b>"), "{picture}");
    assert!(!picture.contains("href") && !picture.contains("url("), "nothing is loaded");
    assert_eq!(picture, write(&system, Detail::Full));
}
