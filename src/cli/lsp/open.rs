//! The documents that an editor has open.

use crate::editor::text::{Encoding, Lines};
use crate::editor::uri;
use lsp_types::{TextDocumentContentChangeEvent, Uri};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes of one document that are kept: of a larger one nothing is said.
const MAX_TEXT: usize = 16 << 20;

/// One document.
#[derive(Clone, Debug)]
pub struct Document {
    /// How the editor names it.
    pub uri: Uri,
    /// The editor's number of its text.
    pub version: i32,
    /// The text.
    pub text: Arc<str>,
}

/// All of them, by the files that they are.
#[derive(Clone, Debug, Default)]
pub struct Documents(BTreeMap<PathBuf, Document>);

impl Documents {
    /// A document was opened; gives its file, where it is one that can be looked at.
    pub fn open(&mut self, uri: Uri, version: i32, text: String) -> Option<PathBuf> {
        let path = file_of(&uri)?;
        if text.len() > MAX_TEXT {
            self.0.remove(&path);
            return None;
        }
        self.0.insert(path.clone(), Document { uri, version, text: Arc::from(text) });
        Some(path)
    }

    /// A document has another text; gives its file.
    pub fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        by: Encoding,
    ) -> Option<PathBuf> {
        let path = self.path(uri)?;
        let document = self.0.get_mut(&path)?;
        let mut text: Option<String> = None;
        for change in changes {
            match change.range {
                None => text = Some(change.text),
                Some(range) => {
                    let whole = text.get_or_insert_with(|| document.text.to_string());
                    let span = Lines::new(whole.as_str()).span(range, by);
                    whole.replace_range(span, &change.text);
                }
            }
        }
        let text = text?;
        if text.len() > MAX_TEXT {
            self.0.remove(&path);
            return Some(path);
        }
        document.version = version;
        document.text = Arc::from(text);
        Some(path)
    }

    /// A document was closed; gives its file.
    pub fn close(&mut self, uri: &Uri) -> Option<PathBuf> {
        let path = self.path(uri)?;
        self.0.remove(&path).map(|_| path)
    }

    /// The file of an open document, by the name that the editor gave it.
    pub fn path(&self, uri: &Uri) -> Option<PathBuf> {
        let known = self.0.iter().find(|(_, document)| document.uri == *uri);
        known.map(|(path, _)| path.clone()).or_else(|| file_of(uri))
    }

    /// A document.
    pub fn get(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    /// All of them with their files.
    pub fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.0.iter()
    }
}

/// The file that an address means, links followed as far as it is there.
pub fn file_of(uri: &Uri) -> Option<PathBuf> {
    let path = uri::path_of(uri.as_str())?;
    if let Ok(real) = path.canonicalize() {
        return Some(real);
    }
    let (folder, name) = (path.parent()?, path.file_name()?);
    Some(folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf()).join(name))
}
