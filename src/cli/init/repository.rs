//! What a repository says of itself.

use std::fs;
use std::path::Path;

/// The branch that changes go to: the remote's, else the one of the usual names that is there.
pub fn branch(root: &Path) -> String {
    let git = root.join(".git");
    let head = fs::read_to_string(git.join("refs/remotes/origin/HEAD")).unwrap_or_default();
    let remote = head.trim().strip_prefix("ref: refs/remotes/origin/");
    if let Some(name) = remote.filter(|name| plain(name)) {
        return name.to_owned();
    }
    let usual = ["main", "master", "trunk"];
    let there = usual.into_iter().find(|name| git.join("refs/heads").join(name).is_file());
    there.unwrap_or("main").to_owned()
}

/// Whether a name means itself in YAML and in a pattern of branches.
fn plain(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::branch;
    use std::fs;

    #[test]
    fn the_branch_is_the_remotes_or_a_usual_one() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        assert_eq!(branch(folder.path()), "main");
        write(".git/refs/heads/master", "x");
        assert_eq!(branch(folder.path()), "master");
        write(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/release/2\n");
        assert_eq!(branch(folder.path()), "release/2");
        write(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/a]: [b\n");
        assert_eq!(branch(folder.path()), "master");
    }
}
