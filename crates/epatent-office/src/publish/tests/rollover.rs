// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A change of the root, and the devices that were there all the time, for a part of it, or not at all.

use epatent_core::bundle::{RetiredRoot, key_digest};
use epatent_sign::authority::cross_certificate;
use epatent_terminal::ImportError;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::cuts::{End, publish_with};
use super::refusals::refused;
use super::*;

/// The root that comes: its authority, and the certificate by which the old one introduces it.
struct Coming {
    lab: Lab,
    cross: Vec<u8>,
}

impl Coming {
    fn after(old: &Lab, seed: u64) -> Self {
        let lab = Lab::new(seed);
        let mut rng = StdRng::seed_from_u64(seed);
        let cross = cross_certificate(&lab.root, &old.root, &old.root_key, &mut rng).unwrap();
        Self { lab, cross }
    }

    /// Its signers join those of an office, first in the row.
    fn join(&self, office: &mut Office) {
        let signatories = signatories(&self.lab);
        office
            .listed
            .extend(signatories.iter().map(|one| listed(&one.certificate)));
        office.signatories.splice(0..0, signatories);
    }
}

/// An office that has published once, with a device that took it.
fn before_the_change() -> (Office, Coming, Device) {
    let mut office = Office::new();
    office.issue(noon(0));
    office.publish(noon(0)).unwrap();
    let mut device = office.device("before");
    device.takes(&office.site(), noon(0));
    let coming = Coming::after(&Lab::new(11), 70);
    coming.join(&mut office);
    (office, coming, device)
}

/// The same when the new root has been introduced, and the next publication changes to it.
fn introduced() -> (Office, Coming, Device) {
    let (mut office, coming, device) = before_the_change();
    office.introduced.push(coming.cross.clone());
    office.publish(noon(1)).unwrap();
    (office, coming, device)
}

impl Office {
    /// The office of `self` and the root that comes, as it is now, in a folder of its own.
    fn copied(&mut self, coming: &Coming) -> Self {
        self.register.take().unwrap().close().unwrap();
        let folder = tempfile::tempdir().unwrap();
        for inner in ["site", "site/lists"] {
            fs::create_dir(folder.path().join(inner)).unwrap();
        }
        let mut files = vec!["register.db".to_owned()];
        for inner in ["site", "site/lists"] {
            let names = names(&self.path(inner)).into_iter();
            files.extend(names.map(|name| format!("{inner}/{name}")));
        }
        for file in files.iter().filter(|file| self.path(file).is_file()) {
            fs::copy(self.path(file), folder.path().join(file)).unwrap();
        }
        let open = |folder: &TempDir| {
            let location = Location::from(folder.path().join("register.db").as_path());
            Some(Register::open(&location).unwrap())
        };
        self.register = open(&self.folder);
        let mut all = signatories(&coming.lab);
        all.extend(signatories(&Lab::new(11)));
        Self {
            register: open(&folder),
            trust: self.trust.clone(),
            signatories: all,
            listed: self.listed.clone(),
            policy: self.policy.clone(),
            introduced: self.introduced.clone(),
            folder,
            retired: Vec::new(),
            settled: Vec::new(),
            end_rollover: false,
            made: self.made,
        }
    }
}

fn is_under(device: &Device, lab: &Lab) -> bool {
    device.state.bundle().unwrap().root_key() == lab.root.public_key()
}

// shows: EPC-PUB-05, EPC-PUB-06
#[test]
fn the_old_root_introduces_the_new_one_which_signs_from_the_next_publication_on() {
    let (mut office, coming, mut missed) = before_the_change();
    office.introduced.push(coming.cross.clone());
    let old = Lab::new(11);
    let mut daily = office.device("daily");

    let first = office.publish(noon(1)).unwrap();
    assert_eq!((first.introduces, first.changes_root), (1, false));
    daily.takes(&office.site(), noon(1));
    assert!(is_under(&daily, &old));
    let introduction = fs::read(office.site().join(BUNDLE_FILE)).unwrap();

    let second = office.publish(noon(2)).unwrap();
    assert!(second.changes_root);
    let rollover = office.site().join(ROLLOVER_FILE);
    assert_eq!(fs::read(&rollover).unwrap(), introduction);
    daily.takes(&office.site(), noon(2));
    assert!(is_under(&daily, &coming.lab));
    // A device that missed the introduction, and one that has nothing but the old root.
    let mut none = office.device("none");
    for device in [&mut missed, &mut none] {
        device.takes(&office.site(), noon(2));
        assert!(is_under(device, &coming.lab));
    }
    assert_eq!(none.lists(), daily.lists());

    // The change is one, and goes on until somebody ends it.
    let third = office.publish(noon(3)).unwrap();
    assert!(!third.changes_root);
    assert_eq!(fs::read(&rollover).unwrap(), introduction);
    office.device("late").takes(&office.site(), noon(3));
    assert_eq!(office.register().acts_done(Act::RollOver).unwrap().len(), 1);
    assert_eq!(office.register().verify(&[]).unwrap().findings, []);
}

// shows: EPC-PUB-05
#[test]
fn nothing_is_signed_under_a_root_that_no_bundle_has_introduced() {
    let (mut office, coming, _) = before_the_change();
    // The office has pinned it in its own folder, and the old keys are away.
    let roots = [Lab::new(11).root, coming.lab.root.clone()];
    office.trust = TrustStore::new(Environment::Lab, roots.iter().map(|root| root.der())).unwrap();
    let old = office.signatories.split_off(3);
    let error = refused(&mut office, noon(1));
    assert!(
        matches!(error, PublishError::NotIntroduced { .. }),
        "{error}"
    );
    // Introduced in the same bundle is not introduced before.
    office.introduced.push(coming.cross);
    let error = refused(&mut office, noon(1));
    assert!(
        matches!(error, PublishError::NotIntroduced { .. }),
        "{error}"
    );
    // Lists of the old root, and a bundle of the new one.
    let new = office.signatories.split_off(2);
    let lists: Vec<Signatory> = office.signatories.drain(..).collect();
    office.signatories.extend(old);
    let old_bundle = office.signatories.split_off(2);
    office.signatories.extend(new);
    let error = refused(&mut office, noon(1));
    assert!(
        matches!(
            error,
            PublishError::NotIntroduced {
                role: Role::Bundle,
                ..
            }
        ),
        "{error}"
    );
    office.signatories.splice(0..0, lists);
    office.signatories.extend(old_bundle);
    assert_eq!(office.publish(noon(1)).unwrap().introduces, 1);
    assert!(office.publish(noon(2)).unwrap().changes_root);
}

#[test]
fn whom_devices_believe_is_known_before_a_key_is_opened() {
    let (mut office, coming, _) = before_the_change();
    let believes = |office: &Office, at| {
        let site = Site::at(&office.site());
        let believed = site.believed(&office.trust, &office.roots(), at).unwrap();
        let signatories = office.signatories.iter();
        signatories
            .map(|one| believed.takes(&one.certificate))
            .collect::<Vec<bool>>()
    };
    assert_eq!(
        believes(&office, noon(1)),
        [false, false, false, true, true, true]
    );
    office.introduced.push(coming.cross);
    office.publish(noon(1)).unwrap();
    assert_eq!(believes(&office, noon(2)), [true; 6]);
    // A signer whom the bundle does not name yet is named by the next one first.
    let new = coming
        .lab
        .signer_but(77, |request| request.roles = vec![Role::Status]);
    office.signatories.insert(
        0,
        Signatory {
            key: Box::new(new.key),
            certificate: new.certificate,
        },
    );
    assert!(!believes(&office, noon(2))[0]);
}

// shows: EPC-PUB-01, EPC-PUB-06
#[test]
fn a_change_of_the_root_that_ends_at_any_step_leaves_what_devices_take() {
    let (mut prepared, coming, _) = introduced();
    for end in [End::Error, End::Kill] {
        let mut cuts = 0;
        for steps in 0.. {
            let mut office = prepared.copied(&coming);
            let mut daily = office.device("daily");
            daily.takes(&office.site(), noon(1));
            let whole = publish_with(&mut office, steps, end, noon(2));
            daily.takes(&office.site(), noon(2));
            office.device("new").takes(&office.site(), noon(2));
            // And the next publication makes good what this one left.
            office.publish(noon(3)).unwrap();
            let mut late = office.device("late");
            for device in [&mut daily, &mut late] {
                device.takes(&office.site(), noon(3));
                assert!(is_under(device, &coming.lab), "{steps}");
            }
            let register = office.register();
            assert_eq!(register.open_intents().unwrap(), [], "{steps}");
            if whole {
                break;
            }
            cuts += 1;
        }
        assert!(cuts >= 13, "{cuts}");
    }
}

#[test]
fn a_forged_change_of_the_root_is_refused_by_the_office_and_by_every_device() {
    let (mut office, coming, mut device) = before_the_change();
    // A certificate of a stranger, of the new root itself, and one that was altered.
    let stranger = Coming::after(&Lab::new(99), 70);
    let mut altered = coming.cross.clone();
    let last = altered.len() - 1;
    altered[last] ^= 1;
    for forged in [
        stranger.cross.clone(),
        coming.lab.root.der().to_vec(),
        altered,
    ] {
        office.introduced = vec![forged];
        let error = refused(&mut office, noon(1));
        assert!(matches!(error, PublishError::Introduction(_)), "{error}");
    }
    // A stranger lays a bundle of his own beside that of the office.
    let mut thief = Office::new();
    let other = Lab::new(99);
    thief.trust = TrustStore::new(Environment::Lab, [other.root.der()]).unwrap();
    thief.signatories = signatories(&other);
    thief.introduced = vec![stranger.cross];
    thief.publish(noon(1)).unwrap();
    let forged = fs::read(thief.site().join(BUNDLE_FILE)).unwrap();
    let refusal = device.state.import(&forged, noon(1)).unwrap_err();
    assert!(matches!(refusal, ImportError::Untrusted(_)), "{refusal}");
    fs::write(office.site().join(ROLLOVER_FILE), forged).unwrap();
    office.introduced.clear();
    let error = refused(&mut office, noon(1));
    assert!(
        matches!(&error, PublishError::Damaged { name, .. } if name == ROLLOVER_FILE),
        "{error}"
    );
}

// shows: EPC-PUB-06
#[test]
fn the_introduction_stays_until_devices_are_set_up_with_the_new_root() {
    let (mut office, coming, _) = introduced();
    office.publish(noon(2)).unwrap();
    office
        .settled
        .push(key_digest(coming.lab.root.public_key()));
    office.end_rollover = true;
    let error = refused(&mut office, noon(3));
    assert!(matches!(error, PublishError::RolloverNeeded), "{error}");
    // Another change cannot begin before this one has ended.
    let next = Coming::after(&coming.lab, 71);
    office.end_rollover = false;
    office.settled.clear();
    office.introduced.push(next.cross.clone());
    let error = refused(&mut office, noon(3));
    assert!(matches!(error, PublishError::RolloverOpen), "{error}");
    office.introduced.pop();

    let roots = [Lab::new(11).root, coming.lab.root.clone()];
    office.trust = TrustStore::new(Environment::Lab, roots.iter().map(|root| root.der())).unwrap();
    office.publish(noon(3)).unwrap();
    assert!(
        office.site().join(ROLLOVER_FILE).exists(),
        "nobody ended it"
    );
    office
        .settled
        .push(key_digest(coming.lab.root.public_key()));
    office.end_rollover = true;
    assert_eq!(office.publish(noon(4)).unwrap().introduces, 0);
    assert!(!office.site().join(ROLLOVER_FILE).exists());
    office.end_rollover = false;
    office.publish(noon(5)).unwrap();
    let mut device = office.device("set up with both");
    device.takes(&office.site(), noon(5));
    assert!(is_under(&device, &coming.lab));

    // And the next change begins.
    next.join(&mut office);
    office.introduced.push(next.cross.clone());
    office.publish(noon(6)).unwrap();
    assert!(office.publish(noon(7)).unwrap().changes_root);
    device.takes(&office.site(), noon(7));
    assert!(is_under(&device, &next.lab));
}

// shows: EPC-PUB-06
#[test]
fn what_leads_devices_to_the_new_root_is_not_taken_away_by_taking_a_file_away() {
    let (mut office, coming, mut missed) = introduced();
    let old = fs::read(office.site().join(BUNDLE_FILE)).unwrap();
    office.publish(noon(2)).unwrap();
    let new = fs::read(office.site().join(BUNDLE_FILE)).unwrap();
    let rollover = office.site().join(ROLLOVER_FILE);
    let both = [Lab::new(11).root, coming.lab.root.clone()];
    let both = TrustStore::new(Environment::Lab, both.iter().map(Certificate::der)).unwrap();
    let settled = [key_digest(coming.lab.root.public_key())];
    for trust in [office.trust.clone(), both] {
        office.trust = trust;
        // The file is not there, or is a bundle that leads only devices that have the new root.
        for there in [None, Some(&new)] {
            fs::remove_file(&rollover).unwrap();
            if let Some(bundle) = there {
                fs::write(&rollover, bundle).unwrap();
            }
            let error = refused(&mut office, noon(3));
            assert!(matches!(error, PublishError::RolloverLost), "{error}");
            fs::write(&rollover, &old).unwrap();
        }
        // Neither does a folder in which nothing was published yet.
        fs::rename(office.site(), office.path("old site")).unwrap();
        fs::create_dir_all(office.site().join(LISTS_FOLDER)).unwrap();
        let error = refused(&mut office, noon(3));
        assert!(matches!(error, PublishError::RolloverLost), "{error}");
        fs::remove_dir_all(office.site()).unwrap();
        fs::rename(office.path("old site"), office.site()).unwrap();
    }
    office.publish(noon(3)).unwrap();
    missed.takes(&office.site(), noon(3));
    assert!(is_under(&missed, &coming.lab));

    // When every device is set up with the new root, nobody is led by it.
    fs::remove_file(&rollover).unwrap();
    refused(&mut office, noon(4));
    office.settled.extend(settled);
    office.publish(noon(4)).unwrap();
    let mut set_up = office.device("set up with both");
    set_up.takes(&office.site(), noon(4));
    assert!(is_under(&set_up, &coming.lab));
}

#[test]
fn another_folder_before_the_change_goes_on_under_the_old_root() {
    let (mut office, coming, mut daily) = introduced();
    daily.takes(&office.site(), noon(1));
    let roots = [Lab::new(11).root, coming.lab.root.clone()];
    office.trust = TrustStore::new(Environment::Lab, roots.iter().map(Certificate::der)).unwrap();
    fs::remove_dir_all(office.site()).unwrap();
    fs::create_dir_all(office.site().join(LISTS_FOLDER)).unwrap();
    let summary = office.publish(noon(2)).unwrap();
    assert_eq!((summary.introduces, summary.changes_root), (1, false));
    daily.takes(&office.site(), noon(2));
    assert!(is_under(&daily, &Lab::new(11)));
    assert!(office.publish(noon(3)).unwrap().changes_root);
    daily.takes(&office.site(), noon(3));
    assert!(is_under(&daily, &coming.lab));
}

// shows: EPC-PUB-07
#[test]
fn a_retired_root_signs_nothing_stays_retired_and_is_not_the_only_one() {
    let (mut office, coming, mut missed) = introduced();
    let old = Lab::new(11);
    let retired = RetiredRoot {
        key: key_digest(old.root.public_key()),
        since: noon(40),
    };
    // Devices have no other yet that could sign.
    let new = office.signatories.drain(..3).collect::<Vec<Signatory>>();
    office.retired.push(RetiredRoot {
        since: noon(2),
        ..retired
    });
    let error = refused(&mut office, noon(2));
    assert!(matches!(error, PublishError::NoSigner { .. }), "{error}");
    office.signatories.splice(0..0, new);
    office.retired = vec![retired];
    office.publish(noon(2)).unwrap();
    office.publish(noon(41)).unwrap();

    // What was said once is not taken back.
    office.retired.clear();
    office.publish(noon(42)).unwrap();
    let mut none = office.device("none");
    for device in [&mut missed, &mut none] {
        device.takes(&office.site(), noon(42));
        let bundle = device.state.bundle().unwrap();
        assert_eq!(bundle.retired_roots, [retired]);
        assert!(bundle.next_roots.is_empty(), "it vouches for nobody");
        assert!(is_under(device, &coming.lab));
    }
    // The keys of the new root are away: nothing is published rather than under the old one.
    office.signatories.drain(..3);
    let error = refused(&mut office, noon(43));
    assert!(matches!(error, PublishError::NoSigner { .. }), "{error}");
}
