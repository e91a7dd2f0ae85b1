// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card under the office's own channel, SCP03.
//!
//! A card that was not issued yet says which chip it is. An issued one does not, so that nobody
//! follows its holder; its chip is what the office noted when it wrote the card ([`Store::chip`]).

use crate::args::Reader;
use crate::store::Store;
use epatent_apdu::flows::{CardStatus, GenerateKey, SelectApplet};
use epatent_apdu::profile::{LifeCycle, Point, Status};
use epatent_apdu::scp03::{
    DiversificationData, Diversified, Environment, Established, KeySource, KnownChip, OpenScp03,
    Scp03Channel, SecurityLevel,
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

/// An open channel, what the card said in it, and the chip behind it.
pub(crate) struct Opened<'a> {
    pub(crate) card: OfficeCard<'a>,
    pub(crate) status: Status,
    /// Proved by the channel: its keys are those of this chip.
    pub(crate) chip: DiversificationData,
}

impl Opened<'_> {
    /// The public point of the chip, where it has a key.
    pub(crate) const fn point(&self) -> Option<&Point> {
        match &self.status {
            Status::Blank { point } => point.as_ref(),
            Status::Personalisation(open) => Some(&open.point),
            Status::Closed { .. } => None,
        }
    }
}

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
) -> Result<Opened<'a>, Failure> {
    let (card, state) = select(station, reader, console)?;
    open_selected(card, state, store, console)
}

/// The same for a card that is connected.
pub(crate) fn open_selected<'a>(
    mut card: Connection<'a>,
    state: LifeCycle,
    store: &Store,
    console: &Console,
) -> Result<Opened<'a>, Failure> {
    let master = store.card_master_key(&console.words)?;
    if !matches!(state, LifeCycle::Blank | LifeCycle::Personalisation) {
        return Err(closed(state, console));
    }
    let opened = Diversified::new(master, Environment::Lab)
        .map_err(FlowError::from)
        .and_then(|keys| open_channel(&mut card, keys))
        .map_err(|error| channel_failure(&error, console))?;
    let chip = opened.diversification;
    let mut card = Link::new(card).with_channel(opened.channel);
    let status = drive(CardStatus::new(), &mut card)
        .map_err(|error| flow_failure(&console.words, &error))?;
    Ok(Opened { card, status, chip })
}

/// Opens the channel of the office with a card of any state, whose chip is named where the card
/// does not name it.
pub(crate) fn open_known<'a>(
    mut card: Connection<'a>,
    chip: Option<DiversificationData>,
    store: &Store,
    console: &Console,
) -> Result<OfficeCard<'a>, Failure> {
    let master = store.card_master_key(&console.words)?;
    let opened = Diversified::new(master, Environment::Lab)
        .map_err(FlowError::from)
        .and_then(|keys| match chip {
            Some(chip) => open_channel(&mut card, KnownChip::new(keys, chip)),
            None => open_channel(&mut card, keys),
        })
        .map_err(|error| channel_failure(&error, console))?;
    Ok(Link::new(card).with_channel(opened.channel))
}

fn open_channel(card: &mut Connection<'_>, keys: impl KeySource) -> Result<Established, FlowError> {
    drive(OpenScp03::new(keys, ANY_VERSION, LEVEL, random()), card)
}

/// Wrong keys are the office's or the card's, and no fault of the conversation.
pub(crate) fn channel_failure(error: &FlowError, console: &Console) -> Failure {
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
