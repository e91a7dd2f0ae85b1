// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card in the demo's virtual reader: an emulator process that ends with its value.

use crate::run::{self, Done};
use epatent_testkit::pcscd::PcscdSession;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the smart-card service may take to see a card come or go; it looks every 400 ms.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A served card.
pub(super) struct InsertedCard {
    process: Child,
    /// Asks the service what lies in its readers.
    readers: Command,
}

impl InsertedCard {
    /// Puts the card of an image into the first slot and waits until the service has seen it.
    pub(super) fn serve(
        emulator: &Command,
        image: &Path,
        flip: Option<&str>,
        pcscd: &PcscdSession,
    ) -> Done<Self> {
        let program = Path::new(emulator.get_program());
        let [port, _] = pcscd.slot_ports();
        let mut command = Command::new(program);
        command.args(["serve", "--vpcd", &format!("127.0.0.1:{port}"), "--image"]).arg(image);
        if let Some(flip) = flip {
            command.args(["--flip", flip]);
        }
        let process = command.stdout(Stdio::null()).stdin(Stdio::null()).spawn()?;
        let mut readers = Command::new(program.with_file_name("epatent-check"));
        pcscd.apply(&mut readers).args(["readers", "--json"]);
        let mut card = Self { process, readers };
        card.wait_for("card")?;
        Ok(card)
    }

    /// Takes the card out and waits until the service has seen it go.
    pub(super) fn remove(mut self) -> Done {
        self.stop();
        self.wait_for("empty")
    }

    fn wait_for(&mut self, state: &str) -> Done {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let output = run::output(&mut self.readers)?;
            let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
            if json.pointer("/readers/0/state").and_then(serde_json::Value::as_str) == Some(state) {
                return Ok(());
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        Err(format!("the reader did not become \"{state}\" in {} s", PATIENCE.as_secs()).into())
    }

    fn stop(&mut self) {
        // It may have ended by itself; either way nothing of it stays behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for InsertedCard {
    fn drop(&mut self) {
        self.stop();
    }
}
