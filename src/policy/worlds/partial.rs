//! Texts that are known in part: what a world has in their place.
//!
//! What is known settles what it settles: a world never says something of a text that its known
//! pieces exclude. An unknown piece reads `${unknown-1a2b3c4d}`: no word in it means anything to a
//! check, and two pieces read alike only where they are the same unknown.

use crate::value::{Cause, Piece, Unknown, Value, is_no_plain};
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Known runs of a text and the gaps between them.
pub(crate) struct Partial {
    runs: Vec<Run>,
}

enum Run {
    Known(String),
    /// What its gap reads as; `plain`: AWS gives it, and nothing bad can stand there.
    Gap {
        name: String,
        plain: bool,
    },
}

impl Partial {
    /// `None`: nothing of the text is known, or it is none.
    pub(crate) fn of(unknown: &Unknown) -> Option<Partial> {
        if unknown.rest {
            return None;
        }
        let mut runs: Vec<Run> = Vec::new();
        for piece in &unknown.pieces {
            match (piece, runs.last_mut()) {
                (Piece::Known { text, .. }, _) if text.is_empty() => {}
                (Piece::Known { text, .. }, Some(Run::Known(known))) => known.push_str(text),
                (Piece::Known { text, .. }, _) => runs.push(Run::Known(text.to_string())),
                (Piece::Unknown(gap), Some(Run::Gap { name, plain })) => {
                    name.push_str(&shown(gap));
                    *plain &= is_plain(gap);
                }
                (Piece::Unknown(gap), _) => {
                    runs.push(Run::Gap { name: shown(gap), plain: is_plain(gap) })
                }
            }
        }
        runs.iter().any(|run| matches!(run, Run::Known(_))).then_some(Partial { runs })
    }

    /// The text with its gaps named.
    pub(crate) fn text(&self) -> String {
        self.put_together(None)
    }

    /// The text with this in each gap.
    pub(crate) fn with(&self, gap: &str) -> String {
        self.put_together(Some(gap))
    }

    fn put_together(&self, gap: Option<&str>) -> String {
        let mut text = String::new();
        for run in &self.runs {
            text.push_str(match run {
                Run::Known(known) => known,
                Run::Gap { name, plain } => {
                    gap.filter(|gap| !(*plain && is_bad(gap))).unwrap_or(name)
                }
            });
        }
        text
    }

    /// A text without the known runs that stand in it.
    fn without_known(&self, text: &str) -> String {
        let known = self.runs.iter().filter_map(|run| match run {
            Run::Known(known) => Some(known.as_str()),
            Run::Gap { .. } => None,
        });
        known.fold(text.to_owned(), |text, known| text.replacen(known, "", 1))
    }

    /// Whether the text may turn out to be this one: its known runs stand there in their order, the
    /// first and the last at the ends that they are bound to.
    pub(crate) fn may_be(&self, text: &str) -> bool {
        let plain = |run: &Run| !matches!(run, Run::Gap { plain: false, .. });
        if self.runs.iter().all(plain) && is_bad(&self.without_known(text)) {
            return false;
        }
        let mut rest = text;
        let mut bound = true;
        for (at, run) in self.runs.iter().enumerate() {
            let Run::Known(known) = run else {
                bound = false;
                continue;
            };
            let last = at + 1 == self.runs.len();
            rest = match (bound, last) {
                (true, true) => return rest == known,
                (true, false) => match rest.strip_prefix(known.as_str()) {
                    Some(after) => after,
                    None => return false,
                },
                (false, true) => return rest.ends_with(known.as_str()),
                (false, false) => match rest.split_once(known.as_str()) {
                    Some((_, after)) => after,
                    None => return false,
                },
            };
            bound = true;
        }
        !bound || rest.is_empty()
    }
}

fn is_plain(gap: &Value) -> bool {
    gap.as_unknown().is_some_and(|unknown| unknown.reason.is_plain())
}

/// Whether no value that AWS gives is so.
pub(crate) fn is_bad(text: &str) -> bool {
    is_no_plain(text) || crate::secret::is_credential(text)
}

/// What a gap reads as: by why and where it is not known, so that one unknown reads alike in two
/// texts.
fn shown(gap: &Value) -> String {
    let mut hasher = DefaultHasher::new();
    let mut named = false;
    if let Some(unknown) = gap.as_unknown() {
        unknown.reason.hash(&mut hasher);
        unknown.identity.hash(&mut hasher);
        // What has a name of its own is the same wherever it stands.
        named = unknown.identity.is_some() || matches!(unknown.reason, Cause::Pseudo { .. });
    }
    gap.place.span.filter(|_| !named).hash(&mut hasher);
    gap.references().hash(&mut hasher);
    let mut text = String::from("${unknown-");
    // Writing to a string cannot fail.
    let _ = write!(text, "{:08x}", hasher.finish() & 0xffff_ffff);
    text.push('}');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Marks, Place};

    fn no_default() -> Cause {
        Cause::NoDefault { variable: "var.x".into() }
    }

    fn partial(pieces: &[Option<&str>]) -> Partial {
        let pieces = pieces
            .iter()
            .map(|piece| match piece {
                Some(text) => Piece::Known {
                    text: (*text).into(),
                    place: Place::default(),
                    marks: Marks::NONE,
                    encoded: None,
                },
                None => Piece::Unknown(Value::unknown(no_default(), None)),
            })
            .collect();
        Partial::of(&Unknown { pieces, ..Unknown::because(no_default()) }).unwrap()
    }

    #[test]
    fn known_pieces_exclude() {
        let both = partial(&[Some("repo:acme/"), None, Some(":*")]);
        assert!(both.may_be("repo:acme/app:*") && both.may_be("repo:acme/:*"));
        assert!(!both.may_be("repo:*") && !both.may_be("repo:acme/*") && !both.may_be("*"));
        let inner = partial(&[None, Some("-a-"), None, Some("-b")]);
        assert!(inner.may_be("x-a-y-b") && inner.may_be("-a--b"));
        assert!(!inner.may_be("x-b-a-") && !inner.may_be("x-a-b"));
        let suffix = partial(&[None, Some(":/data")]);
        assert!(!suffix.may_be("/var/run/docker.sock") && suffix.may_be("h:/data"));
        let prefix = partial(&[Some("curl "), None]);
        assert!(prefix.may_be("curl -k x") && !prefix.may_be("sh curl -k x"));
    }

    #[test]
    fn gaps_read_alike_where_they_are_the_same() {
        let (server, client) =
            (partial(&[None, Some("-server")]).text(), partial(&[None, Some("-client")]).text());
        assert_ne!(server, client);
        assert_eq!(server.strip_suffix("-server"), client.strip_suffix("-client"));
        assert!(Partial::of(&Unknown::because(no_default())).is_none());
    }
}
