// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Payments, and the life of an issued card.

use epatent_apdu::flows::{Activate, AppendRecord, CardStatus, ReadFile, Suspend, Terminate};
use epatent_apdu::profile::{EF_PAYMENTS, MAX_FILE, PaymentLog, Status};
use epatent_apdu::scp03::{Scp03Channel, SecurityLevel};
use epatent_apdu::{Exchange as _, Flow, FlowError, Link, Transport as _, drive};

use super::*;
use crate::nvm::{PowerCut, Torn};
use crate::testing::{CAN, pace, scp03};
use crate::{Image, InProcess};

type Office<'a> = Link<&'a mut InProcess<Card>, Scp03Channel>;

fn reader() -> InProcess<Card> {
    InProcess::new(active())
}

fn office(reader: &mut InProcess<Card>) -> Office<'_> {
    let session = scp03(reader, SecurityLevel::Full).unwrap();
    Link::new(reader).with_channel(session.channel)
}

fn log(link: &mut Office<'_>) -> PaymentLog {
    match drive(CardStatus::new(), link).unwrap() {
        Status::Closed { payments, .. } => payments,
        other => panic!("{other:?}"),
    }
}

fn record(number: u8, length: usize) -> Vec<u8> {
    vec![number; length]
}

fn append(sequence: u16, previous: [u8; 32], record: &[u8]) -> Command {
    let data = [sequence.to_be_bytes().as_slice(), &previous, record].concat();
    Command::new(0x80, 0xE2, 0, 0).with_data(data)
}

fn refused<F: Flow>(flow: F, link: &mut Office<'_>) -> StatusWord
where
    F::Output: std::fmt::Debug,
{
    drive(flow, link).unwrap_err().status().unwrap()
}

// shows: EPC-PAY-01, EPC-PAY-07, EPC-PERSO-12, EPC-PROOF-05
#[test]
fn payments_are_chained_counted_read_over_pace_and_part_of_the_chip_proof() {
    let mut reader = reader();
    let point = reader.device().public_point().unwrap();
    let mut expected = Vec::new();
    let mut known = PaymentLog::default();
    for (number, length) in (1..).zip([1, 255, 256, 257, 1_024]) {
        let mut link = office(&mut reader);
        assert_eq!(log(&mut link), known);
        let record = record(number, length);
        known = drive(AppendRecord::new(known, record.clone()).unwrap(), &mut link).unwrap();
        assert_eq!(log(&mut link), known);
        expected.extend_from_slice(&u16::try_from(length).unwrap().to_be_bytes());
        expected.extend_from_slice(&record);
        // Another day, from the image.
        let image = Image::of(reader.device()).to_json();
        let card = Image::from_json(&image).unwrap().into_card(rng(1));
        assert_eq!(Image::of(&card).to_json(), image);
        reader = InProcess::new(card);
    }
    assert_eq!(known.count, 5);
    let session = pace(&mut reader, CAN).unwrap();
    let mut link = Link::new(&mut reader).with_channel(session.channel);
    assert_eq!(
        drive(ReadFile::new(EF_PAYMENTS), &mut link).unwrap(),
        expected
    );
    let proof = Command::new(0x00, 0x88, 0, 0)
        .with_data([[1; 32], [2; 32]].concat())
        .expecting(256);
    let answer = link.exchange(&proof).unwrap().data;
    assert_eq!(answer[..32], known.head);
    let object: [u8; 32] = {
        use sha2::Digest;
        sha2::Sha256::digest(&files()[&0x011D]).into()
    };
    let mut prefix = [0; 32];
    prefix[..20].copy_from_slice(b"EPATENT-CHIP-PROOF-1");
    let statement = [
        prefix,
        [1; 32],
        [2; 32],
        session.binding,
        object,
        known.head,
    ]
    .concat();
    assert!(verify(&point, &statement, &answer[32..]));
}

// shows: EPC-PAY-02, EPC-PAY-03, EPC-PAY-04
#[test]
fn record_out_of_order_or_after_another_head_is_refused_and_the_newest_again_changes_nothing() {
    let mut reader = reader();
    let mut link = office(&mut reader);
    let empty = PaymentLog::default();
    let first = drive(AppendRecord::new(empty, record(1, 40)).unwrap(), &mut link).unwrap();
    let second = drive(AppendRecord::new(first, record(2, 40)).unwrap(), &mut link).unwrap();
    let mut status = |command: &Command| link.exchange(command).unwrap().status;
    for (command, wanted) in [
        (append(2, first.head, &record(2, 40)), StatusWord::DONE),
        (
            append(2, first.head, &record(2, 41)),
            StatusWord::CONDITIONS_NOT_SATISFIED,
        ),
        (
            append(1, [0; 32], &record(1, 40)),
            StatusWord::CONDITIONS_NOT_SATISFIED,
        ),
        (
            append(0, [0; 32], &record(1, 40)),
            StatusWord::CONDITIONS_NOT_SATISFIED,
        ),
        (
            append(4, second.head, &record(3, 40)),
            StatusWord::CONDITIONS_NOT_SATISFIED,
        ),
        (
            append(3, first.head, &record(3, 40)),
            StatusWord::WRONG_DATA,
        ),
        (append(3, [0; 32], &record(3, 40)), StatusWord::WRONG_DATA),
        (append(3, second.head, &[]), StatusWord::WRONG_LENGTH),
        (
            append(3, second.head, &record(3, 1_025)),
            StatusWord::WRONG_LENGTH,
        ),
    ] {
        assert_eq!(status(&command), wanted, "{:02X?}", &command.data[..2]);
    }
    assert_eq!(log(&mut link), second);
    assert_eq!(reader.device().memory().file_length(EF_PAYMENTS), 2 * 42);
    assert!(matches!(
        AppendRecord::new(second, Vec::new()),
        Err(FlowError::Unwritable { length: 0, .. })
    ));
    assert!(AppendRecord::new(second, record(3, 1_025)).is_err());
}

#[test]
fn empty_log_does_not_take_an_absent_record_for_its_newest() {
    let mut reader = reader();
    let mut link = office(&mut reader);
    let answer = link.exchange(&append(0, [0; 32], &[0])).unwrap();
    assert_eq!(answer.status, StatusWord::CONDITIONS_NOT_SATISFIED);
}

// shows: EPC-PAY-05
#[test]
fn full_log_refuses_a_record_and_keeps_what_it_has() {
    let mut reader = reader();
    let mut known = PaymentLog::default();
    let mut link = office(&mut reader);
    let status = loop {
        match drive(
            AppendRecord::new(known, record(9, 1_024)).unwrap(),
            &mut link,
        ) {
            Ok(next) => known = next,
            Err(error) => break error.status().unwrap(),
        }
    };
    assert_eq!(status, StatusWord::NOT_ENOUGH_SPACE);
    assert_eq!(known.count, 31);
    assert_eq!(log(&mut link), known);
    // A record has its length in two bytes before it, and the file is filled to its last byte.
    let room = MAX_FILE - 31 * (2 + 1_024) - 2;
    let fill = |length| AppendRecord::new(known, record(1, length)).unwrap();
    assert_eq!(
        refused(fill(room + 1), &mut link),
        StatusWord::NOT_ENOUGH_SPACE
    );
    drive(fill(room), &mut link).unwrap();
}

// shows: EPC-PAY-06
#[test]
fn power_cut_in_any_page_of_a_payment_leaves_the_log_before_or_after_it() {
    let before = {
        let mut reader = reader();
        let mut link = office(&mut reader);
        let log = drive(
            AppendRecord::new(PaymentLog::default(), record(1, 100)).unwrap(),
            &mut link,
        );
        (log.unwrap(), reader.device().memory().clone())
    };
    let (known, memory) = before;
    let mut cuts = 0;
    for page in 0.. {
        for torn in Torn::EACH {
            let mut reader = InProcess::new(Card::with_memory(memory.clone(), rng(4)));
            let mut channel = scp03(&mut reader, SecurityLevel::Full).unwrap().channel;
            let flow = AppendRecord::new(known, record(2, 600)).unwrap();
            let bytes = {
                use epatent_apdu::Channel as _;
                let mut flow = flow.clone();
                let Ok(epatent_apdu::Step::Send(command)) = flow.step(None) else {
                    panic!("a command");
                };
                channel.wrap(command).unwrap().encode().unwrap()
            };
            reader.device_mut().cut_power(PowerCut::once(page, torn));
            let answer = reader.device_mut().process(&bytes);
            if !answer.is_empty() {
                assert!(cuts > 100, "{cuts}");
                return;
            }
            cuts += 1;
            reader.power_cycle();
            let card = reader.device();
            let now = card.memory().payments();
            let file = card.memory().file(EF_PAYMENTS).unwrap();
            assert_eq!(file[..102], [&[0, 100], &record(1, 100)[..]].concat());
            if now == known {
                assert_eq!(file.len(), 102);
            } else {
                assert_eq!(now.count, 2);
                assert_eq!(file[102..], [&[2, 88], &record(2, 600)[..]].concat());
            }
            // The office tries again, whatever became of it.
            let mut link = office(&mut reader);
            let done = drive(flow, &mut link).unwrap();
            assert_eq!(log(&mut link), done);
            assert_eq!(reader.device().memory().file_length(EF_PAYMENTS), 704);
        }
    }
}

// shows: EPC-END-01, EPC-END-02, EPC-END-06
#[test]
fn suspended_card_gives_nothing_until_it_is_activated_and_a_terminated_one_never() {
    let mut reader = reader();
    let mut link = office(&mut reader);
    drive(Suspend::new(), &mut link).unwrap();
    assert_eq!(
        refused(Suspend::new(), &mut link),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
    assert_eq!(
        drive(CardStatus::new(), &mut link).unwrap().state(),
        LifeCycle::Suspended
    );
    reader.power_cycle();
    let error = pace(&mut reader, CAN).unwrap_err();
    assert_eq!(error.status(), Some(StatusWord::CONDITIONS_NOT_SATISFIED));

    let mut link = office(&mut reader);
    let append = AppendRecord::new(PaymentLog::default(), record(1, 9)).unwrap();
    assert_eq!(
        refused(append, &mut link),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
    drive(Activate::new(), &mut link).unwrap();
    assert_eq!(
        refused(Activate::new(), &mut link),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
    pace(&mut reader, CAN).unwrap();

    let mut link = office(&mut reader);
    drive(Terminate::new(), &mut link).unwrap();
    assert_eq!(
        refused(Terminate::new(), &mut link),
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
    reader.power_cycle();
    assert_eq!(reader.device().life_cycle(), LifeCycle::Terminated);
    let error = scp03(&mut reader, SecurityLevel::Full).unwrap_err();
    assert_eq!(error.status(), Some(StatusWord::CONDITIONS_NOT_SATISFIED));
}

#[test]
fn card_can_be_terminated_in_every_state_before() {
    for state in [
        LifeCycle::Blank,
        LifeCycle::Personalisation,
        LifeCycle::Active,
        LifeCycle::Suspended,
    ] {
        let mut reader = InProcess::new(in_state(state));
        drive(Terminate::new(), &mut office(&mut reader)).unwrap();
        assert_eq!(reader.device().life_cycle(), LifeCycle::Terminated);
    }
}

// shows: EPC-ACC-03
#[test]
fn life_of_a_card_is_the_business_of_its_issuer() {
    let commands = [
        append(1, [0; 32], &[1]),
        Command::new(0x80, 0x20, 0, 0),
        Command::new(0x80, 0x24, 0, 0),
    ];
    for command in commands {
        let mut reader = reader();
        let bytes = command.encode().unwrap();
        let clear = Response::parse(&reader.transmit(&bytes).unwrap()).unwrap();
        assert_eq!(clear.status, StatusWord::SECURITY_NOT_SATISFIED);
    }
    let mut suspended = InProcess::new(in_state(LifeCycle::Suspended));
    let clear = suspended.transmit(&hex!("80 22 00 00")).unwrap();
    assert_eq!(clear, StatusWord::SECURITY_NOT_SATISFIED.to_bytes());
}
