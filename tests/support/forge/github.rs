//! GitHub's part.

use super::{Answer, Asked, BOT, World, answer, in_diff, page};
use serde_json::{Value, json};

fn invalid(why: &str) -> Answer {
    answer(422, json!({"message": "Validation Failed", "errors": [why]}))
}

pub fn respond(world: &mut World, asked: &Asked) -> Answer {
    if asked.path == "/graphql" {
        return graphql(world, &asked.body);
    }
    let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
    let [_, owner, name, rest @ ..] = parts.as_slice() else { return answer(404, json!({})) };
    assert_eq!((*owner, *name), ("owner", "shop"), "{}", asked.path);
    let body = asked.body["body"].as_str().unwrap_or_default().to_owned();
    if body.chars().count() > 65_536 {
        return invalid("Body is too long (maximum is 65536 characters)");
    }
    match (asked.method.as_str(), rest) {
        ("GET", ["pulls"]) => {
            let of_fork = asked.query["head"] == "somebody%3Achange%2D1";
            let pull = json!({"number": 12, "head": {"sha": world.head}});
            answer(
                200,
                if of_fork {
                    json!([{"number": 11, "head": {"sha": "0"}}, pull])
                } else {
                    json!([])
                },
            )
        }
        ("GET", ["pulls", "12"]) => {
            answer(200, json!({"number": 12, "head": {"sha": world.head}, "base": {"sha": "b"}}))
        }
        ("GET", ["pulls", "12", "files"]) => {
            let file = |(name, patch): (&String, &String)| json!({"filename": name, "status": "modified", "patch": patch});
            let files: Vec<Value> = world.diff.iter().map(file).collect();
            page(asked, &files)
        }
        ("GET", ["issues", "12", "comments"]) => page(asked, &world.notes),
        ("GET", ["pulls", "12", "comments"]) => page(asked, &world.remarks),
        ("GET", ["contents", path @ ..]) => {
            let path = path.join("/").replace("%2E", ".");
            match world.files.get(&(asked.query["ref"].clone(), path)) {
                Some(text) => answer(200, Value::String(text.clone())),
                None => answer(404, json!({"message": "Not Found"})),
            }
        }
        ("POST", ["issues", "12", "comments"]) => {
            for _ in 0..1 + usize::from(std::mem::take(&mut world.scene.race)) {
                let id = world.id();
                world
                    .notes
                    .push(json!({"id": id, "body": body, "user": {"login": BOT, "type": "Bot"}}));
            }
            answer(201, json!({}))
        }
        ("POST", ["pulls", "12", "reviews"]) => review(world, asked),
        (method @ ("PATCH" | "DELETE"), [kind @ ("issues" | "pulls"), "comments", id]) => {
            let id: u64 = id.parse().unwrap();
            let list = if *kind == "issues" { &mut world.notes } else { &mut world.remarks };
            let Some(at) = list.iter().position(|one| one["id"] == id) else {
                return answer(404, json!({"message": "Not Found"}));
            };
            assert_eq!(list[at]["user"]["login"], BOT, "that of somebody else is changed");
            if method == "DELETE" && world.scene.no_delete {
                return answer(404, json!({"message": "Not Found"}));
            }
            if method == "PATCH" {
                list[at]["body"] = json!(body);
            } else {
                list.remove(at);
            }
            answer(200, json!({}))
        }
        _ => answer(404, json!({"message": "Not Found"})),
    }
}

fn review(world: &mut World, asked: &Asked) -> Answer {
    assert_eq!(asked.body["event"], "COMMENT");
    if asked.body["commit_id"] != json!(world.head) {
        return invalid("commit_id is not part of the pull request");
    }
    let comments = asked.body["comments"].as_array().unwrap();
    assert!(!comments.is_empty());
    for one in comments {
        let patch = world.diff.get(one["path"].as_str().unwrap());
        let line = one["line"].as_u64().unwrap();
        let first = one["start_line"].as_u64().unwrap_or(line);
        assert_eq!(one["side"], "RIGHT");
        let inside = |line| patch.is_some_and(|patch| in_diff(patch, line).is_some());
        if world.scene.no_lines || !(first..=line).all(inside) {
            return invalid("Line could not be resolved");
        }
    }
    for one in comments {
        let id = world.id();
        let mut remark = one.clone();
        remark["id"] = json!(id);
        remark["user"] = json!({"login": BOT, "type": "Bot"});
        remark["original_commit_id"] = json!(world.head);
        world.remarks.push(remark);
    }
    answer(200, json!({}))
}

fn graphql(world: &mut World, body: &Value) -> Answer {
    let query = body["query"].as_str().unwrap();
    let refused = json!({"data": null, "errors": [{"type": "FORBIDDEN", "message": "Resource not accessible by integration"}]});
    if query.contains("resolveReviewThread") {
        let id: u64 = body["variables"]["id"].as_str().unwrap()[1..].parse().unwrap();
        if world.scene.no_resolve || world.scene.read_only {
            return answer(200, refused);
        }
        world.resolved.insert(id);
        world.writes.push(("POST".to_owned(), "/resolve".to_owned(), json!(id)));
        return answer(200, json!({"data": {}}));
    }
    if query.contains("reviewThreads") {
        let first = |one: &&Value| one["in_reply_to_id"].is_null();
        let node = |one: &Value| {
            let id = one["id"].as_u64().unwrap();
            json!({
                "id": format!("T{id}"), "isResolved": world.resolved.contains(&id),
                "viewerCanResolve": !world.scene.no_resolve,
                "comments": {"nodes": [{"databaseId": id}]}
            })
        };
        // Two pages.
        let all: Vec<Value> = world.remarks.iter().filter(first).map(node).collect();
        let (from, to) = match body["variables"]["after"].as_str() {
            None => (0, all.len() / 2),
            Some(_) => (all.len() / 2, all.len()),
        };
        let more = json!({"hasNextPage": from == 0 && to < all.len(), "endCursor": "x"});
        let threads = json!({"pageInfo": more, "nodes": all[from..to]});
        return answer(
            200,
            json!({"data": {"repository": {"pullRequest": {"reviewThreads": threads}}}}),
        );
    }
    if world.scene.no_viewer {
        return answer(200, refused);
    }
    answer(200, json!({"data": {"viewer": {"login": BOT}}}))
}
