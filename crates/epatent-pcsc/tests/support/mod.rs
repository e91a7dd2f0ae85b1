// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Tests through a real pcscd: each starts its own, and runs itself again as pcscd's client.
//!
//! pcsc-lite reads the path of its socket from the environment of the process, which a test
//! cannot change for itself. So the test binary starts the service and then itself once more, for
//! the one test, with the path in the environment.

pub(crate) mod card;

use std::env;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::Duration;

use epatent_testkit::pcscd::{PcscdSession, READER_NAMES};

/// In the client: the two ports of the virtual reader and the port of the service's switch.
const PORTS: &str = "EPATENT_PCSC_TEST_PORTS";
const STOP: u8 = b's';
const RESTART: u8 = b'r';

/// What the client half of a test sees.
pub(crate) struct Bench {
    /// Where a card for each slot dials in.
    pub(crate) ports: [u16; 2],
    /// The names of the slots.
    pub(crate) names: [&'static str; 2],
    switch: TcpStream,
}

impl Bench {
    pub(crate) fn stop_service(&mut self) {
        self.switch(STOP);
    }

    pub(crate) fn restart_service(&mut self) {
        self.switch(RESTART);
    }

    fn switch(&mut self, order: u8) {
        self.switch.write_all(&[order]).unwrap();
        self.switch.read_exact(&mut [0]).unwrap();
    }
}

/// Runs `client` with a pcscd of its own. `test` is the name of the calling test.
pub(crate) fn through_pcscd(test: &str, client: impl FnOnce(&mut Bench)) {
    if let Ok(ports) = env::var(PORTS) {
        let mut ports = ports.split(' ').map(|port| port.parse::<u16>().unwrap());
        let mut next = || ports.next().unwrap();
        let ports = [next(), next()];
        let switch = TcpStream::connect((Ipv4Addr::LOCALHOST, next())).unwrap();
        return client(&mut Bench {
            ports,
            names: READER_NAMES,
            switch,
        });
    }
    let mut session = PcscdSession::start()
        .unwrap_or_else(|error| panic!("this test needs a pcscd of its own, but {error}"));
    let switch = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (mut output, writer) = io::pipe().unwrap();
    let [first, second] = session.slot_ports();
    let ports = format!("{first} {second} {}", switch.local_addr().unwrap().port());
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture"])
        .env(PORTS, ports);
    command.stdout(writer.try_clone().unwrap()).stderr(writer);
    let mut child = session.apply(&mut command).spawn().unwrap();
    // The command holds ends of the pipe that would keep the reader waiting.
    drop(command);
    let reader = thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).map(|_| text)
    });
    serve_switch(&switch, &mut session, &mut child);
    let status = child.wait().unwrap();
    let text = reader.join().unwrap().unwrap();
    assert!(status.success(), "{text}\npcscd: {}", session.log());
    assert!(text.contains("1 passed"), "no test is named {test}: {text}");
    println!("{text}");
}

/// Stops and restarts the service as the client asks, until the client ends.
fn serve_switch(switch: &TcpListener, session: &mut PcscdSession, child: &mut std::process::Child) {
    switch.set_nonblocking(true).unwrap();
    let mut orders = loop {
        match switch.accept() {
            Ok((orders, _)) => break orders,
            Err(_) if child.try_wait().unwrap().is_some() => return,
            Err(_) => thread::sleep(Duration::from_millis(5)),
        }
    };
    orders.set_nonblocking(false).unwrap();
    let mut order = [0];
    while orders.read_exact(&mut order).is_ok() {
        match order {
            [STOP] => session.stop(),
            [RESTART] => session.restart().unwrap(),
            other => panic!("unknown order {other:?}"),
        }
        orders.write_all(&[0]).unwrap();
    }
}
