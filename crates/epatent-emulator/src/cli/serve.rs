// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card in a virtual reader, until SIGINT or SIGTERM.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use epatent_cli::{Console, Exit, Failure, Value, Words};
use epatent_emulator::profile::ProfileError;
use epatent_emulator::vpcd::{self, Event, ServeError};
use epatent_emulator::{Device, DeviceError, Image, Profile, StoredCard};
use signal_hook::consts::{SIGINT, SIGTERM};

use super::arguments::Serve;
use super::{image_failure, random};

/// How long the reader may take to be there: pcscd loads its drivers when it is asked first.
const PATIENCE: Duration = Duration::from_secs(5);

/// Serves the card of an image.
pub(super) fn serve(options: &Serve, console: &Console) -> Result<(), Failure> {
    let Console { words, output } = console;
    let mut card = device(options, words)?;
    let addresses = addresses(options, words)?;
    let stop = stop_flag().map_err(|error| unreachable(options, &error, words))?;
    let mut unsaid = None;
    let served = vpcd::serve(&addresses, card.as_mut(), PATIENCE, &stop, |event| {
        if let Err(failure) = say(event, console) {
            unsaid = Some(failure);
        }
    });
    match (served, unsaid) {
        (Ok(()), None) => Ok(()),
        (Ok(()), Some(failure)) => Err(failure),
        (Err(ServeError::Device(DeviceError::Image(error))), _) => {
            let path = options.image.clone().unwrap_or_default();
            Err(image_failure(&error, &path, words))
        }
        (Err(ServeError::Unreachable { source, .. }), _) => {
            Err(unreachable(options, &source, words))
        }
        (Err(other), _) => {
            output.note(&other.to_string());
            Err(unreachable(options, &io::Error::other(other), words))
        }
    }
}

/// The card: with its image behind it, or by itself where nothing may be saved.
fn device(options: &Serve, words: &Words) -> Result<Box<dyn Device>, Failure> {
    if let Some(path) = &options.profile {
        return profiled(path, words);
    }
    // Without a profile there is an image: the command line demands it.
    let path = &options.image.clone().unwrap_or_default();
    let mut image = Image::load(path).map_err(|error| image_failure(&error, path, words))?;
    for flip in &options.flip {
        if !image.flip(flip.identifier, flip.offset) {
            let values = [
                ("file", Value::from(format!("{:04X}", flip.identifier))),
                ("offset", Value::show(&flip.offset)),
            ];
            return Err(Failure::new(
                words,
                Exit::Usage,
                "error-emulator-flip",
                &values,
            ));
        }
    }
    let card = image.into_card(random(words)?);
    Ok(if options.read_only || !options.flip.is_empty() {
        Box::new(card)
    } else {
        Box::new(StoredCard::new(card, path.clone()))
    })
}

/// The card of a profile: one of the program's, or that of a file.
fn profiled(path: &Path, words: &Words) -> Result<Box<dyn Device>, Failure> {
    let failure = |error| profile_failure(&error, path, words);
    let named = path.to_str().and_then(Profile::named);
    let profile = named
        .unwrap_or_else(|| Profile::load(path))
        .map_err(failure)?;
    let card = profile.insert(random(words)?).map_err(failure)?;
    Ok(Box::new(card))
}

/// Why a profile is none, in words.
pub(super) fn profile_failure(error: &ProfileError, path: &Path, words: &Words) -> Failure {
    match error {
        ProfileError::Image(error) => image_failure(error, path, words),
        other => {
            let values = [
                ("path", Value::show(&path.display())),
                ("reason", Value::show(other)),
            ];
            Failure::new(words, Exit::Usage, "error-emulator-profile", &values)
        }
    }
}

fn addresses(options: &Serve, words: &Words) -> Result<Vec<SocketAddr>, Failure> {
    options
        .vpcd
        .0
        .to_socket_addrs()
        .map(Iterator::collect)
        .map_err(|error| unreachable(options, &error, words))
}

/// A flag that SIGINT and SIGTERM set.
fn stop_flag() -> io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stop))?;
    }
    Ok(stop)
}

fn say(event: Event, console: &Console) -> Result<(), Failure> {
    let Console { words, output } = console;
    let (id, code, reader) = match event {
        Event::Inserted(reader) => ("emulator-card-in", "card-in", reader),
        Event::Removed(reader) => ("emulator-reader-gone", "reader-gone", reader),
        Event::TornOut(reader) => ("emulator-torn-out", "torn-out", reader),
    };
    if output.is_json() {
        // One line an event: this answer is a stream.
        let line = serde_json::json!({ "schema": 1, "event": code, "reader": reader.to_string() });
        return output.answer(&line.to_string());
    }
    let text = words.say(id, &[("reader", Value::show(&reader))]);
    match event {
        Event::Inserted(_) => output.answer(&text),
        Event::Removed(_) | Event::TornOut(_) => {
            output.note(&text);
            Ok(())
        }
    }
}

fn unreachable(options: &Serve, error: &io::Error, words: &Words) -> Failure {
    let values = [
        ("place", Value::from(options.vpcd.0.as_str())),
        ("reason", Value::show(error)),
    ];
    Failure::new(words, Exit::Device, "error-emulator-no-reader", &values)
}
