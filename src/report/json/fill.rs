//! How the report's structs are filled from what a scan found.

use super::v1::{
    Absorbed, Announced, Call, Certainty, Check, Finding, Fixed, FixedInstance, Gap, Instance,
    Last, Line, Location, Loss, OneByOne, PolicySet, Position, Problem, Related, Report, SCHEMA,
    Severity, Snippet, Stride, Suggestion, Summary, Suppression, UndecidedGroup, Unit,
};
use crate::report::{Input, Summary as Counted, Tally, undecided};
use crate::secret::without_credentials;
use crate::{finding, gap, policy, source};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

impl<'a> Report<'a> {
    /// The report on a scan.
    #[must_use]
    pub fn of(input: Input<'a>) -> Report<'a> {
        let report = input.report;
        let mut checks = BTreeMap::new();
        for finding in &report.findings {
            let absorbed = finding.absorbed.iter().map(|one| &one.check);
            for id in std::iter::once(&finding.check).chain(absorbed) {
                let check = input.set.check(id);
                if let Some(check) = check
                    && let Some(threat) = input.set.threat(&check.threat)
                {
                    checks.insert(check.id.as_str(), Check::of(check, threat));
                }
            }
        }
        let Last { schema, version, today, complete, configuration, policy_sets, summary } =
            Last::of(input);
        Report {
            schema,
            version,
            today,
            commit: input.view.origin.and_then(|origin| origin.commit.as_deref()),
            complete,
            configuration,
            policy_sets,
            summary,
            checks,
            findings: OneByOne(Box::new(move || {
                Box::new(report.findings.iter().map(move |found| Finding::of(input, found)))
            })),
            undecided_groups: UndecidedGroup::all(input),
            newly_visible: report.visible.iter().map(|found| Finding::of(input, found)).collect(),
            fixed: report.fixed.iter().map(Fixed::of).collect(),
            older: report
                .standing
                .as_ref()
                .map(|old| old.iter().map(|(_, fingerprint)| fingerprint.as_str()).collect()),
            gaps: report.gaps.iter().map(Gap::of).collect(),
            problems: report.problems.iter().map(Problem::of).collect(),
            units: report.units.iter().map(Unit::of).collect(),
        }
    }
}

impl<'a> Announced<'a> {
    fn of(one: &'a finding::Announced) -> Announced<'a> {
        Announced { file: &one.file, line: one.line, message: &one.message }
    }
}

impl<'a> Line<'a> {
    /// All lines, in their order.
    pub fn all(input: Input<'a>) -> impl Iterator<Item = Line<'a>> {
        let report = input.report;
        let findings =
            report.findings.iter().map(move |found| Line::Finding(Finding::of(input, found)));
        let visible =
            report.visible.iter().map(move |found| Line::Visible(Finding::of(input, found)));
        let fixed = report.fixed.iter().map(|gone| Line::Fixed(Fixed::of(gone)));
        let gaps = report.gaps.iter().map(|gap| Line::Gap { gap: Gap::of(gap) });
        let problems = report.problems.iter().map(|found| Line::Problem(Problem::of(found)));
        let last = Line::Summary(Last::of(input));
        let groups = UndecidedGroup::all(input).into_iter().map(Line::Undecided);
        findings.chain(groups).chain(visible).chain(fixed).chain(gaps).chain(problems).chain([last])
    }

    /// The findings' lines alone.
    pub fn of_findings(input: Input<'a>) -> impl Iterator<Item = Line<'a>> {
        input.report.findings.iter().map(move |found| Line::Finding(Finding::of(input, found)))
    }

    /// The lines behind those of findings, which were counted and are not here any more.
    pub fn last(input: Input<'a>, tally: &'a Tally) -> impl Iterator<Item = Line<'a>> {
        let report = input.report;
        let gaps = report.gaps.iter().map(|gap| Line::Gap { gap: Gap::of(gap) });
        let problems = report.problems.iter().map(|found| Line::Problem(Problem::of(found)));
        let mut last = Last::of(input);
        last.summary.count(report, tally);
        gaps.chain(problems).chain([Line::Summary(last)])
    }
}

impl<'a> Last<'a> {
    /// What is said of the whole report, in one object as in lines.
    fn of(input: Input<'a>) -> Last<'a> {
        let report = input.report;
        Last {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION"),
            today: &report.today,
            complete: !report.incomplete(),
            configuration: report.announced.iter().map(Announced::of).collect(),
            policy_sets: input.set.sets().iter().map(PolicySet::of).collect(),
            summary: Summary::of(input),
        }
    }
}

impl<'a> PolicySet<'a> {
    fn of(set: &'a policy::SetInfo) -> PolicySet<'a> {
        PolicySet {
            name: &set.name,
            version: set.version.as_deref(),
            digest: &set.digest,
            checks: set.checks,
            settings_changed: &set.settings,
        }
    }
}

impl<'a> Summary<'a> {
    fn of(input: Input<'a>) -> Summary<'a> {
        let counted = Counted::of(input);
        Summary {
            units: counted.units,
            resources: counted.resources,
            findings: counted.findings,
            by_severity: counted
                .by_severity
                .into_iter()
                .map(|(severity, count)| (severity.name(), count))
                .collect(),
            by_stride: counted
                .by_stride
                .into_iter()
                .map(|(stride, count)| (stride.id(), count))
                .collect(),
            by_threat: counted.by_threat,
            by_repository: counted
                .by_repository
                .into_iter()
                .map(|(name, count)| (name.into(), count))
                .collect(),
            examples: counted.examples,
            undecided: counted.undecided,
            undecided_groups: counted.undecided_groups,
            suppressed: counted.suppressed,
            older: counted.older,
            fixed: counted.fixed,
            newly_visible: counted.visible,
            lost: counted.lost,
            gaps: crate::gap::counts(&input.report.gaps)
                .into_iter()
                .map(|(kind, count)| (kind.id(), count))
                .collect(),
        }
    }
}

impl<'a> Summary<'a> {
    /// Takes the numbers of findings that left before.
    fn count(&mut self, rest: &finding::Report, tally: &'a Tally) {
        self.findings = tally.findings;
        let severities = tally.by_severity.iter();
        self.by_severity = severities.map(|(one, count)| (one.name(), *count)).collect();
        self.by_stride = tally.by_stride.iter().map(|(one, count)| (one.id(), *count)).collect();
        let threats = tally.by_threat.iter();
        self.by_threat = threats.map(|(id, count)| (id.as_str(), *count)).collect();
        let repositories = tally.by_repository(rest).into_iter();
        self.by_repository = repositories.map(|(name, count)| (name.into(), count)).collect();
        self.examples = tally.examples;
        self.suppressed = tally.suppressed;
    }
}

impl<'a> Check<'a> {
    fn of(check: &'a policy::Check, threat: &'a policy::Threat) -> Check<'a> {
        Check {
            title: &check.title,
            severity: check.severity.into(),
            stride: threat.stride.into(),
            threat: &threat.id,
            threat_title: &threat.title,
            description: &check.description,
            cwe: &check.frameworks.cwe,
            mitre: &check.frameworks.mitre,
            security_hub: &check.frameworks.security_hub,
            url: crate::report::help_uri(check),
        }
    }
}

impl<'a> Finding<'a> {
    fn of(input: Input<'a>, finding: &'a finding::Finding) -> Finding<'a> {
        Finding {
            repository: &finding.repository,
            unit: &finding.unit,
            location: Location::of(&finding.location),
            check: &finding.check,
            resource: &finding.resource,
            written_in: finding.written_in.as_deref(),
            resource_type: &finding.resource_type,
            source_type: &finding.source_type,
            path: &finding.path,
            missing: finding.missing,
            severity: finding.severity.into(),
            certainty: finding.certainty.into(),
            message: &finding.message,
            subject: finding.subject.as_deref(),
            condition: finding.condition.as_deref(),
            variants: &finding.variants,
            unknown: finding.unknown.as_deref(),
            related: finding
                .related
                .iter()
                .map(|related| Related {
                    location: Location::of(&related.location),
                    message: &related.message,
                    kind: match related.kind {
                        finding::RelatedKind::Step => "step",
                        finding::RelatedKind::Declaration => "declaration",
                        finding::RelatedKind::Call => "call",
                        finding::RelatedKind::Concern => "concern",
                    },
                })
                .collect(),
            snippet: finding
                .snippet
                .as_ref()
                .map(|snippet| Snippet { first_line: snippet.first_line, lines: &snippet.lines }),
            example: finding.example,
            format: finding.format,
            fingerprint: &finding.fingerprint,
            suppression: finding.suppression.as_ref().map(Suppression::of),
            instances: finding.instances.iter().map(|one| Instance::of(finding, one)).collect(),
            absorbed: finding.absorbed_checks().collect(),
            absorbed_findings: finding.absorbed.iter().map(Absorbed::of).collect(),
            stride: input.stride(finding).map(Stride::from),
            fix: input.fix(finding).map(trimmed),
            suggestion: finding.fix.as_ref().and_then(|fix| fix.suggestion.as_ref()).map(|made| {
                Suggestion {
                    file: &made.file,
                    first_line: made.first,
                    last_line: made.last,
                    lines: &made.lines,
                }
            }),
        }
    }
}

impl<'a> Instance<'a> {
    fn of(finding: &'a finding::Finding, instance: &'a finding::Instance) -> Instance<'a> {
        let certainty = Some(instance.certainty).filter(|own| *own != finding.certainty);
        let fingerprint = Some(&*instance.fingerprint).filter(|own| *own != finding.fingerprint);
        Instance {
            unit: &instance.unit,
            resource: &instance.resource,
            subject: instance.subject.as_deref(),
            path: &instance.path,
            condition: instance.condition.as_deref(),
            variants: &instance.variants,
            certainty: certainty.map(Certainty::from),
            fingerprint,
            suppression: instance.suppression.as_ref().map(Suppression::of),
        }
    }
}

impl<'a> Absorbed<'a> {
    fn of(absorbed: &'a finding::Absorbed) -> Absorbed<'a> {
        Absorbed {
            check: &absorbed.check,
            message: &absorbed.message,
            location: Location::of(&absorbed.location),
            fingerprint: &absorbed.fingerprint,
        }
    }
}

impl<'a> Suppression<'a> {
    fn of(suppression: &'a finding::Suppression) -> Suppression<'a> {
        Suppression {
            kind: suppression.kind,
            reason: &suppression.reason,
            until: suppression.until.as_deref(),
        }
    }
}

impl<'a> UndecidedGroup<'a> {
    /// The groups, worst first.
    fn all(input: Input<'a>) -> Vec<UndecidedGroup<'a>> {
        let findings = &input.report.findings;
        let numbers: HashMap<*const finding::Finding, usize> = findings
            .iter()
            .enumerate()
            .map(|(at, found)| (std::ptr::from_ref(found), at))
            .collect();
        undecided::groups(input)
            .into_iter()
            .map(|group| UndecidedGroup {
                repository: group.repository,
                units: group.units().into_iter().collect(),
                title: group.title(),
                unknown: group.why,
                cure: group.cure,
                severity: group.severity.into(),
                checks: group.checks().into_iter().map(|(check, _)| check).collect(),
                resources: group.resources().into_iter().collect(),
                findings: group
                    .findings
                    .iter()
                    .filter_map(|found| numbers.get(&std::ptr::from_ref(*found)).copied())
                    .collect(),
            })
            .collect()
    }
}

impl<'a> Fixed<'a> {
    fn of(fixed: &'a finding::Fixed) -> Fixed<'a> {
        Fixed {
            repository: &fixed.repository,
            unit: &fixed.unit,
            file: &fixed.file,
            check: &fixed.check,
            resource: &fixed.resource,
            severity: fixed.severity.map(Severity::from),
            message: fixed.message.as_deref(),
            fingerprint: &fixed.fingerprint,
            instances: fixed
                .instances
                .iter()
                .map(|(unit, resource)| FixedInstance { unit, resource })
                .collect(),
        }
    }
}

impl<'a> Location<'a> {
    fn of(location: &'a finding::Location) -> Location<'a> {
        Location {
            file: &location.file,
            start: Position::of(location.start),
            end: Position::of(location.end),
        }
    }
}

impl Position {
    fn of(position: source::Position) -> Position {
        Position { line: position.line, column: position.column }
    }
}

impl<'a> Gap<'a> {
    fn of(gap: &'a gap::Gap) -> Gap<'a> {
        Gap {
            kind: gap.kind.id(),
            file: &gap.path,
            at: gap.at.map(Position::of),
            what: without_credentials(&gap.what).into_owned(),
            why: without_credentials(&gap.why).into_owned(),
            cure: &gap.cure,
            lost: gap.fails(),
            call: gap.call.as_deref().map(|call| Call {
                source: without_credentials(&call.source).into_owned(),
                version: call.version.as_deref(),
                arguments: &call.arguments,
            }),
        }
    }
}

impl<'a> Problem<'a> {
    fn of(problem: &'a source::Problem) -> Problem<'a> {
        Problem {
            loss: problem.loss.into(),
            file: &problem.path,
            at: problem.at.map(Position::of),
            message: &problem.message,
        }
    }
}

impl<'a> Unit<'a> {
    fn of(unit: &'a finding::Scanned) -> Unit<'a> {
        Unit {
            id: &unit.id,
            repository: &unit.repository,
            format: unit.format,
            example: unit.example,
            resources: unit.resources,
        }
    }
}

impl From<finding::Severity> for Severity {
    fn from(severity: finding::Severity) -> Severity {
        match severity {
            finding::Severity::Critical => Severity::Critical,
            finding::Severity::High => Severity::High,
            finding::Severity::Medium => Severity::Medium,
            finding::Severity::Low => Severity::Low,
            finding::Severity::Info => Severity::Info,
        }
    }
}

impl From<policy::Stride> for Stride {
    fn from(stride: policy::Stride) -> Stride {
        match stride {
            policy::Stride::Spoofing => Stride::Spoofing,
            policy::Stride::Tampering => Stride::Tampering,
            policy::Stride::Repudiation => Stride::Repudiation,
            policy::Stride::InformationDisclosure => Stride::InformationDisclosure,
            policy::Stride::DenialOfService => Stride::DenialOfService,
            policy::Stride::ElevationOfPrivilege => Stride::ElevationOfPrivilege,
            policy::Stride::Own => Stride::Own,
        }
    }
}

impl From<finding::Certainty> for Certainty {
    fn from(certainty: finding::Certainty) -> Certainty {
        match certainty {
            finding::Certainty::Reported => Certainty::Reported,
            finding::Certainty::Raw => Certainty::Raw,
            finding::Certainty::Undecided => Certainty::Undecided,
        }
    }
}

impl From<source::Loss> for Loss {
    fn from(loss: source::Loss) -> Loss {
        match loss {
            source::Loss::Note => Loss::Note,
            source::Loss::Warning => Loss::Warning,
            source::Loss::Lost => Loss::Lost,
        }
    }
}

/// A fix without the end of its last line.
fn trimmed(fix: Cow<'_, str>) -> Cow<'_, str> {
    match fix {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_end()),
        Cow::Owned(text) => Cow::Owned(text.trim_end().to_owned()),
    }
}
