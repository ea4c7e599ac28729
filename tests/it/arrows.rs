//! Which module names which: every path of a source file that begins with `crate`, `self` or
//! `super`, read from its tokens. So nothing escapes that a search for words would miss: trees of
//! `use`, re-exports, paths in code and in macros' arguments.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One path that a file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// The file, below the package's root.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The module that names it, below the crate.
    pub from: Vec<String>,
    /// What is named, below the crate: modules first, then the item.
    pub to: Vec<String>,
}

/// A source file of the crate.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path below the package's root: `src/tree/git.rs`.
    pub file: String,
    /// Its module below the crate: `["tree", "git"]`.
    pub module: Vec<String>,
    /// Its text.
    pub text: String,
}

impl Source {
    /// A file by its path, `src/...`.
    pub fn new(file: &str, text: &str) -> Source {
        let path = file.strip_prefix("src/").unwrap_or(file);
        let path = path.strip_suffix(".rs").unwrap_or(path);
        let path = path.strip_suffix("/mod").unwrap_or(path);
        let module = match path {
            "lib" | "main" => Vec::new(),
            path => path.split('/').map(str::to_owned).collect(),
        };
        Source { file: file.to_owned(), module, text: text.to_owned() }
    }

    /// Whether the file holds nothing but tests.
    pub fn is_test(&self) -> bool {
        self.module.iter().any(|part| part == "tests")
    }
}

/// Every source file of the crate, sorted.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found: Vec<Source> = walkdir::WalkDir::new(root.join("src"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"))
        .map(|entry| {
            let below = entry.path().strip_prefix(root).unwrap();
            let text = std::fs::read_to_string(entry.path()).unwrap();
            Source::new(&stridelint::path::slashes(below), &text)
        })
        .collect();
    found.sort_by(|one, other| one.file.cmp(&other.file));
    assert!(found.len() > 100, "the sources are not where this test looks");
    found
}

/// The paths that a file names outside its tests, and the modules that it declares.
pub fn arrows(source: &Source) -> Vec<Arrow> {
    let tokens: TokenStream = source.text.parse().unwrap_or_else(|error| {
        panic!("{} is not Rust: {error}", source.file);
    });
    let mut reader = Reader { file: &source.file, found: Vec::new() };
    reader.read(tokens, &source.module);
    reader.found
}

/// The modules that are declared for tests only, by name.
pub fn test_modules(source: &Source) -> Vec<String> {
    let tokens: Vec<TokenTree> = source.text.parse::<TokenStream>().unwrap().into_iter().collect();
    let mut names = Vec::new();
    for at in 0..tokens.len() {
        if is_test_attribute(&tokens, at)
            && let [TokenTree::Ident(word), TokenTree::Ident(name), ..] = &tokens[at + 2..]
            && word == "mod"
        {
            names.push(name.to_string());
        }
    }
    names
}

struct Reader<'a> {
    file: &'a str,
    found: Vec<Arrow>,
}

impl Reader<'_> {
    fn read(&mut self, tokens: TokenStream, module: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            if is_test_attribute(&tokens, at) {
                at = behind_item(&tokens, at + 2);
                continue;
            }
            match &tokens[at] {
                // `pub(in crate::x)` says who may see the item, not what it knows.
                TokenTree::Ident(word) if word == "pub" => {
                    let visibility = matches!(tokens.get(at + 1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
                    at += 1 + usize::from(visibility);
                }
                TokenTree::Ident(word) if word == "mod" => {
                    let Some(TokenTree::Ident(name)) = tokens.get(at + 1) else {
                        at += 1;
                        continue;
                    };
                    let mut inner = module.to_vec();
                    inner.push(name.to_string());
                    if let Some(TokenTree::Group(body)) = tokens.get(at + 2) {
                        self.read(body.stream(), &inner);
                    } else {
                        self.add(module, inner, name.span().start().line);
                    }
                    at += 3;
                }
                TokenTree::Ident(word)
                    if matches!(word.to_string().as_str(), "crate" | "super" | "self")
                        && is_path_separator(&tokens, at + 1) =>
                {
                    at = self.path(&tokens, at, module);
                }
                TokenTree::Group(group) => {
                    self.read(group.stream(), module);
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// A path from its first word; gives the index behind it.
    fn path(&mut self, tokens: &[TokenTree], at: usize, module: &[String]) -> usize {
        let mut to = match &tokens[at] {
            TokenTree::Ident(word) if word == "crate" => Vec::new(),
            TokenTree::Ident(word) if word == "super" => above(module),
            _ => module.to_vec(),
        };
        self.rest(tokens, at + 1, &mut to, module, tokens[at].span().start().line)
    }

    /// What follows a path's beginning: `::name`, `::super`, `::*`, `::{tree}`.
    fn rest(
        &mut self,
        tokens: &[TokenTree],
        mut at: usize,
        to: &mut Vec<String>,
        module: &[String],
        line: usize,
    ) -> usize {
        while is_path_separator(tokens, at) {
            match tokens.get(at + 2) {
                Some(TokenTree::Ident(word)) if word == "super" => *to = above(to),
                Some(TokenTree::Ident(word)) => to.push(word.to_string()),
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    for branch in inner.split(is_comma).filter(|branch| !branch.is_empty()) {
                        let mut to = to.clone();
                        let line = branch[0].span().start().line;
                        match &branch[0] {
                            TokenTree::Ident(word) if word == "self" => {}
                            TokenTree::Ident(word) if word == "super" => to = above(&to),
                            TokenTree::Ident(word) => to.push(word.to_string()),
                            _ => {}
                        }
                        self.rest(branch, 1, &mut to, module, line);
                    }
                    return at + 3;
                }
                // A glob names the module; generic arguments belong to the item before them.
                _ => break,
            }
            at += 3;
        }
        self.add(module, to.clone(), line);
        at
    }

    fn add(&mut self, from: &[String], to: Vec<String>, line: usize) {
        self.found.push(Arrow { file: self.file.to_owned(), line, from: from.to_vec(), to });
    }
}

fn above(module: &[String]) -> Vec<String> {
    module.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default()
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

fn is_path_separator(tokens: &[TokenTree], at: usize) -> bool {
    let colon =
        |at| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(at) && colon(at + 1)
}

/// Whether `#[cfg(test)]` stands here.
fn is_test_attribute(tokens: &[TokenTree], at: usize) -> bool {
    matches!(&tokens[at], TokenTree::Punct(punct) if punct.as_char() == '#')
        && matches!(tokens.get(at + 1), Some(TokenTree::Group(group)) if group.stream().to_string().replace(' ', "") == "cfg(test)")
}

/// The index behind an item: its body, or the semicolon that ends it.
fn behind_item(tokens: &[TokenTree], mut at: usize) -> usize {
    let ends_with_semicolon =
        matches!(tokens.get(at), Some(TokenTree::Ident(word)) if word == "use");
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => break,
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::Brace && !ends_with_semicolon =>
            {
                break;
            }
            _ => {}
        }
    }
    at
}

/// The first circle of a graph, as the nodes along it; `None` where every arrow can be followed to
/// an end.
pub fn circle(graph: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    fn visit<'g>(
        at: &'g str,
        graph: &'g BTreeMap<String, BTreeSet<String>>,
        way: &mut Vec<&'g str>,
        done: &mut BTreeSet<&'g str>,
    ) -> Option<Vec<String>> {
        if let Some(first) = way.iter().position(|step| *step == at) {
            let mut around: Vec<String> =
                way[first..].iter().map(|step| (*step).to_owned()).collect();
            around.push(at.to_owned());
            return Some(around);
        }
        if !done.insert(at) {
            return None;
        }
        way.push(at);
        for next in graph.get(at).into_iter().flatten() {
            if let Some(found) = visit(next, graph, way, done) {
                return Some(found);
            }
        }
        way.pop();
        None
    }
    let mut done = BTreeSet::new();
    graph.keys().find_map(|node| visit(node, graph, &mut Vec::new(), &mut done))
}
