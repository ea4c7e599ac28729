//! What is compared with what: bases, the index, commits, submodules, clones that lack history.

use crate::program::{CHECK, Folder, PRIVILEGED, Run, task};
use crate::repository::policy_files;
use std::path::Path;

fn repository(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(files);
    folder.git(&["init", "-q"]);
    folder.commit();
    folder
}

/// Exit status and places of the privileged containers that a comparison reports.
fn new(folder: &Folder, args: &[&str]) -> (i32, Vec<String>) {
    let mut all = vec![".", "--no-config"];
    all.extend(args);
    told(&folder.scan(&all))
}

/// As [`new`], with the configuration that the comparison has.
fn configured(folder: &Folder, args: &[&str]) -> (i32, Vec<String>) {
    told(&folder.scan(args))
}

fn told(run: &Run) -> (i32, Vec<String>) {
    let found = run.findings().into_iter().filter(|(check, _)| check == CHECK);
    (run.code, found.map(|(_, place)| place).collect())
}

fn nothing() -> (i32, Vec<String>) {
    (0, Vec::new())
}

fn one(place: &str) -> (i32, Vec<String>) {
    (1, vec![place.to_owned()])
}

#[test]
fn the_base_is_where_the_branch_left() {
    let folder = repository(&[("app/main.tf", &task("a", PRIVILEGED))]);
    folder.git(&["checkout", "-q", "-b", "feature"]);
    folder.write("x/main.tf", task("b", ""));
    folder.commit();
    folder.git(&["checkout", "-q", "main"]);
    folder.write("app/main.tf", task("a", ""));
    folder.write("y/main.tf", task("b", PRIVILEGED));
    folder.commit();
    folder.git(&["checkout", "-q", "feature"]);
    assert_eq!(new(&folder, &["--diff-base", "main"]), nothing(), "main fixed it since");
    assert_eq!(new(&folder, &["--diff-exact", "main"]), one("app/main.tf:11"));
    folder.write("x/main.tf", task("b", PRIVILEGED));
    folder.commit();
    assert_eq!(
        new(&folder, &["--diff-base", "main"]),
        one("x/main.tf:11"),
        "main has the same elsewhere, and that is not this one's old self"
    );
    assert_eq!(new(&folder, &["--diff-base", "main..feature"]), one("x/main.tf:11"));
    folder.git(&["checkout", "-q", "main"]);
    assert_eq!(new(&folder, &["--diff-base", "main..feature"]), one("x/main.tf:11"));
    assert_eq!(new(&folder, &["--diff-base", "feature..main"]), one("y/main.tf:11"));
}

#[test]
fn two_merge_bases_make_old_what_either_has() {
    let folder = repository(&[("a/main.tf", &task("a", "")), ("b/main.tf", &task("b", ""))]);
    folder.git(&["checkout", "-q", "-b", "one"]);
    folder.write("a/main.tf", task("a", PRIVILEGED));
    folder.commit();
    folder.git(&["checkout", "-q", "-b", "two", "main"]);
    folder.write("b/main.tf", task("b", PRIVILEGED));
    folder.commit();
    // Each takes the other's first commit: neither is the other's ancestor.
    folder.git(&["branch", "first", "one"]);
    folder.git(&["branch", "second", "two"]);
    folder.git(&["merge", "-q", "-m", "m", "first"]);
    folder.git(&["checkout", "-q", "one"]);
    folder.git(&["merge", "-q", "-m", "m", "second"]);
    folder.write("c/main.tf", task("c", PRIVILEGED));
    folder.commit();
    assert_eq!(new(&folder, &["--diff-base", "two"]), one("c/main.tf:11"));
}

#[test]
fn the_merge_commit_of_ci_has_its_first_parent_as_base_and_no_other_has() {
    let folder = repository(&[("a/main.tf", &task("a", ""))]);
    folder.git(&["checkout", "-q", "-b", "feature"]);
    folder.write("b/main.tf", task("b", PRIVILEGED));
    folder.commit();
    folder.git(&["checkout", "-q", "main"]);
    folder.git(&["branch", "stale"]);
    folder.write("a/main.tf", task("a", PRIVILEGED));
    folder.commit();
    folder.git(&["merge", "-q", "--no-ff", "-m", "merge", "feature"]);
    let head = folder.git_out(&["rev-parse", "HEAD"]);
    let scan = |env: &[(&str, &str)]| {
        let args = [".", "--no-config", "--diff-base", "stale"];
        told(&folder.scan_with(&args, env))
    };
    let both = (1, vec!["a/main.tf:11".to_owned(), "b/main.tf:11".to_owned()]);
    assert_eq!(scan(&[]), both, "the branch that is named");
    let github = [("GITHUB_REF", "refs/pull/7/merge"), ("GITHUB_SHA", head.as_str())];
    assert_eq!(scan(&github), one("b/main.tf:11"));
    let gitlab =
        [("CI_MERGE_REQUEST_EVENT_TYPE", "merged_result"), ("CI_COMMIT_SHA", head.as_str())];
    assert_eq!(scan(&gitlab), one("b/main.tf:11"));
    let push = [("GITHUB_REF", "refs/heads/main"), ("GITHUB_SHA", head.as_str())];
    assert_eq!(scan(&push), both);
    let other = [("GITHUB_REF", "refs/pull/7/merge"), ("GITHUB_SHA", "0123")];
    assert_eq!(scan(&other), both, "HEAD is not what CI checked out");
}

#[test]
fn the_index_is_what_a_commit_will_hold() {
    let folder = repository(&[("app/main.tf", &task("a", ""))]);
    folder.write("app/main.tf", task("a", PRIVILEGED));
    folder.git(&["add", "-A"]);
    folder.write("app/main.tf", task("a", ""));
    assert_eq!(new(&folder, &["--staged"]), one("app/main.tf:11"), "staged bad, on disk good");
    assert_eq!(new(&folder, &["--diff-exact", "HEAD"]), nothing(), "the work tree");
    assert_eq!(
        new(&folder, &["--diff-base", "HEAD"]),
        one("app/main.tf:11"),
        "where something is staged, that is what the next commit adds"
    );
    folder.write("app/main.tf", task("a", "      cpu = 10"));
    folder.git(&["add", "-A"]);
    folder.write("app/main.tf", task("a", PRIVILEGED));
    assert_eq!(new(&folder, &["--staged"]), nothing(), "staged good, on disk bad");
    assert_eq!(new(&folder, &["--diff-base", "HEAD"]), nothing());
    assert_eq!(new(&folder, &["--diff-exact", "HEAD"]), one("app/main.tf:11"));
    folder.git(&["rm", "-q", "-f", "app/main.tf"]);
    folder.write("app/main.tf", task("a", PRIVILEGED));
    folder.git(&["add", "-N", "app/main.tf"]);
    assert_eq!(new(&folder, &["--staged"]), nothing(), "an intention to add is no content");
    assert_eq!(new(&folder, &["--diff-exact", "HEAD"]).0, 1, "and the file is tracked");
}

#[test]
fn what_git_does_not_track_is_not_the_changes() {
    let folder = repository(&[("app/main.tf", &task("a", "")), (".gitignore", "out/\n")]);
    folder.write("out/App.template.json", r#"{"Resources":{"T":{"Type":"AWS::ECS::TaskDefinition","Properties":{"ContainerDefinitions":[{"Name":"c","Image":"x","Privileged":true}]}}}}"#);
    folder.write("new/main.tf", task("n", PRIVILEGED));
    folder.write("app/more.tf", task("m", PRIVILEGED));
    folder.write("app/main.tf", task("a", "      cpu = 7"));
    assert_eq!(new(&folder, &["--diff-base", "HEAD"]), nothing());
    folder.git(&["add", "new"]);
    assert_eq!(new(&folder, &["--diff-base", "HEAD"]), one("new/main.tf:11"));
}

#[test]
fn a_merge_under_way_is_compared_with_both_of_its_sides() {
    let folder = repository(&[("app/main.tf", &task("a", "")), ("b/main.tf", &task("b", ""))]);
    folder.git(&["checkout", "-q", "-b", "side"]);
    folder.write("app/main.tf", task("a", "      cpu = 1"));
    folder.write("b/main.tf", task("b", PRIVILEGED));
    folder.commit();
    folder.git(&["checkout", "-q", "main"]);
    folder.write("app/main.tf", task("a", "      cpu = 2"));
    folder.commit();
    assert!(!folder.try_git(&["merge", "-q", "side"]), "a conflict");
    folder.write("app/main.tf", task("a", "      cpu = 3"));
    folder.git(&["add", "-A"]);
    assert_eq!(new(&folder, &["--staged"]), nothing(), "the side's own stood in the side");
    folder.write("app/main.tf", task("a", PRIVILEGED));
    folder.git(&["add", "-A"]);
    assert_eq!(new(&folder, &["--staged"]), one("app/main.tf:11"));
}

/// A configuration that covers all privileged containers.
const IGNORING: &str =
    "[[ignore]]\ncheck = \"container-escape.privileged-container\"\nreason = \"known\"\n";

#[test]
fn the_configuration_is_that_of_what_is_compared() {
    let folder = repository(&[("app/main.tf", &task("a", ""))]);
    folder.write("app/main.tf", task("a", PRIVILEGED));
    folder.git(&["add", "-A"]);
    let staged = ["--staged", "."];
    assert_eq!(configured(&folder, &staged), one("app/main.tf:11"));
    // On disk and not in the index, it is not what the commit will hold.
    folder.write("stridelint.toml", IGNORING);
    let said = folder.scan(&staged);
    assert_eq!(told(&said), one("app/main.tf:11"));
    assert!(said.err.contains("warning: stridelint.toml: is not tracked by git"), "{}", said.err);
    folder.git(&["add", "-A"]);
    folder.write("stridelint.toml", "this is no configuration");
    assert_eq!(folder.scan(&staged).code, 0, "the index has it");
    assert_eq!(folder.scan(&["--staged", "app"]).code, 0, "above the folder that is named");
    assert_eq!(folder.scan(&["--diff-base", "HEAD", "."]).code, 0);
    assert_eq!(folder.scan(&["--pre-commit", "app/main.tf"]).code, 0);
    assert_eq!(folder.scan(&["--diff-exact", "HEAD", "."]).code, 2, "the work tree");
    folder.git(&["commit", "-q", "-m", "x"]);
    // Two commits, whatever is checked out; a file that is named is read where it lies.
    folder.git(&["checkout", "-q", "-f", "HEAD~1"]);
    let two = ["--diff-base", "main~1..main", "."];
    assert_eq!(folder.scan(&two).code, 0);
    folder.write("own.toml", "");
    assert_eq!(configured(&folder, &[&two[..], &["--config", "own.toml"]].concat()).0, 1);
    let place = Folder::new(&[]);
    let from = folder.path().display().to_string();
    place.git(&["clone", "-q", "--bare", &from, "server.git"]);
    let bare = place.path().join("server.git");
    let args = ["scan", "--diff-base", "main~1..main", "-f", "json"];
    assert_eq!(crate::program::run_in(&bare, &args, &[]).code, 0);
}

#[test]
fn what_a_configuration_names_is_that_of_what_is_compared() {
    let folder = repository(&[("app/main.tf", "")]);
    let variable = format!("variable \"p\" {{}}\n{}", task("a", "      privileged = var.p"));
    // All files of the package.
    let mut policies = policy_files();
    policies.retain(|file| file.name.contains("/container_escape/"));
    let settings =
        "policies = [\"rules\"]\n[[unit]]\npath = \"app\"\nvar_files = [\"env/p.tfvars\"]\n";
    folder.write("stridelint.toml", settings);
    for policy in &policies {
        folder.write(&format!("rules/{}", policy.name), &*policy.text);
    }
    folder.write("env/p.tfvars", "p = true\n");
    folder.write("app/main.tf", variable);
    folder.commit();
    let policy = &policies[0];
    let place = format!("rules/{}", policy.name);
    let two = ["--diff-base", "HEAD~1..HEAD", "."];
    assert_eq!(configured(&folder, &two), one("env/p.tfvars:1"));
    // Other files on disk, or none.
    folder.write(&place, "this is no policy");
    folder.write("env/p.tfvars", "p = false\n");
    assert_eq!(configured(&folder, &two), one("env/p.tfvars:1"));
    for gone in ["rules", "env"] {
        std::fs::remove_dir_all(folder.path().join(gone)).unwrap();
    }
    assert_eq!(configured(&folder, &two), one("env/p.tfvars:1"));
    folder.write(&place, "this is no policy");
    folder.git(&["add", "rules"]);
    folder.write(&place, &*policy.text);
    let staged = folder.scan(&["--staged", "."]);
    assert!(staged.code == 2 && staged.err.contains("P001 syntax"), "{}", staged.err);
}

#[test]
fn an_ignore_that_is_taken_away_makes_its_finding_new() {
    let folder = repository(&[
        ("stridelint.toml", IGNORING),
        ("app/main.tf", &task("a", PRIVILEGED)),
        ("b/main.tf", &task("b", "")),
    ]);
    assert_eq!(configured(&folder, &["--diff-base", "HEAD", "."]), nothing());
    folder.write("stridelint.toml", "");
    folder.git(&["add", "-A"]);
    for args in [["--staged", "."], ["--diff-exact=HEAD", "."]] {
        assert_eq!(configured(&folder, &args), one("app/main.tf:11"));
    }
    folder.commit();
    assert_eq!(configured(&folder, &["--diff-base", "HEAD~1..HEAD", "."]), one("app/main.tf:11"));
    // One that is added fixes nothing and adds nothing, and a broken one covered nothing.
    folder.write("stridelint.toml", IGNORING);
    folder.commit();
    let added = folder.scan(&["--diff-base", "HEAD~1", "."]);
    assert_eq!((added.code, &added.json()["summary"]["fixed"]), (0, &0.into()));
    folder.write("stridelint.toml", "[[ignore]]\ncheck = \"x\"\npath = \"[\"\nreason = \"y\"\n");
    folder.commit();
    folder.write("stridelint.toml", "");
    assert_eq!(configured(&folder, &["--diff-exact", "HEAD", "."]), nothing());
}

#[test]
fn a_check_or_file_that_is_no_longer_left_out_makes_its_findings_new() {
    for text in [
        "disable = [\"container-escape\"]\n",
        "disable = [\"all\"]\nenable = [\"weak-password\"]\n",
        "exclude = [\"app\"]\n",
        "exclude = [\"*.tf\"]\n",
    ] {
        let folder = repository(&[
            ("stridelint.toml", text),
            ("app/main.tf", &task("a", PRIVILEGED)),
            ("b/main.tf", &task("b", "")),
        ]);
        assert_eq!(configured(&folder, &["--diff-base", "HEAD", "."]), nothing());
        folder.git(&["rm", "-q", "stridelint.toml"]);
        assert_eq!(configured(&folder, &["--staged", "."]), one("app/main.tf:11"), "{text}");
        // What the command line turns off is off on both sides.
        let off = ["--staged", "--disable", "container-escape", "."];
        assert_eq!(configured(&folder, &off), nothing(), "{text}");
        folder.commit();
        // What is left out from now on is not fixed.
        folder.write("stridelint.toml", text);
        folder.git(&["add", "-A"]);
        let left_out = folder.scan(&["--staged", "."]);
        assert_eq!((left_out.code, &left_out.json()["summary"]["fixed"]), (0, &0.into()), "{text}");
    }
}

#[test]
fn a_folder_limits_what_is_reported_and_not_what_is_read() {
    let call = "module \"a\" {\n  source = \"../modules/a\"\n}\n";
    let folder = repository(&[
        ("modules/a/main.tf", &task("a", "")),
        ("live/main.tf", call),
        ("other/main.tf", &task("b", "")),
    ]);
    folder.write("modules/a/main.tf", task("a", PRIVILEGED));
    folder.write("other/main.tf", task("b", PRIVILEGED));
    let said = folder.scan(&["live", "--diff-base", "HEAD"]);
    assert_eq!(told(&said), one("modules/a/main.tf:11"));
    assert_eq!(told(&folder.scan(&["other", "--diff-base", "HEAD"])), one("other/main.tf:11"));
    // Something that is staged elsewhere is not what the folder's next commit is about.
    folder.git(&["add", "other"]);
    assert_eq!(told(&folder.scan(&["live", "--diff-base", "HEAD"])), one("modules/a/main.tf:11"));
}

#[test]
fn a_person_may_name_a_variable_file_that_git_ignores() {
    let variable = "variable \"p\" {\n  default = false\n}\n";
    let text = format!("{variable}{}", task("a", "      privileged = var.p"));
    let folder = repository(&[("main.tf", &text), (".gitignore", "*.tfvars\n")]);
    folder.write("prod.tfvars", "p = true\n");
    folder.write("main.tf", format!("# edited\n{text}"));
    let args = ["--diff-base", "HEAD", "--var-file", "prod.tfvars"];
    assert_eq!(new(&folder, &args), nothing(), "it is the same for both sides");
    folder.write("main.tf", text.replace("\"a\"", "\"b\""));
    assert_eq!(new(&folder, &args).0, 1);
}

#[test]
fn submodules_are_read_at_their_recorded_commits() {
    let library = repository(&[("app/main.tf", &task("lib", ""))]);
    let folder = repository(&[("README.md", "x")]);
    let from = library.path().display().to_string();
    folder.git(&["-c", "protocol.file.allow=always", "submodule", "add", "-q", &from, "lib"]);
    folder.commit();
    let inner = folder.path().join("lib");
    let edit = |text: &str| {
        std::fs::write(inner.join("app/main.tf"), text).unwrap();
        folder.git(&["-C", "lib", "commit", "-q", "-a", "-m", "x"]);
    };
    edit(&task("lib", PRIVILEGED));
    assert_eq!(new(&folder, &["--diff-base", "HEAD"]), nothing(), "not recorded yet");
    folder.git(&["add", "lib"]);
    assert_eq!(new(&folder, &["--staged"]), one("lib/app/main.tf:11"));
    assert_eq!(new(&folder, &["--diff-base", "HEAD"]), one("lib/app/main.tf:11"));
    folder.commit();
    assert_eq!(new(&folder, &["--diff-base", "HEAD"]), nothing());
    folder.write("q/main.tf", task("q", ""));
    folder.commit();
    assert_eq!(new(&folder, &["--diff-base", "HEAD~1"]), nothing(), "an old one inside stays old");
    assert_eq!(new(&folder, &["--diff-base", "HEAD~2..HEAD"]), one("lib/app/main.tf:11"));
    folder.git(&["submodule", "deinit", "-q", "-f", "lib"]);
    assert_eq!(
        new(&folder, &["--diff-base", "HEAD~2..HEAD"]),
        one("lib/app/main.tf:11"),
        "read from where git keeps it"
    );
    std::fs::remove_dir_all(folder.path().join(".git/modules")).unwrap();
    let run = folder.scan(&[".", "--diff-base", "HEAD~2..HEAD"]);
    assert!(run.err.contains("git submodule update --init"), "{}", run.err);
}

#[test]
fn replacement_objects_are_not_honoured() {
    let folder = repository(&[("main.tf", &task("a", ""))]);
    folder.write("main.tf", task("a", PRIVILEGED));
    folder.commit();
    folder.git(&["replace", "HEAD~1", "HEAD"]);
    assert_eq!(new(&folder, &["--diff-exact", "HEAD~1"]), one("main.tf:11"));
}

#[test]
fn links_lead_to_the_same_on_both_sides() {
    let folder = repository(&[("lib/main.tf", &task("a", "")), ("app/x.tf", "")]);
    std::os::unix::fs::symlink("../lib/main.tf", folder.path().join("app/main.tf")).unwrap();
    std::os::unix::fs::symlink("lib", folder.path().join("also")).unwrap();
    folder.commit();
    folder.write("lib/main.tf", task("a", PRIVILEGED));
    let (_, places) = new(&folder, &["--diff-base", "HEAD"]);
    folder.commit();
    assert_eq!(new(&folder, &["--diff-base", "HEAD~1..HEAD"]).1, places);
    assert_eq!(new(&folder, &["--diff-base", "HEAD"]), nothing());
    assert!(places.contains(&"lib/main.tf:11".to_owned()), "{places:?}");
}

#[test]
fn errors_name_the_cure() {
    let folder = repository(&[("main.tf", &task("a", ""))]);
    folder.write("main.tf", task("a", PRIVILEGED));
    folder.commit();
    let address = format!("file://{}", folder.path().display());
    let said = |folder: &Path, args: &[&str]| {
        let mut all = vec!["scan", ".", "-f", "json"];
        all.extend(args);
        let run = crate::program::run_in(folder, &all, &[]);
        assert_eq!(run.code, 2, "{}", run.err);
        run.err
    };
    let place = Folder::new(&[]);
    place.git(&["clone", "-q", "--depth", "1", &address, "shallow"]);
    let shallow = place.path().join("shallow");
    let err = said(&shallow, &["--diff-base", "HEAD~1"]);
    assert!(err.contains("shallow") && err.contains("fetch-depth: 0"), "{err}");
    assert!(err.contains("git fetch --deepen"), "{err}");
    let err = said(&shallow, &["--diff-base", "origin/master"]);
    assert!(err.contains("origin/main"), "the default branch: {err}");
    place.git(&["clone", "-q", &address, "clone"]);
    let clone = place.path().join("clone");
    place.git(&["-C", "clone", "checkout", "-q", "-b", "feature"]);
    place.git(&["-C", "clone", "branch", "-D", "-q", "main"]);
    let err = said(&clone, &["--diff-base", "main~1"]);
    assert!(err.contains("remote-tracking name is here, origin/main~1"), "{err}");
    let err = said(&clone, &["--diff-base", "origin/mian"]);
    assert!(err.contains("did you mean origin/main?"), "{err}");
    let err = said(&clone, &["--diff-base", "0123456789012345678901234567890123456789"]);
    assert!(err.contains("git fetch origin 0123456789"), "{err}");
    let err = said(&clone, &["--diff-base", "HEAD:main.tf"]);
    assert!(err.contains("names a blob, not a commit"), "{err}");
    folder.git(&["config", "uploadpack.allowFilter", "true"]);
    place.git(&["clone", "-q", "--filter=blob:none", &address, "partial"]);
    let err = said(&place.path().join("partial"), &["--diff-base", "HEAD~1"]);
    assert!(err.contains("main.tf") && err.contains("partial clone"), "{err}");
    assert!(err.contains("git fetch --refetch"), "{err}");
}

#[test]
fn other_repository_formats_are_read() {
    for format in ["--object-format=sha256", "--ref-format=reftable"] {
        let folder = Folder::new(&[("app/main.tf", &task("a", ""))]);
        if !folder.try_git(&["init", "-q", "-b", "main", format]) {
            eprintln!("skipped: this git cannot make a repository with {format}");
            continue;
        }
        folder.commit();
        folder.git(&["branch", "start"]);
        folder.write("app/main.tf", task("a", PRIVILEGED));
        folder.commit();
        for base in ["HEAD~1", "start", "@~1", "main^", "start..main"] {
            assert_eq!(
                new(&folder, &["--diff-base", base]),
                one("app/main.tf:11"),
                "{format} {base}"
            );
        }
        assert_eq!(new(&folder, &["--diff-base", "main"]), nothing(), "{format}");
        assert_eq!(new(&folder, &["--staged"]), nothing(), "{format}");
    }
}

#[test]
fn a_bare_repository_compares_two_commits() {
    let folder = repository(&[("app/main.tf", &task("a", ""))]);
    folder.write("app/main.tf", task("a", PRIVILEGED));
    folder.commit();
    let place = Folder::new(&[]);
    let from = folder.path().display().to_string();
    place.git(&["clone", "-q", "--bare", &from, "server.git"]);
    let bare = place.path().join("server.git");
    let scan = |args: &[&str]| {
        let mut all = vec!["scan", ".", "--no-config", "-f", "json"];
        all.extend(args);
        crate::program::run_in(&bare, &all, &[])
    };
    assert_eq!(told(&scan(&["--diff-base", "main~1..main"])), one("app/main.tf:11"));
    let zeros = format!("{}..main", "0".repeat(40));
    assert_eq!(told(&scan(&["--diff-base", &zeros])), one("app/main.tf:11"), "a new branch");
    assert!(scan(&["--diff-base", "main~1"]).err.contains("A..B"));
}

#[test]
fn each_of_several_repositories_has_its_own_base() {
    let folder = Folder::new(&[]);
    for name in ["one", "two"] {
        folder.write(&format!("{name}/main.tf"), task(name, PRIVILEGED));
        folder.git(&["init", "-q", name]);
        folder.git(&["-C", name, "add", "-A"]);
        folder.git(&["-C", name, "commit", "-q", "-m", "x"]);
    }
    assert_eq!(new(&folder, &["--diff-base", "HEAD"]), nothing());
    folder.write("two/more.tf", task("more", PRIVILEGED));
    folder.git(&["-C", "two", "add", "-A"]);
    assert_eq!(new(&folder, &["--diff-base", "HEAD"]), one("two/more.tf:11"));
}

#[test]
fn a_sparse_checkout_deletes_nothing_and_hides_nothing() {
    let folder =
        repository(&[("app/main.tf", &task("a", "")), ("b/main.tf", &task("b", PRIVILEGED))]);
    folder.git(&["sparse-checkout", "set", "--no-sparse-index", "app"]);
    assert_eq!(new(&folder, &["--diff-base", "HEAD"]), nothing());
    folder.git(&["sparse-checkout", "set", "--sparse-index", "app"]);
    assert_eq!(new(&folder, &["--diff-base", "HEAD"]), nothing());
    assert_eq!(
        new(&folder, &["--diff-base", &"0".repeat(40)]),
        one("b/main.tf:11"),
        "what lies outside the checkout is tracked"
    );
}
