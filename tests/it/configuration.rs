//! Profiles, severities, `extends`, the environment, and where a mistake in a configuration stands.

use crate::program::{CHECK, Folder, PRIVILEGED, Run, task};

fn with(config: &str) -> Folder {
    Folder::new(&[("main.tf", &task("web", PRIVILEGED)), ("stridelint.toml", config)])
}

/// How bad the check's finding is.
fn severity(run: &Run) -> Option<String> {
    let report = run.json();
    let found = report["findings"].as_array()?.iter().find(|one| one["check"] == CHECK)?;
    Some(found["severity"].as_str()?.to_owned())
}

#[test]
fn a_configuration_says_how_bad_a_check_is() {
    let run = with("[severity]\ntampering = \"info\"\ncontainer-escape = \"low\"\nprivileged-container = \"medium\"\n").scan(&["."]);
    assert_eq!(severity(&run).as_deref(), Some("medium"), "the narrowest word: {}", run.err);
    assert_eq!(run.code, 0, "a medium finding does not fail the run: {}", run.err);
    assert!(run.out.contains("calls privileged-container medium"), "every report says so");
    let run = with("[severity]\nall = \"critical\"\n").scan(&[".", "--min-severity", "critical"]);
    assert_eq!((severity(&run).as_deref(), run.code), (Some("critical"), 1), "{}", run.err);
}

const PROFILES: &str = "fail_on = \"never\"\ndisable = [\"container-escape\"]\n\n[profile.ci]\nfail_on = \"critical\"\nenable = [\"container-escape\"]\n\n[profile.quick]\nmin_severity = \"critical\"\nexclude = [\"*.tf\"]\n";

#[test]
fn a_profile_weighs_more_than_the_rest_of_its_file() {
    let folder = with(PROFILES);
    let plain = folder.scan(&["."]);
    assert_eq!((severity(&plain), plain.code), (None, 0), "{}", plain.err);
    let ci = folder.scan(&[".", "--profile", "ci"]);
    assert_eq!((severity(&ci).as_deref(), ci.code), (Some("critical"), 1), "{}", ci.err);
    assert!(ci.out.contains("profile ci"), "every report says so");
    let quick = folder.scan(&[".", "--profile", "quick"]);
    assert!(quick.findings().is_empty() && quick.out.contains("left-out"), "{}", quick.out);
    let wrong = folder.scan(&[".", "--profile", "quik"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("did you mean `quick`?"), "{}", wrong.err);
}

#[test]
fn the_environment_gives_what_the_command_line_does_not() {
    let folder = with(PROFILES);
    let ci = [("STRIDELINT_PROFILE", "ci")];
    let run = |args: &[&str], variables: &[(&str, &str)]| folder.scan_with(args, variables);
    assert_eq!(run(&["."], &ci).code, 1);
    assert_eq!(run(&[".", "--profile", "quick"], &ci).code, 0, "the command line wins");
    let without = run(&[".", "--no-config"], &ci);
    assert_eq!(without.code, 1, "excluded by the command line: {}", without.err);
    assert_eq!(run(&["."], &[("STRIDELINT_PROFILE", ""), ("STRIDELINT_FAIL_ON", "")]).code, 0);
    assert_eq!(run(&["."], &[("STRIDELINT_STRICT", "1"), ("STRIDELINT_PROFILE", "ci")]).code, 1);
    let never = [("STRIDELINT_FAIL_ON", "never")];
    assert_eq!(run(&[".", "--no-config"], &never).code, 0);
    let wrong = run(&["."], &[("STRIDELINT_FAIL_ON", "hihg")]);
    assert!(wrong.code == 2 && wrong.err.contains("--fail-on"), "{}", wrong.err);
}

#[test]
fn a_file_is_extended_with_the_paths_of_its_own_folder() {
    let base = "disable = [\"container-escape\"]\nexclude = [\"legacy/\"]\nmin_severity = \"medium\"\n\n[severity]\nprivileged-container = \"low\"\n\n[[ignore]]\ncheck = \"container-escape\"\npath = \"team/other.tf\"\nreason = \"r\"\n";
    let own = "extends = \"../stridelint.toml\"\nenable = [\"privileged-container\"]\nexclude = [\"old/\"]\nmin_severity = \"info\"\n";
    let folder = Folder::new(&[
        ("stridelint.toml", base),
        ("legacy/main.tf", &task("legacy", PRIVILEGED)),
        ("team/stridelint.toml", own),
        ("team/main.tf", &task("web", PRIVILEGED)),
        ("team/other.tf", &task("other", PRIVILEGED)),
        ("team/old/main.tf", &task("old", PRIVILEGED)),
    ]);
    folder.git(&["init", "-q"]);
    let run = folder.scan(&["team"]);
    let places: Vec<String> = run.findings().into_iter().map(|(_, place)| place).collect();
    assert_eq!(severity(&run).as_deref(), Some("low"), "of the extended file: {}", run.out);
    assert!(places.iter().all(|place| !place.contains("team/old/")), "{places:?}");
    let ignored = run.json()["summary"]["suppressed"].as_u64();
    assert_eq!(ignored, Some(1), "its paths are below its own folder: {}", run.out);
    assert!(run.out.contains("extends stridelint.toml"), "{}", run.out);
    let whole = folder.scan(&["."]);
    let places = whole.findings();
    assert!(places.iter().all(|(_, place)| !place.starts_with("legacy/")), "{places:?}");
    assert!(!whole.err.contains("covers no finding"), "of what is extended: {}", whole.err);
    // In a circle, out of the repository, or nowhere.
    folder.write("stridelint.toml", "extends = \"team/stridelint.toml\"\n");
    let circle = folder.scan(&["team"]);
    assert!(circle.code == 2 && circle.err.contains("leads back to this file"), "{}", circle.err);
    folder.write("team/stridelint.toml", "extends = \"../../elsewhere.toml\"\n");
    let outside = folder.scan(&["team"]);
    assert!(outside.err.contains("leads outside the repository"), "{}", outside.err);
    folder.write("team/stridelint.toml", "extends = \"gone.toml\"\n");
    let gone = folder.scan(&["team"]);
    assert!(gone.code == 2 && gone.err.contains("gone.toml: cannot be read"), "{}", gone.err);
}

/// Each with the place and the words of what is told.
#[test]
fn a_mistake_is_told_with_its_place_and_the_nearest_name() {
    for (config, at, said) in [
        ("\ndisable = [\"x\", \"container-escap\"]\n", ":2:12:", "`x` is not a known check"),
        (
            "disable = [\"all\",\n  \"container-escap\"]\n",
            ":2:3:",
            "did you mean `container-escape`?",
        ),
        ("[severity]\nprivileged-containr = \"low\"\n", ":2:1:", "`privileged-container`?"),
        ("[severity]\nall = \"lo\"\n", ":1:1:", "unknown severity `lo`"),
        ("[profile.ci]\nenable = [\"container-escap\"]\n", ":2:11:", "`container-escape`?"),
        ("[profile.ci]\nfailon = \"low\"\n", ":2:1:", "did you mean `fail_on`?"),
        ("[settings]\nweb_port = [80]\n", ":2:1:", "unknown setting `web_port`"),
        ("x = 1\n", ":1:1:", "unknown key `x`"),
        ("exclude = [\n  \"[\"]\n", ":2:3:", "exclude"),
        ("[[ignore]]\ncheck = \"all\"\n", ":1:1:", "gives no reason"),
        ("[[ignore]]\ncheck = \"all\"\nreason = \"r\"\npath = \"[\"\n", ":1:1:", "unclosed"),
        ("[[unit]]\nname = \"x\"\n", ":1:1:", "names no path"),
    ] {
        let run = with(config).scan(&["."]);
        assert_eq!(run.code, 2, "{config}: {}", run.err);
        let told = run.err.contains(&format!("stridelint.toml{at}")) && run.err.contains(said);
        assert!(told, "{config} wants {at} {said}: {}", run.err);
    }
    // What costs nothing is told with its place too.
    for (config, at, said) in [
        ("exclude = [\"gone/\"]\n", ":1:12:", "matches no file"),
        ("[[unit]]\npath = \"gone\"\n", ":2:1:", "matches no unit"),
        ("[[ignore]]\ncheck = \"containr-escape\"\nreason = \"r\"\n", ":2:1:", "did you mean"),
    ] {
        let run = with(config).scan(&["."]);
        let line = run.err.lines().find(|line| line.contains(said));
        let line = line.unwrap_or_else(|| panic!("{config}: {}", run.err));
        assert!(line.contains(&format!("stridelint.toml{at}")), "{config}: {line}");
    }
}
