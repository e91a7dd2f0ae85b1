// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! SCP03: levels, challenges, cryptograms, and who may open it.

use epatent_apdu::flows::CardStatus;
use epatent_apdu::scp03::{
    Diversified, Environment, HandshakeError, KnownChip, OpenScp03, SecurityLevel,
    SoftwareMasterKey,
};
use epatent_apdu::{FlowError, Link, Transport as _, drive};

use super::channels::{SELECT, reader, refusal, say};
use super::*;
use crate::InProcess;
use crate::testing::scp03;

// shows: EPC-SCP-07
#[test]
fn each_level_of_scp03_carries_commands() {
    for level in SecurityLevel::ALL {
        let mut reader = reader();
        let session = scp03(&mut reader, level).unwrap();
        assert_eq!(session.key_version, 1);
        let mut link = Link::new(&mut reader).with_channel(session.channel);
        let status = drive(CardStatus::new(), &mut link).unwrap();
        assert_eq!(status.state(), LifeCycle::Active);
        drive(epatent_apdu::flows::Suspend::new(), &mut link).unwrap();
        drive(epatent_apdu::flows::Activate::new(), &mut link).unwrap();
        drive(epatent_apdu::flows::Terminate::new(), &mut link).unwrap();
        assert_eq!(reader.device().life_cycle(), LifeCycle::Terminated);
    }
}

// shows: EPC-SCP-02, EPC-SCP-05
#[test]
fn challenge_is_random_never_comes_twice_and_writes_nothing() {
    let update = Command::new(0x80, 0x50, 0, 0)
        .with_data(vec![1; 8])
        .expecting(256);
    for state in [
        LifeCycle::Blank,
        LifeCycle::Personalisation,
        LifeCycle::Active,
        LifeCycle::Suspended,
    ] {
        let mut reader = InProcess::new(in_state(state));
        let revision = reader.device().revision();
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..200 {
            let reply = say(&mut reader, &update);
            assert_eq!((reply.data.len(), reply.status), (29, StatusWord::DONE));
            // Option i: random challenge, R-MAC and R-ENCRYPTION.
            assert_eq!(reply.data[10..13], [0x01, 0x03, 0x60]);
            assert!(seen.insert(reply.data[13..21].to_vec()));
            reader.power_cycle();
        }
        assert_eq!(reader.device().revision(), revision, "{state}");
    }
}

// shows: EPC-SCP-03, EPC-SCP-04
#[test]
fn chip_names_itself_before_it_is_issued_and_never_after() {
    for (state, named) in [
        (LifeCycle::Blank, true),
        (LifeCycle::Personalisation, true),
        (LifeCycle::Active, false),
        (LifeCycle::Suspended, false),
    ] {
        let mut reader = InProcess::new(in_state(state));
        let chip = reader.device().memory().chip();
        let session = scp03(&mut reader, SecurityLevel::Full).unwrap();
        let expected = if named { chip } else { [0; 10] };
        assert_eq!(session.diversification, expected, "{state}");
    }
}

// shows: EPC-PERSO-26, EPC-SCP-04
#[test]
fn issued_card_opens_for_the_office_that_knows_its_chip_and_for_no_other() {
    let keys = || Diversified::new(SoftwareMasterKey::lab(), Environment::Lab).unwrap();
    let mut reader = reader();
    let chip = reader.device().memory().chip();
    let open = |reader: &mut InProcess<Card>, chip| {
        let keys = KnownChip::new(keys(), chip);
        drive(OpenScp03::new(keys, 0, SecurityLevel::Full, [7; 8]), reader).map(|_| ())
    };
    open(&mut reader, chip).unwrap();
    assert_eq!(
        open(&mut reader, *b"OTHER-CHIP").unwrap_err(),
        FlowError::Scp03(HandshakeError::CardCryptogram)
    );
    let unnamed = OpenScp03::new(keys(), 0, SecurityLevel::Full, [7; 8]);
    assert_eq!(
        drive(unnamed, &mut reader).unwrap_err(),
        FlowError::Scp03(HandshakeError::UnnamedChip)
    );
    let mut blank = InProcess::new(blank());
    let actual = blank.device().memory().chip();
    let expected = *b"OTHER-CHIP";
    assert_eq!(
        open(&mut blank, expected).unwrap_err(),
        FlowError::Scp03(HandshakeError::OtherChip { expected, actual })
    );
}

// shows: EPC-KEY-10
#[test]
fn card_without_keys_of_the_issuer_opens_no_session() {
    let mut reader = InProcess::new(Card::with_memory(Nvm::blank(), rng(1)));
    let error = scp03(&mut reader, SecurityLevel::Full).unwrap_err();
    assert_eq!(refusal(&error), StatusWord::REFERENCE_NOT_FOUND);
}

// shows: EPC-SCP-08, EPC-SCP-09
#[test]
fn one_cryptogram_for_each_challenge_and_nothing_between_them() {
    let mut reader = InProcess::new(blank());
    let update = Command::new(0x80, 0x50, 0, 0)
        .with_data(vec![1; 8])
        .expecting(256);
    let wrong = Command::new(0x84, 0x82, 0x33, 0).with_data(vec![0; 16]);
    assert_eq!(
        say(&mut reader, &wrong).status,
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
    assert_eq!(say(&mut reader, &update).status, StatusWord::DONE);
    assert_eq!(
        say(&mut reader, &wrong).status,
        StatusWord::SECURITY_NOT_SATISFIED
    );
    assert_eq!(
        say(&mut reader, &wrong).status,
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
    assert_eq!(say(&mut reader, &update).status, StatusWord::DONE);
    assert_eq!(reader.transmit(&SELECT).unwrap(), hex!("9000"));
    assert_eq!(
        say(&mut reader, &wrong).status,
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
}
