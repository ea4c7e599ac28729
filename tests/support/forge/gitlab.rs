//! GitLab's part.

use super::{Answer, Asked, World, answer, in_diff, page};
use serde_json::{Value, json};

pub fn respond(world: &mut World, asked: &Asked) -> Answer {
    let refused = || answer(403, json!({"message": "403 Forbidden"}));
    if asked.path == "/user" {
        return if world.scene.no_viewer {
            refused()
        } else {
            answer(200, json!({"id": 9, "username": "project_1_bot"}))
        };
    }
    let Some(rest) = asked.path.strip_prefix("/projects/group%2Fshop/merge_requests/12") else {
        return answer(404, json!({"message": "404 Project Not Found"}));
    };
    let parts: Vec<&str> = rest.trim_start_matches('/').split('/').collect();
    let body = asked.body["body"].as_str().unwrap_or_default().to_owned();
    match (asked.method.as_str(), parts.as_slice()) {
        ("GET", [""]) => answer(200, json!({"iid": 12, "sha": world.head})),
        ("GET", ["versions"]) => {
            let version = |id: u64, head: &str| json!({"id": id, "base_commit_sha": "base", "start_commit_sha": "start", "head_commit_sha": head});
            page(asked, &[version(2, &world.head), version(1, "old")])
        }
        ("GET", ["diffs"]) => {
            let file = |(name, patch): (&String, &String)| json!({"new_path": name, "old_path": format!("was/{name}"), "diff": patch});
            let files: Vec<Value> = world.diff.iter().map(file).collect();
            page(asked, &files)
        }
        ("GET", ["discussions"]) => page(asked, &world.remarks),
        ("POST", ["notes"]) => {
            for _ in 0..1 + usize::from(std::mem::take(&mut world.scene.race)) {
                let id = world.id();
                world.remarks.push(json!({"id": format!("d{id}"), "individual_note": true, "notes": [
                    {"id": id, "body": body, "author": {"id": 9, "bot": true}, "resolvable": false}
                ]}));
            }
            answer(201, json!({}))
        }
        ("POST", ["discussions"]) => {
            let at = &asked.body["position"];
            let commits = [&at["base_sha"], &at["start_sha"], &at["head_sha"]];
            let newest = commits == [&json!("base"), &json!("start"), &json!(world.head)];
            let path = at["new_path"].as_str().unwrap();
            let line = at["new_line"].as_u64().unwrap();
            let there = world.diff.get(path).and_then(|patch| in_diff(patch, line));
            // An added line has no number before the change, one that stays has both.
            let right = there.is_some_and(|old| json!(old) == at["old_line"]);
            if !newest || !right || at["old_path"] != format!("was/{path}") || world.scene.no_lines
            {
                return answer(
                    400,
                    json!({"message": "400 Bad request - Note {:line_code=>[\"can't be blank\"]}"}),
                );
            }
            let id = world.id();
            world.remarks.push(
                json!({"id": format!("d{id}"), "individual_note": false, "notes": [{
                    "id": id, "body": body, "author": {"id": 9, "bot": true}, "resolvable": true,
                    "resolved": false, "position": at
                }]}),
            );
            answer(201, json!({}))
        }
        ("PUT", ["discussions", talk]) => {
            let found = world.remarks.iter_mut().find(|one| one["id"] == **talk).unwrap();
            found["notes"][0]["resolved"] = json!(asked.query["resolved"] == "true");
            answer(200, json!({}))
        }
        (method @ ("PUT" | "DELETE"), ["discussions", _, "notes", id] | ["notes", id]) => {
            let id: u64 = id.parse().unwrap();
            let Some(at) = world.remarks.iter().position(|one| one["notes"][0]["id"] == id) else {
                return answer(404, json!({"message": "404 Not found"}));
            };
            assert_eq!(world.remarks[at]["notes"][0]["author"]["id"], 9);
            if method == "PUT" {
                world.remarks[at]["notes"][0]["body"] = json!(body);
            } else {
                world.remarks.remove(at);
            }
            answer(200, json!({}))
        }
        _ => answer(404, json!({"message": "404 Not Found"})),
    }
}
