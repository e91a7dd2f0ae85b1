// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A database for a test: a file in a folder of its own, or a database in a PostgreSQL of this test
//! program's own, which ends and is removed when the program does, however it does.

use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::database::Database;
use crate::{Location, Register};

/// A database that is this test's alone.
pub(crate) struct Engine {
    pub(crate) location: Location,
    _folder: Option<TempDir>,
}

impl Engine {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            location: Location::File(folder.path().join("register.db")),
            _folder: Some(folder),
        }
    }

    pub(crate) fn postgres() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let server = Server::shared();
        let mut admin = Database::connect(&server.location("postgres"), false).unwrap();
        admin.run(&format!("CREATE DATABASE {name}")).unwrap();
        Self {
            location: server.location(&name),
            _folder: None,
        }
    }

    pub(crate) fn create(&self) -> Register {
        Register::create(&self.location).unwrap()
    }

    pub(crate) fn open(&self) -> Register {
        Register::open(&self.location).unwrap()
    }

    /// The same database without the register's rules, for whoever wants to alter it.
    pub(crate) fn raw(&self) -> Database {
        Database::connect(&self.location, false).unwrap()
    }
}

/// A PostgreSQL of this program. Its keeper is a shell that waits for the end of its input: the
/// input ends with this program, also when that is killed.
struct Server {
    folder: PathBuf,
    _keeper: Child,
}

/// Starts the server, waits for its end or ours, removes its folder.
const KEEPER: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c max_connections=60 >"$2/log" 2>&1 </dev/null &
server=$!
read -r line
kill -QUIT "$server"
wait "$server"
rm -rf "$2"
"#;

impl Server {
    fn shared() -> &'static Self {
        static SERVER: OnceLock<Server> = OnceLock::new();
        SERVER.get_or_init(Self::start)
    }

    fn start() -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new()
            .prefix("epatent-postgres-")
            .tempdir()
            .unwrap()
            .keep();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).unwrap();
        let user = unprivileged_user();
        if let Some((user, group)) = user {
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        let command = |program: &Path| {
            let mut command = Command::new(program);
            command.current_dir(&folder).env("LC_ALL", "C");
            if let Some((user, group)) = user {
                command.uid(user).gid(group);
            }
            command
        };
        let made = command(&programs.join("initdb"))
            .args([
                "-U",
                "register",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                "-D",
            ])
            .arg(folder.join("data"))
            .output()
            .unwrap();
        if !made.status.success() {
            let _ = std::fs::remove_dir_all(&folder);
            panic!("initdb: {}", String::from_utf8_lossy(&made.stderr));
        }
        let keeper = command(Path::new("/bin/sh"))
            .args(["-c", KEEPER, "keeper"])
            .args([&programs, &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Self {
            folder,
            _keeper: keeper,
        };
        server.wait();
        server
    }

    fn location(&self, database: &str) -> Location {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        let url = format!("postgres://register@localhost/{database}?host={folder}");
        Location::parse(&url).unwrap()
    }

    fn wait(&mut self) {
        let begun = Instant::now();
        while let Err(error) = Database::connect(&self.location("postgres"), false) {
            if begun.elapsed() > Duration::from_secs(30) {
                let log = std::fs::read_to_string(self.folder.join("log"));
                // Its input's end ends the keeper, which removes the folder.
                if let Some(input) = self._keeper.stdin.take() {
                    let _ = { input }.write_all(b"\n");
                }
                panic!("PostgreSQL did not start: {error}\n{log:?}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Folder of the newest PostgreSQL that Debian has installed.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    versions
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("postgres").exists())
        .max()
        .expect("PostgreSQL is installed by `cargo xtask test`, or by `apt-get install postgresql`")
}

/// User and group of Debian's `postgres` when this is root, for whom PostgreSQL does not start.
fn unprivileged_user() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt as _;
    if std::fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let line = users
        .lines()
        .find(|line| line.starts_with("postgres:"))
        .unwrap();
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}
