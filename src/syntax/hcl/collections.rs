//! What stands in brackets and braces: lists, objects and `for` expressions (HCL native syntax
//! specification, sections "Collection Values" and "For Expressions").

use super::ast::{For, Key, Kind};
use super::cursor::{Cursor, Parsed};
use std::sync::Arc;

impl Cursor<'_> {
    pub(super) fn list(&mut self) -> Parsed<Kind> {
        self.skip();
        if self.at_word("for") {
            let end = self.pos;
            self.pos += 3;
            self.skip();
            if self.name().is_some() {
                self.pos = end + 3;
                return self.for_expression("]");
            }
            self.pos = end;
        }
        let mut items = Vec::new();
        loop {
            self.skip();
            if self.eat("]") {
                break;
            }
            items.push(self.expression()?);
            self.skip();
            if self.eat(",") {
                continue;
            }
            self.close("]", true)?;
            break;
        }
        Ok(Kind::List(items))
    }

    pub(super) fn object(&mut self) -> Parsed<Kind> {
        self.skip_lines();
        if self.at_word("for") {
            let start = self.pos;
            self.pos += 3;
            self.skip_lines();
            // `{ for = 1 }` is an object with a key of that name.
            if self.name().is_some() {
                self.pos = start + 3;
                self.ignore_newlines = true;
                return self.for_expression("}");
            }
            self.pos = start;
        }
        let mut entries = Vec::new();
        loop {
            self.skip_lines();
            if self.eat("}") {
                break;
            }
            let key = self.key()?;
            self.skip();
            if !self.eat("=") && !self.eat(":") {
                return self.error(
                    self.pos,
                    format!("expected `=` or `:` after an object's key, found {}", self.found()),
                );
            }
            self.skip_lines();
            let value = self.expression()?;
            entries.push((key, value));
            self.skip();
            if self.eat(",") || self.eat("\n") {
                continue;
            }
            if self.byte() == Some(b'}') {
                continue;
            }
            return self.error(
                self.pos,
                format!(
                    "expected a comma, a new line or `}}` in an object, found {}",
                    self.found()
                ),
            );
        }
        Ok(Kind::Object(entries))
    }

    fn key(&mut self) -> Parsed<Key> {
        let start = self.pos;
        if let Some(name) = self.name() {
            let place = self.place(start);
            let end = self.pos;
            self.skip();
            let separator =
                (self.starts("=") && !self.starts("==")) || self.starts(":") && !self.starts("::");
            self.pos = end;
            if separator {
                return Ok(Key::Name(Arc::from(name), place));
            }
            self.pos = start;
        }
        // A key may not be a conditional without parentheses: its `:` would be taken for the
        // separator.
        self.nested(self.ignore_newlines, |cursor| cursor.operation(0)).map(Key::Expr)
    }

    /// After the word `for`.
    fn for_expression(&mut self, bracket: &str) -> Parsed<Kind> {
        let (key, item) = self.for_names()?;
        self.skip();
        let collection = self.expression()?;
        self.skip();
        if !self.eat(":") {
            return self.error(
                self.pos,
                format!(
                    "expected `:` after a `for` expression's collection, found {}",
                    self.found()
                ),
            );
        }
        self.skip();
        let first = self.expression()?;
        self.skip();
        let (key_result, result) = if bracket == "}" {
            if !self.eat("=>") {
                return self.error(
                    self.pos,
                    format!("expected `=>` in an object's `for`, found {}", self.found()),
                );
            }
            self.skip();
            let result = self.expression()?;
            (Some(first), result)
        } else {
            (None, first)
        };
        self.skip();
        let group = self.eat("...");
        if group && bracket == "]" {
            let message = "`...` groups the values of an object's `for`: Terraform refuses it in \
                           that of a tuple";
            self.note(self.pos - 3, self.pos, message);
        }
        self.skip();
        let condition = if self.at_word("if") {
            self.pos += 2;
            self.skip();
            Some(self.expression()?)
        } else {
            None
        };
        self.close(bracket, true)?;
        Ok(Kind::For(Box::new(For { key, item, collection, key_result, result, group, condition })))
    }

    /// `item in`, `key, item in`.
    pub(super) fn for_names(&mut self) -> Parsed<(Option<Arc<str>>, Arc<str>)> {
        self.skip();
        let Some(first) = self.name() else {
            return self
                .error(self.pos, format!("expected a name after `for`, found {}", self.found()));
        };
        self.skip();
        let mut names = (None, Arc::from(first));
        if self.eat(",") {
            self.skip();
            let Some(second) = self.name() else {
                return self
                    .error(self.pos, format!("expected a name after `,`, found {}", self.found()));
            };
            names = (Some(Arc::from(first)), Arc::from(second));
            self.skip();
        }
        if !self.at_word("in") {
            return self.error(self.pos, format!("expected `in`, found {}", self.found()));
        }
        self.pos += 2;
        Ok(names)
    }
}
