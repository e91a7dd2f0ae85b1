// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! One numbered case.

use core::fmt;

use crate::answer::Checked;
use crate::bench::Bench;
use crate::known::Known;

/// How far a card has come in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// BLANK, byte `01`, without a key.
    Blank,
    /// BLANK, byte `01`, with a key that GENERATE KEY made.
    Keyed,
    /// PERSO, byte `03`, in a session without files.
    Perso,
    /// ACTIVE, byte `05`: written and committed.
    Active,
    /// SUSPENDED, byte `04`.
    Suspended,
    /// TERMINATED, byte `0C`: no card goes back from here.
    Terminated,
}

impl Stage {
    /// Each of them, in the order of a life.
    pub const ALL: [Self; 6] = [
        Self::Blank,
        Self::Keyed,
        Self::Perso,
        Self::Active,
        Self::Suspended,
        Self::Terminated,
    ];

    /// The word of the specification for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blank => "BLANK",
            Self::Keyed => "BLANK with a key",
            Self::Perso => "PERSO",
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::Terminated => "TERMINATED",
        }
    }

    /// The byte of the life cycle.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Blank | Self::Keyed => 0x01,
            Self::Perso => 0x03,
            Self::Active => 0x05,
            Self::Suspended => 0x04,
            Self::Terminated => 0x0C,
        }
    }
}

type Run = Box<dyn Fn(&mut Bench<'_>) -> Checked + Send + Sync>;
type Lacks = Box<dyn Fn(&Known) -> Option<&'static str> + Send + Sync>;

/// One numbered case: what it shows, on which card, and how.
pub struct Case {
    /// The requirement that it is for, and its number among the cases of this requirement, such as
    /// `EPC-READ-06.1`. It never changes its meaning.
    pub id: String,
    /// What it shows, in a sentence.
    pub title: String,
    /// Further requirements that it shows, beside the one of its identifier.
    pub also: Vec<&'static str>,
    /// The stage that its card must have come to.
    pub stage: Stage,
    /// Whether it changes what the card keeps, the count of wrong access numbers included.
    pub destructive: bool,
    /// Whether it needs extended APDUs (ISO/IEC 7816-4:2020 §5.2).
    pub extended: bool,
    /// Whether it uses up its card, or one of which only another blank one can be made.
    pub consumes: bool,
    /// Whether it takes many thousands of commands.
    pub slow: bool,
    /// Whether it sends bytes that are no command, which some readers refuse to carry.
    pub malformed: bool,
    lacks: Lacks,
    run: Run,
}

impl fmt::Debug for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Case")
            .field("id", &self.id)
            .field("title", &self.title)
            .finish_non_exhaustive()
    }
}

/// A case on a card of this stage. Before ACTIVE every case is destructive: it makes and
/// drops keys and sessions.
pub(crate) fn case(
    id: impl Into<String>,
    stage: Stage,
    title: impl Into<String>,
    run: impl Fn(&mut Bench<'_>) -> Checked + Send + Sync + 'static,
) -> Case {
    Case {
        id: id.into(),
        title: title.into(),
        also: Vec::new(),
        stage,
        destructive: false,
        extended: false,
        consumes: false,
        slow: false,
        malformed: false,
        lacks: Box::new(|_| None),
        run: Box::new(run),
    }
}

impl Case {
    /// The requirement that the identifier names.
    #[must_use]
    pub fn requirement(&self) -> &str {
        self.id.split_once('.').map_or(&self.id, |(id, _)| id)
    }

    /// Every requirement that it shows.
    pub fn shows(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.requirement()).chain(self.also.iter().copied())
    }

    /// Runs it on a card that is at its stage.
    ///
    /// # Errors
    /// What the card did against the specification.
    pub fn run(&self, bench: &mut Bench<'_>) -> Checked {
        (self.run)(bench)
    }

    /// What this card does not have, or what is not known of it, so that the case says nothing of it.
    #[must_use]
    pub fn lacks(&self, known: &Known) -> Option<&'static str> {
        (self.lacks)(known)
    }

    /// A case for which some cards lack something.
    pub(crate) fn unless(
        mut self,
        lacks: impl Fn(&Known) -> Option<&'static str> + Send + Sync + 'static,
    ) -> Self {
        self.lacks = Box::new(lacks);
        self
    }

    pub(crate) fn also(mut self, requirements: &[&'static str]) -> Self {
        self.also.extend_from_slice(requirements);
        self
    }

    pub(crate) const fn destructive(mut self) -> Self {
        self.destructive = true;
        self
    }

    pub(crate) const fn extended(mut self) -> Self {
        self.extended = true;
        self
    }

    pub(crate) const fn consumes(mut self) -> Self {
        self.destructive = true;
        self.consumes = true;
        self
    }

    pub(crate) const fn malformed(mut self) -> Self {
        self.malformed = true;
        self
    }

    pub(crate) const fn slow(mut self) -> Self {
        self.slow = true;
        self
    }
}
