//! Templates: literals, interpolations and directives, piece by piece.

use super::{Place, Twin};
use crate::syntax::hcl::ast::{Run, Template, TemplatePiece};
use hcl_edit::Span as _;
use hcl_edit::template::{Directive, Element, Strip, Template as TheirTemplate};
use std::ops::Range;

impl Twin<'_> {
    pub(super) fn template(&mut self, ours: &Template, theirs: &TheirTemplate, place: Place) {
        self.pieces(&ours.pieces, theirs, place, false);
    }

    /// `trimmed`: a marker of the directive around the pieces may cut the first and the last.
    fn pieces(
        &mut self,
        ours: &[TemplatePiece],
        theirs: &TheirTemplate,
        place: Place,
        trimmed: bool,
    ) {
        let theirs = elements(theirs, trimmed);
        // A literal that a trim marker left nothing of is no piece here.
        let mut theirs = theirs.iter().filter(|element| match element {
            Piece::Literal { text, trimmed, .. } => !(*trimmed && text.trim().is_empty()),
            Piece::Other(_) => true,
        });
        let blank = |runs: &[Run]| runs.iter().all(|run| run.text.trim().is_empty());
        let mut next = theirs.next();
        for piece in ours {
            match (piece, next) {
                (TemplatePiece::Literal(runs), Some(Piece::Literal { text, span, trimmed })) => {
                    let mut joined: String = runs.iter().map(|run| run.text.as_str()).collect();
                    if !text.contains('\r') {
                        joined = joined.replace('\r', "");
                    }
                    if *trimmed {
                        self.same("a text", place, joined.trim(), text.trim());
                    } else {
                        self.same("a text", place, joined.as_str(), *text);
                        let first = runs.first().and_then(|run| run.place);
                        let last = runs.last().and_then(|run| run.place);
                        if let (Some(first), Some(last), Some(span)) = (first, last, span) {
                            let ours = first.start as usize..last.end as usize;
                            // Their text of a heredoc begins before its indentation.
                            if !(span.start <= ours.start && ours.end == span.end) {
                                self.same("the place of a text", place, ours, span.clone());
                            }
                        }
                    }
                }
                (TemplatePiece::Literal(runs), _) if blank(runs) => continue,
                (
                    TemplatePiece::Value(ours),
                    Some(Piece::Other(Element::Interpolation(theirs))),
                ) => {
                    self.expr(ours, &theirs.expr);
                }
                (piece, Some(Piece::Other(element @ Element::Directive(theirs)))) => {
                    let trimmed = has_marker(element);
                    match (piece, &**theirs) {
                        (
                            TemplatePiece::If { condition, then, otherwise },
                            Directive::If(theirs),
                        ) => {
                            self.expr(condition, &theirs.if_expr.cond_expr);
                            self.pieces(then, &theirs.if_expr.template, place, trimmed);
                            let empty = TheirTemplate::new();
                            let theirs = theirs.else_expr.as_ref().map(|theirs| &theirs.template);
                            self.pieces(otherwise, theirs.unwrap_or(&empty), place, trimmed);
                        }
                        (
                            TemplatePiece::For { key, item, collection, body },
                            Directive::For(theirs),
                        ) => {
                            let theirs = &theirs.for_expr;
                            let their_key = theirs.key_var.as_ref().map(|name| name.as_str());
                            self.same("a key's name", place, key.as_deref(), their_key);
                            self.same("an item's name", place, &**item, theirs.value_var.as_str());
                            self.expr(collection, &theirs.collection_expr);
                            self.pieces(body, &theirs.template, place, trimmed);
                        }
                        (piece, _) => self.differ("a directive", place, piece, "another"),
                    }
                }
                (ours, theirs) => {
                    return self.differ("a piece", place, ours, theirs.map(Piece::kind));
                }
            }
            next = theirs.next();
        }
        let rest: Vec<&str> = next.into_iter().chain(theirs).map(Piece::kind).collect();
        self.same("further pieces", place, Vec::<&str>::new(), rest);
    }
}

/// A piece of their template.
enum Piece<'a> {
    Literal { text: &'a str, span: Option<Range<usize>>, trimmed: bool },
    Other(&'a Element),
}

impl Piece<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Piece::Literal { .. } => "text",
            Piece::Other(Element::Directive(_)) => "directive",
            Piece::Other(_) => "interpolation",
        }
    }
}

/// Their pieces, and whether a trim marker beside a text may cut it.
fn elements(template: &TheirTemplate, trimmed: bool) -> Vec<Piece<'_>> {
    let all: Vec<&Element> = template.iter().collect();
    let marked = |at: Option<&&Element>| at.map_or(trimmed, |element| has_marker(element));
    let beside = |at: usize| marked(all.get(at.wrapping_sub(1))) || marked(all.get(at + 1));
    all.iter()
        .enumerate()
        .map(|(at, element)| match element {
            Element::Literal(text) => {
                Piece::Literal { text: text.as_str(), span: text.span(), trimmed: beside(at) }
            }
            element => Piece::Other(element),
        })
        .collect()
}

fn has_marker(element: &Element) -> bool {
    let marker = |strip: Strip| strip != Strip::None;
    match element {
        Element::Literal(_) => false,
        Element::Interpolation(value) => marker(value.strip),
        Element::Directive(directive) => match &**directive {
            Directive::If(at) => {
                marker(at.if_expr.strip)
                    || marker(at.endif_expr.strip)
                    || at.else_expr.as_ref().is_some_and(|at| marker(at.strip))
            }
            Directive::For(at) => marker(at.for_expr.strip) || marker(at.endfor_expr.strip),
        },
    }
}
