// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The command line of the emulator: arguments in, words out; the card itself is the library's.

use std::path::Path;

use epatent_apdu::scp03::{DiversificationData, Diversified, Environment, SoftwareMasterKey};
use epatent_cli::{Console, Exit, Failure, FileTrouble, Value, Words, files};
use epatent_emulator::copy::{CopyError, copy_readable};
use epatent_emulator::{Card, Image, ImageError, InProcess};
use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng};
use zeroize::Zeroizing;

/// The most that is read of a key file in bytes: 32 digits and what is said about them.
const MAX_KEY_FILE: u64 = 4_096;

mod arguments;
mod profiles;
mod serve;
mod show;

#[cfg(test)]
mod tests;

pub(crate) use arguments::Arguments;
use arguments::{Action, Target};

/// Does what the command line asks for.
pub(crate) fn work(arguments: Arguments, console: &Console) -> Result<Exit, Failure> {
    match arguments.action {
        Action::New { to, master_key } => {
            let card = blank(master_key.as_deref(), &console.words)?;
            put(&card, &to, console)?;
        }
        Action::CopyReadable { from, to } => {
            let original = load(&from, &console.words)?;
            let rng = random(&console.words)?;
            // Whoever holds a card sees the number that is printed on it.
            let state = original.life_cycle();
            let copy = original
                .access_number()
                .ok_or(CopyError::NotReadable { state })
                .and_then(|can| copy_readable(InProcess::new(original), &can, rng))
                .map_err(|error| copy_failure(&error, &from, &console.words))?;
            put(&copy, &to, console)?;
        }
        Action::Show { image } => show::show(&load(&image, &console.words)?, console)?,
        Action::Profiles {
            trust: Some(to), ..
        } => profiles::trust(&to, console)?,
        Action::Profiles { folder, .. } => profiles::list(folder.as_deref(), console)?,
        Action::Serve(options) => serve::serve(&options, console)?,
    }
    Ok(Exit::Done)
}

/// A new card, under the master key of a file or under that of the lab.
fn blank(master_key: Option<&Path>, words: &Words) -> Result<Card, Failure> {
    let mut rng = random(words)?;
    let Some(path) = master_key else {
        return Ok(Card::blank(rng));
    };
    let master = read_master_key(path, words)?;
    let mut chip = DiversificationData::default();
    rng.fill_bytes(&mut chip);
    // The emulator is a card of the lab, whatever key it is given.
    let keys = Diversified::new(master, Environment::Lab)
        .and_then(|master| master.for_chip(&chip))
        .map_err(|error| {
            let reason = error.to_string();
            let field = "master key";
            FileTrouble::WrongField {
                field,
                reason: &reason,
            }
            .failure(words, path)
        })?;
    Ok(Card::with_keys(chip, &keys, rng))
}

fn read_master_key(path: &Path, words: &Words) -> Result<SoftwareMasterKey, Failure> {
    let failure = |trouble: FileTrouble<'_>| trouble.failure(words, path);
    let bytes = Zeroizing::new(
        files::read_ordinary(path, MAX_KEY_FILE).map_err(|error| error.failure(words, path))?,
    );
    let text = core::str::from_utf8(&bytes).ok();
    text.and_then(SoftwareMasterKey::from_text).ok_or_else(|| {
        failure(FileTrouble::WrongField {
            field: "master key",
            reason: "not 32 hexadecimal digits",
        })
    })
}

/// Writes the image of a new card and says so.
fn put(card: &Card, target: &Target, console: &Console) -> Result<(), Failure> {
    let image = Image::of(card);
    let path = &target.image;
    let written = if target.force {
        image.save(path)
    } else {
        image.create(path)
    };
    written.map_err(|error| image_failure(&error, path, &console.words))?;
    show::made(card, path, console)
}

fn load(path: &Path, words: &Words) -> Result<Card, Failure> {
    let image = Image::load(path).map_err(|error| image_failure(&error, path, words))?;
    Ok(image.into_card(random(words)?))
}

/// The chip's random number generator, seeded by the system.
fn random(words: &Words) -> Result<StdRng, Failure> {
    StdRng::try_from_rng(&mut SysRng).map_err(|error| {
        let reason = Value::show(&error);
        Failure::new(
            words,
            Exit::Device,
            "error-emulator-random",
            &[("reason", reason)],
        )
    })
}

fn image_failure(error: &ImageError, path: &Path, words: &Words) -> Failure {
    let trouble = |trouble: FileTrouble<'_>| trouble.failure(words, path);
    match error {
        ImageError::Read { source, .. } => trouble(FileTrouble::NotRead(source)),
        ImageError::Write { source, .. } => trouble(FileTrouble::NotWritten(source)),
        ImageError::Exists { .. } => {
            let failure = trouble(FileTrouble::Exists);
            match words.attribute("error-emulator-card-exists", "hint", &[]) {
                Some(hint) => failure.with_hint(hint),
                None => failure,
            }
        }
        ImageError::TooLong => trouble(FileTrouble::TooLarge {
            limit: epatent_emulator::image::MAX_IMAGE,
        }),
        ImageError::NotText { offset } => trouble(FileTrouble::NotText { offset: *offset }),
        ImageError::Syntax(error) => trouble(FileTrouble::NotJson(&error.into())),
        ImageError::Damaged { place, reason } => trouble(FileTrouble::WrongField {
            field: place,
            reason,
        }),
        ImageError::Format { found } => Failure::new(
            words,
            Exit::Usage,
            "error-emulator-image-format",
            &[
                ("path", Value::show(&path.display())),
                ("found", Value::show(found)),
                ("known", Value::show(&epatent_emulator::image::FORMAT)),
            ],
        ),
        ImageError::NoAccessNumber { state } => Failure::new(
            words,
            Exit::Usage,
            "error-emulator-no-access-number",
            &[
                ("path", Value::show(&path.display())),
                ("state", Value::show(state)),
            ],
        ),
        other => trouble(FileTrouble::WrongField {
            field: "image",
            reason: &other.to_string(),
        }),
    }
}

fn copy_failure(error: &CopyError, path: &Path, words: &Words) -> Failure {
    let path = ("path", Value::show(&path.display()));
    match error {
        CopyError::NotReadable { state } => {
            let values = [path, ("state", Value::show(state))];
            Failure::new(words, Exit::Usage, "error-emulator-not-readable", &values)
        }
        other => {
            let values = [path, ("reason", Value::show(other))];
            Failure::new(words, Exit::Device, "error-emulator-copy-failed", &values)
        }
    }
}
