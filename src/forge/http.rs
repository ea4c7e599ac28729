//! Calls over HTTP: JSON in, JSON out, one at a time. Nothing else names the HTTP library.

use super::Trouble;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// One call may take so long.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of an answer at most.
const LONGEST: u64 = 64 << 20;
/// Pages of a list that are read at most.
const PAGES: usize = 200;
/// A read that fails is tried so often.
const TRIES: u32 = 4;
/// A wait of a service that does not say how long.
const WHILE: Duration = Duration::from_secs(60);

/// Who we are to a service: a header and its value, which is never printed.
pub struct Token {
    /// The header's name.
    pub header: &'static str,
    /// Its value.
    pub value: String,
}

/// A service.
pub struct Client {
    agent: ureq::Agent,
    base: String,
    token: Token,
    accept: &'static str,
}

/// What a service answered.
pub struct Answer {
    /// The body.
    pub body: String,
    /// There is a further page.
    pub more: bool,
}

impl Client {
    /// A client of the service at an address. `roots` is the text of a file with certificates (PEM) to trust in place of the usual ones.
    ///
    /// # Errors
    /// The token would go over the network unencrypted; the certificates cannot be read.
    pub fn new(
        base: &str,
        token: Token,
        accept: &'static str,
        roots: Option<&[u8]>,
    ) -> Result<Client, String> {
        let base = base.trim_end_matches('/').to_owned();
        let plain = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        let near = |start: &&str| {
            base.strip_prefix(*start)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        };
        if !base.starts_with("https://") && !plain.iter().any(near) {
            return Err(format!(
                "{base} is not an https address: the token would be sent unencrypted"
            ));
        }
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .max_idle_connections(0)
            .redirect_auth_headers(ureq::config::RedirectAuthHeaders::SameHost)
            .user_agent(concat!("stridelint/", env!("CARGO_PKG_VERSION")));
        // A proxy of the environment is none for the machine itself.
        if base.starts_with("http://") {
            config = config.proxy(None);
        }
        if let Some(roots) = roots {
            let certificates: Vec<Certificate<'static>> = parse_pem(roots)
                .filter_map(|item| match item {
                    Ok(PemItem::Certificate(certificate)) => Some(certificate),
                    _ => None,
                })
                .collect();
            if certificates.is_empty() {
                return Err("the file of certificates holds none".to_owned());
            }
            let roots = RootCerts::Specific(Arc::new(certificates));
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        Ok(Client { agent: config.build().into(), base, token, accept })
    }

    /// Reads; tries again where that may help.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub fn get(&self, path: &str) -> Result<Answer, Trouble> {
        self.read(path, self.accept)
    }

    /// As [`Client::get`], asking for another form of the answer.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub fn read(&self, path: &str, accept: &str) -> Result<Answer, Trouble> {
        let url = format!("{}{path}", self.base);
        let mut wait = Duration::from_millis(250);
        for _ in 1..TRIES {
            match self.call("GET", &url, None, accept) {
                Err(Trouble::Unclear(_)) => std::thread::sleep(wait),
                other => return other,
            }
            wait *= 2;
        }
        self.call("GET", &url, None, accept)
    }

    /// All pages of a list.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub fn all<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>, Trouble> {
        let between = if path.contains('?') { '&' } else { '?' };
        let mut all = Vec::new();
        for page in 1..=PAGES {
            let answer = self.get(&format!("{path}{between}per_page=100&page={page}"))?;
            all.extend(parsed::<Vec<T>>(&answer.body)?);
            if !answer.more {
                break;
            }
        }
        Ok(all)
    }

    /// One object.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub fn one<T: DeserializeOwned>(&self, path: &str) -> Result<T, Trouble> {
        parsed(&self.get(path)?.body)
    }

    /// Sends once.
    ///
    /// # Errors
    /// What the service says, or that it does not say.
    pub fn send(&self, method: &str, path: &str, body: &Value) -> Result<Answer, Trouble> {
        self.call(method, &format!("{}{path}", self.base), Some(body), self.accept)
    }

    /// Sends once to a whole address of the same service.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub fn post_to(&self, url: &str, body: &Value) -> Result<Answer, Trouble> {
        self.call("POST", url, Some(body), self.accept)
    }

    fn call(
        &self,
        method: &str,
        url: &str,
        body: Option<&Value>,
        accept: &str,
    ) -> Result<Answer, Trouble> {
        let unclear = |error: ureq::Error| Trouble::Unclear(format!("{method} {url}: {error}"));
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(url)
            .header("accept", accept)
            .header("content-type", "application/json")
            .header(self.token.header, &self.token.value);
        let invalid = |_| Trouble::Invalid(format!("{method} {url} cannot be asked"));
        let ran = match body {
            Some(body) => self.agent.run(request.body(body.to_string()).map_err(invalid)?),
            None => self.agent.run(request.body(()).map_err(invalid)?),
        };
        let mut response = ran.map_err(unclear)?;
        let status = response.status().as_u16();
        let header = |name: &str| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let more = header("link").is_some_and(|link| link.contains("rel=\"next\""));
        let limits = Limits {
            retry_after: header("retry-after"),
            remaining: header("x-ratelimit-remaining").or_else(|| header("ratelimit-remaining")),
            reset: header("x-ratelimit-reset").or_else(|| header("ratelimit-reset")),
            date: header("date"),
        };
        let body =
            response.body_mut().with_config().limit(LONGEST).lossy_utf8(true).read_to_string();
        let body = match body {
            Ok(body) => body,
            // What was done is said by the status; what was asked for is in the body.
            Err(_) if method != "GET" && (200..300).contains(&status) => String::new(),
            Err(error) => return Err(unclear(error)),
        };
        if (200..300).contains(&status) {
            return Ok(Answer { body, more });
        }
        Err(trouble(method, url, status, &body, &limits))
    }
}

/// What a service says of how much may be asked.
struct Limits {
    retry_after: Option<String>,
    remaining: Option<String>,
    reset: Option<String>,
    date: Option<String>,
}

impl Limits {
    /// How long to wait, where it is for that that the service refuses.
    fn wait(&self, status: u16, body: &str) -> Option<Duration> {
        let seconds = |text: &Option<String>| text.as_ref()?.trim().parse::<u64>().ok();
        if let Some(after) = seconds(&self.retry_after) {
            return Some(Duration::from_secs(after));
        }
        if self.remaining.as_deref() == Some("0")
            && let Some(reset) = seconds(&self.reset)
        {
            // By the service's own clock: nobody else's is asked.
            let now = self.date.as_ref().and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
            let now = now.and_then(|now| u64::try_from(now.timestamp().as_second()).ok());
            return Some(
                now.map_or(WHILE, |now| Duration::from_secs(reset.saturating_sub(now) + 1)),
            );
        }
        let said = body.contains("secondary rate limit") || body.contains("rate limit exceeded");
        (status == 429 || said).then_some(WHILE)
    }
}

fn trouble(method: &str, url: &str, status: u16, body: &str, limits: &Limits) -> Trouble {
    let said = format!("{method} {url}: {status}{}", said(body));
    if matches!(status, 403 | 429)
        && let Some(wait) = limits.wait(status, body)
    {
        return Trouble::Limited(said, wait);
    }
    match status {
        404 | 410 if matches!(method, "PATCH" | "PUT" | "DELETE") => Trouble::Gone(said),
        401 | 403 | 404 | 410 => Trouble::Refused(said),
        408 | 409 | 425 | 429 | 500..=599 => Trouble::Unclear(said),
        _ => Trouble::Invalid(said),
    }
}

/// What a service says in an answer that is an error, in one line.
fn said(body: &str) -> String {
    let answer: Value = serde_json::from_str(body).unwrap_or_default();
    let words = ["message", "error", "errors"].iter().filter_map(|name| answer.get(name));
    let words: Vec<String> =
        words.map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned)).collect();
    let text: String = words.join(", ").chars().take(300).collect();
    let text = crate::printable::plain(&crate::secret::without_credentials(&text));
    if text.is_empty() { text } else { format!(" ({text})") }
}

/// An answer as what was asked for.
///
/// # Errors
/// It is something else.
pub fn parsed<T: DeserializeOwned>(body: &str) -> Result<T, Trouble> {
    serde_json::from_str(body)
        .map_err(|error| Trouble::Invalid(format!("an answer that cannot be read: {error}")))
}

/// A part of an address.
#[must_use]
pub fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(after: Option<&str>, remaining: &str, reset: &str) -> Limits {
        Limits {
            retry_after: after.map(str::to_owned),
            remaining: Some(remaining.to_owned()),
            reset: Some(reset.to_owned()),
            date: Some("Mon, 30 Nov 2026 12:00:00 GMT".to_owned()),
        }
    }

    #[test]
    fn a_service_says_how_long_to_wait() {
        let of = |status, limits: &Limits, body: &str| match trouble(
            "POST", "u", status, body, limits,
        ) {
            Trouble::Limited(_, wait) => Some(wait.as_secs()),
            _ => None,
        };
        assert_eq!(of(403, &limits(Some("7"), "4999", "0"), ""), Some(7));
        // 2026-11-30 12:00:00 UTC is 1796040000.
        assert_eq!(of(403, &limits(None, "0", "1796040030"), ""), Some(31));
        assert_eq!(of(429, &limits(None, "5", "1"), ""), Some(60));
        let body = "{\"message\": \"You have exceeded a secondary rate limit\"}";
        assert_eq!(of(403, &limits(None, "5", "1"), body), Some(60));
        assert_eq!(
            of(403, &limits(None, "5", "1"), "{\"message\": \"Resource not accessible\"}"),
            None
        );
        assert_eq!(of(500, &limits(Some("7"), "5", "1"), ""), None);
    }

    #[test]
    fn a_token_goes_over_no_open_network() {
        let new = |base: &str| {
            let token = Token { header: "authorization", value: "secret".to_owned() };
            Client::new(base, token, "*/*", None).map(|_| ())
        };
        for base in [
            "https://api.github.com",
            "http://127.0.0.1:80/x",
            "http://localhost",
            "http://[::1]:1",
        ] {
            assert_eq!(new(base), Ok(()), "{base}");
        }
        for base in [
            "http://git.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "ftp://x",
            "",
        ] {
            let why = new(base).unwrap_err();
            assert!(why.contains("https") && !why.contains("secret"), "{why}");
        }
    }

    #[test]
    fn an_error_is_told_in_one_line() {
        let Trouble::Invalid(said) = trouble(
            "POST",
            "u",
            422,
            "{\"message\": \"Validation\\nFailed\", \"errors\": [{\"field\": \"line\"}]}",
            &limits(None, "5", "1"),
        ) else {
            panic!("422 is what was sent");
        };
        assert_eq!(said, "POST u: 422 (Validation\\nFailed, [{\"field\":\"line\"}])");
    }
}
