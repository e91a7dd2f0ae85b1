// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The client against a small reader of our own on the loopback.

use std::net::TcpListener;
use std::sync::mpsc;

use epatent_apdu::{FlowError, StatusWord, Transport, TransportError};
use hex_literal::hex;

use super::*;
use crate::atr::ATR;
use crate::testing::{active, files, pace};
use crate::{Card, Fault, FaultPlan, FaultyDevice, Image, StoredCard};

/// More than any answer here needs; a test that waits this long has failed.
const LIMIT: Duration = Duration::from_secs(20);

/// The reader's side of a connection.
struct Reader(TcpStream);

impl Reader {
    fn accept(listener: &TcpListener) -> Self {
        let (stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(stream)
    }

    fn send(&mut self, frame: &[u8]) {
        // In two segments, as vpcd does.
        self.0
            .write_all(&u16::try_from(frame.len()).unwrap().to_be_bytes())
            .unwrap();
        self.0.write_all(frame).unwrap();
    }

    fn receive(&mut self) -> Vec<u8> {
        let mut length = [0; 2];
        self.0.read_exact(&mut length).unwrap();
        let mut frame = vec![0; usize::from(u16::from_be_bytes(length))];
        self.0.read_exact(&mut frame).unwrap();
        frame
    }

    fn ask(&mut self, frame: &[u8]) -> Vec<u8> {
        self.send(frame);
        self.receive()
    }
}

/// Speaks to the card for a flow; a reader that is told nothing has lost the card.
impl Transport for Reader {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.send(command);
        let mut length = [0; 2];
        if self.0.read(&mut length[..1]).unwrap() == 0 {
            return Err(TransportError::CardRemoved);
        }
        self.0.read_exact(&mut length[1..]).unwrap();
        let mut frame = vec![0; usize::from(u16::from_be_bytes(length))];
        self.0.read_exact(&mut frame).unwrap();
        Ok(frame)
    }
}

/// Tries a wrong access number, which the card counts.
fn try_wrong_number(reader: &mut Reader) -> FlowError {
    pace(reader, "999999").unwrap_err()
}

/// Serves a device while `reader` runs; returns what `serve` returned and what it reported.
fn with_reader(
    device: &mut (dyn Device + Send),
    reader: impl FnOnce(&TcpListener),
) -> (Result<(), ServeError>, Vec<Event>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addresses = [listener.local_addr().unwrap()];
    let stop = AtomicBool::new(false);
    let mut events = Vec::new();
    let result = thread::scope(|scope| {
        let served =
            scope.spawn(|| serve(&addresses, device, LIMIT, &stop, |event| events.push(event)));
        reader(&listener);
        stop.store(true, Ordering::Relaxed);
        served.join().unwrap()
    });
    (result, events)
}

/// Serves a device that nothing happens to.
fn serving(device: &mut (dyn Device + Send), reader: impl FnOnce(&TcpListener)) {
    let (result, _) = with_reader(device, reader);
    assert!(result.is_ok(), "{result:?}");
}

#[test]
fn reader_gets_the_answer_to_reset_and_answers_to_commands() {
    let (result, events) = with_reader(&mut active(), |listener| {
        let mut reader = Reader::accept(listener);
        reader.send(&[0x01]);
        assert_eq!(reader.ask(&[0x04]), ATR);
        assert_eq!(reader.ask(&hex!("00 A4 02 0C 02 011C")), hex!("9000"));
        let file = reader.ask(&hex!("00 B0 00 00 14"));
        assert_eq!(file, [files()[&0x011C].as_slice(), &[0x90, 0x00]].concat());
        assert_eq!(reader.ask(&[]), hex!("6700"));
    });
    assert!(result.is_ok());
    assert!(
        matches!(events.first(), Some(Event::Inserted(_))),
        "{events:?}"
    );
}

#[test]
fn power_and_reset_frames_clear_what_is_volatile() {
    for control in [&[0x00][..], &[0x01], &[0x02]] {
        serving(&mut active(), |listener| {
            let mut reader = Reader::accept(listener);
            assert_eq!(reader.ask(&hex!("00 A4 02 0C 02 011C")), hex!("9000"));
            reader.send(control);
            assert_eq!(reader.ask(&hex!("00 B0 00 00 01")), hex!("6986"));
        });
    }
}

#[test]
fn card_that_loses_power_leaves_the_reader_and_comes_back() {
    let plan = FaultPlan::once(1, Fault::Undelivered);
    let mut device = FaultyDevice::new(active(), plan);
    let (result, events) = with_reader(&mut device, |listener| {
        let mut reader = Reader::accept(listener);
        assert_eq!(reader.ask(&hex!("00 A4 02 0C 02 011C")), hex!("9000"));
        reader.send(&hex!("00 B0 00 00 01"));
        let mut nothing = [0; 2];
        assert!(reader.0.read_exact(&mut nothing).is_err(), "an answer came");
        let mut again = Reader::accept(listener);
        again.send(&[0x01]);
        assert_eq!(again.ask(&hex!("00 B0 00 00 01")), hex!("6986"));
    });
    assert!(result.is_ok());
    assert!(
        matches!(
            events.as_slice(),
            [
                Event::Inserted(_),
                Event::TornOut(_),
                Event::Inserted(_),
                ..
            ]
        ),
        "{events:?}"
    );
}

#[test]
fn unknown_control_frame_is_passed_over() {
    serving(&mut active(), |listener| {
        let mut reader = Reader::accept(listener);
        reader.send(&[0x07]);
        assert_eq!(reader.ask(&[0x04]), ATR);
    });
}

#[test]
fn commands_that_arrive_byte_by_byte_or_all_at_once_get_the_same_answers() {
    serving(&mut active(), |listener| {
        let mut reader = Reader::accept(listener);
        let stream = hex!("0001 04  0007 00A4020C02011C  0005 00B0000001  0001 02  0001 04");
        let answers = |reader: &mut Reader| [(); 4].map(|()| reader.receive());
        reader.0.write_all(&stream).unwrap();
        let at_once = answers(&mut reader);
        for byte in stream {
            reader.0.write_all(&[byte]).unwrap();
            reader.0.flush().unwrap();
        }
        assert_eq!(answers(&mut reader), at_once);
        assert_eq!(
            at_once[1..3],
            [
                hex!("9000").to_vec(),
                [files()[&0x011C][0], 0x90, 0x00].to_vec()
            ]
        );
    });
}

#[test]
fn longest_frames_pass_in_both_directions() {
    let mut memory = active().memory().clone();
    memory.write_file(0x011C, 0, &[0xAB; 0x7FFF]).unwrap();
    let mut card = Card::with_memory(memory, crate::testing::rng(1));
    serving(&mut card, |listener| {
        let mut reader = Reader::accept(listener);
        let read = reader.ask(&hex!("00 B0 9C 00 00 00 00"));
        assert_eq!(read.len(), 0x7FFF + 2);
        let mut command = vec![0x80, 0xD6, 0, 0, 0, 0xFF, 0xF8];
        command.resize(0xFFFF, 0);
        assert_eq!(reader.ask(&command), hex!("6700"));
    });
}

#[test]
fn card_goes_in_again_when_the_reader_comes_back() {
    let (result, events) = with_reader(&mut active(), |listener| {
        let mut first = Reader::accept(listener);
        assert_eq!(first.ask(&hex!("00 A4 02 0C 02 011C")), hex!("9000"));
        // In the middle of a frame.
        first.0.write_all(&[0x00]).unwrap();
        drop(first);
        let gone = Instant::now();
        let mut second = Reader::accept(listener);
        assert!(
            gone.elapsed() >= REINSERT_AFTER - READ_PATIENCE,
            "{:?}",
            gone.elapsed()
        );
        assert_eq!(second.ask(&hex!("00 B0 00 00 01")), hex!("6986"));
    });
    assert!(result.is_ok());
    let inserted = |event: &&Event| matches!(event, Event::Inserted(_));
    assert_eq!(events.iter().filter(inserted).count(), 2, "{events:?}");
}

#[test]
fn missing_reader_is_an_error_once_patience_ends() {
    // Bound and closed again: nobody listens there.
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let stop = AtomicBool::new(false);
    let started = Instant::now();
    let patience = Duration::from_millis(300);
    let error = serve(&[address], &mut active(), patience, &stop, |_| {}).unwrap_err();
    assert!(started.elapsed() >= patience);
    assert!(
        error
            .to_string()
            .starts_with(&format!("no virtual reader at {address}: "))
    );
}

#[test]
fn stop_flag_ends_an_idle_card_and_one_without_a_reader() {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let (result, _) = with_reader(&mut active(), |listener| {
            let _idle = Reader::accept(listener);
        });
        let address = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let stopped = AtomicBool::new(true);
        let nowhere = serve(&[address], &mut active(), LIMIT, &stopped, |_| {});
        sender.send(result.is_ok() && nowhere.is_ok()).unwrap();
    });
    assert!(receiver.recv_timeout(LIMIT).unwrap());
}

#[test]
fn change_is_in_the_image_before_the_reader_gets_the_answer() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("card.json");
    let card = active();
    Image::of(&card).create(&path).unwrap();
    serving(&mut StoredCard::new(card, path.clone()), |listener| {
        let mut reader = Reader::accept(listener);
        // The fourth one would wait.
        for count in 1..4 {
            let error = try_wrong_number(&mut reader);
            assert_eq!(error.status(), Some(StatusWord::AUTHENTICATION_FAILED));
            let stored = Image::load(&path)
                .unwrap()
                .into_card(crate::testing::rng(1));
            assert_eq!(stored.memory().pace_failures(), count);
        }
    });
}

#[test]
fn change_that_cannot_be_stored_is_never_confirmed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("gone").join("card.json");
    let mut card = StoredCard::new(active(), path);
    let (result, _) = with_reader(&mut card, |listener| {
        let mut reader = Reader::accept(listener);
        let error = try_wrong_number(&mut reader);
        assert_eq!(error.transport(), Some(&TransportError::CardRemoved));
    });
    assert!(matches!(result, Err(ServeError::Device(_))), "{result:?}");
}

#[test]
fn frame_longer_than_its_length_field_can_say_is_not_sent() {
    assert_eq!(frame::encode(&vec![0; 65_535]).unwrap().len(), 65_537);
    assert_eq!(frame::encode(&vec![0; 65_536]), None);
}

#[test]
fn card_that_waits_on_purpose_is_waited_for_and_can_be_stopped_meanwhile() {
    struct Slow(Duration);
    impl Device for Slow {
        fn power_off(&mut self) {}
        fn reset(&mut self) {}
        fn atr(&self) -> Vec<u8> {
            ATR.to_vec()
        }
        fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, DeviceError> {
            Ok(vec![0x90, 0x00])
        }
        fn processing_time(&self) -> Duration {
            self.0
        }
    }
    let pause = Duration::from_millis(400);
    serving(&mut Slow(pause), |listener| {
        let mut reader = Reader::accept(listener);
        let started = Instant::now();
        assert_eq!(reader.ask(&[0x04]), ATR);
        assert!(started.elapsed() < pause, "only commands take the time");
        assert_eq!(reader.ask(&hex!("00 A4 04 00")), hex!("9000"));
        assert!(started.elapsed() >= pause);
    });
    let started = Instant::now();
    serving(&mut Slow(LIMIT), |listener| {
        let mut reader = Reader::accept(listener);
        reader.send(&hex!("00 A4 04 00"));
        thread::sleep(pause);
    });
    assert!(started.elapsed() < LIMIT / 2);
}
