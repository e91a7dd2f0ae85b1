// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::process::Command;

use super::*;
use crate::Signer;
use crate::fixture::{Kind, rng};

const PASSPHRASE: &str = "двенадцать знаков";

fn keys() -> [FileKey; 2] {
    [Kind::Ed25519, Kind::P256].map(|kind| kind.key(3).marked_lab())
}

#[test]
fn a_key_comes_back_under_its_passphrase_with_its_mark() {
    for key in keys() {
        let pem = key.to_encrypted_pem(PASSPHRASE, &mut rng(7)).unwrap();
        assert!(FileKey::is_encrypted_pem(&pem));
        let back = FileKey::from_encrypted_pem(&pem, PASSPHRASE).unwrap();
        assert_eq!(back.public_key(), key.public_key());
        assert!(back.is_lab());
    }
}

#[test]
fn the_plain_file_is_not_taken_for_an_encrypted_one_and_the_other_way_round() {
    let [key, _] = keys();
    let plain = key.to_pkcs8_pem().unwrap();
    assert!(!FileKey::is_encrypted_pem(&plain));
    assert!(matches!(
        FileKey::from_encrypted_pem(&plain, PASSPHRASE),
        Err(SignError::KeyFileLabel { .. })
    ));
    let encrypted = key.to_encrypted_pem(PASSPHRASE, &mut rng(7)).unwrap();
    assert!(matches!(
        FileKey::from_pkcs8_pem(&encrypted),
        Err(SignError::KeyFileLabel { .. })
    ));
}

#[test]
fn another_passphrase_and_damage_do_not_open_the_file() {
    let [key, _] = keys();
    let pem = key.to_encrypted_pem(PASSPHRASE, &mut rng(7)).unwrap();
    assert!(matches!(
        FileKey::from_encrypted_pem(&pem, "двенадцать знакоВ"),
        Err(SignError::Passphrase)
    ));
    let der = read_block(&pem, PEM_LABEL).unwrap();
    let mut damaged = der.to_vec();
    *damaged.last_mut().unwrap() ^= 1;
    let pem = pem_rfc7468::encode_string(PEM_LABEL, LineEnding::LF, &damaged).unwrap();
    assert!(matches!(
        FileKey::from_encrypted_pem(&pem, PASSPHRASE),
        Err(SignError::Passphrase)
    ));
}

#[test]
fn a_short_passphrase_is_refused() {
    let [key, _] = keys();
    let eleven = "одиннадцать";
    assert_eq!(eleven.chars().count(), MIN_PASSPHRASE - 1);
    assert!(matches!(
        key.to_encrypted_pem(eleven, &mut rng(7)),
        Err(SignError::PassphraseShort)
    ));
    assert!(key.to_encrypted_pem("двенадцать12", &mut rng(7)).is_ok());
}

#[test]
fn a_file_that_would_cost_hours_is_refused_before_it_costs_anything() {
    let [key, _] = keys();
    let pem = key.to_encrypted_pem(PASSPHRASE, &mut rng(7)).unwrap();
    let der = read_block(&pem, PEM_LABEL).unwrap();
    let file = EncryptedPrivateKeyInfoRef::try_from(der.as_slice()).unwrap();
    let costly = |change: fn(&mut Kdf)| {
        let mut parameters = file.encryption_algorithm.pbes2().unwrap().clone();
        change(&mut parameters.kdf);
        let der = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: EncryptionScheme::Pbes2(parameters),
            encrypted_data: file.encrypted_data,
        }
        .to_der()
        .unwrap();
        let pem = pem_rfc7468::encode_string(PEM_LABEL, LineEnding::LF, &der).unwrap();
        FileKey::from_encrypted_pem(&pem, PASSPHRASE)
    };
    let changes: [fn(&mut Kdf); 4] = [
        |kdf| scrypt(kdf, |of| of.cost_parameter = 1 << 40),
        |kdf| scrypt(kdf, |of| of.block_size = u16::MAX),
        |kdf| scrypt(kdf, |of| of.parallelization = MAX_SCRYPT_LANES + 1),
        |kdf| {
            let many = pkcs5::pbes2::Pbkdf2Params::hmac_sha256(MAX_PBKDF2_ROUNDS + 1, &[0; 16]);
            *kdf = Kdf::Pbkdf2(many.unwrap());
        },
    ];
    for change in changes {
        assert!(matches!(costly(change), Err(SignError::KeyDerivationCost)));
    }
}

fn scrypt(kdf: &mut Kdf, change: fn(&mut pkcs5::pbes2::ScryptParams)) {
    let Kdf::Scrypt(parameters) = kdf else {
        panic!("new files use scrypt");
    };
    change(parameters);
}

#[test]
fn openssl_reads_our_file_and_we_read_one_of_openssl() {
    let folder = tempfile::tempdir().unwrap();
    for key in keys() {
        let ours = folder.path().join("ours.pem");
        std::fs::write(
            &ours,
            key.to_encrypted_pem(PASSPHRASE, &mut rng(7)).unwrap(),
        )
        .unwrap();
        let plain = openssl(&["pkey", "-in", ours.to_str().unwrap(), "-passin", "env:PASS"]);
        let back = FileKey::from_pkcs8_pem(&plain).unwrap();
        assert_eq!(back.public_key(), key.public_key());

        let theirs = openssl(&[
            "pkcs8",
            "-topk8",
            "-v2",
            "aes-256-cbc",
            "-iter",
            "10000",
            "-in",
            ours.to_str().unwrap(),
            "-passin",
            "env:PASS",
            "-passout",
            "env:PASS",
        ]);
        let back = FileKey::from_encrypted_pem(&theirs, PASSPHRASE).unwrap();
        assert_eq!(back.public_key(), key.public_key());
        assert!(!back.is_lab(), "openssl drops the line above the block");
    }
}

fn openssl(arguments: &[&str]) -> String {
    let output = Command::new("openssl")
        .args(arguments)
        .env("PASS", PASSPHRASE)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
