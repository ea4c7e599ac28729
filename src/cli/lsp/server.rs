//! The thread that reads messages: it keeps the documents, and answers what is known.

use super::open::file_of;
use super::queue::Changes;
use super::session::{Asked, Client, Shared};
use super::wire::{self, Incoming, Sender};
use crate::cli::Status;
use crate::editor::text::{Encoding, Lines};
use crate::editor::{rego, uri};
use crate::finding::Finding;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::Notification as _;
use lsp_types::request::Request as _;
use lsp_types::{
    CodeAction, CodeActionKind, Diagnostic, Position, Range, Uri, notification, request,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

/// Files whose changes on disk matter.
const WATCHED: &str = "**/*.{tf,tofu,tfvars,hcl,json,yaml,yml,template,toml,rego,tftpl,tpl}";
/// The request of this program's own: the edit that ignores a finding for a reason.
const IGNORE: &str = "stridelint/ignore";

/// How a session begins.
pub struct Start {
    /// The folders of the workspace.
    pub folders: Vec<PathBuf>,
    /// The editor says that the workspace is trusted.
    pub trusted: bool,
    /// What the client can do.
    pub client: Client,
    /// It watches files when it is asked to.
    watches: bool,
}

/// Waits for the first request, and answers it; `None`: the client went away.
pub fn begin(input: &mut impl BufRead, sender: &Sender) -> Option<Start> {
    loop {
        let message = match wire::read(input).ok()?? {
            Incoming::Message(message) => message,
            Incoming::Malformed(why) => {
                sender.refuse(&why);
                continue;
            }
        };
        match message {
            Message::Request(request) if request.method == request::Initialize::METHOD => {
                let start = Start::of(&request.params);
                sender.send(Response::new_ok(request.id, start.answer()));
                return Some(start);
            }
            Message::Request(request) => {
                let code = ErrorCode::ServerNotInitialized as i32;
                let why = "the first request is `initialize`".to_owned();
                sender.send(Response::new_err(request.id, code, why));
            }
            Message::Notification(it) if it.method == notification::Exit::METHOD => return None,
            Message::Notification(_) | Message::Response(_) => {}
        }
    }
}

impl Start {
    /// What the client says of itself. What it says wrongly is as if it had not been said.
    fn of(params: &Value) -> Start {
        let at = |pointer: &str| params.pointer(pointer).cloned().unwrap_or_default();
        let has = |pointer: &str| at(pointer).as_bool() == Some(true);
        let lists = |pointer: &str, word: &str| {
            at(pointer).as_array().is_some_and(|all| all.iter().any(|it| it == word))
        };
        let named = at("/workspaceFolders");
        let named = named.as_array().into_iter().flatten().filter_map(|one| one["uri"].as_str());
        let mut folders: Vec<PathBuf> = named.filter_map(uri::path_of).collect();
        if folders.is_empty() {
            folders.extend(at("/rootUri").as_str().and_then(uri::path_of));
        }
        let utf8 = lists("/capabilities/general/positionEncodings", "utf-8");
        Start {
            folders,
            trusted: has("/initializationOptions/trusted"),
            client: Client {
                encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
                creates: lists(
                    "/capabilities/workspace/workspaceEdit/resourceOperations",
                    "create",
                ),
                resolves: lists(
                    "/capabilities/textDocument/codeAction/resolveSupport/properties",
                    "edit",
                ),
                asks_reason: has("/initializationOptions/asksReason"),
            },
            watches: has("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }

    fn answer(&self) -> Value {
        let encoding = match self.client.encoding {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
        };
        json!({
            "capabilities": {
                "positionEncoding": encoding,
                "textDocumentSync": {"openClose": true, "change": 1, "save": {"includeText": false}},
                "hoverProvider": true,
                "codeActionProvider": {"codeActionKinds": ["quickfix"], "resolveProvider": true},
                "documentLinkProvider": {"resolveProvider": false},
                "completionProvider": {"triggerCharacters": [".", "\"", " "]},
                "workspace": {
                    "workspaceFolders": {"supported": true, "changeNotifications": true},
                },
            },
            "serverInfo": {"name": "stridelint", "version": env!("CARGO_PKG_VERSION")},
        })
    }
}

/// The thread's state.
pub struct Server {
    shared: Arc<Shared>,
    sender: Sender,
    start: Start,
    /// The command line says that workspaces are trusted.
    trusted: bool,
    ended: bool,
}

impl Server {
    /// Behind the first request.
    pub fn new(shared: Arc<Shared>, sender: Sender, start: Start, trusted: bool) -> Server {
        Server { shared, sender, start, trusted, ended: false }
    }

    /// Takes a message; gives how the run ended where it is over.
    pub fn take(&mut self, message: Message) -> Option<Status> {
        match message {
            Message::Request(request) => {
                self.request(request);
                None
            }
            Message::Notification(it) if it.method == notification::Exit::METHOD => {
                Some(if self.ended { Status::Clean } else { Status::Error })
            }
            Message::Notification(it) => {
                self.notification(it);
                None
            }
            // What was asked of the client needs no answer.
            Message::Response(_) => None,
        }
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        if self.ended {
            let code = ErrorCode::InvalidRequest as i32;
            let why = "the server was shut down".to_owned();
            return self.sender.send(Response::new_err(id, code, why));
        }
        let done = match request.method.as_str() {
            request::Shutdown::METHOD => {
                self.ended = true;
                Some(Response::new_ok(id, Value::Null))
            }
            request::HoverRequest::METHOD => self.with(request, Self::hover),
            request::CodeActionRequest::METHOD => self.with(request, Self::actions),
            request::CodeActionResolveRequest::METHOD => {
                self.with(request, |server, id, action: CodeAction| {
                    server.shared.queue.ask(id, Asked::Resolve(Box::new(action)));
                    None
                })
            }
            request::DocumentLinkRequest::METHOD => {
                self.with(request, |server, id, params: lsp_types::DocumentLinkParams| {
                    let Some(path) = server.path(&params.text_document.uri) else {
                        return Some(Response::new_ok(id, Value::Null));
                    };
                    server.shared.queue.ask(id, Asked::Links(path));
                    None
                })
            }
            request::Completion::METHOD => self.with(request, Self::complete),
            IGNORE => self.with(request, |server, id, params: IgnoreParams| {
                let IgnoreParams { uri, finding, reason } = params;
                let Some(path) = server.path(&uri) else {
                    return Some(Response::new_ok(id, Value::Null));
                };
                server.shared.queue.ask(id, Asked::Ignore(path, finding, reason));
                None
            }),
            method => {
                let code = ErrorCode::MethodNotFound as i32;
                let method: String = method.chars().take(100).collect();
                let why = format!("there is no request {}", crate::printable::plain(&method));
                Some(Response::new_err(id, code, why))
            }
        };
        if let Some(response) = done {
            self.sender.send(response);
        }
    }

    /// Handles a request whose parameters are what they should be.
    fn with<P: DeserializeOwned>(
        &mut self,
        request: Request,
        handle: impl FnOnce(&mut Server, RequestId, P) -> Option<Response>,
    ) -> Option<Response> {
        match serde_json::from_value(request.params) {
            Ok(params) => handle(self, request.id, params),
            Err(_) => {
                let code = ErrorCode::InvalidParams as i32;
                let why = "the parameters are not those of this request".to_owned();
                Some(Response::new_err(request.id, code, why))
            }
        }
    }

    fn path(&self, uri: &Uri) -> Option<PathBuf> {
        self.shared.queue.documents().path(uri)
    }

    fn hover(&mut self, id: RequestId, params: lsp_types::HoverParams) -> Option<Response> {
        let place = params.text_document_position_params;
        let Some(path) = self.path(&place.text_document.uri) else {
            return Some(Response::new_ok(id, Value::Null));
        };
        let at = Range { start: place.position, end: place.position };
        let findings = self.said(&path, at).into_iter().map(|(_, finding)| finding).collect();
        self.shared.queue.ask(id, Asked::Hover(path, place.position, findings));
        None
    }

    /// The diagnostics that touch a range, with their findings.
    fn said(&self, path: &Path, range: Range) -> Vec<(Diagnostic, Arc<Finding>)> {
        let published = self.shared.published.lock().unwrap_or_else(PoisonError::into_inner);
        let touches = |one: &Range| one.start <= range.end && range.start <= one.end;
        let own = published.of(path).iter().filter(|(one, _)| touches(&one.range));
        own.filter_map(|(one, finding)| Some((one.clone(), finding.clone()?))).collect()
    }

    fn actions(&mut self, id: RequestId, params: lsp_types::CodeActionParams) -> Option<Response> {
        let none = |id| Some(Response::new_ok(id, Value::Array(Vec::new())));
        let Some(path) = self.path(&params.text_document.uri) else { return none(id) };
        let kinds = params.context.only.unwrap_or_default();
        let wanted = |kind: &CodeActionKind| {
            let quickfix = CodeActionKind::QUICKFIX;
            kind.as_str().is_empty() || quickfix.as_str().starts_with(kind.as_str())
        };
        if !kinds.is_empty() && !kinds.iter().any(wanted) {
            return none(id);
        }
        let found = self.said(&path, params.range);
        if found.is_empty() {
            return none(id);
        }
        let asked = Asked::Actions(path, params.text_document.uri, found);
        self.shared.queue.ask(id, asked);
        None
    }

    fn complete(&mut self, id: RequestId, params: lsp_types::CompletionParams) -> Option<Response> {
        let place = params.text_document_position;
        let documents = self.shared.queue.documents();
        let path = documents.path(&place.text_document.uri);
        let path = path.filter(|path| path.extension().is_some_and(|it| it == "rego"));
        let document = path.and_then(|path| documents.get(&path).cloned());
        let items = document.map(|document| {
            let lines = Lines::new(document.text.clone());
            let at: Position = place.position;
            let at = lines.offset(at, self.start.client.encoding);
            rego::completions(&document.text, at, self.start.client.encoding)
        });
        Some(Response::new_ok(id, items.unwrap_or_default()))
    }

    fn notification(&mut self, it: Notification) {
        let queue = &self.shared.queue;
        let encoding = self.start.client.encoding;
        let of = |path: PathBuf| Changes { files: [path].into(), ..Changes::default() };
        match it.method.as_str() {
            notification::Initialized::METHOD => self.watch(),
            notification::DidOpenTextDocument::METHOD => {
                if let Some(params) = read::<lsp_types::DidOpenTextDocumentParams>(it.params) {
                    let document = params.text_document;
                    queue.change(|all| {
                        all.open(document.uri, document.version, document.text).map(of)
                    });
                }
            }
            notification::DidChangeTextDocument::METHOD => {
                if let Some(params) = read::<lsp_types::DidChangeTextDocumentParams>(it.params) {
                    let (document, changes) = (params.text_document, params.content_changes);
                    queue.change(|all| {
                        all.change(&document.uri, document.version, changes, encoding).map(of)
                    });
                }
            }
            notification::DidCloseTextDocument::METHOD => {
                if let Some(params) = read::<lsp_types::DidCloseTextDocumentParams>(it.params) {
                    queue.change(|all| all.close(&params.text_document.uri).map(of));
                }
            }
            notification::DidChangeWatchedFiles::METHOD => {
                if let Some(params) = read::<lsp_types::DidChangeWatchedFilesParams>(it.params) {
                    self.watched(&params.changes);
                }
            }
            notification::DidChangeWorkspaceFolders::METHOD => {
                if let Some(params) = read::<lsp_types::DidChangeWorkspaceFoldersParams>(it.params)
                {
                    self.folders(&params.event);
                }
            }
            notification::DidChangeConfiguration::METHOD => {
                let said = it.params.pointer("/settings/stridelint/trusted");
                if let Some(said) = said.and_then(Value::as_bool) {
                    let trusted = self.trusted || said;
                    if self.shared.trusted.swap(trusted, Ordering::Relaxed) != trusted {
                        queue.change(|_| Some(Changes { folders: true, ..Changes::default() }));
                    }
                }
            }
            notification::Cancel::METHOD => {
                let id = it.params.get("id").cloned();
                let id = id.and_then(|id| serde_json::from_value::<RequestId>(id).ok());
                if let Some(id) = id.filter(|id| queue.cancel(id)) {
                    let code = ErrorCode::RequestCanceled as i32;
                    self.sender.send(Response::new_err(id, code, "cancelled".to_owned()));
                }
            }
            _ => {}
        }
    }

    /// Asks the client to tell when files change on disk.
    fn watch(&self) {
        if self.start.watches {
            let params = json!({"registrations": [{
                "id": "files",
                "method": notification::DidChangeWatchedFiles::METHOD,
                "registerOptions": {"watchers": [{"globPattern": WATCHED}]},
            }]});
            let id = RequestId::from("files".to_owned());
            let method = request::RegisterCapability::METHOD.to_owned();
            self.sender.send(Request::new(id, method, params));
        }
    }

    /// Files changed on disk: of those that are open the editor's text counts.
    fn watched(&self, changes: &[lsp_types::FileEvent]) {
        self.shared.queue.change(|documents| {
            let mut all = Changes::default();
            for change in changes {
                let Some(path) = file_of(&change.uri) else { continue };
                if change.typ != lsp_types::FileChangeType::CHANGED {
                    all.listing = true;
                    all.files.insert(path);
                } else if documents.get(&path).is_none() {
                    all.files.insert(path);
                }
            }
            (all.listing || !all.files.is_empty()).then_some(all)
        });
    }

    fn folders(&self, event: &lsp_types::WorkspaceFoldersChangeEvent) {
        let path = |folder: &lsp_types::WorkspaceFolder| uri::path_of(folder.uri.as_str());
        let gone: Vec<PathBuf> = event.removed.iter().filter_map(path).collect();
        let mut folders = self.shared.folders.lock().unwrap_or_else(PoisonError::into_inner);
        folders.retain(|folder| !gone.contains(folder));
        folders.extend(event.added.iter().filter_map(path));
        drop(folders);
        self.shared.queue.change(|_| Some(Changes { folders: true, ..Changes::default() }));
    }
}

/// Parameters; what is none is passed over, as a notification has no answer.
fn read<P: DeserializeOwned>(params: Value) -> Option<P> {
    serde_json::from_value(params).ok()
}

/// The parameters of [`IGNORE`].
#[derive(Deserialize)]
struct IgnoreParams {
    uri: Uri,
    finding: String,
    reason: String,
}
