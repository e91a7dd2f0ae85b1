// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::process::Command;

use hex_literal::hex;

use super::*;
use crate::fixture::{Kind, rng};
use crate::verify;

/// RFC 8032 section 7.1: secret key, public key, message, signature.
type Vector = ([u8; 32], [u8; 32], Vec<u8>, [u8; 64]);

fn rfc8032() -> Vec<Vector> {
    vec![
        (
            hex!("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
            hex!("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
            Vec::new(),
            hex!(
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
        ),
        (
            hex!("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"),
            hex!("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
            hex!("72").to_vec(),
            hex!(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ),
        (
            hex!("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"),
            hex!("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"),
            hex!("af82").to_vec(),
            hex!(
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
            ),
        ),
        (
            hex!("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"),
            hex!("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf"),
            hex!(
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            )
            .to_vec(),
            hex!(
                "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
                "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
            ),
        ),
    ]
}

#[test]
fn the_vectors_of_rfc_8032_section_7_1_come_out() {
    for (seed, public, message, signature) in rfc8032() {
        let key = FileKey::from_ed25519_seed(&seed);
        assert_eq!(key.public_key(), PublicKey::Ed25519(public));
        assert_eq!(key.sign(&message).unwrap(), signature);
        assert_eq!(key.sign_checked(&message).unwrap().bytes(), &signature);
        // And once through the file.
        let read = FileKey::from_pkcs8_pem(&key.to_pkcs8_pem().unwrap()).unwrap();
        assert_eq!(read.sign(&message).unwrap(), signature);
    }
}

#[test]
fn the_key_file_of_rfc_8410_section_10_3_is_read_in_both_versions() {
    let version_1 = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
        -----END PRIVATE KEY-----\n";
    let version_2 = "-----BEGIN PRIVATE KEY-----\n\
        MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
        oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n\
        Z9w7lshQhqowtrbLDFw4rXAxZuE=\n\
        -----END PRIVATE KEY-----\n";
    let public = hex!("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
    for file in [version_1, version_2] {
        let key = FileKey::from_pkcs8_pem(file).unwrap();
        assert_eq!(key.public_key(), PublicKey::Ed25519(public));
        assert!(!key.is_lab());
    }
}

#[test]
fn a_key_file_whose_public_half_is_another_one_is_refused() {
    let wrong_half = "-----BEGIN PRIVATE KEY-----\n\
        MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhD\n\
        oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n\
        Z9w7lshQhqowtrbLDFw4rXAxZuE=\n\
        -----END PRIVATE KEY-----\n";
    assert!(matches!(
        FileKey::from_pkcs8_pem(wrong_half),
        Err(SignError::KeyFile(_))
    ));
}

#[test]
fn a_signature_of_either_kind_verifies_and_one_flipped_bit_does_not() {
    for kind in Kind::ALL {
        let key = kind.key(1);
        let signature = key.sign(b"message").unwrap();
        verify(&key.public_key(), b"message", &signature).unwrap();
        assert!(verify(&key.public_key(), b"Message", &signature).is_err());
        for index in 0..64 {
            let mut broken = signature;
            broken[index] ^= 1;
            assert!(
                verify(&key.public_key(), b"message", &broken).is_err(),
                "{kind:?} {index}"
            );
        }
    }
}

#[test]
fn one_wrong_signature_among_many_is_told_as_a_fault_and_none_is_given_out() {
    let key = Kind::Ed25519.key(1);
    let PublicKey::Ed25519(point) = key.public_key() else {
        panic!("an Ed25519 key")
    };
    let messages: Vec<Vec<u8>> = (0..32_u8).map(|number| vec![number; 700]).collect();
    let messages: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    let checked = key.sign_many_checked(&messages, &mut rng(2)).unwrap();
    let mut signatures: Vec<[u8; 64]> = checked.iter().map(|one| *one.bytes()).collect();
    for (message, signature) in messages.iter().zip(&signatures) {
        verify(&key.public_key(), message, signature).unwrap();
    }
    assert!(demand_all_good(&point, &messages, &signatures, &mut rng(3)).is_ok());
    signatures[31][63] ^= 1;
    assert!(matches!(
        demand_all_good(&point, &messages, &signatures, &mut rng(3)),
        Err(SignError::ComputingFault)
    ));
}

#[test]
fn a_key_written_and_read_back_is_the_same_key_with_the_same_mark() {
    for kind in Kind::ALL {
        for lab in [false, true] {
            let key = if lab {
                kind.key(1).marked_lab()
            } else {
                kind.key(1)
            };
            let file = key.to_pkcs8_pem().unwrap();
            assert_eq!(
                file.starts_with("LAB KEY - not for production\n-----BEGIN"),
                lab
            );
            let read = FileKey::from_pkcs8_pem(&file).unwrap();
            assert_eq!(read.is_lab(), lab);
            assert_eq!(read.public_key(), key.public_key());
            assert_eq!(read.algorithm(), key.algorithm());
        }
    }
}

#[test]
fn the_lab_line_counts_only_above_the_key() {
    let key = Kind::Ed25519.key(1).to_pkcs8_pem().unwrap();
    let below = format!("{}\n{LAB_KEY_LINE}\n", key.as_str());
    assert!(FileKey::from_pkcs8_pem(&below).map_or(true, |key| !key.is_lab()));
    let above = format!("Key of room 3\n{LAB_KEY_LINE}\r\n{}", key.as_str());
    assert!(FileKey::from_pkcs8_pem(&above).unwrap().is_lab());
}

#[test]
fn openssl_reads_our_key_files_and_we_read_those_of_openssl() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("key.pem");
    for kind in Kind::ALL {
        let key = kind.key(1).marked_lab();
        std::fs::write(&file, key.to_pkcs8_pem().unwrap().as_str()).unwrap();
        let output = Command::new("openssl")
            .args(["pkey", "-in"])
            .arg(&file)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let theirs = String::from_utf8(output.stdout).unwrap();
        let read = FileKey::from_pkcs8_pem(&theirs).unwrap();
        assert_eq!(read.public_key(), key.public_key());
        assert!(
            !read.is_lab(),
            "openssl does not keep the line above the key"
        );
    }
}

#[test]
fn a_key_prints_nothing_of_itself() {
    for kind in Kind::ALL {
        assert_eq!(format!("{:?}", kind.key(1)), "FileKey(redacted)");
    }
}

#[test]
fn key_files_that_are_not_ours_say_what_they_are() {
    let long = "A".repeat(MAX_KEY_FILE_LENGTH + 1);
    assert!(matches!(
        FileKey::from_pkcs8_pem(&long),
        Err(SignError::KeyFileTooLong {
            length: 16_385,
            limit: 16_384
        })
    ));
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n\
                     -----END ENCRYPTED PRIVATE KEY-----\n";
    assert!(matches!(
        FileKey::from_pkcs8_pem(encrypted),
        Err(SignError::KeyFileLabel { label }) if label == "ENCRYPTED PRIVATE KEY"
    ));
    for text in [
        "",
        "hello",
        "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
    ] {
        assert!(
            matches!(FileKey::from_pkcs8_pem(text), Err(SignError::KeyFile(_))),
            "{text}"
        );
    }
    // X25519 (1.3.101.110) in place of Ed25519.
    let agreement = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VuBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
        -----END PRIVATE KEY-----\n";
    assert!(matches!(
        FileKey::from_pkcs8_pem(agreement),
        Err(SignError::KeyFile(text)) if text.contains("1.3.101.110")
    ));
}

#[test]
fn the_same_generator_gives_the_same_key_and_another_one_another_key() {
    for kind in Kind::ALL {
        assert_eq!(kind.key(5).public_key(), kind.key(5).public_key());
        assert_ne!(kind.key(5).public_key(), kind.key(6).public_key());
    }
    let unsized_rng: &mut dyn CryptoRng = &mut rng(5);
    assert_eq!(
        FileKey::generate_ed25519(unsized_rng).public_key(),
        Kind::Ed25519.key(5).public_key()
    );
}

#[test]
fn two_runs_that_differ_in_one_bit_give_no_signature() {
    let signature = Kind::Ed25519.key(1).sign(b"message").unwrap();
    assert_eq!(agreed(signature, signature).unwrap(), signature);
    for index in 0..64 {
        let mut other = signature;
        other[index] ^= 1;
        assert!(matches!(
            agreed(signature, other),
            Err(SignError::ComputingFault)
        ));
    }
}

#[test]
fn a_checked_signature_of_either_kind_verifies() {
    for kind in Kind::ALL {
        let key = kind.key(1);
        let checked = key.sign_checked(b"message").unwrap();
        assert_eq!(*checked.key(), key.public_key());
        verify(checked.key(), b"message", checked.bytes()).unwrap();
    }
}
