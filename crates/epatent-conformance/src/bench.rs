// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The bench: a card, what is known of it, and the channel that is open to it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use epatent_apdu::{Command, TransportError};
use rand::CryptoRng;

use crate::answer::{Answer, Checked, Failure, demand, spaced};
use crate::case::Stage;
use crate::evidence::Evidence;
use crate::keys::{Chip, OfficeKeys};
use crate::known::Known;
use crate::messaging::Messaging;
use crate::pace::{Opened, Pace, SET_AT};
use crate::scp03::Session;
use crate::step::{Goal, Step};
use crate::target::Target;

mod life;
mod prepare;

pub use life::Blocked;

/// The applet's identifier.
pub(crate) const AID: &str = "F0 45 50 41 54 45 4E 54 01";

/// The channel that is open.
#[derive(Clone)]
pub(crate) enum Open {
    /// None.
    Nothing,
    /// PACE, and its binding.
    Reader(Messaging, [u8; 32]),
    /// SCP03.
    Issuer(Session),
}

/// What a case cannot do without where the office keeps it: the six digits of PACE.
pub(crate) const NUMBER: &str = "the access number";
/// What the keys of an issued card are derived from.
pub(crate) const CHIP: &str = "the diversification data of the chip";
/// What the chip's signatures are verified with.
const POINT: &str = "the public point of the chip";

/// Most GET RESPONSE for one response.
const MAX_ROUNDS: usize = 300;

/// Data of one piece of a chain.
const PIECE: usize = 231;

/// Keeps the record of the card.
type Keeper<'t> = Box<dyn FnMut(&Known) + 't>;

/// A card on the bench.
pub struct Bench<'t> {
    pub(crate) target: &'t mut dyn Target,
    keys: OfficeKeys,
    rng: Box<dyn CryptoRng + Send>,
    pub(crate) known: Known,
    pub(crate) open: Open,
    /// Whether a session of PERSO was just begun and holds nothing.
    pub(crate) pristine: bool,
    /// Whether the next case has to begin with a power-up.
    pub(crate) suspect: bool,
    /// The command that is on its way to prepare the card.
    pub(crate) at: Step,
    /// The stage that the present case needs.
    stage: Stage,
    /// The byte that the last FCI had.
    byte: u8,
    /// Whether what is sent now only prepares the card.
    in_preparation: bool,
    /// Whether the present case has sent nothing yet but what prepares the card for it.
    untouched: bool,
    /// Whether nothing was sent for the present case, its stage included.
    quiet: bool,
    /// Whether the card was brought to another stage in this run.
    moved: bool,
    /// Preparations that failed, for cases of a stage: how often in a row, and how the last one did.
    missed: BTreeMap<(Stage, Goal), (u8, Failure)>,
    /// The command that was protected last, before that.
    plain: Option<Vec<u8>>,
    /// The last exchange.
    last: Option<Arc<Evidence>>,
    /// Whether the card holds nothing but what the bench wrote.
    own: bool,
    /// Why the last case got no reply.
    silence: Option<TransportError>,
    /// Who keeps the record of the card.
    keeper: Option<Keeper<'t>>,
    /// The first answer to SELECT.
    selected: Option<String>,
}

impl core::fmt::Debug for Bench<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Bench")
    }
}

/// Bytes of hexadecimal digits with spaces. Cases are literal, and a test runs all of them.
pub(crate) fn bytes(digits: &str) -> Vec<u8> {
    let digits: String = digits.split_whitespace().collect();
    hex::decode(digits).unwrap_or_default()
}

/// A command of hexadecimal digits.
pub(crate) fn command(digits: &str) -> Command {
    Command::parse(&bytes(digits)).unwrap_or_else(|_| Command::new(0, 0, 0, 0))
}

fn header(command: &Command) -> String {
    spaced(&[command.class, command.instruction, command.p1, command.p2])
}

impl<'t> Bench<'t> {
    /// A bench with a card of which this much is known.
    pub fn new(
        target: &'t mut dyn Target,
        keys: OfficeKeys,
        known: Known,
        rng: impl CryptoRng + Send + 'static,
    ) -> Self {
        let own = known.is_of_bench();
        Self {
            target,
            keys,
            rng: Box::new(rng),
            known,
            open: Open::Nothing,
            pristine: false,
            suspect: true,
            at: Step::PowerUp,
            stage: Stage::Blank,
            byte: 0,
            in_preparation: false,
            untouched: false,
            quiet: false,
            moved: false,
            missed: BTreeMap::new(),
            plain: None,
            last: None,
            own,
            silence: None,
            keeper: None,
            selected: None,
        }
    }

    /// Calls this with what is known of the card each time before the card is changed so that it cannot be gone on
    /// with without.
    pub fn kept_by(&mut self, keeper: impl FnMut(&Known) + 't) {
        self.keeper = Some(Box::new(keeper));
    }

    /// Gives the record of the card to its keeper.
    pub(crate) fn keep(&mut self) {
        if let Some(keeper) = &mut self.keeper {
            keeper(&self.known);
        }
    }

    /// The first answer to SELECT, as the specification prints bytes.
    #[must_use]
    pub fn selected(&self) -> Option<&str> {
        self.selected.as_deref()
    }

    /// The office's keys.
    pub(crate) const fn keys(&self) -> &OfficeKeys {
        &self.keys
    }

    /// What is known of the card by now.
    #[must_use]
    pub const fn known(&self) -> &Known {
        &self.known
    }

    /// Why there was no reply since this was last asked.
    pub(crate) const fn take_silence(&mut self) -> Option<TransportError> {
        self.silence.take()
    }

    /// Whether what a card says may be told whole, with the secrets of its channel: it holds nobody's data.
    pub(crate) fn tells(&self) -> bool {
        let issued = [Stage::Active.byte(), Stage::Suspended.byte()].contains(&self.byte);
        self.own || !issued
    }

    /// Whether this run brought the card to another stage.
    pub(crate) const fn has_moved(&self) -> bool {
        self.moved
    }

    /// The last exchange.
    pub(crate) fn last(&self) -> Option<Evidence> {
        self.last.as_deref().cloned()
    }

    /// Whether a reply did not come.
    pub(crate) const fn is_silent(&self) -> bool {
        self.silence.is_some()
    }

    /// Random bytes.
    pub(crate) fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    /// Takes the power away and gives it back.
    pub(crate) fn reset(&mut self) -> Checked {
        self.open = Open::Nothing;
        self.target.power_cycle().map_err(|error| {
            self.silence = Some(error.clone());
            Failure::new(
                "power off and on",
                "a card that comes back",
                error.to_string(),
            )
        })
    }

    /// How long the last reply took.
    pub(crate) fn took(&self) -> Duration {
        self.target.last_duration()
    }

    /// Bytes as they are, and the reply as it comes.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> Checked<Answer> {
        self.untouched &= self.in_preparation;
        self.quiet = false;
        let sent = match bytes.len() {
            0..=21 => spaced(bytes),
            length => {
                let head = bytes.get(..8).unwrap_or_default();
                format!("{} .. ({length} bytes)", spaced(head))
            }
        };
        // What fetches the rest of a protected answer goes in the clear.
        let in_clear =
            matches!(bytes, [class, instruction, ..] if class & 0x0C == 0 && *instruction != 0xC0);
        if in_clear {
            self.plain = None;
        }
        let reply = self.target.transmit(bytes);
        let evidence = Arc::new(Evidence {
            plain: self.plain.clone(),
            sent: bytes.to_vec(),
            answer: reply.as_ref().ok().cloned(),
            ..Evidence::default()
        });
        self.last = Some(Arc::clone(&evidence));
        let mut answer = Answer {
            sent,
            data: Vec::new(),
            status: 0,
            evidence,
        };
        let reply = reply.map_err(|error| {
            let nothing = format!("nothing ({error})");
            self.silence = Some(error);
            answer.fails("a reply", nothing)
        })?;
        let Some((data, status)) = reply.split_last_chunk::<2>() else {
            return Err(answer.fails("at least a status word", format!("{} bytes", reply.len())));
        };
        answer.data = data.to_vec();
        answer.status = u16::from_be_bytes(*status);
        Ok(answer)
    }

    /// One APDU in hexadecimal digits, in the clear and as it is.
    pub(crate) fn send(&mut self, digits: &str) -> Checked<Answer> {
        self.raw(&bytes(digits))
    }

    /// One command in one APDU, in the clear.
    pub(crate) fn one(&mut self, command: &Command) -> Checked<Answer> {
        let bytes = command
            .encode()
            .map_err(|error| Failure::new(header(command), "a command", error.to_string()))?;
        self.raw(&bytes)
    }

    /// A whole command as it is: in pieces where it is long, its response joined.
    pub(crate) fn whole(&mut self, command: &Command) -> Checked<Answer> {
        let mut rest = command.data.as_slice();
        while rest.len() > 255 {
            let (piece, tail) = rest.split_at_checked(PIECE).unwrap_or((rest, &[]));
            let mut leading = Command::new(
                command.class | 0x10,
                command.instruction,
                command.p1,
                command.p2,
            );
            leading.data = piece.to_vec();
            let answer = self.one(&leading)?;
            if answer.status != 0x9000 {
                return Ok(answer);
            }
            rest = tail;
        }
        let last = Command {
            data: rest.to_vec(),
            expected: command.expected.map(|expected| expected.min(256)),
            ..command.clone()
        };
        let first = self.one(&last)?;
        self.join(first)
    }

    /// Fetches what `61xx` announces.
    pub(crate) fn join(&mut self, first: Answer) -> Checked<Answer> {
        let mut joined = first;
        for _ in 0..MAX_ROUNDS {
            let [0x61, waiting] = joined.status.to_be_bytes() else {
                return Ok(joined);
            };
            let part = self.raw(&[0x00, 0xC0, 0x00, 0x00, waiting])?;
            joined.data.extend_from_slice(&part.data);
            joined.status = part.status;
            joined.evidence = part.evidence;
        }
        Err(joined.wrong("a response that ends"))
    }

    /// A whole command through the channel that is open, or in the clear; the answer opened.
    pub(crate) fn ask(&mut self, command: &Command) -> Checked<Answer> {
        let protected = self.protect(command);
        let answer = self.whole(&protected)?;
        self.opened(command, answer)
    }

    /// As [`ask`](Self::ask), with hexadecimal digits.
    pub(crate) fn give(&mut self, digits: &str) -> Checked<Answer> {
        self.ask(&command(digits))
    }

    /// The protected form of a command.
    pub(crate) fn protect(&mut self, command: &Command) -> Command {
        self.plain = command.encode().ok();
        match &mut self.open {
            Open::Nothing => command.clone(),
            Open::Reader(channel, _) => channel.protect(command),
            Open::Issuer(session) => session.protect(command),
        }
    }

    /// What a protected answer says.
    pub(crate) fn opened(&mut self, command: &Command, answer: Answer) -> Checked<Answer> {
        let sent = header(command);
        let Answer { data, status, .. } = &answer;
        let status = *status;
        let plain = match &mut self.open {
            Open::Nothing => Ok(data.clone()),
            // The bare refusals of the channel itself.
            Open::Reader(..) if data.is_empty() && matches!(status, 0x6982 | 0x6987 | 0x6988) => {
                self.open = Open::Nothing;
                Ok(Vec::new())
            }
            Open::Reader(channel, _) => channel.open(data, status),
            Open::Issuer(session) => session.open(data, status),
        };
        let sent = if answer.evidence.is_refused_get_response() {
            format!("{} of {sent}", spaced(&answer.evidence.sent))
        } else {
            sent
        };
        let mut answer = Answer { sent, ..answer };
        match plain {
            Ok(data) => {
                if !data.is_empty() && answer.evidence.plain.is_some() && self.tells() {
                    let opened = [&data[..], &status.to_be_bytes()].concat();
                    Arc::make_mut(&mut answer.evidence).opened = Some(opened);
                }
                answer.data = data;
                Ok(answer)
            }
            Err(problem) => {
                self.at = match &self.open {
                    Open::Reader(..) => Step::ReaderResponse,
                    _ => Step::IssuerResponse,
                };
                let length = answer.data.len();
                let actual = format!("{}, {length} bytes and {status:04X}", problem.what);
                let failure = answer.fails("a response protected as the channel demands", actual);
                Err(failure.with(problem.told(self.tells())))
            }
        }
    }

    /// SELECT of the applet, without FCI.
    pub(crate) fn select(&mut self) -> Checked {
        self.open = Open::Nothing;
        self.send(&format!("00 A4 04 0C 09 {AID}"))?.is(0x9000)?;
        Ok(())
    }

    /// That SELECT gives this life-cycle byte after `what`.
    pub(crate) fn is_in(&mut self, what: &str, state: u8) -> Checked {
        let found = self.state()?;
        demand(
            found == state,
            what,
            &format!("state {state:02X}"),
            &format!("state {found:02X}"),
        )
    }

    /// The life-cycle byte that SELECT gives.
    pub(crate) fn state(&mut self) -> Checked<u8> {
        self.open = Open::Nothing;
        let answer = self.send(&format!("00 A4 04 00 09 {AID} 00"))?;
        self.selected.get_or_insert_with(|| {
            let shown = format!("{} {:04X}", spaced(&answer.data), answer.status);
            shown.trim_start().to_owned()
        });
        match answer.data.as_slice() {
            [0x6F, 0x13, .., state] if answer.status == 0x9000 => {
                self.byte = *state;
                Ok(*state)
            }
            _ => Err(answer.wrong("the FCI of the applet")),
        }
    }

    /// The printed number.
    pub(crate) fn can(&self) -> Checked<String> {
        let can = self.known.can.clone();
        can.ok_or_else(|| Failure::unknown(NUMBER))
    }

    /// The diversification data of the chip.
    pub(crate) fn chip(&self) -> Checked<Chip> {
        self.known.chip().ok_or_else(|| Failure::unknown(CHIP))
    }

    /// The public point of the chip.
    pub(crate) fn point(&self) -> Checked<[u8; 65]> {
        self.known.point().ok_or_else(|| Failure::unknown(POINT))
    }

    /// A run of PACE with these digits, before its first command.
    pub(crate) fn run(&mut self, can: &str) -> Pace {
        let random = [self.random(), self.random()];
        Pace::new(can, &random)
    }

    /// MSE:SET AT with these data.
    pub(crate) fn set_at(&mut self, digits: &str) -> Checked<Answer> {
        self.open = Open::Nothing;
        let data = bytes(digits);
        self.one(&Command::new(0x00, 0x22, 0xC1, 0xA4).with_data(data))
    }

    /// GENERAL AUTHENTICATE with these data.
    pub(crate) fn step(&mut self, last: bool, data: Vec<u8>) -> Checked<Answer> {
        let class = if last { 0x00 } else { 0x10 };
        let command = Command::new(class, 0x86, 0x00, 0x00).with_data(data);
        self.one(&command.expecting(256))
    }

    /// Opens the channel of a reader with the printed number.
    pub(crate) fn pace(&mut self) -> Checked {
        let can = self.can()?;
        self.preparing(Goal::Reader, |bench| {
            let (mut run, reply) = bench.pace_reply(&can)?;
            bench.pace_opened(&mut run, &reply)
        })
    }

    /// Whether the access number is that of the card: one run of PACE, which ends with 6300 where it is not.
    pub(crate) fn number_fits(&mut self) -> Checked<bool> {
        let can = self.can()?;
        let (mut run, reply) = self.pace_reply(&can)?;
        if reply.status == 0x6300 {
            return Ok(false);
        }
        self.pace_opened(&mut run, &reply).map(|()| true)
    }

    /// A run of PACE up to the answer to its last step.
    fn pace_reply(&mut self, can: &str) -> Checked<(Pace, Answer)> {
        let mut run = self.run(can);
        self.at = Step::SetAt;
        self.set_at(SET_AT)?.is(0x9000)?;
        self.at = Step::Nonce;
        let reply = self.step(false, vec![0x7C, 0x00])?;
        let data = taken(&reply, |data| run.nonce(data))?;
        self.at = Step::Mapping;
        let reply = self.step(false, data)?;
        let data = taken(&reply, |data| run.mapping(data))?;
        self.at = Step::Agreement;
        let reply = self.step(false, data)?;
        let data = taken(&reply, |data| run.agreement(data))?;
        self.at = Step::Token;
        let reply = self.step(true, data)?;
        Ok((run, reply))
    }

    /// Checks the card's token and opens the channel.
    fn pace_opened(&mut self, run: &mut Pace, reply: &Answer) -> Checked {
        let opened = self.token_taken(run, reply)?;
        self.open = Open::Reader(opened.channel, opened.binding);
        Ok(())
    }

    /// What the last step of PACE opens; a failure shows what the tokens were computed from.
    pub(crate) fn token_taken(&self, run: &mut Pace, reply: &Answer) -> Checked<Opened> {
        let received = reply.data.get(4..).unwrap_or_default().to_vec();
        taken(reply, |data| run.token(data))
            .map_err(|failure| failure.with(run.computed(&received, self.tells())))
    }

    /// The binding of the channel that is open.
    pub(crate) const fn binding(&self) -> [u8; 32] {
        match &self.open {
            Open::Reader(_, binding) => *binding,
            _ => [0; 32],
        }
    }

    /// INITIALIZE UPDATE with this key version; its 29 bytes checked but for the cryptogram.
    pub(crate) fn initialize(&mut self, version: u8) -> Checked<([u8; 8], Answer)> {
        self.open = Open::Nothing;
        let host: [u8; 8] = self.random();
        let update = Command::new(0x80, 0x50, version, 0x00)
            .with_data(host.to_vec())
            .expecting(256);
        let answer = self.one(&update)?.brings(29, 0x9000)?;
        Ok((host, answer))
    }

    /// The session that INITIALIZE UPDATE began, before EXTERNAL AUTHENTICATE.
    pub(crate) fn begin(&mut self, level: u8) -> Checked<Session> {
        self.preparing(Goal::Issuer(level), |bench| bench.begun(level))
    }

    fn begun(&mut self, level: u8) -> Checked<Session> {
        let (session, answer, cryptogram) = self.unauthenticated(level)?;
        self.at = Step::Cryptogram;
        if session.card_cryptogram == cryptogram {
            return Ok(session);
        }
        let expected = "the card cryptogram of the chip's keys";
        let failure = answer.fails(expected, "another cryptogram");
        let chip = self.known.chip().unwrap_or_default();
        Err(failure.with(session.cryptogram_from(&self.keys, &chip, &cryptogram)))
    }

    /// The session as the office's keys make it, the answer to INITIALIZE UPDATE, and the cryptogram in it.
    fn unauthenticated(&mut self, level: u8) -> Checked<(Session, Answer, [u8; 8])> {
        self.at = Step::InitializeUpdate;
        let (host, answer) = self.initialize(0x00)?;
        self.at = Step::ChipName;
        let chip = self.chip_of(&answer)?;
        let keys = self.keys.of(&chip);
        let [card, cryptogram] = challenge_and_cryptogram(&answer)?;
        let session = Session::new(&keys, &host, &card, level);
        Ok((session, answer, cryptogram))
    }

    /// The chip that an answer to INITIALIZE UPDATE is of: itself, or the one of the office's records.
    fn chip_of(&mut self, answer: &Answer) -> Checked<Chip> {
        let named: Chip = answer
            .data
            .first_chunk()
            .copied()
            .ok_or_else(|| answer.wrong("diversification data"))?;
        if named == [0; 10] {
            // Only an issued card may be silent about it.
            let issued = [Stage::Active.byte(), Stage::Suspended.byte()].contains(&self.byte);
            return match (&self.keys, self.known.chip()) {
                (_, Some(chip)) => Ok(chip),
                (OfficeKeys::Static(_), None) => Ok(named),
                (_, None) if issued => self.chip(),
                _ => Err(answer.wrong("the diversification data of the chip")),
            };
        }
        self.known.chip = Some(hex::encode_upper(named));
        Ok(named)
    }

    /// Opens the channel of the issuer at this level.
    pub(crate) fn issuer(&mut self, level: u8) -> Checked {
        self.preparing(Goal::Issuer(level), |bench| {
            let mut session = bench.begun(level)?;
            let cryptogram = session.host_cryptogram;
            let command = session.authenticate(&cryptogram);
            bench.at = Step::ExternalAuthenticate;
            bench.one(&command)?.is(0x9000)?;
            bench.open = Open::Issuer(session);
            Ok(())
        })
    }

    /// The answer to STATUS under the issuer's channel at level 33.
    pub(crate) fn status(&mut self) -> Checked<Answer> {
        if !matches!(self.open, Open::Issuer(_)) {
            self.issuer(0x33)?;
        }
        self.at = Step::Status;
        self.give("80 14 00 00 00")
    }
}

/// Card challenge and card cryptogram of INITIALIZE UPDATE.
pub(crate) fn challenge_and_cryptogram(answer: &Answer) -> Checked<[[u8; 8]; 2]> {
    let tail = answer.data.get(13..).unwrap_or_default();
    let (parts, _) = tail.as_chunks::<8>();
    match parts {
        [challenge, cryptogram] => Ok([*challenge, *cryptogram]),
        _ => Err(answer.wrong("29 bytes")),
    }
}

/// What a step of PACE takes out of an answer.
pub(crate) fn taken<T>(
    answer: &Answer,
    take: impl FnOnce(&[u8]) -> Result<T, &'static str>,
) -> Checked<T> {
    if answer.status != 0x9000 {
        return Err(answer.wrong("the reply of this step of PACE"));
    }
    let expected = "the reply of this step of PACE";
    take(&answer.data).map_err(|problem| answer.fails(expected, problem))
}
