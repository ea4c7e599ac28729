//! Which versions of a module a call allows (Terraform language, "Version Constraints"). A default
//! that changed between two of them is decided only where all of them agree.

/// Major, minor and patch number.
type Version = [u32; 3];

/// The versions that a call allows: from the first on, below the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::terraform) struct Versions {
    from: Version,
    below: Version,
}

const END: Version = [u32::MAX; 3];

impl Versions {
    /// What is fetched when no version is asked for: the latest, whichever it is.
    pub(in crate::terraform) const LATEST: Versions = Versions { from: END, below: END };
    /// Nothing is known of the version.
    pub(in crate::terraform) const ANY: Versions = Versions { from: [0; 3], below: END };

    /// What a constraint allows: `~> 5.1`, `>= 3.0, < 5.0`. What does not parse allows anything.
    pub(in crate::terraform) fn of_constraint(text: &str) -> Versions {
        text.split(',').filter(|part| !part.trim().is_empty()).fold(Versions::ANY, |known, part| {
            let part = part.trim();
            let numbers = part.trim_start_matches(['=', '!', '<', '>', '~', ' ']);
            let operator = part[..part.len() - numbers.len()].trim();
            let Some((version, given)) = version(numbers) else { return known };
            let one = match operator {
                "" | "=" => Versions { from: version, below: raised(version, 2) },
                "~>" => Versions { from: version, below: raised(version, given.max(2) - 2) },
                ">=" => Versions { from: version, ..Versions::ANY },
                ">" => Versions { from: raised(version, 2), ..Versions::ANY },
                "<" => Versions { below: version, ..Versions::ANY },
                "<=" => Versions { below: raised(version, 2), ..Versions::ANY },
                // One version less is no bound.
                _ => Versions::ANY,
            };
            Versions { from: known.from.max(one.from), below: known.below.min(one.below) }
        })
    }

    /// What the `ref` of a git source names; a branch is read as its newest state.
    pub(in crate::terraform) fn of_ref(name: &str) -> Versions {
        let tag = name.trim_start_matches("refs/").trim_start_matches("tags/");
        match version(tag.trim_start_matches('v')) {
            Some((found, 2..)) => Versions { from: found, below: raised(found, 2) },
            _ if matches!(tag, "main" | "master" | "heads/main" | "heads/master") => {
                Versions::LATEST
            }
            _ => Versions::ANY,
        }
    }

    /// Whether all versions (`true`) or none of them (`false`) are at least that one.
    pub(super) fn since(self, version: Version) -> Option<bool> {
        if self.from >= version {
            Some(true)
        } else if self.below <= version {
            Some(false)
        } else {
            None
        }
    }

    /// The declarations of what a model asks of the version: `var.since_5` is whether it is 5.0.0
    /// or later.
    pub(super) fn declarations(self, model: &str) -> String {
        let mut names: Vec<&str> = model
            .match_indices("var.since_")
            .filter_map(|(at, _)| {
                let rest = &model[at + "var.".len()..];
                rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        let declare = |name: &&str| {
            let text = name.trim_start_matches("since_").replace('_', ".");
            let (asked, _) = version(&text)?;
            let value = match self.since(asked) {
                Some(known) => known.to_string(),
                None => format!(
                    "model::undecided(\"its version allows releases before and after {text}, which \
                     differ here\")"
                ),
            };
            Some(format!("variable \"{name}\" {{ default = {value} }}\n"))
        };
        names.iter().filter_map(declare).collect()
    }

    /// As a part of a name, which `of_name` reads.
    pub(in crate::terraform) fn name(self) -> String {
        let text = |version: Version| version.map(|number| number.to_string()).join(".");
        format!("{}-{}", text(self.from), text(self.below))
    }

    /// What `name` wrote.
    pub(super) fn of_name(text: &str) -> Option<Versions> {
        let (from, below) = text.split_once('-')?;
        Some(Versions { from: version(from)?.0, below: version(below)?.0 })
    }
}

/// A version, and how many numbers of it are written.
fn version(text: &str) -> Option<(Version, usize)> {
    let plain = text.trim().split(['-', '+']).next()?;
    let mut found = [0; 3];
    let mut given = 0;
    for part in plain.split('.') {
        *found.get_mut(given)? = part.parse().ok()?;
        given += 1;
    }
    Some((found, given))
}

/// The first version after all those that agree with one up to the number at an index.
fn raised(mut version: Version, at: usize) -> Version {
    version[at] = version[at].saturating_add(1);
    version[at + 1..].fill(0);
    version
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_decide_what_all_their_versions_agree_on() {
        let since = |constraint: &str, version| Versions::of_constraint(constraint).since(version);
        assert_eq!(since("~> 5.0", [5, 0, 0]), Some(true));
        assert_eq!(since("~> 5.0", [6, 0, 0]), Some(false));
        assert_eq!(since("~> 5.0", [5, 1, 0]), None);
        assert_eq!(since("~> 5.1.2", [5, 2, 0]), Some(false));
        assert_eq!(since("~> 5", [6, 0, 0]), Some(false));
        assert_eq!(since("5.1.2", [5, 1, 3]), Some(false));
        assert_eq!(since("= 5.1.2", [5, 1, 2]), Some(true));
        assert_eq!(since(">= 3.0", [3, 0, 0]), Some(true));
        assert_eq!(since(">= 3.0", [4, 0, 0]), None, "two majors are a range, not the latest");
        assert_eq!(since(">= 3.0, < 4.0", [4, 0, 0]), Some(false));
        assert_eq!(since(">= 3.0, != 3.1.0", [3, 0, 0]), Some(true));
        assert_eq!(since("v5", [5, 0, 0]), None);
        assert_eq!(Versions::LATEST.since([99, 0, 0]), Some(true));
    }

    #[test]
    fn tags_are_versions_and_commits_are_not() {
        let since = |name: &str| Versions::of_ref(name).since([0, 40, 0]);
        assert_eq!(since("tags/0.45.2"), Some(true));
        assert_eq!(since("v0.39.0"), Some(false));
        assert_eq!(since("master"), Some(true));
        assert_eq!(since("4f7e2a1"), None);
        assert_eq!(since("12345678"), None, "a commit of digits only");
    }

    #[test]
    fn names_are_read_back() {
        for constraint in ["~> 5.0", ">= 1.2.3", "1.0.0"] {
            let versions = Versions::of_constraint(constraint);
            assert_eq!(Versions::of_name(&versions.name()), Some(versions));
        }
        assert_eq!(Versions::of_name(&Versions::LATEST.name()), Some(Versions::LATEST));
    }

    #[test]
    fn what_a_model_asks_is_declared_once() {
        let asked = "var.since_5 ? var.since_5 : var.since_6_2";
        assert_eq!(
            Versions::of_constraint("~> 5.0").declarations(asked),
            "variable \"since_5\" { default = true }\nvariable \"since_6_2\" { default = false }\n"
        );
        let open = Versions::ANY.declarations(asked);
        assert!(
            open.contains("model::undecided(\"its version allows releases before and after 5,")
        );
    }
}
