//! Reports: one file per format, one `match`. A report is made as text; where it goes is the
//! command line's business.

mod adding;
mod clean;
mod concise;
mod csv;
pub(crate) mod docs;
pub mod document;
pub(crate) mod escape;
mod gaps;
mod github;
mod gitlab;
mod gitlab_sast;
mod html;
pub mod json;
mod junit;
mod markdown;
mod origin;
mod page;
pub mod picture;
mod rdjson;
mod sarif;
pub mod schema;
pub mod schema_input;
mod summary;
pub mod surface;
mod tally;
mod text;
pub mod threats;
mod undecided;

pub use adding::{adds, properties_of, to_add};
pub use clean::printable;
pub use escape::xml;
#[cfg(feature = "lsp")]
pub use escape::{code, inline, line as prose};
pub use origin::{Host, Origin, in_link};
pub use sarif::uri;
pub use summary::Summary;
pub use tally::Tally;

use crate::finding::{Certainty, Finding, Fixed, Instance, Report};
use crate::model::v1::Model;
use crate::policy::{Check, PolicySet, Stride, Threat};
use crate::printable::plain;
use clap::ValueEnum;
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A report's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person at a terminal: a headline and a line of source for each finding.
    Text,
    /// As text, with all that is known of each finding.
    Full,
    /// One line for each finding: `path:line:column: severity check message`.
    Concise,
    /// One JSON object.
    Json,
    /// One JSON object per finding and line, a summary last.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// A pull request's comment.
    Markdown,
    /// One page.
    Html,
    /// JUnit's XML.
    Junit,
    /// GitLab's Code Quality report.
    Gitlab,
    /// GitLab's security report of the type SAST.
    GitlabSast,
    /// GitHub's workflow annotations.
    Github,
    /// reviewdog's diagnostics.
    Rdjson,
    /// Comma-separated values, a row for each instance of a finding.
    Csv,
}

impl Format {
    /// Whether the format has a place for what is fixed: in the lists of GitLab and reviewdog
    /// everything is a violation.
    #[must_use]
    pub fn tells_fixed(self) -> bool {
        !matches!(
            self,
            Format::Gitlab | Format::GitlabSast | Format::Rdjson | Format::Concise | Format::Csv
        )
    }

    /// Whether the format has a place for changes that fix a finding: they are planned only for it.
    #[must_use]
    pub fn offers_fixes(self) -> bool {
        matches!(self, Format::Sarif | Format::Rdjson)
    }

    /// Whether the format has pictures of what was scanned.
    #[must_use]
    pub fn draws(self) -> bool {
        matches!(self, Format::Html)
    }

    /// Whether it is written for a terminal: in colours where they are wanted.
    #[must_use]
    pub fn is_styled(self) -> bool {
        matches!(self, Format::Text | Format::Full)
    }
}

/// What a report is made from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// What the scan found.
    pub report: &'a Report,
    /// The policies, for titles, descriptions and fixes.
    pub set: &'a PolicySet,
    /// Whether text and markdown list every gap.
    pub all_gaps: bool,
    /// How text is shown.
    pub view: View<'a>,
    /// What was scanned as threat models, for the format that draws them.
    pub model: Option<&'a Model>,
}

/// How text is shown.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// Columns that a line may have.
    pub width: usize,
    /// The findings alone.
    pub quiet: bool,
    /// Tables in place of the findings.
    pub statistics: bool,
    /// Whether the terminal has hyperlinks (OSC 8).
    pub links: bool,
    /// The working folder: paths are told from there. `None`: as other formats tell them.
    pub here: Option<&'a Path>,
    /// Where the texts can be read in a browser.
    pub origin: Option<&'a Origin>,
}

/// Columns of a line where no terminal says how many it has.
pub const WIDTH: usize = 100;

impl Default for View<'_> {
    fn default() -> Self {
        View {
            width: WIDTH,
            quiet: false,
            statistics: false,
            links: false,
            here: None,
            origin: None,
        }
    }
}

/// The report in a format. Text holds colour codes, which the writer drops where they are not
/// wanted.
#[must_use]
pub fn render(format: Format, input: Input<'_>) -> String {
    let text = match format {
        Format::Text => text::render(input),
        Format::Full => text::full(input),
        Format::Concise => concise::render(input),
        Format::Csv => csv::render(input),
        Format::Json => json::render(input),
        Format::Jsonl => json::lines(input),
        Format::Sarif => sarif::render(input),
        Format::Markdown => markdown::render(input),
        Format::Html => html::render(input),
        Format::Junit => junit::render(input),
        Format::Gitlab => gitlab::render(input),
        Format::GitlabSast => gitlab_sast::render(input),
        Format::Github => github::render(input),
        Format::Rdjson => rdjson::render(input),
    };
    clean::last(format, text)
}

/// Writes the report in a format of which no part depends on a later one, as it is made.
///
/// # Errors
/// It cannot be written.
pub fn write(format: Format, input: Input<'_>, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(input, out),
        Format::Jsonl => json::write_lines(input, out),
        _ => out.write_all(render(format, input).as_bytes()).and_then(|()| out.flush()),
    }
}

/// The report as files: more than one where a format's reader takes no file that holds all of it.
#[must_use]
pub fn render_files(format: Format, input: Input<'_>) -> Vec<String> {
    match format {
        Format::Sarif => {
            sarif::files(input).into_iter().map(|text| clean::last(format, text)).collect()
        }
        _ => vec![render(format, input)],
    }
}

impl<'a> Input<'a> {
    /// A finding's check.
    #[must_use]
    pub fn check(&self, finding: &Finding) -> Option<&'a Check> {
        self.set.check(&finding.check)
    }

    /// A finding's threat.
    #[must_use]
    pub fn threat(&self, finding: &Finding) -> Option<&'a Threat> {
        self.check(finding).and_then(|check| self.set.threat(&check.threat))
    }

    /// A finding's STRIDE category.
    #[must_use]
    pub fn stride(&self, finding: &Finding) -> Option<Stride> {
        self.threat(finding).map(|threat| threat.stride)
    }

    /// What is wrong, in a few words: the check's title, else its id.
    #[must_use]
    pub fn title(&self, finding: &'a Finding) -> &'a str {
        self.check(finding).map_or(finding.check.as_str(), |check| check.title.as_str())
    }

    /// The fix in the format of the text to change.
    #[must_use]
    pub fn fix(&self, finding: &Finding) -> Option<Cow<'a, str>> {
        self.check(finding)?.fix_of(finding)
    }

    /// A file as the working folder names it, where that is known.
    #[must_use]
    pub fn shown(&self, file: &str) -> String {
        let full = self.on_disk(file);
        let (Some(here), Some(full)) = (self.view.here, &full) else { return file.to_owned() };
        if let Ok(below) = full.strip_prefix(here) {
            return crate::path::slashes(below);
        }
        let shared = here.components().zip(full.components());
        let shared = shared.take_while(|(one, other)| one == other).count();
        let up = here.components().count() - shared;
        if up > MAX_UP {
            return crate::path::slashes(full);
        }
        let below: PathBuf = full.components().skip(shared).collect();
        format!("{}{}", "../".repeat(up), crate::path::slashes(&below))
    }

    /// Where a file is on disk; `None` where several folders were scanned and not just one of them has
    /// a file of this name.
    fn on_disk(&self, file: &str) -> Option<PathBuf> {
        let bases = &self.report.bases;
        let full = |base: &PathBuf| base.join(file);
        if let [base] = bases.as_slice() {
            return Some(full(base));
        }
        let mut having = bases.iter().map(full).filter(|full| full.exists());
        having.next().filter(|_| having.next().is_none())
    }

    /// Where a finding stands, as the working folder names it.
    #[must_use]
    pub fn place(&self, finding: &Finding) -> String {
        let at = &finding.location;
        format!("{}:{}:{}", self.shown(&at.file), at.start.line, at.start.column)
    }

    /// A text as a link to a finding's file, where the terminal has links.
    #[must_use]
    pub fn link(&self, finding: &Finding, text: &str) -> String {
        match self.on_disk(&finding.location.file).filter(|_| self.view.links) {
            Some(file) => {
                hyperlink(&format!("file://{}", sarif::uri(&crate::path::slashes(&file))), text)
            }
            None => text.to_owned(),
        }
    }

    /// The findings that a reader has to act on: reported and not suppressed, examples included.
    pub fn open(&self) -> impl Iterator<Item = &'a Finding> {
        self.report
            .findings
            .iter()
            .filter(|finding| finding.certainty.is_said() && finding.suppression.is_none())
    }

    /// What is undecided and not suppressed.
    pub fn undecided(&self) -> impl Iterator<Item = &'a Finding> {
        self.report.findings.iter().filter(|finding| {
            finding.certainty == Certainty::Undecided && finding.suppression.is_none()
        })
    }
}

/// A finding's sentence with what belongs to it: the condition it holds under, the unknown it
/// depends on.
#[must_use]
pub fn sentence(finding: &Finding) -> String {
    with_conditions(finding, &finding.message)
}

/// What is said of a finding, with the condition it holds under and the unknown it depends on.
fn with_conditions(finding: &Finding, said: &str) -> String {
    let mut text = said.to_owned();
    if let Some(condition) = &finding.condition {
        text.push_str(&format!(" ({condition})"));
    }
    if !finding.variants.is_empty() {
        text.push_str(&format!(" [{}]", finding.variants.join(", ")));
    }
    if let Some(unknown) = &finding.unknown {
        text.push_str(&format!(": {unknown}"));
    }
    text
}

/// Instances that a format names in one line.
const MAX_NAMED: usize = 10;

/// An instance's name beside the finding's first one: the unit where it is another one, the named
/// object where the resource is the same.
#[must_use]
pub fn name_of(finding: &Finding, instance: &Instance) -> String {
    let own = instance.resource == finding.resource;
    let mut name = match &instance.subject {
        Some(subject) if own && instance.subject != finding.subject => subject.clone(),
        _ => instance.resource.clone(),
    };
    if instance.unit != finding.unit {
        name.push_str(&format!(" in {}", unit_of(&finding.repository, &instance.unit)));
    }
    match (&instance.suppression, instance.certainty == finding.certainty) {
        (Some(_), _) if finding.suppression.is_none() => name.push_str(", suppressed"),
        (_, false) => name.push_str(", undecided"),
        _ => {}
    }
    name
}

/// A finding's instances but for the first.
pub fn further(finding: &Finding) -> impl Iterator<Item = &Instance> {
    finding.instances.iter().skip(1)
}

/// The names of a finding's further instances: some of them, and how many more.
#[must_use]
pub fn also(finding: &Finding) -> Vec<String> {
    let mut names: Vec<String> = further(finding).map(|one| name_of(finding, one)).collect();
    let more = names.len().saturating_sub(MAX_NAMED);
    names.truncate(MAX_NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names
}

/// A line for each narrower check that a finding took in.
pub fn lines(finding: &Finding) -> impl Iterator<Item = String> {
    finding.absorbed_checks().filter_map(|check| {
        let one = finding.absorbed.iter().find(|one| one.check == check)?;
        Some(format!("[{check}] {}", one.message))
    })
}

/// The sentence, the further instances and the narrower checks: for a format that has no other place for them.
#[must_use]
pub fn described(finding: &Finding) -> String {
    let mut text = sentence(finding);
    for (what, names) in [
        ("also", also(finding)),
        ("with it", finding.absorbed_checks().map(str::to_owned).collect()),
    ] {
        if !names.is_empty() {
            text.push_str(&format!("; {what}: {}", names.join(", ")));
        }
    }
    text
}

/// What was fixed, in one sentence: what was wrong, else the check's title.
#[must_use]
pub fn was_wrong<'a>(input: Input<'a>, fixed: &'a Fixed) -> &'a str {
    let title = || input.set.check(&fixed.check).map_or(fixed.check.as_str(), |check| &check.title);
    fixed.message.as_deref().unwrap_or_else(title)
}

/// What is fixed, a line each, for where no report has a place for it.
#[must_use]
pub fn fixed_lines(input: Input<'_>) -> Vec<String> {
    let line = |fixed: &Fixed| {
        let Fixed { file, check, resource, .. } = fixed;
        plain(&format!("fixed: {file}: [{check}] {} ({resource})", was_wrong(input, fixed)))
    };
    input.report.fixed.iter().map(line).collect()
}

/// A unit's name with its repository's in front, where a folder of repositories was scanned.
#[must_use]
pub fn unit_of(repository: &str, unit: &str) -> String {
    crate::path::joined(repository, unit)
}

/// Folders that a path goes up at most before it is told from the root.
const MAX_UP: usize = 3;

/// A text as a link that the terminal opens (OSC 8).
fn hyperlink(to: &str, text: &str) -> String {
    format!("\u{1b}]8;;{to}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
}

/// A text as a link to the page of a finding's check, where the terminal has links.
#[must_use]
pub fn link_to_check(input: Input<'_>, finding: &Finding, text: &str) -> String {
    let page = input.check(finding).and_then(help_uri).filter(|_| input.view.links);
    page.map_or_else(|| text.to_owned(), |page| hyperlink(&page, text))
}

/// Where a finding stands: `file:line:column`.
#[must_use]
pub fn place(finding: &Finding) -> String {
    let at = &finding.location;
    format!("{}:{}:{}", at.file, at.start.line, at.start.column)
}

/// Where the pages of the documentation stand that `policy docs` writes, made a site.
pub const SITE: &str = "https://stridelint.github.io/";

/// The address of the page that describes a check: the documentation's for a check that comes with
/// the program, else the first that its policy names.
#[must_use]
pub fn help_uri(check: &Check) -> Option<String> {
    if check.bundled {
        return Some(format!("{SITE}checks/{}/{}.html", check.threat, check.name));
    }
    check
        .related
        .first()
        .map(|related| related.url.clone())
        .filter(|url| url.starts_with("https://"))
}

#[cfg(test)]
mod tests;
