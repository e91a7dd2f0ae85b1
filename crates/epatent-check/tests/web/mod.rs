// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A small web server on loopback that answers as a test wants it to, however wrong; in the clear, or
//! under TLS.
#![allow(dead_code, reason = "every test binary uses its own part")]

pub(crate) mod tls;

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a client asked for.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    /// The first byte; 0 where the whole file is asked for.
    pub(crate) start: usize,
}

impl Asked {
    pub(crate) fn without_range(&self) -> Self {
        Self {
            start: 0,
            ..self.clone()
        }
    }
}

/// What the server does.
pub(crate) enum Reply {
    /// Sends these bytes and closes.
    Sent(Vec<u8>),
    /// Sends these bytes and says nothing more for a long time.
    Stalling(Vec<u8>),
}

impl Reply {
    pub(crate) fn sent(bytes: &[u8]) -> Self {
        Self::Sent(bytes.to_vec())
    }

    pub(crate) fn stalling(bytes: &[u8]) -> Self {
        Self::Stalling(bytes.to_vec())
    }
}

/// The head of an answer.
pub(crate) fn head(status: &str, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n").into_bytes()
}

/// As a web server of files does it.
pub(crate) fn honest(asked: &Asked, content: Option<&[u8]>) -> Reply {
    let Some(content) = content else {
        return Reply::sent(&head("404 Not Found", "Content-Length: 0\r\n"));
    };
    let rest = content.get(asked.start..).unwrap_or_default();
    let length = format!("ETag: \"one\"\r\nContent-Length: {}\r\n", rest.len());
    let head = if asked.start > 0 {
        let last = content.len() - 1;
        let range = format!(
            "{length}Content-Range: bytes {}-{last}/{}\r\n",
            asked.start,
            content.len()
        );
        head("206 Partial Content", &range)
    } else {
        head("200 OK", &length)
    };
    Reply::sent(&[head.as_slice(), rest].concat())
}

type Manner = Box<dyn Fn(&Asked, Option<&[u8]>) -> Reply + Send>;

/// The server; it ends with its value.
pub(crate) struct Server {
    scheme: &'static str,
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves a folder under `/pub/` in this manner.
    pub(crate) fn start(
        folder: &Path,
        manner: impl Fn(&Asked, Option<&[u8]>) -> Reply + Send + 'static,
    ) -> Self {
        Self::start_with(folder, None, manner)
    }

    /// The same; under TLS where there is a configuration for it.
    pub(crate) fn start_with(
        folder: &Path,
        tls: Option<Arc<rustls::ServerConfig>>,
        manner: impl Fn(&Asked, Option<&[u8]>) -> Reply + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let over = Arc::new(AtomicBool::new(false));
        let worker = Worker {
            folder: folder.to_owned(),
            manner: Box::new(manner),
            asked: Arc::clone(&asked),
            over: Arc::clone(&over),
            tls,
        };
        let scheme = if worker.tls.is_some() {
            "https"
        } else {
            "http"
        };
        let thread = std::thread::spawn(move || worker.serve(&listener));
        Self {
            scheme,
            address,
            asked,
            over,
            thread: Some(thread),
        }
    }

    pub(crate) fn url(&self) -> String {
        self.url_as(self.scheme)
    }

    /// The address under another scheme.
    pub(crate) fn url_as(&self, scheme: &str) -> String {
        format!("{scheme}://{}/pub", self.address)
    }

    /// The paths that were asked for, in their order.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|asked| asked.path.clone()).collect()
    }

    /// From which byte on a path was asked for, each time.
    pub(crate) fn starts(&self, path: &str) -> Vec<usize> {
        let asked = self.asked.lock().unwrap();
        let of_path = asked.iter().filter(|asked| asked.path == path);
        of_path.map(|asked| asked.start).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // Wakes the waiting thread.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Worker {
    folder: PathBuf,
    manner: Manner,
    asked: Arc<Mutex<Vec<Asked>>>,
    over: Arc<AtomicBool>,
    tls: Option<Arc<rustls::ServerConfig>>,
}

/// A connection, in the clear or not.
enum Connection {
    Plain(TcpStream),
    Tls(Box<rustls::StreamOwned<rustls::ServerConnection, TcpStream>>),
}

impl Connection {
    fn of(stream: TcpStream, tls: Option<&Arc<rustls::ServerConfig>>) -> Option<Self> {
        let Some(config) = tls else {
            return Some(Self::Plain(stream));
        };
        let connection = rustls::ServerConnection::new(Arc::clone(config)).ok()?;
        let stream = rustls::StreamOwned::new(connection, stream);
        Some(Self::Tls(Box::new(stream)))
    }

    /// Says that nothing more comes.
    fn end(&mut self) {
        match self {
            Self::Plain(stream) => {
                let _ = stream.shutdown(Shutdown::Write);
            }
            Self::Tls(stream) => {
                stream.conn.send_close_notify();
                let _ = stream.flush();
                let _ = stream.sock.shutdown(Shutdown::Write);
            }
        }
    }
}

impl Read for Connection {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

impl Worker {
    fn serve(&self, listener: &TcpListener) {
        // Connections that stall, kept open until the end.
        let mut stalled = Vec::new();
        for stream in listener.incoming() {
            if self.over.load(Ordering::SeqCst) {
                return;
            }
            let Ok(stream) = stream else { continue };
            let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
            let Some(mut stream) = Connection::of(stream, self.tls.as_ref()) else {
                continue;
            };
            let Some(asked) = read_request(&mut stream) else {
                continue;
            };
            self.asked.lock().unwrap().push(asked.clone());
            let path = asked.path.split('?').next().unwrap_or_default();
            let content = path
                .strip_prefix("/pub/")
                .and_then(|name| std::fs::read(self.folder.join(name)).ok());
            match (self.manner)(&asked, content.as_deref()) {
                Reply::Sent(bytes) => {
                    let _ = stream.write_all(&bytes);
                    stream.end();
                }
                Reply::Stalling(bytes) => {
                    let _ = stream.write_all(&bytes);
                    let _ = stream.flush();
                    stalled.push(stream);
                }
            }
        }
    }
}

fn read_request(stream: &mut impl Read) -> Option<Asked> {
    let mut request = Vec::new();
    let mut byte = [0; 1];
    while !request.ends_with(b"\r\n\r\n") && request.len() < 8192 {
        stream.read_exact(&mut byte).ok()?;
        request.push(byte[0]);
    }
    let text = String::from_utf8(request).ok()?;
    let path = text.split(' ').nth(1)?.to_owned();
    let range = text.lines().find_map(|line| {
        let line = line.to_ascii_lowercase();
        let range = line.strip_prefix("range: bytes=")?.strip_suffix('-')?;
        range.parse().ok()
    });
    Some(Asked {
        path,
        start: range.unwrap_or_default(),
    })
}
