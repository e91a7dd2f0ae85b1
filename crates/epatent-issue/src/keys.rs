// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Signing keys wherever they are: in a file, under a passphrase, in a token.

use epatent_cli::{Exit, Failure, FileTrouble, Words};
use epatent_core::object::Environment;
use epatent_pkcs11::{HsmError, KeyUri, Module, Session, TokenSigner};
use epatent_sign::{FileKey, SignError, Signer};
use std::fmt;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The largest key file, or file with a PIN or passphrase, in bytes.
const MAX_FILE: u64 = 16 * 1024;
/// How a key in a file is named in a plan.
const FILE_SCHEME: &str = "file:";

/// Where a key is, or shall be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyPlace {
    /// A PKCS#8 PEM file, perhaps under a passphrase.
    File(PathBuf),
    /// A token.
    Token(Box<KeyUri>),
}

impl KeyPlace {
    /// Reads `file:PATH`, relative to a folder, or a `pkcs11:` URI.
    pub(crate) fn parse(text: &str, folder: &Path) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix(FILE_SCHEME) {
            return Ok(Self::File(folder.join(path)));
        }
        KeyUri::parse(text)
            .map(|uri| Self::Token(Box::new(uri)))
            .map_err(|error| error.to_string())
    }

    /// Opens the key that is there.
    ///
    /// A key in a token takes the mark of the environment it is opened for, because a token does not
    /// say which it is; a key in a file says so itself.
    pub(crate) fn open(
        &self,
        words: &Words,
        environment: Environment,
    ) -> Result<Box<dyn Signer>, Failure> {
        match self {
            Self::File(path) => Ok(Box::new(read_file(words, path)?)),
            Self::Token(uri) => {
                let session = open_token(words, uri)?;
                let signer = TokenSigner::new(session, uri.object(), uri.id())
                    .map_err(|error| token_failure(words, uri, &error))?;
                Ok(match environment {
                    Environment::Lab => Box::new(signer.marked_lab()),
                    Environment::Production => Box::new(signer),
                })
            }
        }
    }
}

impl fmt::Display for KeyPlace {
    /// The place without the file of the PIN, which is nobody's business.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Token(uri) => write!(
                formatter,
                "token \"{}\", key \"{}\"",
                uri.token(),
                uri.object()
            ),
        }
    }
}

/// Reads a key file; asks for the passphrase where it has one.
pub(crate) fn read_file(words: &Words, path: &Path) -> Result<FileKey, Failure> {
    let text = read_text(words, path)?;
    let key = if FileKey::is_encrypted_pem(&text) {
        let passphrase = secret(
            words,
            None,
            "question-passphrase",
            &path.display().to_string(),
        )?;
        FileKey::from_encrypted_pem(&text, &passphrase)
    } else {
        FileKey::from_pkcs8_pem(&text)
    };
    key.map_err(|error| key_failure(words, path, &error))
}

fn key_failure(words: &Words, path: &Path, error: &SignError) -> Failure {
    match error {
        SignError::Passphrase => Failure::new(
            words,
            Exit::Usage,
            "error-passphrase",
            &[("path", path.display().to_string().into())],
        ),
        other => FileTrouble::Unusable {
            reason: &other.to_string(),
        }
        .failure(words, path),
    }
}

/// Logs in to the token of a URI.
pub(crate) fn open_token(words: &Words, uri: &KeyUri) -> Result<Session, Failure> {
    let failed = |error| token_failure(words, uri, &HsmError::Token(error));
    let module = Module::load(uri.module()).map_err(failed)?;
    let pin = secret(words, uri.pin_source(), "question-pin", uri.token())?;
    module.open(uri, &pin).map_err(failed)
}

/// A token's trouble in words, with what to do.
pub(crate) fn token_failure(words: &Words, uri: &KeyUri, error: &HsmError) -> Failure {
    let id = format!("error-token-{}", error.trouble().as_str());
    Failure::new(
        words,
        Exit::Device,
        &id,
        &[
            ("token", uri.token().into()),
            ("key", uri.object().into()),
            ("reason", error.to_string().into()),
        ],
    )
}

/// A signature that was refused, in words, with what to do. A token is called by the name of its
/// signer's files.
pub(crate) fn signing_failure(words: &Words, signer: &str, error: &SignError) -> Failure {
    match error {
        SignError::Token { trouble, text } => Failure::new(
            words,
            Exit::Device,
            &format!("error-token-{trouble}"),
            &[
                ("token", signer.into()),
                ("key", signer.into()),
                ("reason", text.as_str().into()),
            ],
        ),
        other => Failure::new(
            words,
            Exit::Usage,
            "error-signing",
            &[("reason", other.to_string().into())],
        ),
    }
}

/// A PIN or passphrase: the first line of a file, or typed unseen.
fn secret(
    words: &Words,
    source: Option<&Path>,
    question: &str,
    subject: &str,
) -> Result<Zeroizing<String>, Failure> {
    if let Some(path) = source {
        let text = read_text(words, path)?;
        let line = text.lines().next().unwrap_or_default();
        return Ok(Zeroizing::new(line.to_owned()));
    }
    let missing = || {
        Failure::new(
            words,
            Exit::Usage,
            "error-secret-missing",
            &[("subject", subject.into())],
        )
    };
    if !std::io::stdin().is_terminal() {
        return Err(missing());
    }
    let prompt = format!("{} ", words.say(question, &[("subject", subject.into())]));
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|_| missing())
}

fn read_text(words: &Words, path: &Path) -> Result<Zeroizing<String>, Failure> {
    let bytes = epatent_cli::files::read_bounded(words, path, MAX_FILE)?;
    String::from_utf8(bytes)
        .map(Zeroizing::new)
        .map_err(|error| {
            FileTrouble::NotText {
                offset: error.utf8_error().valid_up_to(),
            }
            .failure(words, path)
        })
}
