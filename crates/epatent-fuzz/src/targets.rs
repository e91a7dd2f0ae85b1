// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The targets; see the crate for how to add one.

mod answer;
mod apdu;
mod bundle;
mod card_access;
mod card_commands;
mod card_file;
mod cbor;
mod certificate;
mod code_picture;
mod group;
mod image;
mod pace_host;
mod paid_through;
mod payment;
mod portrait;
mod printed_code;
mod profile;
mod reading;
mod replies;
mod scp03_host;
mod secure_messaging;
mod security_object;
mod statement;
mod status_list;
mod trace;
mod transcript;
mod trust_settings;
mod verdict;

use crate::Target;

/// Every target, by name.
pub const TARGETS: [Target; 28] = [
    answer::TARGET,
    apdu::TARGET,
    bundle::TARGET,
    card_access::TARGET,
    card_commands::TARGET,
    card_file::TARGET,
    cbor::TARGET,
    certificate::TARGET,
    code_picture::TARGET,
    group::TARGET,
    image::TARGET,
    pace_host::TARGET,
    paid_through::TARGET,
    payment::TARGET,
    portrait::TARGET,
    printed_code::TARGET,
    profile::TARGET,
    reading::TARGET,
    replies::TARGET,
    scp03_host::TARGET,
    secure_messaging::TARGET,
    security_object::TARGET,
    statement::TARGET,
    status_list::TARGET,
    trace::TARGET,
    transcript::TARGET,
    trust_settings::TARGET,
    verdict::TARGET,
];
