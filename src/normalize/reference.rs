//! What the tables say, as data for the documentation: every canonical type with its attributes and
//! their spelling in each format.

use crate::normalize::map::index::dialect_of;
use crate::normalize::map::schema::{Dialect, Field, Rule, Shape};
use crate::normalize::read::{image, statement};
use crate::normalize::tables;

/// A canonical type.
#[derive(Clone, Debug)]
pub struct TypeReference {
    /// Its name: `ec2.subnet`.
    pub name: &'static str,
    /// The source types it is read from.
    pub sources: Vec<&'static str>,
    /// The source types that are read as it only where they belong to no resource of the unit.
    pub alone: Vec<&'static str>,
    /// What is folded into it: source type, and the attribute that names the owner.
    pub satellites: Vec<(&'static str, &'static str)>,
    /// Its attributes, each before those below it.
    pub attributes: Vec<AttributeReference>,
}

/// An attribute of a canonical type.
#[derive(Clone, Debug)]
pub struct AttributeReference {
    /// Where it is in the document, below `values`: `routes[].destination`.
    pub path: String,
    /// What its known values are.
    pub value: Kind,
    /// Its spellings in Terraform, in CloudFormation and in the ECS API's JSON. Below the top they
    /// are relative to the parent's.
    pub spellings: [Vec<String>; 3],
}

/// What known values of an attribute are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string, a number, ...: a word for it.
    Plain(&'static str),
    /// The name, ARN, id or reference of a resource of one of the types.
    Reference(&'static [&'static str]),
    /// One of two words.
    Words(&'static str, &'static str),
    /// A policy document: see [`statement_attributes`].
    Policy,
    /// An image reference: see [`image_attributes`].
    Image,
    /// A list of such values.
    List(Box<Kind>),
}

/// All canonical types, by name.
#[must_use]
pub fn types() -> Vec<TypeReference> {
    let mut all: Vec<TypeReference> = tables::SHAPES.iter().map(of).collect();
    all.sort_by_key(|ty| ty.name);
    all
}

/// The attributes of a statement of a policy document, whatever format it is written in.
#[must_use]
pub fn statement_attributes() -> Vec<AttributeReference> {
    let mut attributes = Vec::new();
    flatten(statement::FIELDS, TOP, &mut attributes);
    attributes
}

/// The parts of an image reference.
#[must_use]
pub fn image_attributes() -> Vec<AttributeReference> {
    let mut attributes = Vec::new();
    flatten(image::PARTS, TOP, &mut attributes);
    attributes
}

fn of(shape: &'static Shape) -> TypeReference {
    let mut attributes = Vec::new();
    flatten(shape.fields, TOP, &mut attributes);
    for (index, dialect) in DIALECTS.into_iter().enumerate() {
        if !is_spoken(shape, dialect) {
            attributes.iter_mut().for_each(|attribute| attribute.spellings[index].clear());
        }
    }
    let satellites = shape.satellites.iter().map(|folded| (folded.source_type, folded.link));
    TypeReference {
        name: shape.ty,
        sources: shape.sources.to_vec(),
        alone: tables::alone(shape.ty),
        satellites: satellites.collect(),
        attributes,
    }
}

/// Whether a type is read from a dialect. A block of a language, and what is judged apart from its
/// owner, is read from no resource type of its own.
fn is_spoken(shape: &Shape, dialect: Dialect) -> bool {
    let language = shape.ty.split('.').next().unwrap_or_default();
    match language {
        "terraform" | "provider" => dialect == Dialect::Terraform,
        "cloudformation" => dialect == Dialect::CloudFormation,
        _ if shape.sources.is_empty() => dialect != Dialect::Ecs,
        _ => shape.sources.iter().any(|ty| dialect_of(ty) == dialect),
    }
}

/// Words of the ECS API that are one word in CloudFormation too, but for their case.
const WHOLE: &[(&str, &str)] = &[("FSx", "fsx"), ("S3Files", "s3files")];

/// A path as the ECS API spells it: a small first letter, and acronyms in front as one word.
fn camel_case(path: &str) -> String {
    let word = |word: &str| {
        if let Some((whole, own)) = WHOLE.iter().find(|(whole, _)| word.starts_with(whole)) {
            return format!("{own}{}", &word[whole.len()..]);
        }
        let capitals = word.bytes().take_while(u8::is_ascii_uppercase).count();
        let small = if capitals > 1 && capitals < word.len() { capitals - 1 } else { capitals };
        format!("{}{}", word[..small].to_ascii_lowercase(), &word[small..])
    };
    path.split('.').map(word).collect::<Vec<_>>().join(".")
}

const DIALECTS: [Dialect; 3] = [Dialect::Terraform, Dialect::CloudFormation, Dialect::Ecs];

/// What stands above attributes.
#[derive(Clone, Copy)]
struct Above<'a> {
    /// The path of the parent's items.
    prefix: &'a str,
    /// Whether it is inside JSON, which Terraform spells as the ECS API does.
    json: bool,
    /// The dialects that have the parent.
    spoken: [bool; 3],
}

const TOP: Above<'static> = Above { prefix: "", json: false, spoken: [true; 3] };

fn flatten(fields: &'static [Field], above: Above<'_>, attributes: &mut Vec<AttributeReference>) {
    for field in fields {
        let value = kind(field.rule);
        let path = match above.prefix {
            "" => field.name.to_owned(),
            prefix => format!("{prefix}.{}", field.name),
        };
        let spelled = |index: usize| -> Vec<String> {
            let dialect = if above.json && index == 0 { Dialect::Ecs } else { DIALECTS[index] };
            let own = field.spellings(dialect).filter(|_| above.spoken[index]);
            own.map(|own| if dialect == Dialect::Ecs { camel_case(own) } else { own.to_owned() })
                .collect()
        };
        let spellings = [spelled(0), spelled(1), spelled(2)];
        let spoken = [0, 1, 2].map(|index: usize| !spellings[index].is_empty());
        let below = if let Kind::List(_) = value { format!("{path}[]") } else { path.clone() };
        attributes.push(AttributeReference { path, value, spellings });
        if !matches!(field.rule, Rule::Image | Rule::Policy | Rule::Statements) {
            let json = above.json || matches!(field.rule, Rule::Containers(_));
            flatten(field.children(), Above { prefix: &below, json, spoken }, attributes);
        }
    }
}

fn kind(rule: Rule) -> Kind {
    match rule {
        Rule::Text | Rule::Id => Kind::Plain("text"),
        Rule::Lower | Rule::Kebab => Kind::Plain("text in lower case"),
        Rule::Upper | Rule::Capability => Kind::Plain("text in upper case"),
        Rule::UserData => Kind::Plain("text, decoded"),
        Rule::Bool | Rule::Enabled | Rule::Word(..) => Kind::Plain("true or false"),
        Rule::Present => Kind::Plain("true where it is given"),
        Rule::State(yes, no) => Kind::Words(yes, no),
        Rule::Number => Kind::Plain("number"),
        Rule::CpuUnits => Kind::Plain("number of CPU units"),
        Rule::MemoryMib => Kind::Plain("number of MiB"),
        Rule::Protocol => Kind::Plain("protocol by name, or `all`"),
        Rule::Ref(&[]) => Kind::Plain("text or reference"),
        Rule::Ref(types) => Kind::Reference(types),
        Rule::Image => Kind::Image,
        Rule::FreeMap => Kind::Plain("map of text"),
        Rule::Policy => Kind::Policy,
        Rule::Object(_) => Kind::Plain("object"),
        Rule::Keyed(_) => Kind::Plain("object, of a list of names and values"),
        Rule::List(inner) | Rule::Many(inner) => Kind::List(Box::new(kind(*inner))),
        Rule::Objects(_) | Rule::Pairs(_) | Rule::Environment(_) | Rule::Containers(_) => {
            Kind::List(Box::new(Kind::Plain("object")))
        }
        Rule::Statements => Kind::List(Box::new(Kind::Plain("statement"))),
        Rule::Pluck(_) => Kind::Plain("text"),
        Rule::Any => Kind::Plain("anything"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_told_with_their_spellings() {
        let all = types();
        let subnet = all.iter().find(|ty| ty.name == "ec2.subnet").unwrap();
        assert!(subnet.sources.contains(&"AWS::EC2::Subnet"));
        assert!(subnet.satellites.contains(&("aws_route_table_association", "subnet_id")));
        let vpc = subnet.attributes.iter().find(|attribute| attribute.path == "vpc").unwrap();
        assert_eq!(vpc.value, Kind::Reference(&["ec2.vpc"]));
        assert_eq!(vpc.spellings, [vec!["vpc_id".to_owned()], vec!["VpcId".to_owned()], vec![]]);
        let task = all.iter().find(|ty| ty.name == "ecs.task_definition").unwrap();
        let port = "containers[].port_mappings[].container_port";
        let port = task.attributes.iter().find(|attribute| attribute.path == port).unwrap();
        let [terraform, cloudformation, ecs] = &port.spellings;
        assert_eq!((terraform, ecs), (&vec!["containerPort".to_owned()], terraform));
        assert_eq!(cloudformation, &["ContainerPort"]);
    }

    #[test]
    fn acronyms_in_front_are_one_word() {
        for (cloudformation, ecs) in [
            ("EFSVolumeConfiguration.FilesystemId", "efsVolumeConfiguration.filesystemId"),
            ("FSxWindowsFileServerVolumeConfiguration", "fsxWindowsFileServerVolumeConfiguration"),
            ("S3FilesVolumeConfiguration", "s3filesVolumeConfiguration"),
            ("ManagedEBSVolume", "managedEBSVolume"),
            ("IAM", "iam"),
            (".", "."),
        ] {
            assert_eq!(camel_case(cloudformation), ecs);
        }
    }

    #[test]
    fn every_attribute_can_be_asked_for_as_it_is_told() {
        for ty in types() {
            for attribute in ty.attributes {
                let path = &attribute.path;
                assert!(
                    crate::normalize::attribute(ty.name, path).is_some(),
                    "{}: {path}",
                    ty.name
                );
            }
        }
    }
}
