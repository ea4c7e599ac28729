//! Reports that are too much for one file: what code scanning accepts of one has a limit in results
//! and in bytes.

use super::written;
use crate::finding::Finding;
use crate::report::Input;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// Which part of a report a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its number, from 1.
    pub number: usize,
    /// Results of all parts.
    pub all: usize,
    /// Results of this one.
    pub here: usize,
}

impl Part {
    /// By this code scanning tells the parts of one commit apart: one category has one file.
    pub fn category(self) -> String {
        match self.number {
            1 => "stridelint/".to_owned(),
            number => format!("stridelint/part-{number}/"),
        }
    }

    /// How many results other parts have, and where those are.
    pub fn left_out(self) -> Option<String> {
        let others = self.all - self.here;
        let Part { number, all, here } = self;
        match (others, number) {
            (0, _) => None,
            (_, 1) => Some(format!(
                "this report has the worst {here} of {all} results; with `-o x.sarif` the other \
                 {others} are in x.2.sarif and the files after it"
            )),
            _ => Some(format!("part {number}: {here} of {all} results")),
        }
    }
}

/// What a file may have.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Results.
    pub results: usize,
    /// Bytes, compressed.
    pub bytes: usize,
    /// Files.
    pub files: usize,
}

/// The parts of a report, the worst results first; there is always one. Within a part results stand
/// in the report's order.
pub fn of(input: Input<'_>, limits: Limits) -> Vec<String> {
    let Limits { results, bytes, files } = limits;
    let mut findings: Vec<&Finding> = input.report.findings.iter().collect();
    if findings.len() > results {
        findings.sort_by(worst_first);
    }
    let mut open: Vec<Vec<&Finding>> = findings.chunks(results).map(<[&Finding]>::to_vec).collect();
    if open.is_empty() {
        open.push(Vec::new());
    }
    open.reverse();
    let mut parts: Vec<String> = Vec::new();
    while parts.len() < files
        && let Some(mut chunk) = open.pop()
    {
        let part = Part { number: parts.len() + 1, all: findings.len(), here: chunk.len() };
        let mut sorted = chunk.clone();
        sorted.sort();
        let text = written(input, &sorted, part);
        if chunk.len() > 1 && compressed(&text, bytes) > bytes {
            chunk.sort_by(worst_first);
            let milder = chunk.split_off(chunk.len() / 2);
            open.extend([milder, chunk]);
        } else {
            parts.push(text);
        }
    }
    parts
}

fn worst_first(one: &&Finding, other: &&Finding) -> std::cmp::Ordering {
    let key = |finding: &Finding| (finding.certainty, std::cmp::Reverse(finding.severity));
    key(one).cmp(&key(other)).then_with(|| one.cmp(other))
}

/// A text's length as it is sent; of one that is short enough anyway, its own.
fn compressed(text: &str, enough: usize) -> usize {
    if text.len() <= enough {
        return text.len();
    }
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    let written = out.write_all(text.as_bytes()).and_then(|()| out.finish());
    written.map_or(text.len(), |bytes| bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::View;
    use crate::report::tests::{finding, report, set};

    /// A file that is too large is cut in two until each part is small enough.
    #[test]
    fn bytes_decide_as_results_do() {
        let found = (0..60).map(|at| finding("r", &at.to_string(), at + 1)).collect();
        let report = report(found);
        let set = set();
        let input = Input {
            report: &report,
            set: &set,
            all_gaps: false,
            view: View::default(),
            model: None,
        };
        let whole = of(input, Limits { results: 100, bytes: 1 << 20, files: 9 });
        assert_eq!(whole.len(), 1);
        let bytes = compressed(&whole[0], 0) * 2 / 3;
        let parts = of(input, Limits { results: 100, bytes, files: 9 });
        assert!(parts.len() > 1, "{bytes}");
        let mut results = 0;
        for part in &parts {
            assert!(compressed(part, 0) <= bytes, "{}", compressed(part, 0));
            let sarif: serde_json::Value = serde_json::from_str(part).unwrap();
            results += sarif["runs"][0]["results"].as_array().unwrap().len();
        }
        assert_eq!(results, 60);
        assert_eq!(of(input, Limits { results: 100, bytes, files: 1 }).len(), 1);
    }
}
