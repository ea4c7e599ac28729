//! What is to be done, between the thread that reads messages and the one that works. A change ends the scan that
//! is under way: what it would say is old.

use super::open::Documents;
use crate::interrupt;
use lsp_server::RequestId;
use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long further changes are waited for.
pub const DEBOUNCE: Duration = Duration::from_millis(10);

/// What changed since the last scan that came to an end.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// These files.
    pub files: BTreeSet<PathBuf>,
    /// Files came or went.
    pub listing: bool,
    /// The folders of the workspace, or whether they are trusted.
    pub folders: bool,
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.files.is_empty() && !self.listing && !self.folders
    }

    /// Both.
    pub fn add(&mut self, other: Changes) {
        self.files.extend(other.files);
        self.listing |= other.listing;
        self.folders |= other.folders;
    }
}

/// One thing to do.
pub enum Work<T> {
    /// Scan what changed.
    Scan(Changes),
    /// Answer a request.
    Answer(RequestId, T),
}

/// What is to be done.
pub struct Queue<T> {
    inner: Mutex<Inner<T>>,
    news: Condvar,
}

struct Inner<T> {
    documents: Documents,
    changes: Changes,
    requests: VecDeque<(RequestId, T)>,
    busy: bool,
    ended: bool,
}

impl<T> Queue<T> {
    /// Nothing.
    pub fn new() -> Queue<T> {
        let inner = Inner {
            documents: Documents::default(),
            changes: Changes::default(),
            requests: VecDeque::new(),
            busy: false,
            ended: false,
        };
        Queue { inner: Mutex::new(inner), news: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes documents, and notes what changed; ends what is under way.
    pub fn change(&self, change: impl FnOnce(&mut Documents) -> Option<Changes>) {
        let mut inner = self.lock();
        let Some(changes) = change(&mut inner.documents) else { return };
        inner.changes.add(changes);
        if inner.busy {
            interrupt::ask();
        }
        self.news.notify_all();
    }

    /// The documents as they are now.
    pub fn documents(&self) -> Documents {
        self.lock().documents.clone()
    }

    /// Asks for an answer.
    pub fn ask(&self, id: RequestId, request: T) {
        self.lock().requests.push_back((id, request));
        self.news.notify_all();
    }

    /// Takes a request back; `false`: it is answered, or under way.
    pub fn cancel(&self, id: &RequestId) -> bool {
        let mut inner = self.lock();
        let before = inner.requests.len();
        inner.requests.retain(|(other, _)| other != id);
        inner.requests.len() < before
    }

    /// There is nothing more to do.
    pub fn end(&self) {
        let mut inner = self.lock();
        inner.ended = true;
        interrupt::ask();
        self.news.notify_all();
    }

    /// Waits for something to do: what changed before any request, and a moment later than it changed. With it
    /// come the documents as they are then. `None`: it is over.
    pub fn next(&self) -> Option<(Work<T>, Documents)> {
        let mut inner = self.lock();
        inner.busy = false;
        while inner.changes.is_empty() && inner.requests.is_empty() && !inner.ended {
            inner = self.news.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
        if !inner.changes.is_empty() && !inner.ended {
            drop(inner);
            std::thread::sleep(DEBOUNCE);
            inner = self.lock();
        }
        if inner.ended {
            return None;
        }
        inner.busy = true;
        interrupt::take_back();
        let documents = inner.documents.clone();
        if !inner.changes.is_empty() {
            return Some((Work::Scan(std::mem::take(&mut inner.changes)), documents));
        }
        let (id, request) = inner.requests.pop_front()?;
        Some((Work::Answer(id, request), documents))
    }

    /// What was begun is not done: it is still to do.
    pub fn again(&self, changes: Changes) {
        self.lock().changes.add(changes);
    }
}
