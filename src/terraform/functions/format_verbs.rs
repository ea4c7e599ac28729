//! Numbers as Go's `fmt` prints them: the rules of `format`'s numeric verbs.

use crate::value::Number;
use bigdecimal::num_bigint::Sign;
use bigdecimal::{BigDecimal, RoundingMode, Zero};

/// One verb with its flags.
#[derive(Clone, Debug, Default)]
pub(super) struct Spec {
    pub(super) space: bool,
    pub(super) plus: bool,
    pub(super) minus: bool,
    pub(super) sharp: bool,
    pub(super) zero: bool,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    /// The argument's index, from 0.
    pub(super) arg: usize,
    pub(super) verb: char,
    /// As written.
    pub(super) raw: String,
    /// Where in the format string.
    pub(super) offset: usize,
}

impl Spec {
    /// A number's sign, prefix and digits, padded to the width: zeros go between the sign and the
    /// digits.
    fn place(&self, negative: bool, prefix: &str, digits: &str, zeros: bool) -> String {
        let sign = match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            _ => "",
        };
        let len = sign.len() + prefix.len() + digits.len();
        let missing = self.width.unwrap_or(0).saturating_sub(len);
        match (self.minus, self.zero && zeros) {
            (true, _) => format!("{sign}{prefix}{digits}{}", " ".repeat(missing)),
            (false, true) => format!("{sign}{prefix}{}{digits}", "0".repeat(missing)),
            (false, false) => format!("{}{sign}{prefix}{digits}", " ".repeat(missing)),
        }
    }
}

/// `%b %d %o %x %X`; `None` when the number is not whole.
pub(super) fn integer(spec: &Spec, number: &Number) -> Option<String> {
    let decimal = number.to_decimal();
    if !decimal.is_integer() {
        return None;
    }
    let (int, _) = decimal.with_scale(0).into_bigint_and_scale();
    let (radix, prefix) = match spec.verb {
        'b' => (2, "0b"),
        'o' => (8, "0"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let negative = int.sign() == Sign::Minus;
    let mut digits = int.magnitude().to_str_radix(radix);
    if spec.verb == 'X' {
        digits.make_ascii_uppercase();
    }
    if let Some(precision) = spec.precision {
        digits = format!("{}{digits}", "0".repeat(precision.saturating_sub(digits.len())));
    }
    let prefix = if spec.sharp { prefix } else { "" };
    Some(spec.place(negative, prefix, &digits, spec.precision.is_none()))
}

/// `%e %E %f %g %G`, of the number as Terraform holds it in binary.
pub(super) fn float(spec: &Spec, number: &Number) -> String {
    let decimal = number.to_decimal();
    let negative = decimal.sign() == Sign::Minus;
    let exact = crate::number::nearest_binary(&decimal).abs();
    let upper = spec.verb.is_ascii_uppercase();
    let digits = match (spec.verb.to_ascii_lowercase(), spec.precision) {
        ('e', precision) => exponent(
            &significant(&exact, precision.unwrap_or(6) + 1),
            precision.unwrap_or(6),
            upper,
        ),
        ('f', precision) => {
            let scale = i64::try_from(precision.unwrap_or(6)).unwrap_or(6);
            exact.with_scale_round(scale, RoundingMode::HalfEven).to_plain_string()
        }
        (_, None) => general(&decimal.abs(), None, upper),
        (_, Some(precision)) => {
            general(&significant(&exact, precision.max(1)), Some(precision.max(1)), upper)
        }
    };
    spec.place(negative, "", &digits, true)
}

fn significant(decimal: &BigDecimal, digits: usize) -> BigDecimal {
    match std::num::NonZeroU64::new(digits as u64) {
        Some(digits) if !decimal.is_zero() => {
            decimal.with_precision_round(digits, RoundingMode::HalfEven)
        }
        _ => decimal.clone(),
    }
}

/// The digits without trailing zeros, and the power of ten of the first.
fn parts(decimal: &BigDecimal) -> (String, i64) {
    if decimal.is_zero() {
        return ("0".to_owned(), 0);
    }
    let (int, scale) = decimal.normalized().into_bigint_and_scale();
    let digits = int.magnitude().to_string();
    let power =
        i64::try_from(digits.len()).unwrap_or(i64::MAX).saturating_sub(1).saturating_sub(scale);
    (digits, power)
}

fn exponent(decimal: &BigDecimal, precision: usize, upper: bool) -> String {
    let (digits, power) = parts(decimal);
    let (first, rest) = digits.split_at(1);
    let rest = format!("{rest}{}", "0".repeat(precision.saturating_sub(rest.len())));
    let point = if rest.is_empty() { "" } else { "." };
    let (letter, sign) = (if upper { 'E' } else { 'e' }, if power < 0 { '-' } else { '+' });
    format!("{first}{point}{rest}{letter}{sign}{:02}", power.unsigned_abs())
}

/// `%g`: the exponent form where the exponent is below -4 or not below the precision (six digits
/// when none is given, or as many as there are).
fn general(decimal: &BigDecimal, precision: Option<usize>, upper: bool) -> String {
    let (digits, power) = parts(decimal);
    let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let limit = match precision {
        None => 6,
        Some(precision) => {
            let precision = i64::try_from(precision).unwrap_or(i64::MAX);
            if precision > count && count > power { count } else { precision }
        }
    };
    if power < -4 || power >= limit {
        exponent(decimal, digits.len() - 1, upper)
    } else {
        decimal.normalized().to_plain_string()
    }
}

/// `%v` of a number: its shortest notation.
pub(super) fn default_number(number: &Number) -> String {
    let decimal = number.to_decimal();
    let sign = if decimal.sign() == Sign::Minus { "-" } else { "" };
    format!("{sign}{}", general(&decimal.abs(), None, false))
}
