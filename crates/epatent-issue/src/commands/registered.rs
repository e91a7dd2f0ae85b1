// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue personalise` in an office with a register: the same recorded steps as `batch`, for
//! one application on one reader.

use super::applications::desk_failure;
use super::sign::{tell_notes, unusable};
use crate::application::{ApplicationError, form, read_beside};
use crate::args::{DeskOption, Personalise};
use crate::batch::outcome_text;
use crate::desk::{self, Desk};
use crate::files;
use crate::issuing::tell_issued;
use crate::keys::signing_failure;
use crate::printed_code::CodeFolder;
use crate::roots;
use crate::signers;
use crate::store::Store;
use epatent_apdu::scp03::Diversified;
use epatent_apdu::{ApduLimit, Transport, TransportError};
use epatent_cli::{Bar, Console, Exit, Failure};
use epatent_core::UnixTime;
use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::{Environment, SecurityObject};
use epatent_office::Application;
use epatent_office::application::photo::MAX_GIVEN;
use epatent_office::desk::{Approved, approve, differing, receive};
use epatent_office::import::{Checked, Row, check, demand_new};
use epatent_office::production::{
    CardReader, Finished, Issued, Line, Office, Order, Outcome, ProductionError, Watcher, World,
};
use epatent_pcsc::CardService;
use epatent_register::{Key, Patent};
use epatent_station::{Connection, MAX_RESTARTS, Station, flow_failure};
use std::path::Path;
use std::time::Instant;

/// How often the card is served at most: given back once, and passed over once.
const TRIES: u32 = 4;

/// Makes the card of an application that is in the register, or takes it in first.
pub(super) fn personalise(
    args: &Personalise,
    console: &Console,
    service: &CardService,
) -> Result<(), Failure> {
    let words = &console.words;
    let started = Instant::now();
    let store = Store::new(&args.office.register.store.store);
    let operator = args
        .office
        .operator
        .clone()
        .ok_or_else(|| Failure::new(words, Exit::Usage, "error-operator-needed", &[]))?;
    let entered = read(&args.application, console)?;
    if let Some(application) = &entered.application {
        store.demand_not_withdrawn(words, application.permission.region)?;
    }
    let signers = store.document_signers(words)?;
    let listed = signers::entries(&signers::known(&store, console)?);
    let master = store.card_master_key(words)?;
    let keys = Diversified::new(&master, Environment::Lab)
        .map_err(|error| flow_failure(words, &error.into()))?;
    let trust = roots::own_trust(&store, words)?;
    let mut desk = Desk::open(
        &DeskOption {
            register: args.office.register.clone(),
            operator,
            station: args.office.station.clone(),
        },
        console,
    )?;
    let code_folder = args
        .qr
        .as_deref()
        .map(|folder| CodeFolder::prepare(folder, console))
        .transpose()?;
    let station = Station::new(console, service, args.reader.trace.trace.as_deref())?
        .with_apdu(args.apdu.apdu);
    let connection = station.connect(args.reader.reader.as_deref())?;
    let patent = queued(&entered, &mut desk, &store, console)?;
    let office = Office {
        environment: Environment::Lab,
        chips: &keys,
        signers: &signers,
        trust: &trust.store,
        policy: &desk.in_force.policy,
        listed: &listed,
        rules: desk.rules,
    };
    let Desk {
        register, by, at, ..
    } = desk;
    let mut line = Line::new(&office, register, by).ordered(Order {
        patent: Some(patent),
        access_number: args.can,
    });
    let mut card = OnReader(connection);
    let issued = serve(
        &mut line,
        &mut card,
        args,
        code_folder.as_ref(),
        at,
        console,
    )?;
    let object = Sign1::parse(&issued.presentation.security_object, Typ::SecurityObject)
        .ok()
        .and_then(|sign1| SecurityObject::decode(sign1.payload()).ok());
    let Some(object) = object else {
        return Err(not_made("", console));
    };
    tell_issued(&issued, &object, card.0.reader(), started, console)
}

/// The application and its picture, checked like one of a file of many.
fn read(path: &Path, console: &Console) -> Result<Checked, Failure> {
    let form = form(path).map_err(|error| unusable(&error, console))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let picture = read_beside(folder, Path::new(&form.portrait), MAX_GIVEN as u64);
    let picture = picture.map_err(|source| {
        let path = folder.join(&form.portrait);
        unusable(&ApplicationError::Photo { path, source }, console)
    })?;
    let row = Row {
        number: 1,
        form,
        problems: Vec::new(),
    };
    let today = desk::today(epatent_station::now(&console.words)?, &console.words)?;
    let checked = check(row, Ok(picture), today);
    match &checked.application {
        Some(application) if checked.is_good() => tell_notes(&application.notes, console),
        _ => return Err(fields(path, &checked, console)),
    }
    Ok(checked)
}

fn fields(path: &Path, checked: &Checked, console: &Console) -> Failure {
    let error = ApplicationError::Fields {
        path: path.to_owned(),
        problems: checked.problems.clone(),
    };
    unusable(&error, console)
}

/// The patent of the application: the one that has its number, or a new one, received and approved.
fn queued(
    entered: &Checked,
    desk: &mut Desk,
    store: &Store,
    console: &Console,
) -> Result<Key<Patent>, Failure> {
    let words = &console.words;
    let failed = |error| desk::failure(words, &error);
    let four_eyes = desk.rules.four_eyes;
    let Some(application) = &entered.application else {
        return Err(not_made("", console));
    };
    if let Some(patent) = desk.register.patent(&application.number).map_err(failed)? {
        demand_same(entered, application, &patent, desk, console)?;
        return Ok(patent.key);
    }
    let key = store.person_key(words)?;
    let mut compared = vec![check(
        Row {
            number: 1,
            form: entered.form.clone(),
            problems: Vec::new(),
        },
        Ok(application.portrait.image.clone()),
        desk::today(desk.at, words)?,
    )];
    demand_new(&mut compared, &mut desk.register, &key).map_err(failed)?;
    if let Some(again) = compared.first().filter(|row| !row.is_good()) {
        return Err(fields(Path::new(&entered.form.portrait), again, console));
    }
    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    let in_words = |error| desk_failure(&error, console);
    let received = receive(&mut transaction, &key, &entered.form, application).map_err(in_words)?;
    let approved = approve(&mut transaction, received, four_eyes).map_err(in_words)?;
    transaction.commit().map_err(failed)?;
    let values = [("number", received.number().into())];
    match approved {
        Approved::Whole(patent) => {
            // Whatever becomes of the card, this much is done.
            let note = words.say("note-approved-by-personalise", &values);
            console.output.note(&note);
            Ok(patent)
        }
        Approved::ByOne => {
            let id = "error-second-person-needed";
            Err(Failure::new(words, Exit::Usage, id, &values))
        }
    }
}

/// A card is made of what people approved: a file that says something else is not passed over in silence.
fn demand_same(
    entered: &Checked,
    application: &Application,
    patent: &Patent,
    desk: &mut Desk,
    console: &Console,
) -> Result<(), Failure> {
    let words = &console.words;
    let recorded = match patent.application {
        Some(key) => desk.register.row(key),
        None => Ok(None),
    };
    // Of a patent without an application no card is made at all.
    let Some(recorded) = recorded.map_err(|error| desk::failure(words, &error))? else {
        return Ok(());
    };
    let fields = differing(&recorded, &entered.form, application)
        .map_err(|error| desk_failure(&error, console))?;
    if fields.is_empty() {
        return Ok(());
    }
    let values = [
        ("patent", patent.number.to_string().into()),
        ("number", recorded.key.number().into()),
    ];
    let id = "error-application-differs";
    Err(Failure::new(words, Exit::Usage, id, &values).with_details(&fields))
}

/// Serves the card until it is issued, or something has to be done by hand.
fn serve(
    line: &mut Line<'_>,
    card: &mut OnReader<'_>,
    args: &Personalise,
    code_folder: Option<&CodeFolder>,
    at: UnixTime,
    console: &Console,
) -> Result<Issued, Failure> {
    let mut restarts = 0;
    for _ in 0..TRIES {
        let mut rng = rand::rng();
        let mut keeper = Keeper {
            args,
            code_folder,
            console,
            bar: None,
        };
        let served = line.serve(
            card,
            &mut World {
                now: &mut || epatent_station::now(&console.words).unwrap_or(at),
                rng: &mut rng,
                watcher: &mut keeper,
            },
        );
        drop(keeper);
        match served {
            Ok(Outcome::Issued(issued)) => return Ok(*issued),
            Ok(Outcome::Returned { .. }) => {}
            Ok(outcome) => {
                let reader = card.0.reader().to_owned();
                return Err(not_made(&outcome_text(&outcome, &reader, console), console));
            }
            Err(ProductionError::Card(error)) => {
                let falls_back = card.0.falls_back(Some(&error))?;
                let was_reset = epatent_station::is_foreign_reset(error.transport());
                if !falls_back && (!was_reset || restarts >= MAX_RESTARTS) {
                    return Err(flow_failure(&console.words, &error));
                }
                if was_reset {
                    restarts += 1;
                    card.0.start_over()?;
                }
            }
            Err(ProductionError::Register(error)) => {
                return Err(desk::failure(&console.words, &error));
            }
            Err(ProductionError::Signer(error)) => {
                let signer = console.words.text("batch-signer");
                return Err(signing_failure(&console.words, &signer, &error));
            }
            Err(error) => return Err(not_made(&error.to_string(), console)),
        }
    }
    Err(not_made("", console))
}

fn not_made(reason: &str, console: &Console) -> Failure {
    let values = [("reason", reason.into())];
    Failure::new(&console.words, Exit::Device, "error-card-not-made", &values)
}

/// The card of a connection.
pub(super) struct OnReader<'a>(pub(super) Connection<'a>);

impl Transport for OnReader<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.0.transmit(command)
    }

    fn limit(&self) -> ApduLimit {
        self.0.limit()
    }
}

impl CardReader for OnReader<'_> {
    fn power_cycle(&mut self) -> Result<(), TransportError> {
        self.0
            .power_cycle()
            .map_err(|failure| TransportError::Other(failure.message))
    }
}

/// Keeps card file and code before the card is issued, and shows how far the writing is.
struct Keeper<'a> {
    args: &'a Personalise,
    code_folder: Option<&'a CodeFolder>,
    console: &'a Console,
    bar: Option<Bar>,
}

impl Watcher for Keeper<'_> {
    fn writing(&mut self, done: u64, total: u64) {
        let words = &self.console.words;
        self.bar
            .get_or_insert_with(|| Bar::new(words, "progress-writing", &[], total))
            .set(done);
    }

    fn keep(&mut self, card: &Finished<'_>) -> Result<(), String> {
        self.bar = None;
        let words = &self.console.words;
        if let Some(out) = self.args.out.as_ref().filter(|out| !out.exists()) {
            files::write_card_file(words, out, card.card).map_err(|failure| failure.message)?;
        }
        if let Some(folder) = self.code_folder {
            folder
                .put(card.code, self.console)
                .map_err(|failure| failure.message)?;
        }
        Ok(())
    }
}
