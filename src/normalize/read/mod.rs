//! Readers of values that have a structure of their own: image references, URLs, scripts, policy
//! documents, API definitions.

pub mod accounts;
pub mod conditions;
pub mod image;
pub mod machine_image;
pub mod managed;
pub mod names;
pub mod openapi;
pub mod placeholder;
pub mod ranges;
pub mod reach;
pub mod statement;
pub mod stores;
pub mod tls;
pub mod url;
pub mod user_data;

use super::map::walk::Readers;

/// What the walk hands values with a structure of their own to.
pub static READERS: Readers = Readers {
    image: image::parse,
    variable: url::beside,
    names: names::apart,
    policy: statement::policy,
    statements: statement::statements,
};
