//! stridelint: policy as code over infrastructure as code.
//!
//! # As a library
//!
//! [`Scan`] runs a scan and gives its findings, [`documents()`] the normalized documents that policies
//! see. That is the crate's interface; it follows the version as Cargo has it.
//!
//! ```
//! use stridelint::{Scan, Severity};
//!
//! let report = Scan::of("testdata/demo").no_config().run()?;
//! let worst = report.findings().iter().filter(|finding| finding.severity == Severity::Critical);
//! for finding in worst {
//!     println!("{}:{}: {} [{}]", finding.file, finding.line, finding.message, finding.check);
//! }
//! # assert!(report.findings().iter().any(|one| one.check == "container-escape.privileged-container"));
//! # let json: serde_json::Value = serde_json::from_str(report.json()).unwrap();
//! # assert_eq!(json["findings"].as_array().unwrap().len(), report.findings().len());
//! # assert_eq!(json["complete"], report.is_complete());
//! # let units = stridelint::documents("testdata/demo")?;
//! # assert!(units.iter().any(|unit| unit["unit"]["id"] == "testdata/demo/payments/template.yaml"));
//! # Ok::<(), stridelint::Error>(())
//! ```
//!
//! # Inside
//!
//! ```text
//! paths -- Tree --> discover --> Unit --> parse + evaluate --> resources (located values)
//!                                               |
//!                                          normalize --> Document --> worlds --> policy engine --> Finding --> Report
//! ```
//!
//! Each stage is a pure function that returns what it made and the problems it met; a broken file
//! costs that file, never the scan. `ARCHITECTURE.md` says where everything is and which invariants
//! hold. The stages are public for the project's own tests, benches and fuzz targets; they are hidden
//! here, and no version promises anything of them.

mod baseline;
mod budget;
mod bulk;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod cli;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod cloudformation;
mod config;
mod date;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod discover;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod document;
mod ecs;
#[cfg(feature = "lsp")]
mod editor;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod finding;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod fix;
#[cfg(feature = "review")]
mod forge;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod gap;
mod interrupt;
mod library;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod model;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod normalize;
mod number;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod path;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod policy;
mod printable;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod report;
#[cfg(feature = "review")]
mod review;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod scan;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod secret;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod source;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod states;
mod suppress;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod syntax;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod terraform;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod tree;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod unit;
#[cfg_attr(not(clippy), doc(hidden))]
pub mod value;
mod verbatim;

pub use library::{Certainty, Error, Finding, Report, Scan, Severity, documents};
