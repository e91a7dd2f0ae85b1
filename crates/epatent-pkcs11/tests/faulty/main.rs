// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A token that fails at every call, in every way, while cards are signed and recorded.
//!
//! Under the signer is SoftHSM, and between the two a module that fails on command. Both find their
//! settings in the environment, which a process gets when it starts: so this program compiles the module,
//! makes a token and starts itself again.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a scene that fails ends the program with its line"
)]

mod desk;

use std::process::ExitCode;

use epatent_pkcs11::{Curve, Trouble, generate};
use epatent_testkit::faulty_module::{Call, FaultyModule, Script, When};
use epatent_testkit::softhsm::SoftHsm;

use desk::Desk;

/// A return code, its name, what it means here, and whether a new session may help.
type Code = (u64, &'static str, Trouble, bool);

/// PKCS#11 v2.40 base, section 5.1.
const CODES: [Code; 12] = [
    (0x02, "CKR_HOST_MEMORY", Trouble::Busy, false),
    (0x05, "CKR_GENERAL_ERROR", Trouble::Broken, false),
    (0x06, "CKR_FUNCTION_FAILED", Trouble::Broken, false),
    (0x30, "CKR_DEVICE_ERROR", Trouble::Broken, false),
    (0x31, "CKR_DEVICE_MEMORY", Trouble::Busy, false),
    (0x32, "CKR_DEVICE_REMOVED", Trouble::TokenAbsent, false),
    (0x60, "CKR_KEY_HANDLE_INVALID", Trouble::SessionLost, true),
    (0x90, "CKR_OPERATION_ACTIVE", Trouble::SessionLost, true),
    (0xA4, "CKR_PIN_LOCKED", Trouble::PinLocked, false),
    (
        0xB3,
        "CKR_SESSION_HANDLE_INVALID",
        Trouble::SessionLost,
        true,
    ),
    (0xE0, "CKR_TOKEN_NOT_PRESENT", Trouble::TokenAbsent, false),
    (0x101, "CKR_USER_NOT_LOGGED_IN", Trouble::SessionLost, true),
];

fn main() -> ExitCode {
    if std::env::var_os(SoftHsm::VARIABLE).is_none() {
        return in_a_token_of_its_own();
    }
    let faults = FaultyModule::of_this_process();
    let mut desk = Desk::new(&faults);
    generate(&desk.open().unwrap(), Curve::Ed25519, desk::KEY, &[1]).unwrap();
    let mut cases = 0;
    for code in CODES {
        for call in Call::ALL {
            for when in [When::Before, When::After] {
                for for_ever in [false, true] {
                    case(&mut desk, &faults, code, call, when, for_ever);
                    cases += 1;
                }
            }
        }
    }
    desk.close(faults.signatures());
    println!(
        "test no_signature_is_made_without_a_row ... ok ({} codes at {} calls, {cases} cases; {} cards, {} of them void, {} signatures made by the token, 0 without a row)",
        CODES.len(),
        Call::ALL.len(),
        desk.cards,
        desk.void,
        faults.signatures(),
    );
    ExitCode::SUCCESS
}

fn in_a_token_of_its_own() -> ExitCode {
    let token = SoftHsm::new();
    let module = FaultyModule::compile(&token);
    token.run_again(|command| {
        module.apply(command);
    })
}

/// One code at one call: the card is signed or void, the error is the right one, and the next card is
/// made with the same signer.
fn case(
    desk: &mut Desk,
    faults: &FaultyModule,
    code: Code,
    call: Call,
    when: When,
    for_ever: bool,
) {
    let (number, name, trouble, heals) = code;
    let what = format!("{name} at {} {when:?}, for ever: {for_ever}", call.name());
    let script = Script {
        call,
        when,
        code: number,
        times: if for_ever { -1 } else { 1 },
    };
    match call {
        // The signer is made at the start of the day: nothing is intended yet.
        Call::OpenSession | Call::Login => {
            faults.set(Some(script));
            let made = faults.signatures();
            let refused = desk.signer();
            // A signer that cannot be opened says so at once; nobody tries a PIN twice.
            let error = refused.err().unwrap_or_else(|| panic!("{what}: opened"));
            assert_eq!(error.trouble(), trouble, "{what}: {error}");
            assert!(error.to_string().contains(text_of(name)), "{what}: {error}");
            assert_eq!(faults.signatures(), made, "{what}");
        }
        Call::SignInit | Call::Sign => {
            let signer = desk.signer().unwrap();
            faults.set(Some(script));
            let made = desk.card(&signer);
            if heals && !for_ever {
                made.unwrap_or_else(|error| panic!("{what}: {error:?}"));
            } else {
                let error = made.err().unwrap_or_else(|| panic!("{what}: signed"));
                assert_eq!(error.trouble, trouble.as_str(), "{what}: {error:?}");
                assert!(error.text.contains(text_of(name)), "{what}: {error:?}");
            }
            faults.set(None);
            // The same signer goes on when the token does.
            desk.card(&signer)
                .unwrap_or_else(|error| panic!("{what}, afterwards: {}", error.text));
        }
    }
    faults.set(None);
}

/// The crate's word for a code: the standard's name without prefix and underscores, as in
/// `DeviceError`.
fn text_of(name: &str) -> &str {
    match name {
        "CKR_HOST_MEMORY" => "HostMemory",
        "CKR_GENERAL_ERROR" => "GeneralError",
        "CKR_FUNCTION_FAILED" => "FunctionFailed",
        "CKR_DEVICE_ERROR" => "DeviceError",
        "CKR_DEVICE_MEMORY" => "DeviceMemory",
        "CKR_DEVICE_REMOVED" => "DeviceRemoved",
        "CKR_KEY_HANDLE_INVALID" => "KeyHandleInvalid",
        "CKR_OPERATION_ACTIVE" => "OperationActive",
        "CKR_PIN_LOCKED" => "PinLocked",
        "CKR_SESSION_HANDLE_INVALID" => "SessionHandleInvalid",
        "CKR_TOKEN_NOT_PRESENT" => "TokenNotPresent",
        _ => "UserNotLoggedIn",
    }
}
