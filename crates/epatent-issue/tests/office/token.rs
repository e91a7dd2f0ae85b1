// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A publication whose keys are in a token, and every way in which that may fail.

use crate::ceremony::{ALL, Wanted};
use crate::publish::{import, known};
use crate::{Office, program};
use epatent_register::{Purpose, Register, Signature, SignatureState};
use epatent_testkit::desk::Ran;
use epatent_testkit::faulty_module::{Call, FaultyModule, Script, When};
use epatent_testkit::softhsm::SoftHsm;
use std::fs;

/// The roles of the signers of lists and bundle, which name their files, too.
const ROLES: [&str; 3] = ["status", "payment", "bundle"];
/// CKR_DEVICE_ERROR
const DEVICE_ERROR: u64 = 0x30;

/// An office whose lists and bundle are signed in a token.
struct InToken {
    office: Office,
    token: SoftHsm,
    module: FaultyModule,
}

impl InToken {
    fn new(office: Office) -> Self {
        let token = SoftHsm::new();
        let module = FaultyModule::compile(&token);
        module.set(None);
        let root = Wanted {
            name: "root".to_owned(),
            key: "file:root.key.pem".to_owned(),
        };
        let mut parts = vec![root.root("exists = true")];
        for role in ROLES {
            let signer = Wanted {
                name: format!("token-{role}"),
                key: token.uri(role),
            };
            let regions = if role == "bundle" { "" } else { ALL };
            parts.push(signer.signer(role, regions));
            // From now on through the module that fails when it is told to.
            let real = SoftHsm::module().display().to_string();
            let faulty = module.path().display().to_string();
            let uri = token.uri(role).replace(&real, &faulty);
            fs::write(office.store(&format!("signers/token-{role}.key.uri")), uri).unwrap();
        }
        office.hold_ceremony("token", &parts, Some(&token));
        for role in ROLES {
            fs::remove_file(office.store(&format!("signers/{role}.key.pem"))).unwrap();
        }
        Self {
            office,
            token,
            module,
        }
    }

    fn publish(&self) -> Ran {
        let mut command = program(&["publish", "--operator", "17", "--json", "--lang", "en"]);
        command
            .arg(self.office.path("site"))
            .env("EPATENT_STORE", self.office.path("office"))
            .env(SoftHsm::VARIABLE, self.token.configuration());
        Ran::of(self.module.apply(&mut command))
    }

    /// Nothing was published, and no signature is without a row.
    #[track_caller]
    fn refused(&self, code: &str, bundle: &[u8], what: &str) {
        let ran = self.publish();
        assert_eq!(ran.exit, Some(4), "{what}: {ran:?}");
        assert_eq!(ran.text("/error/code"), code, "{what}: {ran:?}");
        let there = fs::read(self.office.path("site/bundle.cbor")).unwrap();
        assert!(there == bundle, "{what}");
        let mut register = self.office.register();
        assert_eq!(register.open_list_signatures().unwrap(), [], "{what}");
        let rows = of_lists(&mut register).len();
        let made = self.module.signatures();
        assert!(made <= rows, "{what}: {made} signatures and {rows} rows");
    }
}

/// The signatures of lists and bundles.
fn of_lists(register: &mut Register) -> Vec<Signature> {
    let mut all: Vec<Signature> = register.rows_after(None, 10_000).unwrap();
    all.retain(|signature| signature.purpose != Purpose::Document);
    all
}

#[test]
fn lists_and_bundle_are_signed_in_a_token_and_no_fault_of_it_leaves_a_signature_without_a_row() {
    let office = Office::with_cards(2);
    assert_eq!(office.publish().exit, Some(0));
    let device = office.device_at("device");
    assert_eq!(import(&office.path("site"), &device).exit, Some(0));
    let desk = InToken::new(office);
    let first = fs::read(desk.office.path("site/bundle.cbor")).unwrap();

    fs::write(desk.token.pin_file(), "0000").unwrap();
    desk.refused("token-pin-wrong", &first, "a wrong PIN");
    fs::write(desk.token.pin_file(), SoftHsm::PIN).unwrap();
    for call in Call::ALL {
        for when in [When::Before, When::After] {
            desk.module.set(Some(Script {
                call,
                when,
                code: DEVICE_ERROR,
                times: -1,
            }));
            let what = format!("{} {when:?}", call.name());
            desk.refused("token-broken", &first, &what);
        }
    }
    desk.module.set(None);
    let before = desk.module.signatures();
    let published = desk.publish();
    assert_eq!(published.exit, Some(0), "{published:?}");
    assert!(desk.module.signatures() > before, "the token signed");
    let taken = import(&desk.office.path("site"), &device);
    assert_eq!(taken.exit, Some(0), "{taken:?}");
    let version = published.json()["version"].as_u64().unwrap();
    let (there, sequences) = known(&device);
    assert_eq!((there, sequences.len()), (version, 2));
    // What failed is void, what was published is not, and nothing is between.
    let mut register = desk.office.register();
    let all = of_lists(&mut register);
    let count = |state| all.iter().filter(|one| one.state == state).count();
    let (issued, void) = (count(SignatureState::Issued), count(SignatureState::Void));
    assert_eq!(issued + void, all.len());
    assert!(issued >= 6 && void >= 3, "{issued} and {void}");
    let verified = desk.office.run(&["register", "verify"]);
    assert_eq!(verified.exit, Some(0), "{verified:?}");
}
