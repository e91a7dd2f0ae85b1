// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{Flow, FlowError, MAX_STEPS, Progress, Step, drive, drive_with_progress};
use crate::command::Command;
use crate::response::Response;
use crate::test_support::{Respond, Script, bytes};
use crate::transport::{Fault, Transport, TransportError};

/// Asks for STATUS a number of times.
struct Ask {
    left: usize,
    asked: u64,
}

impl Flow for Ask {
    type Output = &'static str;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<&'static str>, FlowError> {
        assert_eq!(
            reply.is_some(),
            self.asked > 0,
            "a response to every command and no other"
        );
        if self.left == 0 {
            return Ok(Step::Done("over"));
        }
        self.left -= 1;
        self.asked += 1;
        Ok(Step::Send(Command::new(0x80, 0x14, 0, 0)))
    }

    fn progress(&self) -> Option<Progress> {
        Some(Progress {
            done: self.asked,
            total: Some(3),
        })
    }
}

#[test]
fn a_flow_is_driven_over_any_kind_of_transport() {
    let script = || Script::new(&[("80140000", "9000")]);
    let ask = || Ask { left: 1, asked: 0 };
    assert_eq!(drive(ask(), &mut script()), Ok("over"));
    let mut boxed: Box<dyn Transport> = Box::new(script());
    assert_eq!(drive(ask(), &mut boxed), Ok("over"));
    let mut card = script();
    let by_reference: &mut dyn Transport = &mut card;
    assert_eq!(drive(ask(), by_reference), Ok("over"));
    assert!(card.is_finished());
}

#[test]
fn progress_is_reported_after_every_step() {
    let mut seen = Vec::new();
    let mut card = Respond::new(|_: &[u8]| bytes("9000"));
    drive_with_progress(Ask { left: 3, asked: 0 }, &mut card, &mut |progress| {
        seen.push(progress.done);
    })
    .unwrap();
    assert_eq!(seen, [1, 2, 3, 3]);
}

#[test]
fn a_flow_that_never_ends_is_ended() {
    let mut card = Respond::new(|_: &[u8]| bytes("9000"));
    let error = drive(
        Ask {
            left: usize::MAX,
            asked: 0,
        },
        &mut card,
    )
    .unwrap_err();
    assert_eq!(error, FlowError::Endless { steps: MAX_STEPS });
}

#[test]
fn a_transport_error_names_the_command_and_whose_fault_it_is() {
    struct Gone;
    impl Transport for Gone {
        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
            Err(TransportError::CardRemoved)
        }
    }
    let error = drive(Ask { left: 1, asked: 0 }, &mut Gone).unwrap_err();
    assert_eq!(error.to_string(), "STATUS: the card was removed");
    assert_eq!(error.transport(), Some(&TransportError::CardRemoved));
    assert_eq!((error.fault(), error.status()), (Fault::Card, None));
}
