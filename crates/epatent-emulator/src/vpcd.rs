// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card's side of the virtual reader `vpcd`: the card dials the reader and answers its frames.
//!
//! A frame is a 2-byte big-endian length and that many bytes. One-byte frames control the card:
//!
//! | frame | meaning | answer |
//! |---|---|---|
//! | `0001 00` | power off | none |
//! | `0001 01` | power on | none |
//! | `0001 02` | reset | none |
//! | `0001 04` | what is your answer to reset? | one frame |
//! | anything else | a command APDU | one frame |
//!
//! The reader sends length and bytes as two segments. With Nagle's algorithm and delayed
//! acknowledgements that costs about 40 ms an APDU each way, so the socket has TCP_NODELAY, an
//! answer is one write, and TCP_QUICKACK is armed again before every read (Linux forgets it).

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use socket2::SockRef;
use thiserror::Error;

use crate::device::{Device, DeviceError};

mod frame;

#[cfg(test)]
mod tests;

use frame::Frames;

/// How long one read waits before the stop flag is looked at again.
const READ_PATIENCE: Duration = Duration::from_millis(100);
/// How long the reader may take to accept an answer.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);
/// How long one attempt to connect may take.
const CONNECT_PATIENCE: Duration = Duration::from_secs(2);
/// Between attempts to reach a reader that has never answered.
const FIRST_RETRY: Duration = Duration::from_millis(200);
/// After a card was in: pcscd polls every 400 ms, and a card back within 300 ms wedges the reader.
const REINSERT_AFTER: Duration = Duration::from_millis(600);
/// The longest pause between two attempts.
const LONGEST_RETRY: Duration = Duration::from_secs(5);
/// How much is taken from the socket at once: more than any command of a card reader.
const READ_SIZE: usize = 65_538;

/// What happens to the card, for whoever tells the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The reader accepted the card.
    Inserted(SocketAddr),
    /// The reader went away (pcscd stopped or restarted); the card is offered again.
    Removed(SocketAddr),
    /// The card fell silent in the middle of a command; it is put back after a pause.
    TornOut(SocketAddr),
}

/// Why the card cannot be served.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// No reader accepted the card within the time given.
    #[error("no virtual reader at {}: {source}", places(.addresses))]
    Unreachable {
        /// The addresses tried.
        addresses: Vec<SocketAddr>,
        /// What the system said of the last of them.
        source: io::Error,
    },
    /// The card itself failed; the reader sees it torn out.
    #[error(transparent)]
    Device(#[from] DeviceError),
}

fn places(addresses: &[SocketAddr]) -> String {
    let places: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    places.join(", ")
}

/// Offers `device` to the reader at one of `addresses` until `stop` is set.
///
/// A reader that goes away is dialled again, with growing pauses; `patience` bounds only the wait
/// for the first connection.
///
/// # Errors
/// [`ServeError::Unreachable`] before the first connection only, [`ServeError::Device`] at any time.
pub fn serve(
    addresses: &[SocketAddr],
    device: &mut dyn Device,
    patience: Duration,
    stop: &AtomicBool,
    mut report: impl FnMut(Event),
) -> Result<(), ServeError> {
    let started = Instant::now();
    let mut inserted_once = false;
    let mut pause = FIRST_RETRY;
    while !stop.load(Ordering::Relaxed) {
        match connect(addresses) {
            Ok((stream, peer)) => {
                inserted_once = true;
                pause = REINSERT_AFTER;
                report(Event::Inserted(peer));
                let ended = converse(stream, device, stop);
                device.power_off();
                match ended {
                    Ok(()) => report(Event::Removed(peer)),
                    // Torn out, and put back after the pause that a reader needs.
                    Err(Ended::Device(DeviceError::PowerLost | DeviceError::TimedOut)) => {
                        report(Event::TornOut(peer));
                    }
                    Err(Ended::Stopped) => return Ok(()),
                    Err(Ended::Device(error)) => return Err(error.into()),
                }
            }
            Err(source) if !inserted_once && started.elapsed() >= patience => {
                let addresses = addresses.to_vec();
                return Err(ServeError::Unreachable { addresses, source });
            }
            Err(_) if inserted_once => pause = pause.saturating_mul(2).min(LONGEST_RETRY),
            Err(_) => {}
        }
        sleep_unless(stop, pause);
    }
    Ok(())
}

enum Ended {
    Stopped,
    Device(DeviceError),
}

fn connect(addresses: &[SocketAddr]) -> io::Result<(TcpStream, SocketAddr)> {
    let mut last = io::Error::new(io::ErrorKind::AddrNotAvailable, "no address given");
    for address in addresses {
        match TcpStream::connect_timeout(address, CONNECT_PATIENCE) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(READ_PATIENCE))?;
                stream.set_write_timeout(Some(WRITE_PATIENCE))?;
                return Ok((stream, *address));
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// One insertion: answers frames until the reader closes the connection (`Ok`) or it must end.
fn converse(
    mut stream: TcpStream,
    device: &mut dyn Device,
    stop: &AtomicBool,
) -> Result<(), Ended> {
    let mut frames = Frames::default();
    let mut chunk = vec![0; READ_SIZE];
    loop {
        while let Some(frame) = frames.next() {
            let answer = match answer(&frame, device) {
                Ok(Some(answer)) => answer,
                Ok(None) => continue,
                Err(DeviceError::AnswerTorn { came, whole }) => {
                    let part = frame::encode_torn(&came, whole).unwrap_or_default();
                    // Whether it reaches the reader or not, the card is gone.
                    let _ = stream.write_all(&part);
                    return Err(Ended::Device(DeviceError::PowerLost));
                }
                Err(error) => return Err(Ended::Device(error)),
            };
            let Some(bytes) = frame::encode(&answer) else {
                return Ok(());
            };
            if frame.len() > 1 {
                sleep_unless(stop, device.processing_time());
            }
            if stream.write_all(&bytes).is_err() {
                return Ok(());
            }
        }
        if stop.load(Ordering::Relaxed) {
            return Err(Ended::Stopped);
        }
        arm_quick_acknowledgement(&stream);
        match stream.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(count) => frames.push(chunk.get(..count).unwrap_or_default()),
            Err(error) if is_patience(&error) => {}
            Err(_) => return Ok(()),
        }
    }
}

fn answer(frame: &[u8], device: &mut dyn Device) -> Result<Option<Vec<u8>>, DeviceError> {
    match frame {
        [0x00] => device.power_off(),
        [0x01 | 0x02] => device.reset(),
        [0x04] => return Ok(Some(device.atr())),
        // No control code we know, and too short for a command: nobody waits for an answer.
        [_] => {}
        command => return device.exchange(command).map(Some),
    }
    Ok(None)
}

fn is_patience(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

/// Acknowledge what arrives next at once. Where the system has no such switch it is only slower.
fn arm_quick_acknowledgement(stream: &TcpStream) {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = SockRef::from(stream).set_tcp_quickack(true);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = SockRef::from(stream);
}

fn sleep_unless(stop: &AtomicBool, pause: Duration) {
    let until = Instant::now() + pause;
    while !stop.load(Ordering::Relaxed) {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        thread::sleep(left.min(READ_PATIENCE));
    }
}
