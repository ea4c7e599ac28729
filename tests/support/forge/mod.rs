//! A service that shows pull requests, played by what its documentation says: pages of lists, limits, refusals, answers that are
//! lost. It speaks HTTP on a port of the machine; what is written to it is noted.

mod github;
mod gitlab;

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

/// Who the token of the tests is.
pub const BOT: &str = "stridelint[bot]";
/// The token, which nothing may print.
pub const TOKEN: &str = "a-token-that-nobody-may-see-0123456789";

/// What may go wrong.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The token may read only.
    pub read_only: bool,
    /// So many answers to writes get lost, the writes taking effect.
    pub lost: usize,
    /// Of so many requests one is answered with 502, nothing taking effect.
    pub flaky: Option<usize>,
    /// So many writes are refused for a second with `retry-after`.
    pub limited: usize,
    /// So many with the time at which more may be asked.
    pub exhausted: usize,
    /// Conversations are not resolved for this token.
    pub no_resolve: bool,
    /// The service does not say who the token is.
    pub no_viewer: bool,
    /// Comments at lines are not taken.
    pub no_lines: bool,
    /// The head moves after so many writes.
    pub moves_after: Option<usize>,
    /// Before the first comment of all of the report is made, another run makes one too.
    pub race: bool,
    /// No comment is taken away.
    pub no_delete: bool,
}

/// What stands on the service.
#[derive(Debug, Default)]
pub struct World {
    /// What may go wrong.
    pub scene: Scene,
    /// The commit of the pull request.
    pub head: String,
    /// What it changes: files and their hunks.
    pub diff: BTreeMap<String, String>,
    /// Files at commits.
    pub files: BTreeMap<(String, String), String>,
    /// Comments of the pull request.
    pub notes: Vec<Value>,
    /// Comments at lines. (GitLab: discussions, the comments among them.)
    pub remarks: Vec<Value>,
    /// Conversations that are resolved, by the comment that began them.
    pub resolved: BTreeSet<u64>,
    /// Writes that took effect: method, path, body.
    pub writes: Vec<(String, String, Value)>,
    /// All requests.
    pub requests: usize,
    /// The heads of requests.
    pub heads: Vec<String>,
    next: u64,
}

impl World {
    fn id(&mut self) -> u64 {
        self.next += 1;
        1000 + self.next
    }

    /// A comment by somebody.
    pub fn chat(&mut self, who: &str, body: &str) {
        let id = self.id();
        self.notes.push(json!({
            "id": id, "body": body, "user": {"login": who, "type": "User"}
        }));
    }

    /// An answer of somebody to a comment at a line.
    pub fn answer(&mut self, to: u64) {
        let id = self.id();
        self.remarks.push(json!({
            "id": id, "body": "I think this is fine", "in_reply_to_id": to, "path": "x",
            "user": {"login": "somebody", "type": "User"}
        }));
    }

    /// Our comments at lines.
    pub fn lines(&self) -> Vec<&Value> {
        self.remarks
            .iter()
            .filter(|one| one["body"].as_str().unwrap().starts_with("<!-- stridelint:finding"))
            .collect()
    }

    /// The texts of our comments of all of the report.
    pub fn wholes(&self) -> Vec<String> {
        let bodies = self.notes.iter().map(|one| one["body"].as_str().unwrap().to_owned());
        bodies.filter(|body| body.starts_with("<!-- stridelint:report v=1")).collect()
    }

    /// The methods and ends of the writes so far, which are forgotten.
    pub fn wrote(&mut self) -> Vec<String> {
        let of = |(method, path, _): (String, String, Value)| {
            let path = path.split('?').next().unwrap().to_owned();
            let last = path
                .rsplit('/')
                .find(|part| !part.contains(|c: char| c.is_ascii_digit()))
                .unwrap()
                .to_owned();
            format!("{method} {last}")
        };
        std::mem::take(&mut self.writes).into_iter().map(of).collect()
    }
}

/// An answer: status, body, further headers.
type Answer = (u16, Value, Vec<(&'static str, String)>);

fn answer(status: u16, body: Value) -> Answer {
    (status, body, Vec::new())
}

/// A service on a port.
pub struct Server {
    world: Arc<Mutex<World>>,
    /// Its address.
    pub address: String,
}

/// A request.
struct Asked {
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    body: Value,
    gitlab: bool,
}

impl Server {
    /// A service with a pull request that adds 20 lines to `app/main.tf`.
    pub fn new() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let hunk = format!("@@ -0,0 +1,20 @@\n{}", "+x\n".repeat(20));
        let world = Arc::new(Mutex::new(World {
            head: "a".repeat(40),
            diff: BTreeMap::from([("app/main.tf".to_owned(), hunk)]),
            ..World::default()
        }));
        let shared = world.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let world = shared.clone();
                std::thread::spawn(move || serve(stream, &world));
            }
        });
        Server { world, address }
    }

    /// What stands there.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }
}

fn serve(mut stream: TcpStream, world: &Mutex<World>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut head, mut length) = (line.clone(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        head += &line;
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let asked = Asked {
        gitlab: path.starts_with("/api/v4"),
        path: path.strip_prefix("/api/v4").unwrap_or(path).to_owned(),
        query: pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
        method,
    };
    let (status, body, headers, lost) = {
        let mut world = world.lock().unwrap();
        world.heads.push(head);
        let before = world.writes.len();
        let (status, body, headers) = respond(&mut world, &asked);
        let wrote = world.writes.len() > before;
        let lost = wrote && world.scene.lost > 0;
        world.scene.lost -= usize::from(lost);
        if wrote && world.scene.moves_after == Some(world.writes.len()) {
            world.head = "f".repeat(40);
        }
        (status, body, headers, lost)
    };
    if lost {
        return None;
    }
    let text = match body {
        Value::String(text) => text,
        body => body.to_string(),
    };
    let mut out = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n",
        text.len()
    );
    for (name, value) in headers {
        out += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{out}\r\n{text}").as_bytes()).ok()
}

fn respond(world: &mut World, asked: &Asked) -> Answer {
    world.requests += 1;
    // Without a rhythm that a client's own could fall in with.
    let by_chance = digest(&world.requests.to_string());
    if world.scene.flaky.is_some_and(|every| by_chance.is_multiple_of(every)) {
        return answer(502, json!({"message": "Server Error"}));
    }
    let reads = asked.method == "GET" || asked.path == "/graphql";
    if !reads {
        if world.scene.read_only {
            return answer(403, json!({"message": "Resource not accessible by integration"}));
        }
        if world.scene.limited > 0 {
            world.scene.limited -= 1;
            let body = json!({"message": "You have exceeded a secondary rate limit"});
            return (403, body, vec![("retry-after", "1".to_owned())]);
        }
        if world.scene.exhausted > 0 {
            world.scene.exhausted -= 1;
            let headers = vec![
                ("x-ratelimit-remaining", "0".to_owned()),
                ("x-ratelimit-reset", "1796040001".to_owned()),
                ("date", "Mon, 30 Nov 2026 12:00:00 GMT".to_owned()),
            ];
            return (403, json!({"message": "API rate limit exceeded"}), headers);
        }
    }
    let done =
        if asked.gitlab { gitlab::respond(world, asked) } else { github::respond(world, asked) };
    if !reads && (200..300).contains(&done.0) {
        let note = (asked.method.clone(), asked.path.clone(), asked.body.clone());
        world.writes.push(note);
    }
    done
}

/// A number that says nothing of the text.
fn digest(text: &str) -> usize {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    usize::try_from(hasher.finish() >> 40).unwrap()
}

/// A page of a list, and whether there is another. The address of the next page leads elsewhere: no client has to follow it.
fn page(asked: &Asked, list: &[Value]) -> Answer {
    let number = |name: &str, default: usize| {
        asked.query.get(name).and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    let (size, at) = (number("per_page", 30).min(100), number("page", 1));
    let shown: Vec<Value> = list.iter().skip((at - 1) * size).take(size).cloned().collect();
    let more = at * size < list.len();
    let link = "<http://127.0.0.1:1/stolen?page=2>; rel=\"next\"".to_owned();
    (200, Value::Array(shown), if more { vec![("link", link)] } else { Vec::new() })
}

/// Whether a line of the new text is shown in a patch, and its number in the old one.
fn in_diff(patch: &str, line: u64) -> Option<Option<u64>> {
    let (mut old, mut new) = (0, 0);
    for text in patch.lines() {
        if let Some(ranges) = text.strip_prefix("@@ -") {
            let numbers: Vec<u64> = ranges
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|word| word.parse().ok())
                .collect();
            let to = ranges.split(" +").nth(1).unwrap().split([',', ' ']).next().unwrap();
            (old, new) = (numbers[0], to.parse().unwrap());
            continue;
        }
        let added = text.starts_with('+');
        if !text.starts_with('-') {
            if new == line {
                return Some((!added).then_some(old));
            }
            new += 1;
        }
        if !added {
            old += 1;
        }
    }
    None
}
