// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A token that fails on command.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that does not get its key fails"
)]

use core::cell::{Cell, RefCell};

use epatent_sign::FileKey;

use super::*;
use crate::error::{TokenError, Trouble};
use crate::token::{Curve, Protection, PublicPoint, generate};

const FULL: Protection = Protection {
    sensitive: true,
    extractable: false,
    always_sensitive: true,
    never_extractable: true,
    local: true,
};

/// A token with keys in memory; each call may be told to fail.
struct Fake {
    keys: RefCell<Vec<(String, FileKey, Curve)>>,
    protection: Protection,
    /// What the next calls of `sign` answer instead of signing, newest last.
    answers: RefCell<Vec<Result<Vec<u8>, Trouble>>>,
    reopened: Cell<usize>,
    signed: Cell<usize>,
    /// Taken in place of the keys when the session is opened again.
    after_reopen: RefCell<Option<Vec<(String, FileKey, Curve)>>>,
}

impl Fake {
    fn with(curve: Curve) -> Self {
        Self {
            keys: RefCell::new(vec![("signer".to_owned(), key(curve), curve)]),
            protection: FULL,
            answers: RefCell::default(),
            reopened: Cell::default(),
            signed: Cell::default(),
            after_reopen: RefCell::default(),
        }
    }

    fn answering(self, answers: Vec<Result<Vec<u8>, Trouble>>) -> Self {
        *self.answers.borrow_mut() = answers;
        self
    }
}

fn key(curve: Curve) -> FileKey {
    match curve {
        Curve::Ed25519 => FileKey::from_ed25519_seed(&[7; 32]),
        Curve::P256 => FileKey::generate_p256(&mut rand::rng()),
    }
}

fn failing(trouble: Trouble) -> TokenError {
    TokenError {
        trouble,
        text: "C_Sign failed".into(),
    }
}

impl Token for Fake {
    type Handle = usize;

    fn private_keys(&self, label: &str, _: Option<&[u8]>) -> Result<Vec<usize>, TokenError> {
        let keys = self.keys.borrow();
        Ok((0..keys.len())
            .filter(|index| keys.get(*index).is_some_and(|key| key.0 == label))
            .collect())
    }

    fn public_points(&self, label: &str, _: Option<&[u8]>) -> Result<Vec<PublicPoint>, TokenError> {
        let keys = self.keys.borrow();
        let points = keys.iter().filter(|key| key.0 == label);
        Ok(points
            .map(|(_, key, curve)| {
                let point = match key.public_key() {
                    PublicKey::Ed25519(bytes) => bytes.to_vec(),
                    PublicKey::P256(bytes) => bytes.to_vec(),
                };
                PublicPoint {
                    parameters: curve.parameters().to_vec(),
                    point,
                }
            })
            .collect())
    }

    fn protection(&self, _: usize) -> Result<Protection, TokenError> {
        Ok(self.protection)
    }

    fn sign(&self, key: usize, mechanism: Mechanism, data: &[u8]) -> Result<Vec<u8>, TokenError> {
        if let Some(answer) = self.answers.borrow_mut().pop() {
            return answer.map_err(failing);
        }
        self.signed.set(self.signed.get() + 1);
        let keys = self.keys.borrow();
        let (_, key, curve) = keys.get(key).unwrap();
        // What the signer hands over: the message itself, or its digest.
        match (mechanism, curve) {
            (Mechanism::Eddsa, Curve::Ed25519) => Ok(key.sign(data).unwrap().to_vec()),
            (Mechanism::Ecdsa, Curve::P256) => {
                assert_eq!(data.len(), 32, "CKM_ECDSA takes a digest");
                Ok(vec![1; 64])
            }
            _ => panic!("{mechanism:?} with {curve}"),
        }
    }

    fn generate(&self, curve: Curve, label: &str, _: &[u8]) -> Result<(), TokenError> {
        self.keys
            .borrow_mut()
            .push((label.to_owned(), key(curve), curve));
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), TokenError> {
        self.reopened.set(self.reopened.get() + 1);
        if let Some(keys) = self.after_reopen.borrow_mut().take() {
            *self.keys.borrow_mut() = keys;
        }
        Ok(())
    }
}

fn signer(token: Fake) -> TokenSigner<Fake> {
    TokenSigner::new(token, "signer", None).unwrap()
}

#[test]
fn a_signature_of_the_token_is_verified_before_it_is_given_out() {
    let good = signer(Fake::with(Curve::Ed25519));
    assert!(good.sign_checked(b"message").is_ok());

    let wrong = signer(Fake::with(Curve::Ed25519).answering(vec![Ok(vec![9; 64])]));
    assert!(matches!(
        wrong.sign_checked(b"message"),
        Err(SignError::SignatureInvalid)
    ));
}

#[test]
fn p256_hashes_here_and_signs_the_digest() {
    // The answer of the fake is no signature, which the check finds.
    let signer = signer(Fake::with(Curve::P256));
    assert!(signer.sign_in_token(b"any length of message").is_ok());
    assert!(matches!(
        signer.sign_checked(b"any length of message"),
        Err(SignError::SignatureInvalid)
    ));
}

#[test]
fn a_signature_of_another_length_is_refused_at_every_length() {
    for length in (0..=200).filter(|length| *length != SIGNATURE) {
        let signer = signer(Fake::with(Curve::Ed25519).answering(vec![Ok(vec![1; length])]));
        assert_eq!(
            signer.sign_in_token(b"message"),
            Err(HsmError::SignatureLength { length })
        );
    }
}

#[test]
fn a_lost_session_is_opened_again_once() {
    let once = signer(Fake::with(Curve::Ed25519).answering(vec![Err(Trouble::SessionLost)]));
    assert!(once.sign_checked(b"message").is_ok());
    assert_eq!(once.state.borrow().token.reopened.get(), 1);

    let lost = vec![Err(Trouble::SessionLost), Err(Trouble::SessionLost)];
    let twice = signer(Fake::with(Curve::Ed25519).answering(lost));
    assert_eq!(
        twice.sign_in_token(b"message").unwrap_err().trouble(),
        Trouble::SessionLost
    );
    assert_eq!(twice.state.borrow().token.reopened.get(), 1);
    // And the next call starts afresh.
    assert!(twice.sign_checked(b"message").is_ok());
}

#[test]
fn another_key_under_the_name_after_a_lost_session_signs_nothing() {
    let token = Fake::with(Curve::Ed25519).answering(vec![Err(Trouble::SessionLost)]);
    let other = FileKey::from_ed25519_seed(&[8; 32]);
    *token.after_reopen.borrow_mut() = Some(vec![("signer".to_owned(), other, Curve::Ed25519)]);
    let signer = signer(token);
    assert!(matches!(
        signer.sign_in_token(b"message"),
        Err(HsmError::KeyChanged { .. })
    ));
    assert_eq!(signer.state.borrow().token.signed.get(), 0);
}

#[test]
fn every_other_trouble_is_told_and_not_tried_again() {
    for trouble in [
        Trouble::Module,
        Trouble::TokenAbsent,
        Trouble::PinWrong,
        Trouble::PinLocked,
        Trouble::PinUnset,
        Trouble::Busy,
        Trouble::Unsupported,
        Trouble::Forbidden,
        Trouble::Broken,
        Trouble::Other,
    ] {
        let signer = signer(Fake::with(Curve::Ed25519).answering(vec![Err(trouble)]));
        let error = signer.sign_in_token(b"message").unwrap_err();
        assert_eq!(error.trouble(), trouble);
        let token = &signer.state.borrow().token;
        assert_eq!((token.reopened.get(), token.signed.get()), (0, 0));
    }
}

#[test]
fn a_key_that_could_leave_the_token_signs_nothing() {
    // Each of the five attributes alone is enough to refuse.
    for weak in [
        Protection {
            sensitive: false,
            ..FULL
        },
        Protection {
            extractable: true,
            ..FULL
        },
        Protection {
            always_sensitive: false,
            ..FULL
        },
        Protection {
            never_extractable: false,
            ..FULL
        },
        Protection {
            local: false,
            ..FULL
        },
    ] {
        let mut token = Fake::with(Curve::Ed25519);
        token.protection = weak;
        let error = TokenSigner::new(token, "signer", None).unwrap_err();
        assert_eq!(
            error,
            HsmError::Unprotected {
                label: "signer".into()
            }
        );
    }
}

#[test]
fn no_key_and_two_keys_of_a_name_are_refused() {
    let missing = TokenSigner::new(Fake::with(Curve::Ed25519), "root", None).unwrap_err();
    assert_eq!(
        missing,
        HsmError::NoSuchKey {
            label: "root".into()
        }
    );

    let double = Fake::with(Curve::Ed25519);
    double.generate(Curve::Ed25519, "signer", &[1]).unwrap();
    let error = TokenSigner::new(double, "signer", None).unwrap_err();
    assert_eq!(
        error,
        HsmError::Ambiguous {
            label: "signer".into()
        }
    );
}

#[test]
fn a_key_is_generated_once_and_never_replaced() {
    let token = Fake::with(Curve::Ed25519);
    let public = generate(&token, Curve::P256, "new", &[2]).unwrap();
    assert!(matches!(public, PublicKey::P256(_)));
    assert_eq!(
        generate(&token, Curve::P256, "new", &[3]),
        Err(HsmError::KeyExists {
            label: "new".into()
        })
    );
}

#[test]
fn a_lab_mark_reaches_whoever_asks() {
    assert!(!signer(Fake::with(Curve::Ed25519)).is_lab());
    assert!(signer(Fake::with(Curve::Ed25519)).marked_lab().is_lab());
}
