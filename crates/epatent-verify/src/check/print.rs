// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is printed on the card: typed numbers and the signed code, compared with authentic data only.

use epatent_core::cose::{CoseError, Sign1, Typ};
use epatent_core::model::ModelError;
use epatent_core::object::Digest;
use epatent_core::printed_code::{self, CodeTextError, PrintedCode, SignerReference};
use epatent_core::{BlankNumber, PatentNumber};

use super::Check;
use super::circumstances::Terms;
use super::object::Signed;
use crate::chain::Embedded;
use crate::{Authentic, CheckId, CodeDefect, IssuerGap, NewerFormat, Outcome, PrintDefect, Reason};

/// The numbers that an officer typed or scanned from the plastic.
///
/// `[applet-spec qr-evidence-report §1]`, EPC-QR-12
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PrintedNumbers {
    /// Series and number of the patent.
    pub patent: Option<PatentNumber>,
    /// Number of the blank.
    pub blank: Option<BlankNumber>,
}

/// Which there are, and no number.
impl core::fmt::Debug for PrintedNumbers {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("PrintedNumbers")
            .field("patent", &self.patent.is_some())
            .field("blank", &self.blank.is_some())
            .finish()
    }
}

const NUMBERS: &str = "the typed numbers with the authentic ones";
const CODE: &str = "the signature of the code with a signer's certificate at hand";
const BINDING: &str = "the code's digest, signer and content with the authentic card";
const CHAIN: &str =
    "the signer's certificate with the pinned roots, both terms with the signing time";

impl Check<'_> {
    /// Step 13. The numbers typed from the plastic against group 3, or against the code where there is
    /// no chip. To be called after the groups.
    pub fn printed_numbers(&mut self, printed: &PrintedNumbers) {
        const ID: CheckId = CheckId::PrintedNumbers;
        self.log.start();
        let authentic = match (&self.card.patent, &self.card.printed_code) {
            (Some(patent), _) => Some((&patent.number, &patent.blank_number)),
            (None, Some(code)) => Some((&code.patent_number, &code.blank_number)),
            (None, None) => None,
        };
        if *printed == PrintedNumbers::default() {
            return;
        }
        let Some((number, blank)) = authentic else {
            let why = "there is no authentic number";
            self.log.skipped(ID, Outcome::NotChecked, why);
            return;
        };
        let other_number = printed.patent.as_ref().is_some_and(|typed| typed != number);
        let other_blank = printed.blank.as_ref().is_some_and(|typed| typed != blank);
        let reasons = [
            other_number.then_some(PrintDefect::PatentNumber),
            other_blank.then_some(PrintDefect::BlankNumber),
        ];
        let mut reasons = reasons.into_iter().flatten().map(Reason::PrintMismatch);
        self.log.judged(ID, NUMBERS, reasons.next());
        for reason in reasons {
            self.log.find(reason);
        }
    }

    /// Step 14. The text of the code on the back, as it was scanned. To be called after the card was
    /// read, or instead.
    ///
    /// With an authentic card it is bound to it: the code must carry the digest of this very security
    /// object and verify under the certificate in it. Without a card the code is judged alone; the
    /// answer is then [`Verdict::Undetermined`](crate::Verdict::Undetermined) at best, because a code
    /// can be copied by anybody with a camera.
    pub fn printed_code(&mut self, text: &str) -> Option<&Authentic<PrintedCode>> {
        self.log.start();
        let code = if self.card.security_object.is_some() {
            self.bound_code(text)
        } else if self.shown.is_none() {
            self.lone_code(text)
        } else {
            // The chip showed an object that is not authentic. What is printed on such a card helps
            // nobody: were it judged, a forged chip would borrow the words of a copied code.
            self.log.unfounded(CheckId::PrintedCode);
            None
        };
        self.card.printed_code = code;
        self.card.printed_code.as_ref()
    }

    fn bound_code(&mut self, text: &str) -> Option<Authentic<PrintedCode>> {
        let outcome = self.bind(text);
        let reason = outcome.as_ref().err().cloned().map(|defect| match defect {
            PrintDefect::Code(defect) if is_unreadable(&defect) => Reason::CodeUnreadable(defect),
            defect => Reason::PrintMismatch(defect),
        });
        self.log.judged(CheckId::PrintedCode, BINDING, reason);
        outcome.ok()
    }

    fn bind(&self, text: &str) -> Result<Authentic<PrintedCode>, PrintDefect> {
        let (Some(object), Some(shown)) = (self.basis(), &self.shown) else {
            return Err(PrintDefect::OtherCard);
        };
        let sign1 = open(text).map_err(PrintDefect::Code)?;
        let own = Sign1::parse(shown, Typ::SecurityObject).map_err(|_| PrintDefect::OtherCard)?;
        let reference = SignerReference::of(own.certificate());
        if sign1.key_reference() != Some(*reference.as_bytes()) {
            return Err(PrintDefect::OtherSigner);
        }
        let signer = Embedded::parse(own.certificate()).map_err(|_| PrintDefect::OtherSigner)?;
        verify(&sign1, &signer).map_err(PrintDefect::Code)?;
        let code = PrintedCode::decode(sign1.payload())
            .map_err(|error| PrintDefect::Code(CodeDefect::Payload(error)))?;
        if code.security_object != Digest::of(shown) {
            return Err(PrintDefect::OtherCard);
        }
        let agrees = code.environment == object.environment
            && code.region == object.region
            && code.signed_at == object.signed_at
            && code.in_force_from == object.in_force_from
            && code.latest_end == object.latest_end
            && code.status == object.status
            && code.replacement_index == object.replacement_index
            && self.card.patent.as_ref().is_none_or(|patent| {
                patent.number == code.patent_number && patent.blank_number == code.blank_number
            });
        if agrees {
            Ok(Authentic::proved(code))
        } else {
            Err(PrintDefect::Contradiction)
        }
    }

    fn lone_code(&mut self, text: &str) -> Option<Authentic<PrintedCode>> {
        match self.prove_code(text) {
            Ok(code) => code,
            Err(reason) => {
                self.log.failed(CheckId::PrintedCode, CODE, reason);
                None
            }
        }
    }

    fn prove_code(&mut self, text: &str) -> Result<Option<Authentic<PrintedCode>>, Reason> {
        let sign1 = open(text).map_err(invalid)?;
        let reference = sign1.key_reference().map(SignerReference::from_bytes);
        let mut tried = None;
        let candidates = self.verifier.signers.zip(reference);
        for der in candidates
            .into_iter()
            .flat_map(|(signers, reference)| signers.candidates(reference))
        {
            let signer = Embedded::parse(der)?;
            match verify(&sign1, &signer) {
                Ok(()) => return Ok(self.judge_signer(&sign1, signer)),
                Err(defect) => tried = Some(defect),
            }
        }
        Err(match tried {
            Some(defect) => invalid(defect),
            None => Reason::IssuerUnknown(IssuerGap::NoSuchSigner),
        })
    }

    /// The signature holds under this certificate; now whether its holder was entitled to it.
    fn judge_signer(&mut self, sign1: &Sign1, signer: Embedded) -> Option<Authentic<PrintedCode>> {
        self.log.passed(CheckId::PrintedCode, CODE);
        let signer = match signer.link(self.verifier.trust) {
            Ok(signer) => signer,
            Err(reason) => {
                self.log.failed(CheckId::Chain, CHAIN, reason.into());
                return None;
            }
        };
        let code = match PrintedCode::decode(sign1.payload()) {
            Ok(code) => code,
            Err(ModelError::UnsupportedVersion { version, .. }) => {
                let reason = Reason::FormatNewer(NewerFormat::CodeVersion(version));
                self.log.overturned(CheckId::PrintedCode, reason);
                return None;
            }
            Err(error) => {
                self.log.overturned(
                    CheckId::PrintedCode,
                    Reason::CodeInvalid(CodeDefect::Payload(error)),
                );
                return None;
            }
        };
        let signed = Signed {
            object: code.security_object,
            region: code.region,
            environment: code.environment,
            signed_at: code.signed_at,
        };
        let entitled = self.is_entitled(&signer, &signed);
        entitled.then(|| Authentic::proved(code))
    }

    /// What only a code's own content decides, and what a code can never show.
    pub(super) fn report_lone_code(&mut self, code: &Authentic<PrintedCode>) {
        for (id, why) in [
            (CheckId::ChipProof, "a code has no chip"),
            (
                CheckId::Group(epatent_core::group::GroupNumber::PORTRAIT),
                "a code has no photo",
            ),
        ] {
            self.log.skipped(id, Outcome::NotChecked, why);
        }
        let terms = Terms::of_code(code);
        self.check_status(&terms);
        self.check_payment(&terms);
        self.check_dates(&terms);
        self.check_place(&terms);
        self.check_profession_of_code(code);
        self.check_bundle();
        self.log.find(Reason::QrOnly);
    }

    fn check_profession_of_code(&mut self, code: &PrintedCode) {
        const ID: CheckId = CheckId::Profession;
        let Some(listed) = &code.professions else {
            self.log
                .skipped(ID, Outcome::NotApplicable, "the patent names no profession");
            return;
        };
        let Some(seen) = &self.circumstances.profession else {
            self.log
                .skipped(ID, Outcome::NotChecked, "no profession was chosen");
            return;
        };
        let named = listed
            .as_str()
            .split("; ")
            .filter_map(|part| epatent_core::Text::parse(part).ok())
            .any(|part| super::circumstances::same_profession(&part, seen));
        if !named && printed_code::is_shortened(listed) {
            self.log
                .skipped(ID, Outcome::NotChecked, "the code names them only in part");
            return;
        }
        let reason = (!named).then(|| Reason::ProfessionMismatch {
            permitted: alloc::vec![listed.clone()],
            seen: seen.clone(),
        });
        self.log
            .judged(ID, "the profession seen with those of the code", reason);
    }

    /// Names the steps about the print that nobody took.
    pub(super) fn name_print_checks(&mut self) {
        for (id, why) in [
            (CheckId::PrintedNumbers, "no number was typed"),
            (CheckId::PrintedCode, "no code was scanned"),
        ] {
            if !self.log.has_record(id) {
                self.log.skipped(id, Outcome::NotChecked, why);
            }
        }
    }
}

/// The signed object in a scanned text.
fn open(text: &str) -> Result<Sign1, CodeDefect> {
    let signed = printed_code::from_text(text).map_err(CodeDefect::Text)?;
    Sign1::parse(&signed, Typ::QrCode).map_err(CodeDefect::Envelope)
}

fn verify(sign1: &Sign1, signer: &Embedded) -> Result<(), CodeDefect> {
    if signer.key.algorithm() != sign1.algorithm() {
        return Err(CodeDefect::Algorithm);
    }
    signer
        .key
        .verify_raw(&sign1.to_be_signed(), sign1.signature())
        .map_err(|_| CodeDefect::Signature)
}

/// A text that was cut or scanned wrongly, or is none of ours: no signature was looked at, so that it
/// says nothing of the card and nothing of its maker.
const fn is_unreadable(defect: &CodeDefect) -> bool {
    matches!(
        defect,
        CodeDefect::Text(_)
            | CodeDefect::Envelope(CoseError::Cbor { .. } | CoseError::Structure { .. })
    )
}

/// An unknown algorithm or form of the text may be of a newer edition, and what cannot be read is no
/// sign of anything; everything else is no code that an office made.
fn invalid(defect: CodeDefect) -> Reason {
    match defect {
        CodeDefect::Envelope(CoseError::UnknownAlgorithm { .. })
        | CodeDefect::Text(CodeTextError::OtherKind) => Reason::FormatNewer(NewerFormat::CodeForm),
        defect if is_unreadable(&defect) => Reason::CodeUnreadable(defect),
        defect => Reason::CodeInvalid(defect),
    }
}
