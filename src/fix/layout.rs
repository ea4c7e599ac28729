//! How a text is laid out around the place that something is added to: the entries between two brackets, or below a key,
//! with their places in bytes.

/// How entries are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Arguments and blocks of HCL, between the braces of a block.
    Body,
    /// An object or a list of HCL.
    Object,
    /// JSON.
    Json,
    /// YAML between brackets.
    Flow,
    /// YAML by indentation.
    Block,
}

/// What stands between two brackets, or in the lines below a key.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// How it is written.
    pub(super) style: Style,
    /// Its items have no names.
    pub(super) list: bool,
    /// Behind the opening bracket; of a YAML block the first entry's first byte.
    pub(super) open: usize,
    /// The closing bracket; of a YAML block the end of its text.
    pub(super) close: usize,
    /// The entries in source order.
    pub(super) entries: Vec<Entry>,
}

/// An entry.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its name; empty in a list.
    pub(super) name: String,
    /// The first byte of its name, or of the item.
    pub(super) start: usize,
    /// One past the last byte of its name.
    pub(super) key_end: usize,
    /// One past the last byte of the value.
    pub(super) end: usize,
    /// It is a block of HCL.
    pub(super) block: bool,
    /// What stands in its value, where that is an object, a list or a block.
    pub(super) inner: Option<Layout>,
}

/// The text of a file.
#[derive(Clone, Copy)]
pub(super) struct Text<'a>(pub(super) &'a str);

impl<'a> Text<'a> {
    pub(super) fn get(self, from: usize, to: usize) -> &'a str {
        self.0.get(from..to).unwrap_or("")
    }

    /// Where the line of a place begins.
    pub(super) fn line_start(self, at: usize) -> usize {
        self.get(0, at).rfind('\n').map_or(0, |line| line + 1)
    }

    /// Where the line of a place ends, in front of its line ending.
    pub(super) fn line_end(self, at: usize) -> usize {
        let rest = self.0.get(at..).unwrap_or("");
        let end = rest.find('\n').map_or(self.0.len(), |line| at + line);
        if end > at && self.get(end - 1, end) == "\r" { end - 1 } else { end }
    }

    /// The blanks that the line of a place begins with.
    pub(super) fn indentation(self, at: usize) -> &'a str {
        let start = self.line_start(at);
        let line = self.get(start, self.line_end(start));
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Whether nothing but blanks stands on the line in front of a place.
    pub(super) fn leads(self, at: usize) -> bool {
        self.get(self.line_start(at), at).trim().is_empty()
    }

    /// The line ending of the file.
    pub(super) fn line_ending(self) -> &'static str {
        if self.0.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// A YAML scalar in the quotes that the file's others have.
    pub(super) fn quoted(self, scalar: &str) -> String {
        let inner = scalar.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let count = |mark: &str| self.0.matches(mark).count();
        match inner.filter(|inner| !inner.contains(['\'', '\\']) && count(": '") > count(": \"")) {
            Some(inner) => format!("'{inner}'"),
            None => scalar.to_owned(),
        }
    }

    /// Whether a line ends between two places.
    pub(super) fn breaks(self, from: usize, to: usize) -> bool {
        self.get(from, to).contains('\n')
    }
}

impl Layout {
    /// An entry by its name. Formats differ in whether they mind its case: what differs in nothing else is the same.
    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The object whose opening bracket, or whose first entry, stands at a place.
    pub(super) fn at(&self, start: usize) -> Option<&Layout> {
        let bracket = usize::from(self.style != Style::Block);
        // A list of YAML begins where its first item does.
        if self.open == start + bracket && !self.list {
            return Some(self);
        }
        self.entries
            .iter()
            .filter_map(|entry| entry.inner.as_ref())
            .find_map(|inner| inner.at(start))
    }

    /// The entry whose name begins at a place, with what holds it.
    pub(super) fn named_at(&self, start: usize) -> Option<&Entry> {
        if let Some(entry) = self.entries.iter().find(|entry| entry.start == start && !self.list) {
            return Some(entry);
        }
        self.entries
            .iter()
            .filter_map(|entry| entry.inner.as_ref())
            .find_map(|inner| inner.named_at(start))
    }

    /// Whether it is a call of a function of CloudFormation, and no object.
    pub(super) fn is_function(&self) -> bool {
        matches!(&*self.entries, [only] if only.name == "Ref" || only.name.starts_with("Fn::"))
    }

    /// Whether an item of a function's list begins at a place.
    pub(super) fn is_argument(&self, start: usize) -> bool {
        self.entries.iter().any(|entry| {
            let Some(inner) = &entry.inner else { return false };
            let own = inner.list && entry.name.starts_with("Fn::");
            own && inner.entries.iter().any(|item| item.start == start) || inner.is_argument(start)
        })
    }

    /// The same, that many bytes further.
    pub(super) fn moved(mut self, by: usize) -> Layout {
        self.open += by;
        self.close += by;
        self.entries = self
            .entries
            .into_iter()
            .map(|entry| Entry {
                start: entry.start + by,
                key_end: entry.key_end + by,
                end: entry.end + by,
                inner: entry.inner.map(|inner| inner.moved(by)),
                ..entry
            })
            .collect();
        self
    }
}
