//! An editor, as far as a language server sees one: it starts `stridelint lsp` and speaks to it.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long an answer is waited for at most: a machine may be busy with something else.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A running server with its client.
pub struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    next: i64,
    /// What was published last, by address.
    pub shown: BTreeMap<String, Value>,
    /// The requests and notifications of the server, in order.
    pub heard: Vec<Value>,
}

impl Editor {
    /// Starts the server and begins a session in a folder.
    pub fn start(program: &str, folder: &Path, more: Value) -> Editor {
        let mut editor = Editor::spawn(program, folder);
        let mut params = json!({
            "processId": null,
            "rootUri": address(folder),
            "capabilities": {"textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}}},
        });
        if let (Some(all), Some(more)) = (params.as_object_mut(), more.as_object()) {
            all.extend(more.clone());
        }
        let answer = editor.request("initialize", params);
        assert!(answer["result"]["capabilities"]["hoverProvider"] == true, "{answer}");
        editor.notify("initialized", json!({}));
        editor
    }

    /// Starts the server, and says nothing.
    pub fn spawn(program: &str, folder: &Path) -> Editor {
        let mut child = Command::new(program)
            .args(["lsp", "--today", "2026-11-30"])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Editor { child, input, messages, next: 0, shown: BTreeMap::new(), heard: Vec::new() }
    }

    /// Sends bytes as they are.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).and_then(|()| input.flush()).unwrap();
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Tells the server something.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks the server something; gives the number of the request.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Asks the server something and waits for the answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Waits for an answer.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(|message| message["id"] == id && message.get("method").is_none())
    }

    /// Waits for a message; what is published meanwhile is noted.
    pub fn wait(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self
                .next_message(PATIENCE)
                .unwrap_or_else(|| panic!("the server says nothing: {:?}", self.heard.last()));
            if is_it(&message) {
                return message;
            }
        }
    }

    /// The next message, if one comes in time.
    pub fn next_message(&mut self, patience: Duration) -> Option<Value> {
        match self.messages.recv_timeout(patience) {
            Ok(message) => {
                if message["method"] == "textDocument/publishDiagnostics" {
                    let params = &message["params"];
                    let uri = params["uri"].as_str().unwrap_or_default().to_owned();
                    self.shown.insert(uri, params.clone());
                }
                if message.get("method").is_some() {
                    self.heard.push(message.clone());
                }
                Some(message)
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Opens a document.
    pub fn open(&mut self, path: &Path, text: &str) {
        let document = json!({
            "uri": address(path), "languageId": "terraform", "version": 1, "text": text
        });
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Gives a document another text.
    pub fn change(&mut self, path: &Path, version: i64, text: &str) {
        let params = json!({
            "textDocument": {"uri": address(path), "version": version},
            "contentChanges": [{"text": text}],
        });
        self.notify("textDocument/didChange", params);
    }

    /// Closes a document.
    pub fn close(&mut self, path: &Path) {
        let params = json!({"textDocument": {"uri": address(path)}});
        self.notify("textDocument/didClose", params);
    }

    /// Waits for what is said of a version of a document; gives it with the time that it took.
    pub fn said(&mut self, path: &Path, version: i64) -> (Vec<Value>, Duration) {
        let start = Instant::now();
        let uri = address(path);
        let message = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        let all = message["params"]["diagnostics"].as_array().cloned().unwrap_or_default();
        (all, start.elapsed())
    }

    /// What is said of a document now.
    pub fn shown_of(&self, path: &Path) -> Vec<Value> {
        let shown = self.shown.get(&address(path));
        shown.and_then(|it| it["diagnostics"].as_array().cloned()).unwrap_or_default()
    }

    /// The bytes of memory that the server takes; `None`: the system does not say.
    pub fn memory(&self) -> Option<u64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib << 10)
    }

    /// Ends the session as the protocol has it; gives the exit status.
    pub fn end(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.child.wait().unwrap().code()
    }

    /// Goes away without a word; gives the exit status.
    pub fn vanish(mut self) -> Option<i32> {
        self.input.take();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The codes of diagnostics with the lines that they stand at, counted from 0.
pub fn codes(all: &[Value]) -> Vec<(String, u64)> {
    let one = |it: &Value| {
        let code = it["code"].as_str().unwrap_or_default().to_owned();
        (code, it["range"]["start"]["line"].as_u64().unwrap_or_default())
    };
    all.iter().map(one).collect()
}

/// The address of a file.
pub fn address(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let text = if text.starts_with('/') { text } else { format!("/{text}") };
    format!("file://{}", text.replace('%', "%25").replace(' ', "%20"))
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(':') {
            Some((_, value)) => length = value.trim().parse().ok()?,
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// Terraform of about so many resources, in files of fifty each: services with their task definitions, roles, logs
/// and networks, some of which checks object to. One file has a line that an edit changes: see [`edited`].
pub fn unit(resources: usize) -> Vec<(String, String)> {
    let mut files = vec![("variables.tf".to_owned(), VARIABLES.to_owned())];
    let mut text = String::new();
    let mut number = 0;
    for at in 0..resources.div_ceil(5) {
        text.push_str(&SERVICE.replace("NUMBER", &at.to_string()));
        if (at + 1) % 10 == 0 {
            files.push((format!("services{number}.tf"), std::mem::take(&mut text)));
            number += 1;
        }
    }
    if !text.is_empty() {
        files.push((format!("services{number}.tf"), text));
    }
    files
}

/// A file of [`unit`] with the edit of this number: whether its first container is privileged, and a comment.
pub fn edited(text: &str, number: usize) -> String {
    let flag = if number.is_multiple_of(2) { "true" } else { "false" };
    let changed = text.replacen("privileged = false", &format!("privileged = {flag}"), 1);
    format!("{changed}# edit {number}\n")
}

const VARIABLES: &str = r#"variable "image" {
  default = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.2.3"
}
variable "debug" {
  default = false
}
variable "vpc_id" {
  type = string
}
variable "subnets" {
  type = list(string)
}
"#;

const SERVICE: &str = r#"resource "aws_ecs_task_definition" "tNUMBER" {
  family                   = "tNUMBER"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  task_role_arn            = aws_iam_role.rNUMBER.arn
  container_definitions = jsonencode([{
    name       = "app"
    image      = var.image
    essential  = true
    privileged = false
    user       = "1000"
    environment = [
      { name = "LEVEL", value = "info" },
      { name = "NAME", value = "tNUMBER" },
    ]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group  = aws_cloudwatch_log_group.lNUMBER.name
        awslogs-region = "eu-west-1"
      }
    }
  }])
}

resource "aws_ecs_service" "sNUMBER" {
  name            = "sNUMBER"
  task_definition = aws_ecs_task_definition.tNUMBER.arn
  desired_count   = 2
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = var.subnets
    security_groups = [aws_security_group.gNUMBER.id]
  }
}

resource "aws_iam_role" "rNUMBER" {
  name = "rNUMBER"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_cloudwatch_log_group" "lNUMBER" {
  name              = "/ecs/tNUMBER"
  retention_in_days = 30
}

resource "aws_security_group" "gNUMBER" {
  vpc_id = var.vpc_id
  ingress {
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
"#;
