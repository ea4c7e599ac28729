//! What is written, and where.

use super::{Job, finding, many, report};
use crate::program::{Folder, PRIVILEGED, task};
use crate::support::forge::Server;
use serde_json::json;

#[test]
fn a_first_run_writes_twice_and_a_second_one_nothing() {
    let server = Server::new();
    // The comments of other people fill more than one page.
    (0..130).for_each(|at| server.world().chat("somebody", &format!("chat {at}")));
    let job = Job::new(&server);
    let two = report(&[
        finding("one", "critical", "app/main.tf", 3),
        finding("two", "low", "app/main.tf", 40),
    ]);
    let ran = job.tell(&two);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(server.world().wrote(), ["POST reviews", "POST comments"], "{}", ran.err);
    let whole = server.world().wholes().concat();
    assert!(
        whole.contains("1 critical, 1 low") && whole.contains("| Elevation of privilege | 1 |")
    );
    assert!(whole.contains("3 still open from before"), "{whole}");
    let link = format!("(https://github.com/owner/shop/blob/{}/app/main.tf#L40)", "a".repeat(40));
    assert!(whole.contains(&link), "{whole}");
    let lines = server.world().lines().into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["path"], &lines[0]["line"]), (&json!("app/main.tf"), &json!(3)));
    assert!(lines[0]["body"].as_str().unwrap().contains("The container one is privileged"));
    let ran = job.tell(&two);
    assert_eq!((ran.code, server.world().wrote()), (1, vec![]), "{}", ran.err);
    // A push that changes nothing of the findings moves the links alone.
    server.world().head = "b".repeat(40);
    job.tell(&two);
    assert_eq!(server.world().wrote(), ["PATCH comments"]);
    job.tell(&two);
    assert_eq!(server.world().wrote(), [""; 0]);
}

#[test]
fn what_is_fixed_is_struck_and_resolved() {
    let server = Server::new();
    let job = Job::new(&server);
    let both =
        [finding("one", "critical", "app/main.tf", 3), finding("two", "high", "app/main.tf", 5)];
    job.tell(&report(&both));
    server.world().wrote();
    server.world().head = "c".repeat(40);
    let ran = job.tell(&report(&both[1..]));
    assert_eq!(ran.code, 1);
    assert_eq!(server.world().wrote(), ["PATCH comments", "POST resolve", "PATCH comments"]);
    let struck = server.world().lines()[0]["body"].as_str().unwrap().to_owned();
    assert!(struck.contains("~~The container one is privileged~~"), "{struck}");
    assert!(struck.contains("Fixed in cccccccccccc."), "{struck}");
    assert_eq!(server.world().resolved.len(), 1);
    // Once more, and at a later commit, what is struck stays as it is.
    server.world().head = "d".repeat(40);
    job.tell(&report(&both[1..]));
    assert_eq!(server.world().wrote(), [""; 0]);
    assert_eq!(server.world().lines()[0]["body"], struck.as_str());
    // All is fixed: the comment stays and says so.
    let ran = job.tell(&report(&[]));
    assert_eq!(ran.code, 0);
    assert!(server.world().wholes()[0].contains("no findings"));
    // What comes back gets a comment of its own.
    server.world().wrote();
    job.tell(&report(&both[..1]));
    assert_eq!(server.world().wrote(), ["POST reviews", "PATCH comments"]);
    assert_eq!(server.world().lines().len(), 3);
}

/// Where the token may not resolve (that needs `contents: write`), the text is struck all the same.
#[test]
fn what_cannot_be_resolved_is_struck() {
    let server = Server::new();
    server.world().scene.no_resolve = true;
    let job = Job::new(&server);
    job.tell(&report(&[finding("one", "critical", "app/main.tf", 3)]));
    server.world().wrote();
    job.tell(&report(&[]));
    assert_eq!(server.world().wrote(), ["PATCH comments", "PATCH comments"]);
    job.tell(&report(&[]));
    assert_eq!(server.world().wrote(), [""; 0]);
}

/// "Fixed" is said of nothing that is still there: in the base too, suppressed, or not looked for.
#[test]
fn what_is_still_there_is_not_called_fixed() {
    let one = finding("one", "critical", "app/main.tf", 3);
    let with = |field: &str, value: serde_json::Value| {
        let mut told = report(&[]);
        told["older"] = json!([]);
        told["units"] = json!([{"id": "app"}]);
        told[field] = value;
        told
    };
    let mut suppressed = one.clone();
    suppressed["suppression"] = json!({"kind": "inSource", "reason": "x"});
    let disabled = json!([{"kind": "check-disabled", "file": "", "what": "container-escape.one", "why": "by --disable"}]);
    for (told, said) in [
        (with("older", json!(["fp-one"])), "the base has it too"),
        (with("units", json!([{"id": "other"}])), "as it is in the base"),
        (with("findings", json!([suppressed])), "Suppressed in"),
        (with("gaps", disabled), "the check is turned off"),
        (with("older", json!(["fp-two"])), "Fixed in"),
    ] {
        let server = Server::new();
        let job = Job::new(&server);
        job.tell(&report(std::slice::from_ref(&one)));
        job.tell(&told);
        let body = server.world().lines()[0]["body"].as_str().unwrap().to_owned();
        assert!(body.contains("~~The container one is privileged~~"), "{body}");
        assert!(body.contains(said), "{said}: {body}");
        assert_eq!(body.contains("Fixed"), said == "Fixed in", "{body}");
        server.world().wrote();
        job.tell(&told);
        assert_eq!(server.world().wrote(), [""; 0], "{said}");
    }
}

/// The same, scanned: a finding that the base gets too while a pull request is open.
#[test]
fn a_base_that_moves_fixes_nothing() {
    let server = Server::new();
    let folder = Folder::new(&[("app/main.tf", &task("old", ""))]);
    folder.git(&["init", "-q"]);
    folder.commit();
    let text = task("old", PRIVILEGED);
    folder.git(&["checkout", "-q", "-b", "change"]);
    folder.write("app/main.tf", &text);
    folder.commit();
    let patch = folder.git_out(&["diff", "main", "change", "--", "app/main.tf"]) + "\n";
    let patch = patch[patch.find("@@").unwrap()..].to_owned();
    let mut job = Job::new(&server);
    server.world().diff = [("app/main.tf".to_owned(), patch)].into();
    let tell = |job: &Job<'_>| {
        server.world().head = job.folder.git_out(&["rev-parse", "HEAD"]);
        job.run(&["--pr", "12", "--diff-base", "main", "-q"])
    };
    job.folder = folder;
    tell(&job);
    assert!(!server.world().lines().is_empty());
    // The base has the same now, and with more beside it in a second file.
    job.folder.git(&["checkout", "-q", "main"]);
    job.folder.write("app/main.tf", &text);
    job.folder.commit();
    job.folder.git(&["checkout", "-q", "change"]);
    job.folder.git(&["merge", "-q", "-m", "merge", "main"]);
    for more in [None, Some("# nothing\n")] {
        if let Some(more) = more {
            job.folder.write("app/more.tf", more);
            job.folder.commit();
        }
        tell(&job);
        let world = server.world();
        let bodies: Vec<&str> =
            world.lines().into_iter().map(|one| one["body"].as_str().unwrap()).collect();
        assert!(bodies.iter().all(|body| body.contains("~~") && !body.contains("Fixed in")));
        assert!(bodies.iter().all(|body| body.contains("Not of this change any more")));
    }
}

/// What cannot be decided any more, or stands in a file that cannot be read, is not fixed.
#[test]
fn what_only_is_not_known_is_not_struck() {
    let server = Server::new();
    let job = Job::new(&server);
    let one = finding("one", "critical", "app/main.tf", 3);
    job.tell(&report(std::slice::from_ref(&one)));
    let before = server.world().lines()[0]["body"].clone();
    let mut undecided = one.clone();
    undecided["certainty"] = json!("undecided");
    let mut lost = report(&[]);
    lost["problems"] = json!([{"loss": "lost", "file": "app/main.tf", "message": "is no HCL"}]);
    for (told, code) in [(report(&[undecided]), 0), (lost, 2)] {
        assert_eq!(job.tell(&told).code, code);
        assert_eq!(server.world().lines()[0]["body"], before);
    }
    assert!(server.world().wholes()[0].contains("could not be read"));
}

#[test]
fn nothing_found_and_nothing_there_is_no_comment() {
    let server = Server::new();
    let ran = Job::new(&server).tell(&report(&[]));
    assert_eq!((ran.code, server.world().wrote()), (0, vec![]), "{}", ran.err);
}

#[test]
fn three_hundred_findings_take_three_writes() {
    let server = Server::new();
    let hunk = format!("@@ -0,0 +1,400 @@\n{}", "+x\n".repeat(400));
    server.world().diff.insert("app/main.tf".to_owned(), hunk);
    let job = Job::new(&server);
    let mut all = many(300);
    all[299]["severity"] = json!("critical");
    let all = report(&all);
    assert_eq!(job.tell(&all).code, 1);
    let writes = server.world().writes.clone();
    let longest =
        writes.iter().map(|(_, _, body)| body["body"].as_str().unwrap().chars().count()).max();
    let lines = server.world().lines().into_iter().cloned().collect::<Vec<_>>();
    println!("{} writes, {} comments, longest body {longest:?}", writes.len(), lines.len());
    assert!(writes.len() <= 3 && longest.unwrap() <= 60_000);
    assert_eq!(lines.len(), 30);
    assert_eq!(lines[0]["line"], 300, "the worst one first");
    assert!(lines.iter().all(|one| one["body"].as_str().unwrap().chars().count() < 60_000));
    let whole = server.world().wholes().concat();
    assert!((1..=299).all(|at| whole.contains(&format!("Number {at} is wrong"))), "all are told");
    server.world().wrote();
    job.tell(&all);
    assert_eq!(server.world().wrote(), [""; 0], "the rest is not told bit by bit");
    // Nor does the next push get another 30 for what is left.
    server.world().head = "b".repeat(40);
    job.tell(&all);
    assert_eq!(server.world().wrote(), ["PATCH comments"]);
    // More than a comment holds, counted in bytes too.
    let mut more = many(2_000);
    more.iter_mut().for_each(|one| one["message"] = json!("\u{1f525}".repeat(100)));
    job.tell(&report(&more));
    let whole = server.world().wholes().concat();
    assert!(whole.chars().count() <= 60_000 && whole.len() < 262_144);
    assert!(whole.contains("more did not fit here"));
}

/// One comment for each line, however many findings it has.
#[test]
fn a_line_has_one_comment() {
    let server = Server::new();
    let job = Job::new(&server);
    let mut all =
        [finding("one", "high", "app/main.tf", 3), finding("two", "critical", "app/main.tf", 3)];
    job.tell(&report(&all));
    assert_eq!(server.world().lines().len(), 1);
    let body = server.world().lines()[0]["body"].as_str().unwrap().to_owned();
    assert!(body.find("container two").unwrap() < body.find("container one").unwrap(), "{body}");
    server.world().wrote();
    // A third one on the same line goes into the same comment; of the three one is fixed.
    all[0] = finding("three", "low", "app/main.tf", 3);
    job.tell(&report(&all));
    assert_eq!(server.world().wrote(), ["PATCH comments", "PATCH comments"]);
    let body = server.world().lines()[0]["body"].as_str().unwrap().to_owned();
    assert!(
        body.contains("~~The container one is privileged~~")
            && body.contains("\nThe container three"),
        "{body}"
    );
    job.tell(&report(&all));
    assert_eq!(server.world().wrote(), [""; 0]);
}

/// All hunks count, and where the finding's own line is in none, a step on the way to it does.
#[test]
fn every_hunk_and_every_step_counts() {
    let server = Server::new();
    server.world().diff.insert(
        "app/two.tf".to_owned(),
        "@@ -1,2 +1,3 @@\n a\n+b\n c\n@@ -50,2 +51,3 @@\n x\n+y\n z\n".to_owned(),
    );
    let job = Job::new(&server);
    let mut far = finding("far", "high", "modules/task/main.tf", 9);
    far["related"] = json!([
        {"location": {"file": "app/two.tf", "start": {"line": 2}}, "message": "another resource", "kind": "concern"},
        {"location": {"file": "app/two.tf", "start": {"line": 30}}, "message": "not in the diff", "kind": "step"},
        {"location": {"file": "app/two.tf", "start": {"line": 1}}, "message": "var.privileged is set", "kind": "step"},
    ]);
    job.tell(&report(&[
        finding("second", "high", "app/two.tf", 52),
        finding("context", "high", "app/two.tf", 53),
        finding("between", "high", "app/two.tf", 20),
        far,
    ]));
    let mut at: Vec<(u64, String)> = server
        .world()
        .lines()
        .iter()
        .map(|one| (one["line"].as_u64().unwrap(), one["body"].as_str().unwrap().to_owned()))
        .collect();
    at.sort();
    assert_eq!(at.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 52, 53]);
    assert!(
        at[0].1.contains("modules/task/main.tf") && at[0].1.contains("var.privileged is set"),
        "{}",
        at[0].1
    );
    let whole = server.world().wholes().concat();
    let (elsewhere, _) = whole.split_once("with a comment at their line").unwrap();
    assert!(
        elsewhere.contains("container between") && !elsewhere.contains("container second"),
        "{whole}"
    );
}

/// The merge commit that CI checks out: its lines are those of the head moved by what the base has.
#[test]
fn lines_of_a_merge_commit_are_mapped_to_the_head() {
    let head = (1..=20).map(|line| format!("line {line}\n")).collect::<String>();
    let merged =
        format!("of the base\nof the base too\n{}", head.replace("line 7\n", "the base's 7\n"));
    let mut all = report(&[
        finding("one", "high", "app/main.tf", 5),
        finding("two", "high", "app/main.tf", 9),
    ]);
    let merge = "9".repeat(40);
    all["commit"] = json!(merge);
    let server = Server::new();
    for (commit, text) in [(merge.clone(), &merged), ("a".repeat(40), &head)] {
        let file = (commit, "app/main.tf".to_owned());
        server.world().files.insert(file, text.clone());
    }
    let job = Job::new(&server);
    job.tell(&all);
    let lines: Vec<_> = server.world().lines().iter().map(|one| one["line"].clone()).collect();
    assert_eq!(lines, [3], "line 9 of the merge is one that the base changed");
    assert!(server.world().wholes()[0].contains("container two"));
    // Nobody shows the texts: all is told, and nothing at a wrong line.
    let server = Server::new();
    Job::new(&server).tell(&all);
    assert_eq!(server.world().wrote(), ["POST comments"]);
    let whole = server.world().wholes().concat();
    assert!(whole.contains("container one") && whole.contains("container two"));
}

/// A run after the end of the one that scanned: which pull request it was of says the event, not what was left behind.
#[test]
fn a_trusted_job_finds_the_pull_request_of_the_run() {
    let server = Server::new();
    let job = Job::new(&server);
    let event = json!({"workflow_run": {
        "head_sha": "a".repeat(40), "head_branch": "change-1", "pull_requests": [],
        "head_repository": {"owner": {"login": "somebody"}}
    }});
    let file = job.folder.write("event.json", event.to_string());
    let job = job.knows("GITHUB_EVENT_PATH", file.to_str().unwrap());
    job.folder
        .write("report.json", report(&[finding("one", "high", "app/main.tf", 3)]).to_string());
    let ran = job.run(&["--report", "report.json"]);
    assert_eq!((ran.code, server.world().wrote().len()), (1, 2), "{}", ran.err);
    // By now it is at another commit: no open pull request is at the one that was scanned.
    server.world().head = "b".repeat(40);
    let ran = job.run(&["--report", "report.json"]);
    assert_eq!((ran.code, server.world().wrote()), (1, vec![]), "{}", ran.err);
    assert!(ran.err.contains("no open pull request is at the commit"), "{}", ran.err);
}

#[test]
fn a_dry_run_shows_what_would_be_written() {
    let server = Server::new();
    let job = Job::new(&server);
    let ran = job.tell_with(&report(&[finding("one", "high", "app/main.tf", 3)]), &["--dry-run"]);
    assert_eq!((ran.code, server.world().wrote()), (1, vec![]), "{}", ran.err);
    let writes = ran.json();
    assert_eq!(writes[0]["write"], "review");
    assert_eq!(writes[0]["comments"][0]["last"], 3);
    assert_eq!(writes[1]["write"], "tell");
}

#[test]
fn the_attack_surface_is_a_section_of_the_comment() {
    let server = Server::new();
    let job = Job::new(&server);
    job.folder.write("surface.txt", "+ internet -> app:443 @all\n```\n#1\n");
    job.tell_with(&report(&[]), &["--surface", "surface.txt"]);
    let whole = server.world().wholes().concat();
    assert!(
        whole.contains("### Attack surface\n\n````diff\n+ internet -> app:443 @all\n```\n#1\n````"),
        "{whole}"
    );
}

/// Without a report the command scans: what it reports is what a scan reports, and what `fix` would write is suggested.
#[test]
fn it_scans_by_itself_and_suggests_what_fix_would_write() {
    let server = Server::new();
    let folder = Folder::new(&[("app/main.tf", &task("old", ""))]);
    folder.git(&["init", "-q"]);
    folder.commit();
    let group = |name: &str, more: &str| {
        format!(
            "resource \"aws_cloudwatch_log_group\" \"{name}\" {{\n  name              = \"{name}\"\n  retention_in_days = 0{more}\n}}\n\n\n\n\n"
        )
    };
    // A suggestion shows the lines around it: there is none beside a secret.
    let secret = concat!("AKIA", "QWERTYUIOP234567");
    let beside = format!("\n  tags              = {{ key = \"{secret}\" }}");
    let logs = group("app", "") + &group("secret", &beside);
    folder.write("app/main.tf", task("old", PRIVILEGED) + &logs);
    folder.git(&["checkout", "-q", "-b", "change"]);
    folder.commit();
    let patch = folder.git_out(&["diff", "main", "change", "--", "app/main.tf"]) + "\n";
    let patch = patch[patch.find("@@").unwrap()..].to_owned();
    let mut job = Job::new(&server);
    {
        let mut world = server.world();
        world.head = folder.git_out(&["rev-parse", "HEAD"]);
        world.diff = [("app/main.tf".to_owned(), patch)].into();
    }
    job.folder = folder;
    let ran = job.run(&["--pr", "12", "--diff-base", "main", "-f", "concise"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("container-escape.privileged-container"), "{}", ran.out);
    let world = server.world();
    let bodies: Vec<String> = world.lines().iter().map(|one| one["body"].to_string()).collect();
    assert!(bodies.iter().any(|body| body.contains("privileged-container")), "{bodies:?}");
    assert!(bodies.iter().all(|body| !body.contains(secret)), "{bodies:?}");
    assert_eq!(bodies.iter().filter(|body| body.contains("```suggestion")).count(), 1);
    let suggested = world
        .lines()
        .into_iter()
        .find(|one| one["body"].to_string().contains("suggestion"))
        .unwrap();
    let body = suggested["body"].as_str().unwrap();
    assert!(body.contains("```suggestion\n  retention_in_days = 365\n```"), "{body}");
    let at = suggested["line"].as_u64().unwrap() as usize;
    let text = job.folder.read("app/main.tf");
    assert_eq!(text.lines().nth(at - 1).unwrap(), "  retention_in_days = 0");
}
