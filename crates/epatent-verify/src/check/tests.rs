// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use epatent_core::object::Environment;
use epatent_core::{CivilDate, Region};
use epatent_sign::FileKey;
use epatent_sign::authority::{RootRequest, Subject, self_signed_root};
use rand::SeedableRng;

use super::*;
use crate::{Policy, TrustStore};

/// A report names every step that was not taken; this is what is left when it does not.
#[test]
fn where_nothing_was_found_and_nothing_proved_the_answer_is_open() {
    let mut rng = rand::rngs::StdRng::seed_from_u64(1);
    let at = |text| UnixTime::parse(text).unwrap();
    let request = RootRequest {
        subject: Subject::named("Test root"),
        environment: Environment::Lab,
        not_before: at("2026-01-01T00:00:00Z"),
        not_after: at("2036-01-01T00:00:00Z"),
    };
    let key = FileKey::generate_ed25519(&mut rng);
    let root = self_signed_root(&request, &key, &mut rng).unwrap();
    let trust = TrustStore::new(Environment::Lab, [root]).unwrap();
    let policy = Policy::default();
    let circumstances = Circumstances {
        region: Region::parse("77").unwrap(),
        now: at("2026-11-10T09:00:00Z"),
        date: CivilDate::parse("2026-11-10").unwrap(),
        profession: None,
    };
    let check = Verifier::new(&trust, &policy)
        .unwrap()
        .begin(&circumstances);
    assert_eq!(check.log.findings(), []);
    assert_eq!(check.verdict(), Verdict::Undetermined);
}
