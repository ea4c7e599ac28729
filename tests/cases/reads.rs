//! Every check's METADATA says what it reads: held against every fixture of the check, with unknown
//! values put in everywhere.

use crate::Case;
use crate::support::fixtures::{TODAY, folders, policies, root};
use std::path::Path;
use stridelint::document::Document;
use stridelint::policy::verify;
use stridelint::scan::{Options, Silent, documents};
use stridelint::tree::{Limits, disk};

/// Checks for which the property does not hold (yet), and why.
const EXCEPTIONS: [(&str, &str); 15] = [
    (
        "cloudwatch-log-tampering.task-can-delete-logs",
        "how a policy is held is the normalizer's word and never unknown",
    ),
    (
        "container-image-tampering.task-can-push-images",
        "how a policy is held is the normalizer's word and never unknown",
    ),
    (
        "phished-credentials.admin-without-mfa",
        "how a policy is held is the normalizer's word and never unknown",
    ),
    ("container-escape.root-user", "an unknown operating system counts as Linux"),
    (
        "task-definition-tampering.writable-root-filesystem",
        "an unknown operating system counts as Linux",
    ),
    ("log-flooding.retention-unset", "the quiet log group class is the one it fires for"),
    (
        "log-retention-misconfiguration.log-group-auto-created",
        "two values have to be equal, which reads cannot say",
    ),
    (
        "log-retention-misconfiguration.lossy-log-delivery",
        "an unknown mode is not the one value that keeps it quiet",
    ),
    (
        "rds-misconfiguration.hardcoded-master-password",
        "two values have to be equal, which reads cannot say",
    ),
    (
        "sensitive-env-var-logging.environment-dumped-to-log",
        "one word of a command cannot be bad alone",
    ),
    (
        "service-role-misuse.task-role-is-execution-role",
        "two values have to be equal, which reads cannot say",
    ),
    (
        "task-definition-tampering.ignored-task-drift",
        "an unknown deployment controller is none of those that keep it quiet",
    ),
    (
        "task-execution-ambiguity.shared-task-role",
        "two values have to be equal, which reads cannot say",
    ),
    (
        "unencrypted-dataflows.plaintext-endpoint-in-environment",
        "a host counts as outside unless a container is known by its name",
    ),
    ("vulnerable-libraries.end-of-life-base-image", "path and tag are bad together only"),
];

/// Checks whose bad value depends on the name beside it.
const BY_NAME: [&str; 1] = ["weak-authentication.authentication-disabled-in-environment"];

/// `reads::<threat>::<check>`.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (threat, folder) in folders(&root()) {
        for (check, folder) in folders(&folder) {
            let id = format!("{threat}.{check}");
            let name = format!("reads::{threat}::{check}");
            cases.push(Case::new(name, move || complaints(&id, &folder)));
        }
    }
    cases
}

fn complaints(id: &str, folder: &Path) -> Vec<String> {
    let set = policies();
    let check = set.check(id).unwrap_or_else(|| panic!("there is no check {id}"));
    let excepted = EXCEPTIONS.iter().any(|(other, _)| *other == id) || BY_NAME.contains(&id);
    let documents = fixtures(folder);
    assert!(!documents.is_empty(), "no document in {}", folder.display());
    let mut complaints = Vec::new();
    for document in &documents {
        if !excepted {
            complaints.extend(verify::check_reads_of(document, set, check));
        }
        complaints.extend(verify::check_places_of(document, set, check));
    }
    complaints
}

fn fixtures(folder: &Path) -> Vec<Document> {
    let (scopes, problems) = disk::open(&[folder.to_path_buf()], Limits::default());
    assert!(problems.is_empty(), "{problems:?}");
    let options = Options { today: TODAY.to_owned(), ..Options::default() };
    scopes.iter().flat_map(|scope| documents(scope, None, &options, &Silent).0).collect()
}
