// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Applications and the patents made from them.

use crate::canonical::Writer;
use crate::cell::Stored;
use crate::words::{ApplicationState, Kept, Opaque, PatentState, Reason};
use crate::{Application, Key, Patent, RegisterError, Transaction};
use epatent_core::object::Digest;
use epatent_core::{CivilDate, PatentNumber, Region};

/// Finds the same person again without keeping a name in a column.
///
/// A digest under a secret of the office: who has a copy of the register alone cannot try names.
///
/// ```
/// use epatent_register::PersonKey;
///
/// let key = PersonKey::new([7; 32]);
/// let person = key.person(&["RAKHIMOV", "FARRUKH", "1990-02-01", "AA1234567"]);
/// assert_eq!(person, key.person(&["RAKHIMOV", "FARRUKH", "1990-02-01", "AA1234567"]));
/// assert_ne!(person, key.person(&["RAKHIMOVFARRUKH", "", "1990-02-01", "AA1234567"]));
/// ```
pub struct PersonKey([u8; 32]);

impl PersonKey {
    /// The office's secret, kept where its keys are.
    #[must_use]
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// Digest of a person's fields, normalised by the caller and in a fixed order: SHA-256 of the
    /// secret and of SHA-256 of the secret and the fields as a CBOR array.
    #[must_use]
    pub fn person(&self, fields: &[&str]) -> Digest {
        let mut inner = Writer::array(fields.len() + 1);
        inner.bytes(&self.0);
        for field in fields {
            inner.text(field);
        }
        let mut outer = Writer::array(2);
        outer.bytes(&self.0);
        outer.bytes(Digest::of(&inner.finish()).as_bytes());
        Digest::of(&outer.finish())
    }
}

/// An application as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApplication {
    /// The region it is for, whose office decides.
    pub region: Region,
    /// The person; see [`PersonKey`].
    pub person: Digest,
    /// The application in the office's own format.
    pub document: Opaque,
}

/// A patent that is to get a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPatent {
    /// Series and number.
    pub number: PatentNumber,
    /// Region it is for.
    pub region: Region,
    /// Application it is made from.
    pub application: Option<Key<Application>>,
    /// First day in force.
    pub in_force_from: CivilDate,
    /// Latest possible last day, inclusive; not before the first.
    pub latest_end: CivilDate,
}

impl Application {
    /// The application as it was received; `None` once it was erased.
    ///
    /// # Errors
    ///
    /// [`RegisterError::DocumentAltered`] where it is not the one that was received.
    pub fn document(&self) -> Result<Option<&Opaque>, RegisterError> {
        self.digest()?;
        Ok(self.document.as_ref().map(|Kept(document)| document))
    }

    /// SHA-256 of the application as it was received: of the bytes that are there, as long as they are.
    ///
    /// # Errors
    ///
    /// As [`Application::document`].
    pub fn digest(&self) -> Result<Digest, RegisterError> {
        let Some(Kept(document)) = &self.document else {
            return Ok(self.document_digest);
        };
        let digest = Digest::of(&document.0);
        if digest == self.document_digest {
            Ok(digest)
        } else {
            Err(RegisterError::DocumentAltered {
                application: self.key.number(),
            })
        }
    }
}

impl Transaction<'_> {
    /// Records an application.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn receive_application(
        &mut self,
        new: &NewApplication,
    ) -> Result<Key<Application>, RegisterError> {
        let application = Application {
            key: self.new_key(),
            received_at: self.at,
            region: new.region,
            person: new.person,
            document: Some(Kept(new.document.clone())),
            document_digest: Digest::of(&new.document.0),
            state: ApplicationState::Open,
            reason: None,
        };
        self.insert(&application);
        self.done("application-received")?;
        Ok(application.key)
    }

    /// Approves an application: its patent may be made and its card taken into work.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] unless it is open; [`RegisterError::DocumentAltered`].
    pub fn approve_application(&mut self, key: Key<Application>) -> Result<(), RegisterError> {
        let mut application = self.open_application(key)?;
        application.digest()?;
        application.state = ApplicationState::Approved;
        self.update(&application)?;
        self.done("application-approved")
    }

    /// Refuses an application; one that is approved as well, as long as no card of its patent is made or
    /// in work. Its patent ends with it.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] unless it is open, or approved and without a card.
    pub fn refuse_application(
        &mut self,
        key: Key<Application>,
        reason: &Reason,
    ) -> Result<(), RegisterError> {
        let mut application = self.row(key)?;
        match application.state {
            ApplicationState::Open => {}
            ApplicationState::Approved => self.end_without_card(&application)?,
            _ => return Err(application_state(&application, "open or approved")),
        }
        application.state = ApplicationState::Refused;
        application.reason = Some(reason.clone());
        self.update(&application)?;
        self.done("application-refused")
    }

    /// Erases the document of an application that is refused or done; its digest stays, so that
    /// the chain still answers for what was there.
    ///
    /// # Errors
    ///
    /// [`RegisterError::State`] while the document is needed.
    pub fn erase_application(&mut self, key: Key<Application>) -> Result<(), RegisterError> {
        let mut application = self.row(key)?;
        if matches!(
            application.state,
            ApplicationState::Open | ApplicationState::Approved
        ) {
            return Err(application_state(&application, "refused or done"));
        }
        application.document = None;
        self.update(&application)?;
        self.done("application-erased")
    }

    /// Records a patent.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Duplicate`] for a number that is taken, [`RegisterError::Dates`] for an end
    /// before the start, [`RegisterError::State`] unless the application is approved,
    /// [`RegisterError::DocumentAltered`].
    pub fn register_patent(&mut self, new: &NewPatent) -> Result<Key<Patent>, RegisterError> {
        if new.latest_end < new.in_force_from {
            return Err(RegisterError::Dates {
                what: "the patent would end before it begins",
            });
        }
        if let Some(key) = new.application {
            let application = self.row(key)?;
            application.digest()?;
            if application.state != ApplicationState::Approved {
                return Err(application_state(
                    &application,
                    ApplicationState::Approved.word(),
                ));
            }
        }
        let patent = Patent {
            key: self.new_key(),
            number: new.number.clone(),
            region: new.region,
            application: new.application,
            in_force_from: new.in_force_from,
            latest_end: new.latest_end,
            paid_through: None,
            state: PatentState::Valid,
        };
        self.insert(&patent);
        self.done("patent-registered")?;
        Ok(patent.key)
    }

    /// The patent that was made of an application.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn patent_of(&mut self, key: Key<Application>) -> Result<Option<Patent>, RegisterError> {
        self.first("WHERE application = $1", &[key.cell()])
    }

    /// Ends the patent of an approved application of whom nobody makes or has a card.
    fn end_without_card(&mut self, application: &Application) -> Result<(), RegisterError> {
        let Some(mut patent) = self.patent_of(application.key)? else {
            return Ok(());
        };
        let cards = self.number(
            "SELECT (SELECT count(*) FROM attempt WHERE open_patent = $1) \
             + (SELECT count(*) FROM card WHERE patent = $1 AND state <> 'void')",
            &[patent.key.cell()],
        )?;
        if cards > 0 {
            return Err(application_state(application, "open or approved"));
        }
        if patent.state != PatentState::Annulled {
            patent.state = PatentState::Annulled;
            self.update(&patent)?;
        }
        Ok(())
    }

    fn open_application(&mut self, key: Key<Application>) -> Result<Application, RegisterError> {
        let application = self.row(key)?;
        if application.state == ApplicationState::Open {
            Ok(application)
        } else {
            Err(application_state(
                &application,
                ApplicationState::Open.word(),
            ))
        }
    }
}

fn application_state(application: &Application, expected: &'static str) -> RegisterError {
    RegisterError::State {
        what: "application",
        key: application.key.number(),
        actual: application.state.word(),
        expected,
    }
}
