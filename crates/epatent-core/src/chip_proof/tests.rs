// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::vec;

use hex_literal::hex;

use super::*;

fn terminal() -> TerminalStatement {
    TerminalStatement {
        checked_at: UnixTime::from_seconds(1_700_000_000).unwrap(),
        region: Region::parse("77").unwrap(),
        terminal: Text::parse("desk 1").unwrap(),
    }
}

/// The bytes of [`terminal`].
const TERMINAL_BYTES: &[u8] = &hex!(
    "A4"
    "01 01"               // version: 1
    "02 1A 6553F100"      // checked at: 1700000000
    "03 62 3737"          // region: 77
    "04 66 6465736B2031"  // terminal: desk 1
);

#[test]
fn statement_is_laid_out_byte_by_byte() {
    let statement = ChipProofStatement {
        host_nonce: [0x11; 32],
        terminal_digest: Digest::from_bytes([0x22; 32]),
        channel_binding: [0x33; 32],
        security_object_digest: Digest::from_bytes([0x44; 32]),
        payment_head: [0x55; 32],
    };
    let expected = hex!(
        "45504154454E542D434849502D50524F4F462D31 000000000000000000000000" // EPATENT-CHIP-PROOF-1
        "1111111111111111111111111111111111111111111111111111111111111111" // host nonce
        "2222222222222222222222222222222222222222222222222222222222222222" // terminal statement
        "3333333333333333333333333333333333333333333333333333333333333333" // channel binding
        "4444444444444444444444444444444444444444444444444444444444444444" // EF.SO
        "5555555555555555555555555555555555555555555555555555555555555555" // payment-log head
    );
    assert_eq!(statement.to_bytes(), expected);
}

// shows: EPC-ENC-02
#[test]
fn statement_of_a_kept_proof_hashes_the_terminal_statement_as_received() {
    // Not even CBOR: nothing is decoded and encoded again on the way to the digest.
    let proof = ChipProof {
        host_nonce: [1; 32],
        terminal_statement: vec![0xFF],
        channel_binding: NO_CHANNEL,
        payment_head: NO_PAYMENT,
        signature: vec![0x30],
    };
    let object = Digest::of(b"object");
    let expected = ChipProofStatement {
        host_nonce: [1; 32],
        terminal_digest: Digest::of(&[0xFF]),
        channel_binding: [0; 32],
        security_object_digest: object,
        payment_head: [0; 32],
    };
    assert_eq!(proof.statement(object), expected);
}

#[test]
fn terminal_statement_has_the_bytes_of_the_specification() {
    assert_eq!(terminal().encode().unwrap(), TERMINAL_BYTES);
    assert_eq!(
        TerminalStatement::decode(TERMINAL_BYTES).unwrap(),
        terminal()
    );
    assert_eq!(terminal().digest().unwrap(), Digest::of(TERMINAL_BYTES));
}

#[test]
fn terminal_statement_of_another_version_is_refused_first() {
    let error = TerminalStatement::decode(&hex!("A2 01 02 05 F5")).unwrap_err();
    let (document, version) = (TERMINAL, 2);
    assert_eq!(error, ModelError::UnsupportedVersion { document, version });
}

#[test]
fn terminal_statement_with_a_field_missing_or_extra_is_refused() {
    let missing = TerminalStatement::decode(&hex!("A3 01 01 02 00 03 62 3737")).unwrap_err();
    assert!(
        matches!(missing, ModelError::MissingField { .. }),
        "{missing}"
    );
    let extra = hex!("A5 01 01 02 00 03 62 3737 04 61 78 05 00");
    let extra = TerminalStatement::decode(&extra).unwrap_err();
    assert!(
        matches!(extra, ModelError::UnknownField { key: 5, .. }),
        "{extra}"
    );
}

// shows: EPC-ENC-10
#[test]
fn terminal_statement_that_is_too_long_is_refused() {
    let bytes = vec![0; MAX_TERMINAL_STATEMENT_LENGTH + 1];
    assert!(matches!(
        TerminalStatement::decode(&bytes),
        Err(ModelError::TooLong {
            actual: 1025,
            limit: 1024,
            ..
        })
    ));
}
