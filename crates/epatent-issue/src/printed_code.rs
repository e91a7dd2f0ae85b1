// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signed code of a card as files for its printer: `qr.txt`, `qr.png`, `qr.svg`.

mod picture;

use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Exit, Failure, FileTrouble};
use epatent_core::presentation::Presentation;
use epatent_core::printed_code::to_text;
use epatent_office::production::DocumentSigner;
use std::path::{Path, PathBuf};

pub(crate) use picture::Symbol;

const NAMES: [&str; 3] = ["qr.txt", "qr.png", "qr.svg"];

/// A folder for the files of one card's code, in which none of them is yet.
#[derive(Debug, Clone)]
pub(crate) struct CodeFolder(PathBuf);

/// What was written.
pub(crate) struct Written {
    pub(crate) folder: PathBuf,
    /// Length of the signed code in bytes.
    pub(crate) bytes: usize,
    /// Modules of the symbol each way, without its quiet zone.
    pub(crate) modules: usize,
}

impl CodeFolder {
    /// The folder, made where it is missing: before any card is touched.
    pub(crate) fn prepare(folder: &Path, console: &Console) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder)
            .map_err(|error| FileTrouble::NotWritten(&error).failure(&console.words, folder))?;
        for name in NAMES {
            files::refuse_existing(&console.words, &folder.join(name))?;
        }
        Ok(Self(folder.to_owned()))
    }

    /// Signs the code of a signed card and writes it in its three forms.
    pub(crate) fn write(
        &self,
        card: &Presentation,
        signer: &DocumentSigner,
        console: &Console,
    ) -> Result<Written, Failure> {
        let signed =
            epatent_sign::sign_printed_code(card, &signer.certificate, signer.key.as_ref())
                .map_err(|error| failed(console, error.to_string()))?;
        self.put(&signed, console)
    }

    /// Writes a signed code in its three forms.
    pub(crate) fn put(&self, signed: &[u8], console: &Console) -> Result<Written, Failure> {
        let text = to_text(signed);
        let symbol = Symbol::of(&text).map_err(|reason| failed(console, reason))?;
        let png = symbol.png().map_err(|reason| failed(console, reason))?;
        let contents = [text.as_bytes(), &png, symbol.svg().as_bytes()].map(<[u8]>::to_vec);
        for (name, content) in NAMES.into_iter().zip(contents) {
            // A code names a person.
            let path = self.0.join(name);
            files::write_new(&console.words, &path, &content, Readable::ByOwner)?;
        }
        Ok(Written {
            folder: self.0.clone(),
            bytes: signed.len(),
            modules: symbol.side(),
        })
    }
}

fn failed(console: &Console, reason: String) -> Failure {
    let values = [("reason", reason.into())];
    Failure::new(&console.words, Exit::Usage, "error-code", &values)
}
