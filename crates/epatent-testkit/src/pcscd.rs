// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A smart-card service of one's own: pcscd with the virtual reader vpcd, private to one program.
//!
//! The machine's own service, readers and configuration are neither used nor touched. Each
//! session runs pcscd in a private mount namespace whose `/run` is a temporary directory, so that
//! several sessions live side by side. Programs reach it by one environment variable, see
//! [`PcscdSession::apply`]; the card side dials the TCP ports of [`PcscdSession::slot_ports`].
//!
//! Nothing outlives the session: a shell stands between this program and pcscd and stops it when
//! its standard input closes, which happens even when this program is killed.

mod error;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

pub use error::SessionError;

/// The variable by which pcsc-lite clients find the service's socket.
pub const SOCKET_VARIABLE: &str = "PCSCLITE_CSOCK_NAME";
/// The readers of every session, in the order of [`PcscdSession::slot_ports`].
pub const READER_NAMES: [&str; 2] = ["Virtual PCD 00 00", "Virtual PCD 00 01"];
/// The readers of a session with two virtual readers of two slots each.
pub const FOUR_READER_NAMES: [&str; 4] = [
    READER_NAMES[0],
    READER_NAMES[1],
    "Second PCD 00 00",
    "Second PCD 00 01",
];

/// The virtual reader's driver, where Debian puts it.
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
/// A copy of it in the session's directory, for the second virtual reader.
const SECOND_DRIVER: &str = "second.so";
/// Where system programs live that an ordinary user's `PATH` leaves out.
const SYSTEM_PATHS: [&str; 3] = ["/usr/sbin", "/sbin", "/usr/local/sbin"];
/// Longest path of a Unix socket: `sun_path` less its closing zero.
const SOCKET_PATH_LIMIT: usize = 107;
/// Ports to try: below the range from which the system picks ports for outgoing connections.
const FIRST_PORT: u16 = 20_000;
const LAST_PORT: u16 = 32_000;
/// Starts before giving up, when another program takes the port in between.
const ATTEMPTS: u32 = 5;
const START_LIMIT: Duration = Duration::from_secs(10);
const STOP_LIMIT: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(10);

/// Runs pcscd until standard input says `stop` or closes. `$1` is the directory that becomes
/// `/run`; when the input closes without a word, nobody is left to remove it, so the shell does.
///
/// An empty driver directory hides USB readers: a test never touches a reader on the desk.
const SCRIPT: &str = r#"
set -e
mount --bind "$1" /run
PCSCLITE_HP_DROPDIR=/run/drivers pcscd --foreground --config /run/readers >&2 &
pcscd=$!
echo "$pcscd"
word=
read -r word || true
kill "$pcscd" 2>/dev/null || true
wait "$pcscd" || true
[ "$word" = stop ] || rm -rf -- "$1"
"#;

/// A running pcscd with one virtual reader of two slots, or two. Dropping it stops everything.
#[derive(Debug)]
pub struct PcscdSession {
    directory: TempDir,
    port: u16,
    /// Of the second virtual reader, where there is one.
    second: Option<u16>,
    running: Option<Running>,
}

/// The processes of a session, from the first to the last breath.
#[derive(Debug)]
struct Running {
    shell: Child,
    /// Carries the request to stop.
    stdin: Option<ChildStdin>,
    pcscd: Option<Pid>,
}

/// Whether the programs a session needs are installed.
///
/// # Errors
/// The Debian packages that are missing, ready for `apt-get install`.
pub fn installed() -> Result<(), Vec<&'static str>> {
    let mut missing = Vec::new();
    for (there, package) in [
        (program_exists("pcscd"), "pcscd"),
        (Path::new(DRIVER).exists(), "vsmartcard-vpcd"),
        (program_exists("unshare"), "util-linux"),
        (program_exists("mount"), "mount"),
    ] {
        if !there {
            missing.push(package);
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(missing)
    }
}

impl PcscdSession {
    /// Starts pcscd and waits, at most ten seconds, until it answers.
    ///
    /// # Errors
    /// [`SessionError`]: packages are missing, the system forbids a private mount namespace, or
    /// pcscd did not come up (with what it logged).
    pub fn start() -> Result<Self, SessionError> {
        Self::start_with(false)
    }

    /// The same with two virtual readers, [`FOUR_READER_NAMES`].
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_four() -> Result<Self, SessionError> {
        Self::start_with(true)
    }

    fn start_with(four: bool) -> Result<Self, SessionError> {
        installed().map_err(SessionError::Missing)?;
        let directory = TempDir::with_prefix("epatent-").map_err(|source| SessionError::Io {
            what: "make a temporary directory",
            source,
        })?;
        let mut session = Self {
            directory,
            port: 0,
            second: None,
            running: None,
        };
        let socket = session.socket();
        if socket.as_os_str().len() > SOCKET_PATH_LIMIT {
            return Err(SessionError::SocketPathTooLong { path: socket });
        }
        for _ in 0..ATTEMPTS {
            session.port = free_port_pair()?;
            session.second = if four { Some(free_port_pair()?) } else { None };
            if session.launch()? {
                return Ok(session);
            }
            session.stop();
        }
        Err(SessionError::NotReady { log: session.log() })
    }

    /// TCP port of the first slot; the card dials it.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// TCP ports of both slots, in the order of [`Self::reader_names`].
    #[must_use]
    pub fn slot_ports(&self) -> [u16; 2] {
        [self.port, self.port.saturating_add(1)]
    }

    /// Name and TCP port of every slot, those of a second virtual reader last.
    #[must_use]
    pub fn slots(&self) -> Vec<(&'static str, u16)> {
        let pair = |port: u16| [port, port.saturating_add(1)];
        let second = self.second.into_iter().flat_map(pair);
        FOUR_READER_NAMES
            .into_iter()
            .zip(pair(self.port).into_iter().chain(second))
            .collect()
    }

    /// The names under which PC/SC lists the two slots.
    #[must_use]
    pub fn reader_names(&self) -> [&'static str; 2] {
        READER_NAMES
    }

    /// The service's socket, the value of [`SOCKET_VARIABLE`].
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.directory.path().join("pcscd/pcscd.comm")
    }

    /// Points a program that is about to start at this session instead of the machine's service.
    pub fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env(SOCKET_VARIABLE, self.socket())
    }

    /// What pcscd has logged since it was last started.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read(self.log_path()).map_or_else(
            |error| format!("(no log: {error})"),
            |bytes| String::from_utf8_lossy(&bytes).into_owned(),
        )
    }

    /// Stops pcscd and waits for its end; the session can be started again with
    /// [`Self::restart`]. Stopping twice does nothing.
    pub fn stop(&mut self) {
        drop(self.running.take());
    }

    /// Stops pcscd if it runs and starts it again on the same ports and socket.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn restart(&mut self) -> Result<(), SessionError> {
        self.stop();
        if self.launch()? {
            Ok(())
        } else {
            Err(SessionError::NotReady { log: self.log() })
        }
    }

    /// One start; `false` when the reader's ports turned out to be taken.
    fn launch(&mut self) -> Result<bool, SessionError> {
        let io = |what| move |source| SessionError::Io { what, source };
        self.lay_out()
            .map_err(io("lay out the service's directory"))?;
        let log = File::create(self.log_path()).map_err(io("create the service's log"))?;
        let mut shell = namespace_command(self.directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            // Ctrl-C reaches this program only; the closing pipe then stops pcscd in order.
            .process_group(0)
            .spawn()
            .map_err(io("start unshare"))?;
        let stdin = shell.stdin.take();
        let stdout = shell.stdout.take();
        let running = self.running.insert(Running {
            shell,
            stdin,
            pcscd: None,
        });
        let mut line = String::new();
        if let Some(stdout) = stdout {
            BufReader::new(stdout)
                .read_line(&mut line)
                .map_err(io("hear from pcscd's shell"))?;
        }
        running.pcscd = line.trim().parse().ok().and_then(Pid::from_raw);
        if running.pcscd.is_none() {
            let log = self.log();
            self.stop();
            return Err(SessionError::Namespace { log });
        }
        self.wait_until_ready()
    }

    fn wait_until_ready(&mut self) -> Result<bool, SessionError> {
        let deadline = Instant::now() + START_LIMIT;
        // pcscd opens its socket after it has started the readers of its configuration.
        while UnixStream::connect(self.socket()).is_err() {
            if Instant::now() >= deadline || !self.is_running() {
                let log = self.log();
                self.stop();
                return Err(SessionError::NotReady { log });
            }
            thread::sleep(POLL);
        }
        Ok(!self.log().contains("Open Port"))
    }

    fn is_running(&self) -> bool {
        let pcscd = self.running.as_ref().and_then(|running| running.pcscd);
        pcscd.is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok())
    }

    fn lay_out(&self) -> io::Result<()> {
        let directory = self.directory.path();
        for name in ["pcscd", "readers", "drivers"] {
            fs::create_dir_all(directory.join(name))?;
        }
        let reader = |name: &str, driver: &str, port: u16| {
            format!(
                "FRIENDLYNAME \"{name}\"\nDEVICENAME /dev/null:{port:#X}\nLIBPATH {driver}\nCHANNELID {port:#X}\n"
            )
        };
        let mut readers = reader("Virtual PCD", DRIVER, self.port);
        if let Some(second) = self.second {
            // The driver knows its readers by slot alone, so that two of one file are the same two slots.
            fs::copy(DRIVER, directory.join(SECOND_DRIVER))?;
            let driver = format!("/run/{SECOND_DRIVER}");
            readers.push_str(&reader("Second PCD", &driver, second));
        }
        fs::write(directory.join("readers/vpcd"), readers)?;
        // What a killed pcscd left behind must not look like a live one.
        for name in ["pcscd/pcscd.comm", "pcscd/pcscd.pid"] {
            match fs::remove_file(directory.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    fn log_path(&self) -> PathBuf {
        self.directory.path().join("log")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut stdin) = self.stdin.take() {
            // A shell that is gone cannot read it, which is fine as well.
            let _ = stdin.write_all(b"stop\n");
        }
        let deadline = Instant::now() + STOP_LIMIT;
        while Instant::now() < deadline {
            if !matches!(self.shell.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(POLL);
        }
        // The shell is still waiting for pcscd, so the number still means this pcscd.
        if let Some(pcscd) = self.pcscd {
            let _ = kill_process(pcscd, Signal::KILL);
        }
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

/// `unshare` running [`SCRIPT`]; as an ordinary user inside a user namespace of its own.
fn namespace_command(directory: &Path) -> Command {
    let mut command = Command::new("unshare");
    command.arg("--mount");
    if !rustix::process::geteuid().is_root() {
        command.arg("--map-root-user");
    }
    command
        .args(["sh", "-c", SCRIPT, "pcscd-session"])
        .arg(directory);
    command.env("PATH", wide_path());
    command
}

fn wide_path() -> String {
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{path}:{}", SYSTEM_PATHS.join(":"))
}

fn program_exists(name: &str) -> bool {
    std::env::split_paths(OsStr::new(&wide_path())).any(|folder| folder.join(name).is_file())
}

/// Two neighbouring ports that nothing listens on now.
fn free_port_pair() -> Result<u16, SessionError> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let span = LAST_PORT - FIRST_PORT;
    // Programs that start together begin their search in different places.
    let own = u16::try_from(std::process::id() % u32::from(span / 2)).unwrap_or(0) * 2;
    for _ in 0..span / 2 {
        let step = NEXT.fetch_add(2, Ordering::Relaxed) % span;
        let port = FIRST_PORT + (own + step) % span;
        if is_free(port) && is_free(port + 1) {
            return Ok(port);
        }
    }
    Err(SessionError::NoPort)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok()
}

#[cfg(test)]
mod tests;
