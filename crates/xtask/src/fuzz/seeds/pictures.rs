// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Pictures: portraits in both formats, and photos of the code of the card; and a bundle of the office
//! of the card.

use super::{Seeds, fixture};
use crate::run::{self, Done};
use epatent_core::UnixTime;
use epatent_core::bundle::{BundlePolicy, ListedSigner, TrustBundle};
use epatent_core::certificate::Role;
use epatent_core::object::Digest;
use epatent_core::presentation::{AccessNumber, Presentation};
use epatent_core::printed_code::to_text;
use epatent_sign::{sign_bundle, sign_printed_code};
use epatent_testkit::lab::Lab;
use epatent_testkit::{portrait, symbol};
use image::ImageFormat;

/// The drawn portrait in JPEG 2000, which nothing here can write.
const JPEG_2000: &str = "crates/epatent-picture/src/portrait.jp2";

pub(super) fn put(seeds: &mut Seeds) -> Done {
    let lab = Lab::new(1);
    let mut card = Presentation::decode(fixture::CARD)?;
    card.access_number = AccessNumber::parse(fixture::ACCESS_NUMBER);
    let signer = &lab.signer_77;
    let code = sign_printed_code(&card, &signer.certificate, &signer.key)?;
    let text = to_text(&code);
    for (name, text, format) in [
        ("png", text.as_str(), ImageFormat::Png),
        ("jpeg", "EPC1:BB8", ImageFormat::Jpeg),
    ] {
        let picture = symbol::file(text, 2, format);
        seeds.insert(("code-picture", name.to_owned()), picture);
    }
    let jp2 = std::fs::read(run::root().join(JPEG_2000))?;
    seeds.insert(("portrait", "drawn.jp2".into()), jp2);
    seeds.insert(("portrait", "plain.jpeg".into()), portrait::plain());
    seeds.insert(("bundle", "proved".into()), bundle(&lab)?);
    Ok(())
}

/// A bundle that the device of the targets takes.
fn bundle(lab: &Lab) -> Done<Vec<u8>> {
    let desk = lab.signer_but(9, |request| {
        request.roles = vec![Role::Bundle];
        request.regions.clear();
    });
    let signer = &lab.signer_77.certificate;
    let bundle = TrustBundle {
        environment: lab.setup.environment,
        version: 1,
        issued: UnixTime::parse("2026-11-20T00:00:00Z")?,
        next_update: UnixTime::parse("2026-11-21T00:00:00Z")?,
        expires: UnixTime::parse("2026-11-27T00:00:00Z")?,
        previous: None,
        signers: vec![ListedSigner {
            certificate: Digest::of(signer.der()),
            roles: vec![Role::Document],
            regions: signer.regions().to_vec(),
            withdrawal: None,
        }],
        lists: Vec::new(),
        policy: BundlePolicy::default(),
        next_roots: Vec::new(),
        retired_roots: Vec::new(),
    };
    Ok(sign_bundle(&bundle, &desk.certificate, &desk.key)?)
}
