// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card under the office's own channel, SCP03.

use crate::args::Reader;
use crate::store::Store;
use epatent_apdu::flows::{CardStatus, GenerateKey, SelectApplet};
use epatent_apdu::profile::{LifeCycle, Point, Status};
use epatent_apdu::scp03::{
    Diversified, Environment, OpenScp03, Scp03Channel, SecurityLevel, SoftwareMasterKey,
};
use epatent_apdu::{FlowError, Link, drive, drive_twice};
use epatent_cli::{Console, Exit, Failure};
use epatent_pcsc::CardService;
use epatent_station::{Connection, Station, flow_failure};
use rand::Rng;

/// Everything is authentic and encrypted, both ways: the access number and personal data pass here.
const LEVEL: SecurityLevel = SecurityLevel::Full;
/// The card's first key set, whatever its version.
const ANY_VERSION: u8 = 0;

/// A connected card with the channel of the office open.
pub(crate) type OfficeCard<'a> = Link<Connection<'a>, Scp03Channel>;

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// The conversations of a command, traced where it says so.
pub(crate) fn station<'a>(
    reader: &Reader,
    console: &'a Console,
    service: &'a CardService,
) -> Result<Station<'a>, Failure> {
    Station::new(console, service, reader.trace.trace.as_deref())
}

/// Connects and says which life-cycle state the card announces; anybody may ask for that.
pub(crate) fn select<'a>(
    station: &'a Station<'_>,
    reader: &Reader,
    console: &Console,
) -> Result<(Connection<'a>, LifeCycle), Failure> {
    let mut card = station.connect(reader.reader.as_deref())?;
    let state = select_applet(&mut card, console)?;
    Ok((card, state))
}

/// The life-cycle state of a card that is connected.
pub(crate) fn select_applet(
    card: &mut Connection<'_>,
    console: &Console,
) -> Result<LifeCycle, Failure> {
    let applet = drive_twice(SelectApplet::new, card).map_err(|error| match error.status() {
        Some(_) => Failure::new(&console.words, Exit::Device, "error-not-our-card", &[]),
        None => flow_failure(&console.words, &error),
    })?;
    Ok(applet.state)
}

/// Connects, opens the channel of the office and asks the card what was done to it so far.
pub(crate) fn open<'a>(
    station: &'a Station<'_>,
    reader: &Reader,
    store: &Store,
    console: &Console,
) -> Result<(OfficeCard<'a>, Status), Failure> {
    let (card, state) = select(station, reader, console)?;
    open_selected(card, state, store, console)
}

/// The same for a card that is connected.
pub(crate) fn open_selected<'a>(
    mut card: Connection<'a>,
    state: LifeCycle,
    store: &Store,
    console: &Console,
) -> Result<(OfficeCard<'a>, Status), Failure> {
    let master = store.card_master_key(&console.words)?;
    if !matches!(state, LifeCycle::Blank | LifeCycle::Personalisation) {
        return Err(closed(state, console));
    }
    let channel =
        open_channel(&mut card, master).map_err(|error| channel_failure(&error, console))?;
    let mut card = Link::new(card).with_channel(channel);
    let status = drive(CardStatus::new(), &mut card)
        .map_err(|error| flow_failure(&console.words, &error))?;
    Ok((card, status))
}

fn open_channel(
    card: &mut Connection<'_>,
    master: SoftwareMasterKey,
) -> Result<Scp03Channel, FlowError> {
    let keys = Diversified::new(master, Environment::Lab)?;
    Ok(drive(OpenScp03::new(keys, ANY_VERSION, LEVEL, random()), card)?.channel)
}

/// Wrong keys are the office's or the card's, and no fault of the conversation.
fn channel_failure(error: &FlowError, console: &Console) -> Failure {
    match error {
        FlowError::Scp03(_) => {
            let reason = error.to_string();
            let values = [("reason", reason.into())];
            Failure::new(
                &console.words,
                Exit::Device,
                "error-office-channel",
                &values,
            )
        }
        error => flow_failure(&console.words, error),
    }
}

/// The card is in a state in which nothing can be written to it.
pub(crate) fn closed(state: LifeCycle, console: &Console) -> Failure {
    let id = match state {
        LifeCycle::Terminated => "error-card-terminated",
        _ => "error-card-issued-already",
    };
    Failure::new(&console.words, Exit::Device, id, &[])
}

/// The chip's public key, made now if there is none; possession is proved.
pub(crate) fn generate_key(card: &mut OfficeCard<'_>, console: &Console) -> Result<Point, Failure> {
    drive(GenerateKey::new(random()), card).map_err(|error| flow_failure(&console.words, &error))
}
