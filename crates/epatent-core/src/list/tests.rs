// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

mod draft;
mod paid_through;
mod status;
mod zlib;

use crate::list::{ListHead, ListId, ListTimes};
use crate::object::Environment;
use crate::{CivilDate, Region, UnixTime};

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

fn at(text: &str) -> UnixTime {
    UnixTime::parse(text).unwrap()
}

fn head(sequence: u64, size: u32) -> ListHead {
    ListHead {
        environment: Environment::Lab,
        id: ListId {
            region: Region::parse("77").unwrap(),
            number: 772_026,
        },
        sequence,
        size,
    }
}

fn times() -> ListTimes {
    ListTimes {
        issued_at: at("2026-11-20T03:00:00Z"),
        next_update: at("2026-11-21T03:00:00Z"),
        expires: at("2026-12-04T03:00:00Z"),
    }
}

/// Numbers that look random and are the same in every run (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        u32::try_from(number % u64::from(bound)).unwrap()
    }
}
