// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Data model, strict deterministic CBOR and object formats of the electronic patent card.
