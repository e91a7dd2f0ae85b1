// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The office's folder: signer keys and certificates, the trust directory, unfinished cards.
//!
//! ```text
//! root.key.pem  root.crt.pem          the laboratory's root
//! card-master.key                     what the keys of each chip are derived from
//! signers/77.key.pem  77.crt.pem      one document signer a region; 77.key.uri in place of the key
//!                                     names one in a token
//! signers/status.*  payment.*  bundle.*   who signs lists and bundles; the names are free, the
//!                                     certificates say what each may sign
//! signers/<name>.withdrawn.toml       since when a signer signs nothing any more
//! roots/<key>.introduced.pem          new roots that bundles introduce to devices
//! roots/<key>.retired.toml            since when nothing new is signed under a root
//! roots/<key>.settled.toml            since when every device is set up with a new root
//! reasons.toml                        more reasons than the program knows
//! trust/                              what a terminal needs, see epatent-terminal
//! jobs/<manifest>.card                signed cards that are not yet read back
//! chips/<card id>.chip                which chip a card is, which it does not say once it is issued
//! register.db                         the register, unless it is elsewhere
//! office.toml                         what the office is to allow: four eyes, signatures a day; what it does
//!                                     allow, and which policy and reasons hold, is in the register
//! person.key                          the secret by which the register finds a person again
//! register.id                         the first event of the register that is this folder's
//! register.published                  the newest event of the register when it was published last
//! ```

use crate::keys::{self, KeyPlace};
use crate::problems;
use crate::reasons;
use crate::signers::withdrawal_file;
use crate::withdrawn_key::UntilWithdrawn;
use epatent_apdu::scp03::{DiversificationData, SoftwareMasterKey};
use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Exit, Failure, FileTrouble, Words};
use epatent_core::Region;
use epatent_core::certificate::Certificate;
use epatent_core::object::{CardId, Environment};
use epatent_office::production::{DocumentSigner, OfficeRules};
use epatent_office::rules::Said;
use epatent_register::PersonKey;
use epatent_sign::Signer;
use epatent_terminal::SETTINGS_FILE;
use rand::Rng;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The largest key or certificate file, in bytes.
const MAX_FILE: u64 = 16 * 1024;
/// Unfinished cards that are looked through.
const MAX_JOBS: usize = 10_000;
const CERTIFICATE_LABEL: &str = "CERTIFICATE";

/// The paths of an office's folder.
#[derive(Debug)]
pub(crate) struct Store {
    directory: PathBuf,
}

impl Store {
    pub(crate) fn new(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
        }
    }

    pub(crate) fn root_key(&self) -> PathBuf {
        self.directory.join("root.key.pem")
    }

    pub(crate) fn root_certificate(&self) -> PathBuf {
        self.directory.join("root.crt.pem")
    }

    pub(crate) fn card_master(&self) -> PathBuf {
        self.directory.join("card-master.key")
    }

    pub(crate) fn signers(&self) -> PathBuf {
        self.directory.join("signers")
    }

    /// The file of a signer's key: the document signer of a region has the region's name.
    pub(crate) fn key_file(&self, name: &str) -> PathBuf {
        self.signers().join(format!("{name}.key.pem"))
    }

    pub(crate) fn certificate_file(&self, name: &str) -> PathBuf {
        self.signers().join(format!("{name}.crt.pem"))
    }

    pub(crate) fn signer_key(&self, region: Region) -> PathBuf {
        self.key_file(region.as_str())
    }

    pub(crate) fn signer_certificate(&self, region: Region) -> PathBuf {
        self.certificate_file(region.as_str())
    }

    pub(crate) fn trust(&self) -> PathBuf {
        self.directory.join("trust")
    }

    /// What is said of roots that come and go.
    pub(crate) fn roots(&self) -> PathBuf {
        self.directory.join("roots")
    }

    pub(crate) fn jobs(&self) -> PathBuf {
        self.directory.join("jobs")
    }

    /// The register, where nobody says another place.
    pub(crate) fn register_file(&self) -> PathBuf {
        self.directory.join("register.db")
    }

    /// What the files of the folder say of how the office works, which is not what is in force.
    pub(crate) fn settings(&self, words: &Words) -> Result<Said, Failure> {
        let trust = self.trust();
        let (environment, policy) = if trust.join(SETTINGS_FILE).exists() {
            let (environment, policy) = epatent_station::read_policy(words, &trust)?;
            (environment, Some(policy))
        } else {
            (Environment::Production, None)
        };
        Ok(Said {
            environment,
            rules: self.rules(words)?,
            policy,
            reasons: reasons::own(&self.reasons_file(), words)?,
        })
    }

    /// What the office is to allow: `office.toml`, or nothing in particular where there is none.
    fn rules(&self, words: &Words) -> Result<OfficeRules, Failure> {
        let path = self.directory.join("office.toml");
        if !path.exists() {
            return Ok(OfficeRules::default());
        }
        let text = read_text(words, &path)?;
        OfficeRules::parse(&text).map_err(|error| problems::toml(&error, &text, &path, words))
    }

    /// Reasons that the office adds.
    fn reasons_file(&self) -> PathBuf {
        self.directory.join("reasons.toml")
    }

    fn person_secret(&self) -> PathBuf {
        self.directory.join("person.key")
    }

    /// Which register is this folder's.
    pub(crate) fn register_id(&self) -> PathBuf {
        self.directory.join("register.id")
    }

    /// The newest event of the register when it was published last.
    pub(crate) fn published_head(&self) -> PathBuf {
        self.directory.join("register.published")
    }

    /// The text of a small file.
    pub(crate) fn text(&self, words: &Words, path: &Path) -> Result<String, Failure> {
        read_text(words, path)
    }

    /// Whether this office has a register, or had one: its secret stays where the database goes.
    pub(crate) fn has_had_register(&self) -> bool {
        self.register_file().exists()
            || self.person_secret().exists()
            || self.register_id().exists()
    }

    /// An office with a register signs and writes no card beside it: that card would be in no list
    /// and in no count.
    pub(crate) fn demand_no_register(&self, words: &Words) -> Result<(), Failure> {
        if !self.has_had_register() {
            return Ok(());
        }
        Err(Failure::new(
            words,
            Exit::Usage,
            "error-beside-register",
            &[],
        ))
    }

    /// Makes the secret of [`PersonKey`] where there is none. One that is there stays: with another
    /// one, nobody who applied before would be found again.
    pub(crate) fn make_person_secret(&self, words: &Words) -> Result<(), Failure> {
        let path = self.person_secret();
        if path.exists() {
            return self.person_key(words).map(drop);
        }
        let mut secret = Zeroizing::new([0; 32]);
        rand::rng().fill_bytes(secret.as_mut());
        let text = Zeroizing::new(format!("{}\n", hex::encode(secret.as_ref())));
        files::write_new(words, &path, text.as_bytes(), Readable::ByOwner)
    }

    /// The secret by which the register finds a person again.
    pub(crate) fn person_key(&self, words: &Words) -> Result<PersonKey, Failure> {
        let path = self.person_secret();
        let text = Zeroizing::new(read_text(words, &path)?);
        let mut secret = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), secret.as_mut()).map_err(|_| {
            let reason = words.text("reason-no-person-key");
            FileTrouble::Unusable { reason: &reason }.failure(words, &path)
        })?;
        Ok(PersonKey::new(*secret))
    }

    /// Makes sure that this is an office's folder.
    pub(crate) fn demand(&self, words: &Words) -> Result<(), Failure> {
        if self.signers().is_dir() {
            Ok(())
        } else {
            Err(self.not_a_store(words))
        }
    }

    /// The chip of a card.
    fn chip_file(&self, card: CardId) -> PathBuf {
        self.directory.join("chips").join(format!("{card}.chip"))
    }

    /// Notes the chip of a card before it is written.
    pub(crate) fn keep_chip(
        &self,
        card: CardId,
        chip: DiversificationData,
        console: &Console,
    ) -> Result<(), Failure> {
        let path = self.chip_file(card);
        let text = format!("{}\n", hex::encode(chip));
        if std::fs::read_to_string(&path).is_ok_and(|kept| kept == text) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| FileTrouble::NotWritten(&error).failure(&console.words, folder))?;
        }
        files::write_new(&console.words, &path, text.as_bytes(), Readable::ByOwner)
    }

    /// The chip of a card that this office wrote; one with a register has it there.
    pub(crate) fn chip(
        &self,
        card: CardId,
        console: &Console,
    ) -> Result<DiversificationData, Failure> {
        let path = self.chip_file(card);
        if !path.exists() {
            let values = [("card", card.to_string().into())];
            return Err(Failure::new(
                &console.words,
                Exit::Usage,
                "error-chip-unknown",
                &values,
            ));
        }
        let text = read_text(&console.words, &path)?;
        let bytes = hex::decode(text.trim()).ok();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| {
                let reason = console.words.text("reason-no-chip");
                FileTrouble::Unusable { reason: &reason }.failure(&console.words, &path)
            })
    }

    /// Where the signed files wait until their card is read back.
    pub(crate) fn job(&self, manifest: &[u8; 32]) -> PathBuf {
        self.jobs().join(format!("{}.card", hex::encode(manifest)))
    }

    /// The files of cards that were not read back yet, at most [`MAX_JOBS`], the newest first.
    pub(crate) fn waiting_jobs(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.jobs()).into_iter().flatten();
        let mut jobs: Vec<_> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "card"))
            .take(MAX_JOBS)
            .collect();
        let written = |path: &PathBuf| path.metadata().and_then(|data| data.modified()).ok();
        jobs.sort_by_cached_key(|path| std::cmp::Reverse(written(path)));
        jobs
    }

    /// The key that the keys of the chips are derived from.
    pub(crate) fn card_master_key(&self, words: &Words) -> Result<SoftwareMasterKey, Failure> {
        let path = self.card_master();
        if !path.exists() {
            return Err(self.not_a_store(words));
        }
        let text = Zeroizing::new(read_text(words, &path)?);
        SoftwareMasterKey::from_text(&text).ok_or_else(|| {
            let reason = words.text("reason-no-master-key");
            FileTrouble::Unusable { reason: &reason }.failure(words, &path)
        })
    }

    fn not_a_store(&self, words: &Words) -> Failure {
        let path = self.directory.display().to_string();
        Failure::new(
            words,
            Exit::Usage,
            "error-not-a-store",
            &[("path", path.into())],
        )
    }

    /// Whether the key of a signer is in this office: in a file, or in a token that a file names.
    pub(crate) fn has_key(&self, name: &str) -> bool {
        self.key_uri(name).exists() || self.key_file(name).exists()
    }

    fn key_uri(&self, name: &str) -> PathBuf {
        self.signers().join(format!("{name}.key.uri"))
    }

    /// The key of a signer: in a file, or in the token that a URI in a file names.
    fn key_of(
        &self,
        words: &Words,
        name: &str,
        environment: Environment,
    ) -> Result<(PathBuf, Box<dyn Signer>), Failure> {
        let uri = self.key_uri(name);
        if uri.exists() {
            let text = read_text(words, &uri)?;
            let place = KeyPlace::parse(text.trim(), &self.directory)
                .map_err(|reason| FileTrouble::Unusable { reason: &reason }.failure(words, &uri))?;
            return Ok((uri, place.open(words, environment)?));
        }
        let path = self.key_file(name);
        let key = keys::read_file(words, &path)?;
        Ok((path, Box::new(key)))
    }

    /// Whether the signer of a region is withdrawn: it signs nothing any more.
    pub(crate) fn is_withdrawn(&self, region: Region) -> bool {
        withdrawal_file(self, region.as_str()).exists()
    }

    /// The regions whose signer is withdrawn and has no successor yet.
    pub(crate) fn withdrawn_regions(&self) -> Vec<Region> {
        let mut regions: Vec<Region> = Region::known().collect();
        regions.retain(|region| self.is_withdrawn(*region));
        regions
    }

    /// Refuses a region whose signer is withdrawn, before anything is signed.
    pub(crate) fn demand_not_withdrawn(
        &self,
        words: &Words,
        region: Region,
    ) -> Result<(), Failure> {
        match self.is_withdrawn(region) {
            true => Err(self.withdrawn_failure(words, region)),
            false => Ok(()),
        }
    }

    /// Why nothing is signed for a region, and what to do.
    pub(crate) fn withdrawn_failure(&self, words: &Words, region: Region) -> Failure {
        let path = withdrawal_file(self, region.as_str());
        let values = [
            ("region", region.as_str().into()),
            ("path", path.display().to_string().into()),
        ];
        Failure::new(words, Exit::Refused, "error-signer-withdrawn", &values)
    }

    /// Every document signer that there is, without those who are withdrawn.
    pub(crate) fn document_signers(
        &self,
        words: &Words,
    ) -> Result<BTreeMap<Region, DocumentSigner>, Failure> {
        let mut signers = BTreeMap::new();
        let withdrawn = self.withdrawn_regions();
        for region in Region::known() {
            if self.signer_certificate(region).exists() && !withdrawn.contains(&region) {
                signers.insert(region, self.signer(words, region)?);
            }
        }
        if let (true, Some(region)) = (signers.is_empty(), withdrawn.first()) {
            return Err(self.withdrawn_failure(words, *region));
        }
        if signers.is_empty() {
            return Err(self.not_a_store(words));
        }
        Ok(signers)
    }

    /// A signer by the name of its files: its key and certificate, which belong together.
    pub(crate) fn signer_named(
        &self,
        words: &Words,
        name: &str,
        environment: Environment,
    ) -> Result<DocumentSigner, Failure> {
        let (path, key) = self.key_of(words, name, environment)?;
        let certificate = read_certificate(words, &self.certificate_file(name))?;
        if key.public_key() != *certificate.public_key() {
            let reason = words.text("reason-key-of-another-certificate");
            return Err(FileTrouble::Unusable { reason: &reason }.failure(words, &path));
        }
        let key = UntilWithdrawn::new(key, withdrawal_file(self, name), words);
        Ok(DocumentSigner {
            key: Box::new(key),
            certificate,
        })
    }

    /// The document signer of a region. One that is withdrawn is refused.
    pub(crate) fn signer(&self, words: &Words, region: Region) -> Result<DocumentSigner, Failure> {
        let certificate_path = self.signer_certificate(region);
        self.demand(words)?;
        self.demand_not_withdrawn(words, region)?;
        if !certificate_path.exists() {
            return Err(Failure::new(
                words,
                Exit::Usage,
                "error-no-signer",
                &[
                    ("region", region.as_str().into()),
                    ("path", self.signers().display().to_string().into()),
                ],
            ));
        }
        self.signer_named(words, region.as_str(), Environment::Lab)
    }
}

/// The certificate in a PEM file.
pub(crate) fn read_certificate(words: &Words, path: &Path) -> Result<Certificate, Failure> {
    certificate_in(words, path, read_text(words, path)?.as_bytes())
}

/// The certificate in the bytes of a PEM file, which were read there.
pub(crate) fn certificate_in(
    words: &Words,
    path: &Path,
    file: &[u8],
) -> Result<Certificate, Failure> {
    let unusable = |reason: String| FileTrouble::Unusable { reason: &reason }.failure(words, path);
    let (label, der) =
        pem_rfc7468::decode_vec(file).map_err(|error| unusable(error.to_string()))?;
    if label != CERTIFICATE_LABEL {
        return Err(FileTrouble::WrongKind {
            expected: CERTIFICATE_LABEL,
        }
        .failure(words, path));
    }
    Certificate::parse(&der).map_err(|error| unusable(error.to_string()))
}

fn read_text(words: &Words, path: &Path) -> Result<String, Failure> {
    let bytes = epatent_cli::files::read_bounded(words, path, MAX_FILE)?;
    String::from_utf8(bytes).map_err(|error| {
        FileTrouble::NotText {
            offset: error.utf8_error().valid_up_to(),
        }
        .failure(words, path)
    })
}

/// A certificate as PEM.
pub(crate) fn certificate_pem(der: &[u8]) -> Result<String, String> {
    pem_rfc7468::encode_string(CERTIFICATE_LABEL, pem_rfc7468::LineEnding::LF, der)
        .map_err(|error| error.to_string())
}
