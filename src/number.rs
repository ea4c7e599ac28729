//! Exact numbers: Terraform computes with 512-bit floats, JSON and YAML with anything.

use bigdecimal::BigDecimal;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// An exact decimal number; whole numbers that fit 64 bits take no allocation.
#[derive(Clone, Debug)]
pub struct Number(Repr);

#[derive(Clone, Debug)]
enum Repr {
    Int(i64),
    Big(Arc<BigDecimal>),
}

impl Number {
    /// A decimal in the shortest representation that holds it.
    #[must_use]
    pub fn from_decimal(decimal: BigDecimal) -> Number {
        use bigdecimal::ToPrimitive;
        if decimal.is_integer()
            && let Some(int) = decimal.to_i64()
        {
            return Number(Repr::Int(int));
        }
        Number(Repr::Big(Arc::new(decimal.normalized())))
    }

    /// As a decimal.
    #[must_use]
    pub fn to_decimal(&self) -> BigDecimal {
        match &self.0 {
            Repr::Int(int) => BigDecimal::from(*int),
            Repr::Big(big) => (**big).clone(),
        }
    }

    /// As a 64-bit whole number, when it is one and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Int(int) => Some(*int),
            Repr::Big(_) => None,
        }
    }

    /// The nearest double.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        use bigdecimal::ToPrimitive;
        match &self.0 {
            Repr::Int(int) => *int as f64,
            Repr::Big(big) => big.to_f64().unwrap_or(f64::NAN),
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number(Repr::Int(value))
    }
}

/// Text that is no decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number")]
pub struct NotANumber;

impl FromStr for Number {
    type Err = NotANumber;

    /// Decimal notation with an optional exponent; the exponent's size is bounded so that `1e999999999` costs nothing.
    fn from_str(text: &str) -> Result<Number, NotANumber> {
        if let Ok(int) = text.parse::<i64>() {
            return Ok(Number(Repr::Int(int)));
        }
        if !text.bytes().any(|byte| byte.is_ascii_digit()) || text.bytes().any(|byte| byte == b'_') {
            return Err(NotANumber);
        }
        if let Some((_, exponent)) = text.split_once(['e', 'E'])
            && exponent.parse::<i32>().map_or(true, |exponent| exponent.abs() > 10_000)
        {
            return Err(NotANumber);
        }
        BigDecimal::from_str(text).map(Number::from_decimal).map_err(|_| NotANumber)
    }
}

impl fmt::Display for Number {
    /// Plain decimal notation, no exponent, no trailing zeros: what Terraform prints.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Int(int) => write!(f, "{int}"),
            Repr::Big(big) => f.write_str(&big.to_plain_string()),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Int(a), Repr::Int(b)) => a.cmp(b),
            _ => self.to_decimal().cmp(&other.to_decimal()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_and_print_plainly() {
        let sum = |a: &str, b: &str| {
            let add = a.parse::<Number>().unwrap().to_decimal() + b.parse::<Number>().unwrap().to_decimal();
            Number::from_decimal(add).to_string()
        };
        assert_eq!(sum("0.1", "0.2"), "0.3");
        assert_eq!(sum("9223372036854775807", "1"), "9223372036854775808");
        assert_eq!("1e3".parse::<Number>().unwrap().to_string(), "1000");
        assert_eq!("1.50".parse::<Number>().unwrap().to_string(), "1.5");
        assert!("1e999999999".parse::<Number>().is_err());
        assert!("".parse::<Number>().is_err());
    }
}
