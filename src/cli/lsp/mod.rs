//! `stridelint lsp`: a server for editors, in the Language Server Protocol on standard input and output. It opens no
//! connection and tells nobody anything but the editor that started it.

mod fixes;
mod open;
mod queue;
mod results;
mod server;
mod session;
mod show;
mod wire;
mod workspace;

use super::args::{InputArgs, PolicyArgs, ScanArgs};
use super::{Failure, Status};
use crate::scan::Pool;
use clap::{ArgMatches, Args};
use queue::Queue;
use server::Server;
use session::{Session, Shared};
use std::io::BufReader;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use wire::{Incoming, Sender};
use workspace::Choice;

/// `stridelint lsp`.
#[derive(Debug, Args)]
#[command(after_long_help = ABOUT)]
pub struct LspArgs {
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Which policies there are.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Turn on a check, a threat, a STRIDE category, or all (repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub enable: Vec<String>,
    /// Turn off a check, a threat, a STRIDE category, or all (repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub disable: Vec<String>,
    /// Read the policies that workspaces bring, whatever the editor says of trust.
    #[arg(long)]
    pub trusted: bool,
    /// Accepted, because some editors add it: there is no other way.
    #[arg(long, hide = true)]
    pub stdio: bool,
}

/// What the server is, in `--help`.
const ABOUT: &str = "An editor starts it and speaks to it on standard input and output (docs/editors.md). It reads the workspace and what \
    is open in the editor, opens no network connection and sends nothing to anybody but the editor.";

/// Serves until the editor ends it.
///
/// # Errors
/// The machine starts no threads.
pub fn run(args: &LspArgs, matches: &ArgMatches) -> Result<Status, Failure> {
    let asked = ScanArgs {
        input: args.input.clone(),
        policy: args.policy.clone(),
        enable: args.enable.clone(),
        disable: args.disable.clone(),
        undecided: true,
        ..ScanArgs::default()
    };
    let pool = Pool::new(args.input.jobs)?;
    let sender = Sender::new(std::io::stdout());
    let mut input = BufReader::new(std::io::stdin());
    let Some(start) = server::begin(&mut input, &sender) else { return Ok(Status::Error) };
    let shared = Arc::new(Shared {
        queue: Queue::new(),
        published: Mutex::default(),
        folders: Mutex::new(start.folders.clone()),
        trusted: AtomicBool::new(args.trusted || start.trusted),
    });
    let choice =
        Choice { args: asked, matches: matches.clone(), trusted: args.trusted || start.trusted };
    let session = Session::new(choice, start.client, pool, shared.clone(), sender.clone());
    let worker = std::thread::spawn(move || session.run());
    let mut server = Server::new(shared.clone(), sender.clone(), start, args.trusted);
    let mut status = None;
    while status.is_none() {
        match wire::read(&mut input) {
            Ok(Some(Incoming::Message(message))) => status = server.take(message),
            Ok(Some(Incoming::Malformed(why))) => sender.refuse(&why),
            // An editor that went away without a word.
            Ok(None) | Err(_) => status = Some(Status::Error),
        }
    }
    shared.queue.end();
    // What it still does is asked for by nobody: a fault of it is none of this run.
    let _ = worker.join();
    Ok(status.unwrap_or(Status::Error))
}
