//! The program's own policies run as bytecode that the build script made. Held against the same policies read from text and
//! interpreted: METADATA, and what every check finds on every fixture in every world.

use stridelint::document::Document;
use stridelint::policy::transcript::transcripts;
use stridelint::policy::{PolicyFile, PolicySet, Selection, bundled, evaluate};
use stridelint::scan::{Options, Silent, documents};
use stridelint::tree::{Limits, disk};

/// The bundled policies as files of one's own: they are read from text and interpreted.
fn interpreted() -> PolicySet {
    let files: Vec<PolicyFile> = bundled().into_iter().map(|file| PolicyFile { bundled: false, ..file }).collect();
    PolicySet::load(&files, &serde_json::Map::new()).map(|(set, _)| set).expect("the text of the bundled policies loads")
}

#[test]
fn what_was_built_in_is_what_the_text_says() {
    let (compiled, interpreted) = (PolicySet::bundled().expect("the bundled policies load"), interpreted());
    assert!(compiled.is_compiled(), "the build script could not prepare the policies, and said why");
    assert!(!interpreted.is_compiled());
    let text = |set: &PolicySet| format!("{:#?}", set.threats()).replace("bundled: true", "bundled: false");
    assert!(text(&compiled) == text(&interpreted), "METADATA differs");
    assert_eq!(compiled.settings(), interpreted.settings());
}

#[test]
fn bytecode_finds_what_the_interpreter_finds_in_every_world() {
    let (compiled, interpreted) = (PolicySet::bundled().expect("the bundled policies load"), interpreted());
    let root = crate::repository::root().join("testdata");
    let (scopes, _) = disk::open(&[root], Limits::default());
    let options = Options { today: "2026-11-22".to_owned(), ..Options::default() };
    let documents: Vec<Document> = scopes.iter().flat_map(|scope| documents(scope, None, &options, &Silent).0).collect();
    assert!(documents.len() > 100);
    let selection = Selection { checks: compiled.checks().map(|check| check.id.clone()).collect(), undecided: true };
    let mut worlds = 0;
    for document in &documents {
        let (one, other) = (evaluate(&compiled, document, &selection), evaluate(&interpreted, document, &selection));
        assert_eq!(one.0, other.0, "{}", document.unit);
        let messages =
            |problems: &[stridelint::source::Problem]| problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>();
        assert_eq!(messages(&one.1), messages(&other.1), "{}", document.unit);
        let all = |_: &str| true;
        for (one, other) in transcripts(document, &compiled, &all).iter().zip(transcripts(document, &interpreted, &all)) {
            assert_eq!(one.found, other.found, "{} in {}", document.unit, one.world);
            worlds += 1;
        }
    }
    println!("{worlds} worlds of {} documents", documents.len());
}
