// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card in a reader, with everything that is said to it in a trace.

use std::time::Duration;

use epatent_apdu::TransportError;
use epatent_apdu::decorators::View;
use epatent_conformance::{ReaderTarget, Target};
use epatent_station::Trace;

/// A reader's card whose exchanges are told to a trace, without what is secret in them.
pub(super) struct Traced<'t> {
    target: ReaderTarget,
    trace: &'t Trace<'t>,
    view: View,
}

impl<'t> Traced<'t> {
    pub(super) const fn new(target: ReaderTarget, trace: &'t Trace<'t>) -> Self {
        Self {
            target,
            trace,
            view: View::new(),
        }
    }
}

impl Target for Traced<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let (target, trace) = (&mut self.target, self.trace);
        self.view
            .exchange(command, || target.transmit(command), &mut |traced| {
                trace.exchange(traced);
            })
    }

    fn power_cycle(&mut self) -> Result<(), TransportError> {
        self.view = View::new();
        let done = self.target.power_cycle();
        self.trace.remark(&match &done {
            Ok(()) => "powered off and on".to_owned(),
            Err(error) => format!("not powered off and on: {error}"),
        });
        done
    }

    fn answer_to_reset(&self) -> Vec<u8> {
        self.target.answer_to_reset()
    }

    fn last_duration(&self) -> Duration {
        self.target.last_duration()
    }

    fn carries_extended(&self) -> bool {
        self.target.carries_extended()
    }
}
