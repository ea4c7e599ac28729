//! Bodies and blocks, and what a broken top-level block costs: itself.

use super::SyntaxError;
use super::ast::{Attribute, Block, Body};
use super::cursor::{Cursor, Parsed};
use std::collections::HashSet;
use std::sync::Arc;

/// The types of Terraform's top-level blocks: where one begins at a line's start, a block that was
/// never closed has ended.
const TOP_LEVEL: [&str; 14] = [
    "resource",
    "data",
    "module",
    "variable",
    "output",
    "locals",
    "provider",
    "terraform",
    "moved",
    "import",
    "removed",
    "check",
    "ephemeral",
    "action",
];

enum Item {
    Attribute(Attribute),
    Block(Block),
}

impl Cursor<'_> {
    pub(super) fn file_body(&mut self) -> (Body, Vec<SyntaxError>) {
        let mut body = Body::default();
        let mut errors = Vec::new();
        loop {
            self.skip_lines();
            if self.pos >= self.text.len() {
                if let Some(at) = self.unclosed {
                    errors.extend(self.error::<()>(at, "a comment that is not closed").err());
                }
                self.note_repeated(&body);
                body.odd = std::mem::take(&mut self.odd);
                return (body, errors);
            }
            let start = self.pos;
            match self.item().and_then(|item| self.line_end().map(|()| item)) {
                Ok(Item::Attribute(attribute)) => body.attributes.push(attribute),
                Ok(Item::Block(block)) => body.blocks.push(block),
                Err(error) => {
                    errors.push(error);
                    self.depth = 0;
                    self.ignore_newlines = false;
                    self.pos = self.after_broken(start);
                }
            }
        }
    }

    fn body(&mut self) -> Parsed<Body> {
        let mut body = Body::default();
        self.skip();
        // Between braces on one line Terraform takes one argument and nothing else.
        let one_line = !matches!(self.byte(), None | Some(b'\n' | b'}'));
        loop {
            self.skip_lines();
            if self.eat("}") {
                self.note_repeated(&body);
                return Ok(body);
            }
            let start = self.pos;
            match self.item()? {
                Item::Attribute(attribute) => body.attributes.push(attribute),
                Item::Block(block) => {
                    if one_line && body.blocks.is_empty() {
                        self.note(
                            start,
                            start + block.kind.len(),
                            "a block on one line holds one argument and no block: Terraform \
                             refuses the file",
                        );
                    }
                    body.blocks.push(block);
                }
            }
            let end = self.pos;
            self.skip();
            if self.byte() != Some(b'}') {
                if one_line && body.attributes.len() == 1 && body.blocks.is_empty() {
                    self.note(
                        start,
                        end,
                        "a block whose argument stands on the line of its brace has to end on \
                         that line: Terraform refuses the file",
                    );
                }
                self.line_end()?;
            } else if !one_line {
                self.note(
                    self.pos,
                    self.pos + 1,
                    "expected a new line before this brace: Terraform refuses the file",
                );
            }
        }
    }

    /// Notes the arguments that stand twice in a body.
    fn note_repeated(&mut self, body: &Body) {
        let mut known: HashSet<&str> = HashSet::new();
        let few = body.attributes.len() <= 12;
        for (index, attribute) in body.attributes.iter().enumerate() {
            let before = || body.attributes[..index].iter().any(|at| at.name == attribute.name);
            if if few { before() } else { !known.insert(&attribute.name) } {
                let message = format!(
                    "the argument `{}` is given twice; the last value is used, and Terraform refuses \
                     the file",
                    attribute.name
                );
                self.odd.push(SyntaxError { message, span: attribute.place });
            }
        }
    }

    fn line_end(&mut self) -> Parsed<()> {
        self.skip();
        if self.pos >= self.text.len() || self.eat("\n") {
            return Ok(());
        }
        self.error(self.pos, format!("expected a new line, found {}", self.found()))
    }

    fn item(&mut self) -> Parsed<Item> {
        let start = self.pos;
        let Some(name) = self.name() else {
            return self
                .error(start, format!("expected a block or an attribute, found {}", self.found()));
        };
        let kind: Arc<str> = Arc::from(name);
        let place = self.place(start);
        let mut header_end = self.pos;
        self.skip();
        if self.starts("=") && !self.starts("==") {
            self.pos += 1;
            self.skip();
            let value = self.expression()?;
            return Ok(Item::Attribute(Attribute { name: kind, place, value }));
        }
        let mut labels = Vec::new();
        loop {
            self.skip();
            let label = self.pos;
            if self.eat("{") {
                break;
            }
            if self.byte() == Some(b'"') {
                let template = self.quoted()?;
                let Some(text) = template.literal() else {
                    return self.error(label, "a block's label cannot hold an interpolation");
                };
                labels.push((Arc::from(text), self.place(label)));
            } else if let Some(name) = self.name() {
                labels.push((Arc::from(name), self.place(label)));
            } else {
                return self.error(
                    label,
                    format!("expected `=`, `{{` or a label after `{kind}`, found {}", self.found()),
                );
            }
            header_end = self.pos;
        }
        let header = self.origin.span(start, header_end);
        let body = self.nested(false, Self::body)?;
        Ok(Item::Block(Block { kind, labels, header, body, json: false }))
    }

    /// Where reading goes on after a broken item: behind its closing brace, or, where it has none,
    /// at the next line that begins a top-level block.
    fn after_broken(&mut self, start: usize) -> usize {
        self.pos = start;
        let next = self.next_block(start);
        let end = self.balanced_end();
        match (end, next) {
            // A closing brace beyond the next block's start that stands in the first column may
            // well be this block's own: only when the braces never close is the next block's start
            // believed.
            (Some(end), _) => end,
            (None, Some(next)) => next,
            (None, None) => self.text.len(),
        }
    }

    fn next_block(&self, start: usize) -> Option<usize> {
        let line_end = memchr::memchr(b'\n', self.text.as_bytes().get(start..)?)?;
        let mut at = start + line_end + 1;
        while at < self.text.len() {
            let line = self.text[at..].lines().next().unwrap_or_default();
            if begins_block(line) {
                return Some(at);
            }
            at += line.len();
            at += self.text[at..].bytes().take_while(|byte| *byte == b'\r').count() + 1;
        }
        None
    }

    /// Behind the brace that closes what was opened since here; a line without braces ends at its
    /// end. Strings, comments and heredocs are stepped over. A top-level block's header at a line's
    /// start ends whatever was left open.
    fn balanced_end(&mut self) -> Option<usize> {
        let start = self.pos;
        let mut open: Vec<u8> = Vec::new();
        let mut braces = 0;
        while let Some(byte) = self.byte() {
            match byte {
                b'#' => self.skip_line(),
                b'/' if self.starts("//") => self.skip_line(),
                b'/' if self.starts("/*") => self.skip(),
                b'"' => self.skip_string(),
                b'<' if self.starts("<<") => self.skip_heredoc(),
                b'{' | b'(' | b'[' => {
                    open.push(byte);
                    braces += usize::from(byte == b'{');
                    self.pos += 1;
                }
                b'}' | b')' | b']' => {
                    // A brace closes the block, whatever brackets were forgotten in it. Looking for
                    // its partner costs what it closes.
                    let closes_block = byte == b'}' && braces > 0;
                    while let Some(bracket) = open.pop() {
                        braces -= usize::from(bracket == b'{');
                        if !closes_block || bracket == b'{' {
                            break;
                        }
                    }
                    self.pos += 1;
                    if open.is_empty() {
                        self.skip_line();
                        return Some(self.pos);
                    }
                }
                b'\n' => {
                    self.pos += 1;
                    if open.is_empty()
                        || (self.pos > start
                            && begins_block(self.rest().lines().next().unwrap_or_default()))
                    {
                        return Some(self.pos);
                    }
                }
                _ => self.pos += self.rest().chars().next().map_or(1, char::len_utf8),
            }
        }
        open.is_empty().then_some(self.pos)
    }

    fn skip_string(&mut self) {
        self.pos += 1;
        let mut nested = 0usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'\n' if nested == 0 => return,
                b'\\' => self.pos += 2,
                b'"' if nested == 0 => {
                    self.pos += 1;
                    return;
                }
                b'$' | b'%' if self.text.as_bytes().get(self.pos + 1) == Some(&b'{') => {
                    nested += 1;
                    self.pos += 2;
                }
                b'}' if nested > 0 => {
                    nested -= 1;
                    self.pos += 1;
                }
                _ => self.pos += 1,
            }
        }
        self.pos = self.pos.min(self.text.len());
    }

    fn skip_heredoc(&mut self) {
        self.pos += 2;
        let _ = self.eat("-");
        let Some(marker) = self.name() else { return };
        let start = self.pos;
        self.skip_line();
        while self.pos < self.text.len() {
            self.pos += 1;
            let line = self.pos;
            self.skip_line();
            if self.text[line..self.pos].trim() == marker {
                return;
            }
        }
        self.pos = start;
    }
}

/// Whether a line begins a top-level block.
fn begins_block(line: &str) -> bool {
    line.contains('{')
        && TOP_LEVEL.iter().any(|kind| {
            line.strip_prefix(kind).is_some_and(|rest| rest.starts_with([' ', '\t', '{', '"']))
        })
}
