//! Which columns the structures of the tables have.

use super::super::v1::{
    Absorbed, Announced, Call, Check, Finding, Gap, Instance, Location, Mark, Open, Outcome,
    Position, Problem, Related, Row, Run, SetBy, Snippet, Suppression, Timing, Unit,
};
use super::cells::{Back, Column, Made, field, part, parts, structure};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Fields};

/// Each structure with its fields, all of them: one that is not named does not compile.
macro_rules! columns {
    ($($name:ident { $($field:ident),+ $(,)? })+) => {$(
        impl $name {
            fn fields() -> Fields {
                vec![$(field(stringify!($field), |of: &$name| &of.$field)),+].into()
            }
        }

        impl Column for $name {
            fn kind() -> DataType {
                DataType::Struct($name::fields())
            }

            fn array(cells: &[Option<&Self>], nulls: bool) -> Made {
                let made = vec![$(part(cells, |$name { $field, .. }: &$name| $field)?),+];
                structure($name::fields(), made, cells, nulls)
            }

            fn cells(array: &ArrayRef) -> Back<Self> {
                $(let mut $field = parts(array, stringify!($field), |of: &$name| &of.$field)?.into_iter();)+
                let missing = |name: &str| format!("there is nothing in `{name}` of a row");
                (0..array.len())
                    .map(|at| {
                        $(let $field = $field.next().flatten();)+
                        if array.is_null(at) {
                            return Ok(None);
                        }
                        Ok(Some($name {
                            $($field: $field.ok_or_else(|| missing(stringify!($field)))?),+
                        }))
                    })
                    .collect()
            }
        }
    )+};
}

columns! {
    Row {
        table, repository, commit, closure, run, finding, unit, problem, gap, announced, timing, outcome,
        check,
    }
    Run { schema, version, policies, options, today }
    Finding {
        unit, check, threat, stride, severity, certainty, message, resource, resource_type,
        source_type, path, location, fingerprint, identity, example, counts, missing, format, case,
        set_by, written_in, display, subject, condition, variants, unknown, open, suppression, related,
        snippet, instances, absorbed,
    }
    Location { file, start, end }
    Position { line, column, byte_column }
    Open { scope, what, why, cure, for_callers }
    SetBy { told, line }
    Suppression { kind, reason, until }
    Related { kind, location, message }
    Snippet { first_line, lines, marks }
    Mark { line, column, length }
    Instance {
        unit, resource, subject, path, condition, variants, certainty, fingerprint, suppression,
    }
    Absorbed { check, message, location, fingerprint }
    Unit { id, base, within, format, example, resources }
    Problem { loss, file, at, message, cure }
    Gap { kind, file, at, what, why, cure, call, lost }
    Call { source, version, arguments }
    Announced { file, line, message }
    Timing { cpu_ms, wall_ms, peak_kib }
    Outcome { status, error, units, findings, nothing }
    Check { id, threat, stride, title, severity, description, cwe, mitre, security_hub }
}
