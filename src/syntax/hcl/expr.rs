//! Expressions: precedence as in the HCL native syntax specification, section "Operations".

use super::ast::{Access, Expr, Kind, Operator};
use super::cursor::{Cursor, Parsed};
use crate::number::Number;
use std::sync::Arc;

/// Operators by precedence, weakest first; within a level the longer ones first.
const LEVELS: [&[(&str, Operator)]; 6] = [
    &[("||", Operator::Or)],
    &[("&&", Operator::And)],
    &[("==", Operator::Equal), ("!=", Operator::NotEqual)],
    &[
        (">=", Operator::GreaterEqual),
        ("<=", Operator::LessEqual),
        (">", Operator::Greater),
        ("<", Operator::Less),
    ],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("/", Operator::Divide), ("%", Operator::Modulo)],
];

impl Cursor<'_> {
    pub(super) fn whole_expression(&mut self) -> Parsed<Expr> {
        self.ignore_newlines = true;
        self.skip();
        let expr = self.expression()?;
        self.skip();
        if self.pos < self.text.len() {
            return self.error(
                self.pos,
                format!("expected the end of the expression, found {}", self.found()),
            );
        }
        Ok(expr)
    }

    /// An expression, one level deeper than what encloses it.
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.nested(self.ignore_newlines, Self::conditional)
    }

    fn conditional(&mut self) -> Parsed<Expr> {
        self.skip();
        let start = self.pos;
        let condition = self.operation(0)?;
        let end = self.pos;
        self.skip();
        if !self.eat("?") {
            // What stands behind is no part of this: a conditional ends where its last operand
            // does.
            self.pos = end;
            return Ok(condition);
        }
        self.operand_ahead();
        let then = self.expression()?;
        self.skip();
        if !self.eat(":") {
            return self
                .error(self.pos, format!("expected `:` of a conditional, found {}", self.found()));
        }
        self.operand_ahead();
        let otherwise = self.expression()?;
        Ok(Expr {
            kind: Kind::Conditional(Box::new([condition, then, otherwise])),
            place: self.place(start),
        })
    }

    /// Operands and operators of this precedence and stronger ones. Operators of one precedence
    /// make one flat chain, so that a long sum is not a deep tree.
    pub(super) fn operation(&mut self, weakest: usize) -> Parsed<Expr> {
        self.skip();
        let start = self.pos;
        let mut left = self.unary()?;
        loop {
            let end = self.pos;
            self.skip();
            let found = self.operator().filter(|(level, ..)| *level >= weakest);
            let Some((level, length, operator)) = found else {
                self.pos = end;
                return Ok(left);
            };
            self.pos += length;
            self.operand_ahead();
            let right = self.operation(level + 1)?;
            let place = self.place(start);
            left = match left.kind {
                Kind::Chain(first, mut rest) if level_of(&rest) == level => {
                    rest.push((operator, right));
                    Expr { kind: Kind::Chain(first, rest), place }
                }
                kind => Expr {
                    kind: Kind::Chain(
                        Box::new(Expr { kind, place: left.place }),
                        vec![(operator, right)],
                    ),
                    place,
                },
            };
        }
    }

    /// To the operand behind an operator. Outside of brackets it has to stand on the same line.
    fn operand_ahead(&mut self) {
        self.skip();
        if self.byte() == Some(b'\n') {
            let message = "expected an operand on this line, as there are no brackets around it: \
                           Terraform refuses the file";
            self.note(self.pos.saturating_sub(1), self.pos, message);
            self.skip_lines();
        }
    }

    /// The operator that stands here: its level, its length, itself.
    fn operator(&self) -> Option<(usize, usize, Operator)> {
        // Mostly none does.
        let first = self.byte()?;
        if !LEVELS
            .iter()
            .copied()
            .flatten()
            .any(|(text, _)| text.as_bytes().first() == Some(&first))
        {
            return None;
        }
        LEVELS.iter().enumerate().find_map(|(level, operators)| {
            let (text, operator) = operators.iter().find(|(text, _)| self.starts(text))?;
            Some((level, text.len(), *operator))
        })
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let start = self.pos;
        let negate = match self.byte() {
            Some(b'!') if !self.starts("!=") => false,
            Some(b'-') => true,
            _ => return self.accessed(),
        };
        self.pos += 1;
        let operand = self.nested(self.ignore_newlines, |cursor| {
            cursor.skip();
            cursor.unary()
        })?;
        let kind =
            if negate { Kind::Negate(Box::new(operand)) } else { Kind::Not(Box::new(operand)) };
        Ok(Expr { kind, place: self.place(start) })
    }

    fn accessed(&mut self) -> Parsed<Expr> {
        let start = self.pos;
        let base = self.primary()?;
        let mut steps = Vec::new();
        self.accesses(&mut steps, false)?;
        if steps.is_empty() {
            return Ok(base);
        }
        Ok(Expr { kind: Kind::Access(Box::new(base), steps), place: self.place(start) })
    }

    /// `.name`, `.0`, `[index]` and splats; after `.*` only names and numbers belong to the items.
    fn accesses(&mut self, steps: &mut Vec<Access>, names_only: bool) -> Parsed<()> {
        loop {
            let end = self.pos;
            self.skip();
            // Behind the last argument of a call it expands that argument.
            if self.starts("...") {
                self.pos = end;
                return Ok(());
            }
            match self.byte() {
                Some(b'.') => {
                    self.pos += 1;
                    self.skip();
                    let start = self.pos;
                    if self.eat("*") {
                        let mut inner = Vec::new();
                        self.accesses(&mut inner, true)?;
                        steps.push(Access::Splat(inner));
                    } else if let Some(name) = self.name() {
                        steps.push(Access::Attribute(Arc::from(name), self.place(start)));
                    } else {
                        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
                        let Ok(number) = self.rest()[..digits].parse::<Number>() else {
                            return self.error(
                                start,
                                format!("expected a name after `.`, found {}", self.found()),
                            );
                        };
                        self.pos += digits;
                        steps.push(Access::Index(Expr {
                            kind: Kind::Number(number),
                            place: self.place(start),
                        }));
                    }
                }
                Some(b'[') if !names_only => {
                    self.pos += 1;
                    let step = self.with_newlines(true, |cursor| {
                        cursor.skip();
                        if cursor.eat("*") {
                            cursor.skip();
                            return Ok(None);
                        }
                        cursor.expression().map(Some)
                    })?;
                    self.close("]", true)?;
                    match step {
                        Some(index) => steps.push(Access::Index(index)),
                        None => {
                            let mut inner = Vec::new();
                            self.nested(self.ignore_newlines, |cursor| {
                                cursor.accesses(&mut inner, false)
                            })?;
                            steps.push(Access::Splat(inner));
                        }
                    }
                }
                _ => {
                    self.pos = end;
                    return Ok(());
                }
            }
        }
    }

    pub(super) fn close(&mut self, bracket: &str, lines: bool) -> Parsed<()> {
        if lines {
            self.skip_lines()
        } else {
            self.skip()
        }
        if self.eat(bracket) {
            Ok(())
        } else {
            self.error(self.pos, format!("expected `{bracket}`, found {}", self.found()))
        }
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let start = self.pos;
        let kind = match self.byte() {
            Some(b'(') => {
                self.pos += 1;
                let inner = self.nested(true, Self::conditional)?;
                self.close(")", true)?;
                Kind::Group(Box::new(inner))
            }
            Some(b'[') => {
                self.pos += 1;
                self.with_newlines(true, Self::list)?
            }
            Some(b'{') => {
                self.pos += 1;
                self.with_newlines(false, Self::object)?
            }
            Some(b'"') => {
                let template = self.quoted()?;
                Kind::Template(Arc::new(template))
            }
            Some(b'<') if self.starts("<<") => Kind::Template(Arc::new(self.heredoc()?)),
            Some(byte) if byte.is_ascii_digit() => Kind::Number(self.number()?),
            _ => match self.name() {
                Some(name) => self.named(name)?,
                None => {
                    return self
                        .error(start, format!("expected an expression, found {}", self.found()));
                }
            },
        };
        Ok(Expr { kind, place: self.place(start) })
    }

    fn named(&mut self, name: &str) -> Parsed<Kind> {
        let mut function = name.to_owned();
        while self.starts("::") {
            self.pos += 2;
            let Some(part) = self.name() else {
                return self.error(self.pos, "expected a function's name after `::`");
            };
            function = format!("{function}::{part}");
        }
        let end = self.pos;
        self.skip();
        if self.eat("(") {
            return self.with_newlines(true, |cursor| cursor.arguments(&function));
        }
        self.pos = end;
        Ok(match name {
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            "null" => Kind::Null,
            name => Kind::Name(Arc::from(name)),
        })
    }

    fn arguments(&mut self, function: &str) -> Parsed<Kind> {
        let mut args = Vec::new();
        let mut expand = false;
        loop {
            self.skip();
            if self.eat(")") {
                break;
            }
            args.push(self.expression()?);
            self.skip();
            if self.eat("...") {
                expand = true;
                self.skip();
                let _ = self.eat(",");
                self.close(")", true)?;
                break;
            }
            if self.eat(",") {
                continue;
            }
            self.close(")", true)?;
            break;
        }
        Ok(Kind::Call { name: Arc::from(function), args, expand })
    }

    fn number(&mut self) -> Parsed<Number> {
        let start = self.pos;
        let digits = |cursor: &mut Self| {
            while cursor.byte().is_some_and(|byte| byte.is_ascii_digit()) {
                cursor.pos += 1;
            }
        };
        digits(self);
        if self.byte() == Some(b'.')
            && self.text.as_bytes().get(self.pos + 1).is_some_and(u8::is_ascii_digit)
        {
            self.pos += 1;
            digits(self);
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            let before = self.pos;
            self.pos += 1;
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.pos += 1;
            }
            if self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
                digits(self)
            } else {
                self.pos = before
            }
        }
        match self.text[start..self.pos].parse() {
            Ok(number) => Ok(number),
            Err(_) => self.error(start, "a number too large or too small to read"),
        }
    }
}

/// The precedence of a chain's operators.
fn level_of(rest: &[(Operator, Expr)]) -> usize {
    let operator = rest.first().map(|(operator, _)| *operator);
    LEVELS
        .iter()
        .position(|operators| operators.iter().any(|(_, known)| Some(*known) == operator))
        .unwrap_or(usize::MAX)
}
