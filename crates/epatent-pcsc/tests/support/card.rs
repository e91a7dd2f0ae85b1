// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The smallest card that vpcd takes: an answer to reset, and a closure that answers commands.
//!
//! Frames are two bytes of length and the bytes; a frame of one byte is about power.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use rustix::net::sockopt::set_tcp_quickack;

/// T=1 only, no historical bytes; the last byte is the check byte.
pub(crate) const ATR: [u8; 4] = [0x3B, 0x80, 0x01, 0x81];

pub(crate) const POWER_OFF: u8 = 0;
pub(crate) const POWER_ON: u8 = 1;
pub(crate) const RESET: u8 = 2;
const ASK_ATR: u8 = 4;

/// What a card does with a command.
pub(crate) enum Reaction {
    Reply(Vec<u8>),
    /// Torn out of the reader before it answers.
    Torn,
    /// Says nothing and stays.
    Silent,
}

/// A card in a reader until it is removed or dropped.
pub(crate) struct TestCard {
    stream: TcpStream,
    power: Arc<Mutex<Vec<u8>>>,
    thread: Option<JoinHandle<()>>,
}

impl TestCard {
    /// A card that answers every command with 9000.
    pub(crate) fn insert(port: u16) -> Self {
        Self::insert_with(port, ATR.to_vec(), |_| Reaction::Reply(vec![0x90, 0x00]))
    }

    pub(crate) fn insert_with(
        port: u16,
        atr: Vec<u8>,
        mut react: impl FnMut(&[u8]) -> Reaction + Send + 'static,
    ) -> Self {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.set_nodelay(true).unwrap();
        let power = Arc::new(Mutex::new(Vec::new()));
        let (mut socket, events) = (stream.try_clone().unwrap(), Arc::clone(&power));
        let thread = thread::spawn(move || {
            while let Ok(frame) = read_frame(&mut socket) {
                let answer = match frame.as_slice() {
                    [ASK_ATR] => atr.clone(),
                    [event] => {
                        events.lock().unwrap().push(*event);
                        continue;
                    }
                    command => match react(command) {
                        Reaction::Reply(reply) => reply,
                        Reaction::Torn => break,
                        Reaction::Silent => continue,
                    },
                };
                if write_frame(&mut socket, &answer).is_err() {
                    break;
                }
            }
            let _ = socket.shutdown(Shutdown::Both);
        });
        Self {
            stream,
            power,
            thread: Some(thread),
        }
    }

    /// What the reader did to the card's power so far.
    pub(crate) fn power_events(&self) -> Vec<u8> {
        self.power.lock().unwrap().clone()
    }

    pub(crate) fn remove(self) {}
}

impl Drop for TestCard {
    fn drop(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Both);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn read_frame(socket: &mut TcpStream) -> io::Result<Vec<u8>> {
    // vpcd sends length and bytes apart; without this the second part waits 40 ms for the
    // acknowledgement of the first. The system forgets the setting, so it is set every time.
    set_tcp_quickack(&*socket, true)?;
    let mut length = [0; 2];
    socket.read_exact(&mut length)?;
    let mut frame = vec![0; usize::from(u16::from_be_bytes(length))];
    set_tcp_quickack(&*socket, true)?;
    socket.read_exact(&mut frame)?;
    Ok(frame)
}

fn write_frame(socket: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    let mut frame = u16::try_from(bytes.len()).unwrap().to_be_bytes().to_vec();
    frame.extend_from_slice(bytes);
    socket.write_all(&frame)
}
