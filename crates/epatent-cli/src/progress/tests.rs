// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::time::Duration;

use super::{Bar, due};
use crate::{Language, Words};

#[test]
fn a_bar_is_drawn_on_a_terminal_after_half_a_second_only() {
    assert!(!due(true, Duration::from_millis(499)));
    assert!(due(true, Duration::from_millis(500)));
    assert!(!due(false, Duration::from_secs(60)));
}

#[test]
fn a_bar_of_short_work_stays_hidden_and_counts() {
    let bar = Bar::new(&Words::new(Language::Ru), "progress-reading", &[], 10);
    bar.set(3);
    bar.advance(2);
    assert!(bar.bar.is_hidden());
    assert_eq!(bar.bar.position(), 5);
    assert_eq!(bar.bar.message(), "Чтение карты");
}
