//! The engine's own machine and this one give the same values.

use super::{Halt, Loaded};
use crate::policy::engine::compile::compile;
use regorus::Value;
use regorus::rvm::RegoVM;
use regorus::rvm::program::{DeserializationResult, Program};
use std::sync::Arc;

/// Bodies of `found`, each with helpers beside it. What the engine's compiler makes an instruction of is in
/// one of them at least.
const RULES: &[&str] = &[
    "found := [1 + 2, 5 - 7, 2 * 3, 7 / 2, 7 % 4]",
    "found := 1 / input.zero",
    "found := {1, 2, 3} - {2}",
    "found := {1, 2} | {3}",
    "found := [1 < 2, 2 <= 2, 3 > 4, 4 >= 4, 1 == 1.0, \"a\" != \"b\"]",
    "found := input.missing + 1",
    "found := input.list[1].name",
    "found := [x | some x in input.numbers; x > 1]",
    "found := {x | some x in input.numbers; x > 1}",
    "found := {k: v | some k, v in input.object; v != 2}",
    "found := [[x, y] | some x in input.numbers; some y in input.numbers; x < y]",
    "found := [k | some k, _ in input.object]",
    "found := [i | some i, x in input.numbers; x == 3]",
    "found := [x | some x in {\"b\", \"a\"}]",
    "found := [x | some x in input.empty]",
    "found := [x | some x in input.text]",
    "found if { every x in input.numbers { x > 0 } }",
    "found if { every x in input.numbers { x > 1 } }",
    "found if { every x in input.empty { x > 1 } }",
    "found if { every x in input.text { x > 1 } }",
    "found if { some x in input.numbers; x == 2 }",
    "found if { some x in input.numbers; x == 9 }",
    "found if { not input.missing }",
    "found if { not input.yes }",
    "found if { input.no }",
    "default found := 7\n\nfound := 8 if input.no",
    "default found := 7\n\nfound := 8 if input.yes",
    "found := 1 if { input.no } else := 2 if { input.yes } else := 3",
    "found := 1 if { input.no } else := 2 if { input.no } else := 3",
    "found contains x if { some x in input.numbers }\n\nfound contains x if { x := 9; input.yes }\n\nfound contains 10 if input.no",
    "found contains x if { some x in input.empty }",
    "found[k] := v if { some k, v in input.object }",
    "found[k] := 1 if { some k in input.empty }",
    "f(x) := x + 1\n\nfound := [f(1), f(1), f(2)]",
    "f(x) := 1 if { x > 1 }\n\nf(x) := 2 if { x < 1 }\n\nfound := [y | some x in [0, 1, 2]; y := f(x)]",
    "f(x) := 1 if { x > 1 }\n\nf(x) := 2 if { x > 2 }\n\nfound := [y | some x in [2, 3]; y := f(x)]",
    "f(\"a\", x) := x\n\nf(\"b\", x) := x + 1\n\nfound := [f(\"a\", 1), f(\"b\", 1)]",
    "f([a, b]) := a + b\n\nfound := [f([1, 2]), f([3, 4])]",
    "f(x) := input.object[x]\n\nfound := [f(\"a\"), f(\"b\"), f(\"a\")]",
    "f(x) := count(x)\n\nfound := [f(input.numbers), f(input.numbers), f(input.empty), f(input.object)]",
    "f(x) if { x.name == \"two\" }\n\nfound := [x.id | some x in input.list; f(x)]",
    "f(x) := y if { y := [z | some z in x; z != \"a\"] }\n\nfound := f([\"a\", \"b\"])",
    "g(x) := sprintf(\"%v\", [x])\n\nfound := [g(1), g(1.0), g(\"1\"), g(true), g(null)]",
    "table := {\"a\": 1, \"b\": 2}\n\nfound := [table[x] | some x in [\"a\", \"c\", \"b\"]]",
    "all := {x | some x in input.numbers}\n\nfound if { 2 in all; not 9 in all }",
    "found := [2 in input.numbers, \"x\" in input.object, 2 in input.object]",
    "found := {\"a\": input.yes, \"b\": [input.numbers], \"c\": {\"d\": 1}}",
    "found := {\"a\": input.missing}",
    "found := [input.missing]",
    "found := {input.missing}",
    "found := {input.text: 1, \"z\": 2}",
    "found := {input.text, \"z\"}",
    "found := regex.match(`^t.*t$`, input.text)",
    "found := regex.match(`(`, input.text)",
    "found := regex.match(`a`, 1)",
    "found := [x | some x in [\"aa\", \"ba\", \"aa\"]; regex.match(`^a`, x)]",
    "found := [upper(input.text), upper(input.yes)]",
    "found if { upper(input.yes) }",
    "found := concat(\", \", [x.name | some x in input.list])",
    "found := data.table.a",
    "found := [data.table[x] | some x in [\"a\", \"b\"]]",
    "found := data.numbers[1]",
    "found := data.missing.a",
    "found := data.p.other[input.text]\n\nother := {\"text\": 3}",
    "found := [x | some x in [y | some y in input.numbers; y > 1]; x > 2]",
    "found := [count([y | some y in input.numbers; y > x]) | some x in input.numbers]",
    "found := [x | some y in input.list; x := y.missing]",
    "found := [x | x := 1; input.no]",
    "found := [[x | x := y; y > 1] | some y in input.numbers]",
    "found contains [x, y] if { some x in input.numbers; x > 1; some y in input.list; y.id > 1 }",
    "found if { some x in input.list; every y in input.numbers { y > x.id - 2 } }",
    "found := [[p, t] | some p in [`s3:*`, `*`, `s3:Get*`, `*Object`, `a*b*c`, `*.b`, `*.*`, `a.*.c*`, `.`, `..`, `a**`, `s3:?et*`, `[a-c]*`, `{a,b}`, `a.b`, `a/*`, `a\\*`, ``, `abc`, `a*a`, `S3:*`, `a*é`]; some t in [`s3:GetObject`, `abc`, `aXbYc`, `a.b`, `a..b`, `.`, `a.x.cd`, `ab.b`, `a.b.`, `a/b`, `a`, ``, `aa`, `s3:`, `a\n`, `aé`]; glob.match(p, [], t)]",
    "found := [[p, t] | some p in [`*`, `a*`, `*/b`, `*/*`, `/`, `a*/*b`, `a`, `*.b`, `a**b`]; some t in [`a/b`, `ab`, `a.b`, `a`, ``]; glob.match(p, [`/`], t)]",
    "found := [[p, t] | some p in [`*`, `a*`, `a/b`]; some t in [`a/b`, `a.b`, `a:b`]; some d in [null, [`:`], [`.`], [`.`, `/`], [`xx`]]; glob.match(p, d, t)]",
    "found := object.get(input.object, \"q\", 5)",
    "found := x if { [x, 2] = [1, 2] }",
    "found := x if { {\"a\": x} = {\"a\": 3} }",
];

const INPUT: &str = r#"{"numbers": [1, 2, 3], "object": {"a": 1, "b": 2, "x": 3}, "empty": [],
    "list": [{"id": 1, "name": "one"}, {"id": 2, "name": "two"}], "text": "text", "yes": true,
    "no": false, "zero": 0}"#;

const OTHER: &str = r#"{"numbers": [], "object": {"a": 4}, "empty": [], "list": [{"id": 2, "name": "two"}],
    "text": "other", "yes": false, "no": true, "zero": 1}"#;

const DATA: &str = r#"{"table": {"a": 1}, "numbers": [1, 2]}"#;

fn program(rule: &str) -> Arc<Program> {
    let text = format!("package p\n\n{rule}\n");
    let modules = [("p.rego", &*text), ("e.rego", ENTRY)];
    let bytecode = compile(modules.into_iter(), "data.e.all").unwrap();
    match Program::deserialize_binary(&bytecode) {
        Ok(DeserializationResult::Complete(program)) => Arc::new(program),
        _ => panic!("no bytecode"),
    }
}

const ENTRY: &str = "package e\n\nall contains found if {\n\tfound := data.p.found\n}\n";

/// The engine's own machine.
fn theirs(program: &Arc<Program>, data: &Value, input: &Value, steps: usize) -> Option<Value> {
    let mut vm = RegoVM::new();
    vm.load_program(program.clone());
    vm.set_data(data.clone()).unwrap();
    vm.set_max_instructions(steps);
    vm.set_input(input.clone());
    vm.execute_entry_point_by_index(0).ok()
}

#[test]
fn both_machines_give_the_same() {
    let data = Value::from_json_str(DATA).unwrap();
    let inputs = [INPUT, OTHER, INPUT].map(|input| Value::from_json_str(input).unwrap());
    for rule in RULES {
        let program = program(rule);
        let mut machine = Loaded::new(program.clone(), &data).unwrap().machine(&data);
        for input in &inputs {
            let expected = theirs(&program, &data, input, 100_000);
            assert!(expected.is_some(), "{rule}");
            let given = machine.run(input, 100_000).ok();
            assert_eq!(given, expected, "{rule} with {input}");
        }
    }
}

#[test]
fn what_was_done_before_costs_the_same() {
    let data = Value::new_object();
    let rule = "f(x) := count([y | some y in input.numbers; y != x])\n\ng(x) := concat(\"\", [z | some z in [x, x, x]; z != \"b\"])\n\nfound := [[f(x), g(\"a\")] | some x in [1, 1, 1, 2]]";
    let program = program(rule);
    let input = Value::from_json_str(INPUT).unwrap();
    let mut machine = Loaded::new(program.clone(), &data).unwrap().machine(&data);
    let fewest = |run: &mut dyn FnMut(usize) -> bool| (1..10_000).find(|steps| run(*steps));
    let expected = fewest(&mut |steps| theirs(&program, &data, &input, steps).is_some());
    assert!(expected.is_some());
    let first = fewest(&mut |steps| machine.run(&input, steps).is_ok());
    let again = fewest(&mut |steps| machine.run(&input, steps).is_ok());
    assert_eq!((first, again), (expected, expected));
    assert_eq!(machine.run(&input, 10), Err(Halt::Steps));
    assert!(machine.run(&input, 10_000).is_ok());
}
