//! One column of one type: from values to an array, and back.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Int32Array, Int64Array, ListArray, StringArray, StructArray,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType, Field, Fields};
use std::sync::Arc;

/// An array, where it can be made.
pub type Made = Result<ArrayRef, ArrowError>;

/// The values of an array; what is null has none. The error says what is wrong with the column.
pub type Back<T> = Result<Vec<Option<T>>, String>;

/// What a column may hold.
pub trait Column: Sized {
    /// The type of its values. Numbers are signed: not every engine has others.
    fn kind() -> DataType;

    /// Whether a value may be null.
    fn optional() -> bool {
        false
    }

    /// The values as an array. Where there is none, it is null with `nulls`; without, something around it
    /// is null, and any value will do.
    ///
    /// # Errors
    /// More than one array holds.
    fn array(cells: &[Option<&Self>], nulls: bool) -> Made;

    /// The values of an array.
    ///
    /// # Errors
    /// It is of another type.
    fn cells(array: &ArrayRef) -> Back<Self>;

    /// The value where there is no such column; `None`: there has to be one.
    fn absent() -> Option<Self> {
        None
    }
}

fn other(array: &ArrayRef) -> String {
    format!("is of the type {}", array.data_type())
}

impl Column for String {
    fn kind() -> DataType {
        DataType::Utf8
    }

    fn array(cells: &[Option<&Self>], nulls: bool) -> Made {
        let texts = cells.iter().map(|cell| cell.map(String::as_str));
        Ok(match nulls {
            true => Arc::new(texts.collect::<StringArray>()),
            false => Arc::new(StringArray::from_iter_values(texts.map(Option::unwrap_or_default))),
        })
    }

    fn cells(array: &ArrayRef) -> Back<Self> {
        let own = |text: Option<&str>| text.map(str::to_owned);
        if let Some(texts) = array.as_string_opt::<i32>() {
            return Ok(texts.iter().map(own).collect());
        }
        if let Some(texts) = array.as_string_opt::<i64>() {
            return Ok(texts.iter().map(own).collect());
        }
        let texts = array.as_string_view_opt().ok_or_else(|| other(array))?;
        Ok(texts.iter().map(own).collect())
    }
}

impl Column for bool {
    fn kind() -> DataType {
        DataType::Boolean
    }

    fn array(cells: &[Option<&Self>], nulls: bool) -> Made {
        let values = cells.iter().map(|cell| cell.copied().or((!nulls).then_some(false)));
        Ok(Arc::new(values.collect::<BooleanArray>()))
    }

    fn cells(array: &ArrayRef) -> Back<Self> {
        Ok(array.as_boolean_opt().ok_or_else(|| other(array))?.iter().collect())
    }
}

/// The numbers of an array of any width.
fn numbers(array: &ArrayRef) -> Back<u64> {
    let counted = |number: i64| u64::try_from(number).unwrap_or_default();
    if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
        return Ok(numbers.iter().map(|number| number.map(counted)).collect());
    }
    if let Some(numbers) = array.as_primitive_opt::<Int32Type>() {
        return Ok(numbers.iter().map(|number| number.map(|it| counted(it.into()))).collect());
    }
    if let Some(numbers) = array.as_primitive_opt::<UInt32Type>() {
        return Ok(numbers.iter().map(|number| number.map(u64::from)).collect());
    }
    let numbers = array.as_primitive_opt::<UInt64Type>().ok_or_else(|| other(array))?;
    Ok(numbers.iter().collect())
}

impl Column for u32 {
    fn kind() -> DataType {
        DataType::Int32
    }

    fn array(cells: &[Option<&Self>], nulls: bool) -> Made {
        let number = |cell: &u32| i32::try_from(*cell).unwrap_or(i32::MAX);
        let values = cells.iter().map(|cell| cell.map(number).or((!nulls).then_some(0)));
        Ok(Arc::new(values.collect::<Int32Array>()))
    }

    fn cells(array: &ArrayRef) -> Back<Self> {
        let own = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(numbers(array)?.into_iter().map(|number| number.map(own)).collect())
    }
}

impl Column for u64 {
    fn kind() -> DataType {
        DataType::Int64
    }

    fn array(cells: &[Option<&Self>], nulls: bool) -> Made {
        let number = |cell: &u64| i64::try_from(*cell).unwrap_or(i64::MAX);
        let values = cells.iter().map(|cell| cell.map(number).or((!nulls).then_some(0)));
        Ok(Arc::new(values.collect::<Int64Array>()))
    }

    fn cells(array: &ArrayRef) -> Back<Self> {
        numbers(array)
    }
}

impl<T: Column> Column for Option<T> {
    fn kind() -> DataType {
        T::kind()
    }

    fn optional() -> bool {
        true
    }

    fn array(cells: &[Option<&Self>], _: bool) -> Made {
        let inner: Vec<Option<&T>> =
            cells.iter().map(|cell| cell.and_then(Option::as_ref)).collect();
        T::array(&inner, true)
    }

    fn cells(array: &ArrayRef) -> Back<Self> {
        Ok(T::cells(array)?.into_iter().map(Some).collect())
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// The field of a list's items. Parquet calls it so.
fn item<T: Column>() -> Field {
    Field::new("element", T::kind(), T::optional())
}

impl<T: Column> Column for Vec<T> {
    fn kind() -> DataType {
        DataType::List(Arc::new(item::<T>()))
    }

    fn array(cells: &[Option<&Self>], nulls: bool) -> Made {
        let items: Vec<Option<&T>> =
            cells.iter().flatten().flat_map(|list| list.iter().map(Some)).collect();
        let lengths = cells.iter().map(|list| list.map_or(0, Vec::len));
        let values = T::array(&items, false)?;
        let offsets = OffsetBuffer::from_lengths(lengths);
        let there = nulls.then(|| cells.iter().map(Option::is_some).collect::<Vec<bool>>());
        let list =
            ListArray::try_new(Arc::new(item::<T>()), offsets, values, there.map(Into::into));
        Ok(Arc::new(list?))
    }

    fn cells(array: &ArrayRef) -> Back<Self> {
        let (values, ends): (&ArrayRef, Vec<(usize, usize)>) =
            if let Some(list) = array.as_list_opt::<i32>() {
                let at =
                    |at: usize| (list.value_offsets()[at] as usize, list.value_length(at) as usize);
                (list.values(), (0..list.len()).map(at).collect())
            } else {
                let list = array.as_list_opt::<i64>().ok_or_else(|| other(array))?;
                let at =
                    |at: usize| (list.value_offsets()[at] as usize, list.value_length(at) as usize);
                (list.values(), (0..list.len()).map(at).collect())
            };
        let mut items: Vec<Option<T>> = T::cells(values)?;
        let mut all = Vec::new();
        for (at, (start, length)) in ends.into_iter().enumerate() {
            let own = items.get_mut(start..start + length).ok_or("has lists that are cut off")?;
            let own: Option<Vec<T>> = own.iter_mut().map(Option::take).collect();
            let own = own.ok_or("has lists with nothing in them")?;
            all.push(array.is_valid(at).then_some(own));
        }
        Ok(all)
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
}

/// The field of a structure's part.
pub fn field<S, T: Column>(name: &str, _: fn(&S) -> &T) -> Field {
    Field::new(name, T::kind(), T::optional())
}

/// A structure's part as an array.
///
/// # Errors
/// More than one array holds.
pub fn part<S, T: Column>(cells: &[Option<&S>], of: fn(&S) -> &T) -> Made {
    let parts: Vec<Option<&T>> = cells.iter().map(|cell| cell.map(of)).collect();
    T::array(&parts, false)
}

/// A structure's parts as an array of structures.
///
/// # Errors
/// They are not of one length.
pub fn structure<S>(
    fields: Fields,
    parts: Vec<ArrayRef>,
    cells: &[Option<&S>],
    nulls: bool,
) -> Made {
    let there = nulls.then(|| cells.iter().map(Option::is_some).collect::<Vec<bool>>());
    Ok(Arc::new(StructArray::try_new(fields, parts, there.map(Into::into))?))
}

/// The values of a structure's part.
///
/// # Errors
/// It is not there, or of another type.
pub fn parts<S, T: Column>(
    array: &ArrayRef,
    name: &str,
    _: fn(&S) -> &T,
) -> Result<Vec<Option<T>>, String> {
    let all = array.as_struct_opt().ok_or_else(|| other(array))?;
    match all.column_by_name(name) {
        Some(part) => T::cells(part).map_err(|why| format!("`{name}` {why}")),
        None => {
            // There has to be one even where there are no rows.
            T::absent().ok_or_else(|| format!("there is no column `{name}`"))?;
            Ok((0..all.len()).map(|_| T::absent()).collect())
        }
    }
}
