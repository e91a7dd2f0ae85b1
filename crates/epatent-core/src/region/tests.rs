// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The table of subject codes.

use alloc::vec::Vec;
use std::collections::BTreeSet;

use super::{Region, RegionError};
use crate::{Text, Warning};

#[test]
fn the_table_is_in_order_and_every_code_in_it_is_found() {
    let regions: Vec<Region> = Region::known().collect();
    assert_eq!(regions.len(), 89);
    assert!(regions.is_sorted_by(|left, right| left < right));
    let mut names = BTreeSet::new();
    for region in regions {
        assert_eq!(Region::parse(region.as_str()), Ok(region));
        assert!(region.is_known());
        assert_eq!(region.warnings().count(), 0);
        assert!((2..=12).contains(&region.utc_offset_hours().unwrap()));
        for name in [region.name_ru().unwrap(), region.name_en().unwrap()] {
            assert_eq!(Text::parse(name).unwrap().as_str(), name);
            assert!(names.insert(name), "{name}");
        }
    }
}

#[test]
fn names_and_offsets_belong_to_their_codes() {
    for (code, ru, en, hours) in [
        ("77", "Москва", "Moscow", 3),
        ("50", "Московская область", "Moscow Region", 3),
        ("78", "Санкт-Петербург", "Saint Petersburg", 3),
        ("39", "Калининградская область", "Kaliningrad Region", 2),
        ("63", "Самарская область", "Samara Region", 4),
        ("66", "Свердловская область", "Sverdlovsk Region", 5),
        ("55", "Омская область", "Omsk Region", 6),
        ("54", "Новосибирская область", "Novosibirsk Region", 7),
        ("38", "Иркутская область", "Irkutsk Region", 8),
        ("75", "Забайкальский край", "Zabaykalsky Krai", 9),
        ("25", "Приморский край", "Primorsky Krai", 10),
        ("65", "Сахалинская область", "Sakhalin Region", 11),
        ("41", "Камчатский край", "Kamchatka Krai", 12),
    ] {
        let region = Region::parse(code).unwrap();
        assert_eq!((region.name_ru(), region.name_en()), (Some(ru), Some(en)));
        assert_eq!(region.utc_offset_hours(), Some(hours));
    }
}

#[test]
fn a_code_outside_the_table_warns() {
    // 97 and 99 are on Moscow plates, 00 is nothing, 80 to 82 were merged into others.
    for code in ["97", "99", "00", "80", "81", "82"] {
        let region = Region::parse(code).unwrap();
        assert!(!region.is_known());
        assert_eq!((region.name_ru(), region.utc_offset_hours()), (None, None));
        assert!(
            region
                .warnings()
                .eq([Warning::RegionUnknown { code: code.into() }])
        );
    }
}

#[test]
fn anything_but_two_digits_is_refused() {
    for code in ["", "7", "777", "7a", " 7", "Я", "７"] {
        assert_eq!(
            Region::parse(code),
            Err(RegionError::NotTwoDigits),
            "{code}"
        );
    }
}
