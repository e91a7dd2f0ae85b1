// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A street check that is green, with everything at hand that could make it another.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use epatent_apdu::pace::{Can, Ephemeral};
use epatent_apdu::{Transport, TransportError};
use epatent_cli::Words;
use epatent_core::bundle::{BundlePolicy, ListedSigner, TrustBundle};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::list::{
    Annulment, AnnulmentCategory, CardStatus, ListHead, ListId, ListTimes, PaidThrough,
    PaidThroughList, StatusList,
};
use epatent_core::object::{ChipKey, Digest, StatusReference};
use epatent_core::payment::{PaymentRecord, file_of};
use epatent_core::presentation::{AccessNumber, Presentation};
use epatent_core::printed_code::to_text;
use epatent_core::{BlankNumber, CivilDate, Region, Text, UnixTime};
use epatent_emulator::{Card, InProcess};
use epatent_sign::{
    sign_bundle, sign_paid_through_snapshot, sign_payment_record, sign_printed_code,
    sign_status_list,
};
use epatent_terminal::{ReadError, Request, read_card};
use epatent_testkit::cards::{self, ChipSecret, TestCard};
use epatent_testkit::lab::{Lab, LabSigner};
use epatent_testkit::{channels, people};
use epatent_verify::{
    Circumstances, Lists, Policy, PrintedNumbers, ProvedBundle, SignerCertificates, TrustStore,
    Verifier,
};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::answer::Answer;

const NOW: &str = "2026-12-01T10:00:00Z";
const LISTED_AT: &str = "2026-12-01T00:00:00Z";
const REFERENCE: StatusReference = StatusReference { list: 1, index: 41 };

const LAB: u64 = 1;

/// The card of every check; its photo takes a while to draw.
static GENUINE: LazyLock<TestCard> = LazyLock::new(|| {
    cards::signed_but(&Lab::new(LAB), people::rakhimov(), 3, |terms| {
        terms.status = REFERENCE;
    })
});

/// What lies before the officer.
pub(super) enum Shown {
    Card(Box<Presentation>),
    Code(String),
    /// A card that could not be read so far.
    Unread(Box<ReadError>),
}

/// Place, clock, card and the device's trust; as it is made, everything is in order.
pub(super) struct Street {
    lab: Lab,
    genuine: TestCard,
    /// The root that the device trusts.
    pub(super) root: Certificate,
    pub(super) policy: Policy,
    pub(super) circumstances: Circumstances,
    pub(super) bundle: Option<TrustBundle>,
    /// What the status list says of the card; `None` where there is no list.
    pub(super) status: Option<CardStatus>,
    pub(super) damages_status: bool,
    /// The last paid day in the list; `None` where the list has no entry.
    pub(super) paid: Option<&'static str>,
    pub(super) printed: PrintedNumbers,
}

impl Street {
    pub(super) fn new() -> Self {
        let lab = Lab::new(LAB);
        Self {
            root: lab.root.clone(),
            policy: Policy::default(),
            circumstances: Circumstances {
                region: region("77"),
                now: at(NOW),
                date: day("2026-12-01"),
                profession: None,
            },
            bundle: None,
            status: Some(CardStatus::Valid),
            damages_status: false,
            paid: Some("2027-01-01"),
            printed: PrintedNumbers::default(),
            lab,
            genuine: GENUINE.clone(),
        }
    }

    pub(super) fn annul(&mut self, category: AnnulmentCategory) {
        let on = day("2026-11-30");
        self.status = Some(CardStatus::Annulled(Annulment { on, category }));
    }

    /// A bundle that lists the card's signer.
    pub(super) fn new_bundle(&self) -> TrustBundle {
        TrustBundle {
            environment: self.lab.setup.environment,
            version: 1,
            issued: at(LISTED_AT),
            next_update: at("2026-12-02T00:00:00Z"),
            expires: at("2026-12-15T00:00:00Z"),
            previous: None,
            signers: vec![ListedSigner {
                certificate: Digest::of(self.lab.signer_77.certificate.der()),
                roles: vec![Role::Document],
                regions: vec![region("77")],
                withdrawal: None,
            }],
            lists: Vec::new(),
            policy: BundlePolicy::default(),
            next_roots: Vec::new(),
            retired_roots: Vec::new(),
        }
    }

    fn signer(&self, role: Role) -> LabSigner {
        let number = match role {
            Role::Bundle => 40,
            Role::Status => 41,
            _ => 42,
        };
        self.lab.signer_but(number, |request| {
            request.roles = vec![role];
            if role == Role::Bundle {
                request.regions.clear();
            }
        })
    }

    fn shown(&self) -> Presentation {
        shown(&self.genuine)
    }

    /// The card as it is.
    pub(super) fn card(&mut self) -> Shown {
        Shown::Card(Box::new(self.shown()))
    }

    /// The card with something changed on the way to the device.
    pub(super) fn changed(&mut self, change: impl FnOnce(&mut Presentation)) -> Shown {
        let mut card = self.shown();
        change(&mut card);
        Shown::Card(Box::new(card))
    }

    /// All that can be read of the card, in another chip.
    pub(super) fn copied(&mut self) -> Shown {
        let copy = TestCard {
            chip: ChipSecret::new(99),
            ..self.genuine.clone()
        };
        Shown::Card(Box::new(shown(&copy)))
    }

    /// The card with a payment record of the first days, before the list was made.
    pub(super) fn with_record(&mut self, through: &str) -> Shown {
        let record = PaymentRecord {
            card_id: self.genuine.terms.card_id,
            patent_number: self.genuine.contents.patent.number.clone(),
            sequence: 1,
            previous: Digest::from_bytes([0; 32]),
            paid: PaidThrough::new(day(through)),
            recorded_at: at("2026-11-05T09:00:00Z"),
            receipt: text("УИП 1"),
        };
        let signer = self.signer(Role::Payment);
        let environment = self.lab.setup.environment;
        let record = sign_payment_record(
            &record,
            region("77"),
            environment,
            &signer.certificate,
            &signer.key,
        )
        .unwrap();
        let mut card = self.shown();
        let proof = card.chip_proof.as_mut().unwrap();
        proof.payment_head = *Digest::of(&record).as_bytes();
        let statement = proof.statement(Digest::of(&card.security_object));
        proof.signature = self.genuine.chip.sign(&statement);
        card.payments = file_of([record.as_slice()]);
        Shown::Card(Box::new(card))
    }

    /// The code on the back, without the card.
    pub(super) fn code(&mut self) -> Shown {
        let mut card = self.genuine.presentation();
        card.access_number = AccessNumber::parse("048213");
        let signer = &self.lab.signer_77;
        let code = sign_printed_code(&card, &signer.certificate, &signer.key).unwrap();
        Shown::Code(to_text(&code))
    }

    /// A card that no office has written yet.
    pub(super) fn blank_card(&mut self) -> Shown {
        self.unread(InProcess::new(Card::blank(rng())))
    }

    /// An issued card, and another number than the one printed on it.
    pub(super) fn wrong_number(&mut self) -> Shown {
        let mut reader = InProcess::new(Card::blank(rng()));
        let point = channels::make_key(&mut reader).unwrap();
        let card = cards::signed_but(&self.lab, people::rakhimov(), 3, |terms| {
            terms.chip_key = ChipKey::from_sec1(&point).unwrap();
        });
        let files: BTreeMap<u16, Vec<u8>> = card
            .signed
            .files()
            .map(|(identifier, bytes)| (identifier, bytes.to_vec()))
            .collect();
        channels::personalise(&mut reader, point, files).unwrap();
        self.unread(reader)
    }

    /// A card of another kind.
    pub(super) fn stranger(&mut self) -> Shown {
        struct Stranger;
        impl Transport for Stranger {
            fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
                Ok(vec![0x6A, 0x82])
            }
        }
        self.unread(Stranger)
    }

    fn unread(&self, card: impl Transport) -> Shown {
        let trust = TrustStore::new(self.lab.setup.environment, [self.root.der()]).unwrap();
        let verifier = Verifier::new(&trust, &self.policy).unwrap();
        let mut check = verifier.begin(&self.circumstances);
        let request = Request {
            can: Can::parse("999999").ok(),
            pace_random: [5; Ephemeral::RANDOM],
            host_nonce: [9; 32],
            statement: cards::terminal(NOW, self.circumstances.region),
        };
        let error = read_card(card, &mut check, &request, &mut ()).unwrap_err();
        Shown::Unread(Box::new(error))
    }

    /// The device's lists, each as it was imported or refused.
    fn lists(&self, trust: &TrustStore) -> Lists {
        let mut lists = Lists::new();
        let head = ListHead {
            environment: self.lab.setup.environment,
            id: ListId {
                region: region("77"),
                number: REFERENCE.list,
            },
            sequence: 1,
            size: 100,
        };
        let times = ListTimes {
            issued_at: at(LISTED_AT),
            next_update: at("2026-12-02T00:00:00Z"),
            expires: at("2026-12-15T00:00:00Z"),
        };
        if let Some(status) = self.status {
            let against = (status != CardStatus::Valid).then_some((41, status));
            let list = StatusList::new(head, times, against).unwrap();
            let signer = self.signer(Role::Status);
            let mut list = sign_status_list(&list, &signer.certificate, &signer.key).unwrap();
            if self.damages_status {
                *list.last_mut().unwrap() ^= 1;
            }
            let _ = lists.import(&list, trust, self.circumstances.now);
        }
        let paid = self
            .paid
            .map(|through| (41, PaidThrough::new(day(through))));
        let list = PaidThroughList::new(head, times, paid).unwrap();
        let signer = self.signer(Role::Payment);
        let list = sign_paid_through_snapshot(&list, &signer.certificate, &signer.key).unwrap();
        let _ = lists.import(&list, trust, self.circumstances.now);
        lists
    }

    /// The officer's answer.
    pub(super) fn answer(&self, words: &Words, shown: Shown) -> Answer {
        let trust = TrustStore::new(self.lab.setup.environment, [self.root.der()]).unwrap();
        let lists = self.lists(&trust);
        let bundle = self.bundle.as_ref().map(|bundle| {
            let signer = self.signer(Role::Bundle);
            let bytes = sign_bundle(bundle, &signer.certificate, &signer.key).unwrap();
            ProvedBundle::prove(&bytes, &trust, self.circumstances.now).unwrap()
        });
        let mut signers = SignerCertificates::new();
        assert!(signers.add(self.lab.signer_77.certificate.der()));
        let mut verifier = Verifier::new(&trust, &self.policy)
            .unwrap()
            .with_lists(&lists)
            .finding_signers(&signers);
        if let Some(bundle) = &bundle {
            verifier = verifier.under(bundle);
        }
        let mut check = verifier.begin(&self.circumstances);
        match shown {
            Shown::Card(card) => check.presentation(&card),
            Shown::Code(text) => assert!(check.printed_code(&text).is_some()),
            Shown::Unread(error) => {
                let here = self.circumstances.clone();
                return Answer::of_other_card(words, &error, here).unwrap();
            }
        }
        check.printed_numbers(&self.printed);
        Answer::of_report(words, check.report(), self.circumstances.clone())
    }
}

/// A card with its chip's answer to a terminal on the day of its issue.
fn shown(card: &TestCard) -> Presentation {
    let terminal = cards::terminal("2026-11-02T09:00:00Z", region("77"));
    card.proved([7; 32], &terminal)
}

fn rng() -> StdRng {
    StdRng::seed_from_u64(5)
}

pub(super) fn at(text: &str) -> UnixTime {
    UnixTime::parse(text).unwrap()
}

pub(super) fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

pub(super) fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

pub(super) fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

pub(super) fn blank(text: &str) -> BlankNumber {
    BlankNumber::parse(text).unwrap()
}
