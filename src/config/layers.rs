//! What a configuration says with what it extends and with a profile: a profile weighs more than the
//! rest of its file, a file more than what it extends.

use super::places::Places;
use super::{Config, ConfigError, Profile, nearest_name};
use crate::finding::{FailOn, Severity};
use crate::source::Position;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What turns checks on and off, by ids of checks, threats and categories, or `all`.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    /// Turned on.
    pub enable: &'a [String],
    /// Turned off.
    pub disable: &'a [String],
    /// The file that says it, as reports name it.
    pub file: &'a str,
}

impl Config {
    /// The file itself, then what it extends.
    pub fn layers(&self) -> impl Iterator<Item = &Config> {
        std::iter::successors(Some(self), |layer| layer.above.as_deref())
    }

    /// Names the files as reports do: below this root.
    pub fn name_below(&mut self, root: &Path) {
        let mut layer = Some(self);
        while let Some(config) = layer {
            if let Ok(below) = Path::new(&config.file).strip_prefix(root) {
                config.file = crate::path::slashes(below);
            }
            layer = config.above.as_deref_mut();
        }
    }

    /// Takes a profile where the file, or one that it extends, has it. Says whether one has.
    pub fn take_profile(&mut self, name: &str) -> bool {
        let mut taken = false;
        let mut layer = Some(self);
        while let Some(config) = layer {
            if config.profile.contains_key(name) {
                config.active = Some(name.to_owned());
                taken = true;
            }
            layer = config.above.as_deref_mut();
        }
        taken
    }

    /// The names of the profiles there are.
    #[must_use]
    pub fn profiles(&self) -> BTreeSet<&str> {
        self.layers().flat_map(|layer| layer.profile.keys().map(String::as_str)).collect()
    }

    /// The profile that holds of this file alone.
    fn taken(&self) -> Option<&Profile> {
        self.profile.get(self.active.as_deref()?)
    }

    /// What the first says that says it: a file's profile, the file, what it extends.
    fn first<T>(
        &self,
        of_profile: impl Fn(&Profile) -> Option<T>,
        of_file: impl Fn(&Config) -> Option<T>,
    ) -> Option<T> {
        self.layers()
            .find_map(|layer| layer.taken().and_then(&of_profile).or_else(|| of_file(layer)))
    }

    /// Lowest severity that fails the run.
    #[must_use]
    pub fn fails_on(&self) -> Option<FailOn> {
        self.first(|profile| profile.fail_on, |file| file.fail_on)
    }

    /// Lowest severity that is reported.
    #[must_use]
    pub fn reports_from(&self) -> Option<Severity> {
        self.first(|profile| profile.min_severity, |file| file.min_severity)
    }

    /// Whether examples and tests are left out.
    #[must_use]
    pub fn leaves_examples_out(&self) -> bool {
        self.first(|profile| profile.no_examples, |file| file.no_examples).unwrap_or(false)
    }

    /// Whether the variable files of environments are looked for.
    #[must_use]
    pub fn discovers_var_files(&self) -> bool {
        let own = self.first(|profile| profile.discover_var_files, |file| file.discover_var_files);
        own.unwrap_or(false)
    }

    /// What turns checks on and off, in the order of its weight.
    pub fn choices(&self) -> impl Iterator<Item = Choice<'_>> {
        self.layers().flat_map(|layer| {
            let of_profile = layer.taken().map(|profile| (&profile.enable, &profile.disable));
            let both = of_profile.into_iter().chain([(&layer.enable, &layer.disable)]);
            both.map(|(enable, disable)| Choice { enable, disable, file: &layer.file })
        })
    }

    /// How bad findings are by what is named, in the order of its weight.
    pub fn severities(&self) -> impl Iterator<Item = &BTreeMap<String, Severity>> {
        self.layers().flat_map(|layer| {
            layer.taken().map(|profile| &profile.severity).into_iter().chain([&layer.severity])
        })
    }

    /// The patterns of what is not scanned, of this file alone.
    #[must_use]
    pub fn excluded(&self) -> Vec<String> {
        let of_profile = self.taken().into_iter().flat_map(|profile| &profile.exclude);
        self.exclude.iter().chain(of_profile).cloned().collect()
    }

    /// The settings of policies.
    #[must_use]
    pub fn all_settings(&self) -> serde_json::Map<String, serde_json::Value> {
        let mut all = serde_json::Map::new();
        for layer in self.layers().collect::<Vec<_>>().into_iter().rev() {
            all.extend(layer.settings.clone());
        }
        all
    }

    /// Line and column, both from 1, of the key at the end of a path of keys and of numbers of
    /// entries, in this file alone.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<Position> {
        self.places.get_or_init(|| Arc::new(Places::of(&self.text))).at(&self.text, path)
    }

    /// Where a text stands in a list of this file.
    fn at_item(&self, path: &[&str], items: &[String], item: &str) -> Option<Position> {
        let number = items.iter().position(|own| own == item)?.to_string();
        let path: Vec<&str> = path.iter().copied().chain([number.as_str()]).collect();
        self.at(&path)
    }

    /// Where an item of `exclude` stands.
    #[must_use]
    pub fn at_excluded(&self, pattern: &str) -> Option<Position> {
        let own = || self.at_item(&["exclude"], &self.exclude, pattern);
        let of_profile = || {
            let (name, profile) = (self.active.as_deref()?, self.taken()?);
            self.at_item(&["profile", name, "exclude"], &profile.exclude, pattern)
        };
        own().or_else(of_profile)
    }

    /// Looks at every id that `enable`, `disable`, `severity` and the profiles name.
    ///
    /// # Errors
    /// One stands for nothing: `known` gives the nearest one, where there is one.
    pub fn ids<'a>(
        &self,
        known: impl Fn(&str) -> Result<(), Option<&'a str>>,
    ) -> Result<(), ConfigError> {
        for layer in self.layers() {
            let mut named: Vec<(Vec<&str>, &str)> = Vec::new();
            let lists = |prefix: &[&'static str], list: &'static str| -> Vec<&'static str> {
                prefix.iter().copied().chain([list]).collect()
            };
            for (list, ids) in [("enable", &layer.enable), ("disable", &layer.disable)] {
                named.extend(ids.iter().map(|id| (lists(&[], list), id.as_str())));
            }
            named.extend(layer.severity.keys().map(|id| (vec!["severity", id], id.as_str())));
            for (name, profile) in &layer.profile {
                let name = name.as_str();
                for (list, ids) in [("enable", &profile.enable), ("disable", &profile.disable)] {
                    named.extend(ids.iter().map(|id| (vec!["profile", name, list], id.as_str())));
                }
                let ids = profile.severity.keys();
                named.extend(ids.map(|id| (vec!["profile", name, "severity", id], id.as_str())));
            }
            for (path, id) in named {
                let Err(nearest) = known(id) else { continue };
                let hint = nearest.map_or_else(
                    || "`stridelint policy list` lists them".to_owned(),
                    |name| format!("did you mean `{name}`?"),
                );
                let why = format!("`{id}` is not a known check, threat or STRIDE category; {hint}");
                let at = layer.at_value(&path, id).or_else(|| layer.at(&path));
                return Err(ConfigError::Content { file: layer.file.clone(), at, why });
            }
        }
        Ok(())
    }

    /// Looks at every threat that a `[[threat]]` entry names.
    ///
    /// # Errors
    /// One is none of `known`.
    pub fn threats<'a>(
        &self,
        known: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<(), ConfigError> {
        for layer in self.layers() {
            for (number, own) in layer.threat.iter().enumerate() {
                if known.clone().any(|id| id == own.threat) {
                    continue;
                }
                let hint = nearest_name(&own.threat, known.clone()).map_or_else(
                    || "`stridelint policy list` lists them".to_owned(),
                    |name| format!("did you mean `{name}`?"),
                );
                let why = format!("`{}` is not a known threat; {hint}", own.threat);
                let at = layer.at(&["threat", &number.to_string(), "threat"]);
                return Err(ConfigError::Content { file: layer.file.clone(), at, why });
            }
        }
        Ok(())
    }

    /// Where a text stands in the list at the end of a path of keys.
    fn at_value(&self, path: &[&str], item: &str) -> Option<Position> {
        let (list, prefix) = path.split_last()?;
        let items = match (prefix, *list) {
            ([], "enable") => &self.enable,
            ([], "disable") => &self.disable,
            ([_, name], "enable") => &self.profile.get(*name)?.enable,
            ([_, name], "disable") => &self.profile.get(*name)?.disable,
            _ => return None,
        };
        self.at_item(path, items, item)
    }

    /// A setting that no policy has, or that has the wrong type.
    #[must_use]
    pub fn wrong_setting(&self, key: &str, why: String) -> ConfigError {
        let layer = self.layers().find(|layer| layer.settings.contains_key(key)).unwrap_or(self);
        let at = layer.at(&["settings", key]);
        ConfigError::Content { file: layer.file.clone(), at, why }
    }
}

/// The profile that was asked for and is in no configuration, with the nearest there is.
#[must_use]
pub fn unknown_profile(name: &str, known: &BTreeSet<String>) -> String {
    let hint = match nearest_name(name, known.iter().map(String::as_str)) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None if known.is_empty() => "no configuration defines profiles".to_owned(),
        None => {
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            format!("expected one of {}", names.join(", "))
        }
    };
    format!("unknown profile `{name}`; {hint}")
}
