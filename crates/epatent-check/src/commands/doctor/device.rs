// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Service, readers and the card.

use epatent_apdu::flows::SelectApplet;
use epatent_apdu::profile::LifeCycle;
use epatent_apdu::{FlowError, drive_twice};
use epatent_core::object::Environment;
use epatent_pcsc::{CardService, Options, ReaderChoice, ReaderError, ReaderInfo, ReaderState};
use epatent_station::doctor::{Finding, Health, of_choice, of_service};
use std::time::Duration;

/// How long to try when another program holds the card: this is a question, not a check.
const DEADLINE: Duration = Duration::from_secs(1);

/// Looks at the service, the readers, and the card in the one that is meant.
pub(super) fn examine(
    service: &CardService,
    wanted: Option<&str>,
    environment: Option<Environment>,
) -> Vec<Finding> {
    let readers = match service.readers() {
        Ok(readers) => readers,
        Err(error) => {
            return vec![
                of_service(&error),
                Finding::new(Health::NotChecked, "reader-not-asked"),
                Finding::new(Health::NotChecked, "card-not-asked"),
            ];
        }
    };
    let mut findings = vec![Finding::new(Health::Good, "service-runs")];
    let choice = ReaderChoice::from(wanted.map(str::to_owned));
    let chosen = choice.find(&readers);
    findings.push(match &chosen {
        Ok(reader) => Finding::new(Health::Good, "reader-ready").with("name", &reader.name),
        Err(error) => of_choice(error),
    });
    findings.extend(driver(&readers, environment));
    findings.push(chosen.map_or_else(
        |_| Finding::new(Health::NotChecked, "card-not-asked"),
        |reader| card(service, reader),
    ));
    findings
}

/// A reader that is a program lets anybody put anything before this device: right in a laboratory only.
fn driver(readers: &[ReaderInfo], environment: Option<Environment>) -> Option<Finding> {
    let first = readers.iter().find(|reader| reader.virtual_reader);
    let is_production = environment == Some(Environment::Production);
    match first {
        Some(reader) if is_production => {
            Some(Finding::new(Health::Warning, "driver-virtual").with("name", &reader.name))
        }
        Some(reader) => {
            Some(Finding::new(Health::Good, "driver-laboratory").with("name", &reader.name))
        }
        None if readers.is_empty() => None,
        None => Some(Finding::new(Health::Good, "driver-devices")),
    }
}

fn card(service: &CardService, reader: &ReaderInfo) -> Finding {
    match reader.state {
        ReaderState::Empty => return Finding::new(Health::NotChecked, "card-none"),
        ReaderState::Mute => return Finding::new(Health::Bad, "card-mute"),
        _ => {}
    }
    let options = Options {
        deadline: DEADLINE,
        ..Options::default()
    };
    let choice = ReaderChoice::Named(reader.name.clone());
    let mut card = match service.connect(&choice, options) {
        Ok(card) => card,
        Err(ReaderError::SharingViolation { .. }) => {
            return Finding::new(Health::Warning, "card-in-use");
        }
        Err(ReaderError::NoCard { .. }) => return Finding::new(Health::NotChecked, "card-none"),
        Err(error) => return fails(&error.to_string()),
    };
    let found = drive_twice(SelectApplet::new, &mut card);
    // The card is left as it was; what the service does not take back, it takes when this ends.
    drop(card);
    match found {
        Ok(applet) => match applet.state {
            LifeCycle::Active => Finding::new(Health::Good, "card-ours"),
            LifeCycle::Blank => Finding::new(Health::Warning, "card-blank"),
            state => Finding::new(Health::Warning, "card-not-active").with("state", state.name()),
        },
        Err(FlowError::UnsupportedProfile { profile }) => {
            Finding::new(Health::Warning, "card-newer").with("profile", profile.to_string())
        }
        Err(error) if error.status().is_some() => Finding::new(Health::Warning, "card-other"),
        Err(error) => fails(&error.to_string()),
    }
}

fn fails(reason: &str) -> Finding {
    Finding::new(Health::Bad, "card-fails").with("reason", reason)
}
