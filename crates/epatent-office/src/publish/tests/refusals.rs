// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is not published, and that nothing is replaced then.

use std::collections::BTreeMap;

use epatent_core::bundle::{Earlier, Withdrawal};
use epatent_register::{Signature, SignatureState};

use super::*;

/// Every file of the site.
fn files(site: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in [site.to_owned(), site.join(LISTS_FOLDER)] {
        for name in names(&folder) {
            if folder.join(&name).is_file() && name != "lock" {
                files.insert(name.clone(), fs::read(folder.join(name)).unwrap());
            }
        }
    }
    files
}

/// An office that has published once.
fn published() -> Office {
    let mut office = Office::new();
    office.issue(noon(0));
    office.publish(noon(0)).unwrap();
    office
}

/// Refused, without a trace at the site, and every signature that was asked for is void.
#[track_caller]
pub(super) fn refused(office: &mut Office, at: UnixTime) -> PublishError {
    let before = files(&office.site());
    let error = office.publish(at).unwrap_err();
    assert!(files(&office.site()) == before, "{error}");
    let register = office.register();
    assert_eq!(register.open_list_signatures().unwrap(), [], "{error}");
    assert_eq!(register.open_intents().unwrap(), [], "{error}");
    error
}

#[test]
fn what_a_device_would_refuse_replaces_nothing() {
    let mut office = published();
    // The bundle would name nobody who signs status lists.
    let status = Digest::of(office.signatories[0].certificate.der());
    let site = office.site();
    fs::remove_dir_all(&site).unwrap();
    fs::create_dir(&site).unwrap();
    office.listed.retain(|signer| signer.certificate != status);
    let error = refused(&mut office, noon(1));
    assert!(
        matches!(&error, PublishError::Unproved { name, .. } if name == "status-772026.cbor"),
        "{error}"
    );
    let signatures: Vec<Signature> = office.register().rows_after(None, 100).unwrap();
    let void = signatures
        .iter()
        .filter(|signature| signature.state == SignatureState::Void);
    assert_eq!(void.count(), 3);
}

#[test]
fn a_signer_of_another_root_publishes_nothing() {
    let mut office = published();
    let other = Lab::new(99).signer_but(23, |request| {
        request.roles = vec![Role::Bundle];
        request.regions.clear();
    });
    office.signatories[2] = Signatory {
        key: Box::new(other.key),
        certificate: other.certificate,
    };
    let error = refused(&mut office, noon(1));
    assert!(
        matches!(&error, PublishError::Unproved { name, .. } if name == BUNDLE_FILE),
        "{error}"
    );
}

#[test]
fn a_withdrawn_signer_is_not_asked() {
    let mut office = published();
    office.listed[0].withdrawal = Some(Withdrawal {
        since: noon(0),
        earlier: Earlier::Good,
    });
    let error = refused(&mut office, noon(1));
    assert!(
        matches!(
            error,
            PublishError::NoSigner {
                role: Role::Status,
                region: Some(_)
            }
        ),
        "{error}"
    );
}

// shows: EPC-PUB-03
#[test]
fn a_signer_who_was_named_once_is_never_dropped_and_stays_withdrawn() {
    let mut office = published();
    let document = office.listed.len() - 1;
    office.listed[document].withdrawal = Some(Withdrawal {
        since: noon(0),
        earlier: Earlier::Falls,
    });
    office.publish(noon(1)).unwrap();
    let withdrawn = office.listed.remove(document);
    office.publish(noon(2)).unwrap();
    office.listed.push(ListedSigner {
        withdrawal: None,
        ..withdrawn.clone()
    });
    office.publish(noon(3)).unwrap();
    let mut device = office.device("device");
    device.takes(&office.site(), noon(3));
    let bundle = device.state.bundle().unwrap();
    let found = bundle
        .signers
        .iter()
        .find(|signer| signer.certificate == withdrawn.certificate);
    assert_eq!(found, Some(&withdrawn));
}

// shows: EPC-PUB-04
#[test]
fn when_a_payment_signer_falls_devices_take_the_list_anew() {
    let mut office = published();
    office.publish(noon(1)).unwrap();
    let mut device = office.device("device");
    device.takes(&office.site(), noon(1));
    let lab = Lab::new(11);
    let next = lab.signer_but(42, |request| request.roles = vec![Role::Payment]);
    office.listed[1].withdrawal = Some(Withdrawal {
        since: noon(1),
        earlier: Earlier::Falls,
    });
    office.listed.push(listed(&next.certificate));
    office.signatories.push(Signatory {
        key: Box::new(next.key),
        certificate: next.certificate,
    });
    office.publish(noon(2)).unwrap();
    let lists = names(&office.site().join(LISTS_FOLDER));
    assert_eq!(
        lists,
        ["paid-772026.cbor", "status-772026.cbor"],
        "no changes to follow"
    );
    device.takes(&office.site(), noon(2));
    let seen = &device.state.state().lists;
    assert!(
        seen.iter()
            .all(|seen| seen.sequence == 3 && seen.files.len() == 1),
        "{seen:?}"
    );
}

#[test]
fn after_a_publication_of_a_clock_that_was_ahead_a_new_folder_is_the_way_out() {
    let mut office = published();
    let mut device = office.device("device");
    device.takes(&office.site(), noon(0));
    office.publish(noon(300)).unwrap();
    // No device takes it, and the same folder takes nothing of the present.
    let ahead = fs::read(office.site().join(BUNDLE_FILE)).unwrap();
    assert!(device.state.import(&ahead, noon(1)).is_err());
    let (before, now) = (noon(300), noon(1));
    assert!(matches!(
        refused(&mut office, now),
        PublishError::TooSoon { before: told, now: at } if (told, at) == (before, now)
    ));
    fs::rename(office.site(), office.path("ahead")).unwrap();
    fs::create_dir(office.site()).unwrap();
    assert_eq!(office.publish(now).unwrap().version, 3);
    device.takes(&office.site(), now);
    office.publish(noon(2)).unwrap();
    device.takes(&office.site(), noon(2));
}

#[test]
fn the_same_second_and_the_past_are_refused() {
    let mut office = published();
    assert!(matches!(
        refused(&mut office, noon(0)),
        PublishError::TooSoon { .. }
    ));
    office.publish(noon(2)).unwrap();
    assert!(matches!(
        refused(&mut office, noon(1)),
        PublishError::TooSoon { .. }
    ));
}

#[test]
fn a_copy_of_the_register_that_was_put_back_publishes_nothing() {
    let mut office = published();
    office.register.take().unwrap().close().unwrap();
    let database = office.path("register.db");
    let yesterday = fs::read(&database).unwrap();
    let open = |office: &mut Office| {
        let location = Location::from(office.path("register.db").as_path());
        office.register = Some(Register::open(&location).unwrap());
    };
    open(&mut office);
    office.publish(noon(1)).unwrap();
    office.register.take().unwrap().close().unwrap();
    fs::write(&database, yesterday).unwrap();
    open(&mut office);
    let error = refused(&mut office, noon(2));
    assert!(
        matches!(
            error,
            PublishError::RegisterBehind {
                published: 2,
                recorded: 1,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn another_office_s_site_is_left_alone() {
    let mut office = published();
    let mut other = Office::new();
    other.publish(noon(0)).unwrap();
    let bundle = fs::read(office.site().join(BUNDLE_FILE)).unwrap();
    fs::write(other.site().join(BUNDLE_FILE), bundle).unwrap();
    // Version 1 of both, and of registers that differ.
    let same = refused(&mut other, noon(1));
    assert!(
        matches!(same, PublishError::OtherFile { number: 1, .. }),
        "{same}"
    );
    fs::write(office.site().join(BUNDLE_FILE), b"nothing").unwrap();
    let damaged = refused(&mut office, noon(1));
    assert!(matches!(damaged, PublishError::Damaged { .. }), "{damaged}");
}

#[test]
fn what_is_published_is_the_state_that_was_verified() {
    let mut office = Office::new();
    let (patent, _) = office.issue(noon(0));
    let file = office.path("register.db");
    let mut register = office.register.take().unwrap();
    // Whatever is done to the register once it was verified is in the next publication.
    let demand = |register: &mut Register| {
        demand_whole(register)?;
        let mut other = Register::open(&Location::from(file.as_path())).unwrap();
        let mut transaction = other.transaction(&by("17"), noon(0)).unwrap();
        let proposal = Proposal {
            act: DecisionAct::Suspend,
            patent,
            card: None,
            payment: None,
            reason: Reason::parse("check").unwrap(),
            effective_on: day("2026-11-26"),
        };
        transaction.decide(&proposal).unwrap();
        transaction.commit().unwrap();
        Ok(())
    };
    let publisher = Publisher {
        demand: &demand,
        ..office.publisher()
    };
    let mut site = Site::at(&office.site());
    publish(&mut register, &by("17"), noon(1), &publisher, &mut site).unwrap();
    office.register = Some(register);
    assert_eq!(status(&office.site(), 0), Some(CardStatus::Valid));
    office.publish(noon(2)).unwrap();
    assert_eq!(status(&office.site(), 0), Some(CardStatus::Suspended));
}
