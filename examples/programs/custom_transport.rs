// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A reader of your own at the other end of a network cable:
//! `cargo run -p epatent-examples --bin custom-transport`.

// A program of this kind speaks on stdout.
#![allow(clippy::print_stdout)]

use epatent_apdu::{Transport, TransportError};
use epatent_emulator::InProcess;
use epatent_examples::{Device, request};
use epatent_terminal::read_card;
use epatent_testkit::{chip, lab::Lab, people};
use epatent_verify::{Verdict, Verifier};
use rand::{SeedableRng, rngs::StdRng};
use std::error::Error;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// The one method that a reader needs. This one sends each APDU with its length before it.
struct Cable(TcpStream);

impl Transport for Cable {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        send(&mut self.0, command)
            .and_then(|()| receive(&mut self.0))
            // The command may have reached the card, and the flows must know: no write is repeated blindly.
            .map_err(|_| TransportError::ReaderLost)
    }
}

/// Two bytes of length, then the APDU.
fn send(wire: &mut impl Write, apdu: &[u8]) -> io::Result<()> {
    let length = u16::try_from(apdu.len()).map_err(io::Error::other)?;
    wire.write_all(&[&length.to_be_bytes(), apdu].concat())
}

fn receive(wire: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 2];
    wire.read_exact(&mut length)?;
    let mut apdu = vec![0; usize::from(u16::from_be_bytes(length))];
    wire.read_exact(&mut apdu)?;
    Ok(apdu)
}

fn main() -> Result<(), Box<dyn Error>> {
    let lab = Lab::new(1);
    let (_, card) = chip::issued(&lab, people::rakhimov(), "246810", 5, |_| {});

    // The reader: it serves its card until the cable is pulled.
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let reader = thread::spawn(move || -> io::Result<u32> {
        let mut card = InProcess::new(card);
        let mut wire = listener.accept()?.0;
        let mut served = 0;
        while let Ok(command) = receive(&mut wire) {
            let reply = card.transmit(&command).map_err(io::Error::other)?;
            send(&mut wire, &reply)?;
            served += 1;
        }
        Ok(served)
    });

    // The terminal: nothing in it knows what the card is connected by.
    let mut cable = Cable(TcpStream::connect(address)?);
    let device = Device::new(&lab)?;
    let mut check = Verifier::new(&device.trust, &device.policy)?.begin(&device.circumstances);
    let mut rng = StdRng::seed_from_u64(9);
    let request = request("246810", &device.circumstances, &mut rng)?;
    read_card(&mut cable, &mut check, &request, &mut ())?;
    let report = check.report();
    drop(cable);

    let served = reader.join().map_err(|_| "the reader fell over")??;
    println!("{} after {served} commands", report.verdict);
    assert_eq!(report.verdict, Verdict::InForce);
    Ok(())
}
