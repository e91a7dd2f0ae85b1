// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Builds and signs the security objects and certificates of the electronic patent card.
