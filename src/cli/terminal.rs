//! What the terminal that is written to has.

use std::io::IsTerminal;

/// Columns below which text is not made narrower.
const LEAST: u16 = 40;

/// The columns of the terminal that standard output is; `None`: it is none.
#[must_use]
pub fn width() -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size_of(std::io::stdout())?;
    Some(columns.max(LEAST).into())
}

/// Whether standard output is a terminal that shows links (OSC 8): those that say who they are. The
/// others might show the link's address, or worse.
#[must_use]
pub fn has_links() -> bool {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    match variable("FORCE_HYPERLINK").as_str() {
        "" => {}
        "0" => return false,
        _ => return true,
    }
    let colours = anstream::AutoStream::choice(&std::io::stdout());
    if !std::io::stdout().is_terminal() || colours == anstream::ColorChoice::Never {
        return false;
    }
    // A multiplexer passes on what it knows, and not all of them know links.
    if !variable("TMUX").is_empty() || !variable("STY").is_empty() {
        return false;
    }
    let program = variable("TERM_PROGRAM");
    let term = variable("TERM");
    ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio"].contains(&program.as_str())
        || ["xterm-kitty", "xterm-ghostty", "alacritty", "foot"].contains(&term.as_str())
        || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"]
            .iter()
            .any(|name| !variable(name).is_empty())
        || variable("VTE_VERSION").parse().is_ok_and(|version: u32| version >= 5000)
}
