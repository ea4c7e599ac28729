//! Readers of values that have a structure of their own: image references, URLs, scripts, policy
//! documents, API definitions.

pub mod accounts;
pub mod conditions;
pub mod image;
pub mod machine_image;
pub mod managed;
pub mod openapi;
pub mod settings;
pub mod statement;
pub mod tls;
pub mod url;
pub mod user_data;
