// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What an office makes cards with, and under which rules.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::payments::LATE_REPORT_DAYS;
use epatent_apdu::scp03::KeySource;
use epatent_core::bundle::ListedSigner;
use epatent_core::certificate::Certificate;
use epatent_core::object::Environment;
use epatent_core::presentation::Presentation;
use epatent_core::{BlankNumber, PatentNumber, Region, UnixTime};
use epatent_sign::Signer;
use epatent_verify::{Policy, TrustStore};
use rand::CryptoRng;
use serde::Deserialize;

/// The most hours until the next publication where the office does not say another number: a
/// week.
pub const NEXT_UPDATE_HOURS: u32 = 168;
/// The most days for which a publication is believed where the office does not say another number.
pub const EXPIRES_DAYS: u32 = 14;

/// A document signer: its key and certificate, which belong together.
pub struct DocumentSigner {
    /// The key, wherever it is.
    pub key: Box<dyn Signer>,
    /// Its certificate.
    pub certificate: Certificate,
}

/// Keys, trust and rules of an office. Nothing in it changes while cards are made.
pub struct Office<'a> {
    /// Laboratory or production.
    pub environment: Environment,
    /// The keys of the chips under the office's channel.
    pub chips: &'a dyn KeySource,
    /// The document signer of each region that the office signs for.
    pub signers: &'a BTreeMap<Region, DocumentSigner>,
    /// What a card that was written is judged by.
    pub trust: &'a TrustStore,
    /// How it is judged. A card that is not handed over yet is in no published list.
    pub policy: &'a Policy,
    /// What the office says of signers, published or not: a card whose signature falls with its
    /// signer is not issued.
    pub listed: &'a [ListedSigner],
    /// What the office allows.
    pub rules: OfficeRules,
}

/// The office's policy, TOML:
///
/// ```toml
/// four_eyes = true          # two people approve every application before its card is made
/// signatures_a_day = 400    # an operator may ask for within 24 hours
/// late_report_days = 14     # a file of payments alone carries a patent on that ended no longer ago
/// next_update_hours = 168   # the most that a publication may say until the next
/// expires_days = 14         # the most that a publication may be believed
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfficeRules {
    /// Whether two people have to approve an application.
    pub four_eyes: bool,
    /// Signatures that an operator may ask for within 24 hours.
    pub signatures_a_day: Option<u64>,
    /// Days after its last paid day for which a patent is carried on by a file of payments alone;
    /// [`LATE_REPORT_DAYS`] where nothing is said. `docs/payments.md` says why.
    pub late_report_days: Option<u16>,
    /// The most hours until the next publication that one may say; [`NEXT_UPDATE_HOURS`] where nothing is said.
    pub next_update_hours: Option<u32>,
    /// The most days for which a publication may be believed; [`EXPIRES_DAYS`] where nothing is said.
    pub expires_days: Option<u32>,
}

impl OfficeRules {
    /// Reads the text of a policy file.
    ///
    /// # Errors
    ///
    /// What is wrong with it, with its line.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Days after its last paid day for which a patent is carried on by a file of payments alone.
    #[must_use]
    pub fn late_report_days(&self) -> u16 {
        self.late_report_days.unwrap_or(LATE_REPORT_DAYS)
    }

    /// The most hours until the next publication that one may say.
    #[must_use]
    pub fn next_update_hours(&self) -> u32 {
        self.next_update_hours.unwrap_or(NEXT_UPDATE_HOURS)
    }

    /// The most days for which a publication may be believed.
    #[must_use]
    pub fn expires_days(&self) -> u32 {
        self.expires_days.unwrap_or(EXPIRES_DAYS)
    }
}

/// Time, chance and whoever watches: everything that is not the office's own.
pub struct World<'a> {
    /// The present second, UTC, asked anew whenever it is needed.
    pub now: &'a mut dyn FnMut() -> UnixTime,
    /// Access numbers, card numbers, salts and challenges come from it.
    pub rng: &'a mut dyn CryptoRng,
    /// Watches, keeps what is to be printed, and may stop the work.
    pub watcher: &'a mut dyn Watcher,
}

/// What has just been done for a card; the next act follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The card was asked what it is.
    Asked,
    /// A patent was chosen and the blank taken for it, in the register.
    Taken,
    /// The chip has its key.
    KeyMade,
    /// The signature is intended, in the register.
    SignatureIntended,
    /// It was made, and nobody but this process has it.
    Signed,
    /// Signature and files are in the register, and that writing begins.
    SignatureRecorded,
    /// The chip confirmed everything.
    Written,
    /// That is in the register.
    WritingRecorded,
    /// The card was read back through the verifier.
    ReadBack,
    /// The signature of the code for its back is intended, in the register.
    CodeIntended,
    /// The watcher has kept what is to be printed.
    Kept,
    /// The card is issued, in the register.
    Issued,
    /// An unfinished card was found again, and what becomes of it is in the register.
    Recovered,
    /// The card is going to be ended for good, in the register.
    Terminating,
    /// It was ended.
    Terminated,
    /// The attempt was given up, in the register.
    GivenUp,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 16] = [
        Self::Asked,
        Self::Taken,
        Self::KeyMade,
        Self::SignatureIntended,
        Self::Signed,
        Self::SignatureRecorded,
        Self::Written,
        Self::WritingRecorded,
        Self::ReadBack,
        Self::CodeIntended,
        Self::Kept,
        Self::Issued,
        Self::Recovered,
        Self::Terminating,
        Self::Terminated,
        Self::GivenUp,
    ];

    /// The stable word; its words on screens are `step-` and it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Taken => "taken",
            Self::KeyMade => "key-made",
            Self::SignatureIntended => "signature-intended",
            Self::Signed => "signed",
            Self::SignatureRecorded => "signature-recorded",
            Self::Written => "written",
            Self::WritingRecorded => "writing-recorded",
            Self::ReadBack => "read-back",
            Self::CodeIntended => "code-intended",
            Self::Kept => "kept",
            Self::Issued => "issued",
            Self::Recovered => "recovered",
            Self::Terminating => "terminating",
            Self::Terminated => "terminated",
            Self::GivenUp => "given-up",
        }
    }
}

/// A card that is whole and was read back, before it is issued.
#[derive(Debug)]
pub struct Finished<'a> {
    /// The patent.
    pub patent: &'a PatentNumber,
    /// The blank.
    pub blank: &'a BlankNumber,
    /// Everything on the chip, and the access number to be printed.
    pub card: &'a Presentation,
    /// The signed code for its back, `qr-evidence-report.md` §1.
    pub code: &'a [u8],
    /// Whose key signed it.
    pub region: Region,
}

/// Watches the making of a card.
pub trait Watcher {
    /// Something was done. On `Break` the work ends here, as if the program were killed.
    fn step(&mut self, step: Step) -> ControlFlow<()> {
        let _ = step;
        ControlFlow::Continue(())
    }

    /// Told whose card is being made, before the first step of it.
    fn patent(&mut self, number: &PatentNumber) {
        let _ = number;
    }

    /// Bytes written to the card so far, and in all.
    fn writing(&mut self, done: u64, total: u64) {
        let _ = (done, total);
    }

    /// Keeps what has to be printed. The access number is nowhere once the card is issued; where
    /// this fails the card is not issued, and asked again when it is served again.
    ///
    /// # Errors
    ///
    /// Why it was not kept.
    fn keep(&mut self, card: &Finished<'_>) -> Result<(), String> {
        let _ = card;
        Ok(())
    }
}

/// Nobody watches, and nothing is printed.
impl Watcher for () {}
