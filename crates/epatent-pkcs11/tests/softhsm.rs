// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Signing in SoftHSM, a token in software by other people.
//!
//! SoftHSM finds its tokens by an environment variable, which a process gets when it starts. So this
//! program makes a token and starts itself again with the variable set; the scenes run there.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a scene that fails ends the program with its line"
)]

use std::path::Path;
use std::process::ExitCode;

use epatent_core::certificate::{Certificate, PublicKey, Role};
use epatent_core::object::Environment;
use epatent_core::{Region, UnixTime};
use epatent_pkcs11::{
    Curve, HsmError, KeyUri, Mechanism, Module, Session, Token, TokenSigner, Trouble, generate,
};
use epatent_sign::authority::{
    RootRequest, SignerRequest, Subject, issue_signer, self_signed_root,
};
use epatent_sign::{Signer, verify};
use epatent_testkit::softhsm::SoftHsm;
use rand::RngExt;

const TOKEN: &str = SoftHsm::LABEL;
const PIN: &str = SoftHsm::PIN;

/// A scene: its name and what it does with the token.
type Scene = (&'static str, fn(&Module));

const SCENES: [Scene; 8] = [
    (
        "a_wrong_pin_a_missing_token_and_a_missing_module_are_told_apart",
        troubles,
    ),
    (
        "a_generated_key_is_fully_protected_and_never_replaced",
        protected_and_unique,
    ),
    ("the_value_of_a_key_cannot_be_read", unreadable),
    ("an_imported_key_signs_nothing", imported),
    ("both_algorithms_sign_messages_of_every_length", signatures),
    ("a_lost_session_is_opened_again", lost_session),
    ("root_and_signer_live_in_the_token", authority),
    (
        "parameters_of_ed25519ctx_change_nothing_in_this_token",
        context_is_ignored,
    ),
];

fn main() -> ExitCode {
    if std::env::var_os(SoftHsm::VARIABLE).is_none() {
        return in_a_token_of_its_own();
    }
    let module = Module::load(&SoftHsm::module()).unwrap();
    for (name, scene) in SCENES {
        scene(&module);
        println!("test {name} ... ok");
    }
    println!("\n{} passed, 0 failed", SCENES.len());
    ExitCode::SUCCESS
}

fn in_a_token_of_its_own() -> ExitCode {
    let token = SoftHsm::new();
    import(&token);
    token.run_again(|_| {})
}

/// Puts a key from outside into the token, which no honest office does.
fn import(token: &SoftHsm) {
    let key = epatent_sign::FileKey::generate_p256(&mut rand::rng()).marked_lab();
    let file = token.folder().join("outside.pem");
    std::fs::write(&file, key.to_pkcs8_pem().unwrap().as_bytes()).unwrap();
    let file = file.to_str().unwrap();
    token.tool(&[
        "--import",
        file,
        "--token",
        TOKEN,
        "--label",
        "from-outside",
        "--id",
        "0f",
        "--pin",
        PIN,
    ]);
}

fn uri(token: &str) -> KeyUri {
    KeyUri::parse(&format!(
        "pkcs11:token={};object=any?module-path={}",
        token.replace(' ', "%20"),
        SoftHsm::module().display()
    ))
    .unwrap()
}

fn open(module: &Module) -> Session {
    module.open(&uri(TOKEN), PIN).unwrap()
}

fn troubles(module: &Module) {
    let wrong = module.open(&uri(TOKEN), "0000");
    assert_eq!(wrong.unwrap_err().trouble, Trouble::PinWrong);
    let absent = module.open(&uri("Office 50"), PIN);
    assert_eq!(absent.unwrap_err().trouble, Trouble::TokenAbsent);
    let no_module = Module::load(Path::new("/nowhere/libnone.so"));
    assert_eq!(no_module.unwrap_err().trouble, Trouble::Module);
}

fn protected_and_unique(module: &Module) {
    let session = open(module);
    for (label, id, curve) in [("ed", [1], Curve::Ed25519), ("p256", [2], Curve::P256)] {
        generate(&session, curve, label, &id).unwrap();
        let keys = session.private_keys(label, Some(&id)).unwrap();
        assert!(session.protection(keys[0]).unwrap().is_full());
        assert!(matches!(
            generate(&session, curve, label, &[9]),
            Err(HsmError::KeyExists { .. })
        ));
    }
}

fn unreadable(module: &Module) {
    use cryptoki::object::{Attribute, AttributeType, ObjectClass};
    let context = cryptoki::context::Pkcs11::new(SoftHsm::module()).unwrap();
    // The login is the process's, for as long as one of its sessions is open.
    let _login = open(module);
    let slots = context.get_slots_with_initialized_token().unwrap();
    let session = context.open_ro_session(slots[0]).unwrap();
    let keys = session
        .find_objects(&[
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::Label(b"ed".to_vec()),
        ])
        .unwrap();
    assert_eq!(keys.len(), 1);
    let values = session
        .get_attributes(keys[0], &[AttributeType::Value])
        .unwrap();
    assert!(values.is_empty(), "the token gave out a private key");
}

fn imported(module: &Module) {
    assert!(matches!(
        TokenSigner::new(open(module), "from-outside", None),
        Err(HsmError::Unprotected { .. })
    ));
}

fn signatures(module: &Module) {
    let mut rng = rand::rng();
    for label in ["ed", "p256"] {
        let signer = TokenSigner::new(open(module), label, None).unwrap();
        for length in [0, 1, 31, 32, 33, 255, 256, 4095, 65_535] {
            let message: Vec<u8> = (0..length).map(|_| rng.random()).collect();
            let signature = signer.sign(&message).unwrap();
            verify(&signer.public_key(), &message, &signature).unwrap();
            signer.sign_checked(&message).unwrap();
            if matches!(signer.public_key(), PublicKey::Ed25519(_)) {
                assert_eq!(signer.sign(&message).unwrap(), signature);
            }
        }
    }
}

fn lost_session(module: &Module) {
    let signer = TokenSigner::new(open(module), "ed", None).unwrap();
    signer.sign_checked(b"before").unwrap();
    // The process is logged out behind the signer's back, which makes its key handle worthless.
    let context = cryptoki::context::Pkcs11::new(SoftHsm::module()).unwrap();
    let slots = context.get_slots_with_initialized_token().unwrap();
    context.open_ro_session(slots[0]).unwrap().logout().unwrap();
    signer.sign_checked(b"after").unwrap();
}

fn authority(module: &Module) {
    let session = open(module);
    generate(&session, Curve::P256, "root", &[3]).unwrap();
    let root_key = TokenSigner::new(session, "root", None)
        .unwrap()
        .marked_lab();
    let signer_key = TokenSigner::new(open(module), "ed", None)
        .unwrap()
        .marked_lab();
    let (from, until) = (
        UnixTime::from_seconds(1_700_000_000).unwrap(),
        UnixTime::from_seconds(1_900_000_000).unwrap(),
    );
    let mut rng = rand::rng();
    let root = self_signed_root(
        &RootRequest {
            subject: Subject::named("Root"),
            environment: Environment::Lab,
            not_before: from,
            not_after: until,
        },
        &root_key,
        &mut rng,
    )
    .unwrap();
    let root = Certificate::parse(&root).unwrap();
    let signer = issue_signer(
        &SignerRequest {
            subject: Subject::named("Document signer 77"),
            roles: vec![Role::Document],
            regions: vec![Region::parse("77").unwrap()],
            environment: Environment::Lab,
            not_before: from,
            not_after: until,
        },
        &signer_key.public_key(),
        &root,
        &root_key,
        &mut rng,
    )
    .unwrap();
    assert_eq!(
        Certificate::parse(&signer).unwrap().public_key(),
        &signer_key.public_key()
    );
}

/// Why the domain of a signature is in the signed bytes and not in a parameter of the token.
fn context_is_ignored(module: &Module) {
    use cryptoki::mechanism::Mechanism as M;
    use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
    use cryptoki::object::{Attribute, ObjectClass};
    let session = open(module);
    let keys = session.private_keys("ed", None).unwrap();
    let pure = session.sign(keys[0], Mechanism::Eddsa, b"message").unwrap();
    let context = cryptoki::context::Pkcs11::new(SoftHsm::module()).unwrap();
    let slots = context.get_slots_with_initialized_token().unwrap();
    let raw = context.open_ro_session(slots[0]).unwrap();
    let key = raw
        .find_objects(&[
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::Label(b"ed".to_vec()),
        ])
        .unwrap()[0];
    let with_context = M::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519ctx(
        b"context",
    )));
    assert_eq!(raw.sign(&with_context, key, b"message").unwrap(), pure);
}
