//! Reading a configuration file, with what it extends.

use super::places::Places;
use super::{CAP, Config, ConfigError, Decision, nearest_name};
use crate::source::Position;
use crate::tree::Tree;
use std::path::{Path, PathBuf};

/// Files that may extend one another.
const MOST: usize = 8;

/// Folders of policies that a configuration and those that it extends may name: each is an engine of its own.
pub(super) const MOST_SETS: usize = 100;

/// Reads a configuration file. `within`: the root of what is scanned, canonical, where the file was
/// found there and no person named it.
///
/// # Errors
/// The file cannot be read, says what it may not, or leads out of what is scanned.
pub fn read(file: &Path, within: Option<&Path>) -> Result<Config, ConfigError> {
    read_above(file, within, &mut Vec::new())
}

/// As [`read`]; `seen`: the files that led here.
fn read_above(
    file: &Path,
    within: Option<&Path>,
    seen: &mut Vec<PathBuf>,
) -> Result<Config, ConfigError> {
    let name = crate::path::slashes(file);
    let unread = |source| ConfigError::Read { file: name.clone(), source };
    // Canonical, so that a bare `--config stridelint.toml` has a folder too.
    let real = file.canonicalize().map_err(unread)?;
    if within.is_some_and(|root| !real.starts_with(root)) {
        return Err(ConfigError::Outside { file: name, what: "the file".to_owned() });
    }
    if std::fs::metadata(&real).map_err(unread)?.len() > CAP {
        return Err(ConfigError::TooLarge { file: name });
    }
    let bytes = crate::tree::read_regular(&real, CAP)
        .map_err(|why| ConfigError::Irregular { file: name.clone(), why })?;
    let folder = real.parent().unwrap_or(Path::new(""));
    let mut config = of_bytes(&bytes, name, folder, within.is_none())?;
    if let Some(root) = within {
        config.stays_in(root)?;
    }
    if let Some(further) = &config.extends {
        let further = folder.join(further);
        // Where it is there, its name has no `..` in it.
        let further = further.canonicalize().unwrap_or(further);
        seen.push(real.clone());
        if seen.contains(&further) || seen.len() > MOST {
            return Err(config.circle());
        }
        config.above = Some(Box::new(read_above(&further, within, seen)?));
    }
    config.names_few_sets()?;
    Ok(config)
}

/// Reads a configuration file of a tree whose root is, or would be, this folder on disk.
///
/// # Errors
/// As [`read`].
pub fn read_in(tree: &Tree, path: &str, root: &Path) -> Result<Config, ConfigError> {
    read_in_above(tree, path, root, &mut Vec::new())
}

/// As [`read_in`]; `seen`: the files that led here.
fn read_in_above(
    tree: &Tree,
    path: &str,
    root: &Path,
    seen: &mut Vec<String>,
) -> Result<Config, ConfigError> {
    let full = root.join(path);
    let name = crate::path::slashes(&full);
    let recorded = |problem: crate::source::Problem| ConfigError::Recorded {
        file: name.clone(),
        why: problem.message,
    };
    let bytes = tree.bytes(path).map_err(recorded)?;
    if bytes.len() as u64 > CAP {
        return Err(ConfigError::TooLarge { file: name });
    }
    let mut config = of_bytes(&bytes, name, full.parent().unwrap_or(root), false)?;
    config.stays_in(root)?;
    if let Some(further) = &config.extends {
        // That it stays in the tree is known.
        let further = Tree::join(crate::path::folder_of(path), further).unwrap_or_default();
        seen.push(path.to_owned());
        if seen.contains(&further) || seen.len() > MOST {
            return Err(config.circle());
        }
        config.above = Some(Box::new(read_in_above(tree, &further, root, seen)?));
    }
    config.names_few_sets()?;
    Ok(config)
}

fn of_bytes(bytes: &[u8], name: String, folder: &Path, named: bool) -> Result<Config, ConfigError> {
    let text = crate::tree::decode(bytes)
        .map_err(|source| ConfigError::NoText { file: name.clone(), source })?;
    let mut config =
        parse(&text).map_err(|(at, why)| ConfigError::Content { file: name.clone(), at, why })?;
    config.folder = folder.to_path_buf();
    config.file = name;
    config.named = named;
    config.text = text.into();
    Ok(config)
}

impl Config {
    /// Every path that it names is below a root, links followed.
    ///
    /// # Errors
    /// One leads elsewhere.
    pub fn stays_in(&self, root: &Path) -> Result<(), ConfigError> {
        let units = || self.unit.iter();
        let named = self
            .policies
            .iter()
            .map(|path| ("policies", path))
            .chain(self.extends.iter().map(|path| ("extends", path)))
            .chain(units().flat_map(|unit| unit.var_files.iter().map(|path| ("var_files", path))))
            .chain(units().flat_map(|unit| {
                unit.parameter_files.iter().map(|path| ("parameter_files", path))
            }));
        for (key, path) in named {
            if !stays(&self.folder.join(path), root) {
                let what = format!("{key} = \"{path}\"");
                return Err(ConfigError::Outside { file: self.file.clone(), what });
            }
        }
        Ok(())
    }
}

impl Config {
    /// Not more folders of policies than a run may have, those of the files above included.
    fn names_few_sets(&self) -> Result<(), ConfigError> {
        let many: usize = self.layers().map(|layer| layer.policies.len()).sum();
        if many <= MOST_SETS {
            return Ok(());
        }
        let at = self.at(&["policies"]).or_else(|| self.at(&["extends"]));
        let why = format!(
            "it names {many} folders of policies, with those that it extends: at most {MOST_SETS} are read"
        );
        Err(ConfigError::Content { file: self.file.clone(), at, why })
    }

    fn circle(&self) -> ConfigError {
        ConfigError::Circle { file: self.file.clone(), at: self.at(&["extends"]), most: MOST }
    }
}

/// Whether a path is below a root by its name, and where it is there also by its links.
fn stays(path: &Path, root: &Path) -> bool {
    use std::path::Component;
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    let git = |path: &Path| {
        let below = path.strip_prefix(root).unwrap_or(path);
        below.iter().any(|name| name.to_string_lossy().eq_ignore_ascii_case(".git"))
    };
    let inside = |path: &Path| path.starts_with(root) && !git(path);
    inside(&plain) && path.canonicalize().map_or(true, |real| inside(&real))
}

type Fault = (Option<Position>, String);

/// Reads a configuration's text.
fn parse(text: &str) -> Result<Config, Fault> {
    let config: Config = toml::from_str(text).map_err(|error| {
        let at = error.span().map(|span| position(text, span.start));
        (at, with_suggestion(error.message()))
    })?;
    for (at, ignore) in config.ignore.iter().enumerate() {
        let fault =
            |why: String| Err((Places::of(text).at(text, &["ignore", &at.to_string()]), why));
        if ignore.check.is_empty() {
            return fault("an [[ignore]] entry names no check".to_owned());
        }
        if ignore.reason.trim().is_empty() {
            return fault(format!("the [[ignore]] entry for {} gives no reason", ignore.check));
        }
        if let Some(until) = &ignore.until
            && crate::date::parse(until).is_none()
        {
            return fault(format!(
                "the [[ignore]] entry for {} has until = \"{until}\", which is not a date (YYYY-MM-DD)",
                ignore.check
            ));
        }
    }
    for (at, decision) in config.threat.iter().enumerate() {
        let number = at.to_string();
        decided(decision).map_err(|(key, why)| {
            let places = Places::of(text);
            let exact = places.at(text, &["threat", &number, key]);
            (exact.or_else(|| places.at(text, &["threat", &number])), why)
        })?;
    }
    if let Some(at) = config.unit.iter().position(|unit| unit.path.is_empty()) {
        let at = Places::of(text).at(text, &["unit", &at.to_string()]);
        return Err((at, "a [[unit]] entry names no path".to_owned()));
    }
    Ok(config)
}

/// Whether a decision about a threat says all that it has to; else the key at fault, and why.
fn decided(own: &Decision) -> Result<(), (&'static str, String)> {
    if own.threat.is_empty() {
        return Err(("threat", "a [[threat]] entry names no threat".to_owned()));
    }
    let entry = format!("the [[threat]] entry for {}", own.threat);
    let words = ["accept", "transfer"];
    if !words.contains(&own.decision.as_str()) {
        let hint = nearest_name(&own.decision, words.into_iter())
            .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let why = match own.decision.is_empty() {
            true => format!("{entry} has no decision: accept or transfer"),
            false => {
                format!("{entry} has decision = \"{}\": accept or transfer{hint}", own.decision)
            }
        };
        return Err(("decision", why));
    }
    for (key, text, what) in
        [("reason", &own.reason, "no reason"), ("owner", &own.owner, "no owner")]
    {
        if text.trim().is_empty() {
            return Err((key, format!("{entry} gives {what}")));
        }
    }
    let dates = [("date", Some(&own.date)), ("until", own.until.as_ref())];
    for (key, day) in dates.into_iter().filter_map(|(key, day)| Some((key, day?))) {
        if day.is_empty() {
            return Err((key, format!("{entry} gives no {key} (YYYY-MM-DD)")));
        }
        if crate::date::parse(day).is_none() {
            return Err((
                key,
                format!("{entry} has {key} = \"{day}\", which is not a date (YYYY-MM-DD)"),
            ));
        }
    }
    Ok(())
}

fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let last = before.rsplit('\n').next().unwrap_or_default();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
    Position {
        line: number(before.matches('\n').count()),
        column: number(last.chars().count()),
        byte_column: number(last.len()),
    }
}

/// `unknown field `x`, expected one of ...` with the nearest of them first.
fn with_suggestion(message: &str) -> String {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let Some((unknown, known)) =
        names.split_first().filter(|_| message.starts_with("unknown field"))
    else {
        return message.to_owned();
    };
    match nearest_name(unknown, known.iter().copied()) {
        Some(name) => format!("unknown key `{unknown}`; did you mean `{name}`?"),
        None => format!("unknown key `{unknown}`; known ones are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_errors_with_a_suggestion_and_a_place() {
        let (at, why) = parse("fail_on = \"high\"\nmin_severty = \"low\"\n").unwrap_err();
        assert_eq!(at.map(|at| (at.line, at.column)), Some((2, 1)));
        assert!(why.contains("did you mean `min_severity`"), "{why}");
        let (_, why) = parse("[[ignore]]\ncheck = \"a.b\"\nresaon = \"x\"\n").unwrap_err();
        assert!(why.contains("did you mean `reason`"), "{why}");
        assert!(parse("fail_on = \"hihg\"").unwrap_err().1.contains("unknown severity"));
    }

    #[test]
    fn a_decision_needs_an_owner_a_reason_and_real_dates() {
        let entry = |more: &str| {
            parse(&format!("[[threat]]\nthreat = \"container-escape\"\n{more}"))
                .map_err(|(at, why)| (at.map(|at| (at.line, at.column)), why))
        };
        let all = "decision = \"accept\"\nreason = \"x\"\nowner = \"o\"\ndate = \"2026-11-01\"\n";
        assert_eq!(entry(all).unwrap().threat[0].owner, "o");
        let (at, why) = entry("decision = \"acept\"\n").unwrap_err();
        assert_eq!(at, Some((3, 1)));
        assert!(why.contains("did you mean `accept`"), "{why}");
        let (_, why) = entry("decision = \"accept\"\nowner = \"o\"\n").unwrap_err();
        assert!(why.contains("no reason"), "{why}");
        let (at, why) = entry(&all.replace("2026-11-01", "2026-02-30")).unwrap_err();
        assert_eq!(at, Some((6, 1)));
        assert!(why.contains("not a date"), "{why}");
        let (_, why) = entry("resaon = \"x\"\n").unwrap_err();
        assert!(why.contains("did you mean `reason`"), "{why}");
    }

    #[test]
    fn an_ignore_needs_a_reason_and_a_real_date() {
        assert!(parse("[[ignore]]\ncheck = \"a.b\"\n").unwrap_err().1.contains("no reason"));
        assert!(
            parse("[[ignore]]\ncheck = \"a.b\"\nreason = \"x\"\nuntil = \"2026-02-30\"")
                .unwrap_err()
                .1
                .contains("not a date")
        );
        let config = parse(
            "[settings]\nweb_ports = [80]\n[[unit]]\npath = \"infra\"\nvars = {a = 1, b = \"x\"}\n",
        )
        .unwrap();
        assert_eq!(config.unit[0].vars["a"].as_integer(), Some(1));
        assert_eq!(config.settings["web_ports"], serde_json::json!([80]));
    }
}
