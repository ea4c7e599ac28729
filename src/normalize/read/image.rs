//! Container image references, taken apart.
//!
//! `containers[].image` is an object of strings, each part missing where the reference does not
//! have it and unknown where it cannot be told:
//!
//! | part | meaning |
//! |---|---|
//! | `raw` | the reference as written, scheme included |
//! | `scheme` | `http` or `https`, only where one is written (ECS refuses it) |
//! | `registry` | the host with its port, in lower case; missing when none is written (Docker Hub by default) |
//! | `registry_kind` | always there unless unknown, one of the kinds below |
//! | `account`, `region` | of a private ECR registry |
//! | `path` | the repository's path, `library/` of an official Docker Hub image left out |
//! | `tag`, `digest` | `1.27`, `sha256:...`; both missing means `latest` |
//!
//! `registry_kind` is
//! - `ecr-private`: `<account>.dkr.ecr[-fips].<region>.amazonaws.com[.cn]`, or
//!   `<account>.dkr-ecr[-fips].<region>.on.aws` (dual stack);
//! - `ecr-public`: `public.ecr.aws` or `ecr-public.aws.com`;
//! - `docker-hub-implicit`: no host is written;
//! - `docker-hub`: `docker.io`, `index.docker.io`, `registry-1.docker.io` or
//!   `registry.hub.docker.com` is written;
//! - `well-known`: `quay.io`, `ghcr.io`, `gcr.io` and `*.gcr.io`, `registry.k8s.io`,
//!   `mcr.microsoft.com`, `docker.elastic.co`;
//! - `other`: any other host, bare addresses and `localhost` too.
//!
//! A part is known only where known text bounds it on both sides: in `nginx:${var.tag}` tag and
//! digest are unknown, in `nginx${var.s}` everything is. A host whose last two labels are known is
//! known, its unknown labels reading `x` (`x.dkr.ecr.x.amazonaws.com`), account and region then
//! being unknown; a reference to an ECR repository's URL is such a host, its path the repository's
//! name. An image of which nothing is known stays one unknown.

use crate::normalize::map::index::Index;
use crate::normalize::map::remade::same_place;
use crate::normalize::map::schema::{Field, Rule, field};
use crate::normalize::map::template::{HOLE, Template};
use crate::tree::Tree;
use crate::value::{Cause, Data, Entry, Piece, Text, Unknown, Value};
use indexmap::IndexMap;
use std::ops::Range;
use std::sync::Arc;

const fn part(name: &'static str) -> Field {
    field(name, "", "", "", Rule::Text)
}

/// An image of one's own, pinned by digest: what an unknown image is in the favourable world.
pub const GOOD: &str = "{\"raw\": \"111111111111.dkr.ecr.us-east-1.amazonaws.com/app@sha256:0000000000000000000000000000000000000000000000000000000000000000\", \
    \"registry\": \"111111111111.dkr.ecr.us-east-1.amazonaws.com\", \"registry_kind\": \"ecr-private\", \"account\": \"111111111111\", \
    \"region\": \"us-east-1\", \"path\": \"app\", \"digest\": \"sha256:0000000000000000000000000000000000000000000000000000000000000000\"}";

/// The parts.
pub const PARTS: &[Field] = &[
    part("raw"),
    part("scheme").good("null"),
    part("registry").good("\"111111111111.dkr.ecr.us-east-1.amazonaws.com\""),
    part("registry_kind").good("\"ecr-private\""),
    part("account").good("\"111111111111\""),
    part("region").good("\"us-east-1\""),
    part("path").good("\"app\""),
    part("tag").good("\"1.0.0\""),
    part("digest")
        .good("\"sha256:0000000000000000000000000000000000000000000000000000000000000000\""),
];

/// The host that stands for an ECR registry of which neither account nor region is known.
const UNKNOWN_ECR: &str = "x.dkr.ecr.x.amazonaws.com";

/// Takes an image apart. The value is a known string, or unknown.
#[must_use]
pub fn parse(tree: &Tree, index: &Index<'_>, value: &Value) -> Value {
    let mut value = value.clone();
    if let Data::Number(_) | Data::Bool(_) = value.data {
        value = match crate::normalize::map::scalar::convert(Rule::Text, &value.data) {
            crate::normalize::map::scalar::Scalar::Is(data) => same_place(&value, data),
            _ => {
                return crate::normalize::map::remade::unknown_like(
                    &value,
                    Cause::wrong("image is not a string"),
                );
            }
        };
    }
    if value.as_str().is_some_and(|text| text.trim().is_empty()) {
        return Value::null(value.place.span);
    }
    index.link(&mut value, &["ecr.repository"]);
    let Some(template) = Template::of(&value) else {
        return crate::normalize::map::remade::unknown_like(
            &value,
            Cause::wrong("image is not a string"),
        );
    };
    let mut reader = Reader { tree, template: &template, value: &value, parts: IndexMap::new() };
    let told = reader.read(index);
    if !told {
        return value;
    }
    let parts = reader.parts;
    // The edge to a repository of the unit stands on the object: `refs` has it under the image's
    // own path.
    let mut image = same_place(&value, Value::map(parts, value.place.span).data);
    image.refs = value.refs.clone();
    image
}

struct Reader<'a> {
    tree: &'a Tree,
    template: &'a Template<'a>,
    value: &'a Value,
    parts: IndexMap<Arc<str>, Entry>,
}

impl Reader<'_> {
    fn put(&mut self, name: &str, value: Value) {
        self.parts.insert(Arc::from(name), Entry { key: None, value });
    }

    fn put_range(&mut self, name: &str, range: Range<usize>) {
        if !range.is_empty() {
            let value = self.template.value(self.tree, range);
            self.put(name, value);
        }
    }

    /// A text that is not written as it stands, at the place of a range.
    fn put_text(&mut self, name: &str, text: &str, range: &Range<usize>) {
        let mut value = Value::string(text, None);
        value.place = self.template.place(self.tree, range);
        self.put(name, value);
    }

    fn put_unknown(&mut self, name: &str, range: &Range<usize>) {
        let reason = self.reason(range);
        let mut value = Value::new(Data::Unknown(Arc::new(Unknown::because(reason))), None);
        value.place = self.template.place(self.tree, range);
        self.put(name, value);
    }

    /// Why a range is not known.
    fn reason(&self, range: &Range<usize>) -> Cause {
        let text = self.template.text.get(range.clone()).unwrap_or_default();
        text.find(HOLE)
            .and_then(|at| self.template.hole_at(range.start + at))
            .and_then(Value::as_unknown)
            .or_else(|| self.value.as_unknown())
            .map_or(Cause::Part("the image is not known"), |unknown| unknown.reason.clone())
    }

    /// Reads the parts; false when nothing but an unknown is there.
    fn read(&mut self, index: &Index<'_>) -> bool {
        let text = self.template.text.as_str();
        let whole = 0..text.len();
        let mut raw = self.value.clone();
        raw.refs = None;
        if self.value.as_unknown().is_some_and(|unknown| unknown.pieces.is_empty()) {
            raw.refs = self.value.refs.clone();
        }
        // A reference to a repository's URL at the very start stands for a private ECR host and the
        // repository's name.
        let repository = self.template.hole_at(0).and_then(|hole| repository_url(index, hole));
        if let Some(path) = repository {
            self.put("raw", raw);
            let hole = 0..HOLE.len_utf8();
            self.put_text("registry", UNKNOWN_ECR, &hole);
            self.put_text("registry_kind", "ecr-private", &hole);
            self.put_unknown("account", &hole);
            self.put_unknown("region", &hole);
            let rest = hole.end..text.len();
            let (below, tag, digest) = self.split_tail(&rest);
            match path {
                Some(path) if !self.template.has_hole(&below) => {
                    let below = text.get(below).unwrap_or_default();
                    self.put_text("path", &format!("{path}{below}"), &hole);
                }
                _ => self.put_unknown("path", &hole),
            }
            self.put_tail(tag, digest);
            return true;
        }
        if text.chars().all(|c| c == HOLE) {
            return false;
        }
        self.put("raw", raw);
        let mut rest = whole;
        for scheme in ["http", "https"] {
            if text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
                && text[scheme.len()..].starts_with("://")
            {
                self.put_text("scheme", scheme, &(0..scheme.len()));
                rest.start = scheme.len() + 3;
            }
        }
        let (name, tag, digest) = self.split_tail(&rest);
        self.read_name(&name, tag.is_some() || digest.is_some());
        self.put_tail(tag, digest);
        true
    }

    /// Cuts `name[:tag][@digest]`. An unknown piece that touches a cut could hold one itself: then
    /// tag and digest are unknown.
    fn split_tail(&self, range: &Range<usize>) -> (Range<usize>, Option<Part>, Option<Part>) {
        let text = &self.template.text;
        let inside = &text[range.clone()];
        let (name, digest) = match inside.rfind('@') {
            Some(at) => (range.start..range.start + at, Some(range.start + at + 1..range.end)),
            None => (range.clone(), None),
        };
        let last_slash = text[name.clone()].rfind('/').map_or(name.start, |at| name.start + at + 1);
        let tag_at = text[last_slash..name.end].rfind(':').map(|at| last_slash + at);
        let (name, tag) = match tag_at {
            Some(at) => (name.start..at, Some(at + 1..name.end)),
            None => (name, None),
        };
        let open = |range: &Range<usize>| text[range.clone()].contains(HOLE);
        match (tag, digest) {
            // `repo:${tag}`: what stands for the tag may hold a digest too.
            (Some(tag), None) if open(&tag) => {
                (name, Some(Part::Unknown(tag.clone())), Some(Part::Unknown(tag)))
            }
            (Some(tag), None) => (name, Some(Part::Known(tag)), None),
            (tag, Some(digest)) => {
                let tag = match tag {
                    Some(tag) if open(&tag) => Some(Part::Unknown(tag)),
                    Some(tag) => Some(Part::Known(tag)),
                    // `${repo}@sha256:...`: the unknown piece may hold a tag.
                    None if text[name.clone()].ends_with(HOLE) => Some(Part::Unknown(name.clone())),
                    None => None,
                };
                let digest =
                    if open(&digest) { Part::Unknown(digest) } else { Part::Known(digest) };
                (name, tag, Some(digest))
            }
            // Nothing is written behind the name; an unknown end of the name may hold tag and
            // digest. A repository's URL, cut off before, holds neither.
            (None, None) if text[name.clone()].ends_with(HOLE) => {
                (name.clone(), Some(Part::Unknown(name.clone())), Some(Part::Unknown(name)))
            }
            (None, None) => (name, None, None),
        }
    }

    fn put_tail(&mut self, tag: Option<Part>, digest: Option<Part>) {
        for (name, part) in [("tag", tag), ("digest", digest)] {
            match part {
                Some(Part::Known(range)) => self.put_range(name, range),
                Some(Part::Unknown(range)) => self.put_unknown(name, &range),
                None => {}
            }
        }
    }

    /// Host and path. `bounded`: a tag or a digest ends the name, so that an unknown end of it
    /// holds none.
    fn read_name(&mut self, name: &Range<usize>, bounded: bool) {
        let text = self.template.text.as_str();
        let inside = &text[name.clone()];
        let first_end = inside.find('/').map(|at| name.start + at);
        let host = first_end.map_or(name.start..name.start, |end| name.start..end);
        let host_text = &text[host.clone()];
        match first_end {
            Some(end) if !host_text.contains(HOLE) && is_host(host_text) => {
                let kind = self.put_host(&host, host_text);
                self.put_path(&(end + 1..name.end), kind, bounded);
            }
            Some(end) if host_text.contains(HOLE) => match known_host(host_text) {
                Some(known) => {
                    self.put_text("registry", &known, &host);
                    let kind = kind_of(&known);
                    self.put_text("registry_kind", kind, &host);
                    if kind == "ecr-private" {
                        self.put_labels(&host, host_text);
                    }
                    self.put_path(&(end + 1..name.end), kind, bounded);
                }
                None => {
                    for part in ["registry", "registry_kind", "path"] {
                        self.put_unknown(part, &host);
                    }
                }
            },
            // No host is written: Docker Hub, unless an unknown piece in front may hold one.
            _ => {
                let front = first_end.map_or(name.clone(), |end| name.start..end);
                if text[front.clone()].contains(HOLE) {
                    for part in ["registry", "registry_kind", "path"] {
                        self.put_unknown(part, &front);
                    }
                } else {
                    self.put_text("registry_kind", "docker-hub-implicit", name);
                    self.put_path(name, "docker-hub-implicit", bounded);
                }
            }
        }
    }

    /// A known host: registry, its kind, and what an ECR host says. Gives the kind.
    fn put_host(&mut self, range: &Range<usize>, host: &str) -> &'static str {
        let lower = host.to_ascii_lowercase();
        let kind = kind_of(&lower);
        self.put_text("registry", &lower, range);
        self.put_text("registry_kind", kind, range);
        if kind == "ecr-private" {
            self.put_labels(range, host);
        }
        kind
    }

    /// Account and region of a private ECR host, by its labels.
    fn put_labels(&mut self, range: &Range<usize>, host: &str) {
        let mut at = range.start;
        let labels: Vec<Range<usize>> = host
            .split('.')
            .map(|label| {
                let label_range = at..at + label.len();
                at += label.len() + 1;
                label_range
            })
            .collect();
        let second = labels
            .get(1)
            .and_then(|label| self.template.text.get(label.clone()))
            .unwrap_or_default();
        let region = if second.starts_with("dkr-ecr") { 2 } else { 3 };
        for (name, index) in [("account", 0), ("region", region)] {
            if let Some(label) = labels.get(index) {
                if self.template.has_hole(label) {
                    self.put_unknown(name, label)
                } else {
                    self.put_range(name, label.clone())
                }
            }
        }
    }

    fn put_path(&mut self, range: &Range<usize>, kind: &str, bounded: bool) {
        let text = self.template.text.get(range.clone()).unwrap_or_default();
        if text.is_empty() {
            return;
        }
        let _ = bounded;
        if text.contains(HOLE) {
            self.put_unknown_path(range);
            return;
        }
        match text.strip_prefix("library/") {
            Some(official) if kind.starts_with("docker-hub") => {
                let start = range.end - official.len();
                self.put_range("path", start..range.end);
            }
            _ => self.put_range("path", range.clone()),
        }
    }

    /// An unknown path keeps what is known of its ends.
    fn put_unknown_path(&mut self, range: &Range<usize>) {
        let mut value = self.template.value(self.tree, range.clone());
        if let Data::Unknown(unknown) = &value.data
            && unknown.pieces.iter().all(|piece| matches!(piece, Piece::Unknown(_)))
        {
            let reason = unknown.reason.clone();
            value.data = Data::Unknown(Arc::new(Unknown::because(reason)));
        }
        self.put("path", value);
    }
}

enum Part {
    Known(Range<usize>),
    Unknown(Range<usize>),
}

/// Whether the first component of a reference is a host: it has a dot or a port, or is `localhost`.
fn is_host(component: &str) -> bool {
    component.contains('.')
        || component.contains(':')
        || component.eq_ignore_ascii_case("localhost")
}

/// A partly unknown host as a known one, its unknown labels reading `x`: where its last two labels
/// are known, or where it is an ECR host by its second and third label.
fn known_host(host: &str) -> Option<String> {
    let lower = host.to_ascii_lowercase();
    let labels: Vec<&str> = lower.split('.').collect();
    if labels.len() >= 4
        && labels[1] == "dkr"
        && labels[2].starts_with("ecr")
        && !labels[2].contains(HOLE)
    {
        let label = |at: usize| {
            labels.get(at).filter(|label| !label.contains(HOLE)).map_or("x", |label| label)
        };
        let suffix: Vec<&str> = labels.iter().skip(4).copied().collect();
        let known = !suffix.is_empty() && suffix.iter().all(|label| !label.contains(HOLE));
        let suffix = if known { suffix.join(".") } else { "amazonaws.com".to_owned() };
        return Some(format!("{}.dkr.{}.{}.{suffix}", label(0), labels[2], label(3)));
    }
    let [.., second, last] = labels.as_slice() else { return None };
    if second.contains(HOLE) || last.contains(HOLE) || labels.len() < 3 {
        return None;
    }
    // Below AWS's own domain every registry is trusted or not by labels that are not known here.
    if lower.contains("amazonaws.com") {
        return None;
    }
    Some(
        labels
            .iter()
            .map(|label| if label.contains(HOLE) { "x" } else { label })
            .collect::<Vec<_>>()
            .join("."),
    )
}

/// The kind of a known host, in lower case.
fn kind_of(host: &str) -> &'static str {
    let bare = host.split(':').next().unwrap_or(host);
    let labels: Vec<&str> = bare.split('.').collect();
    let ecr = |label: &str| matches!(label, "ecr" | "ecr-fips");
    match labels.as_slice() {
        [_, "dkr", service, _, rest @ ..] if ecr(service) && !rest.is_empty() => {
            return "ecr-private";
        }
        [_, "dkr-ecr" | "dkr-ecr-fips", _, "on", "aws"] => return "ecr-private",
        _ => {}
    }
    match bare {
        "public.ecr.aws" | "ecr-public.aws.com" => "ecr-public",
        "docker.io" | "index.docker.io" | "registry-1.docker.io" | "registry.hub.docker.com" => {
            "docker-hub"
        }
        "quay.io" | "ghcr.io" | "gcr.io" | "registry.k8s.io" | "mcr.microsoft.com"
        | "docker.elastic.co" => "well-known",
        _ if bare.ends_with(".gcr.io") => "well-known",
        _ => "other",
    }
}

/// Whether an unknown piece is the URL of an ECR repository (a resource of the unit, or a data
/// source), and the repository's name where it is known.
fn repository_url(index: &Index<'_>, hole: &Value) -> Option<Option<String>> {
    let [reference] = hole.references() else {
        return hole
            .references()
            .iter()
            .find_map(|reference| repository_of(index, &reference.to, &reference.attribute));
    };
    repository_of(index, &reference.to, &reference.attribute)
}

fn repository_of(index: &Index<'_>, to: &str, attribute: &str) -> Option<Option<String>> {
    if !matches!(attribute, "repository_url" | "RepositoryUri") {
        return None;
    }
    let found = index.find(to);
    let source_type = found.map_or(to, |resource| resource.source_type.as_str());
    if !source_type.contains("aws_ecr_repository") && source_type != "AWS::ECR::Repository" {
        return None;
    }
    let name = found.and_then(|resource| {
        ["name", "RepositoryName"]
            .iter()
            .find_map(|key| resource.values.get(key))
            .and_then(Value::as_str)
            .map(str::to_owned)
    });
    Some(name)
}

/// The text of a known part, for tests and for the registry's kind.
#[must_use]
pub fn text_of<'v>(image: &'v Value, part: &str) -> Option<&'v str> {
    match &image.get(part)?.data {
        Data::String(Text { text, .. }) => Some(text),
        _ => None,
    }
}
