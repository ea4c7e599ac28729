//! Every function takes any value without a panic.

use super::*;
use crate::value::Cause;
use proptest::prelude::*;

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::null(None)),
        any::<bool>().prop_map(|known| Value::bool(known, None)),
        any::<i64>().prop_map(|int| Value::int(int, None)),
        (-20i64..70).prop_map(|int| Value::int(int, None)),
        "[-+]?[0-9]{1,30}(\\.[0-9]{1,30})?(e-?[0-9]{1,3})?".prop_map(|text| {
            text.parse::<Number>()
                .map_or(Value::null(None), |number| Value::new(Data::Number(number), None))
        }),
        ".{0,12}".prop_map(|text| Value::string(text, None)),
        "[%/(\\[{é'\"a-zA-Z0-9.,:+\\-$\\\\ \n]{0,12}".prop_map(|text| Value::string(text, None)),
        prop_oneof![
            Just("10.0.0.0/8"),
            Just("fd00::/8"),
            Just("2024-02-29T23:59:60Z"),
            Just("2024-02-29T23:59:59+14:00"),
            Just("1h30m"),
            Just("hello.txt"),
            Just("UTF-16"),
            Just("/(.)/"),
            Just("%[3]5.2f"),
            Just("::/0"),
            Just("9999-12-31T23:59:59Z"),
            Just("2562047h")
        ]
        .prop_map(|text| Value::string(text, None)),
        Just(Value::unknown(Cause::Part("x"), None)),
        Just(Value::reference("aws_x.y", "arn", None)),
        Just(rest_item(&Value::unknown(Cause::Part("x"), None))),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|items| Value::list(items, None)),
            prop::collection::vec(("[a-c]{0,2}", inner.clone()), 0..4).prop_map(|entries| {
                let entries = entries
                    .into_iter()
                    .map(|(key, value)| (key.into(), Entry { key: None, value }));
                Value::map(entries.collect(), None)
            }),
            (inner.clone(), inner).prop_map(|(then, otherwise)| {
                let condition = Arc::new(Condition {
                    id: "c".into(),
                    text: "c".into(),
                    reason: Cause::Part("c is not known"),
                });
                Value::new(Data::Either(Arc::new(Either { condition, then, otherwise })), None)
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_function_panics(args in prop::collection::vec(values(), 0..4)) {
        let host = host();
        for name in names() {
            let first = call(&host, name, &args, None);
            // What a function gives, every function takes, encoded or not.
            if let Some(Ok(value)) = first {
                let _ = call(&host, "jsonencode", std::slice::from_ref(&value), None);
                let _ = call(&host, "upper", std::slice::from_ref(&value), None);
                let _ = call(&host, "toset", &[value], None);
            }
        }
    }
}
