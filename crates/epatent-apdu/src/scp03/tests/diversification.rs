// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Keys of chips, and keys that may not be used.

use core::cell::RefCell;

use hex_literal::hex;

use super::*;

/// Keeps its key to itself and remembers what it was asked.
struct Hsm(SoftwareMasterKey, RefCell<Vec<Vec<u8>>>);

impl Hsm {
    fn new(key: [u8; 16]) -> Self {
        Self(SoftwareMasterKey::new(key), RefCell::default())
    }
}

impl MasterKey for Hsm {
    fn cmac(&self, data: &[u8]) -> Result<[u8; 16], MasterKeyError> {
        self.1.borrow_mut().push(data.to_vec());
        self.0.cmac(data)
    }
}

#[test]
fn the_software_master_key_is_rfc_4493() {
    // RFC 4493 §4, examples 1 to 3.
    let key = SoftwareMasterKey::new(hex!("2b7e1516 28aed2a6 abf71588 09cf4f3c"));
    let message = hex!(
        "6bc1bee2 2e409f96 e93d7e11 7393172a ae2d8a57 1e03ac9c 9eb76fac 45af8e51"
        "30c81c46 a35ce411"
    );
    for (length, mac) in [
        (0, hex!("bb1d6929 e9593728 7fa37d12 9b756746")),
        (16, hex!("070a16b4 6b4d4144 f79bdd9d d04a287c")),
        (40, hex!("dfa66747 de9ae630 30ca3261 1497c827")),
    ] {
        assert_eq!(key.cmac(&message[..length]), Ok(mac));
    }
}

// shows: EPC-KEY-07
#[test]
fn the_derivation_input_is_as_documented() {
    let hsm = Hsm::new([0x2B; 16]);
    Diversified::new(&hsm, Environment::Lab)
        .unwrap()
        .for_chip(b"CHIP000001")
        .unwrap();
    let expected = |label: &[u8]| {
        [
            &hex!("01")[..],
            b"EPATENT-SCP03-",
            label,
            &hex!("00"),
            b"CHIP000001",
            &hex!("0080"),
        ]
        .concat()
    };
    assert_eq!(
        *hsm.1.borrow(),
        [expected(b"ENC"), expected(b"MAC"), expected(b"DEK")]
    );
    assert_eq!(hsm.1.borrow()[0].len(), 31);
}

#[test]
fn the_keys_of_a_chip_do_not_change() {
    let master = SoftwareMasterKey::new(hex!("00112233445566778899AABBCCDDEEFF"));
    let diversified = Diversified::new(master, Environment::Production).unwrap();
    let keys = diversified.for_chip(&hex!("00010203040506070809")).unwrap();
    // Computed with another implementation: openssl mac -cipher AES-128-CBC -macopt hexkey:.. CMAC
    assert_eq!(*keys.enc(), hex!("A87F97BB83921D2A22DF998D8405763B"));
    assert_eq!(*keys.mac(), hex!("8F1A621D0DBB0199FA4C0C281D44F6D2"));
    assert_eq!(*keys.dek(), hex!("221FBFE33F157D892DDD252869A04262"));
}

#[test]
fn two_chips_share_no_key() {
    let master = SoftwareMasterKey::new([0x2B; 16]);
    let diversified = Diversified::new(master, Environment::Production).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for chip in 0..100_u8 {
        let keys = diversified.for_chip(&[chip; 10]).unwrap();
        for key in [keys.enc(), keys.mac(), keys.dek()] {
            assert!(seen.insert(*key));
        }
    }
}

#[test]
fn a_session_opens_with_the_keys_of_the_chip_and_no_other() {
    let diversified = Diversified::new(Hsm::new([0x2B; 16]), Environment::Production).unwrap();
    let keys = diversified.for_chip(&IDENTITY.diversification).unwrap();
    let mut card = Scp03Card::new(keys.clone(), IDENTITY);
    let flow = OpenScp03::new(&diversified, 0, SecurityLevel::Full, HOST_CHALLENGE);
    assert!(run(flow, |command| answer(&mut card, command)).is_ok());
    // The same keys behind another chip's name.
    let mut clone = Scp03Card::new(
        keys,
        Identity {
            diversification: *b"CHIP000002",
            ..IDENTITY
        },
    );
    let flow = OpenScp03::new(&diversified, 0, SecurityLevel::Full, HOST_CHALLENGE);
    let error = run(flow, |command| answer(&mut clone, command)).unwrap_err();
    assert_eq!(error, FlowError::Scp03(HandshakeError::CardCryptogram));
}

// shows: EPC-KEY-09
#[test]
fn the_test_key_is_refused_in_production_wherever_it_stands() {
    let other = [0x11; 16];
    for places in 1..8_u8 {
        let [enc, mac, dek] = [1, 2, 4].map(|place| match places & place {
            0 => other,
            _ => TEST_KEY,
        });
        let error = KeySet::new(enc, mac, dek, Environment::Production).unwrap_err();
        assert_eq!(error, KeyError::TestKey);
        assert!(KeySet::new(enc, mac, dek, Environment::Lab).is_ok());
    }
    let keys = KeySet::test();
    assert_eq!([keys.enc(), keys.mac(), keys.dek()], [&TEST_KEY; 3]);
}

// shows: EPC-KEY-09
#[test]
fn the_test_key_is_refused_as_a_master_key_even_inside_an_hsm() {
    let error = Diversified::new(Hsm::new(TEST_KEY), Environment::Production).err();
    assert_eq!(error, Some(HandshakeError::Key(KeyError::TestKey)));
    assert!(Diversified::new(Hsm::new(TEST_KEY), Environment::Lab).is_ok());
}

#[test]
fn a_failing_hsm_fails_the_handshake_in_its_own_words() {
    struct Failing;
    impl MasterKey for Failing {
        fn cmac(&self, _: &[u8]) -> Result<[u8; 16], MasterKeyError> {
            Err(MasterKeyError {
                reason: "CKR_SESSION_HANDLE_INVALID".into(),
            })
        }
    }
    assert!(Diversified::new(Failing, Environment::Production).is_err());
    let keys = Diversified::new(Failing, Environment::Lab).unwrap();
    let flow = OpenScp03::new(keys, 0, SecurityLevel::Full, HOST_CHALLENGE);
    let mut card = card();
    let error = run(flow, |command| answer(&mut card, command)).unwrap_err();
    assert_eq!(error.fault(), crate::Fault::Caller);
    assert_eq!(
        error.to_string(),
        "SCP03: the master key could not be used: CKR_SESSION_HANDLE_INVALID"
    );
}

#[test]
fn a_key_file_says_what_it_is_and_comes_back() {
    let text = SoftwareMasterKey::lab().to_text("LAB KEY - not for production");
    assert!(text.starts_with("# LAB KEY - not for production\n"));
    let key = SoftwareMasterKey::from_text(&text).unwrap();
    assert_eq!(
        key.cmac(b"x").unwrap(),
        SoftwareMasterKey::lab().cmac(b"x").unwrap()
    );
    for wrong in ["", "40", "# only words", "zz", &text.repeat(2)] {
        assert!(SoftwareMasterKey::from_text(wrong).is_none(), "{wrong:?}");
    }
}

// shows: EPC-KEY-11, EPC-PERSO-26
#[test]
fn a_chip_that_names_itself_has_its_own_keys_and_one_that_does_not_those_of_the_records() {
    let master = || Diversified::new(SoftwareMasterKey::new([0x2B; 16]), Environment::Lab).unwrap();
    let chip = *b"CHIP000001";
    let of = |source: &dyn KeySource, said| source.keys(said, 1).map(|keys| *keys.enc());
    let expected = *master().for_chip(&chip).unwrap().enc();
    assert_eq!(of(&master(), &chip), Ok(expected));
    assert_eq!(
        of(&master(), &UNNAMED_CHIP),
        Err(HandshakeError::UnnamedChip)
    );
    let known = KnownChip::new(master(), chip);
    assert_eq!(of(&known, &UNNAMED_CHIP), Ok(expected));
    assert_eq!(of(&known, &chip), Ok(expected));
    let actual = *b"CHIP000002";
    let expected = chip;
    assert_eq!(
        of(&known, &actual),
        Err(HandshakeError::OtherChip { expected, actual })
    );
}

#[test]
fn a_level_covers_what_protects_no_more_than_it_does() {
    use SecurityLevel::{Full, Mac, MacAndEncryption, MacBothWays, MacBothWaysAndEncryption};
    for level in SecurityLevel::ALL {
        assert!(level.covers(level) && level.covers(Mac) && Full.covers(level));
        assert_eq!(level.covers(Full), level == Full);
    }
    assert!(MacBothWaysAndEncryption.covers(MacBothWays));
    assert!(!MacAndEncryption.covers(MacBothWays) && !MacBothWays.covers(MacAndEncryption));
}

#[test]
fn a_master_key_behind_a_pointer_is_the_same_key() {
    fn asked(key: impl MasterKey) -> Result<[u8; 16], MasterKeyError> {
        key.cmac(b"CHIP000001")
    }
    let key = SoftwareMasterKey::new([0x2B; 16]);
    let expected = asked(&key);
    assert_eq!(asked(Box::new(&key)), expected);
    assert_eq!(asked(key), expected);
}
