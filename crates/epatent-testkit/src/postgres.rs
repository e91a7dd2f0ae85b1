// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A PostgreSQL of a test's own, which ends and is removed when the test's program does, however it does.
//!
//! It listens at a socket in its own folder and nowhere else. Its keeper is a shell that reads orders from
//! its input: the input ends with this program, also when that is killed.

use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::fixed;

/// Where Debian keeps the versions that are installed.
const VERSIONS: &str = "/usr/lib/postgresql";
/// The user of the database.
const USER: &str = "register";
/// How long the server may take to come or go.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Serves, stops and starts when it is told to; in the end it stops and removes the folder.
const KEEPER: &str = r#"
serve() {
    "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c max_connections=60 >>"$2/log" 2>&1 </dev/null &
    server=$!
}
serve "$1" "$2"
while read -r order; do
    case "$order" in
    stop) kill -QUIT "$server"; wait "$server" ;;
    start) serve "$1" "$2" ;;
    esac
done
kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -rf "$2"
"#;

/// One server.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    keeper: Child,
}

impl Postgres {
    /// Makes a server without databases of ours, and waits until it answers.
    ///
    /// # Panics
    /// PostgreSQL is not installed, or does not start.
    #[must_use]
    pub fn start() -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new()
            .prefix("epatent-postgres-")
            .tempdir();
        let folder = fixed(folder).keep();
        let private = std::fs::Permissions::from_mode(0o700);
        fixed(std::fs::set_permissions(&folder, private));
        let user = unprivileged_user();
        if let Some((user, group)) = user {
            fixed(chown(&folder, Some(user), Some(group)));
        }
        let command = |program: &Path| {
            let mut command = Command::new(program);
            command.current_dir(&folder).env("LC_ALL", "C");
            if let Some((user, group)) = user {
                command.uid(user).gid(group);
            }
            command
        };
        let mut make = command(&programs.join("initdb"));
        make.args(["-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync", "-D"]);
        let made = fixed(make.arg(folder.join("data")).output());
        if !made.status.success() {
            let _ = std::fs::remove_dir_all(&folder);
        }
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let keeper = command(Path::new("/bin/sh"))
            .args(["-c", KEEPER, "keeper"])
            .args([&programs, &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let server = Self {
            programs,
            folder,
            keeper: fixed(keeper),
        };
        server.wait(true);
        server
    }

    /// Makes an empty database and gives its address.
    ///
    /// # Panics
    /// The server is stopped, or has it already.
    #[must_use]
    pub fn database(&self, name: &str) -> String {
        let made = self.tool("createdb").arg(name).output();
        let made = fixed(made);
        assert!(
            made.status.success(),
            "createdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://{USER}@localhost/{name}?host={folder}")
    }

    /// Stops the server in the middle of whatever it does, as when its power goes.
    ///
    /// # Panics
    /// It goes on.
    pub fn stop(&mut self) {
        self.order("stop");
        self.wait(false);
    }

    /// Starts it again, with everything that was recorded.
    ///
    /// # Panics
    /// It does not come back.
    pub fn start_again(&mut self) {
        self.order("start");
        self.wait(true);
    }

    fn order(&mut self, order: &str) {
        let input = fixed(self.keeper.stdin.as_mut().ok_or("the keeper has no input"));
        fixed(writeln!(input, "{order}"));
        fixed(input.flush());
    }

    /// Until it answers, or does not any more.
    fn wait(&self, wanted: bool) {
        let begun = Instant::now();
        while self.answers() != wanted {
            let log = std::fs::read_to_string(self.folder.join("log"));
            assert!(begun.elapsed() < PATIENCE, "PostgreSQL: {log:?}");
            thread::sleep(LOOK_AGAIN);
        }
    }

    fn answers(&self) -> bool {
        let asked = self.tool("pg_isready").arg("-q").status();
        fixed(asked).success()
    }

    /// A program of PostgreSQL that asks this server.
    fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.arg("-h").arg(&self.folder).args(["-U", USER]);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // The end of its input ends the keeper, which removes the folder.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Folder of the newest PostgreSQL that Debian has installed.
fn programs() -> PathBuf {
    let newest = std::fs::read_dir(VERSIONS)
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("postgres").exists())
        .max();
    fixed(
        newest.ok_or(
            "PostgreSQL is installed by `cargo xtask test`, or by `apt-get install postgresql`",
        ),
    )
}

/// User and group of Debian's `postgres` when this is root, for whom PostgreSQL does not start.
fn unprivileged_user() -> Option<(u32, u32)> {
    if std::fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}
