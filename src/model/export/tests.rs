//! What every writer holds: it has all of the model, and text of the input stays text.

use super::{cut, otm, pytm, threat_composer, threat_dragon};
use crate::model::v1::{Authenticated, Boundary, Certainty, Element, Encrypted, Flow};
use crate::model::v1::{
    Checked, Evidence, Finding, Maybe, Note, State, System, Target, Threat, Verdict,
};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// A name that would end a string, a line, a label or a script.
const HOSTILE: &str =
    "x\"\"\"'''\\\"]-->\nimport os; os.system('echo')\r\u{2028}{tm.name}<script>`#{}`\\";

fn boundary(id: &str, parent: Option<&str>) -> Boundary {
    Boundary {
        id: id.to_owned(),
        kind: if id == "internet" { "internet" } else { "vpc" },
        name: HOSTILE.to_owned(),
        address: None,
        parent: parent.map(str::to_owned),
        members: Vec::new(),
        properties: BTreeMap::new(),
        evidence: Vec::new(),
        origins: BTreeSet::default(),
    }
}

fn element(id: &str, kind: &'static str, boundary: &str) -> Element {
    Element {
        id: id.to_owned(),
        kind,
        name: HOSTILE.to_owned(),
        unit: None,
        address: Some(HOSTILE.to_owned()),
        source_type: None,
        boundary: Some(boundary.to_owned()),
        maybe: Maybe::Always(false),
        instances: Some(1),
        properties: BTreeMap::new(),
        unknown: Vec::new(),
        findings: Vec::new(),
        evidence: vec![Evidence {
            file: HOSTILE.to_owned(),
            line: 3,
            column: 1,
            role: "service",
            origin: None,
        }],
        origins: BTreeSet::default(),
    }
}

fn flow(id: &str, to: &str, certainty: Certainty, encrypted: Encrypted) -> Flow {
    Flow {
        id: id.to_owned(),
        kind: "ingress",
        from: "actor.end-user".to_owned(),
        to: to.to_owned(),
        name: HOSTILE.to_owned(),
        protocol: Some(HOSTILE.to_owned()),
        port: Some(443),
        encrypted,
        authenticated: Authenticated::Unknown,
        data: Vec::new(),
        crosses: vec!["internet".to_owned()],
        certainty,
        maybe: Maybe::Always(false),
        rule: "R8",
        unknown: Vec::new(),
        findings: Vec::new(),
        evidence: Vec::new(),
        redirects: false,
        origins: BTreeSet::default(),
    }
}

fn checked(id: &str, state: Verdict, severity: Option<&'static str>) -> Checked {
    Checked {
        id: id.to_owned(),
        state,
        title: "A bad thing".to_owned(),
        resource: None,
        reason: Some(HOSTILE.to_owned()),
        basis: None,
        severity,
        fingerprint: None,
        place: None,
        fix: severity.map(|_| HOSTILE.to_owned()),
        condition: None,
    }
}

fn target(id: &str, kind: &'static str, state: State, checks: Vec<Checked>) -> Target {
    Target {
        id: id.to_owned(),
        kind,
        name: HOSTILE.to_owned(),
        state,
        basis: None,
        reason: None,
        entry: None,
        checks,
        evidence: Vec::new(),
    }
}

fn threat(id: &str, state: State, targets: Vec<Target>) -> Threat {
    Threat {
        id: id.to_owned(),
        title: "Something bad happens".to_owned(),
        stride: "elevation-of-privilege",
        actors: vec!["end-user".to_owned()],
        state,
        basis: None,
        reason: None,
        targets,
    }
}

/// A service with one flow that is drawn, one more, and one that is not.
fn system() -> System {
    let web = "service:infra#aws_ecs_service.web\"]-->";
    System {
        units: vec![HOSTILE.to_owned()],
        boundaries: vec![
            boundary("aws", None),
            boundary("internet", None),
            boundary("subnets:a", Some("vpc:a")),
            boundary("vpc:a", Some("aws")),
        ],
        elements: vec![
            element("actor.end-user", "actor.end-user", "internet"),
            element(web, "service", "subnets:a"),
            element("service:b", "service", "vpc:a"),
            element("bucket:c", "bucket", "aws"),
        ],
        flows: vec![
            flow("f1", web, Certainty::Stated, Encrypted::Yes),
            flow("f2", web, Certainty::Undecided, Encrypted::No),
            flow("f3", web, Certainty::Blocked, Encrypted::No),
        ],
        threats: vec![
            threat(
                "one",
                State::Open,
                vec![
                    target(
                        web,
                        "element",
                        State::Open,
                        vec![checked("one.a", Verdict::Open, Some("high"))],
                    ),
                    target("f2", "flow", State::Undecided, Vec::new()),
                    target("image:x", "image", State::Undecided, Vec::new()),
                ],
            ),
            threat(
                "two",
                State::Mitigated,
                vec![target(
                    "bucket:c",
                    "element",
                    State::Mitigated,
                    vec![checked("two.a", Verdict::Quiet, None)],
                )],
            ),
            threat("cross-task-privilege-escalation", State::NotApplicable, Vec::new()),
        ],
        findings: Vec::<Finding>::new(),
        notes: vec![Note { kind: "opaque", text: HOSTILE.to_owned(), evidence: Vec::new() }],
        code: crate::model::code::Code::default(),
    }
}

fn list<'v>(value: &'v Json, at: &str) -> &'v [Json] {
    value.pointer(at).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn words<'v>(of: &'v [Json], at: &str) -> Vec<&'v str> {
    of.iter().filter_map(|own| own.pointer(at)?.as_str()).collect()
}

fn hold(schema: &str, value: &Json) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = folder.join(format!("tests/schemas/{schema}.json"));
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = schema
        .iter_errors(value)
        .map(|fault| format!("{}: {fault}", fault.instance_path))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn open_threat_model_has_all_of_the_model_and_its_ids_resolve() {
    let value: Json = serde_json::from_str(&otm::write(&system())).unwrap();
    let zones = words(list(&value, "/trustZones"), "/id");
    assert_eq!(zones, ["aws", "internet", "subnets:a", "vpc:a"]);
    let components = list(&value, "/components");
    assert_eq!(components.len(), 4);
    for zone in words(components, "/parent/trustZone") {
        assert!(zones.contains(&zone), "{zone}");
    }
    for zone in words(list(&value, "/trustZones"), "/parent/trustZone") {
        assert!(zones.contains(&zone), "{zone}");
    }
    let flows = list(&value, "/dataflows");
    assert_eq!(words(flows, "/id"), ["f1", "f2"]);
    let ids = words(components, "/id");
    for end in words(flows, "/source").into_iter().chain(words(flows, "/destination")) {
        assert!(ids.contains(&end), "{end}");
    }
    let threats = words(list(&value, "/threats"), "/id");
    assert_eq!(threats, ["one", "two", "cross-task-privilege-escalation"]);
    let measures = words(list(&value, "/mitigations"), "/id");
    let web = list(&components[1], "/threats");
    assert_eq!(words(web, "/state"), ["exposed"]);
    for own in components.iter().chain(flows).flat_map(|own| list(own, "/threats")) {
        assert!(threats.contains(&own["threat"].as_str().unwrap()));
        for measure in words(list(own, "/mitigations"), "/mitigation") {
            assert!(measures.contains(&measure), "{measure}");
        }
    }
    assert_eq!(value.pointer("/threats/0/risk/impact").unwrap(), 75);
    assert_eq!(value.pointer("/threats/0/attributes/otherTargets/0/id").unwrap(), "image:x");
}

#[test]
fn threat_composer_reads_it_and_its_links_resolve() {
    let value: Json = serde_json::from_str(&threat_composer::write(&system())).unwrap();
    hold("threat-composer", &value);
    let threats = list(&value, "/threats");
    assert_eq!(
        words(threats, "/metadata/1/value"),
        ["one", "two", "cross-task-privilege-escalation"]
    );
    assert_eq!(
        words(threats, "/status"),
        ["threatIdentified", "threatResolved", "threatResolvedNotUseful"]
    );
    assert!(
        threats[0]["statement"]
            .as_str()
            .unwrap()
            .starts_with("An end user can cause this: something bad")
    );
    let ids = words(threats, "/id");
    let measures = words(list(&value, "/mitigations"), "/id");
    let links = list(&value, "/mitigationLinks");
    assert_eq!(links.len(), 2);
    assert!(words(links, "/linkedId").iter().all(|id| ids.contains(id)));
    assert!(words(links, "/mitigationId").iter().all(|id| measures.contains(id)));
    let flows = value.pointer("/dataflow/description").unwrap().as_str().unwrap();
    assert_eq!(flows.lines().count(), 2, "{flows}");
    assert!(flows.contains("not encrypted, undecided"), "{flows}");
    assert!(!flows.contains("<script"), "{flows}");
    assert_eq!(list(&value, "/assumptions").len(), 1);
}

#[test]
fn texts_are_cut_as_their_reader_counts() {
    assert_eq!(cut("abc", 3), "abc");
    assert_eq!(cut("abcd", 3), "ab…");
    assert_eq!(cut("a😀😀", 4), "a😀…");
}

fn lies_in(parents: &BTreeMap<&str, &str>, id: &str, of: &str) -> bool {
    let mut at = id;
    while let Some(parent) = parents.get(at) {
        if *parent == of {
            return true;
        }
        at = parent;
    }
    false
}

#[test]
fn threat_dragon_reads_it_and_no_box_lies_over_another() {
    let system = system();
    let value: Json = serde_json::from_str(&threat_dragon::write(&system)).unwrap();
    hold("threat-dragon", &value);
    let cells = list(&value, "/detail/diagrams/0/cells");
    let count = |shape: &str| cells.iter().filter(|own| own["shape"] == shape).count();
    assert_eq!(
        (
            count("trust-boundary-box"),
            count("flow"),
            count("actor"),
            count("process"),
            count("store")
        ),
        (4, 2, 1, 2, 1)
    );
    let ids: BTreeSet<&str> = words(cells, "/id").into_iter().collect();
    assert_eq!(ids.len(), cells.len());
    for end in words(cells, "/source/cell").into_iter().chain(words(cells, "/target/cell")) {
        assert!(ids.contains(end), "{end}");
    }
    let mut numbers = BTreeSet::new();
    for cell in cells {
        let threats = list(cell, "/data/threats");
        let open = words(threats, "/status").contains(&"Open");
        assert_eq!(cell["data"]["hasOpenThreats"], open, "{cell}");
        for own in threats {
            assert!(numbers.insert(own["number"].as_u64().unwrap()));
        }
    }
    assert_eq!(value.pointer("/detail/threatTop").unwrap().as_u64(), numbers.last().copied());
    let areas: Vec<_> = threat_dragon::grid(&system).into_iter().collect();
    let parents: BTreeMap<&str, &str> = system
        .boundaries
        .iter()
        .filter_map(|own| Some((own.id.as_str(), own.parent.as_deref()?)))
        .chain(
            system
                .elements
                .iter()
                .filter_map(|own| Some((own.id.as_str(), own.boundary.as_deref()?))),
        )
        .collect();
    assert_eq!(areas.len(), 8);
    for (id, own) in &areas {
        for (other_id, other) in areas.iter().filter(|(other, _)| other != id) {
            let apart = own.x + own.width <= other.x
                || other.x + other.width <= own.x
                || own.y + own.height <= other.y
                || other.y + other.height <= own.y;
            let inside = other.x <= own.x
                && own.x + own.width <= other.x + other.width
                && other.y <= own.y
                && own.y + own.height <= other.y + other.height;
            if lies_in(&parents, id, other_id) {
                assert!(inside, "{id} is not in {other_id}");
            } else if !lies_in(&parents, other_id, id) {
                assert!(apart, "{id} {own:?} over {other_id} {other:?}");
            }
        }
    }
}

#[test]
fn a_script_of_pytm_has_no_line_of_the_input() {
    let text = pytm::write(&system(), "a\"b.threats.json");
    for (class, count) in
        [("Boundary", 4), ("Actor", 1), ("Process", 2), ("Datastore", 1), ("Dataflow", 2)]
    {
        assert_eq!(text.matches(&format!(" = {class}(")).count(), count, "{class}");
    }
    assert!(text.is_ascii());
    for line in text.lines() {
        assert!(!line.starts_with("import os;"), "{line}");
        // Behind the head every quotation mark begins or ends a text, or is escaped in one.
        let mut bare = line.replace("\\\\", "").replace("\\\"", "");
        if bare.starts_with("\"\"\"A threat model") {
            bare.clear();
        }
        assert_eq!(bare.matches('"').count() % 2, 0, "{line}");
        assert!(!bare.contains("\"\"\""), "{line}");
    }
    assert_eq!(text.matches(".controls.isEncrypted = True").count(), 1);
    let parent = text.find("Boundary(").unwrap();
    assert!(!text[parent..].lines().next().unwrap().contains("inBoundary"), "parents come first");
    let threats: Json = serde_json::from_str(&pytm::threats(&system())).unwrap();
    let all = threats.as_array().unwrap();
    assert_eq!(words(all, "/SID"), ["one", "two", "cross-task-privilege-escalation"]);
    assert_eq!(words(all, "/severity"), ["High", "", ""]);
    let condition = all[0]["condition"].as_str().unwrap();
    assert!(condition.starts_with("target.uuid.hex in ['"), "{condition}");
    assert_eq!(condition.matches('\'').count(), 4, "{condition}");
    assert!(condition.chars().all(|c| c.is_ascii_alphanumeric() || " .,'[]".contains(c)));
    assert_eq!(all[1]["condition"], "False");
}
