//! Templates: quoted strings, heredocs, template files; escapes, directives, trim markers,
//! indentation.
//!
//! Terraform works token by token, and what it calls a token decides what a `~` trims: a heredoc's
//! literal text is one token per line (HCL native syntax specification, "Templates").

use super::ast::{Expr, Run, Template, TemplatePiece};
use super::cursor::{Cursor, Parsed};
use std::sync::Arc;

enum Token {
    Literal(Vec<Run>),
    Value(Expr),
    If(Expr),
    Else,
    EndIf,
    For(Option<Arc<str>>, Arc<str>, Expr),
    EndFor,
}

/// Literal text in the making, and whether the token before it asked for trimming.
#[derive(Default)]
struct Tokens {
    done: Vec<Token>,
    open: Vec<Run>,
    trim_next: bool,
    /// There is literal text, or there was before it was trimmed.
    text: bool,
}

impl Tokens {
    fn push(&mut self, run: Run) {
        if let Some(last) = self.open.last_mut()
            && let (Some(before), Some(after)) = (last.place, run.place)
            && before.end == after.start
            && before.file == after.file
            && (before.end - before.start) as usize == last.text.len()
            && (after.end - after.start) as usize == run.text.len()
        {
            last.text.push_str(&run.text);
            last.place = Some(crate::source::Span { end: after.end, ..before });
            return;
        }
        self.open.push(run);
    }

    /// Ends the literal token.
    fn flush(&mut self) {
        if self.open.is_empty() {
            return;
        }
        self.text = true;
        let mut runs = std::mem::take(&mut self.open);
        if std::mem::take(&mut self.trim_next) {
            trim_start(&mut runs);
        }
        self.done.push(Token::Literal(runs));
    }

    fn special(&mut self, token: Token, trim_before: bool, trim_after: bool) {
        self.flush();
        if trim_before && let Some(Token::Literal(runs)) = self.done.last_mut() {
            trim_end(runs);
        }
        self.done.push(token);
        self.trim_next = trim_after;
    }
}

fn trim_start(runs: &mut Vec<Run>) {
    while let Some(run) = runs.first_mut() {
        let keep = run.text.trim_start().len();
        cut_start(run, run.text.len() - keep);
        if keep > 0 {
            break;
        }
        runs.remove(0);
    }
}

fn cut_start(run: &mut Run, bytes: usize) {
    if let Some(span) = &mut run.place
        && (span.end - span.start) as usize == run.text.len()
    {
        span.start += bytes as u32;
    }
    run.text.drain(..bytes);
}

fn trim_end(runs: &mut Vec<Run>) {
    while let Some(run) = runs.last_mut() {
        let keep = run.text.trim_end().len();
        if let Some(span) = &mut run.place
            && (span.end - span.start) as usize == run.text.len()
        {
            span.end = span.start + keep as u32;
        }
        run.text.truncate(keep);
        if keep > 0 {
            break;
        }
        runs.pop();
    }
}

impl Cursor<'_> {
    pub(super) fn whole_template(&mut self) -> Parsed<Template> {
        let mut tokens = Tokens::default();
        while self.pos < self.text.len() {
            if !self.special(&mut tokens)? {
                self.literal(&mut tokens, b"\n");
                if self.byte() == Some(b'\n') {
                    self.raw(&mut tokens, 1);
                    tokens.flush();
                }
            }
        }
        tokens.flush();
        self.template(tokens)
    }

    pub(super) fn quoted(&mut self) -> Parsed<Template> {
        let start = self.pos;
        self.pos += 1;
        let mut tokens = Tokens::default();
        loop {
            match self.byte() {
                None | Some(b'\n') => {
                    return self.error(start, "a string that is not closed on its line");
                }
                Some(b'"') => {
                    self.pos += 1;
                    break;
                }
                Some(b'\\') => self.escape(&mut tokens),
                _ => {
                    if !self.special(&mut tokens)? {
                        self.literal(&mut tokens, b"\"\\\n");
                    }
                }
            }
        }
        tokens.flush();
        let mut template = self.template(tokens)?;
        template.plain = match template.pieces.as_slice() {
            [] => true,
            [TemplatePiece::Literal(runs)] => {
                matches!(runs.as_slice(), [run] if run.text.len() + 2 == self.pos - start)
            }
            _ => false,
        };
        Ok(template)
    }

    /// One backslash escape; an unknown one stands for itself.
    fn escape(&mut self, tokens: &mut Tokens) {
        let start = self.pos;
        self.pos += 1;
        let letter = self.rest().chars().next().unwrap_or('\\');
        self.pos += if self.pos < self.text.len() { letter.len_utf8() } else { 0 };
        let digits = match letter {
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let text = match letter {
            'n' => "\n".to_owned(),
            'r' => "\r".to_owned(),
            't' => "\t".to_owned(),
            '"' | '\\' => letter.to_string(),
            'u' | 'U' => {
                let code = self
                    .rest()
                    .get(..digits)
                    .and_then(|hex| u32::from_str_radix(hex, 16).ok())
                    .and_then(char::from_u32);
                match code {
                    Some(code) => {
                        self.pos += digits;
                        code.to_string()
                    }
                    None => format!("\\{letter}"),
                }
            }
            other => format!("\\{other}"),
        };
        if text.len() > 1 && text.starts_with('\\') {
            let what = if digits > 0 {
                format!("`\\{letter}` wants {digits} hexadecimal digits of a character")
            } else {
                format!("`\\{}` is not a valid escape", letter.escape_debug())
            };
            let message = format!("{what}: Terraform refuses the file, here it stands for itself");
            self.note(start, self.pos, message);
        }
        tokens.push_apart(Run { text, place: self.place(start) });
    }

    /// Literal text up to one of the stop bytes, an interpolation or the end.
    fn literal(&mut self, tokens: &mut Tokens, stops: &[u8]) {
        let start = self.pos;
        let bytes = self.text.as_bytes();
        let mut end = start;
        while let Some(byte) = bytes.get(end) {
            if stops.contains(byte)
                || (matches!(byte, b'$' | b'%') && self.opens(end) && end > start)
            {
                break;
            }
            if matches!(byte, b'$' | b'%') && self.opens(end) {
                break;
            }
            end += 1;
        }
        self.raw(tokens, end - start);
    }

    /// Whether `${`, `%{` or their doubled escapes stand at an offset.
    fn opens(&self, at: usize) -> bool {
        let rest = &self.text.as_bytes()[at..];
        rest.get(1) == Some(&b'{') || (rest.get(1) == rest.first() && rest.get(2) == Some(&b'{'))
    }

    fn raw(&mut self, tokens: &mut Tokens, bytes: usize) {
        if bytes == 0 {
            return;
        }
        let start = self.pos;
        self.pos += bytes;
        tokens.push(Run { text: self.text[start..self.pos].to_owned(), place: self.place(start) });
    }

    /// An interpolation, a directive or an escaped one; `false` when none stands here.
    fn special(&mut self, tokens: &mut Tokens) -> Parsed<bool> {
        let start = self.pos;
        let directive = match self.byte() {
            Some(b'$') => false,
            Some(b'%') => true,
            _ => return Ok(false),
        };
        if self.starts("$${") || self.starts("%%{") {
            self.pos += 3;
            let text = if directive { "%{" } else { "${" };
            tokens.push_apart(Run { text: text.to_owned(), place: self.place(start) });
            return Ok(true);
        }
        if self.text.as_bytes().get(start + 1) != Some(&b'{') {
            return Ok(false);
        }
        self.pos += 2;
        let trim_before = self.eat("~");
        let token = self.with_newlines(true, |cursor| {
            if directive { cursor.directive() } else { cursor.expression().map(Token::Value) }
        })?;
        self.skip_lines();
        let trim_after = self.eat("~");
        if !self.eat("}") {
            return self.error(
                self.pos,
                format!("expected `}}` at the end of the template's piece, found {}", self.found()),
            );
        }
        tokens.special(token, trim_before, trim_after);
        Ok(true)
    }

    fn directive(&mut self) -> Parsed<Token> {
        self.skip();
        let start = self.pos;
        Ok(match self.name() {
            Some("if") => Token::If(self.expression()?),
            Some("else") => Token::Else,
            Some("endif") => Token::EndIf,
            Some("for") => {
                let (key, item) = self.for_names()?;
                Token::For(key, item, self.expression()?)
            }
            Some("endfor") => Token::EndFor,
            _ => return self.error(start, "expected `if`, `else`, `endif`, `for` or `endfor`"),
        })
    }

    pub(super) fn heredoc(&mut self) -> Parsed<Template> {
        let start = self.pos;
        self.pos += 2;
        let indented = self.eat("-");
        let Some(marker) = self.name() else {
            return self.error(start, "expected a heredoc's marker after `<<`");
        };
        let line = self.pos;
        self.skip_line();
        if !self.text[line..self.pos].trim().is_empty() {
            return self.error(line, "expected a new line after a heredoc's marker");
        }
        self.pos = (self.pos + 1).min(self.text.len());
        let mut tokens = Tokens::default();
        let mut line_start = true;
        loop {
            if line_start {
                let rest = self.rest();
                let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
                // The end marker may be indented, with or without the dash.
                if rest[..end].trim() == marker {
                    self.pos += rest[..end].trim_end().len();
                    break;
                }
            }
            if self.pos >= self.text.len() {
                return self.error(
                    start,
                    format!("unterminated heredoc: end marker `{marker}` is missing"),
                );
            }
            line_start = false;
            if self.byte() == Some(b'\n') {
                self.raw(&mut tokens, 1);
                tokens.flush();
                line_start = true;
            } else if !self.special(&mut tokens)? {
                self.literal(&mut tokens, b"\n");
            }
        }
        tokens.flush();
        if indented {
            dedent(&mut tokens.done);
        }
        self.template(tokens)
    }

    fn template(&self, tokens: Tokens) -> Parsed<Template> {
        let text = tokens.text;
        let mut tokens = tokens.done.into_iter();
        let (pieces, end) = self.pieces(&mut tokens, 0)?;
        if end.is_some() {
            return self
                .error(self.pos.saturating_sub(1), "a template directive that closes nothing");
        }
        Ok(Template { pieces, text, plain: false })
    }

    /// Pieces up to a closing directive, which is handed back.
    fn pieces(
        &self,
        tokens: &mut std::vec::IntoIter<Token>,
        depth: u32,
    ) -> Parsed<(Vec<TemplatePiece>, Option<Token>)> {
        if depth > super::MAX_DEPTH / 4 {
            return self
                .error(self.pos.saturating_sub(1), "template directives are nested too deeply");
        }
        let mut pieces: Vec<TemplatePiece> = Vec::new();
        while let Some(token) = tokens.next() {
            match token {
                Token::Literal(runs) if runs.is_empty() => {}
                Token::Literal(runs) => match pieces.last_mut() {
                    Some(TemplatePiece::Literal(before)) => join(before, runs),
                    _ => pieces.push(TemplatePiece::Literal(runs)),
                },
                Token::Value(value) => pieces.push(TemplatePiece::Value(value)),
                Token::If(condition) => {
                    let (then, end) = self.pieces(tokens, depth + 1)?;
                    let (otherwise, end) = match end {
                        Some(Token::Else) => self.pieces(tokens, depth + 1)?,
                        end => (Vec::new(), end),
                    };
                    if !matches!(end, Some(Token::EndIf)) {
                        return self.error(
                            self.pos.saturating_sub(1),
                            "an `if` directive without its `endif`",
                        );
                    }
                    pieces.push(TemplatePiece::If { condition, then, otherwise });
                }
                Token::For(key, item, collection) => {
                    let (body, end) = self.pieces(tokens, depth + 1)?;
                    if !matches!(end, Some(Token::EndFor)) {
                        return self.error(
                            self.pos.saturating_sub(1),
                            "a `for` directive without its `endfor`",
                        );
                    }
                    pieces.push(TemplatePiece::For { key, item, collection, body });
                }
                end @ (Token::Else | Token::EndIf | Token::EndFor) => {
                    return Ok((pieces, Some(end)));
                }
            }
        }
        Ok((pieces, None))
    }
}

impl Tokens {
    /// A run whose source reads differently: never joined to its neighbours.
    fn push_apart(&mut self, run: Run) {
        self.open.push(run);
    }
}

/// Appends runs, joining those that follow one another in the source.
fn join(before: &mut Vec<Run>, runs: Vec<Run>) {
    let mut tokens = Tokens { open: std::mem::take(before), ..Tokens::default() };
    runs.into_iter().for_each(|run| tokens.push(run));
    *before = tokens.open;
}

/// Takes the smallest indentation of all lines away (`<<-`). Blank lines do not count; a line that
/// begins with an interpolation has none.
fn dedent(tokens: &mut [Token]) {
    let mut least = usize::MAX;
    let mut line_start = true;
    for token in tokens.iter() {
        let text = match token {
            Token::Literal(runs) => {
                Some(runs.iter().map(|run| run.text.as_str()).collect::<String>())
            }
            _ => None,
        };
        if line_start {
            line_start = false;
            match &text {
                Some(text) => {
                    let indent = text.chars().take_while(|letter| letter.is_whitespace()).count();
                    let blank = text.trim().is_empty() && text.ends_with('\n');
                    if !blank {
                        least = least.min(indent);
                    }
                }
                None => least = 0,
            }
        }
        line_start |= text.is_some_and(|text| text.ends_with('\n'));
    }
    // What the least indented line has is cut from every line that is not blank.
    let mut line_start = true;
    for token in tokens {
        let Token::Literal(runs) = token else {
            line_start = false;
            continue;
        };
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        let blank = text.trim().is_empty() && text.ends_with('\n');
        if line_start
            && !blank
            && let Some(run) = runs.first_mut()
        {
            let bytes =
                run.text.chars().take(least).map(char::len_utf8).sum::<usize>().min(run.text.len());
            cut_start(run, bytes);
        }
        line_start = text.ends_with('\n');
    }
}
