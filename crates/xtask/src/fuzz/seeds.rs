// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The corpus of each fuzz target: small, of what honest parties say, made from the vectors and the
//! emulator.

mod pictures;

use crate::run::{self, Done};
use epatent_apdu::decorators::Recording;
use epatent_apdu::flows::{self, GenerateKey, ReadFile, SelectApplet};
use epatent_apdu::pace::{Can, Ephemeral, Pace, Parameter, SetAt, card_access};
use epatent_apdu::profile::{AppletInfo, EF_SECURITY_OBJECT, LifeCycle, PaymentLog, Status};
use epatent_apdu::scp03::{
    Diversified, Environment, KeySet, KeySource, OpenScp03, SecurityLevel, SoftwareMasterKey,
};
use epatent_apdu::secure_messaging::{CardChannel, HostChannel, SessionKeys};
use epatent_apdu::{Channel as _, Command, Link, Response, StatusWord, drive};
use epatent_core::chip_proof::TerminalStatement;
use epatent_core::cose::{Sign1, Typ};
use epatent_core::list::{
    Annulment, AnnulmentCategory, CardStatus, ListHead, ListId, ListTimes, PaidThrough,
    PaidThroughDelta, PaidThroughList, StatusList,
};
use epatent_core::object::{CardId, Digest};
use epatent_core::payment::{PaymentRecord, file_of};
use epatent_core::{CivilDate, PatentNumber, Region, Text, UnixTime};
use epatent_emulator::{Card, Image, InProcess};
use epatent_fuzz::{fixture, script};
use epatent_terminal::{Request, read_card};
use epatent_testkit::lab::Lab;
use epatent_testkit::vectors::{self, Vector};
use epatent_verify::{Circumstances, Policy, StatusRule, TrustStore, Verdict, Verifier};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use std::collections::BTreeMap;
use std::path::Path;

/// Target, name, bytes.
type Seeds = BTreeMap<(&'static str, String), Vec<u8>>;

const CORPUS: &str = "fuzz/corpus";
const FIXTURES: &str = "crates/epatent-fuzz/fixtures";
const ISSUED: &str = "crates/epatent-emulator/profiles/images/issued.json";
const PROFILES: &str = "crates/epatent-emulator/profiles";
/// Random bytes of a terminal, as the targets have them.
const RANDOM: [u8; Ephemeral::RANDOM] = [5; Ephemeral::RANDOM];

/// Writes the corpus and the fixtures anew; files of other names stay, as those of a fuzzer's finds.
pub(super) fn write() -> Done {
    let (root, card, session) = reading()?;
    let fixtures = run::root().join(FIXTURES);
    std::fs::write(fixtures.join("root.der"), root)?;
    std::fs::write(fixtures.join("card.cbor"), &card)?;
    let mut seeds = Seeds::new();
    seeds.insert(("verdict", "card".into()), card);
    seeds.insert(("reading", "card".into()), session);
    from_vectors(&mut seeds)?;
    pictures::put(&mut seeds)?;
    answers(&mut seeds)?;
    lists(&mut seeds)?;
    conversations(&mut seeds)?;
    texts(&mut seeds)?;
    for ((target, name), bytes) in &seeds {
        let folder = run::root().join(CORPUS).join(target);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(name), bytes)?;
    }
    run::say(&format!("{} seeds written to {CORPUS}", seeds.len()));
    Ok(())
}

fn rng() -> StdRng {
    StdRng::seed_from_u64(1)
}

fn issued() -> Done<Card> {
    let image = Image::load(&run::root().join(ISSUED))?;
    Ok(image.into_card(rng()))
}

/// The root, the card file, and the replies of the card that was read.
fn reading() -> Done<(Vec<u8>, Vec<u8>, Vec<u8>)> {
    let lab = Lab::new(1);
    let root = lab.root.der().to_vec();
    let trust = TrustStore::new(lab.setup.environment, [&root])?;
    let policy = Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    };
    let circumstances = Circumstances {
        region: Region::parse(fixture::REGION)?,
        now: UnixTime::parse(fixture::NOW)?,
        date: CivilDate::parse(fixture::DAY)?,
        profession: None,
    };
    let verifier = Verifier::new(&trust, &policy)?;
    let mut check = verifier.begin(&circumstances);
    let request = Request {
        can: Some(Can::parse(fixture::ACCESS_NUMBER)?),
        pace_random: RANDOM,
        host_nonce: [0x4E; 32],
        statement: TerminalStatement {
            checked_at: circumstances.now,
            region: circumstances.region,
            terminal: Text::parse("fuzz")?,
        },
    };
    let mut card = Recording::new(InProcess::new(issued()?));
    let read = read_card(&mut card, &mut check, &request, &mut ())?;
    let report = check.report();
    if report.verdict != Verdict::InForce {
        return Err(format!("the card of the corpus is {:?}", report.findings).into());
    }
    let file = read.presentation.encode()?;
    Ok((root, file, script::join(replies(&card))))
}

fn replies<T>(card: &Recording<T>) -> impl Iterator<Item = &[u8]>
where
    T: epatent_apdu::Transport,
{
    let entries = card.transcript().entries().iter();
    entries.filter_map(|entry| entry.reply.as_deref())
}

fn commands<T>(card: &Recording<T>) -> impl Iterator<Item = &[u8]>
where
    T: epatent_apdu::Transport,
{
    let entries = card.transcript().entries().iter();
    entries.map(|entry| entry.command.as_slice())
}

/// Behind a choice.
fn chosen(choice: u8, script: Vec<u8>) -> Vec<u8> {
    [vec![choice], script].concat()
}

fn vector(name: &str) -> Done<Vec<u8>> {
    for folder in ["encoding", "object", "certificate", "qr", "bundle"] {
        let path = vectors::folder()
            .join(folder)
            .join(name)
            .with_extension("json");
        if path.exists() {
            let text = std::fs::read_to_string(path)?;
            return Ok(serde_json::from_str::<Vector>(&text)?.hex);
        }
    }
    Err(format!("there is no vector {name}").into())
}

fn from_vectors(seeds: &mut Seeds) -> Done {
    for (target, names) in [
        (
            "cbor",
            &[
                "encoding_depth_8",
                "encoding_integer_2_to_32",
                "encoding_keys_in_order",
                "encoding_simple_values",
                "encoding_text_composed",
                "holder_complete",
            ][..],
        ),
        (
            "group",
            &[
                "holder_complete",
                "patent_complete",
                "permission_two_professions",
                "portrait_opaque",
                "remarks_with_text",
            ],
        ),
        ("security-object", &["object_ed25519", "object_es256"]),
        (
            "certificate",
            &[
                "certificate_root",
                "certificate_signer_77",
                "certificate_signer_es256",
            ],
        ),
        (
            "card-file",
            &["card_file_with_proof", "card_file_with_access_number"],
        ),
        ("statement", &["terminal_complete"]),
        ("printed-code", &["code_ed25519", "code_es256", "code_text"]),
        ("bundle", &["bundle_complete", "bundle_full"]),
    ] {
        for name in names {
            seeds.insert((target, (*name).to_owned()), vector(name)?);
        }
    }
    let object = Sign1::parse(&vector("object_ed25519")?, Typ::SecurityObject)?;
    let payload = object.into_payload();
    seeds.insert(("security-object", "payload".into()), payload);
    Ok(())
}

fn answers(seeds: &mut Seeds) -> Done {
    let mut put = |target, name: &str, bytes| seeds.insert((target, name.to_owned()), bytes);
    for (name, parameters) in [
        ("both", &[Parameter::P256, Parameter::BrainpoolP256r1][..]),
        ("p256", &[Parameter::P256]),
    ] {
        put("card-access", name, card_access(parameters));
    }
    put(
        "card-access",
        "set-at",
        SetAt::can(Some(Parameter::P256)).encode(),
    );
    put("answer", "fci", AppletInfo::new(LifeCycle::Active).encode());
    let active = Status::Closed {
        state: LifeCycle::Active,
        payments: PaymentLog::default(),
    };
    put("answer", "status-active", active.encode());
    put(
        "answer",
        "status-blank",
        Status::Blank { point: None }.encode(),
    );
    let read = Command::new(0x00, 0xB0, 0x9D, 0x00).expecting(223);
    put("apdu", "read", read.encode()?);
    let select =
        Command::new(0x00, 0xA4, 0x04, 0x00).with_data(epatent_apdu::profile::AID.to_vec());
    put("apdu", "select", select.expecting(256).encode()?);
    let long = Command::new(0x80, 0xD6, 0x00, 0x00).with_data(vec![7; 300]);
    put("apdu", "extended", long.expecting(4096).encode()?);
    Ok(())
}

/// A list of ten indices, and the changes of the next day; a payment record.
fn lists(seeds: &mut Seeds) -> Done {
    let (issued_at, day) = (
        UnixTime::parse(fixture::NOW)?,
        CivilDate::parse(fixture::DAY)?,
    );
    let head = |sequence| -> Done<ListHead> {
        Ok(ListHead {
            environment: Environment::Lab,
            id: ListId {
                region: Region::parse(fixture::REGION)?,
                number: 1,
            },
            sequence,
            size: 10,
        })
    };
    let times = ListTimes {
        issued_at,
        next_update: UnixTime::parse("2026-11-21T10:00:00Z")?,
        expires: UnixTime::parse("2026-11-27T10:00:00Z")?,
    };
    let annulment = Annulment {
        on: day,
        category: AnnulmentCategory::from_code(1),
    };
    let statuses = [
        (3, CardStatus::Annulled(annulment)),
        (5, CardStatus::Suspended),
        (7, CardStatus::Superseded),
    ];
    let list = StatusList::new(head(1)?, times, statuses)?;
    seeds.insert(("status-list", "ten".into()), list.encode()?);
    let paid = PaidThrough::new(day);
    let later = PaidThrough::restored(day.add_days(10)?, day.add_days(40)?);
    let old = PaidThroughList::new(head(1)?, times, [(1, paid), (2, paid)])?;
    let new = PaidThroughList::new(head(2)?, times, [(1, paid), (2, later), (9, paid)])?;
    let delta = PaidThroughDelta::between(&old, &new)?.encode()?;
    let both = script::join([&old.encode_snapshot()?[..], &delta]);
    seeds.insert(("paid-through", "ten".into()), both);
    let record = PaymentRecord {
        card_id: CardId::from_bytes([1; 16]),
        patent_number: PatentNumber::parse("77 2600001234")?,
        sequence: 1,
        previous: Digest::from_bytes([0; 32]),
        paid: later,
        recorded_at: issued_at,
        receipt: Text::parse("A-1")?,
    };
    let record = record.encode()?;
    let file = file_of([&record[..], &record]).unwrap_or_default();
    seeds.insert(("payment", "record".into()), record);
    seeds.insert(("payment", "file".into()), file);
    Ok(())
}

fn conversations(seeds: &mut Seeds) -> Done {
    let can = Can::parse(fixture::ACCESS_NUMBER)?;
    // The applet and PACE, then a file under secure messaging.
    let mut card = Recording::new(InProcess::new(issued()?));
    drive(SelectApplet::new(), &mut card)?;
    let transcript = card.transcript().clone();
    seeds.insert(
        ("transcript", "select".into()),
        transcript.to_string().into_bytes(),
    );
    seeds.insert(
        ("replies", "select".into()),
        chosen(0, script::join(replies(&card))),
    );
    let pace = Pace::new(&can, Ephemeral::from_random(Parameter::P256, &RANDOM)?);
    let opened = drive(pace, &mut card)?;
    let mut link = Link::new(card).with_channel(opened.channel);
    drive(ReadFile::new(EF_SECURITY_OBJECT), &mut link)?;
    let (card, _) = link.into_parts();
    let after_select = replies(&card).skip(1);
    seeds.insert(
        ("pace-host", "p256".into()),
        chosen(0, script::join(after_select)),
    );
    seeds.insert(
        ("card-commands", "read".into()),
        chosen(1, script::join(commands(&card))),
    );
    let both = commands(&card)
        .zip(replies(&card))
        .flat_map(|(command, reply)| [command, reply]);
    seeds.insert(("trace", "pace".into()), script::join(both));
    // GET RESPONSE, and a file in pieces.
    let parts: [&[u8]; 3] = [&[1, 2, 0x61, 0x03], &[3, 0x61, 0x01], &[4, 0x90, 0x00]];
    seeds.insert(
        ("replies", "chained".into()),
        chosen(7, script::join(parts)),
    );
    let full = [&[7; 223][..], &[0x90, 0x00]].concat();
    let pieces: [&[u8]; 2] = [&full, &[1, 2, 3, 0x62, 0x82]];
    seeds.insert(("replies", "file".into()), chosen(1, script::join(pieces)));
    secure_messaging(seeds)?;
    office(seeds)
}

fn secure_messaging(seeds: &mut Seeds) -> Done {
    let keys = || SessionKeys::new([0x45; 16], [0x4D; 16]);
    let (mut host, mut card) = (HostChannel::new(keys()), CardChannel::new(keys()));
    let command = Command::new(0x00, 0xB0, 0x9D, 0x00);
    let secured = host.wrap(command.with_data(vec![7; 20]).expecting(223))?;
    card.open(&secured)?;
    let answer = card.protect(&Response::new(vec![9; 40], StatusWord::DONE))?;
    // Without the check bytes, which the target makes.
    for (choice, name, mut bytes) in [(1, "command", secured.data), (0, "response", answer.data)] {
        bytes.truncate(bytes.len().saturating_sub(10));
        seeds.insert(("secure-messaging", name.into()), chosen(choice, bytes));
    }
    Ok(())
}

/// SCP03: the replies of a card with the test key itself, and the commands to a card of the lab.
fn office(seeds: &mut Seeds) -> Done {
    let card = Card::with_keys([0; 10], &KeySet::test(), rng());
    let card = begun(card, KeySet::test(), [7; 8])?;
    seeds.insert(
        ("scp03-host", "full".into()),
        chosen(SecurityLevel::Full.code(), script::join(replies(&card))),
    );
    let lab = Diversified::new(SoftwareMasterKey::lab(), Environment::Lab)?;
    let card = begun(Card::blank(rng()), lab, [7; 8])?;
    seeds.insert(
        ("card-commands", "office".into()),
        chosen(0, script::join(commands(&card))),
    );
    Ok(())
}

fn begun<K: KeySource>(
    card: Card,
    keys: K,
    challenge: [u8; 8],
) -> Done<Recording<InProcess<Card>>> {
    let mut card = Recording::new(InProcess::new(card));
    let open = OpenScp03::new(keys, 0, SecurityLevel::Full, challenge);
    let opened = drive(open, &mut card)?;
    let mut link = Link::new(card).with_channel(opened.channel);
    drive(flows::CardStatus::new(), &mut link)?;
    drive(GenerateKey::new([3; 32]), &mut link)?;
    Ok(link.into_parts().0)
}

fn texts(seeds: &mut Seeds) -> Done {
    let blank = Image::of(&Card::blank(rng()));
    seeds.insert(("image", "blank".into()), blank.to_json().into_bytes());
    let read = |path: &Path| std::fs::read(path);
    for name in [
        "group-holder-bit-flipped",
        "groups-swapped",
        "proof-replayed",
        "endless-61xx",
    ] {
        let path = run::root().join(PROFILES).join(name).with_extension("toml");
        seeds.insert(("profile", name.to_owned()), read(&path)?);
    }
    let settings = "schema = 1\nenvironment = \"lab\"\n\n[policy]\nwrong-region = \"red\"\nstatus = \"not-required\"\n";
    seeds.insert(("trust-settings", "settings".into()), settings.into());
    let root = vectors::folder().join("keys/lab-root.certificate.pem");
    seeds.insert(("trust-settings", "root".into()), read(&root)?);
    Ok(())
}
