//! Exact numbers: Terraform computes with 512-bit floats, JSON and YAML with anything.

use bigdecimal::BigDecimal;
use bigdecimal::num_bigint::BigInt;
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

/// The precision of Terraform's numbers, in bits of the significand.
const BITS: u64 = 512;

impl Number {
    /// The quotient as Terraform has it: rounded to 512 bits, in the shortest decimal that means
    /// this binary number. `None`: the divisor is zero.
    #[must_use]
    pub fn divided_by(&self, divisor: &Number) -> Option<Number> {
        use bigdecimal::Zero;
        let (a, b) = (self.to_decimal(), divisor.to_decimal());
        if b.is_zero() {
            return None;
        }
        let (a, a_scale) = a.into_bigint_and_scale();
        let (b, b_scale) = b.into_bigint_and_scale();
        // a / 10^x divided by b / 10^y is (a 10^(y-x)) / b: whole numbers.
        let shift = b_scale.saturating_sub(a_scale);
        let power = power_of_ten(shift.unsigned_abs());
        let (numerator, denominator) = if shift >= 0 { (a * power, b) } else { (a, b * power) };
        if (&numerator % &denominator).is_zero() {
            return Some(Number::from_decimal(BigDecimal::from(numerator / denominator)));
        }
        Some(Number::from_decimal(shortest(&numerator, &denominator)))
    }

    /// A sum, difference or product as Terraform has it: whole numbers are exact, all else is the
    /// 512-bit number nearest to the result of the operands' 512-bit numbers.
    #[must_use]
    pub fn combined(
        &self,
        other: &Number,
        with: fn(BigDecimal, BigDecimal) -> BigDecimal,
    ) -> Number {
        use bigdecimal::Zero;
        let (a, b) = (self.to_decimal(), other.to_decimal());
        if a.is_integer() && b.is_integer() {
            return Number::from_decimal(with(a, b));
        }
        let exact = with(nearest_binary(&a), nearest_binary(&b));
        if exact.is_zero() {
            return Number::from(0);
        }
        let (numerator, denominator) = fraction(&exact);
        Number::from_decimal(shortest(&numerator, &denominator))
    }

    /// The remainder of a division that rounds towards zero, as Terraform's `%` has it: a remainder
    /// by zero is the dividend.
    #[must_use]
    pub fn remainder(&self, divisor: &Number) -> Number {
        use bigdecimal::Zero;
        if let (Some(a), Some(b)) = (self.as_i64(), divisor.as_i64()) {
            return if b == 0 { self.clone() } else { Number::from(a.wrapping_rem(b)) };
        }
        let divisor = divisor.to_decimal();
        if divisor.is_zero() {
            self.clone()
        } else {
            Number::from_decimal(self.to_decimal() % divisor)
        }
    }
}

fn power_of_ten(exponent: u64) -> BigInt {
    BigInt::from(10).pow(u32::try_from(exponent).unwrap_or(u32::MAX))
}

/// The significand (512 bits, rounded to nearest, ties to even) and the binary exponent of a
/// fraction.
fn to_bits(numerator: &BigInt, denominator: &BigInt) -> (BigInt, i64) {
    use bigdecimal::num_bigint::Sign;
    use bigdecimal::{Signed, Zero};
    let (negative, numerator, denominator) = (
        (numerator.sign() == Sign::Minus) != (denominator.sign() == Sign::Minus),
        numerator.abs(),
        denominator.abs(),
    );
    if numerator.is_zero() || denominator.is_zero() {
        return (BigInt::zero(), 0);
    }
    let bits = |int: &BigInt| i64::try_from(int.bits()).unwrap_or(i64::MAX / 2);
    // Two bits more than needed, and a third that says whether anything was cut off.
    let shift = BITS as i64 + 2 - (bits(&numerator) - bits(&denominator));
    let (scaled, by) = if shift >= 0 {
        (numerator << shift, denominator)
    } else {
        (numerator, denominator << -shift)
    };
    let (mut whole, inexact) = (&scaled / &by, !(&scaled % &by).is_zero());
    let drop = bits(&whole) - BITS as i64;
    let half = BigInt::from(1) << (drop - 1);
    let low = &whole & ((BigInt::from(1) << drop) - 1);
    whole >>= drop;
    let odd = whole.bit(0);
    if low > half || (low == half && (inexact || odd)) {
        whole += 1;
    }
    (if negative { -whole } else { whole }, drop - shift)
}

fn from_bits(significand: &BigInt, exponent: i64) -> BigDecimal {
    if exponent >= 0 {
        return BigDecimal::from(significand << exponent);
    }
    // m / 2^k is (m 5^k) / 10^k.
    let places = exponent.unsigned_abs();
    BigDecimal::new(
        significand * BigInt::from(5).pow(u32::try_from(places).unwrap_or(u32::MAX)),
        exponent.saturating_neg(),
    )
}

fn fraction(decimal: &BigDecimal) -> (BigInt, BigInt) {
    let (int, scale) = decimal.as_bigint_and_scale();
    let power = power_of_ten(scale.unsigned_abs());
    if scale >= 0 { (int.into_owned(), power) } else { (int.into_owned() * power, BigInt::from(1)) }
}

/// The number that Terraform holds in binary for a decimal one, exactly.
#[must_use]
pub fn nearest_binary(decimal: &BigDecimal) -> BigDecimal {
    if decimal.is_integer() && decimal.digits() < 150 {
        return decimal.clone();
    }
    let (numerator, denominator) = fraction(decimal);
    let (significand, exponent) = to_bits(&numerator, &denominator);
    from_bits(&significand, exponent)
}

/// The shortest decimal that lies nearer to a fraction's 512-bit number than to any other.
fn shortest(numerator: &BigInt, denominator: &BigInt) -> BigDecimal {
    let (significand, exponent) = to_bits(numerator, denominator);
    let exact = from_bits(&significand, exponent);
    let same = |digits: u64| {
        let rounded = exact.with_precision_round(
            std::num::NonZeroU64::new(digits).unwrap_or(std::num::NonZeroU64::MIN),
            bigdecimal::RoundingMode::HalfEven,
        );
        let (a, b) = fraction(&rounded);
        (to_bits(&a, &b) == (significand.clone(), exponent)).then_some(rounded)
    };
    // 156 digits always suffice; with more digits a number only gets nearer.
    let (mut low, mut high) = (1, 156);
    while low < high {
        let middle = (low + high) / 2;
        if same(middle).is_some() { high = middle } else { low = middle + 1 }
    }
    same(low).unwrap_or(exact)
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number(Repr::Int(value))
    }
}

/// The longest decimal notation that is read, in bytes.
const LONGEST: usize = 20_000;

/// Text that is no decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number")]
pub struct NotANumber;

impl FromStr for Number {
    type Err = NotANumber;

    /// Decimal notation with an optional exponent; the exponent's size and that of the whole are
    /// bounded so that neither `1e999999999` nor a megabyte of digits costs anything.
    fn from_str(text: &str) -> Result<Number, NotANumber> {
        if let Ok(int) = text.parse::<i64>() {
            return Ok(Number(Repr::Int(int)));
        }
        if text.len() > LONGEST {
            return Err(NotANumber);
        }
        if !text.bytes().any(|byte| byte.is_ascii_digit()) || text.bytes().any(|byte| byte == b'_')
        {
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
            let add = a.parse::<Number>().unwrap().to_decimal()
                + b.parse::<Number>().unwrap().to_decimal();
            Number::from_decimal(add).to_string()
        };
        assert_eq!(sum("0.1", "0.2"), "0.3");
        assert_eq!(sum("9223372036854775807", "1"), "9223372036854775808");
        assert_eq!("1e3".parse::<Number>().unwrap().to_string(), "1000");
        assert_eq!("1.50".parse::<Number>().unwrap().to_string(), "1.5");
        assert!("1e999999999".parse::<Number>().is_err());
        assert!("".parse::<Number>().is_err());
        assert!("9".repeat(LONGEST).parse::<Number>().is_ok());
        assert!(format!("0.{}", "9".repeat(LONGEST)).parse::<Number>().is_err());
    }

    #[test]
    fn products_have_512_bits() {
        let number = |text: &str| text.parse::<Number>().unwrap();
        let product = |a: &str, b: &str| number(a).combined(&number(b), |a, b| a * b).to_string();
        let sum = |a: &str, b: &str| number(a).combined(&number(b), |a, b| a + b).to_string();
        assert_eq!(product("1.1", "1.1"), format!("1.21{}1", "0".repeat(151)));
        assert_eq!(product("2.5", "4"), "10");
        assert_eq!(product("99999999999999999999", "10"), "999999999999999999990");
        assert_eq!(sum("0.1", "0.2"), "0.3");
        assert_eq!(sum("1.1", "2.2"), format!("3.3{}2", "0".repeat(152)));
        assert_eq!(sum("0.5", "-0.5"), "0");
    }

    #[test]
    fn quotients_have_512_bits() {
        let quotient = |a: &str, b: &str| {
            a.parse::<Number>()
                .unwrap()
                .divided_by(&b.parse().unwrap())
                .map(|number| number.to_string())
        };
        assert_eq!(quotient("1", "3").unwrap(), format!("0.{}5", "3".repeat(154)));
        assert_eq!(quotient("2", "3").unwrap(), format!("0.{}7", "6".repeat(153)));
        assert_eq!(quotient("1", "8").unwrap(), "0.125");
        assert_eq!(quotient("-7", "2").unwrap(), "-3.5");
        assert_eq!(quotient("1", "0.1").unwrap(), "10");
        assert_eq!(quotient("1e300", "1e-300").unwrap().len(), 601);
        assert_eq!(quotient("1", "0"), None);
        let remainder = |a: &str, b: &str| {
            a.parse::<Number>().unwrap().remainder(&b.parse().unwrap()).to_string()
        };
        assert_eq!(remainder("7", "3"), "1");
        assert_eq!(remainder("-7", "3"), "-1");
        assert_eq!(remainder("1", "0"), "1");
        assert_eq!(remainder("5.5", "2"), "1.5");
        assert_eq!(remainder("-9223372036854775808", "-1"), "0");
    }
}
