// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use crate::StatusGap;

const ID: CheckId = CheckId::Status;

#[test]
fn a_check_has_passed_when_it_was_made_and_never_failed() {
    let policy = Policy::default();
    let reason = || Reason::StatusMissing(StatusGap::NoList);
    let mut log = Log::new(&policy, None);
    assert!(!log.has_passed(ID), "it was not made");
    log.passed(CheckId::Payment, "");
    assert!(!log.has_passed(ID), "another one was made");
    log.passed(ID, "");
    assert!(log.has_passed(ID));
    log.passed(ID, "");
    assert!(log.has_passed(ID));
    for worse in [
        |log: &mut Log<'_>, reason| log.failed(ID, "", reason),
        |log: &mut Log<'_>, reason| log.not_checked(ID, "", reason),
        |log: &mut Log<'_>, reason| log.overturned(ID, reason),
    ] {
        let mut log = log.clone();
        worse(&mut log, reason());
        assert!(!log.has_passed(ID) && log.has_passed(CheckId::Payment));
        log.passed(ID, "");
        assert!(
            !log.has_passed(ID),
            "what came after does not make up for it"
        );
    }
}
