// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! SELECT of the applet.

use super::accepted;
use crate::command::{Command, MAX_SHORT_EXPECTED};
use crate::flow::{Flow, FlowError, Step};
use crate::profile::{AID, AppletInfo, class, instruction};
use crate::response::Response;

/// Selects the applet by its AID and reads its FCI. Makes every earlier selection void.
///
/// | CLA INS P1 P2 | data | Le |
/// |---|---|---|
/// | `00 A4 04 00` | AID (9) | `00` |
///
/// `[applet-spec §4.1]` · ISO/IEC 7816-4:2020 §11.2.2
#[derive(Debug, Clone, Copy, Default)]
pub struct SelectApplet(());

impl SelectApplet {
    /// The conversation.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl Flow for SelectApplet {
    type Output = AppletInfo;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<AppletInfo>, FlowError> {
        let Some(response) = reply else {
            let select = Command::new(class::ISO, instruction::SELECT, 0x04, 0x00);
            let select = select.with_data(AID.to_vec()).expecting(MAX_SHORT_EXPECTED);
            return Ok(Step::Send(select));
        };
        AppletInfo::parse(&accepted("SELECT", response)?).map(Step::Done)
    }
}
