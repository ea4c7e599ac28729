//! The unit's resources by address and by literal name: who is meant by a reference, a name or an
//! ARN.

use crate::normalize::map::accounts::Accounts;
use crate::normalize::map::schema::{Dialect, Field, Rule, Shape, Shapes};
use crate::normalize::map::template::{HOLE, Template};
use crate::unit::{Presence, Resource, ResourceKind};
use crate::value::{Data, Reference, Type, Value};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// The unit's resources, looked up in every way that a value may name them.
pub struct Index<'a> {
    by_address: HashMap<&'a str, &'a Resource>,
    names: HashMap<(&'static str, String), &'a str>,
    satellites: HashMap<&'a str, Vec<&'a Resource>>,
    owners: HashMap<&'a str, Vec<&'a str>>,
    unlinked: HashMap<(&'a str, &'static str), &'a str>,
    /// Satellites that belong to no resource of the unit, each with the table of what it belongs to
    /// elsewhere.
    lone: HashMap<&'a str, &'static Shape>,
    all: &'a [Resource],
    shapes: &'a Shapes,
    accounts: OnceLock<Accounts>,
    /// The roles that task definitions name.
    task_roles: OnceLock<HashSet<String>>,
}

impl<'a> Index<'a> {
    /// Indexes a unit's resources by the tables' canonical types.
    #[must_use]
    pub fn new(resources: &'a [Resource], shapes: &'a Shapes) -> Index<'a> {
        let mut index = Index {
            by_address: resources
                .iter()
                .map(|resource| (resource.address.as_str(), resource))
                .collect(),
            names: HashMap::new(),
            satellites: HashMap::new(),
            owners: HashMap::new(),
            unlinked: HashMap::new(),
            lone: HashMap::new(),
            all: resources,
            shapes,
            accounts: OnceLock::new(),
            task_roles: OnceLock::new(),
        };
        // Names first: who owns a satellite is asked by name.
        for resource in resources.iter().filter(|resource| resource.kind == ResourceKind::Managed) {
            let Some(table) = shapes.of_source(&resource.source_type) else { continue };
            if let Some(name) = literal_name(table, resource) {
                index.names.entry((table.ty, name)).or_insert(&resource.address);
            }
        }
        let links: HashMap<&str, Vec<(&'static Shape, &'static str)>> = satellite_links(shapes);
        for resource in resources.iter().filter(|resource| resource.kind == ResourceKind::Managed) {
            let Some(owners) = links.get(resource.source_type.as_str()) else { continue };
            for (table, link) in owners {
                let found = index.owners_of(resource, table, link);
                for owner in found.known {
                    let folded = index.satellites.entry(owner).or_default();
                    if !folded.iter().any(|other| other.address == resource.address) {
                        folded.push(resource);
                    }
                    index.owners.entry(&resource.address).or_default().push(owner);
                }
                // The name it gives is not known: any resource of the type may be its owner.
                if found.open {
                    index
                        .unlinked
                        .entry((&resource.source_type, table.ty))
                        .or_insert(&resource.address);
                }
            }
            let further = index.is_further(resource);
            if further || !index.owners.contains_key(resource.address.as_str()) {
                index.lone.extend(named_owner(resource, owners).map(|table| {
                    index.satellites.entry(&resource.address).or_default().push(resource);
                    (resource.address.as_str(), table)
                }));
            }
        }
        index
    }

    /// Whether what a satellite says has been said of its owners: a bucket has one policy, and of
    /// several that name it each is judged where it stands.
    fn is_further(&self, satellite: &Resource) -> bool {
        let said = |owner: &&str| {
            let table =
                self.find(owner).and_then(|found| self.shapes.of_source(&found.source_type));
            let others = self.satellites.get(owner).into_iter().flatten();
            table.is_some_and(|table| says_once(table, &satellite.source_type))
                && others.take_while(|other| other.address != satellite.address).any(|other| {
                    other.source_type == satellite.source_type
                        && matches!(other.presence, Presence::Always)
                })
        };
        let owners = self.owners.get(satellite.address.as_str());
        owners.is_some_and(|owners| owners.iter().all(said))
    }

    /// The resources of a source type, in source order.
    pub fn of_source<'i>(
        &'i self,
        source_type: &'i str,
    ) -> impl Iterator<Item = &'a Resource> + use<'a, 'i> {
        self.all.iter().filter(move |resource| {
            resource.kind == ResourceKind::Managed && resource.source_type == source_type
        })
    }

    /// The canonical types that the tables know.
    #[must_use]
    pub fn shapes(&self) -> &'a Shapes {
        self.shapes
    }

    /// The accounts that the unit speaks of.
    #[must_use]
    pub fn accounts(&self) -> &Accounts {
        self.accounts.get_or_init(|| Accounts::of(self.all))
    }

    /// Whether a task definition of the unit names the role, as the task's or as the execution
    /// role.
    #[must_use]
    pub fn is_named_by_tasks(&self, role: &str) -> bool {
        let table = self.shapes.named("iam.role");
        let named = || {
            let mut owners = Owners { known: Vec::new(), open: false };
            for task in self.all.iter().filter(|resource| resource.kind == ResourceKind::Managed) {
                if let Some(table) = table
                    && self
                        .shapes
                        .of_source(&task.source_type)
                        .is_some_and(|found| found.ty == "ecs.task_definition")
                {
                    for field in
                        ["task_role_arn", "execution_role_arn", "TaskRoleArn", "ExecutionRoleArn"]
                    {
                        if let Some(found) = crate::normalize::map::lookup::lookup(
                            &task.values,
                            field,
                            dialect_of(&task.source_type),
                        ) {
                            self.add_owners(&found.value, table, &mut owners, 0);
                        }
                    }
                }
            }
            owners.known.into_iter().map(str::to_owned).collect()
        };
        self.task_roles.get_or_init(named).contains(role)
    }

    /// The resource of an address; an address without its instance index means the only or the
    /// symbolic instance.
    #[must_use]
    pub fn find(&self, address: &str) -> Option<&'a Resource> {
        if let Some(found) = self.by_address.get(address) {
            return Some(found);
        }
        for instance in ["[0]", "[*]"] {
            if let Some(found) = self.by_address.get(format!("{address}{instance}").as_str()) {
                return Some(found);
            }
        }
        let base =
            address.strip_suffix(']').and_then(|_| address.rfind('[')).map(|at| &address[..at])?;
        self.by_address
            .get(base)
            .or_else(|| self.by_address.get(format!("{base}[*]").as_str()))
            .copied()
    }

    /// The resources folded into an owner, in source order.
    pub fn satellites_of(&self, address: &str) -> impl Iterator<Item = &'a Resource> + use<'a, '_> {
        self.satellites.get(address).into_iter().flatten().copied()
    }

    /// A satellite of the type whose owner is not known: any resource of the owner's type may be
    /// it.
    #[must_use]
    pub fn unlinked(&self, source_type: &str, ty: &str) -> Option<&'a str> {
        let ty = self.shapes.named(ty)?.ty;
        self.unlinked
            .iter()
            .find(|((source, owner), _)| *source == source_type && *owner == ty)
            .map(|(_, address)| *address)
    }

    /// The table of what a satellite belongs to, where that is no resource of the unit.
    #[must_use]
    pub fn lone(&self, address: &str) -> Option<&'static Shape> {
        self.lone.get(address).copied()
    }

    /// Whether the resource is folded into another.
    #[must_use]
    pub fn is_folded(&self, address: &str) -> bool {
        self.owners.contains_key(address) && !self.lone.contains_key(address)
    }

    /// The address of the resource of a type that has the literal name.
    #[must_use]
    pub fn by_name(&self, ty: &str, name: &str) -> Option<&'a str> {
        let ty = self.shapes.named(ty)?.ty;
        self.names.get(&(ty, name.to_owned())).copied()
    }

    /// Who has the name or ARN that a text gives, and the attribute that the text amounts to. A
    /// name that is not known has an owner where it is the very same one.
    fn named(&self, ty: &str, template: &Template<'_>) -> Option<(&'a str, &'static str)> {
        let known = names_in(ty, &template.text)
            .into_iter()
            .find_map(|(name, attribute)| Some((self.by_name(ty, name)?, attribute)));
        known.or_else(|| {
            let identity = template.text.contains(HOLE).then(|| template.identity())??;
            Some((self.by_name(ty, &identity)?, "name"))
        })
    }

    /// Completes a value's edges: a reference to a folded resource also means its owner; a literal
    /// name or ARN whose owner is in the unit means that owner. Addresses become those of the
    /// document.
    pub fn link(&self, value: &mut Value, types: &[&str]) {
        if let Data::Either(_) = value.data {
            return;
        }
        let mut edges: Vec<Reference> = Vec::new();
        for reference in value.references() {
            let Some(found) = self.find(&reference.to) else {
                edges.push(reference.clone());
                continue;
            };
            edges.push(Reference {
                to: Arc::from(found.address.as_str()),
                attribute: reference.attribute.clone(),
            });
            for owner in self.owners.get(found.address.as_str()).into_iter().flatten() {
                edges.push(Reference {
                    to: Arc::from(*owner),
                    attribute: reference.attribute.clone(),
                });
            }
        }
        let linked = edges.iter().any(|edge| self.is_one_of(&edge.to, types));
        if !linked && let Some(template) = Template::of(value) {
            for ty in types {
                let Some((owner, attribute)) = self.named(ty, &template) else { continue };
                edges.push(Reference { to: Arc::from(owner), attribute: Arc::from(attribute) });
            }
        }
        edges.dedup();
        if !edges.is_empty() {
            value.refs = Some(Arc::from(edges));
        }
    }

    fn is_one_of(&self, address: &str, types: &[&str]) -> bool {
        self.find(address)
            .and_then(|found| self.shapes.of_source(&found.source_type))
            .is_some_and(|table| types.contains(&table.ty))
    }

    /// Whom a satellite belongs to.
    fn owners_of(&self, satellite: &'a Resource, table: &'static Shape, link: &str) -> Owners<'a> {
        let mut owners = Owners { known: Vec::new(), open: false };
        if let Some(found) = crate::normalize::map::lookup::lookup(
            &satellite.values,
            link,
            dialect_of(&satellite.source_type),
        ) {
            self.add_owners(&found.value, table, &mut owners, 0);
        }
        owners.known.dedup();
        owners
    }

    fn add_owners(
        &self,
        value: &Value,
        table: &'static Shape,
        owners: &mut Owners<'a>,
        depth: usize,
    ) {
        let before = owners.known.len();
        for target in value.references().iter().filter_map(|reference| self.find(&reference.to)) {
            let same = self
                .shapes
                .of_source(&target.source_type)
                .is_some_and(|found| found.ty == table.ty);
            if same && target.kind == ResourceKind::Managed {
                owners.known.push(&target.address);
            } else if same {
                // A data source looks up a resource of the unit, or one elsewhere.
                owners.known.extend(
                    literal_name(table, target).and_then(|name| self.by_name(table.ty, &name)),
                );
            } else if let Some(through) = self.owners.get(target.address.as_str()) {
                owners.known.extend(through);
            }
        }
        if owners.known.len() > before || depth > 16 {
            return;
        }
        match &value.data {
            Data::List(list) => {
                list.items.iter().for_each(|item| self.add_owners(item, table, owners, depth + 1))
            }
            Data::Either(either) => {
                self.add_owners(&either.then, table, owners, depth + 1);
                self.add_owners(&either.otherwise, table, owners, depth + 1);
            }
            _ => {
                let Some(template) = Template::of(value) else { return };
                match self.named(table.ty, &template) {
                    Some((owner, _)) => owners.known.push(owner),
                    // A reference to something that is no such resource (a data source, a module
                    // that was not read) names one elsewhere.
                    None => {
                        owners.open |= value.as_unknown().is_some() && value.references().is_empty()
                    }
                }
            }
        }
    }
}

/// Whether a resource takes what a satellite of a type says from one of them alone.
fn says_once(table: &Shape, source_type: &str) -> bool {
    let said = |field: &&Field| {
        field
            .spellings(dialect_of(source_type))
            .any(|spelling| spelling.rsplit_once(':').is_some_and(|(ty, _)| ty == source_type))
    };
    let mut fields = table.fields.iter().filter(said).peekable();
    fields.peek().is_some()
        && fields.all(|field| {
            !matches!(
                field.rule,
                Rule::List(_) | Rule::Many(_) | Rule::Objects(_) | Rule::Statements
            )
        })
}

/// The table of the owner that a satellite names; of several kinds one.
fn named_owner(
    satellite: &Resource,
    owners: &[(&'static Shape, &'static str)],
) -> Option<&'static Shape> {
    let dialect = dialect_of(&satellite.source_type);
    let given = |link: &str| {
        let Some(found) = super::lookup::lookup(&satellite.values, link, dialect) else {
            return false;
        };
        match &found.value.data {
            Data::Null => false,
            Data::List(list) => {
                list.items.iter().any(|item| !item.as_unknown().is_some_and(|unknown| unknown.rest))
            }
            // A list of which nothing is known may be empty.
            Data::Unknown(unknown) => !matches!(unknown.ty, Type::List(_) | Type::Set(_)),
            _ => true,
        }
    };
    let given: Vec<&'static Shape> =
        owners.iter().filter(|(_, link)| given(link)).map(|(table, _)| *table).collect();
    // What people get counts for more than what programs do.
    let people = |table: &&&Shape| matches!(table.ty, "iam.user" | "iam.group");
    given.iter().find(people).or(given.first()).copied()
}

/// The owners of a satellite, and whether there may be others: a name that is not known.
struct Owners<'a> {
    known: Vec<&'a str>,
    open: bool,
}

/// How a source type's attributes are spelled.
#[must_use]
pub fn dialect_of(source_type: &str) -> Dialect {
    if source_type.contains("::") {
        Dialect::CloudFormation
    } else if source_type.starts_with("ecs.") {
        Dialect::Ecs
    } else {
        Dialect::Terraform
    }
}

/// By satellite type, the tables it may be folded into and the attribute that names the owner.
fn satellite_links(shapes: &Shapes) -> HashMap<&'static str, Vec<(&'static Shape, &'static str)>> {
    let mut links: HashMap<&'static str, Vec<_>> = HashMap::new();
    for table in shapes.iter() {
        for satellite in table.satellites {
            links.entry(satellite.source_type).or_default().push((table, satellite.link));
        }
    }
    links
}

/// A resource's own name: literal, or the identity of one that is not known.
fn literal_name(table: &Shape, resource: &Resource) -> Option<String> {
    let field = table.fields.iter().find(|field| field.name == table.name)?;
    let dialect = dialect_of(&resource.source_type);
    let name = field.spellings(dialect).find_map(|spelling| {
        crate::normalize::map::lookup::lookup(&resource.values, spelling, dialect)
    })?;
    Template::of(&name.value)?.identity().filter(|name| !name.is_empty())
}

/// The names that a text may give for a resource of a type, each with the attribute that the text
/// amounts to. A text with an unknown part inside the name gives none.
fn names_in<'t>(ty: &str, text: &'t str) -> Vec<(&'t str, &'static str)> {
    let mut names = Vec::new();
    let known = |name: &&str| !name.is_empty() && !name.contains(HOLE);
    if let Some(resource) = arn_resource(text) {
        let name = match ty {
            "logs.log_group" => resource
                .strip_prefix("log-group:")
                .map(|name| name.strip_suffix(":*").unwrap_or(name)),
            "s3.bucket" => resource.split('/').next(),
            "lambda.function" => resource
                .strip_prefix("function:")
                .map(|name| name.split(':').next().unwrap_or(name)),
            // The name comes before an id that AWS chose.
            "msk.cluster" | "apprunner.service" => resource.split('/').nth(1),
            "mq.broker" => resource.split(':').nth(1),
            "ssm.parameter" => resource.strip_prefix("parameter"),
            "secretsmanager.secret" => {
                resource.strip_prefix("secret:").map(|name| name.split(':').next().unwrap_or(name))
            }
            "ecr.repository" => resource.strip_prefix("repository/"),
            "ecs.task_definition" => resource
                .strip_prefix("task-definition/")
                .map(|name| name.split(':').next().unwrap_or(name)),
            _ => resource.rsplit(['/', ':']).next(),
        };
        if let Some(name) = name.filter(known) {
            names.push((name, "arn"));
            // A secret's ARN ends in six characters that AWS chose; a parameter's name may lack its
            // first slash in the ARN.
            match ty {
                "secretsmanager.secret" => {
                    names.extend(
                        name.len()
                            .checked_sub(7)
                            .and_then(|at| name.get(..at))
                            .filter(known)
                            .map(|name| (name, "arn")),
                    );
                }
                "ssm.parameter" => {
                    names.extend(name.strip_prefix('/').filter(known).map(|name| (name, "arn")))
                }
                _ => {}
            }
        }
        return names;
    }
    if known(&text) {
        names.push((text, "name"));
        if ty == "ecs.task_definition" {
            names.extend(
                text.split_once(':')
                    .map(|(family, _)| (family, "name"))
                    .filter(|(family, _)| known(family)),
            );
        }
    }
    names
}

/// What stands behind the fifth colon of an ARN; unknown parts before it do not matter.
fn arn_resource(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("arn:")?;
    rest.splitn(5, ':').nth(4)
}
