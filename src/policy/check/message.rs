//! What `policy check` says: a code, a place, a sentence, and what to write instead.

use std::fmt;

/// One message about a policy folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Message {
    /// The file's path below its folder; empty for a message about the folder.
    pub file: String,
    /// Line, from 1; 0 where the message is about the whole file or folder.
    pub line: u32,
    /// Column in characters, from 1; 0 as above.
    pub column: u32,
    /// `P034`.
    pub code: &'static str,
    /// The sentence.
    pub message: String,
    /// The text to write in place of what stands there.
    pub suggestion: Option<String>,
    /// The policy runs all the same.
    pub note: bool,
    /// Nobody is sure: a scan warns, and evaluates the policy.
    #[serde(skip)]
    pub likely: bool,
}

impl Message {
    /// A message about a folder as a whole.
    pub(crate) fn of_folder(code: &'static str, message: impl Into<String>) -> Message {
        Message {
            file: String::new(),
            line: 0,
            column: 0,
            code,
            message: message.into(),
            suggestion: None,
            note: false,
            likely: false,
        }
    }

    /// The same, of a policy that runs all the same.
    #[must_use]
    pub(crate) fn noted(mut self) -> Message {
        self.note = true;
        self
    }

    /// The same, of what is likely and not sure.
    #[must_use]
    pub(crate) fn guessed(mut self) -> Message {
        self.likely = true;
        self
    }

    /// The same, with what to write instead.
    #[must_use]
    pub(crate) fn instead(mut self, text: impl Into<String>) -> Message {
        self.suggestion = Some(text.into());
        self
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.note {
            f.write_str("note: ")?;
        }
        match (self.file.as_str(), self.line) {
            ("", _) => {}
            (file, 0) => write!(f, "{file}: ")?,
            (file, line) => write!(f, "{file}:{line}:{}: ", self.column)?,
        }
        write!(f, "{} {}", self.code, self.message)
    }
}

/// `: did you mean X?` where a known name is near.
pub(crate) fn meant<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let folded = |text: &str| text.to_lowercase().replace('_', "-");
    let same = known.clone().find(|other| folded(other) == folded(name) && *other != name);
    same.or_else(|| {
        known
            .map(|other| (strsim::osa_distance(name, other), other))
            .filter(|(distance, other)| {
                *distance > 0 && *distance <= (other.chars().count() / 3).clamp(1, 4)
            })
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, other)| other)
    })
}

/// The known name that one is a slip of the pen for. Names that mean another thing are near one another
/// too (`subnet` and `subnets`, `ipv4` and `ipv6`, `key_id` and `key_arn`): none of those is one.
pub(crate) fn misspelt<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let slip = |own: &str, other: &str| {
        let words = |text: &str| text.chars().all(|c| c.is_ascii_alphabetic());
        let ends = own.starts_with(other) || other.starts_with(own);
        let ends = ends || own.ends_with(other) || other.ends_with(own);
        let most = if other.len() < 8 { 1 } else { 2 };
        let same_start = own.chars().next() == other.chars().next();
        words(own)
            && words(other)
            && !ends
            && other.len() >= 5
            && same_start
            && strsim::osa_distance(own, other) <= most
    };
    known.clone().find(|other| {
        let pairs: Vec<(&str, &str)> = name.split('_').zip(other.split('_')).collect();
        let differing: Vec<_> = pairs.iter().filter(|(own, other)| own != other).collect();
        name.split('_').count() == other.split('_').count()
            && matches!(differing.as_slice(), [(own, other)] if slip(own, other))
    })
}

#[cfg(test)]
mod tests {
    use super::misspelt;

    #[test]
    fn only_slips_of_the_pen_are_misspelt() {
        let known = [
            "family",
            "network_mode",
            "privileged",
            "subnets",
            "kms_key_arn",
            "ipv4_cidr",
            "cluster",
            "enabled",
        ];
        let meant = |name| misspelt(name, known.into_iter());
        assert_eq!(meant("famly"), Some("family"));
        assert_eq!(meant("netwrk_mode"), Some("network_mode"));
        assert_eq!(meant("privilegd"), Some("privileged"));
        assert_eq!(meant("clutser"), Some("cluster"));
        for other in [
            "subnet",
            "kms_key_id",
            "ipv6_cidr",
            "replicate_source_db",
            "disabled",
            "enable",
            "family",
        ] {
            assert_eq!(meant(other), None, "{other}");
        }
    }
}
