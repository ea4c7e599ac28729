//! Where SARIF says that something stands, as types.

use serde::Serialize;

/// `message`.
#[derive(Serialize)]
pub struct Message {
    /// Plain text.
    pub text: String,
}

/// `location`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// The place in a file.
    pub physical_location: PhysicalLocation,
    /// The resource.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub logical_locations: Vec<LogicalLocation>,
    /// Its number among the result's related locations, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<usize>,
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

/// `physicalLocation`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhysicalLocation {
    /// The file.
    pub artifact_location: ArtifactLocation,
    /// The part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
}

/// `artifactLocation`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactLocation {
    /// A relative address.
    pub uri: String,
    /// What it is relative to.
    pub uri_base_id: &'static str,
}

/// `region`: never empty, in the unit of the run's `columnKind`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// Line of the first character, from 1.
    pub start_line: u32,
    /// Its column, from 1.
    pub start_column: u32,
    /// Line of the last character.
    pub end_line: u32,
    /// One past its column.
    pub end_column: u32,
}

/// `logicalLocation`.
#[derive(PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogicalLocation {
    /// The resource's address.
    pub fully_qualified_name: String,
    /// Always `resource`.
    pub kind: &'static str,
}
