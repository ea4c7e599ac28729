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

impl Evaluator<'_> {
    /// Where the one flag or number is written that decides a condition. `None`: nothing decides it
    /// alone, or what does is no flag: an environment's name is not there to be changed.
    pub(super) fn decided_by(&self, expr: &Expr, scope: &Scope) -> Option<Place> {
        self.quietly(|| self.flag(expr, scope, MAX_STEPS))
    }

    fn flag(&self, expr: &Expr, scope: &Scope, left: u32) -> Option<Place> {
        let left = left.checked_sub(1)?;
        let of = |expr: &Expr| self.flag(expr, scope, left);
        match &expr.kind {
            Kind::Group(inner) | Kind::Not(inner) => of(inner),
            Kind::Conditional(parts) => {
                let [condition, then, otherwise] = &**parts;
                let chosen = if self.holds(condition, scope)? { then } else { otherwise };
                of(chosen).or_else(|| of(condition))
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
                let value = self.value_of(expr, scope);
                if self.is_written_flag(&value) {
                    return Some(value.place);
                }
                let [Access::Attribute(..)] = steps.as_slice() else { return None };
                match self.binding(base, steps, scope)? {
                    Binding::Expr(next, inner) => self.flag(&next, &inner, left),
                    Binding::Name(_) => None,
                }
            }
            Kind::Call { name, args, .. } if THROUGH.contains(&&**name) => of(args.first()?),
            Kind::Call { name, .. } if ONE_OF.contains(&&**name) => {
                let value = self.value_of(expr, scope);
                self.is_written_flag(&value).then_some(value.place)
            }
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
