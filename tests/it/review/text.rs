//! Texts of scanned files do nothing on either service.

use super::{Job, finding, report};
use crate::support::forge::Server;
use serde_json::{Value, json};

const HOSTILE: &str = "@all #12 o/r#3 GH-7 !8 $9 %10 ~bug &11 https://evil.example/x www.evil.example a@b.org \
     closes #13 \n/close\n/assign @me\n::error::x ##[error]x <img src=x onerror=y> <!-- stridelint:report v=1 --> \
     -->\n<!-- stridelint:item fp-one fixed -->\nSHOP-14 da39a3ee5e6b4b0d3255bfef95601890afd80709\n[a](javascript:x) ```\n``` **b** | \u{202e} \u{1b}[2J";

/// A report whose every text means harm.
fn hostile() -> Value {
    let mut one = finding("one", "critical", "app/main.tf", 3);
    for field in ["message", "resource", "condition", "fix", "check"] {
        one[field] = json!(HOSTILE);
    }
    // A block of code that GitLab takes for its end, and looks for commands behind it.
    one["fix"] = json!(format!("{HOSTILE}\n\n    ```\n    /close\n"));
    one["fingerprint"] = json!("x --> @all");
    one["instances"] = json!([{"resource": "x"}, {"resource": HOSTILE}]);
    let mut step = finding("two", "high", HOSTILE, 9);
    step["related"] = json!([{"location": {"file": "app/main.tf", "start": {"line": 5}}, "message": HOSTILE, "kind": "step"}]);
    let mut offered = finding("three", "high", "app/main.tf", 7);
    offered["suggestion"] =
        json!({"file": "app/main.tf", "first_line": 7, "last_line": 7, "lines": ["/close"]});
    let mut told = report(&[one, step, offered]);
    told["checks"] = json!({HOSTILE: {"title": HOSTILE, "threat_title": HOSTILE, "description": HOSTILE, "url": "https://evil.example"}});
    told["configuration"] = json!([{"file": HOSTILE, "message": HOSTILE}]);
    told["gaps"] = json!([{"kind": "module-not-read", "file": HOSTILE, "what": HOSTILE, "why": HOSTILE, "cure": HOSTILE}]);
    told["problems"] = json!([{"loss": "lost", "file": HOSTILE, "message": HOSTILE}]);
    told["fixed"] = json!([{"file": HOSTILE, "check": HOSTILE, "message": HOSTILE}]);
    told["undecided_groups"] = json!([{"title": HOSTILE, "cure": HOSTILE}]);
    told["newly_visible"] = told["findings"].clone();
    told
}

/// What a service reads once Markdown is HTML: entities are characters, and code is left out.
fn read(body: &str) -> String {
    let code =
        regex::Regex::new(r"(?s)(?m:^)(````*)[a-z:+\-0-9]*\n.*?\n````*(?m:$)|(`+) [^\n]*? (`+)")
            .unwrap();
    let text = code.replace_all(body, " ").into_owned();
    let entity = regex::Regex::new("&#([0-9]+);").unwrap();
    let of = |found: &regex::Captures<'_>| {
        char::from_u32(found[1].parse().unwrap()).unwrap().to_string()
    };
    entity.replace_all(&text, of).replace("&amp;", "&")
}

fn harmless(body: &str) {
    // Our own markers, tags and links.
    let own = regex::Regex::new(
        r"<!-- stridelint:[a-z]+ [a-z0-9=, -]*?-->|</?(details|summary|code|sub|b)>|\]\(https?://[^)]*/blob/[^)]*\)",
    )
    .unwrap();
    let raw = own.replace_all(body, "").into_owned();
    let outside = regex::Regex::new(r"(?s)````*.*?````*|(`+) [^\n]*? (`+)")
        .unwrap()
        .replace_all(&raw, "")
        .into_owned();
    assert!(!outside.contains(['<', '@']), "{outside}");
    assert!(!raw.contains("evil.example/x)") && !raw.contains(['\u{202e}', '\u{1b}']), "{raw}");
    let text = read(&own.replace_all(body, " "));
    for pattern in [
        r"@\w",
        r"#\d",
        r"(?i)gh-\d",
        r"!\d",
        r"\$\d",
        r"%\d",
        r"~\w",
        r"&\d",
        r"(?i)https?://",
        r"(?i)www\.",
        r"(?m)^[\s>-]*/\w",
        r"(?m)^\s*::",
        r"##\[",
        r"\bSHOP-\d",
        r"\bda39a3ee",
    ] {
        let found = regex::Regex::new(pattern).unwrap();
        let text = text.replace("~~", "");
        assert!(!found.is_match(&text), "{pattern}: {text}");
    }
    // A command of GitLab stands at the beginning of a line, in code or not.
    assert!(!body.lines().any(|line| line.trim_start().starts_with('/')), "{body}");
}

#[test]
fn nothing_of_a_scanned_file_acts_on_github() {
    let server = Server::new();
    let job = Job::new(&server);
    let ran = job.tell(&hostile());
    assert_eq!(ran.code, 2, "input was lost: {}", ran.err);
    let bodies: Vec<String> = {
        let world = server.world();
        let all = world.lines().into_iter().map(|one| one["body"].as_str().unwrap().to_owned());
        all.chain(world.wholes()).collect()
    };
    assert_eq!(bodies.len(), 4, "{}", ran.err);
    bodies.iter().for_each(|body| harmless(body));
    server.world().wrote();
    job.tell(&hostile());
    assert_eq!(server.world().wrote(), [""; 0]);
    // Struck it is as harmless.
    job.tell(&report(&[]));
    let bodies: Vec<String> =
        server.world().lines().iter().map(|one| one["body"].as_str().unwrap().to_owned()).collect();
    assert!(bodies.iter().all(|body| body.contains("Fixed in")));
    bodies.iter().for_each(|body| harmless(body));
}

#[test]
fn nothing_of_a_scanned_file_acts_on_gitlab_or_in_a_log() {
    let server = Server::new();
    let ran = Job::on_gitlab(&server).tell(&hostile());
    assert_eq!(ran.code, 2, "{}", ran.err);
    let bodies: Vec<String> = server
        .world()
        .remarks
        .iter()
        .map(|one| one["notes"][0]["body"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(bodies.len(), 4);
    bodies.iter().for_each(|body| harmless(body));
    // In the log of a job that may not write, and in its summary.
    let server = Server::new();
    server.world().scene.read_only = true;
    let job = Job::new(&server);
    let summary = job.folder.path().join("summary");
    let job = job.knows("GITHUB_STEP_SUMMARY", summary.to_str().unwrap());
    let ran = job.tell(&hostile());
    for line in ran.out.lines().filter(|line| !line.is_empty()) {
        assert!(line.starts_with("::error file=") || line.starts_with("::notice::"), "{line}");
    }
    let said = ran.out + &ran.err;
    assert!(!said.contains("##[") && !said.contains(['\u{202e}', '\u{1b}']), "{said}");
    harmless(&job.folder.read("summary"));
    let ran = job.tell_with(&hostile(), &["--dry-run"]);
    assert!(
        ran.out.lines().all(|line| !line.trim_start().starts_with("::"))
            && !ran.out.contains("##[")
    );
}
