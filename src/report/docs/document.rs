//! The page about the document that policies read: every type and attribute with its spelling in each
//! format, from the tables.

use crate::normalize::reference::{
    AttributeReference, Kind, TypeReference, image_attributes, statement_attributes, types,
};
use std::fmt::Write;

/// Said at the top of the page; it begins as all pages do.
const GENERATED: &str = "<!-- Written by `stridelint policy docs` from the tables in src/normalize/tables. Edit those instead. -->\n";

const INTRODUCTION: &str = "\
`stridelint document` prints what policies read: one document per deployable unit, in which every format spells the same thing alike. A resource has
an `id` (its address), a `type`, the `source_type` that it is written as, and its attributes in `values`. References to other resources stand in
`refs`, by the path of the attribute.

Each type below has the source types that it is read from and, one to a row, its attributes: the path in `values`, what its known values are, and
its spelling in each format. Of several spellings the first that is there counts; a list is put together from all of them. A spelling that begins
with a dot lies below that of the attribute's parent; a single dot is the parent itself. `type:path` is an attribute of another resource, which is
folded into this one, `type:` all of it; the resources that are, and the attributes by which they name their owner, are listed under *Folded in*.
An attribute without any spelling is made from others. What is *read from, alone* has the type only where it belongs to no resource of the unit.

What a resource has besides is kept, its names in `snake_case`, and a resource of any other type has its own type and all its attributes so. What
belongs to a resource of another unit is of that one's type, has only what it says itself, and names it in `owner`.
";

/// The page.
#[must_use]
pub fn page() -> String {
    let mut out = format!("{GENERATED}\n# The document\n\n{INTRODUCTION}\n");
    for ty in types() {
        section(&mut out, &ty);
    }
    out.push_str("## Policies\n\nA policy is an object with a list of `statements`, however it is written: as JSON, as a data source, as an object.\n\n");
    plain(&mut out, &statement_attributes());
    out.push_str("\n## Images\n\nAn image reference is taken apart. What is not known of it is not known of its parts.\n\n");
    plain(&mut out, &image_attributes());
    out
}

fn section(out: &mut String, ty: &TypeReference) {
    let _ = write!(out, "## {}\n\n", ty.name);
    if !ty.sources.is_empty() {
        let _ = write!(out, "Read from: {}.\n\n", listed(ty.sources.iter().copied()));
    }
    if !ty.alone.is_empty() {
        let _ = write!(out, "Read from, alone: {}.\n\n", listed(ty.alone.iter().copied()));
    }
    if !ty.satellites.is_empty() {
        let folded = ty.satellites.iter().map(|(ty, link)| format!("`{ty}` (`{link}`)"));
        let _ = write!(out, "Folded in: {}.\n\n", folded.collect::<Vec<_>>().join(", "));
    }
    // Columns of the formats that the type has.
    let columns: Vec<(usize, &str)> = [(0, "Terraform"), (1, "CloudFormation"), (2, "ECS API")]
        .into_iter()
        .filter(|(index, _)| ty.attributes.iter().any(|one| !one.spellings[*index].is_empty()))
        .collect();
    out.push_str("| attribute | value |");
    for (_, name) in &columns {
        let _ = write!(out, " {name} |");
    }
    let _ = writeln!(out, "\n|---|---|{}", "---|".repeat(columns.len()));
    for attribute in &ty.attributes {
        let _ = write!(out, "| `{}` | {} |", attribute.path, value(&attribute.value));
        for (index, _) in &columns {
            let dot = if attribute.path.contains('.') { "." } else { "" };
            let spelled =
                attribute.spellings[*index].iter().map(|spelling| match spelling.as_str() {
                    "." => "`.`".to_owned(),
                    spelling => format!("`{dot}{spelling}`"),
                });
            let spelled = spelled.collect::<Vec<_>>().join(", ");
            let _ = write!(out, "{}{spelled} |", if spelled.is_empty() { "" } else { " " });
        }
        out.push('\n');
    }
    out.push('\n');
}

/// A table of attributes that have no spelling of their own.
fn plain(out: &mut String, attributes: &[AttributeReference]) {
    out.push_str("| attribute | value |\n|---|---|\n");
    for attribute in attributes {
        let _ = writeln!(out, "| `{}` | {} |", attribute.path, value(&attribute.value));
    }
}

fn value(kind: &Kind) -> String {
    match kind {
        Kind::Plain(word) => (*word).to_owned(),
        Kind::Reference(types) => format!("reference to {}", listed(types.iter().copied())),
        Kind::Words(one, other) => format!("`{one}` or `{other}`"),
        Kind::Policy => "[policy](#policies)".to_owned(),
        Kind::Image => "[image](#images)".to_owned(),
        Kind::List(inner) => match &**inner {
            Kind::Plain("true or false") => "list of true or false".to_owned(),
            Kind::Plain("object") => "list of objects".to_owned(),
            Kind::Plain("statement") => "list of [statements](#policies)".to_owned(),
            Kind::Reference(types) => {
                format!("list of references to {}", listed(types.iter().copied()))
            }
            inner => format!("list of {}", value(inner)),
        },
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
