//! Numeric functions.

use super::{Call, CallError, Function, Kind, Outcome, Param};
use crate::value::{Data, ListKind, Number, Value};
use bigdecimal::num_bigint::{BigInt, Sign};
use bigdecimal::{BigDecimal, RoundingMode};

const NUM: Param = Param::new("num", Kind::Number);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("abs", &[NUM], Kind::Number, |call, args| Ok(number(call, of(&args[0]).abs()))),
    Function::new("ceil", &[NUM], Kind::Number, |call, args| {
        Ok(number(call, of(&args[0]).with_scale_round(0, RoundingMode::Ceiling)))
    }),
    Function::new("floor", &[NUM], Kind::Number, |call, args| {
        Ok(number(call, of(&args[0]).with_scale_round(0, RoundingMode::Floor)))
    }),
    Function::new("signum", &[NUM], Kind::Number, signum),
    Function::new("max", &[], Kind::Number, |call, args| extreme(call, args, true))
        .rest(Param::new("numbers", Kind::Number)),
    Function::new("min", &[], Kind::Number, |call, args| extreme(call, args, false))
        .rest(Param::new("numbers", Kind::Number)),
    Function::new("log", &[NUM, Param::new("base", Kind::Number)], Kind::Number, log),
    Function::new("pow", &[NUM, Param::new("power", Kind::Number)], Kind::Number, pow),
    Function::new(
        "parseint",
        &[Param::new("number", Kind::Any), Param::new("base", Kind::Number)],
        Kind::Number,
        parseint,
    ),
    Function::new("sum", &[Param::new("list", Kind::Any).all()], Kind::Number, sum),
    Function::new("range", &[], Kind::Numbers, range).rest(Param::new("params", Kind::Number)),
];

fn of(value: &Value) -> BigDecimal {
    value.as_number().map(Number::to_decimal).unwrap_or_default()
}

fn number(call: &Call, decimal: BigDecimal) -> Value {
    Value::new(Data::Number(Number::from_decimal(decimal)), call.span)
}

/// A double as Terraform prints it: the shortest decimal that means it.
fn double(call: &Call, value: f64) -> Outcome {
    match format!("{value}").parse::<Number>() {
        Ok(number) if value.is_finite() => Ok(Value::new(Data::Number(number), call.span)),
        _ => call.fail("the result is not a finite number"),
    }
}

/// `signum`: -1, 0 or 1 for a whole number.
fn signum(call: &Call, args: &[Value]) -> Outcome {
    let decimal = of(&args[0]);
    if !decimal.is_integer() {
        return call.fail("value must be a whole number");
    }
    Ok(Value::int(
        match decimal.sign() {
            Sign::Minus => -1,
            Sign::NoSign => 0,
            Sign::Plus => 1,
        },
        call.span,
    ))
}

fn extreme(call: &Call, args: &[Value], largest: bool) -> Outcome {
    let numbers = args.iter().filter_map(Value::as_number);
    match if largest { numbers.max() } else { numbers.min() } {
        Some(number) => Ok(Value::new(Data::Number(number.clone()), call.span)),
        None => call.fail("must pass at least one number"),
    }
}

/// `log`: computed in doubles, as Terraform does.
fn log(call: &Call, args: &[Value]) -> Outcome {
    let as_f64 = |value: &Value| value.as_number().map_or(f64::NAN, Number::to_f64);
    double(call, as_f64(&args[0]).ln() / as_f64(&args[1]).ln())
}

/// `pow`: computed in doubles, as Terraform does.
fn pow(call: &Call, args: &[Value]) -> Outcome {
    let as_f64 = |value: &Value| value.as_number().map_or(f64::NAN, Number::to_f64);
    double(call, as_f64(&args[0]).powf(as_f64(&args[1])))
}

/// `parseint`: a whole number in base 2 to 62; above 36, upper-case letters follow the lower-case
/// ones.
fn parseint(call: &Call, args: &[Value]) -> Outcome {
    let Some(text) = args[0].as_str() else {
        return call.reject(0, "number", "first argument must be a string");
    };
    let Some(base) = args[1]
        .as_number()
        .and_then(Number::as_i64)
        .and_then(|base| u32::try_from(base).ok())
        .filter(|base| (2..=62).contains(base))
    else {
        return call.reject(1, "base", "base must be a whole number between 2 and 62 inclusive");
    };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digit = |byte: u8| {
        let value = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + 10,
            b'A'..=b'Z' => byte - b'A' + if base > 36 { 36 } else { 10 },
            _ => u8::MAX,
        };
        (u32::from(value) < base).then_some(value)
    };
    let values: Option<Vec<u8>> = digits.bytes().map(digit).collect();
    let parsed = values.filter(|values| !values.is_empty() && values.len() <= 10_000);
    let Some(int) = parsed.and_then(|values| BigInt::from_radix_be(Sign::Plus, &values, base))
    else {
        return call.reject(0, "number", format!("cannot parse {text:?} as a base {base} integer"));
    };
    Ok(number(call, BigDecimal::from(if negative { -int } else { int })))
}

/// `sum`: of a list, set or tuple with at least one number.
fn sum(call: &Call, args: &[Value]) -> Outcome {
    let Some(items) = args[0].items() else {
        return call.reject(0, "list", "argument must be list, set, or tuple");
    };
    if items.is_empty() {
        return call.reject(0, "list", "cannot sum an empty list");
    }
    let mut total = Number::from(0);
    for item in items {
        if item.is_null() {
            return call.reject(0, "list", "argument must be list, set, or tuple of number values");
        }
        match crate::terraform::convert::convert(item.clone(), &crate::value::Type::Number) {
            Ok(item) => {
                if let Some(item) = item.as_number() {
                    total = total.combined(item, |a, b| a + b);
                }
            }
            Err(_) => {
                return call.reject(
                    0,
                    "list",
                    "argument must be list, set, or tuple of number values",
                );
            }
        }
    }
    Ok(Value::new(Data::Number(total), call.span))
}

/// `range`: at most 1024 numbers from a start, below (or above) a limit, by a step.
fn range(call: &Call, args: &[Value]) -> Outcome {
    let numbers: Vec<BigDecimal> = args.iter().map(of).collect();
    let zero = BigDecimal::default;
    let (start, limit, step) = match numbers.as_slice() {
        [limit] => (zero(), limit.clone(), None),
        [start, limit] => (start.clone(), limit.clone(), None),
        [start, limit, step] => (start.clone(), limit.clone(), Some(step.clone())),
        _ => return call.fail("must have one, two, or three arguments"),
    };
    let down = limit < start;
    let step = step.unwrap_or_else(|| BigDecimal::from(if down { -1 } else { 1 }));
    let wrong = |why: &str| -> Result<(), CallError> { call.fail(why) };
    match step.sign() {
        Sign::NoSign => wrong("step must not be zero")?,
        Sign::Plus if down => wrong("step must be less than zero when end is less than start")?,
        Sign::Minus if !down && limit != start => {
            wrong("step must be greater than zero when end is greater than start")?
        }
        _ => {}
    }
    let mut items = Vec::new();
    let mut at = start;
    while if step.sign() == Sign::Minus { at > limit } else { at < limit } {
        if items.len() >= 1024 {
            return call
                .fail("more than 1024 values were generated; either decrease the difference between start and end or use a smaller step");
        }
        items.push(number(call, at.clone()));
        at += &step;
    }
    Ok(call.list(ListKind::List, items))
}
