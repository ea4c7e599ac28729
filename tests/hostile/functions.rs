//! Every function of Terraform with arguments that are far larger than anybody's, in each place.

use crate::run::{Input, one};

/// Functions with the arguments that make them work: `S` is the large text, `L` the large list, `M` the
/// large map, `N` the large number, `D` the deep list.
const CALLS: &[(&str, &str)] = &[
    ("abs", "abs(N)"),
    ("alltrue", "alltrue(L)"),
    ("base64decode", "base64decode(S)"),
    ("base64encode", "base64encode(S)"),
    ("base64gzip", "base64gzip(S)"),
    ("base64sha512", "base64sha512(S)"),
    ("basename", "basename(S)"),
    ("bcrypt", "bcrypt(S)"),
    ("ceil", "ceil(N / 3)"),
    ("chomp", "chomp(S)"),
    ("chunklist", "chunklist(L, 1)"),
    ("cidrhost", "cidrhost(\"::/0\", N)"),
    ("cidrsubnet", "cidrsubnet(\"::/0\", 128, N)"),
    ("cidrsubnets", "cidrsubnets(\"::/0\", L...)"),
    ("coalesce", "coalesce(L...)"),
    ("coalescelist", "coalescelist([], L)"),
    ("compact", "compact(L)"),
    ("concat", "concat(L, L, L, L, L, L, L, L)"),
    ("contains", "[for x in L : contains(L, x)]"),
    ("csvdecode", "csvdecode(replace(S, \"x\", \"x,\\n\"))"),
    ("dirname", "dirname(S)"),
    ("distinct", "distinct(concat(L, reverse(L)))"),
    ("element", "[for x in L : element(L, N)]"),
    ("endswith", "[for x in L : endswith(S, S)]"),
    ("flatten", "flatten([L, [L, [L]]])"),
    ("flatten deep", "flatten(D)"),
    ("floor", "floor(N / 7)"),
    ("format width", "format(\"%1000000000d\", 1)"),
    ("format precision", "format(\"%.1000000000f\", 1)"),
    ("format star", "format(\"%*d\", 1000000000, 1)"),
    ("format many", "format(S, L...)"),
    ("formatlist", "formatlist(\"%s%s\", L, S)"),
    ("indent", "indent(1000000000, \"a\\nb\")"),
    ("indent lines", "indent(1000, replace(S, \"x\", \"\\n\"))"),
    ("index", "[for x in L : index(L, x)]"),
    ("join", "join(S, L)"),
    ("jsondecode", "jsondecode(jsonencode(D))"),
    ("jsonencode", "jsonencode(jsonencode(jsonencode(jsonencode(jsonencode(M)))))"),
    ("keys", "keys(M)"),
    ("length", "[for x in L : length(S)]"),
    ("log", "log(N, 2)"),
    ("lookup", "[for x in L : lookup(M, x, S)]"),
    ("lower", "lower(S)"),
    ("matchkeys", "matchkeys(L, L, L)"),
    ("max", "max(L...)"),
    ("md5", "md5(S)"),
    ("merge", "merge([for x in L : M]...)"),
    ("number text", "tostring(N)"),
    ("parseint", "parseint(replace(S, \"x\", \"9\"), 36)"),
    ("pow", "pow(10, 1000000000)"),
    ("pow pow", "pow(pow(pow(99, 99), 99), 99)"),
    ("product", "N * N * N * N * N * N * N * N"),
    ("range", "range(1000000000)"),
    ("range step", "range(0, 1, 0.0000001)"),
    ("regex", "regex(\"(x*)*y\", S)"),
    ("regex repeats", "regex(\"((x{1,100}){1,100}){1,100}\", S)"),
    ("regex size", "regex(\"x{1000}{1000}\", S)"),
    ("regexall", "regexall(\"x\", S)"),
    ("regexall empty", "regexall(\"\", S)"),
    ("regexall groups", "regexall(\"(x)(x)?(x)?\", S)"),
    ("replace", "replace(S, \"x\", S)"),
    ("replace regex", "replace(S, \"/x*?/\", \"xxxxxxxxxx\")"),
    ("reverse", "reverse(L)"),
    ("setintersection", "setintersection(L, L)"),
    ("setproduct", "setproduct(L, L)"),
    ("setproduct many", "setproduct(L, L, L, L, L)"),
    ("setsubtract", "setsubtract(L, reverse(L))"),
    ("setunion", "setunion(L, L, L)"),
    ("signum", "signum(N)"),
    ("slice", "[for x in L : slice(L, 1, 1000)]"),
    ("sort", "sort(L)"),
    ("split", "split(\"\", S)"),
    ("split each", "split(\"x\", S)"),
    ("startswith", "[for x in L : startswith(S, S)]"),
    ("strrev", "strrev(S)"),
    ("substr", "[for x in L : substr(S, 1, -1)]"),
    ("sum", "sum([for x in L : N])"),
    ("templatestring", "templatestring(S, M)"),
    ("textencodebase64", "textencodebase64(S, \"UTF-16BE\")"),
    ("timeadd", "timeadd(\"2020-01-01T00:00:00Z\", \"999999999999999999h\")"),
    ("title", "title(S)"),
    ("tomap", "[for x in L : tomap(M)]"),
    ("toset", "[for x in L : toset(L)]"),
    ("transpose", "transpose({ for x in L : x => L })"),
    ("trim", "trim(S, S)"),
    ("try", "try(L[N], S.x, N.x, L)"),
    ("upper", "upper(S)"),
    ("urlencode", "urlencode(replace(S, \"x\", \"%\"))"),
    ("values", "values(M)"),
    ("yamldecode", "yamldecode(yamlencode(D))"),
    ("yamldecode aliases", "yamldecode(local.bomb)"),
    ("yamlencode", "yamlencode(M)"),
    ("zipmap", "zipmap(L, [for x in L : S])"),
];

/// `functions::<name>`.
pub fn inputs() -> Vec<Input> {
    let made = CALLS.iter().map(|(name, call)| {
        Input::new("functions", name, move || {
            let mut expression = String::new();
            for c in call.chars() {
                match c {
                    'S' => expression.push_str("local.text"),
                    'L' => expression.push_str("local.list"),
                    'M' => expression.push_str("local.map"),
                    'N' => expression.push_str("local.number"),
                    'D' => expression.push_str("local.deep"),
                    c => expression.push(c),
                }
            }
            one("main.tf", format!("{}resource \"aws_ecs_task_definition\" \"a\" {{\n  family                = \"a\"\n  container_definitions = jsonencode([{{ name = \"a\", environment = {expression} }}])\n}}\n", head()))
        })
    });
    let mut inputs: Vec<Input> = made.collect();
    inputs.push(Input::new("functions", "template loops", || {
        let loops = "%{ for x in local.list }".repeat(6);
        let ends = "%{ endfor }".repeat(6);
        one("main.tf", format!("{}output \"a\" {{\n  value = \"{loops}x{ends}\"\n}}\n", head()))
    }));
    inputs.push(Input::new("functions", "for in for", || {
        one("main.tf", format!("{}output \"a\" {{\n  value = [for a in local.list : [for b in local.list : [for c in local.list : [a, b, c]]]]\n}}\n", head()))
    }));
    inputs.push(Input::new("functions", "templates that call themselves", || {
        vec![
            (
                "main.tf".to_owned(),
                b"locals {\n  a = templatefile(\"${path.module}/t.tpl\", { a = 1 })\n}\n".to_vec(),
            ),
            (
                "t.tpl".to_owned(),
                b"${templatefile(\"t.tpl\", { a = 2 })}${templatefile(\"t.tpl\", { a = 3 })}"
                    .to_vec(),
            ),
        ]
    }));
    inputs
}

fn head() -> String {
    let bomb = (1..40).fold("a0: &a0 [x, x]\\n".to_owned(), |text, at| {
        text + &format!("a{at}: &a{at} [*a{0}, *a{0}]\\n", at - 1)
    });
    format!(
        "locals {{\n  text   = \"{}\"\n  list   = [{}]\n  map    = {{ for x in local.list : x => local.list }}\n  number = {}\n  deep   = {}1{}\n  bomb   = \"{bomb}\"\n}}\n",
        "x".repeat(100_000),
        (0..3_000).map(|at| format!("\"{at}\"")).collect::<Vec<_>>().join(", "),
        "9".repeat(20_000),
        "[".repeat(150),
        "]".repeat(150),
    )
}
