// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The tests of the register, all of them on SQLite and on PostgreSQL.

#![allow(
    clippy::semicolon_if_nothing_returned,
    reason = "a change is one expression, whatever it gives"
)]

mod accounts;
mod approvals;
mod beside;
mod bulk;
mod chain;
mod chip_acts;
mod concurrency;
mod desk;
mod engine;
mod life;
mod matter;
mod payments;
mod proposals;
mod rules;
mod secrets;
mod storage;

/// Makes a test of each case for each database.
macro_rules! on_both {
    ($($case:ident,)*) => {
        mod sqlite {
            $(#[test]
            fn $case() {
                super::$case(&crate::suite::engine::Engine::sqlite());
            })*
        }
        mod postgres {
            $(#[test]
            fn $case() {
                super::$case(&crate::suite::engine::Engine::postgres());
            })*
        }
    };
}
pub(crate) use on_both;
