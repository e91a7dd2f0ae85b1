// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Files of a publication from a web server that may do whatever it likes: every length and every wait is
//! bounded, and nothing that it says is believed. What comes is worth what its signature is worth.

use epatent_core::bundle::FileName;
use rustls::CertificateError;
use std::io::Read;
use std::time::{Duration, Instant};
use std::{fmt, thread};
use ureq::http::header::{
    CONTENT_ENCODING, CONTENT_RANGE, ETAG, HeaderMap, HeaderName, IF_RANGE, LAST_MODIFIED,
    LOCATION, RANGE,
};
use ureq::http::{StatusCode, Uri};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body};

/// The most attempts for one file.
const MAX_ATTEMPTS: u32 = 64;
/// The most attempts in a row that bring nothing new.
const MAX_IDLE: u32 = 3;
/// The most redirections of one request.
const MAX_REDIRECTS: u32 = 3;
/// How long a name, a connection or the next bytes are waited for, at most.
const STALL: Duration = Duration::from_secs(15);
/// Between an attempt that brought nothing and the next.
const PAUSE: Duration = Duration::from_millis(200);
/// The most bytes of an answer's header.
const MAX_HEADER: usize = 16 * 1024;
const CHUNK: usize = 64 * 1024;

/// A file of a publication. No name that came from elsewhere gets into an address but a [`FileName`].
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'n> {
    Bundle,
    Rollover,
    List(&'n FileName),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundle => f.write_str("bundle.cbor"),
            Self::Rollover => f.write_str("rollover.cbor"),
            Self::List(name) => write!(f, "lists/{name}"),
        }
    }
}

/// Why a file did not come.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DownloadError {
    #[error("not an address of the form http://HOST/FOLDER or https://HOST/FOLDER")]
    Address,
    #[error("the system has no certificates by which servers are known: {0}")]
    NoRoots(String),
    #[error("the server has no such file")]
    Missing,
    #[error("the server answers {0}")]
    Status(u16),
    #[error("the server sends to another place, {0}")]
    Elsewhere(String),
    #[error("the server sends from place to place")]
    TooManyRedirects,
    #[error("longer than {0} bytes")]
    TooLong(usize),
    #[error("the server packed it, which nobody asked for")]
    Encoded,
    #[error("the server answers with another part than was asked for")]
    OtherPart,
    #[error("it took too long")]
    TimeUp,
    #[error("the server's certificate is not good: {0}")]
    Certificate(#[from] CertificateTrouble),
    #[error("{0}")]
    Broken(ureq::Error),
    #[error("the connection was cut: {0}")]
    Cut(std::io::Error),
}

/// What is wrong with the certificate of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CertificateTrouble {
    #[error("nobody whom this system knows signed it")]
    Unknown,
    #[error("it is for another server")]
    OtherServer,
    #[error("it has ended, or this device's clock is ahead")]
    Ended,
    #[error("its term has not begun, or this device's clock is behind")]
    NotYet,
    #[error("it cannot be used")]
    Unusable,
}

impl CertificateTrouble {
    /// The name of the trouble in the catalogue of words.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::OtherServer => "other-server",
            Self::Ended => "ended",
            Self::NotYet => "not-yet",
            Self::Unusable => "unusable",
        }
    }

    /// The trouble where that is why a connection was not made.
    fn of(error: &ureq::Error) -> Option<Self> {
        let error = match error {
            ureq::Error::Rustls(error) => error,
            ureq::Error::Io(error) => error.get_ref()?.downcast_ref::<rustls::Error>()?,
            _ => return None,
        };
        let rustls::Error::InvalidCertificate(why) = error else {
            return None;
        };
        Some(match why {
            // The second is an authority of a known name with another key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Self::Unknown,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::OtherServer
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Ended,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::NotYet
            }
            _ => Self::Unusable,
        })
    }
}

impl From<ureq::Error> for DownloadError {
    fn from(error: ureq::Error) -> Self {
        CertificateTrouble::of(&error).map_or(Self::Broken(error), Self::Certificate)
    }
}

impl DownloadError {
    /// Whether the next attempt may go better.
    const fn may_pass(&self) -> bool {
        match self {
            Self::Status(status) => *status >= 500,
            Self::OtherPart | Self::Broken(_) | Self::Cut(_) => true,
            _ => false,
        }
    }
}

/// A folder on a web server.
pub(crate) struct Server {
    agent: Agent,
    folder: String,
    until: Instant,
}

/// What came of a file so far.
#[derive(Default)]
struct Partial {
    bytes: Vec<u8>,
    /// What the server calls this content; without it, nothing can be gone on with.
    validator: Option<String>,
}

impl Server {
    /// The folder at this address, and how long everything may take.
    pub(crate) fn new(address: &str, whole: Duration) -> Result<Self, DownloadError> {
        let uri: Uri = address.parse().map_err(|_| DownloadError::Address)?;
        let is_plain = match uri.scheme_str() {
            Some("http") => true,
            Some("https") => false,
            _ => return Err(DownloadError::Address),
        };
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        if authority.is_empty() || authority.contains('@') || uri.query().is_some() {
            return Err(DownloadError::Address);
        }
        let stall = Some(STALL.min(whole));
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(MAX_HEADER)
            .user_agent(concat!("epatent-check/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(stall)
            .timeout_connect(stall)
            .timeout_recv_response(stall)
            .timeout_per_read(stall);
        let config = if is_plain {
            config
        } else {
            config.https_only(true).tls_config(tls()?)
        };
        let mut folder = format!(
            "{}://{authority}{}",
            if is_plain { "http" } else { "https" },
            uri.path()
        );
        if !folder.ends_with('/') {
            folder.push('/');
        }
        Ok(Self {
            agent: config.build().new_agent(),
            folder,
            until: Instant::now() + whole,
        })
    }

    /// Fetches a file of at most `limit` bytes. One that was cut goes on from where it was, where the
    /// server says that its content is the same.
    pub(crate) fn get(&self, place: Place<'_>, limit: usize) -> Result<Vec<u8>, DownloadError> {
        let mut partial = Partial::default();
        let mut idle = 0;
        let mut last = DownloadError::TimeUp;
        for _ in 0..MAX_ATTEMPTS {
            let before = partial.bytes.len();
            match self.attempt(place, limit, &mut partial) {
                Ok(()) => return Ok(partial.bytes),
                Err(error) if error.may_pass() => last = error,
                Err(error) => return Err(error),
            }
            if partial.bytes.len() > before {
                idle = 0;
                continue;
            }
            idle += 1;
            if idle >= MAX_IDLE {
                break;
            }
            thread::sleep(PAUSE.min(self.left()?));
        }
        self.left()?;
        Err(last)
    }

    /// The time that is left.
    fn left(&self) -> Result<Duration, DownloadError> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(DownloadError::TimeUp);
        }
        Ok(left)
    }

    fn attempt(
        &self,
        place: Place<'_>,
        limit: usize,
        partial: &mut Partial,
    ) -> Result<(), DownloadError> {
        let (headers, status, body) = self.answer(place, partial)?;
        match status {
            StatusCode::OK => {
                partial.bytes.clear();
                partial.validator = validator(&headers);
            }
            StatusCode::PARTIAL_CONTENT if partial.is_gone_on_with_by(&headers) => {}
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                *partial = Partial::default();
                return Err(DownloadError::OtherPart);
            }
            StatusCode::NOT_FOUND | StatusCode::GONE => return Err(DownloadError::Missing),
            other => return Err(DownloadError::Status(other.as_u16())),
        }
        let is_plain = text(&headers, CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
        if !is_plain {
            return Err(DownloadError::Encoded);
        }
        let result = self.read(body, limit, partial);
        if result.is_err() && partial.validator.is_none() {
            // Nobody could say that the rest is of the same content.
            partial.bytes.clear();
        }
        result
    }

    /// The answer at the end of all redirections, which stay with the same server.
    fn answer(
        &self,
        place: Place<'_>,
        partial: &Partial,
    ) -> Result<(HeaderMap, StatusCode, Body), DownloadError> {
        let address = format!("{}{place}", self.folder);
        let mut uri: Uri = address.parse().map_err(|_| DownloadError::Address)?;
        for _ in 0..=MAX_REDIRECTS {
            let mut request = self.agent.get(uri.clone());
            if let Some(validator) = partial
                .validator
                .as_ref()
                .filter(|_| !partial.bytes.is_empty())
            {
                request = request
                    .header(RANGE, format!("bytes={}-", partial.bytes.len()))
                    .header(IF_RANGE, validator);
            }
            let request = request.config().timeout_global(Some(self.left()?)).build();
            let (parts, body) = request.call()?.into_parts();
            if !parts.status.is_redirection() {
                return Ok((parts.headers, parts.status, body));
            }
            let target = text(&parts.headers, LOCATION).unwrap_or_default();
            uri = same_server(&uri, target)
                .ok_or_else(|| DownloadError::Elsewhere(visible(target)))?;
        }
        Err(DownloadError::TooManyRedirects)
    }

    fn read(&self, body: Body, limit: usize, partial: &mut Partial) -> Result<(), DownloadError> {
        let room = limit.saturating_sub(partial.bytes.len());
        let declared = body.content_length().unwrap_or_default();
        if usize::try_from(declared).map_or(true, |declared| declared > room) {
            return Err(DownloadError::TooLong(limit));
        }
        let mut reader = body.into_reader();
        let mut chunk = vec![0; CHUNK];
        loop {
            self.left()?;
            let count = reader.read(&mut chunk).map_err(DownloadError::Cut)?;
            if count == 0 {
                return Ok(());
            }
            partial
                .bytes
                .extend_from_slice(chunk.get(..count).unwrap_or_default());
            if partial.bytes.len() > limit {
                return Err(DownloadError::TooLong(limit));
            }
        }
    }
}

impl Partial {
    /// Whether an answer goes on exactly where this ends, in the same content.
    fn is_gone_on_with_by(&self, headers: &HeaderMap) -> bool {
        let start = text(headers, CONTENT_RANGE)
            .and_then(|range| range.strip_prefix("bytes "))
            .and_then(|range| range.split('-').next())
            .and_then(|start| start.parse().ok());
        let is_same = validator(headers).is_none_or(|said| Some(said) == self.validator);
        self.validator.is_some() && is_same && start == Some(self.bytes.len())
    }
}

/// What names a content for good: a strong entity tag (RFC 9110 section 8.8.3), else the time of its
/// last change.
fn validator(headers: &HeaderMap) -> Option<String> {
    let tag = text(headers, ETAG).filter(|tag| tag.starts_with('"'));
    tag.or_else(|| text(headers, LAST_MODIFIED))
        .map(ToOwned::to_owned)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The target of a redirection where it is an address or an absolute path of the same server.
fn same_server(here: &Uri, target: &str) -> Option<Uri> {
    let absolute = if target.starts_with('/') && !target.starts_with("//") {
        format!("{}://{}{target}", here.scheme_str()?, here.authority()?)
    } else {
        target.to_owned()
    };
    let uri: Uri = absolute.parse().ok()?;
    let is_same = uri.scheme() == here.scheme() && uri.authority() == here.authority();
    is_same.then_some(uri)
}

/// A text of the server as it may be shown.
fn visible(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_graphic())
        .take(100)
        .collect()
}

/// TLS with the roots of the system.
fn tls() -> Result<TlsConfig, DownloadError> {
    let found = rustls_native_certs::load_native_certs();
    let roots: Vec<Certificate<'static>> = found
        .certs
        .iter()
        .map(|der| Certificate::from_der(der).to_owned())
        .collect();
    if roots.is_empty() {
        let why: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        return Err(DownloadError::NoRoots(why.join("; ")));
    }
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::new_with_certs(&roots))
        .unversioned_rustls_crypto_provider(std::sync::Arc::new(
            rustls::crypto::ring::default_provider(),
        ))
        .build())
}
