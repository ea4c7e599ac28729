//! Operators, with Terraform's conversions (Terraform language, "Arithmetic and Logical
//! Operators").

use super::either::unknown_from;
use super::expr::fail;
use super::{Eval, Evaluator};
use crate::number::Number;
use crate::source::Span;
use crate::syntax::hcl::ast::{Expr, Operator};
use crate::terraform::convert::{convert, equals};
use crate::terraform::instance::Scope;
use crate::value::{Data, Marks, Type, Value};
use bigdecimal::{BigDecimal, RoundingMode};
use std::num::NonZeroU64;

/// Terraform computes with 512 bits of mantissa: 154 decimal digits.
const DIGITS: u64 = 154;

impl Evaluator<'_> {
    pub(super) fn chain(
        &self,
        first: &Expr,
        rest: &[(Operator, Expr)],
        span: Option<Span>,
        scope: &Scope,
    ) -> Eval {
        let mut value = self.soft(self.eval(first, scope), first.place)?;
        for (operator, operand) in rest {
            // Since Terraform 1.12 the second operand counts only where the first does not decide.
            let decided = match operator {
                Operator::And => value.as_bool() == Some(false),
                Operator::Or => value.as_bool() == Some(true),
                _ => false,
            };
            if decided {
                continue;
            }
            let right = self.soft(self.eval(operand, scope), operand.place)?;
            value = self
                .lift(&[value, right], &|values| binary(*operator, &values[0], &values[1], span))?;
        }
        Ok(value)
    }

    pub(super) fn not(&self, value: &Value, span: Option<Span>) -> Eval {
        match convert(value.clone(), &Type::Bool) {
            Ok(known) => Ok(match known.data {
                Data::Bool(holds) => with_marks(Value::bool(!holds, span), &[value]),
                Data::Null => return fail("`!` needs a value, not null", span),
                _ => typed(unknown_from([value], span), Type::Bool),
            }),
            Err(why) => fail(format!("`!` needs true or false: {why}"), span),
        }
    }

    pub(super) fn negate(&self, value: &Value, span: Option<Span>) -> Eval {
        match convert(value.clone(), &Type::Number) {
            Ok(known) => Ok(match known.data {
                Data::Number(number) => with_marks(
                    Value::new(Data::Number(Number::from_decimal(-number.to_decimal())), span),
                    &[value],
                ),
                Data::Null => return fail("`-` needs a value, not null", span),
                _ => typed(unknown_from([value], span), Type::Number),
            }),
            Err(why) => fail(format!("`-` needs a number: {why}"), span),
        }
    }
}

/// A result has every operand's marks and references; that it was a default is said only where all
/// of it was.
fn with_marks(mut value: Value, operands: &[&Value]) -> Value {
    for operand in operands {
        value.marks = value.marks.with(operand.marks);
        value.refs = super::either::union(&value.refs, &operand.refs);
    }
    if operands.iter().any(|operand| !operand.marks.any(Marks::DEFAULT)) {
        value.marks = value.marks.without(Marks::DEFAULT);
    }
    value
}

fn typed(mut value: Value, ty: Type) -> Value {
    if let Data::Unknown(unknown) = &value.data {
        let mut unknown = (**unknown).clone();
        unknown.ty = ty;
        value.data = Data::Unknown(std::sync::Arc::new(unknown));
    }
    value
}

fn binary(operator: Operator, a: &Value, b: &Value, span: Option<Span>) -> Eval {
    let known = |data: Data| Ok(with_marks(Value::new(data, span), &[a, b]));
    let unknown = |ty: Type| {
        Ok(typed(unknown_from([a, b].into_iter().filter(|value| value.has_unknown()), span), ty))
    };
    match operator {
        Operator::Equal | Operator::NotEqual => match equals(a, b) {
            Some(same) => known(Data::Bool(same == (operator == Operator::Equal))),
            None => unknown(Type::Bool),
        },
        Operator::And | Operator::Or => {
            let sides = (logical(a, operator, span)?, logical(b, operator, span)?);
            // One side may decide.
            let deciding = operator == Operator::Or;
            match sides {
                (Some(x), _) if x == deciding => known(Data::Bool(deciding)),
                (_, Some(y)) if y == deciding => known(Data::Bool(deciding)),
                (Some(_), Some(_)) => known(Data::Bool(!deciding)),
                _ => unknown(Type::Bool),
            }
        }
        _ => {
            let sides = (numeric(a, operator, span)?, numeric(b, operator, span)?);
            let comparison = matches!(
                operator,
                Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual
            );
            let (Some(x), Some(y)) = sides else {
                return unknown(if comparison { Type::Bool } else { Type::Number });
            };
            match operator {
                Operator::Less => known(Data::Bool(x < y)),
                Operator::LessEqual => known(Data::Bool(x <= y)),
                Operator::Greater => known(Data::Bool(x > y)),
                Operator::GreaterEqual => known(Data::Bool(x >= y)),
                _ => match arithmetic(operator, &x, &y) {
                    Ok(number) => known(Data::Number(number)),
                    Err(why) => fail(why, span),
                },
            }
        }
    }
}

fn logical(
    value: &Value,
    operator: Operator,
    span: Option<Span>,
) -> Result<Option<bool>, super::Failure> {
    let symbol = if operator == Operator::And { "&&" } else { "||" };
    match convert(value.clone(), &Type::Bool) {
        Ok(known) => match known.data {
            Data::Bool(holds) => Ok(Some(holds)),
            Data::Null => fail(format!("`{symbol}` needs true or false, not null"), span),
            _ => Ok(None),
        },
        Err(why) => fail(format!("`{symbol}` needs true or false: {why}"), span),
    }
}

fn numeric(
    value: &Value,
    operator: Operator,
    span: Option<Span>,
) -> Result<Option<Number>, super::Failure> {
    match convert(value.clone(), &Type::Number) {
        Ok(known) => match known.data {
            Data::Number(number) => Ok(Some(number)),
            Data::Null => fail(format!("{operator:?} needs a number, not null"), span),
            _ => Ok(None),
        },
        Err(why) => fail(format!("{operator:?} needs numbers: {why}"), span),
    }
}

/// What is said of a number divided by zero.
pub(super) const DIVISION_BY_ZERO: &str = "division by zero";

/// The most digits a result may have before or after its point.
const MAX_PLACES: u64 = 10_000;

/// Exact where the result is; rounded to what Terraform keeps where it is not.
fn arithmetic(operator: Operator, a: &Number, b: &Number) -> Result<Number, String> {
    if let (Some(x), Some(y)) = (a.as_i64(), b.as_i64()) {
        let quick = match operator {
            Operator::Add => x.checked_add(y),
            Operator::Subtract => x.checked_sub(y),
            Operator::Multiply => x.checked_mul(y),
            _ => None,
        };
        if let Some(quick) = quick {
            return Ok(Number::from(quick));
        }
    }
    if operator == Operator::Divide {
        return a.divided_by(b).ok_or_else(|| {
            if a.to_f64() == 0.0 {
                "zero divided by zero".to_owned()
            } else {
                DIVISION_BY_ZERO.to_owned()
            }
        });
    }
    if operator == Operator::Modulo {
        return Ok(a.remainder(b));
    }
    let result = a.combined(
        b,
        match operator {
            Operator::Add => |x, y| x + y,
            Operator::Subtract => |x, y| x - y,
            _ => |x, y| x * y,
        },
    );
    let result = result.to_decimal();
    let digits = NonZeroU64::new(DIGITS).unwrap_or(NonZeroU64::MIN);
    let rounded: BigDecimal = if result.is_integer() && result.digits() > DIGITS {
        result.with_precision_round(digits, RoundingMode::HalfEven)
    } else {
        result
    };
    // Squaring doubles the places; what a literal may have bounds what a result may have, so that
    // no operand is ever large.
    if rounded.fractional_digit_count().unsigned_abs() > MAX_PLACES {
        return Err(format!("the result has more than {MAX_PLACES} places"));
    }
    Ok(Number::from_decimal(rounded))
}
