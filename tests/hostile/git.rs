//! Repositories: trees without end, references and alternates that are pipes or devices, broken objects.

use crate::run::{Files, Input};
#[cfg(unix)]
use std::path::Path;

/// `git::<what>`.
pub fn inputs() -> Vec<Input> {
    let mut inputs = Vec::new();
    #[cfg(unix)]
    inputs.extend(of_unix());
    let mut add = |name: &str, files: Files| inputs.push(input(name, move || files));
    let head = (".git/HEAD".to_owned(), b"ref: refs/heads/main\n".to_vec());
    let with = |path: &str, bytes: Vec<u8>| {
        vec![
            head.clone(),
            (".git/objects/x".to_owned(), Vec::new()),
            (".git/refs/x".to_owned(), Vec::new()),
            (path.to_owned(), bytes),
        ]
    };
    add("a folder that is empty", vec![(".git/x".to_owned(), Vec::new())]);
    add("a file of nothing", vec![(".git".to_owned(), Vec::new())]);
    add("a file that names itself", vec![(".git".to_owned(), b"gitdir: .git\n".to_vec())]);
    add("a file that names the root", vec![(".git".to_owned(), b"gitdir: /\n".to_vec())]);
    add(
        "a file of a megabyte",
        vec![(".git".to_owned(), format!("gitdir: {}\n", "x/".repeat(500_000)).into_bytes())],
    );
    add("a head of a megabyte", vec![(".git/HEAD".to_owned(), vec![b'x'; 1 << 20])]);
    add("a head in a circle", with(".git/refs/heads/main", b"ref: refs/heads/main\n".to_vec()));
    add(
        "packed references",
        with(
            ".git/packed-refs",
            "0123456789012345678901234567890123456789 refs/heads/x\n".repeat(100_000).into_bytes(),
        ),
    );
    add(
        "alternates in a circle",
        with(".git/objects/info/alternates", b"../../.git/objects\n/dev/zero\n/\n".to_vec()),
    );
    add(
        "alternates without end",
        with(".git/objects/info/alternates", "../x\n".repeat(100_000).into_bytes()),
    );
    add("an index that is none", with(".git/index", vec![b'D'; 1 << 20]));
    add(
        "an index that promises",
        with(".git/index", [b"DIRC\0\0\0\x02\xff\xff\xff\xff".to_vec(), vec![0; 100]].concat()),
    );
    add("a configuration that runs", with(".git/config", b"[core]\n\tfsmonitor = touch /tmp/stridelint-was-run\n\tsshCommand = false\n[include]\n\tpath = /dev/zero\n".to_vec()));
    add(
        "a configuration that includes itself",
        with(".git/config", b"[include]\n\tpath = config\n".to_vec()),
    );
    add(
        "a configuration of a megabyte",
        with(".git/config", "[a]\n\tb = c\n".repeat(100_000).into_bytes()),
    );
    add(
        "a pack that is none",
        with(
            ".git/objects/pack/pack-0123456789012345678901234567890123456789.idx",
            vec![0xff; 1 << 20],
        ),
    );
    add("worktrees in a circle", with(".git/commondir", b".\n".to_vec()));
    inputs
}

fn input(name: &str, files: impl FnOnce() -> Files + Send + 'static) -> Input {
    Input::new("git", name, files)
}

#[cfg(unix)]
fn git(tree: &Path, args: &[&str], stdin: &[u8]) -> String {
    use std::io::Write;
    let mut child = std::process::Command::new("git")
        .args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.com",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(args)
        .current_dir(tree)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stdin).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A commit of a tree in which each folder has so many entries, so many levels deep, that are one object.
#[cfg(unix)]
fn bomb(tree: &Path, levels: usize, wide: usize) {
    git(tree, &["init", "-q"], b"");
    let blob =
        git(tree, &["hash-object", "-w", "--stdin"], b"resource \"aws_ecs_cluster\" \"c\" {}\n");
    let mut inner = git(tree, &["mktree"], format!("100644 blob {blob}\tmain.tf\n").as_bytes());
    for _ in 0..levels {
        let entries: String = (0..wide).map(|at| format!("040000 tree {inner}\td{at}\n")).collect();
        inner = git(tree, &["mktree"], entries.as_bytes());
    }
    let commit = git(tree, &["commit-tree", &inner, "-m", "x"], b"");
    git(tree, &["update-ref", "refs/heads/main", &commit], b"");
    git(tree, &["add", "canary"], b"");
}

#[cfg(unix)]
fn of_unix() -> Vec<Input> {
    const BASE: &[&str] = &["--no-config", "--diff-base", "HEAD", "."];
    vec![
        input("a tree of ten thousand million entries", Vec::new)
            .with(BASE)
            .refusable()
            .prepared(|tree| bomb(tree, 10, 10)),
        input("a tree of a million entries", Vec::new)
            .with(BASE)
            .refusable()
            .prepared(|tree| bomb(tree, 3, 100)),
        input("a tree two thousand deep", Vec::new)
            .with(BASE)
            .refusable()
            .prepared(|tree| bomb(tree, 300, 1)),
        input("a head that is a pipe", Vec::new)
            .with(BASE)
            .refusable()
            .prepared(|tree| pipes(tree, &[".git/HEAD"])),
        input("files of git that are pipes", Vec::new).prepared(|tree| {
            git(tree, &["init", "-q"], b"");
            std::fs::remove_file(tree.join(".git/config")).unwrap();
            pipes(
                tree,
                &[
                    ".git/config",
                    ".git/packed-refs",
                    ".git/index",
                    ".git/objects/info/alternates",
                    ".git/refs/heads/main",
                    ".git/shallow",
                    ".git/commondir",
                ],
            );
        }),
        input("files of git that are pipes and a base", Vec::new).with(BASE).refusable().prepared(
            |tree| {
                git(tree, &["init", "-q"], b"");
                pipes(
                    tree,
                    &[
                        ".git/packed-refs",
                        ".git/index",
                        ".git/objects/info/alternates",
                        ".git/refs/heads/main",
                        ".git/shallow",
                    ],
                );
            },
        ),
        input("objects that are devices", Vec::new).with(BASE).refusable().prepared(|tree| {
            git(tree, &["init", "-q"], b"");
            let id = "0123456789012345678901234567890123456789";
            std::fs::write(tree.join(".git/refs/heads/main"), id).unwrap();
            std::fs::create_dir_all(tree.join(".git/objects/01")).unwrap();
            std::os::unix::fs::symlink("/dev/zero", tree.join(".git/objects/01").join(&id[2..]))
                .unwrap();
        }),
        input("a base of many renames", Vec::new).with(BASE).prepared(|tree| {
            git(tree, &["init", "-q"], b"");
            let write = |folder: &str, more: &str| {
                (0..1_500).for_each(|at| {
                    let at = tree.join(format!("{folder}/f{at}.tf"));
                    std::fs::create_dir_all(at.parent().unwrap()).unwrap();
                    std::fs::write(
                        at,
                        format!(
                            "resource \"aws_ecs_cluster\" \"c\" {{\n  name = \"x\"\n}}\n{more}"
                        ),
                    )
                    .unwrap();
                });
            };
            write("old", "");
            git(tree, &["add", "-A", "old"], b"");
            git(tree, &["commit", "-q", "-m", "x"], b"");
            std::fs::remove_dir_all(tree.join("old")).unwrap();
            write("new", "# more\n");
            git(tree, &["add", "-A"], b"");
        }),
    ]
}

#[cfg(unix)]
fn pipes(tree: &Path, names: &[&str]) {
    for name in names {
        let at = tree.join(name);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(at).status().unwrap().success());
    }
}
