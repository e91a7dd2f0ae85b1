// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use epatent_apdu::decorators::{Intercept, Recording, Transcript};
use epatent_apdu::flows::AppendRecord;
use epatent_apdu::flows::Personalise;
use epatent_apdu::pace::Ephemeral;
use epatent_apdu::profile::PROFILE;
use epatent_apdu::profile::PaymentLog;
use epatent_apdu::{Transport, TransportError};
use epatent_core::Text;
use epatent_core::certificate::Role;
use epatent_core::cose::{Sign1, Typ};
use epatent_core::list::PaidThrough;
use epatent_core::object::{CardId, ChipKey, Environment, SecurityObject};
use epatent_core::payment::PaymentRecord;
use epatent_core::{CivilDate, Region, UnixTime};
use epatent_emulator::copy::copy_readable;
use epatent_emulator::{Card, InProcess};
use epatent_sign::sign_payment_record;
use epatent_testkit::lab::Lab;
use epatent_testkit::{cards, channels, people};
use epatent_verify::{CheckId, Outcome};
use epatent_verify::{
    Circumstances, Code, Part, PartDefect, Policy, Reason, StatusRule, TrustStore, Verdict,
    Verifier,
};
use rand::SeedableRng;
use rand::rngs::StdRng;

mod payments;

const NOW: &str = "2026-12-01T10:00:00Z";
const DAY: &str = "2026-12-01";
const UNLISTED: GroupNumber = GroupNumber::SIGNATURE_IMAGE;

fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

/// A card in each state of an office's work.
struct Office {
    lab: Lab,
}

impl Office {
    fn new() -> Self {
        Self { lab: Lab::new(1) }
    }

    /// An issued card whose files were changed between signing and writing.
    fn issued_but(&self, change: impl FnOnce(&mut BTreeMap<u16, Vec<u8>>)) -> Card {
        let mut reader = InProcess::new(Card::blank(rng(5)));
        let point = channels::make_key(&mut reader).unwrap();
        let test_card = cards::signed_but(&self.lab, people::rakhimov(), 3, |terms| {
            terms.chip_key = ChipKey::from_sec1(&point).unwrap();
        });
        let mut files: BTreeMap<u16, Vec<u8>> = test_card
            .signed
            .files()
            .map(|(identifier, bytes)| (identifier, bytes.to_vec()))
            .collect();
        change(&mut files);
        channels::personalise(&mut reader, point, files).unwrap();
        reader.into_device()
    }

    fn issued(&self) -> Card {
        self.issued_but(|_| {})
    }

    /// Reads what is behind a transport; the outcome, and the report on what was read.
    fn read<T: Transport>(
        &self,
        card: T,
        observer: &mut dyn Observer,
    ) -> (Result<Reading, ReadError>, epatent_verify::Report) {
        let trust =
            TrustStore::new(self.lab.setup.environment, [self.lab.root.der().to_vec()]).unwrap();
        let policy = Policy {
            status: StatusRule::NotRequired,
            payment: StatusRule::NotRequired,
            ..Policy::default()
        };
        let verifier = Verifier::new(&trust, &policy).unwrap();
        let circumstances = circumstances();
        let mut check = verifier.begin(&circumstances);
        let outcome = read_card(card, &mut check, &request(), observer);
        let report = check.report();
        if let Ok(reading) = &outcome {
            assert_same_answer_from_file(&verifier, reading, &report);
        }
        (outcome, report)
    }
}

/// Whatever a card did: what was kept of it gives its answer again, later and elsewhere.
fn assert_same_answer_from_file(
    verifier: &Verifier<'_>,
    reading: &Reading,
    live: &epatent_verify::Report,
) {
    let file = reading.presentation.encode().unwrap();
    let kept = epatent_core::presentation::Presentation::decode(&file).unwrap();
    let again = verifier.verify(&kept, &circumstances());
    assert_eq!(again.verdict, live.verdict);
    let codes = |report: &epatent_verify::Report| -> Vec<_> {
        report.findings.iter().map(|found| found.code).collect()
    };
    assert_eq!(codes(&again), codes(live));
    for record in &live.checks {
        let other = again.check(record.id).map(|other| other.outcome);
        assert_eq!(other, Some(record.outcome), "{}", record.id);
    }
}

fn can() -> Can {
    Can::parse(cards::CAN).unwrap()
}

fn circumstances() -> Circumstances {
    Circumstances {
        region: Region::parse("77").unwrap(),
        now: UnixTime::parse(NOW).unwrap(),
        date: CivilDate::parse(DAY).unwrap(),
        profession: None,
    }
}

fn request() -> Request {
    Request {
        can: Some(can()),
        pace_random: [5; Ephemeral::RANDOM],
        host_nonce: [9; 32],
        statement: cards::terminal(NOW, Region::parse("77").unwrap()),
    }
}

/// What was said, one word an action, as far as a listener sees it: instruction and parameters,
/// also of what is protected. Commands that go on with the same file or channel are one action.
fn actions(transcript: &Transcript) -> Vec<String> {
    let mut actions: Vec<String> = Vec::new();
    for entry in transcript.entries() {
        let header = *entry.command.first_chunk().unwrap();
        let action = match header {
            [0x00, 0xA4, 0x04, _] => "applet".to_owned(),
            [0x00, 0x22 | 0x86, ..] | [0x10, 0x86, ..] => "channel".to_owned(),
            [0x0C, 0xA4, 0x02, 0x0C] => "ask".to_owned(),
            [0x00 | 0x0C, 0xB0, p1, _] if p1 & 0x80 != 0 => format!("read 01{:02X}", p1 & 0x1F),
            [0x00 | 0x0C, 0xB0, ..] | [0x00, 0xC0, ..] => continue,
            [0x0C, 0x88, ..] => "prove".to_owned(),
            other => format!("{other:02X?}"),
        };
        if action == "ask" || actions.last() != Some(&action) {
            actions.push(action);
        }
    }
    actions
}

fn recorded(
    card: Card,
) -> (
    Result<Reading, ReadError>,
    epatent_verify::Report,
    Vec<String>,
) {
    let mut recording = Recording::new(InProcess::new(card));
    let (outcome, report) = Office::new().read(&mut recording, &mut ());
    (outcome, report, actions(recording.transcript()))
}

#[test]
fn an_issued_card_is_read_in_the_order_of_the_checks_with_the_portrait_last() {
    let (outcome, report, actions) = recorded(Office::new().issued());
    assert_eq!(report.verdict, Verdict::InForce, "{:?}", report.findings);
    assert_eq!(
        actions,
        [
            "applet",
            "read 011C",
            "channel",
            "read 011D",
            "prove",
            "read 0101",
            "read 0103",
            "read 0104",
            "read 0105",
            "ask",
            "ask",
            "ask",
            "ask",
            "read 0102",
        ]
    );
    let reading = outcome.unwrap();
    let presentation = &reading.presentation;
    let groups: usize = presentation.groups.values().map(Vec::len).sum();
    let whole = groups + presentation.security_object.len() + presentation.card_access.len();
    assert_eq!(reading.bytes, whole);
}

#[test]
fn what_was_read_gives_the_same_answer_again_without_the_card() {
    let office = Office::new();
    let (outcome, report) = office.read(&mut InProcess::new(office.issued()), &mut ());
    let presentation = outcome.unwrap().presentation;
    let trust = TrustStore::new(office.lab.setup.environment, [office.lab.root.der()]).unwrap();
    let policy = Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    };
    let again = Verifier::new(&trust, &policy)
        .unwrap()
        .verify(&presentation, &circumstances());
    assert_eq!(again.verdict, report.verdict);
    assert_eq!(again.findings, report.findings);
}

#[test]
fn an_object_of_an_unknown_issuer_ends_the_reading_before_any_personal_data() {
    let card = Office { lab: Lab::new(2) }.issued();
    let (outcome, report, actions) = recorded(card);
    assert!(outcome.unwrap().presentation.groups.is_empty());
    assert_eq!(actions, ["applet", "read 011C", "channel", "read 011D"]);
    assert!(report.finding(Code::IssuerUnknown).is_some());
    assert_ne!(report.verdict, Verdict::InForce);
}

#[test]
fn a_group_that_the_object_does_not_list_is_named_and_not_read() {
    let card = Office::new().issued_but(|files| {
        files.insert(UNLISTED.file_id(), vec![0xA0; 300]);
    });
    let (outcome, report, actions) = recorded(card);
    assert_eq!(report.verdict, Verdict::Refused);
    assert!(report.findings.iter().any(|finding| matches!(
        finding.reason,
        Reason::DigestMismatch {
            part: Part::Group(UNLISTED),
            defect: PartDefect::NotListed,
            ..
        }
    )));
    assert!(outcome.unwrap().presentation.groups.contains_key(&UNLISTED));
    assert_eq!(actions.iter().filter(|action| *action == "ask").count(), 4);
    assert!(!actions.contains(&"read 0107".to_owned()));
}

// shows: EPC-REP-02
#[test]
fn every_listed_group_that_is_not_on_the_card_is_named_as_absent() {
    for number in [1, 2, 3, 4, 5].map(|number| GroupNumber::new(number).unwrap()) {
        let card = Office::new().issued_but(|files| {
            files.remove(&number.file_id()).unwrap();
        });
        let (outcome, report, _) = recorded(card);
        assert!(outcome.is_ok(), "{number:?}: {outcome:?}");
        assert_eq!(report.verdict, Verdict::Refused, "{number:?}");
        assert!(
            report.findings.iter().any(|finding| matches!(
                finding.reason,
                Reason::DigestMismatch { part: Part::Group(found), defect: PartDefect::Absent, .. }
                    if found == number
            )),
            "{number:?}: {:?}",
            report.findings
        );
    }
}

#[test]
fn a_copy_with_another_chip_key_is_suspected_to_be_a_clone() {
    let original = InProcess::new(Office::new().issued());
    let (_, report, _) = recorded(copy_readable(original, &can(), rng(8)).unwrap());
    assert_eq!(report.verdict, Verdict::Refused);
    assert!(report.finding(Code::CloneSuspected).is_some());
}

#[test]
fn a_blank_card_and_a_half_written_one_show_no_patent_and_are_not_read() {
    let blank = Card::blank(rng(1));
    let mut reader = InProcess::new(Card::blank(rng(1)));
    let point = channels::make_key(&mut reader).unwrap();
    let files = BTreeMap::from([
        (EF_SECURITY_OBJECT, vec![1; 400]),
        (EF_CARD_ACCESS, vec![2; 9]),
    ]);
    let flow = Personalise::new([1; 16], point, files).unwrap();
    // The channel, BEGIN and the first WRITE get through; the card is torn out before the second.
    let mut torn = Intercept::new(
        reader,
        |card: &mut dyn Transport, position, command: &[u8]| {
            if position >= 5 {
                return Err(TransportError::CardRemoved);
            }
            card.transmit(command)
        },
    );
    drive(flow, &mut channels::office(&mut torn).unwrap()).unwrap_err();
    let half = torn.into_inner().into_device();
    for (card, expected) in [
        (blank, LifeCycle::Blank),
        (half, LifeCycle::Personalisation),
    ] {
        assert_eq!(card.life_cycle(), expected);
        let (outcome, report, actions) = recorded(card);
        assert!(
            matches!(outcome, Err(ReadError::NotActive { state }) if state == expected),
            "{outcome:?}"
        );
        assert_eq!(actions, ["applet"]);
        assert_ne!(report.verdict, Verdict::InForce);
    }
}

/// A transport that answers everything alike.
struct Always(Vec<u8>);

impl Transport for Always {
    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        Ok(self.0.clone())
    }
}

#[test]
fn a_card_without_the_applet_is_another_kind_of_card_whatever_its_status_word() {
    for status in [
        StatusWord::FILE_NOT_FOUND,
        StatusWord(0x6D00),
        StatusWord(0x6999),
    ] {
        let mut card = Always(status.0.to_be_bytes().to_vec());
        let (outcome, report) = Office::new().read(&mut card, &mut ());
        assert!(
            matches!(outcome, Err(ReadError::NotAPatent { status: found }) if found == status),
            "{outcome:?}"
        );
        assert_ne!(report.verdict, Verdict::InForce);
    }
}

/// The number of commands of a whole reading.
fn length_of_a_reading(office: &Office, card: &Card) -> usize {
    let mut recording = Recording::new(InProcess::new(copy_of(card)));
    office.read(&mut recording, &mut ()).0.unwrap();
    recording.transcript().entries().len()
}

/// The same card, key included: a card is its memory.
fn copy_of(card: &Card) -> Card {
    epatent_emulator::Image::of(card).into_card(rng(6))
}

#[test]
fn a_card_torn_out_at_any_command_is_an_error_and_never_in_force() {
    let office = Office::new();
    let card = office.issued();
    let length = length_of_a_reading(&office, &card);
    assert!(length > 30, "{length} commands");
    for torn_at in 0..length {
        let reader = InProcess::new(copy_of(&card));
        let mut torn = Intercept::new(reader, |card: &mut dyn Transport, at, command: &[u8]| {
            if at < torn_at {
                card.transmit(command)
            } else {
                Err(TransportError::CardRemoved)
            }
        });
        let (outcome, report) = office.read(&mut torn, &mut ());
        let error = outcome.expect_err("a torn card was read");
        assert!(
            matches!(&error, ReadError::Flow(flow)
                if flow.transport() == Some(&TransportError::CardRemoved)),
            "command {torn_at}: {error:?}"
        );
        assert_ne!(report.verdict, Verdict::InForce, "command {torn_at}");
    }
}

#[test]
fn no_single_wrong_reply_makes_a_reading_in_force() {
    let office = Office::new();
    let card = office.issued();
    let replies: [&[u8]; 6] = [
        &[],
        &[0x90],
        &[0x90, 0x00],
        &[0x62, 0x82],
        &[0x6A, 0x82],
        &[0x6F, 0x00],
    ];
    for wrong_at in 0..length_of_a_reading(&office, &card) {
        for reply in replies {
            let mut harmless = false;
            let reader = InProcess::new(copy_of(&card));
            let mut faulty =
                Intercept::new(reader, |card: &mut dyn Transport, at, command: &[u8]| {
                    let genuine = card.transmit(command)?;
                    if at != wrong_at {
                        return Ok(genuine);
                    }
                    // What opens the conversation in the clear is asked for a second time.
                    harmless = genuine == reply
                        || command.starts_with(&[0x00, 0xA4, 0x04])
                        || command.starts_with(&[0x00, 0xB0, 0x9C]);
                    Ok(reply.to_vec())
                });
            let (_, report) = office.read(&mut faulty, &mut ());
            assert!(
                harmless || report.verdict != Verdict::InForce,
                "command {wrong_at}, {reply:02X?}"
            );
        }
    }
}

#[test]
fn a_reply_that_was_changed_before_the_channel_is_no_part_that_was_replaced() {
    let office = Office::new();
    let card = office.issued();
    for reply in [
        &[0x62_u8, 0x82][..],
        &[0x00, 0x62, 0x82],
        &[0x31, 0x00, 0x62, 0x82],
    ] {
        let copy = InProcess::new(copy_of(&card));
        let mut between = Intercept::new(copy, |card: &mut dyn Transport, _, command: &[u8]| {
            let genuine = card.transmit(command)?;
            let is_card_access = command.starts_with(&[0x00, 0xB0, 0x9C]);
            Ok(if is_card_access {
                reply.to_vec()
            } else {
                genuine
            })
        });
        let (outcome, report) = office.read(&mut between, &mut ());
        let kept = outcome.unwrap().presentation.card_access;
        assert_eq!(kept, epatent_apdu::pace::CARD_ACCESS, "{reply:02X?}");
        assert_eq!(report.verdict, Verdict::InForce, "{reply:02X?}");
    }
}

/// Keeps what an observer hears.
#[derive(Default)]
struct Watch {
    parts: Vec<&'static str>,
    last: u64,
    portrait_seen_early: Option<bool>,
}

impl Observer for Watch {
    fn progress(&mut self, part: &'static str, progress: Progress) {
        if self.parts.last() != Some(&part) {
            self.parts.push(part);
            self.last = 0;
        }
        assert!(progress.done >= self.last, "{part} went back");
        self.last = progress.done;
    }

    fn before_portrait(&mut self, check: &mut Check<'_>) {
        self.portrait_seen_early = Some(check.card().portrait.is_some());
        assert!(check.card().holder.is_some() && check.card().remarks.is_some());
    }
}

#[test]
fn an_observer_hears_of_every_part_and_is_called_before_the_portrait() {
    let office = Office::new();
    let mut watch = Watch::default();
    let (outcome, _) = office.read(&mut InProcess::new(office.issued()), &mut watch);
    outcome.unwrap();
    assert_eq!(
        watch.parts,
        [
            "security-object",
            "holder",
            "patent",
            "permission",
            "remarks",
            "portrait"
        ]
    );
    assert_eq!(watch.portrait_seen_early, Some(false));
}

/// An issued card that announces this at EF.CardAccess, which is not what was signed.
fn announcing(card_access: &[u8]) -> Card {
    Office::new().issued_but(|files| {
        files.insert(EF_CARD_ACCESS, card_access.to_vec());
    })
}

#[test]
fn a_card_that_announces_no_channel_is_read_through_one_and_found_out() {
    for card_access in [&[0x31, 0x00][..], &[0x00], &[0xFF; 22]] {
        let (outcome, report, actions) = recorded(announcing(card_access));
        assert_eq!(outcome.unwrap().presentation.card_access, card_access);
        assert_eq!(actions[..3], ["applet", "read 011C", "channel"]);
        assert_eq!(report.verdict, Verdict::Refused);
        assert!(report.findings.iter().any(|finding| matches!(
            finding.reason,
            Reason::DigestMismatch {
                part: Part::CardAccess,
                ..
            }
        )));
    }
}

#[test]
fn a_card_of_another_profile_is_asked_for_nothing_more() {
    for profile in [PROFILE - 1, PROFILE + 1, 0xFF] {
        let mut fci = epatent_apdu::profile::AppletInfo::new(LifeCycle::Active).encode();
        fci[17] = profile;
        let reply = [fci, vec![0x90, 0x00]].concat();
        let mut recording = Recording::new(Always(reply));
        let (outcome, report) = Office::new().read(&mut recording, &mut ());
        assert!(
            matches!(outcome, Err(ReadError::OtherProfile { profile: found }) if found == profile),
            "{outcome:?}"
        );
        assert_eq!(actions(recording.transcript()), ["applet"]);
        assert_ne!(report.verdict, Verdict::InForce);
    }
}

#[test]
fn a_card_is_not_read_without_its_number_or_with_another_one() {
    let office = Office::new();
    let verifier_answer = |can: Option<Can>| {
        let trust = TrustStore::new(office.lab.setup.environment, [office.lab.root.der()]).unwrap();
        let policy = Policy::default();
        let verifier = Verifier::new(&trust, &policy).unwrap();
        let circumstances = circumstances();
        let mut check = verifier.begin(&circumstances);
        let mut reader = InProcess::new(office.issued());
        let asked = Request { can, ..request() };
        read_card(&mut reader, &mut check, &asked, &mut ()).map(|_| ())
    };
    assert!(matches!(
        verifier_answer(None),
        Err(ReadError::AccessKeyMissing)
    ));
    assert!(matches!(
        verifier_answer(Some(Can::parse("740011").unwrap())),
        Err(ReadError::AccessKeyWrong)
    ));
}
