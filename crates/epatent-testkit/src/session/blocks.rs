// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The generated parts of the pages.

use std::collections::BTreeMap;

use epatent_apdu::Command;
use epatent_apdu::profile::{command_name, instruction};

use super::crypt::{array, cmac, same, sha256};
use super::exchange::{Exchange, joined};
use super::messaging::Messaging;
use super::pace;
use super::play::{CHIP, Played};
use super::scp03::{Plain, Session};
use super::text::Text;

/// Every part.
pub(super) fn all(played: &Played) -> Result<BTreeMap<&'static str, String>, String> {
    let mut parts = BTreeMap::from([
        ("diversification", diversification(played)?),
        ("times", super::times::table()?),
    ]);
    office(played, &mut parts)?;
    street(played, &mut parts)?;
    Ok(parts)
}

/// The keys of the chip of the example, from the test key.
fn diversification(played: &Played) -> Result<String, String> {
    let master = epatent_apdu::scp03::TEST_KEY;
    let mut text = Text::default();
    text.title("the chip of session.md under the master key of a laboratory");
    text.value("master key", &master);
    text.value("diversification", &CHIP);
    for (label, key) in [
        ("ENC", played.keys.enc()),
        ("MAC", played.keys.mac()),
        ("DEK", played.keys.dek()),
    ] {
        let input = [
            &[1][..],
            b"EPATENT-SCP03-",
            label.as_bytes(),
            &[0],
            &CHIP,
            &[0, 0x80],
        ]
        .concat();
        same("a key of the chip", &cmac(&master, &input), key)?;
        text.value(&format!("Key-{label} over"), &input);
        text.value(&format!("Key-{label}"), key);
    }
    Ok(text.fenced())
}

/// The name of a plain command, with the file of a WRITE.
fn title(command: &Command) -> String {
    let name = command_name(command);
    match command.data.as_slice() {
        [high, low, offset @ ..] if command.instruction == instruction::WRITE => {
            let file = file_name(u16::from_be_bytes([*high, *low]));
            let offset = offset
                .first_chunk()
                .map_or(0, |two| u16::from_be_bytes(*two));
            format!("{name} {file} at {offset}")
        }
        _ => name.to_owned(),
    }
}

fn file_name(identifier: u16) -> String {
    match identifier {
        0x0012 => "EF.CAN".to_owned(),
        0x011C => "EF.CardAccess".to_owned(),
        0x011D => "EF.SO".to_owned(),
        other => format!("EF.DG{}", other & 0xFF),
    }
}

fn plain(text: &mut Text, command: &Command) {
    let header = [command.class, command.instruction, command.p1, command.p2];
    text.parts("command", &[("header", &header), ("data", &command.data)]);
}

/// Personalisation: the opening, then each command; the first WRITE and GENERATE KEY step by step.
fn office(played: &Played, parts: &mut BTreeMap<&'static str, String>) -> Result<(), String> {
    let exchanges = joined(&played.office)?;
    let [select, update, authenticate, rest @ ..] = exchanges.as_slice() else {
        return Err("a short session".to_owned());
    };
    let mut text = Text::default();
    text.title("SELECT applet");
    text.line(select);
    parts.insert("office-select", text.fenced());

    let mut text = Text::default();
    let mut session = Session::begin(&played.keys, update, &mut text)?;
    session.authenticate(authenticate, &mut text)?;
    parts.insert("office-open", text.fenced());

    let mut blocks: BTreeMap<&'static str, Text> = BTreeMap::new();
    let mut last = "";
    let mut written: BTreeMap<u16, Vec<u8>> = BTreeMap::new();
    for exchange in rest {
        let part = match exchange.command.instruction {
            instruction::STATUS if last.is_empty() => "office-status",
            instruction::GENERATE_KEY => "office-key",
            instruction::BEGIN => "office-begin",
            instruction::WRITE => "office-write",
            instruction::COMMIT => "office-commit",
            _ if last == "office-commit" || last == "office-active" => "office-active",
            _ if last == "office-write" || last == "office-check" => "office-check",
            _ => "office-again",
        };
        let text = blocks.entry(part).or_default();
        // The first command of each part in full; of the WRITEs, those after it without the steps.
        let full = part != last || part == "office-active";
        let Plain { command, .. } = if full {
            let mut steps = Text::default();
            let opened = session.open(exchange, Some(&mut steps))?;
            text.title(&title(&opened.command));
            plain(text, &opened.command);
            text.append(&steps);
            opened
        } else {
            let opened = session.open(exchange, None)?;
            text.title(&title(&opened.command));
            plain(text, &opened.command);
            text.line(exchange);
            opened
        };
        if part == "office-write" {
            let (head, bytes) = command.data.split_at_checked(4).ok_or("a short WRITE")?;
            let identifier =
                u16::from_be_bytes(array("an identifier", head.get(..2).unwrap_or_default())?);
            written.entry(identifier).or_default().extend(bytes);
        }
        if part == "office-begin" {
            manifest(played, &command, text)?;
        }
        last = part;
    }
    if written != played.files {
        return Err("other files were written".to_owned());
    }
    parts.extend(blocks.into_iter().map(|(name, text)| (name, text.fenced())));
    Ok(())
}

/// The manifest digest of BEGIN.
fn manifest(played: &Played, begin: &Command, text: &mut Text) -> Result<(), String> {
    let mut prefix = b"EPATENT-MANIFEST-1".to_vec();
    prefix.resize(32, 0);
    let point = played.point.to_vec();
    let mut input = [prefix.clone(), point.clone()].concat();
    let mut lines: Vec<(String, Vec<u8>)> = vec![
        ("EPATENT-MANIFEST-1".to_owned(), prefix),
        ("public point".to_owned(), point),
    ];
    for (identifier, content) in &played.files {
        let length = u16::try_from(content.len()).map_err(|_| "a long file")?;
        let entry = [
            &identifier.to_be_bytes()[..],
            &length.to_be_bytes(),
            &sha256(content),
        ]
        .concat();
        input.extend(&entry);
        lines.push((file_name(*identifier), entry));
    }
    let sent = begin.data.get(16..).unwrap_or_default();
    same("manifest digest", &sha256(&input), sent)?;
    text.title("the manifest digest is the SHA-256 of");
    let parts: Vec<(&str, &[u8])> = lines
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    text.parts("", &parts);
    Ok(())
}

/// The street: opening, chip proof, files.
fn street(played: &Played, parts: &mut BTreeMap<&'static str, String>) -> Result<(), String> {
    let exchanges = joined(&played.street)?;
    let begins = exchanges
        .iter()
        .position(|exchange| {
            exchange.command.instruction == instruction::MANAGE_SECURITY_ENVIRONMENT
        })
        .ok_or("no PACE")?;
    let (before, rest) = exchanges.split_at(begins);
    let (steps, protected) = rest.split_at_checked(5).ok_or("PACE was cut")?;
    let mut text = Text::default();
    for exchange in before {
        let select = exchange.command.instruction == instruction::SELECT;
        text.title(if select {
            "SELECT applet"
        } else {
            "READ BINARY of EF.CardAccess, by short identifier"
        });
        text.line(exchange);
    }
    parts.insert("street-open", text.fenced());
    let mut text = Text::default();
    let mut messaging = pace::explain(played, steps, &mut text)?;
    parts.insert("street-pace", text.fenced());
    let mut proof = Text::default();
    let mut reads = Text::default();
    for exchange in protected {
        let (text, asked) = match exchange.command.instruction {
            instruction::INTERNAL_AUTHENTICATE => (&mut proof, true),
            _ => (&mut reads, false),
        };
        let opened = show(&mut messaging, exchange, text)?;
        if asked {
            chip_proof(played, &opened, text)?;
        }
    }
    parts.insert("street-proof", proof.fenced());
    parts.insert("street-read", reads.fenced());
    Ok(())
}

fn show(messaging: &mut Messaging, exchange: &Exchange, text: &mut Text) -> Result<Plain, String> {
    let mut steps = Text::default();
    let opened = messaging.open(exchange, Some(&mut steps))?;
    text.title(command_name(&opened.command));
    plain(text, &opened.command);
    text.append(&steps);
    Ok(opened)
}

/// The statement and its signature.
fn chip_proof(played: &Played, opened: &Plain, text: &mut Text) -> Result<(), String> {
    let mut prefix = b"EPATENT-CHIP-PROOF-1".to_vec();
    prefix.resize(32, 0);
    let object = played.files.get(&0x011D).ok_or("no EF.SO")?;
    let (nonce, digest) = opened
        .command
        .data
        .split_at_checked(32)
        .ok_or("a short question")?;
    let (head, signature) = opened
        .response
        .data
        .split_at_checked(32)
        .ok_or("a short answer")?;
    same("terminal statement", &sha256(&played.statement), digest)?;
    let object = sha256(object);
    let statement = [&prefix[..], nonce, digest, &played.binding, &object, head].concat();
    if !epatent_apdu::profile::verify(&played.point, &statement, signature) {
        return Err("the chip proof does not verify".to_owned());
    }
    text.title("the statement that the chip signed");
    text.parts(
        "",
        &[
            ("EPATENT-CHIP-PROOF-1", &prefix),
            ("host nonce", nonce),
            ("SHA-256 of the terminal statement", digest),
            ("binding of PACE", &played.binding),
            ("SHA-256 of EF.SO", &object),
            ("payment-log head", head),
        ],
    );
    text.value("signature", signature);
    text.value("chip key", &played.point);
    text.value("terminal statement", &played.statement);
    Ok(())
}
