//! What a tree says of its own scan: configurations and policies that mean harm.

use crate::run::{Files, Input, one};

/// `configuration::<what>` and `policies::<what>`.
pub fn inputs() -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut add = |name: &str, text: String| {
        inputs.push(
            Input::new("configuration", name, move || one("stridelint.toml", text))
                .with(&["."])
                .refusable(),
        );
    };
    let each =
        |count: usize, text: &dyn Fn(usize) -> String| (0..count).map(text).collect::<String>();
    add(
        "three thousand units",
        each(3_000, &|at| {
            format!("[[unit]]\npath = \"canary\"\nname = \"v{at}\"\nvars = {{ x = \"{at}\" }}\n")
        }),
    );
    add(
        "three thousand units of files",
        each(3_000, &|at| {
            format!(
                "[[unit]]\npath = \"canary\"\nname = \"v{at}\"\nvar_files = [\"x{at}.tfvars\"]\n"
            )
        }),
    );
    add(
        "ten thousand units of nothing",
        each(10_000, &|at| format!("[[unit]]\npath = \"d{at}\"\n")),
    );
    add(
        "ten thousand ignores",
        each(10_000, &|at| {
            format!("[[ignore]]\ncheck = \"all\"\npath = \"d{at}/**\"\nreason = \"x\"\n")
        }),
    );
    add(
        "ignores of stars",
        each(200, &|at| {
            format!(
                "[[ignore]]\ncheck = \"all\"\npath = \"{}{at}\"\nreason = \"x\"\n",
                "**/*?*".repeat(50)
            )
        }),
    );
    add(
        "a thousand patterns",
        format!("exclude = [{}]\n", each(1_000, &|at| format!("\"x{at}/**/y/**\", "))),
    );
    add("a pattern of stars", format!("exclude = [\"{}x\"]\n", "**/".repeat(20_000)));
    add("a pattern of choices", format!("exclude = [\"{}\"]\n", "{a,b,c,d}".repeat(30)));
    add("a pattern of classes", format!("exclude = [\"{}\"]\n", "[a-z]".repeat(20_000)));
    add("examples of stars", format!("examples = [\"{}x\"]\n", "*".repeat(5_000)));
    add("nested tables", format!("{} = 1\n", vec!["a"; 20_000].join(".")));
    add("nested lists", format!("[settings]\nx = {}{}\n", "[".repeat(50_000), "]".repeat(50_000)));
    add("a megabyte", format!("# {}\n", "x".repeat((1 << 20) - 10)));
    add("more than a megabyte", format!("# {}\n", "x".repeat(2 << 20)));
    add(
        "settings that are large",
        format!(
            "[settings]\ntrusted_registries = [{}]\n",
            each(20_000, &|at| format!("\"*.*.*.r{at}/**\", "))
        ),
    );
    add(
        "settings of another type",
        "[settings]\ntrusted_registries = 9999999999\nmax_task_cpu = \"x\"\nweb_ports = [[[]]]\n"
            .to_owned(),
    );
    add(
        "checks that are none",
        format!("disable = [{}]\n", each(20_000, &|at| format!("\"nothing-{at}\", "))),
    );
    add(
        "policies outside",
        "policies = [\"../../../../../../etc\", \"/proc/self\", \"/dev\"]\n".to_owned(),
    );
    add(
        "policies that are not there",
        format!("policies = [{}]\n", each(5_000, &|at| format!("\"p{at}\", "))),
    );
    add("bytes that are no text", "\u{0}\u{1}\u{202e}".repeat(1_000));
    for (name, rules) in POLICIES {
        inputs.push(Input::new("policies", name, move || policy(rules)).with(&["."]).refusable());
    }
    let mut add = |name: &str, files: Files| {
        inputs.push(Input::new("policies", name, move || files).with(&["."]).refusable())
    };
    let config = ("stridelint.toml".to_owned(), b"policies = [\"p\"]\n".to_vec());
    let with =
        |name: &str, text: String| vec![config.clone(), (format!("p/{name}"), text.into_bytes())];
    add(
        "brackets",
        with(
            "x.rego",
            format!("package mine.x\n\na := {}{}\n", "[".repeat(50_000), "]".repeat(50_000)),
        ),
    );
    add(
        "parentheses",
        with(
            "x.rego",
            format!("package mine.x\n\na := {}1{}\n", "(".repeat(50_000), ")".repeat(50_000)),
        ),
    );
    add(
        "operators",
        with("x.rego", format!("package mine.x\n\na := 1{}\n", " + 1".repeat(50_000))),
    );
    add(
        "rules",
        with(
            "x.rego",
            format!("package mine.x\n\n{}", each(10_000, &|at| format!("a{at} := {at}\n"))),
        ),
    );
    add(
        "rules that call one another",
        with(
            "x.rego",
            format!("package mine.x\n\n{}", each(1_000, &|at| format!("a{at} if a{}\n", at + 1))),
        ),
    );
    add(
        "an else chain",
        with(
            "x.rego",
            format!(
                "package mine.x\n\na := 1 if false{}\n",
                each(5_000, &|at| format!(" else := {at} if false"))
            ),
        ),
    );
    add(
        "a long line",
        with("x.rego", format!("package mine.x\n\na := \"{}\"\n", "x".repeat(900_000))),
    );
    add(
        "metadata",
        with(
            "x.rego",
            format!(
                "# METADATA\n{}package mine.x\n",
                each(20_000, &|at| format!("# a{at}: &a{at} [x]\n"))
            ),
        ),
    );
    add(
        "metadata of aliases",
        with(
            "x.rego",
            format!(
                "# METADATA\n# a0: &a0 [x, x]\n{}package mine.x\n",
                each(40, &|at| format!("# a{}: &a{} [*a{at}, *a{at}]\n", at + 1, at + 1))
            ),
        ),
    );
    add(
        "data",
        with("data.json", format!("{{\"x\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000))),
    );
    add(
        "data of the program",
        with("data.json", "{\"credentials\": [], \"iam_actions\": []}".to_owned()),
    );
    add("settings of digits", with("settings.json", format!("{{\"x\": {}}}", "9".repeat(500_000))));
    inputs
}

/// Bodies of a check that ask for a great deal.
const POLICIES: &[(&str, &str)] = &[
    ("ranges", "x := numbers.range(1, 1000000000)\n\tcount(x) > 0"),
    ("networks", "x := net.cidr_expand(\"0.0.0.0/0\")\n\tcount(x) > 0"),
    ("units", "x := units.parse(\"1e999999999Gi\")\n\tx > 0"),
    ("wide formats", "x := sprintf(\"%1000000000d\", [1])\n\tcount(x) > 0"),
    ("wide formats from a star", "x := sprintf(\"%*d\", [1000000000, 1])\n\tcount(x) > 0"),
    (
        "formats that are made",
        "f := concat(\"\", [\"%\", \"1000000000\", \"d\"])\n\tx := sprintf(f, [1])\n\tcount(x) > 0",
    ),
    (
        "texts that double",
        "a := \"xxxxxxxxxxxxxxxx\"\n\tb := concat(a, split(replace(a, \"x\", a), \"\"))\n\tc := concat(b, split(replace(b, \"x\", b), \"\"))\n\td := replace(c, \"x\", c)\n\te := replace(d, \"x\", d)\n\tcount(e) > 0",
    ),
    (
        "replacements",
        "a := \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n\tb := replace(a, \"x\", a)\n\tc := replace(b, \"x\", b)\n\td := replace(c, \"x\", c)\n\te := replace(d, \"x\", d)\n\tf := replace(e, \"x\", e)\n\tcount(f) > 0",
    ),
    (
        "replacements of several",
        "a := \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n\tb := strings.replace_n({\"x\": a}, a)\n\tc := strings.replace_n({\"x\": b}, b)\n\td := strings.replace_n({\"x\": c}, c)\n\te := strings.replace_n({\"x\": d}, d)\n\tcount(e) > 0",
    ),
    (
        "formats of formats",
        "a := \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n\tb := sprintf(\"%s%s%s%s%s%s%s%s\", [a, a, a, a, a, a, a, a])\n\tc := sprintf(\"%s%s%s%s%s%s%s%s\", [b, b, b, b, b, b, b, b])\n\td := sprintf(\"%s%s%s%s%s%s%s%s\", [c, c, c, c, c, c, c, c])\n\te := sprintf(\"%s%s%s%s%s%s%s%s\", [d, d, d, d, d, d, d, d])\n\tf := sprintf(\"%s%s%s%s%s%s%s%s\", [e, e, e, e, e, e, e, e])\n\tg := sprintf(\"%s%s%s%s%s%s%s%s\", [f, f, f, f, f, f, f, f])\n\th := sprintf(\"%s%s%s%s%s%s%s%s\", [g, g, g, g, g, g, g, g])\n\ti := sprintf(\"%s%s%s%s%s%s%s%s\", [h, h, h, h, h, h, h, h])\n\tcount(i) > 0",
    ),
    (
        "concatenations",
        "a := \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n\tb := concat(a, [a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a])\n\tc := concat(b, [b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b])\n\td := concat(c, [c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c])\n\te := concat(d, [d, d, d, d, d, d, d, d, d, d, d, d, d, d, d, d])\n\tf := concat(e, [e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e])\n\tcount(f) > 0",
    ),
    (
        "products",
        "r := [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n\tx := [1 | some a in r; some b in r; some c in r; some d in r; some e in r; some f in r; some g in r; some h in r; some i in r; some j in r]\n\tcount(x) > 0",
    ),
    (
        "sets",
        "r := [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n\tx := {[a, b, c, d, e, f, g, h] | some a in r; some b in r; some c in r; some d in r; some e in r; some f in r; some g in r; some h in r}\n\tcount(x) > 0",
    ),
    (
        "loops that find nothing",
        "r := [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n\tsome a in r\n\tsome b in r\n\tsome c in r\n\tsome d in r\n\tsome e in r\n\tsome f in r\n\tsome g in r\n\tsome h in r\n\tsome i in r\n\ta + b + c + d + e + f + g + h + i < 0",
    ),
    (
        "findings",
        "r := [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n\tsome a in r\n\tsome b in r\n\tsome c in r\n\tsome d in r\n\tsome e in r\n\tsome f in r\n\tsome g in r\n\tpath := [a, b, c, d, e, f, g]\n\tcount(path) > 0",
    ),
    ("walks", "x := [[a, b] | walk(input, a); walk(input, b)]\n\tcount(x) > 0"),
    ("walks of walks", "x := [1 | walk(input, a); walk(a, b); walk(b, c)]\n\tcount(x) > 0"),
    (
        "unions",
        "x := object.union_n([y | some a in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]; some b in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]; some c in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]; some d in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]; y := {sprintf(\"%d%d%d%d\", [a, b, c, d]): data}])\n\tcount(x) > 0",
    ),
    ("patterns", "x := regex.match(\"((a{1,100}){1,100}){1,100}\", \"aaaaaaaa\")\n\tx"),
    (
        "patterns that are made",
        "r := [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n\tx := [1 | some a in r; some b in r; some c in r; some d in r; some e in r; regex.match(sprintf(\"^(x%d%d%d%d%d|[a-z]{100})$\", [a, b, c, d, e]), \"x\")]\n\tcount(x) >= 0",
    ),
    (
        "globs",
        "x := glob.match(concat(\"\", [\"{a,b}*\", \"{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*\"]), [], \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\")\n\tx",
    ),
    (
        "numbers",
        "x := 99999999999999999999 * 99999999999999999999\n\ty := ((((x * x) * (x * x)) * ((x * x) * (x * x))) * (((x * x) * (x * x)) * ((x * x) * (x * x))))\n\tz := sprintf(\"%d\", [((y * y) * (y * y)) * ((y * y) * (y * y))])\n\tcount(z) > 0",
    ),
    ("shifts", "x := bits.lsh(1, 9999999999)\n\tx > 0"),
    ("exponents", "x := to_number(\"1e999999999\")\n\ty := format_int(x, 10)\n\tcount(y) > 0"),
    ("mocked ranges", "x := count([1, 2]) with count as numbers.range\n\tx > 0"),
    ("mocked networks", "x := count(\"0.0.0.0/0\") with count as net.cidr_expand\n\tcount(x) > 0"),
    (
        "mocked requests",
        "x := count({\"method\": \"get\", \"url\": \"http://127.0.0.1\"}) with count as http.send\n\tx",
    ),
    (
        "inputs of inputs",
        "x := data.mine.own_threat.inner with input as {\"a\": input, \"b\": input, \"c\": {\"d\": input}}\n\tcount(x) > 0",
    ),
    (
        "encodings",
        "a := json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\"))))))))))))\n\tb := json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(a))))))))))))\n\tc := json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(json.marshal(b))))))\n\tcount(c) > 0",
    ),
    (
        "indexes",
        "a := replace(\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\", \"x\", replace(\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\", \"x\", \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"))\n\tx := [i | some c in split(a, \"\"); i := indexof_n(a, c)]\n\tcount(x) > 0",
    ),
    ("itself", "data.mine.own_threat.broken[_]"),
    ("the time", "x := time.now_ns()\n\tx > 0"),
    ("the machine", "x := opa.runtime()\n\tx.env.HOME"),
];

/// A policy of the tree's own with one check; `inner` is there to be asked.
fn policy(body: &str) -> Files {
    let text = format!(
        "# METADATA\n# title: Own\n# description: Own.\n# custom:\n#   stride: tampering\npackage mine.own_threat\n\nimport data.stride.result\n\ninner := [1 | some a in input.resources; some b in input.resources; a != b]\n\n# METADATA\n# title: Own\n# description: Own.\n# custom:\n#   severity: low\n#   message: bad\n#   reads:\n#     ecs.task_definition:\n#       \"family\": true\n#   remediation:\n#     terraform: Change it.\nbroken contains finding if {{\n\tsome task in input.resources\n\ttask.type == \"ecs.task_definition\"\n\t{}\n\tfinding := result.at(task, {})\n}}\n",
        body,
        if body.contains("path :=") { "path" } else { "[\"family\"]" }
    );
    vec![
        ("stridelint.toml".to_owned(), b"policies = [\"p\"]\n".to_vec()),
        ("p/own.rego".to_owned(), text.into_bytes()),
    ]
}
