// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The civil time of the regions is that of the specification's table.
#![allow(
    clippy::unwrap_used,
    reason = "a page without its table must stop the test"
)]

use std::collections::BTreeMap;

use epatent_core::Region;

const PAGE: &str = include_str!("../../../applet-spec/status-and-payments.md");

#[test]
fn every_region_is_as_far_ahead_of_utc_as_the_specification_says() {
    let table = PAGE.split("| hours | regions |").nth(1).unwrap();
    let mut listed = BTreeMap::new();
    for row in table.lines().skip(2).take_while(|row| row.starts_with('|')) {
        let (hours, regions) = row.trim_matches('|').split_once('|').unwrap();
        let hours: i8 = hours.trim().parse().unwrap();
        for region in regions.split_whitespace() {
            if Region::parse(region).is_ok() {
                listed.insert(region.to_owned(), hours);
            }
        }
    }
    assert_eq!(listed.len(), 36);
    for code in 0..100 {
        let code = format!("{code:02}");
        if let Some(hours) = Region::parse(&code).unwrap().utc_offset_hours() {
            assert_eq!(Some(&hours), listed.get(&code).or(Some(&3)), "{code}");
        }
    }
}
