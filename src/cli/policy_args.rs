//! The arguments of `stridelint policy`.

use super::args::PolicyArgs;
use clap::Subcommand;
use std::path::PathBuf;

/// How `stridelint policy list` writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ListFormat {
    /// For a terminal.
    #[default]
    Text,
    /// JSON.
    Json,
}

/// `stridelint policy`.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// List the checks.
    List {
        /// Format.
        #[arg(short, long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
        format: ListFormat,
        /// As -f json.
        #[arg(long, hide = true)]
        json: bool,
        /// Which policies there are.
        #[command(flatten)]
        policy: PolicyArgs,
    },
    /// Write the documentation of the policies from their METADATA.
    Docs {
        /// Write nothing; say which pages are stale, and fail if any is.
        #[arg(long)]
        check: bool,
        /// The folder of the pages.
        #[arg(long, value_name = "DIR", default_value = "docs")]
        to: PathBuf,
        /// Which policies there are.
        #[command(flatten)]
        policy: PolicyArgs,
    },
    /// Run the policies' tests.
    Test {
        /// Folders with policies and tests [default: the policies that come with the program].
        #[arg(value_name = "DIR")]
        folders: Vec<PathBuf>,
        /// Only tests whose name (package.test_name) this regular expression finds.
        #[arg(long, value_name = "REGEX")]
        run: Option<String>,
        /// Say which lines the tests evaluate.
        #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
        coverage: Option<CoverageFormat>,
        /// Fail where the tests evaluate fewer of 100 lines.
        #[arg(long, value_name = "N", requires = "coverage")]
        coverage_min: Option<f64>,
        /// Format.
        #[arg(short, long, value_enum, default_value_t = TestFormat::Text, value_name = "FORMAT")]
        format: TestFormat,
        /// Run the tests of the policies that come with the program too.
        #[arg(long)]
        bundled: bool,
    },
    /// Scan the policies' fixtures and compare the findings with the expected ones.
    Fixtures {
        /// The folder with policies.
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
        /// Write expected.json beside each fixture that fires.
        #[arg(long)]
        update: bool,
    },
    /// Write a policy with its test and fixtures.
    New {
        /// The package and the check: acme.owner_tag.missing.
        #[arg(value_name = "PKG.CHECK", required_unless_present = "from_conftest")]
        name: Option<String>,
        /// The type that it is about.
        #[arg(long, value_name = "TYPE", default_value = "ecs.task_definition")]
        r#type: String,
        /// The STRIDE category.
        #[arg(long, value_name = "STRIDE", default_value = "repudiation")]
        stride: String,
        /// The folder to write into.
        #[arg(long, value_name = "DIR", default_value = ".")]
        dir: PathBuf,
        /// Write one check for each rule of a file of conftest.
        #[arg(long, value_name = "FILE")]
        from_conftest: Option<PathBuf>,
    },
    /// Write or compare stridelint.lock: the digests of the policies that stridelint.toml names.
    Lock {
        /// Write nothing; fail where a digest differs.
        #[arg(long)]
        check: bool,
    },
    /// Write the Rego and the tables that policies of your own share with the program's, for OPA and for editors of
    /// Rego.
    Shared {
        /// Write nothing; say which files are stale, and fail if any is.
        #[arg(long)]
        check: bool,
        /// The folder to write into: none that a scan has policies from.
        #[arg(value_name = "DIR")]
        to: PathBuf,
    },
    /// Read and check policies without running anything.
    Check {
        /// Folders with policies [default: the policies that come with the program].
        #[arg(value_name = "DIR")]
        folders: Vec<PathBuf>,
        /// Format.
        #[arg(short, long, value_enum, default_value_t = CheckFormat::Text, value_name = "FORMAT")]
        format: CheckFormat,
        /// Write custom.reads above the checks that lack it, as their bodies have it.
        #[arg(long)]
        write: bool,
    },
}

/// How `stridelint policy check` writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum CheckFormat {
    /// One line for each message.
    #[default]
    Text,
    /// JSON.
    Json,
    /// SARIF 2.1.0.
    Sarif,
}

/// How `stridelint policy test` writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum TestFormat {
    /// One line for each test that failed.
    #[default]
    Text,
    /// JSON.
    Json,
    /// JUnit XML.
    Junit,
}

/// How coverage is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum CoverageFormat {
    /// One line for each file.
    #[default]
    Text,
    /// JSON, as `opa test --coverage` has it.
    Json,
    /// LCOV.
    Lcov,
}
