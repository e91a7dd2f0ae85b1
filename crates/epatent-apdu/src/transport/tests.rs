// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::{Fault, Transport, TransportError};

struct Echo;

impl Transport for Echo {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        Ok(command.to_vec())
    }
}

#[test]
fn a_transport_works_behind_references_and_boxes() {
    let mut boxed: Box<dyn Transport> = Box::new(Echo);
    assert_eq!(boxed.transmit(&[1, 2]), Ok(vec![1, 2]));
    let mut by_reference = &mut *boxed;
    assert_eq!(Transport::transmit(&mut by_reference, &[3]), Ok(vec![3]));
}

#[test]
fn a_cut_reply_leaves_the_outcome_unknown_and_a_missing_card_does_not() {
    let cut = TransportError::OutcomeUnknown { length: 0 };
    assert!(cut.outcome_is_unknown() && TransportError::TimedOut.outcome_is_unknown());
    assert!(TransportError::CardRemoved.outcome_is_unknown());
    assert!(!TransportError::NoCard.outcome_is_unknown());
    assert_eq!(cut.fault(), Fault::Card);
    assert_eq!(TransportError::ServiceUnavailable.fault(), Fault::Service);
}
