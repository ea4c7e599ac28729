//! Messages on standard input and output. What is no message costs that message, not the session.

use lsp_server::Message;
use std::io::{BufRead, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of one message that are read.
const MAX_MESSAGE: u64 = 64 << 20;
/// Bytes of one line of a header that are looked at.
const MAX_LINE: u64 = 4 << 10;

/// What came in.
#[derive(Debug)]
pub enum Incoming {
    /// A message.
    Message(Message),
    /// What is none, and why.
    Malformed(String),
}

/// The next message; `None`: there is none any more.
///
/// # Errors
/// Standard input cannot be read.
pub fn read(input: &mut impl BufRead) -> std::io::Result<Option<Incoming>> {
    let mut length: Option<u64> = None;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().ok();
            }
            // An empty line ends the header; what stands before a header is passed over.
            None if line.trim_end().is_empty() && length.is_some() => break,
            _ => {}
        }
    }
    let length = length.unwrap_or(0);
    if length > MAX_MESSAGE {
        std::io::copy(&mut input.by_ref().take(length), &mut std::io::sink())?;
        let why = format!("a message of more than {} MiB is not read", MAX_MESSAGE >> 20);
        return Ok(Some(Incoming::Malformed(why)));
    }
    let mut body = Vec::new();
    // What is said to come need not come: room is made as it does.
    if (input.by_ref().take(length).read_to_end(&mut body)? as u64) < length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice::<Message>(&body) {
        Ok(message) => Incoming::Message(message),
        Err(_) => Incoming::Malformed("the message is no JSON-RPC".to_owned()),
    }))
}

/// Where messages go; one at a time.
#[derive(Clone)]
pub struct Sender(Arc<Mutex<Box<dyn Write + Send>>>);

impl Sender {
    /// Into a stream.
    pub fn new(out: impl Write + Send + 'static) -> Sender {
        Sender(Arc::new(Mutex::new(Box::new(out))))
    }

    /// Sends a message. A client that went away ends the input too: nobody has to be told here.
    pub fn send(&self, message: impl Into<Message>) {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = message.into().write(&mut *out);
    }

    /// Says that what came in is no message.
    pub fn refuse(&self, why: &str) {
        // Nobody knows which request it was: its id is null, which is no id of a response's type.
        let body = serde_json::json!({
            "jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": why}
        })
        .to_string();
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = write!(out, "Content-Length: {}\r\n\r\n{body}", body.len());
        let _ = out.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn all(bytes: &[u8]) -> Vec<String> {
        let mut input = BufReader::new(bytes);
        let mut found = Vec::new();
        while let Some(one) = read(&mut input).unwrap() {
            found.push(match one {
                Incoming::Message(Message::Notification(it)) => it.method,
                Incoming::Message(it) => format!("{it:?}"),
                Incoming::Malformed(why) => format!("! {why}"),
            });
        }
        found
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_no_message_costs_that_message() {
        let good = framed(r#"{"jsonrpc":"2.0","method":"a"}"#);
        let other = framed(r#"{"jsonrpc":"2.0","method":"é"}"#);
        let no_json = framed("{nonsense");
        let deep = framed(&"[".repeat(10_000));
        let text = format!(
            "{good}rubbish\r\n\r\nmore: rubbish\r\n{no_json}{deep}content-length: 5\r\nX: y\r\n\r\n[1,2]{other}"
        );
        let none = "! the message is no JSON-RPC";
        assert_eq!(all(text.as_bytes()), ["a", none, none, none, "é"]);
    }

    #[test]
    fn lengths_that_are_lies_end_the_input_and_take_no_room() {
        assert!(all(b"Content-Length: 99999999999999\r\n\r\n{}").len() == 1);
        assert!(all(b"Content-Length: 60000000\r\n\r\n{}").is_empty());
        assert!(all(b"Content-Length: -1\r\n\r\n{}").is_empty());
        assert!(all("x".repeat(100_000).as_bytes()).is_empty());
    }
}
