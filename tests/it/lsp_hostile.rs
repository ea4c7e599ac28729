//! `stridelint lsp` with what nobody should send or show: secrets, messages that are none, files elsewhere, positions that
//! are nowhere, and columns of characters beyond the basic plane.

use crate::lsp::{PRIVILEGED, PROGRAM, folder, has, one, task};
use crate::support::editor::{Editor, address};
use serde_json::json;

#[test]
fn secrets_are_shown_nowhere() {
    let secret = "correct-horse-battery";
    let text = format!(
        "variable \"login\" {{\n  sensitive = true\n  default = \"{secret}\"\n}}\nresource \"aws_ecs_task_definition\" \"web\" {{\n  family = \"web\"\n  container_definitions = jsonencode([{{\n    name = \"web\"\n    image = \"nginx:1.27\"\n    environment = [{{ name = \"DB_PASSWORD\", value = var.login }}, {{ name = \"KEY\", value = \"AKIAIOSFODNN7ABCDEFG\" }}]\n  }}])\n}}\n"
    );
    let (_dir, root) = folder(&[("main.tf", &text)]);
    let path = root.join("main.tf");
    let mut editor = Editor::start(PROGRAM, &root, json!({}));
    editor.open(&path, &text);
    let mut said = format!("{:?}", editor.said(&path, 1).0);
    assert!(said.contains("DB_PASSWORD") || said.contains("web"), "{said}");
    let uri = address(&path);
    for (line, text) in text.lines().enumerate() {
        for character in (0..text.len()).step_by(9) {
            let place = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}});
            said.push_str(&editor.request("textDocument/hover", place)["result"].to_string());
        }
    }
    let all = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let asked = json!({"textDocument": {"uri": uri}, "range": all, "context": {"diagnostics": []}});
    said.push_str(&editor.request("textDocument/codeAction", asked)["result"].to_string());
    for hidden in [secret, "AKIAIOSFODNN7ABCDEFG"] {
        assert!(!said.contains(hidden), "{said}");
    }
}

#[test]
fn nothing_that_a_client_sends_ends_the_server() {
    let (_dir, root) = folder(&[("main.tf", &task("true"))]);
    let path = root.join("main.tf");
    let mut editor = Editor::spawn(PROGRAM, &root);
    // Before the first request nothing is answered but that.
    let answer = editor.request("textDocument/hover", json!({}));
    assert_eq!(answer["error"]["code"], -32002);
    editor.send_raw(b"Content-Length: 5\r\n\r\nhello");
    assert_eq!(
        editor.wait(|it| it["id"].is_null() && it.get("error").is_some())["error"]["code"],
        -32700
    );
    editor.request(
        "initialize",
        json!({"rootUri": address(&root), "capabilities": 7, "workspaceFolders": "no"}),
    );
    editor.send_raw(b"rubbish\r\nContent-Length: 2\r\n\r\n[]");
    let hostile = [
        json!({"textDocument": {"uri": "untitled:1", "languageId": "x", "version": 1, "text": "resource"}}),
        json!({"textDocument": {"uri": "https://example.com/a.tf", "languageId": "x", "version": 1, "text": ""}}),
        json!({"textDocument": {"uri": "file:///etc/hosts.tf", "languageId": "x", "version": 1, "text": task("true")}}),
        json!({"textDocument": {"uri": format!("{}/../../x.tf", address(&root)), "languageId": "x", "version": 1, "text": task("true")}}),
        json!({"textDocument": {"uri": format!("{}/.git/x.tf", address(&root)), "languageId": "x", "version": 1, "text": task("true")}}),
        json!({"textDocument": {"uri": "not a uri %%", "version": "x"}}),
        json!(null),
        json!([[[]]]),
    ];
    for params in hostile {
        editor.notify("textDocument/didOpen", params);
    }
    editor.notify("textDocument/didChange", json!({"textDocument": {"uri": address(&path), "version": 9}, "contentChanges": [{"text": "never opened"}]}));
    editor.notify("$/cancelRequest", json!({"id": {"no": "id"}}));
    for (method, code) in [("no/such", -32601), ("textDocument/hover", -32602)] {
        assert_eq!(editor.request(method, json!({"x": 1}))["error"]["code"], code);
    }
    // Positions that are nowhere, and a range that ends before it begins.
    editor.open(&path, &task("true"));
    editor.said(&path, 1);
    let beyond = json!({"line": u32::MAX, "character": u32::MAX});
    let place = json!({"textDocument": {"uri": address(&path)}, "position": beyond});
    editor.request("textDocument/hover", place);
    let range = json!({"start": beyond, "end": {"line": 0, "character": 0}});
    editor.request("textDocument/codeAction", json!({"textDocument": {"uri": address(&path)}, "range": range, "context": {"diagnostics": []}}));
    let action =
        json!({"title": "x", "data": {"path": "/etc/passwd", "finding": "x", "fix": true}});
    assert!(editor.request("codeAction/resolve", action)["result"].get("edit").is_none());
    editor.notify("textDocument/didChange", json!({
        "textDocument": {"uri": address(&path), "version": 2},
        "contentChanges": [{"range": {"start": beyond, "end": {"line": 0, "character": 0}}, "text": "# more\n"}],
    }));
    assert!(has(&editor.said(&path, 2).0, PRIVILEGED));
    // A document that is larger than anything that is read.
    editor.change(&path, 3, &"# long line\n".repeat((17 << 20) / 12));
    editor.change(&path, 4, &"x = [".repeat(50_000));
    editor.open(&path, &task("true"));
    assert!(has(&editor.said(&path, 1).0, PRIVILEGED));
    // Nothing was said of what lies elsewhere.
    let own = address(&root);
    for uri in editor.shown.keys() {
        assert!(uri.starts_with(&own) && !uri.contains(".git"), "{uri}");
    }
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn columns_are_counted_as_the_client_counts_them() {
    let text = "{\"family\": \"😀é\", \"containerDefinitions\": [{\"name\": \"w\", \"image\": \"nginx:1.27\", \"privileged\": true}]}\n";
    let (_dir, root) = folder(&[("task.json", text)]);
    let path = root.join("task.json");
    let at = text.find("true").unwrap();
    let wide = text[..at].encode_utf16().count();
    for (encodings, column, name) in
        [(json!(null), wide, "utf-16"), (json!(["utf-8", "utf-16"]), at, "utf-8")]
    {
        let mut editor = Editor::spawn(PROGRAM, &root);
        let capabilities = json!({"general": {"positionEncodings": encodings}});
        let answer = editor.request(
            "initialize",
            json!({"rootUri": address(&root), "capabilities": capabilities}),
        );
        assert_eq!(answer["result"]["capabilities"]["positionEncoding"], name);
        editor.open(&path, text);
        let (all, _) = editor.said(&path, 1);
        let range = &one(&all, PRIVILEGED)["range"];
        assert_eq!(range["start"], json!({"line": 0, "character": column}));
        assert_eq!(range["end"], json!({"line": 0, "character": column + 4}));
        // The end of input without a word is an end, and no success.
        assert_eq!(editor.vanish(), Some(2));
    }
}
