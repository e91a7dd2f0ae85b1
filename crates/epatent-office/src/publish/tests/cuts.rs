// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A publication that ends at each of its steps: by an error of the disk, or because the program is no
//! more.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use epatent_terminal::Held;

use super::*;

/// What happens at the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The disk refuses it, and everything after it.
    Error,
    /// The program is killed.
    Kill,
}

/// A folder that allows so many changes.
struct Cut {
    folder: Folder,
    left: Rc<Cell<usize>>,
    end: End,
}

impl Cut {
    fn step(&self) -> io::Result<()> {
        match self.left.get().checked_sub(1) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None if self.end == End::Error => Err(io::ErrorKind::StorageFull.into()),
            // No hook of the test's thread prints it.
            None => std::panic::resume_unwind(Box::new("killed")),
        }
    }
}

impl Disk for Cut {
    fn hold(&self, hold: Hold) -> io::Result<Held> {
        self.folder.hold(hold)
    }
    fn read(&self, name: &str, limit: usize) -> io::Result<Option<Vec<u8>>> {
        self.folder.read(name, limit)
    }
    fn write(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        // Half of it is there when the power fails.
        self.step().inspect_err(|_| {
            let _ = self.folder.write(name, &content[..content.len() / 2]);
        })?;
        self.folder.write(name, content)
    }
    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.step()?;
        self.folder.rename(from, to)
    }
    fn sync(&mut self) -> io::Result<()> {
        self.step()?;
        self.folder.sync()
    }
    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.step()?;
        self.folder.remove(name)
    }
    fn names(&self, limit: usize) -> io::Result<Vec<String>> {
        self.folder.names(limit)
    }
}

/// Publishes with so many steps; true when that was enough.
pub(super) fn publish_with(office: &mut Office, steps: usize, end: End, at: UnixTime) -> bool {
    let left = Rc::new(Cell::new(steps));
    let cut = |path: PathBuf| Cut {
        folder: Folder::new(&path),
        left: Rc::clone(&left),
        end,
    };
    let site = office.site();
    let mut site = Site::new(cut(site.clone()), cut(site.join(LISTS_FOLDER)));
    let done = catch_unwind(AssertUnwindSafe(|| office.publish_to(&mut site, at)));
    if done.is_err() {
        // The register of the killed program went with it.
        let location = Location::from(office.path("register.db").as_path());
        office.register = Some(Register::open(&location).unwrap());
    }
    matches!(done, Ok(Ok(_)))
}

fn enumerate(end: End) -> usize {
    let mut office = Office::new();
    office.issue(noon(0));
    office.pay(1, "2026-11-25", "2026-12-24", noon(0));
    office.publish(noon(0)).unwrap();
    let mut daily = office.device("daily");
    daily.takes(&office.site(), noon(0));
    let mut today = 0;
    let mut cuts = 0;
    for steps in 0.. {
        today += 2;
        office.issue(noon(today));
        let whole = publish_with(&mut office, steps, end, noon(today));
        // Whatever is there now, the device of yesterday and a new one take it.
        daily.takes(&office.site(), noon(today));
        office
            .device(&format!("new {steps}"))
            .takes(&office.site(), noon(today));
        let version = daily.state.bundle().unwrap().version;
        // And the next publication makes good what this one left.
        let summary = office.publish(noon(today + 1)).unwrap();
        assert!(summary.version > version, "{steps}: {summary:?}");
        daily.takes(&office.site(), noon(today + 1));
        let mut new = office.device(&format!("next {steps}"));
        new.takes(&office.site(), noon(today + 1));
        assert_eq!(daily.lists(), new.lists(), "{steps}");
        assert_eq!(new.state.bundle().unwrap().version, summary.version);
        let waiting = names(&office.site().join(LISTS_FOLDER));
        assert!(
            !waiting.iter().any(|name| name.starts_with("next.")),
            "{waiting:?}"
        );
        let register = office.register();
        assert_eq!(register.open_intents().unwrap(), [], "{steps}");
        assert_eq!(register.open_list_signatures().unwrap(), [], "{steps}");
        if whole {
            break;
        }
        cuts += 1;
    }
    assert_eq!(office.register().verify(&[]).unwrap().findings, []);
    cuts
}

// shows: EPC-PUB-01, EPC-PUB-02
#[test]
fn an_error_of_the_disk_at_any_step_leaves_what_devices_take() {
    let cuts = enumerate(End::Error);
    assert!(cuts >= 11, "{cuts}");
}

// shows: EPC-PUB-01, EPC-PUB-02
#[test]
fn a_program_that_is_killed_at_any_step_leaves_what_devices_take() {
    let cuts = enumerate(End::Kill);
    assert!(cuts >= 11, "{cuts}");
}
