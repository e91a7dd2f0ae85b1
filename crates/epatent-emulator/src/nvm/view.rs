// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the bytes of the memory mean, and the writes that keep the meaning whole.

use epatent_apdu::profile::{EF_PAYMENTS, LifeCycle, PaymentLog, WRITABLE_FILES};
use epatent_apdu::scp03::{DiversificationData, KeySet};
use zeroize::Zeroizing;

use super::{COMMIT_BUFFER, Cell, Nvm, NvmError, PAGE, Transaction};
use crate::key::StaticKeys;

/// Every file that can exist on the card of this profile, in rising order of identifiers.
pub const FILES: [u16; WRITABLE_FILES.len()] = WRITABLE_FILES;

/// Bytes of a payment record in one transaction; fewer than the commit buffer holds.
const APPENDED: usize = 256;
const _: () = assert!(APPENDED <= COMMIT_BUFFER);

/// The note that an erasure is under way.
const UNDER_WAY: u8 = 0x01;

/// What TERMINATE overwrites, in this order: the key first, so that nothing can be proved any more;
/// then everything of the holder. The identifier of the chip and the issuer's keys of it stay, as
/// they were before anybody held the card.
fn erased_at_the_end() -> impl Iterator<Item = Cell> {
    let files = || FILES.into_iter().chain([EF_PAYMENTS]);
    [
        Cell::Key,
        Cell::Manifest,
        Cell::Session,
        Cell::Payments,
        Cell::PaceFailures,
    ]
    .into_iter()
    .chain(files().map(Cell::Length))
    .chain(files().map(Cell::Content))
}

impl Nvm {
    /// The life-cycle state. Two copies that do not match, and a state that does not exist, are
    /// TERMINATED \[applet-spec card-profile §3].
    #[must_use]
    pub fn life_cycle(&self) -> LifeCycle {
        match self.bytes(Cell::LifeCycle) {
            [state, complement] if *complement == !*state => {
                LifeCycle::from_byte(*state).unwrap_or(LifeCycle::Terminated)
            }
            _ => LifeCycle::Terminated,
        }
    }

    /// The content of a file; none where it was never written.
    #[must_use]
    pub fn file(&self, identifier: u16) -> Option<&[u8]> {
        let length = usize::from(self.file_length(identifier));
        if length == 0 {
            return None;
        }
        self.bytes(Cell::Content(identifier)).get(..length)
    }

    /// The length of a file in bytes; zero where it does not exist.
    #[must_use]
    pub fn file_length(&self, identifier: u16) -> u16 {
        match self.bytes(Cell::Length(identifier)) {
            [high, low] => u16::from_be_bytes([*high, *low]),
            _ => 0,
        }
    }

    /// The files that exist, in rising order of identifiers.
    pub fn files(&self) -> impl Iterator<Item = (u16, &[u8])> {
        FILES
            .into_iter()
            .filter_map(|identifier| Some((identifier, self.file(identifier)?)))
    }

    /// Whether every byte that a file could ever have had is zero.
    pub(crate) fn holds_no_content(&self) -> bool {
        FILES
            .into_iter()
            .flat_map(|identifier| self.bytes(Cell::Content(identifier)))
            .all(|byte| *byte == 0)
    }

    /// Whether nothing is left that an erasure takes.
    pub(crate) fn holds_nothing(&self) -> bool {
        erased_at_the_end().all(|cell| self.bytes(cell).iter().all(|byte| *byte == 0))
    }

    /// The session of BEGIN; zero before it.
    #[must_use]
    pub fn session(&self) -> [u8; 16] {
        self.array(Cell::Session)
    }

    /// The manifest digest of BEGIN; zero before it.
    #[must_use]
    pub fn manifest(&self) -> [u8; 32] {
        self.array(Cell::Manifest)
    }

    /// The identifier of the chip; zero where it has none.
    #[must_use]
    pub fn chip(&self) -> DiversificationData {
        self.array(Cell::Chip)
    }

    /// The keys of SCP03, where the card has some.
    pub(crate) fn static_keys(&self) -> Option<KeySet> {
        StaticKeys::from_bytes(self.array(Cell::StaticKeys)).keys()
    }

    /// How often PACE failed since it last succeeded, up to 255.
    #[must_use]
    pub fn pace_failures(&self) -> u8 {
        let [failures] = self.array(Cell::PaceFailures);
        failures
    }

    /// Where the payment log stands.
    #[must_use]
    pub fn payments(&self) -> PaymentLog {
        let bytes: [u8; 34] = self.array(Cell::Payments);
        let [high, low, head @ ..] = bytes;
        PaymentLog {
            count: u16::from_be_bytes([high, low]),
            head,
        }
    }

    /// Adds bytes to EF.Payments and moves the log on.
    ///
    /// Each part of the bytes is a transaction, because the page that it begins in may hold a
    /// record that counts already; the last transaction makes them count.
    ///
    /// # Errors
    /// [`NvmError`].
    pub(crate) fn append_payment(&mut self, bytes: &[u8], log: PaymentLog) -> Result<(), NvmError> {
        let mut end = usize::from(self.file_length(EF_PAYMENTS));
        for part in bytes.chunks(APPENDED) {
            let mut transaction = self.begin();
            transaction.write(Cell::Content(EF_PAYMENTS), end, part)?;
            transaction.commit()?;
            end = end.saturating_add(part.len());
        }
        let cell = Cell::Length(EF_PAYMENTS);
        let length = u16::try_from(end).map_err(|_| NvmError::OutOfRange { cell, end })?;
        let log = [log.count.to_be_bytes().as_slice(), &log.head].concat();
        let mut transaction = self.begin();
        transaction.write(cell, 0, &length.to_be_bytes())?;
        transaction.write(Cell::Payments, 0, &log)?;
        transaction.commit()
    }

    /// The private scalar of the chip; none where no key was made.
    pub(crate) fn key(&self) -> Option<Zeroizing<[u8; 32]>> {
        let scalar = Zeroizing::new(self.array(Cell::Key));
        (*scalar != [0; 32]).then_some(scalar)
    }

    fn array<const N: usize>(&self, cell: Cell) -> [u8; N] {
        self.bytes(cell).first_chunk().copied().unwrap_or([0; N])
    }

    /// Writes into a file and lengthens it where needed.
    ///
    /// The content goes first and the length after it. Where there is content already, the length
    /// is first taken back to the offset: at no moment does a length cover a page that is being
    /// programmed, but for the page of the last byte before the offset.
    ///
    /// # Errors
    /// [`NvmError`].
    pub(crate) fn write_file(
        &mut self,
        identifier: u16,
        offset: usize,
        bytes: &[u8],
    ) -> Result<(), NvmError> {
        let before = usize::from(self.file_length(identifier));
        let end = offset.saturating_add(bytes.len());
        if offset < before {
            self.set_length(identifier, offset)?;
        }
        self.write(Cell::Content(identifier), offset, bytes)?;
        self.set_length(identifier, end.max(before))
    }

    fn set_length(&mut self, identifier: u16, end: usize) -> Result<(), NvmError> {
        let cell = Cell::Length(identifier);
        let length = u16::try_from(end).map_err(|_| NvmError::OutOfRange { cell, end })?;
        let mut transaction = self.begin();
        transaction.write(cell, 0, &length.to_be_bytes())?;
        transaction.commit()
    }

    /// Overwrites the content of every file with zeros. The files are gone before the first page
    /// is programmed, so that power lost in one of them leaves no file that is half wiped.
    ///
    /// # Errors
    /// [`NvmError`].
    pub(crate) fn wipe_contents(&mut self) -> Result<(), NvmError> {
        let mut transaction = self.begin();
        FILES
            .into_iter()
            .try_for_each(|identifier| transaction.erase(Cell::Length(identifier)))?;
        transaction.commit()?;
        for identifier in FILES {
            let length = self.bytes(Cell::Content(identifier)).len();
            if length > 0 {
                self.write(Cell::Content(identifier), 0, &vec![0; length])?;
            }
        }
        Ok(())
    }

    /// Ends the life of the card, then overwrites its key, its access number, its files and its
    /// payments.
    ///
    /// The state goes first, in one transaction with the note that an erasure is under way: power
    /// lost at any moment leaves a card that is at its end, and [`power_up`](Nvm::power_up) goes on.
    ///
    /// # Errors
    /// [`NvmError`].
    pub(crate) fn terminate(&mut self) -> Result<(), NvmError> {
        let mut transaction = self.begin();
        transaction.life_cycle(LifeCycle::Terminated)?;
        transaction.write(Cell::Erasure, 0, &[UNDER_WAY])?;
        transaction.commit()?;
        self.go_on_erasing().map(|_| ())
    }

    /// Whether an erasure is under way.
    #[must_use]
    pub fn is_erasing(&self) -> bool {
        self.life_cycle() == LifeCycle::Terminated && self.array(Cell::Erasure) != [0]
    }

    /// Erases from the beginning where an erasure is under way: every page is programmed, also one
    /// that reads as erased, because a bit in it may be neither 0 nor 1.
    ///
    /// # Errors
    /// [`NvmError::PowerLost`].
    pub(super) fn go_on_erasing(&mut self) -> Result<bool, NvmError> {
        if !self.is_erasing() {
            return Ok(false);
        }
        for cell in erased_at_the_end() {
            let length = self.bytes(cell).len();
            if length > 0 {
                self.write(cell, 0, &vec![0; length])?;
            }
        }
        let mut transaction = self.begin();
        transaction.erase(Cell::Erasure)?;
        transaction.commit()?;
        Ok(true)
    }

    /// Programs the page of each file's last byte again with what it reads as, while files are
    /// being written: power may have been lost in it, and a bit that is neither 0 nor 1 could pass
    /// the check of COMMIT and change afterwards. From here on it is one of them, and the digest
    /// tells which.
    ///
    /// # Errors
    /// [`NvmError::PowerLost`].
    pub(super) fn refresh_tails(&mut self) -> Result<(), NvmError> {
        if self.life_cycle() != LifeCycle::Personalisation {
            return Ok(());
        }
        for identifier in FILES {
            let length = usize::from(self.file_length(identifier));
            if length > 0 {
                let page = length.saturating_sub(1) / PAGE;
                self.flash.refresh(Cell::Content(identifier), page)?;
            }
        }
        Ok(())
    }
}

impl Transaction<'_> {
    /// Adds a change of the life cycle: the state and its complement.
    pub(crate) fn life_cycle(&mut self, state: LifeCycle) -> Result<(), NvmError> {
        let byte = state.to_byte();
        self.write(Cell::LifeCycle, 0, &[byte, !byte])
    }

    /// Adds the erasure of a region of fixed size.
    pub(crate) fn erase(&mut self, cell: Cell) -> Result<(), NvmError> {
        self.write(cell, 0, &vec![0; cell.capacity()])
    }
}
