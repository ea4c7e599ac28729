//! The action and the snippets for continuous integration, run as they are written: with the real git
//! and bash, a `cargo` that hands over the build that is tested, and a service that plays GitHub.

use crate::program::{Folder, PRIVILEGED, program, task};
use crate::repository::root;
use crate::support::forge::{Server, TOKEN};
use crate::workflow::{Done, Runner, text, yaml};
use std::collections::BTreeMap;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::Command;

/// A machine with a checkout on it.
pub struct Machine {
    pub runner: Runner,
    /// The workspace.
    pub checkout: Folder,
    /// The programs that are not the real ones, and what they noted.
    pub fake: Folder,
    /// GitHub.
    pub server: Server,
    _temp: tempfile::TempDir,
}

impl Machine {
    pub fn new(checkout: Folder) -> Machine {
        let fake = Folder::new(&[]);
        let at = fake.path().to_str().unwrap().to_owned();
        let note = |name: &str| format!("printf '%s\\n' \"$*\" >> {at}/{name}.log\n");
        let cargo = format!(
            "while [ $# -gt 0 ]; do if [ \"$1\" = --root ]; then root=$2; fi; shift; done\nmkdir -p \"$root/bin\"\nln -sf {} \"$root/bin/stridelint\"\n",
            program()
        );
        let version = "echo rustc 1.95.0\n".to_owned();
        let programs = [
            ("cargo", note("cargo") + &cargo),
            ("rustc", version),
            ("terraform", note("terraform")),
        ];
        for (name, script) in programs {
            let path = fake
                .write(&format!("bin/{name}"), format!("#!/usr/bin/env bash\nset -e\n{script}"));
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let temp = tempfile::tempdir().unwrap();
        let runner = Runner {
            workspace: checkout.path().to_path_buf(),
            temp: temp.path().to_path_buf(),
            programs: fake.path().join("bin"),
            context: BTreeMap::from([("github.repository".to_owned(), "owner/shop".to_owned())]),
            actions: BTreeMap::new(),
            done: Vec::new(),
        };
        let mut machine = Machine { runner, checkout, fake, server: Server::new(), _temp: temp };
        let address = machine.server.address.clone();
        machine.knows(&[
            ("github.token", TOKEN),
            ("machine.GITHUB_API_URL", &address),
            ("machine.GITHUB_SERVER_URL", "https://github.com"),
        ]);
        machine
    }

    /// What is known of the run.
    pub fn knows(&mut self, facts: &[(&str, &str)]) {
        let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.runner.context.extend(facts);
    }

    /// Runs the action, and gives the status of the scan and what it printed.
    pub fn runs(&mut self, inputs: &[(&str, &str)]) -> (bool, String) {
        let inputs = inputs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let succeeded = self.runner.action(&root(), &inputs.collect());
        (succeeded, self.step("Scan").said.clone())
    }

    pub fn step(&self, name: &str) -> &Done {
        let found = self.runner.done.iter().rev().find(|done| done.name == name);
        found.unwrap_or_else(|| panic!("no step {name}: {:#?}", self.runner.done))
    }

    pub fn has(&self, name: &str) -> bool {
        self.runner.done.iter().any(|done| done.name.starts_with(name))
    }

    /// The service and the event tell of the branch as it is now.
    pub fn pushed(&mut self) {
        let head = self.checkout.git_out(&["rev-parse", "change"]);
        let names = self.checkout.git_out(&["diff", "--name-only", "main...change"]);
        let patch = |name: &str| {
            let text = self.checkout.git_out(&["diff", "main...change", "--", name]) + "\n";
            (name.to_owned(), text[text.find("@@").unwrap()..].to_owned())
        };
        {
            let mut world = self.server.world();
            world.diff = names.lines().map(patch).collect();
            world.head = head.clone();
        }
        let event = serde_json::json!({"pull_request": {"number": 12, "head": {"sha": head}}});
        let file = self.fake.write("event.json", event.to_string());
        self.knows(&[("machine.GITHUB_EVENT_PATH", file.to_str().unwrap())]);
    }

    /// What a program that is not the real one was told.
    fn told(&self, name: &str) -> String {
        let path = self.fake.path().join(format!("{name}.log"));
        std::fs::read_to_string(path).unwrap_or_default()
    }

    pub fn summary(&self) -> String {
        std::fs::read_to_string(self.runner.temp.join("summary")).unwrap_or_default()
    }
}

/// A pull request's merge commit as a machine checks it out: the base, which has a finding, and the
/// change, which has another and would turn all checks off.
fn pull_request() -> (Folder, String) {
    let folder = Folder::new(&[("app/old.tf", &task("old", PRIVILEGED))]);
    folder.git(&["init", "-q"]);
    folder.commit();
    folder.git(&["checkout", "-q", "-b", "change"]);
    folder.write("app/new.tf", task("new", PRIVILEGED));
    folder.write("stridelint.toml", "disable = [\"all\"]\n");
    folder.commit();
    folder.git(&["checkout", "-q", "main"]);
    folder.write("README.md", "x");
    folder.commit();
    let base = folder.git_out(&["rev-parse", "HEAD"]);
    folder.git(&["checkout", "-q", "--detach"]);
    folder.git(&["merge", "-q", "--no-ff", "-m", "merge", "change"]);
    (folder, base)
}

/// The machine of a pull request of the repository itself.
pub fn on_pull_request() -> Machine {
    let (folder, base) = pull_request();
    folder.git(&["remote", "add", "origin", "https://github.com/owner/shop"]);
    let mut machine = Machine::new(folder);
    machine.knows(&[
        ("github.event_name", "pull_request"),
        ("github.event.pull_request.base.sha", &base),
        ("github.event.pull_request.number", "12"),
    ]);
    machine.pushed();
    machine
}

/// Of the two tasks the new one alone is reported.
pub fn only_the_new(said: &str) {
    assert!(said.contains("app/new.tf") && !said.contains("app/old.tf"), "{said}");
}

#[test]
fn a_pull_request_is_told_what_it_adds() {
    let mut machine = on_pull_request();
    let (succeeded, said) = machine.runs(&[]);
    assert!(!succeeded && !machine.step("Result").succeeded, "{said}");
    assert!(machine.step("Review").succeeded, "{}", machine.step("Review").said);
    only_the_new(&said);
    // What the change says of the configuration is told and does not count.
    assert!(said.contains("stridelint.toml"), "{said}");
    assert!(machine.summary().contains("app/new.tf"), "{}", machine.summary());
    let world = machine.server.world();
    let whole = world.wholes().concat();
    assert!(
        whole.contains("app/new.tf") && whole.contains("stridelint&#46;toml")
            || whole.contains("stridelint.toml"),
        "{whole}"
    );
    let lines = world.lines();
    assert!(lines.iter().all(|line| line["path"] == "app/new.tf") && !lines.is_empty());
    drop(world);
    assert!(!machine.has("github/codeql-action"));
    // Nothing is built but the action's own checkout.
    let built = machine.told("cargo");
    assert!(built.starts_with("install --quiet --locked --path ") && built.lines().count() == 1);
}

/// On Windows the folder of the program has a drive, whose colon would cut it in two in PATH: bash is
/// asked how it calls the folder. A `cd` that knows such a name stands in for bash on Windows.
#[test]
fn the_installed_program_is_found_behind_a_drive() {
    let action = yaml(&std::fs::read_to_string(root().join("action.yml")).unwrap());
    let steps = action["runs"]["steps"].as_array().unwrap();
    let scan = steps.iter().find(|step| step["id"] == "scan").unwrap();
    let folder = Folder::new(&[("contrib/ci/scan.sh", "command -v stridelint\n")]);
    for name in ["contrib/ci/scan.sh", "installed/bin/stridelint"] {
        let path = folder.path().join(name);
        if !path.exists() {
            folder.write(name, "");
        }
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let windows = format!(
        "cd() {{ builtin cd \"${{1/#D:/{}}}\"; }}\n{}",
        folder.path().display(),
        scan["run"].as_str().unwrap()
    );
    let ran = Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &windows])
        .current_dir(folder.path())
        .env("ACTION", folder.path())
        .env("INSTALLED", "D:/installed")
        .env("GITHUB_OUTPUT", folder.path().join("output"))
        .envs(["EVENT", "BASE", "UNTRUSTED", "SCAN_OUT"].map(|name| (name, "")))
        .output()
        .unwrap();
    let found = String::from_utf8_lossy(&ran.stdout).into_owned();
    let installed = folder.path().join("installed/bin/stridelint");
    assert_eq!(found.trim_end(), installed.to_str().unwrap(), "{ran:?}");
    assert_eq!(folder.read("output"), "status=0\nreport=\n");
}

#[test]
fn inputs_reach_the_scan_and_nothing_else() {
    let mut machine = on_pull_request();
    let evil = "app/old.tf\n$(touch evil)\n`touch evil`; touch evil";
    machine.runs(&[
        ("paths", evil),
        ("comment", "false"),
        ("base", "none"),
        ("untrusted", "false"),
    ]);
    assert!(!machine.checkout.path().join("evil").exists());
    assert_eq!(machine.server.world().requests, 0);
    let mut machine = on_pull_request();
    let (succeeded, said) = machine.runs(&[
        ("fail-on", "never"),
        ("arguments", "--disable\ncontainer-escape"),
        ("upload-sarif", "true"),
        ("comment", "false"),
    ]);
    assert!(succeeded && !said.contains("privileged-container"), "{said}");
    let upload = "github/codeql-action/upload-sarif";
    let upload = machine.runner.done.iter().find(|done| done.name.starts_with(upload)).unwrap();
    let sarif: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&upload.with["sarif_file"]).unwrap())
            .unwrap();
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn a_merge_queue_and_a_push_have_their_bases() {
    let (folder, base) = pull_request();
    let mut machine = Machine::new(folder);
    machine.knows(&[
        ("github.event_name", "merge_group"),
        ("github.event.merge_group.base_sha", &base),
    ]);
    only_the_new(&machine.runs(&[]).1);
    assert_eq!(machine.server.world().requests, 0);
    machine.checkout.write("stridelint.toml", "");
    machine.checkout.commit();
    machine.knows(&[("github.event_name", "push"), ("github.event.before", &base)]);
    only_the_new(&machine.runs(&[]).1);
    // A new branch, a push whose base is gone, and a schedule are reported whole.
    for (event, before) in [
        ("push", "0000000000000000000000000000000000000000"),
        ("push", "1234567890123456789012345678901234567890"),
        ("schedule", ""),
    ] {
        machine.knows(&[("github.event_name", event), ("github.event.before", before)]);
        let (succeeded, said) = machine.runs(&[]);
        assert!(!succeeded && said.contains("file=app/new.tf") && said.contains("file=app/old.tf"));
    }
}

#[test]
fn a_base_that_is_not_there_fails_a_change_of_others() {
    let mut machine = on_pull_request();
    machine.knows(&[(
        "github.event.pull_request.base.sha",
        "1234567890123456789012345678901234567890",
    )]);
    let (succeeded, said) = machine.runs(&[]);
    assert!(!succeeded && said.contains("fetch-depth: 0"), "{said}");
    assert_eq!(machine.summary(), "");
}

#[test]
fn modules_are_downloaded_where_it_is_asked_for() {
    let mut machine = on_pull_request();
    machine.runs(&[("terraform-get", "app\nlive/stage\n")]);
    assert_eq!(
        machine.told("terraform"),
        "-chdir=app get -no-color\n-chdir=live/stage get -no-color\n"
    );
}

/// A release adds the list of its wheels; then nothing is compiled.
#[test]
fn a_release_installs_its_wheel_by_hash() {
    let script = std::fs::read_to_string(root().join("contrib/ci/install.sh")).unwrap();
    let checkout = Folder::new(&[("contrib/ci/install.sh", &script)]);
    checkout.write("contrib/ci/wheels.txt", "stridelint==0.1.0 --hash=sha256:0\n");
    let pip = "#!/bin/sh\nprintf '%s\\n' \"$*\" > told\nprintf '#!/bin/sh\\necho installed\\n' > to/python/bin/stridelint\nchmod +x to/python/bin/stridelint\n";
    let python = format!(
        "#!/bin/sh\nmkdir -p \"$3/bin\"\ncat > \"$3/bin/pip\" <<'E'\n{pip}E\nchmod +x \"$3/bin/pip\"\n"
    );
    let path = checkout.write("bin/python3", python);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path =
        format!("{}:{}", checkout.path().join("bin").display(), std::env::var("PATH").unwrap());
    let ran = Command::new("bash")
        .args(["contrib/ci/install.sh", "to"])
        .current_dir(checkout.path())
        .env("PATH", path)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "installed\n", "{ran:?}");
    let told = checkout.read("told");
    assert!(told.contains("--require-hashes") && told.contains("contrib/ci/wheels.txt"), "{told}");
}

/// The workflow that `stridelint init` writes, before and after its two lines are filled in.
#[test]
fn the_workflow_that_init_writes_runs() {
    let mut machine = on_pull_request();
    let written = Folder::new(&[]);
    assert_eq!(written.run(&["init", "--yes"]).code, 0);
    let text = written.read(".github/workflows/stridelint.yml");
    assert!(!machine.runner.workflow(&yaml(&text)));
    let asks = "fill in STRIDELINT_REPOSITORY and STRIDELINT_REF";
    assert!(machine.runner.done.iter().any(|done| !done.succeeded && done.said.contains(asks)));
    let text =
        text.replace("STRIDELINT_REPOSITORY: \"\"", "STRIDELINT_REPOSITORY: owner/stridelint");
    let text = text.replace("STRIDELINT_REF: \"\"", "STRIDELINT_REF: 0123456789");
    // Both checkouts lie beside one another.
    let both = Folder::new(&[]);
    symlink(machine.checkout.path(), both.path().join("repository")).unwrap();
    symlink(root(), both.path().join("stridelint")).unwrap();
    machine.runner.workspace = both.path().to_path_buf();
    machine.runner.done.clear();
    assert!(!machine.runner.workflow(&yaml(&text)));
    let checkouts: Vec<&BTreeMap<String, String>> = machine
        .runner
        .done
        .iter()
        .filter(|done| done.name.starts_with("actions/checkout@"))
        .map(|done| &done.with)
        .collect();
    assert_eq!(checkouts[0]["path"], "repository");
    assert_eq!(checkouts[1]["repository"], "owner/stridelint");
    assert_eq!(checkouts[1]["path"], "stridelint");
    only_the_new(&machine.step("Scan").said);
}

/// The workflows of the pages, with this repository in the place that they leave open.
#[test]
fn the_workflows_of_the_pages_run() {
    let mut ran = 0;
    for page in ["README.md", "docs/install.md"] {
        let page = std::fs::read_to_string(root().join(page)).unwrap();
        for block in page.split("\n```yaml\n").skip(1) {
            let block = block.split("\n```").next().unwrap();
            if !block.contains("runs-on:") {
                continue;
            }
            let mut machine = on_pull_request();
            machine.runner.actions.insert("OWNER/stridelint@COMMIT".to_owned(), root());
            assert!(!machine.runner.workflow(&yaml(block)), "the change adds a finding");
            only_the_new(&machine.step("Scan").said);
            assert!(machine.step("Review").succeeded);
            assert_eq!(machine.server.world().wrote(), ["POST reviews", "POST comments"]);
            let asked = block.contains("upload-sarif: true");
            assert_eq!(machine.has("github/codeql-action"), asked);
            // What the steps write to is what the job may write to.
            let wants = [("pull-requests: write", true), ("security-events: write", asked)];
            assert!(wants.iter().all(|(right, wanted)| block.contains(right) == *wanted));
            ran += 1;
        }
    }
    assert_eq!(ran, 2);
}

/// The documents of GitLab's component: what it is given, and its jobs.
fn component() -> (serde_json::Value, String) {
    let file = std::fs::read_to_string(root().join("templates/stridelint.yml")).unwrap();
    let (spec, jobs) = file.split_once("\n---\n").unwrap();
    (yaml(spec), jobs.to_owned())
}

#[test]
fn the_component_for_gitlab_runs() {
    let (spec, jobs) = component();
    let given = [("repository", "https://git.example.com/stridelint.git"), ("revision", "0123")];
    let jobs =
        spec["spec"]["inputs"].as_object().unwrap().iter().fold(jobs, |jobs, (name, input)| {
            let given =
                given.iter().find(|(given, _)| given == name).map(|(_, value)| (*value).to_owned());
            let required = input["default"].is_null();
            assert_eq!(required, given.is_some(), "{name}");
            jobs.replace(
                &format!("$[[ inputs.{name} ]]"),
                &given.unwrap_or_else(|| text(&input["default"])),
            )
        });
    let jobs = yaml(&jobs);
    let job = &jobs["stridelint"];
    let script: Vec<&str> =
        job["script"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let (folder, base) = pull_request();
    let machine = Machine::new(folder);
    let run = |base: Option<&str>, token: &str| {
        let path =
            std::env::split_paths(&std::env::var_os("PATH").unwrap()).collect::<Vec<PathBuf>>();
        let path = std::iter::once(machine.fake.path().join("bin")).chain(path);
        let mut command = Command::new("sh");
        command.args(["-e", "-c", &script.join("\n")]).current_dir(machine.checkout.path());
        command.env("PATH", std::env::join_paths(path).unwrap());
        command.env("CI_PROJECT_DIR", machine.checkout.path()).env_remove("SOURCE_DATE_EPOCH");
        command.env("GITLAB_TOKEN", token);
        command.env("CI_API_V4_URL", format!("{}/api/v4", machine.server.address));
        command.env("CI_PROJECT_PATH", "group/shop").env("CI_MERGE_REQUEST_IID", "12");
        for (name, value) in job["variables"].as_object().unwrap() {
            command.env(name, text(value));
        }
        command.envs(base.map(|base| ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base)));
        command.output().unwrap()
    };
    let ran = run(Some(&base), "");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert_eq!(ran.status.code(), Some(1), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains("app/new.tf") && !said.contains("app/old.tf:"), "{said}");
    let reports = job["artifacts"]["reports"].as_object().unwrap();
    let quality = machine.checkout.read(reports["codequality"].as_str().unwrap());
    assert!(quality.contains("app/new.tf") && !quality.contains("app/old.tf"), "{quality}");
    let sast = machine.checkout.read(reports["sast"].as_str().unwrap());
    assert!(sast.contains("app/new.tf") && sast.contains("\"type\": \"sast\""), "{sast}");
    assert!(machine.checkout.read(reports["junit"].as_str().unwrap()).contains("<testsuite"));
    assert!(
        machine.told("cargo").contains("--git https://git.example.com/stridelint.git --rev 0123")
    );
    assert_eq!(machine.server.world().requests, 0);
    // With a token the merge request is reviewed.
    machine.server.world().head = machine.checkout.git_out(&["rev-parse", "HEAD"]);
    let ran = run(Some(&base), TOKEN);
    assert_eq!(ran.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(machine.server.world().wrote(), ["POST notes"], "{said}");
    assert!(machine.checkout.read(reports["codequality"].as_str().unwrap()).contains("app/new.tf"));
    // Of a branch all is reported, by the configuration that it has.
    let ran = run(None, TOKEN);
    assert_eq!(ran.status.code(), Some(0), "the branch turns all checks off");
}
