// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Makes keys and certificates: once with throw-away keys, once in earnest.

use super::plan::{Plan, Planned};
use crate::keys::{self, KeyPlace};
use crate::store;
use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Exit, Failure, FileTrouble};
use epatent_core::certificate::{Certificate, PublicKey};
use epatent_core::object::Environment;
use epatent_pkcs11::{Curve, TokenSigner, generate};
use epatent_sign::authority::{
    RootRequest, SignerRequest, Subject, cross_certificate, issue_signer, self_signed_root,
};
use epatent_sign::{FileKey, SignError, Signer};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// What a ceremony made, before any of it is a file.
pub(super) struct Made {
    pub(super) root: Certificate,
    pub(super) old_root: Option<Certificate>,
    pub(super) cross: Option<Certificate>,
    /// In the order of the plan.
    pub(super) signers: Vec<MadeSigner>,
    certificates: Vec<(PathBuf, Vec<u8>)>,
    key_files: Vec<(PathBuf, FileKey)>,
}

/// A signer with its key, which a judge needs to sign a specimen.
pub(super) struct MadeSigner {
    pub(super) certificate: Certificate,
    pub(super) key: Box<dyn Signer>,
}

/// How the keys of a run come into being.
trait KeySource {
    fn new_key(&mut self, planned: &Planned) -> Result<Box<dyn Signer>, Failure>;
    fn existing(&mut self, place: &KeyPlace, curve: Curve) -> Result<Box<dyn Signer>, Failure>;
    /// The certificate of an existing key.
    fn certificate(
        &mut self,
        path: &std::path::Path,
        key: &dyn Signer,
    ) -> Result<Certificate, Failure>;
    /// Keys that are to become files.
    fn into_files(self: Box<Self>) -> Vec<(PathBuf, FileKey)>;
}

/// Makes everything with keys that exist for the length of this call.
pub(super) fn rehearse(plan: &Plan, console: &Console) -> Result<Made, Failure> {
    make(plan, Box::new(ThrowAway { plan, console }), console)
}

/// Makes everything with the real keys.
pub(super) fn real(plan: &Plan, console: &Console) -> Result<Made, Failure> {
    let keys = Real {
        console,
        environment: plan.environment,
        files: Vec::new(),
    };
    make(plan, Box::new(keys), console)
}

fn make(
    plan: &Plan,
    mut keys: Box<dyn KeySource + '_>,
    console: &Console,
) -> Result<Made, Failure> {
    let failed = |error: SignError| signing_failure(console, &error);
    let mut rng = rand::rng();
    let mut certificates = Vec::new();

    let (root_key, root) = if plan.root_exists {
        let key = keys.existing(&plan.root.key, plan.root.curve)?;
        let root = keys.certificate(&plan.root.certificate, key.as_ref())?;
        (key, root)
    } else {
        let key = keys.new_key(&plan.root)?;
        let request = RootRequest {
            subject: subject(plan, &plan.root.name),
            environment: plan.environment,
            not_before: plan.root.from,
            not_after: plan.root.until,
        };
        let der = self_signed_root(&request, key.as_ref(), &mut rng).map_err(failed)?;
        let root = parse(&der, console)?;
        certificates.push((plan.root.certificate.clone(), der));
        (key, root)
    };

    let mut old_root = None;
    let mut cross = None;
    if let Some(old) = &plan.succeeds {
        let key = keys.existing(&old.key, Curve::Ed25519)?;
        let certificate = keys.certificate(&old.certificate, key.as_ref())?;
        let der = cross_certificate(&root, &certificate, key.as_ref(), &mut rng).map_err(failed)?;
        cross = Some(parse(&der, console)?);
        certificates.push((old.cross.clone(), der));
        old_root = Some(certificate);
    }

    let mut signers = Vec::with_capacity(plan.signers.len());
    for signer in &plan.signers {
        let key = keys.new_key(&signer.planned)?;
        let request = SignerRequest {
            subject: subject(plan, &signer.planned.name),
            roles: signer.roles.clone(),
            regions: signer.regions.clone(),
            environment: plan.environment,
            not_before: signer.planned.from,
            not_after: signer.planned.until,
        };
        let der = issue_signer(
            &request,
            &key.public_key(),
            &root,
            root_key.as_ref(),
            &mut rng,
        )
        .map_err(failed)?;
        signers.push(MadeSigner {
            certificate: parse(&der, console)?,
            key,
        });
        certificates.push((signer.planned.certificate.clone(), der));
    }
    Ok(Made {
        root,
        old_root,
        cross,
        signers,
        certificates,
        key_files: keys.into_files(),
    })
}

impl Made {
    /// Writes certificates and key files, the keys first: a certificate without its key is useless,
    /// a key without its certificate is merely unused.
    pub(super) fn save(&self, console: &Console) -> Result<(), Failure> {
        let words = &console.words;
        for (path, key) in &self.key_files {
            let pem = key.to_pkcs8_pem().map_err(|error| {
                FileTrouble::Unusable {
                    reason: &error.to_string(),
                }
                .failure(words, path)
            })?;
            files::write_new(words, path, pem.as_bytes(), Readable::ByOwner)?;
        }
        for (path, der) in &self.certificates {
            let pem = store::certificate_pem(der)
                .map_err(|reason| FileTrouble::Unusable { reason: &reason }.failure(words, path))?;
            files::write_new(words, path, pem.as_bytes(), Readable::ByAll)?;
        }
        Ok(())
    }
}

/// Keys of a rehearsal. Existing ones are played by new ones of the same kind.
struct ThrowAway<'a> {
    plan: &'a Plan,
    console: &'a Console,
}

impl KeySource for ThrowAway<'_> {
    fn new_key(&mut self, planned: &Planned) -> Result<Box<dyn Signer>, Failure> {
        Ok(Box::new(in_memory(planned.curve, self.plan.environment)))
    }

    fn existing(&mut self, _: &KeyPlace, curve: Curve) -> Result<Box<dyn Signer>, Failure> {
        Ok(Box::new(in_memory(curve, self.plan.environment)))
    }

    /// A copy of the certificate with the throw-away key in it: the same term, and a name of its own.
    fn certificate(
        &mut self,
        path: &std::path::Path,
        key: &dyn Signer,
    ) -> Result<Certificate, Failure> {
        let real = store::read_certificate(&self.console.words, path)?;
        let request = RootRequest {
            subject: Subject::named("Rehearsal"),
            environment: self.plan.environment,
            not_before: real.not_before(),
            not_after: real.not_after(),
        };
        let der = self_signed_root(&request, key, &mut rand::rng())
            .map_err(|error| signing_failure(self.console, &error))?;
        parse(&der, self.console)
    }

    fn into_files(self: Box<Self>) -> Vec<(PathBuf, FileKey)> {
        Vec::new()
    }
}

/// The real keys.
struct Real<'a> {
    console: &'a Console,
    environment: Environment,
    files: Vec<(PathBuf, FileKey)>,
}

impl KeySource for Real<'_> {
    fn new_key(&mut self, planned: &Planned) -> Result<Box<dyn Signer>, Failure> {
        let words = &self.console.words;
        match &planned.key {
            KeyPlace::File(path) => {
                let key = in_memory(planned.curve, self.environment);
                let pem = key
                    .to_pkcs8_pem()
                    .map_err(|error| signing_failure(self.console, &error))?;
                let copy = FileKey::from_pkcs8_pem(&pem)
                    .map_err(|error| signing_failure(self.console, &error))?;
                self.files.push((path.clone(), copy));
                Ok(Box::new(key))
            }
            KeyPlace::Token(uri) => {
                let failed = |error| keys::token_failure(words, uri, &error);
                let session = keys::open_token(words, uri)?;
                let id = match uri.id() {
                    Some(id) => id.to_vec(),
                    None => identifier(&planned.name),
                };
                generate(&session, planned.curve, uri.object(), &id).map_err(failed)?;
                let signer = TokenSigner::new(session, uri.object(), Some(&id)).map_err(failed)?;
                Ok(match self.environment {
                    Environment::Lab => Box::new(signer.marked_lab()),
                    Environment::Production => Box::new(signer),
                })
            }
        }
    }

    fn existing(&mut self, place: &KeyPlace, _: Curve) -> Result<Box<dyn Signer>, Failure> {
        place.open(&self.console.words, self.environment)
    }

    fn certificate(
        &mut self,
        path: &std::path::Path,
        key: &dyn Signer,
    ) -> Result<Certificate, Failure> {
        let certificate = store::read_certificate(&self.console.words, path)?;
        if *certificate.public_key() == key.public_key() {
            Ok(certificate)
        } else {
            Err(signing_failure(self.console, &SignError::KeyMismatch))
        }
    }

    fn into_files(self: Box<Self>) -> Vec<(PathBuf, FileKey)> {
        self.files
    }
}

fn in_memory(curve: Curve, environment: Environment) -> FileKey {
    let mut rng = rand::rng();
    let key = match curve {
        Curve::Ed25519 => FileKey::generate_ed25519(&mut rng),
        Curve::P256 => FileKey::generate_p256(&mut rng),
    };
    match environment {
        Environment::Lab => key.marked_lab(),
        Environment::Production => key,
    }
}

/// `CKA_ID` of a new key: the same for the same name, so that a second ceremony finds it.
fn identifier(name: &str) -> Vec<u8> {
    const LENGTH: usize = 8;
    Sha256::digest(name.as_bytes())
        .iter()
        .copied()
        .take(LENGTH)
        .collect()
}

fn subject(plan: &Plan, name: &str) -> Subject {
    Subject {
        country: Some(plan.country.clone()),
        organization: Some(plan.organisation.clone()),
        common_name: name.to_owned(),
    }
}

fn parse(der: &[u8], console: &Console) -> Result<Certificate, Failure> {
    Certificate::parse(der).map_err(|error| signing_failure(console, &error.into()))
}

pub(super) fn signing_failure(console: &Console, error: &SignError) -> Failure {
    Failure::new(
        &console.words,
        Exit::Usage,
        "error-ceremony",
        &[("reason", error.to_string().into())],
    )
}

/// SHA-256 of a public key's bytes, as the protocol shows it.
pub(super) fn fingerprint(key: &PublicKey) -> String {
    match key {
        PublicKey::Ed25519(bytes) => hex::encode(Sha256::digest(bytes)),
        PublicKey::P256(point) => hex::encode(Sha256::digest(point)),
    }
}
