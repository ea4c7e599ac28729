//! The text that decides that something is not there: `dynamic` blocks without an item and null
//! attributes. `for_each = var.enabled ? [1] : []` with `default = false` is decided by that `false`.

use super::eval::Evaluator;
use super::instance::{Binding, Scope};
use crate::syntax::hcl::ast::{Access, Expr, Kind, Operator};
use crate::value::{Data, Place, Value};

/// How far names are followed.
const MAX_STEPS: u32 = 64;

/// Functions that give what they are given.
const THROUGH: [&str; 4] = ["toset", "tolist", "tobool", "nonsensitive"];

/// Functions that give one of their arguments.
const ONE_OF: [&str; 3] = ["try", "coalesce", "lookup"];

/// What is known of an expression's value.
#[derive(Clone, Copy, PartialEq)]
enum Gives {
    /// Nothing: it is no flag itself, and is not evaluated again.
    Nothing,
    /// The answer to a question.
    Answer,
}

impl Evaluator<'_> {
    /// Where the one flag or number is written that decides that an expression gives nothing: null,
    /// or no item. `None`: nothing decides it alone, or what does is no flag: an environment's name is
    /// not there to be changed.
    pub(super) fn decided_by(&self, expr: &Expr, scope: &Scope) -> Option<Place> {
        self.quietly(|| self.flag(expr, scope, Gives::Nothing, MAX_STEPS))
    }

    fn flag(&self, expr: &Expr, scope: &Scope, gives: Gives, left: u32) -> Option<Place> {
        let left = left.checked_sub(1)?;
        let alike = |expr: &Expr| self.flag(expr, scope, gives, left);
        let of = |expr: &Expr| self.flag(expr, scope, Gives::Answer, left);
        let written = || {
            let value = (gives == Gives::Answer).then(|| self.value_of(expr, scope))?;
            self.is_written_flag(&value).then_some(value.place)
        };
        match &expr.kind {
            Kind::Group(inner) => alike(inner),
            Kind::Not(inner) => of(inner),
            Kind::Conditional(parts) => {
                let [condition, then, otherwise] = &**parts;
                let chosen = if self.holds(condition, scope)? { then } else { otherwise };
                alike(chosen).or_else(|| of(condition))
            }
            Kind::Chain(first, rest) => match rest.as_slice() {
                [(operator, second)] if is_comparison(*operator) => {
                    match (is_flag(first), is_flag(second)) {
                        (false, true) => of(first),
                        (true, false) => of(second),
                        _ => None,
                    }
                }
                _ => {
                    let joins = |(operator, _): &(Operator, Expr)| {
                        matches!(operator, Operator::And | Operator::Or)
                    };
                    let whole = rest.iter().all(joins).then(|| self.holds(expr, scope))??;
                    let operands = std::iter::once(&**first).chain(rest.iter().map(|(_, one)| one));
                    let mut alike = operands.filter(|one| self.holds(one, scope) == Some(whole));
                    let one = alike.next()?;
                    // Of several that say so none decides it alone.
                    alike.next().is_none().then(|| of(one))?
                }
            },
            Kind::Access(base, steps) => {
                if let Some(place) = written() {
                    return Some(place);
                }
                let [Access::Attribute(..)] = steps.as_slice() else { return None };
                match self.binding(base, steps, scope)? {
                    Binding::Expr(next, inner) => self.flag(&next, &inner, gives, left),
                    Binding::Name(_) => None,
                }
            }
            Kind::Call { name, args, .. } if THROUGH.contains(&&**name) => alike(args.first()?),
            Kind::Call { name, .. } if ONE_OF.contains(&&**name) => written(),
            Kind::For(body) => body.condition.as_ref().and_then(of),
            _ => None,
        }
    }

    /// Whether the text at a value's place is a flag or a number, and that value.
    fn is_written_flag(&self, value: &Value) -> bool {
        let said = match &value.data {
            Data::Bool(flag) => flag.to_string(),
            Data::Number(number) => number.to_string(),
            _ => return false,
        };
        value.place.span.is_some_and(|span| {
            let file = self.tree.file(span.file);
            file.slice(span.start, span.end).trim_matches('"') == said
        })
    }
}

fn is_comparison(operator: Operator) -> bool {
    use Operator::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
    matches!(operator, Equal | NotEqual | Greater | GreaterEqual | Less | LessEqual)
}

fn is_flag(expr: &Expr) -> bool {
    matches!(expr.ungrouped().kind, Kind::Bool(_) | Kind::Number(_))
}

#[cfg(test)]
mod tests {
    use crate::terraform::evaluate;
    use crate::tree::Tree;
    use crate::unit::{Format, Inputs, Unit};

    /// Where the values of the first resource stand, each a name and the text of its place.
    fn places(text: &str) -> Vec<(String, String)> {
        let tree = Tree::of_texts(&[("main.tf", text)]);
        let unit = Unit {
            id: ".".to_owned(),
            format: Format::Terraform,
            root: String::new(),
            example: false,
            called: false,
        };
        let (evaluated, problems) = evaluate(&tree, &unit, &Inputs::default());
        assert!(problems.is_empty(), "{problems:?}");
        let values = evaluated.resources[0].values.entries().unwrap().iter();
        let place = |(name, entry): (&std::sync::Arc<str>, &crate::value::Entry)| {
            let span = entry.value.place.span.unwrap();
            (name.to_string(), tree.file(span.file).slice(span.start, span.end).to_owned())
        };
        values.map(place).collect()
    }

    fn stands(text: &str, name: &str, at: &str) {
        let found = places(&format!(
            "resource \"aws_x\" \"y\" {{\n{text}\n}}\nlocals {{\n  off = false\n  none = local.off ? \"a\" : null\n  empty = local.off ? [1] : []\n}}\n"
        ));
        assert!(found.contains(&(name.to_owned(), at.to_owned())), "{found:?}");
    }

    #[test]
    fn a_flag_leaves_out_attributes_and_blocks() {
        stands("a = local.off ? 1 : null", "a", "false");
        stands("a = (local.none)", "a", "false");
        stands("a = try(local.none, null)", "a", "null");
        let block = |each: &str| format!("dynamic \"b\" {{\nfor_each = {each}\ncontent {{}}\n}}");
        stands(&block("toset(local.empty)"), "b", "false");
        stands(&block("[for one in [1] : one if !local.off == false]"), "b", "false");
        // Two that are off, and the second has no flag.
        stands(&format!("{}\n{}", block("local.empty"), block("[]")), "b", "false");
    }

    /// A block that is left out beside one that is there leaves nothing out.
    #[test]
    fn a_block_that_is_there_stands_at_its_header() {
        let block = |each: &str| format!("dynamic \"b\" {{\nfor_each = {each}\ncontent {{}}\n}}");
        for text in [
            format!("{}\n{}", block("local.empty"), block("[1]")),
            format!("{}\n{}", block("[1]"), block("local.empty")),
        ] {
            stands(&text, "b", "dynamic \"b\"");
        }
        stands(&format!("{}\nb {{}}", block("local.empty")), "b", "dynamic \"b\"");
    }

    /// What an arm that is not taken, or that may not be taken, would be refused for is not told.
    #[test]
    fn errors_of_arms_are_not_told() {
        stands("a = local.off ? jsondecode(\"{\") : 1", "a", "1");
        places(
            "variable \"v\" {}\nresource \"aws_x\" \"y\" {\n  a = var.v ? [jsondecode(\"{\")] : [1]\n}\n",
        );
        places(
            "resource \"aws_x\" \"y\" {\n  a = can(jsondecode(\"{\")) ? null : try(jsondecode(\"{\"), 1)\n}\n",
        );
    }
}
