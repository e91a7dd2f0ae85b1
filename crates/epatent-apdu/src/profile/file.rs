// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Files and their identifiers.

/// EF.CardAccess, `[applet-spec §2]`.
pub const EF_CARD_ACCESS: u16 = 0x011C;
/// EF.CAN, the access number: written by the office and never read, `[applet-spec §2]`.
pub const EF_CAN: u16 = 0x0012;
/// EF.SO, the security object, `[applet-spec §2]`.
pub const EF_SECURITY_OBJECT: u16 = 0x011D;
/// EF.Payments, the payment records, `[applet-spec §2]`.
pub const EF_PAYMENTS: u16 = 0x011E;
/// EF.Receipt, reserved, `[applet-spec §2]`.
pub const EF_RECEIPT: u16 = 0x011F;
/// Number of the last data group, `[applet-spec §2]`.
pub const HIGHEST_DATA_GROUP: u8 = 9;

/// Identifiers that WRITE takes, rising, `[applet-spec §4.4]`.
pub const WRITABLE_FILES: [u16; 12] = [
    EF_CAN,
    0x0101,
    0x0102,
    0x0103,
    0x0104,
    0x0105,
    0x0106,
    0x0107,
    0x0108,
    0x0109,
    EF_CARD_ACCESS,
    EF_SECURITY_OBJECT,
];

/// The identifier of EF.DGn, n being 1..=[`HIGHEST_DATA_GROUP`].
#[must_use]
pub fn data_group(number: u8) -> Option<u16> {
    (1..=HIGHEST_DATA_GROUP)
        .contains(&number)
        .then(|| u16::from_be_bytes([0x01, number]))
}

/// Whether WRITE takes the identifier.
#[must_use]
pub fn is_writable(identifier: u16) -> bool {
    WRITABLE_FILES.contains(&identifier)
}

/// Whether the identifier names a file of the profile that SELECT and READ BINARY can find: every
/// one but EF.CAN.
#[must_use]
pub fn is_readable(identifier: u16) -> bool {
    (is_writable(identifier) && identifier != EF_CAN)
        || matches!(identifier, EF_PAYMENTS | EF_RECEIPT)
}

/// The short identifier of a file, 1..=30; EF.CAN, EF.Receipt and unknown
/// files have none.
///
/// `[applet-spec §2]` · ISO/IEC 7816-4:2020 §7.3.2
#[must_use]
pub fn short_identifier(identifier: u16) -> Option<u8> {
    let [_, low] = identifier.to_be_bytes();
    (is_readable(identifier) && identifier != EF_RECEIPT).then_some(low)
}
