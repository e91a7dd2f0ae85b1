// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! PACE, and what a channel does to the commands in it.

use std::time::Duration;

use epatent_apdu::flows::{FilePresent, InternalAuthenticate, Personalise, ReadFile};
use epatent_apdu::pace::SetAt;
use epatent_apdu::profile::{EF_CAN, WRITABLE_FILES};
use epatent_apdu::scp03::SecurityLevel;
use epatent_apdu::{Channel as _, Exchange as _, FlowError, Link, Transport as _, drive};

use super::*;
use crate::nvm::{Cell, PowerCut, Torn};
use crate::testing::{CAN, office_at, pace, scp03};
use crate::{Image, InProcess};

pub(super) const SELECT: [u8; 14] = hex!("00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01");

pub(super) fn reader() -> InProcess<Card> {
    InProcess::new(active())
}

fn read_command(short: u8, length: u32) -> Command {
    Command::new(0x00, 0xB0, 0x80 | short, 0).expecting(length)
}

pub(super) fn say(reader: &mut InProcess<Card>, command: &Command) -> Response {
    let reply = reader.transmit(&command.encode().unwrap()).unwrap();
    Response::parse(&reply).unwrap()
}

/// The commands of PACE up to the one that brings the token; that one with a wrong token.
fn until_token(reader: &mut InProcess<Card>) -> Command {
    struct Stop<'a>(&'a mut InProcess<Card>, Option<Vec<u8>>);
    impl epatent_apdu::Transport for Stop<'_> {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, epatent_apdu::TransportError> {
            if command[..2] == hex!("00 86") {
                self.1 = Some(command.to_vec());
                return Err(epatent_apdu::TransportError::NoCard);
            }
            self.0.transmit(command)
        }
    }
    use epatent_apdu::pace::{Can, Ephemeral, Pace, Parameter};
    let ephemeral = Ephemeral::from_random(Parameter::P256, &[0x42; 128]).unwrap();
    let flow = Pace::new(&Can::parse(CAN).unwrap(), ephemeral);
    let mut stop = Stop(reader, None);
    drive(flow, &mut stop).unwrap_err();
    let token = Command::parse(&stop.1.unwrap()).unwrap();
    let mut wrong = token;
    wrong.data[11] ^= 1;
    wrong
}

pub(super) fn refusal(error: &FlowError) -> StatusWord {
    error.status().unwrap()
}

// shows: EPC-FILE-01, EPC-PROOF-03
#[test]
fn every_file_comes_through_pace_and_the_chip_proof_is_bound_to_it() {
    let mut reader = reader();
    let point = reader.device().public_point().unwrap();
    let session = pace(&mut reader, CAN).unwrap();
    let mut link = Link::new(&mut reader).with_channel(session.channel);
    for (identifier, content) in files() {
        assert_eq!(
            drive(ReadFile::new(identifier), &mut link).unwrap(),
            content
        );
    }
    let command = Command::new(0x00, 0x88, 0, 0)
        .with_data([[1; 32], [2; 32]].concat())
        .expecting(256);
    let answer = link.exchange(&command).unwrap().data;
    let object: [u8; 32] = {
        use sha2::Digest;
        sha2::Sha256::digest(&files()[&0x011D]).into()
    };
    let mut prefix = [0; 32];
    prefix[..20].copy_from_slice(b"EPATENT-CHIP-PROOF-1");
    let statement = [prefix, [1; 32], [2; 32], session.binding, object, [0; 32]].concat();
    assert!(verify(&point, &statement, &answer[32..]));
    drive(InternalAuthenticate::new([3; 32], [4; 32]), &mut link).unwrap();
}

// shows: EPC-SM-12
#[test]
fn response_is_protected_whole_and_then_split() {
    let mut reader = reader();
    let session = pace(&mut reader, CAN).unwrap();
    let mut link = Link::new(&mut reader).with_channel(session.channel);
    let response = link.exchange(&read_command(2, 1_000)).unwrap();
    assert_eq!(response.data, files()[&0x0102]);
    assert_eq!(response.status, StatusWord::DONE);
    let beyond = link.exchange(&read_command(2, 1_001)).unwrap();
    assert_eq!(
        (beyond.data.len(), beyond.status),
        (1_000, StatusWord::END_OF_FILE)
    );
}

// shows: EPC-SM-10
#[test]
fn errors_inside_pace_are_protected_and_leave_it_open() {
    let mut reader = reader();
    let session = pace(&mut reader, CAN).unwrap();
    let mut link = Link::new(&mut reader).with_channel(session.channel);
    for (command, status) in [
        (read_command(9, 1), StatusWord::FILE_NOT_FOUND),
        (
            Command::new(0x00, 0xB1, 0, 0),
            StatusWord::UNKNOWN_INSTRUCTION,
        ),
        (Command::new(0x00, 0xA4, 1, 1), StatusWord::WRONG_P1_P2),
        (Command::new(0x00, 0xB0, 0x81, 0), StatusWord::WRONG_LENGTH),
        (
            Command::new(0x00, 0xC0, 0, 0),
            StatusWord::CONDITIONS_NOT_SATISFIED,
        ),
        (
            SetAt::can(None).command(),
            StatusWord::CONDITIONS_NOT_SATISFIED,
        ),
    ] {
        assert_eq!(
            link.exchange(&command).unwrap().status,
            status,
            "{command:02X?}"
        );
    }
    assert_eq!(
        drive(ReadFile::new(0x0101), &mut link).unwrap(),
        files()[&0x0101]
    );
}

// shows: EPC-SM-08, EPC-SM-09
#[test]
fn any_changed_byte_of_a_protected_command_closes_the_channel() {
    let length = {
        let mut reader = reader();
        let mut channel = pace(&mut reader, CAN).unwrap().channel;
        channel
            .wrap(read_command(1, 8))
            .unwrap()
            .encode()
            .unwrap()
            .len()
    };
    let keyed = active().memory().clone();
    // The last byte is the outer Le, which is nobody's secret and not protected.
    for byte in 0..length - 1 {
        let mut reader = InProcess::new(Card::with_memory(keyed.clone(), rng(9)));
        let mut channel = pace(&mut reader, CAN).unwrap().channel;
        let mut bytes = channel.wrap(read_command(1, 8)).unwrap().encode().unwrap();
        bytes[byte] ^= 0x01;
        let answer = Response::parse(&reader.transmit(&bytes).unwrap()).unwrap();
        assert!(answer.data.is_empty(), "byte {byte}");
        assert!(!answer.status.is_done(), "byte {byte}");
        let mut again = pace_free_read(&mut channel);
        again.data.truncate(64);
        assert_eq!(
            say(&mut reader, &again).status,
            StatusWord::SECURITY_NOT_SATISFIED,
            "byte {byte}"
        );
    }
}

/// Something protected; whatever it is, a closed channel does not look at it.
fn pace_free_read(channel: &mut epatent_apdu::secure_messaging::HostChannel) -> Command {
    let _ = channel.unwrap(Response::of_status(StatusWord::DONE));
    Command::new(0x0C, 0xB0, 0x81, 0)
        .with_data(vec![0x8E; 10])
        .expecting(256)
}

// shows: EPC-ACC-12
#[test]
fn command_in_the_clear_closes_the_channel_but_get_response_does_not() {
    for clear in [
        SELECT.to_vec(),
        hex!("00 B0 81 00 01").to_vec(),
        hex!("00 FF 00 00").to_vec(),
        hex!("FF FF").to_vec(),
        hex!("00 C0 00 00 00").to_vec(),
        hex!("80 D6 00 00 01 00").to_vec(),
        hex!("90 D6 00 00 01 00").to_vec(),
    ] {
        let mut reader = reader();
        let mut channel = pace(&mut reader, CAN).unwrap().channel;
        let _ = reader.transmit(&clear).unwrap();
        let command = channel.wrap(read_command(1, 8)).unwrap();
        let answer = say(&mut reader, &command);
        assert_eq!(
            answer.status,
            StatusWord::SECURITY_NOT_SATISFIED,
            "{clear:02X?}"
        );
    }
    // A response that comes in parts keeps it, as the test of long responses shows.
}

#[test]
fn select_inside_the_channel_keeps_it() {
    let mut reader = reader();
    let session = pace(&mut reader, CAN).unwrap();
    let mut link = Link::new(&mut reader).with_channel(session.channel);
    drive(epatent_apdu::flows::SelectApplet::new(), &mut link).unwrap();
    assert_eq!(
        drive(ReadFile::new(0x0101), &mut link).unwrap(),
        files()[&0x0101]
    );
}

// shows: EPC-PACE-25, EPC-PACE-27, EPC-TIME-01, EPC-TIME-02, EPC-TIME-03
#[test]
fn wrong_access_number_is_counted_over_power_loss_delays_and_never_blocks() {
    let mut reader = reader();
    let mut waited = Vec::new();
    for failures in 0..20_u8 {
        assert_eq!(reader.device().memory().pace_failures(), failures);
        let error = pace(&mut reader, "471100").unwrap_err();
        assert_eq!(refusal(&error), StatusWord::AUTHENTICATION_FAILED);
        reader.power_cycle();
        let image = Image::of(reader.device()).to_json();
        let card = Image::from_json(&image)
            .unwrap()
            .into_card(rng(u64::from(failures)));
        reader = InProcess::new(card);
        // The delay is that of the moment at which the nonce is asked for.
        assert_eq!(
            say(&mut reader, &SetAt::can(None).command()).status,
            StatusWord::DONE
        );
        assert_eq!(reader.device().processing_time(), Duration::ZERO);
        let ask = Command::new(0x10, 0x86, 0, 0)
            .with_data(vec![0x7C, 0])
            .expecting(256);
        assert_eq!(say(&mut reader, &ask).status, StatusWord::DONE);
        waited.push(reader.device().processing_time().as_secs());
    }
    assert_eq!(waited[..10], [0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
    pace(&mut reader, CAN).unwrap();
    assert_eq!(reader.device().memory().pace_failures(), 0);
}

// shows: EPC-PACE-19, EPC-PACE-26
#[test]
fn wrong_token_and_wrong_number_are_answered_in_the_same_words() {
    let mut reader = reader();
    let wrong = until_token(&mut reader);
    let answer = say(&mut reader, &wrong);
    assert_eq!(
        answer,
        Response::of_status(StatusWord::AUTHENTICATION_FAILED)
    );
    assert_eq!(reader.device().memory().pace_failures(), 1);
    assert_eq!(
        refusal(&pace(&mut reader, "999999").unwrap_err()),
        StatusWord::AUTHENTICATION_FAILED
    );
}

// shows: EPC-PACE-24
#[test]
fn power_cut_while_an_attempt_is_counted_never_shows_whether_it_was_right() {
    let mut cuts = 0;
    for page in 0.. {
        for torn in [Torn::Old, Torn::New, Torn::Erased(0)] {
            let mut reader = reader();
            let wrong = until_token(&mut reader);
            reader.device_mut().cut_power(PowerCut::once(page, torn));
            let answer = reader.device_mut().process(&wrong.encode().unwrap());
            if !answer.is_empty() {
                assert!(cuts > 6, "{cuts}");
                return;
            }
            reader.power_cycle();
            assert!(reader.device().memory().pace_failures() <= 1);
            pace(&mut reader, CAN).unwrap();
            cuts += 1;
        }
    }
}

// shows: EPC-PACE-08, EPC-PACE-10
#[test]
fn another_command_between_the_steps_of_pace_ends_it() {
    let ask = Command::new(0x10, 0x86, 0, 0)
        .with_data(vec![0x7C, 0])
        .expecting(256);
    for stranger in [
        &SELECT[..],
        &hex!("00 B0 81 00 01"),
        &hex!("00 C0 00 00 00"),
        &hex!("00"),
    ] {
        let mut reader = reader();
        assert_eq!(
            say(&mut reader, &SetAt::can(None).command()).status,
            StatusWord::DONE
        );
        let _ = reader.transmit(stranger).unwrap();
        assert_eq!(
            say(&mut reader, &ask).status,
            StatusWord::CONDITIONS_NOT_SATISFIED
        );
    }
}

// shows: EPC-PACE-06
#[test]
fn pace_needs_an_access_number_and_knows_one_password_and_one_parameter() {
    let mut memory = active().memory().clone();
    memory.write(Cell::Length(EF_CAN), 0, &[0, 0]).unwrap();
    let mut bare = InProcess::new(Card::with_memory(memory, rng(1)));
    assert_eq!(
        refusal(&pace(&mut bare, CAN).unwrap_err()),
        StatusWord::REFERENCE_NOT_FOUND
    );
    let mut reader = reader();
    for (set_at, status) in [
        (
            SetAt {
                password: 2,
                parameter: Some(12),
            },
            StatusWord::DONE,
        ),
        (
            SetAt {
                password: 2,
                parameter: Some(13),
            },
            StatusWord::REFERENCE_NOT_FOUND,
        ),
        (
            SetAt {
                password: 1,
                parameter: None,
            },
            StatusWord::REFERENCE_NOT_FOUND,
        ),
        (
            SetAt {
                password: 3,
                parameter: None,
            },
            StatusWord::REFERENCE_NOT_FOUND,
        ),
    ] {
        assert_eq!(
            say(&mut reader, &set_at.command()).status,
            status,
            "{set_at:?}"
        );
    }
}

// shows: EPC-PACE-01
#[test]
fn card_personalised_over_scp03_is_read_over_pace_with_the_number_written() {
    let (card, point) = make_key(blank());
    let mut reader = InProcess::new(card);
    let flow = Personalise::new(SESSION, point, contents()).unwrap();
    let session = scp03(&mut reader, SecurityLevel::Full).unwrap();
    drive(
        flow,
        &mut Link::new(&mut reader).with_channel(session.channel),
    )
    .unwrap();
    reader.power_cycle();
    assert_eq!(reader.device().life_cycle(), LifeCycle::Active);
    let session = pace(&mut reader, CAN).unwrap();
    let mut link = Link::new(&mut reader).with_channel(session.channel);
    for (identifier, content) in files() {
        assert_eq!(
            drive(ReadFile::new(identifier), &mut link).unwrap(),
            content
        );
    }
}

// shows: EPC-PERSO-09
#[test]
fn access_number_is_written_whole_and_valid_or_not_at_all() {
    let write = |digits: &[u8]| {
        let data = [&hex!("0012 0000"), digits].concat();
        Command::new(0x80, 0xD6, 0, 0).with_data(data)
    };
    let mut card = office(make_key(blank()).0);
    ask(
        &mut card,
        &Command::new(0x80, 0x10, 0, 0).with_data(vec![0; 48]),
    );
    let mut answer = |command: &Command| status(&mut card, &command.encode().unwrap());
    for wrong in [&b"12345"[..], b"1234567", b"12345x", b"", b"\xD9\xA0234"] {
        let word = answer(&write(wrong));
        assert!(matches!(
            word,
            StatusWord::WRONG_DATA | StatusWord::WRONG_LENGTH
        ));
    }
    let mut part = write(b"23");
    part.data[3] = 1;
    assert_eq!(answer(&part), StatusWord::WRONG_DATA);
    assert_eq!(answer(&write(CAN.as_bytes())), StatusWord::DONE);
}

// shows: EPC-ACC-03
#[test]
fn what_could_give_the_access_number_away_needs_both_directions_secret() {
    // The manifest digest of BEGIN, the digest of STATUS, the WRITE itself: each is enough to try a
    // million numbers against.
    let begin = Command::new(0x80, 0x10, 0, 0).with_data(vec![0; 48]);
    let write = Command::new(0x80, 0xD6, 0, 0).with_data(hex!("0012 0000 303034373131").to_vec());
    let state = Command::new(0x80, 0x14, 0, 0).expecting(256);
    for level in SecurityLevel::ALL {
        for (commands, life_cycle) in [
            (&[&begin, &state][..], LifeCycle::Blank),
            (&[&begin, &write, &state], LifeCycle::Personalisation),
        ] {
            let mut memory = in_state(life_cycle).memory().clone();
            memory.write(Cell::Session, 0, &[0; 16]).unwrap();
            memory.write(Cell::Manifest, 0, &[0; 32]).unwrap();
            let mut card = office_at(Card::with_memory(memory.clone(), rng(3)), level);
            for command in commands {
                let word = status(&mut card, &command.encode().unwrap());
                let full = level == SecurityLevel::Full;
                assert_eq!(word.is_done(), full, "{level:?} {command:02X?}");
                if !full {
                    assert_eq!(word, StatusWord::SECURITY_NOT_SATISFIED);
                    assert_eq!(*card.memory(), memory);
                }
            }
        }
    }
}

// shows: EPC-FILE-04
#[test]
fn access_number_is_never_readable() {
    for state in LifeCycle::ALL {
        let mut card = in_state(state);
        for (instruction, p1) in
            (0..=u8::MAX).flat_map(|ins| (0..=u8::MAX).map(move |p1| (ins, p1)))
        {
            for class in [0x00, 0x80] {
                let answer = card.process(&[class, instruction, p1, 0x00, 0x00]);
                assert!(!answer.windows(6).any(|window| window == CAN.as_bytes()));
            }
        }
    }
    let mut reader = reader();
    let session = pace(&mut reader, CAN).unwrap();
    let mut link = Link::new(&mut reader).with_channel(session.channel);
    assert!(!drive(FilePresent::new(EF_CAN), &mut link).unwrap());
    for identifier in 0..=u16::MAX {
        let select = Command::new(0x00, 0xA4, 2, 0x0C).with_data(identifier.to_be_bytes().to_vec());
        let found = link.exchange(&select).unwrap().status.is_done();
        let readable = WRITABLE_FILES.contains(&identifier) && files().contains_key(&identifier);
        assert_eq!(found, readable, "{identifier:04X}");
    }
    for short in 0..32 {
        let answer = link.exchange(&read_command(short, 6)).unwrap();
        assert_ne!(answer.data, CAN.as_bytes());
    }
}

// shows: EPC-ACC-11
#[test]
fn opening_one_channel_closes_the_other() {
    let mut reader = reader();
    let mut messaging = pace(&mut reader, CAN).unwrap().channel;
    let mut issuer = scp03(&mut reader, SecurityLevel::Full).unwrap().channel;
    let command = messaging.wrap(read_command(1, 8)).unwrap();
    assert_eq!(
        say(&mut reader, &command).status,
        StatusWord::SECURITY_NOT_SATISFIED
    );
    let command = issuer
        .wrap(Command::new(0x80, 0x14, 0, 0).expecting(256))
        .unwrap();
    assert_eq!(
        say(&mut reader, &command).status,
        StatusWord::SECURITY_NOT_SATISFIED
    );

    let mut issuer = scp03(&mut reader, SecurityLevel::Full).unwrap().channel;
    let session = pace(&mut reader, CAN).unwrap();
    let mut link = Link::new(&mut reader).with_channel(session.channel);
    assert_eq!(
        drive(ReadFile::new(0x0101), &mut link).unwrap(),
        files()[&0x0101]
    );
    let command = issuer
        .wrap(Command::new(0x80, 0x14, 0, 0).expecting(256))
        .unwrap();
    assert_eq!(
        say(&mut reader, &command).status,
        StatusWord::SECURITY_NOT_SATISFIED
    );
}

#[test]
fn no_channel_takes_a_piece_of_a_chain_that_another_protection_announces() {
    // The first piece of SELECT by name, which anybody may send: as SCP03 and as secure messaging.
    let by_issuer = hex!("14 A4 04 0C 01 F0");
    let by_terminal = hex!("1C A4 04 0C 01 F0");
    let refused = StatusWord::SECURITY_NOT_SATISFIED;
    let piece = |reader: &mut InProcess<Card>, piece: &[u8]| {
        let answer = reader.transmit(piece).unwrap();
        Response::parse(&answer).unwrap().status
    };
    let update = Command::new(0x80, 0x50, 0, 0)
        .with_data(vec![1; 8])
        .expecting(256);

    let mut none = reader();
    assert_eq!(piece(&mut none, &by_issuer), refused);
    assert_eq!(piece(&mut none, &by_terminal), refused);
    // The issuer has announced itself and proved nothing yet.
    for announced in [by_issuer, by_terminal] {
        let mut begun = reader();
        assert_eq!(say(&mut begun, &update).status, StatusWord::DONE);
        assert_eq!(piece(&mut begun, &announced), refused);
    }
    for (announced, expected) in [(by_issuer, StatusWord::DONE), (by_terminal, refused)] {
        let mut issuer = reader();
        scp03(&mut issuer, SecurityLevel::Full).unwrap();
        assert_eq!(piece(&mut issuer, &announced), expected);
    }
    for (announced, expected) in [(by_terminal, StatusWord::DONE), (by_issuer, refused)] {
        let mut terminal = reader();
        pace(&mut terminal, CAN).unwrap();
        assert_eq!(piece(&mut terminal, &announced), expected);
    }
}
