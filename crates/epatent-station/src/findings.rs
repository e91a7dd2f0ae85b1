// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Findings, parts and checks in the words of the catalogue.

use epatent_cli::verdict::{self, FindingWords};
use epatent_cli::{Language, Value, Words, format};
use epatent_core::list::Freshness;
use epatent_core::{CivilDate, Region, Text, UnixTime};
use epatent_verify::{
    Entitlement, IssuerGap, LastDay, ListError, NewerFormat, Part, PartDefect, PaymentGap,
    PaymentSource, PrintDefect, Reason, RecordDefect, Revocation, StatusGap, Untrusted,
};

/// A finding in words, for a check on the day `today`.
#[must_use]
pub fn describe(words: &Words, reason: &Reason, today: CivilDate) -> FindingWords {
    let values = values(words, reason, today);
    verdict::finding(words, reason.code().as_str(), &values)
}

/// A civil date as officers write it.
#[must_use]
pub fn date(date: CivilDate) -> String {
    format::date_number(date.to_yyyymmdd()).unwrap_or_else(|| date.to_string())
}

/// A region as its code and, where the table has it, its name.
#[must_use]
pub fn region(words: &Words, region: Region) -> String {
    let name = match words.language() {
        Language::Ru => region.name_ru(),
        Language::En => region.name_en(),
    };
    name.map_or_else(|| region.to_string(), |name| format!("{region} {name}"))
}

/// Professions in a row.
#[must_use]
pub fn texts(texts: &[Text]) -> String {
    texts
        .iter()
        .map(Text::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

fn part(words: &Words, reason: &Reason) -> String {
    match reason {
        Reason::DigestMismatch {
            part: Part::Group(number),
            ..
        }
        | Reason::ReadIncomplete(Part::Group(number)) => verdict::group(words, number.name()),
        reason => part_id(reason)
            .map(|id| verdict::part(words, &id))
            .unwrap_or_default(),
    }
}

fn values(words: &Words, reason: &Reason, today: CivilDate) -> Vec<(&'static str, Value<'static>)> {
    match reason {
        Reason::DigestMismatch { defect, .. } => {
            vec![
                ("part", part(words, reason).into()),
                ("defect", part_defect(*defect).into()),
            ]
        }
        Reason::PrintMismatch(defect) => vec![("what", print_defect(defect).into())],
        Reason::SignerNotEntitled(why) => vec![("reason", entitlement(why).into())],
        Reason::IssuerUnknown(why) => vec![("reason", issuer_gap(*why).into())],
        Reason::SignerRevoked { revoked, signed_at } => {
            signer_revoked(revocation(revoked.why), revoked.since, *signed_at)
        }
        Reason::SignerWithdrawnLater { since, signed_at } => {
            signer_revoked("later", *since, *signed_at)
        }
        Reason::RecordsIgnored {
            revoked, signed_at, ..
        } => signer_revoked("records", revoked.since, *signed_at),
        Reason::BundleMissing => vec![("what", "bundle".into())],
        Reason::BundleStale {
            freshness,
            issued,
            since,
        } => vec![
            ("what", "bundle".into()),
            ("age", freshness.as_str().into()),
            ("issued", instant(*issued).into()),
            ("since", instant(*since).into()),
        ],
        Reason::ClockBeforeFloor { floor, now } => {
            vec![
                ("device", instant(*now).into()),
                ("newest", instant(*floor).into()),
                ("what", "device".into()),
            ]
        }
        Reason::TermEnded { latest_end } => vec![("date", date(*latest_end).into())],
        Reason::NotYetValid { in_force_from } => vec![("date", date(*in_force_from).into())],
        Reason::WrongRegion { patent, check } => {
            vec![
                ("patent", region(words, *patent).into()),
                ("place", region(words, *check).into()),
            ]
        }
        Reason::ProfessionMismatch { permitted, seen } => {
            vec![
                ("patent", texts(permitted).into()),
                ("seen", seen.to_string().into()),
            ]
        }
        Reason::ReadIncomplete(_) => vec![
            ("part", part(words, reason).into()),
            ("what", "card".into()),
        ],
        Reason::CodeUnreadable(_) => vec![("part", "".into()), ("what", "code".into())],
        Reason::ClockDoubtful { signed, now } => {
            vec![
                ("device", instant(*now).into()),
                ("newest", instant(*signed).into()),
                ("what", "device".into()),
            ]
        }
        Reason::ProofBeforeSigning {
            checked_at,
            signed_at,
        } => {
            vec![
                ("device", instant(*checked_at).into()),
                ("newest", instant(*signed_at).into()),
                ("what", "recorded".into()),
            ]
        }
        Reason::Annulled {
            annulment,
            issued_at,
        } => vec![
            ("date", date(annulment.on).into()),
            ("category", annulment.category.name().into()),
            ("list", instant(*issued_at).into()),
        ],
        Reason::Superseded { issued_at } | Reason::Suspended { issued_at } => {
            vec![("list", instant(*issued_at).into())]
        }
        Reason::TaxNotPaid {
            through,
            at,
            within_grace,
        } => vec![
            ("date", date(*through).into()),
            ("list", instant(*at).into()),
            ("grace", if *within_grace { "yes" } else { "no" }.into()),
        ],
        Reason::PaymentUnknown(gap) => payment_gap(*gap),
        Reason::PaymentConflict {
            listed,
            list_at,
            recorded,
            recorded_at,
            winner,
        } => vec![
            ("winner", payment_source(*winner).into()),
            (
                "listed",
                listed
                    .map_or_else(|| words.text("screen-no-entry"), date)
                    .into(),
            ),
            ("list", instant(*list_at).into()),
            ("recorded", date(*recorded).into()),
            ("record", instant(*recorded_at).into()),
        ],
        Reason::StatusStale {
            list,
            issued_at,
            freshness,
        } => vec![
            ("what", list.as_str().into()),
            ("issued", instant(*issued_at).into()),
            ("since", "".into()),
            (
                "age",
                match freshness {
                    Freshness::Expired => "expired",
                    Freshness::Fresh | Freshness::Stale => "stale",
                }
                .into(),
            ),
        ],
        Reason::StatusMissing(gap) => vec![(
            "what",
            match gap {
                StatusGap::NotCovered => "not-covered",
                _ => "status",
            }
            .into(),
        )],
        Reason::ListInvalid { list, error } => vec![
            ("which", list.as_str().into()),
            ("reason", list_error(error).into()),
        ],
        Reason::PaymentRecords(defect) => vec![
            ("part", verdict::part(words, "payments").into()),
            (
                "defect",
                match defect {
                    RecordDefect::Absent => "absent",
                    RecordDefect::Forged { .. } | RecordDefect::Head => "digest",
                    _ => "contradiction",
                }
                .into(),
            ),
        ],
        Reason::ExpiresSoon { last_day, end } => vec![
            ("date", date(*last_day).into()),
            ("days", today.days_until(*last_day).into()),
            (
                "what",
                match end {
                    LastDay::Payment => "payment",
                    LastDay::Term => "term",
                }
                .into(),
            ),
        ],
        Reason::InForce {
            region: place,
            latest_end,
            paid,
            status_at,
        } => {
            let source = paid.map_or("no", |paid| payment_source(paid.source));
            let through = paid.map_or(*latest_end, |paid| paid.through);
            let at = match (paid, status_at) {
                // The older of the two lists says how old the knowledge is.
                (Some(paid), Some(status)) => paid.at.min(*status),
                (Some(paid), None) => paid.at,
                (None, Some(status)) => *status,
                (None, None) => UnixTime::MAX,
            };
            vec![
                ("date", date(*latest_end).into()),
                ("region", region(words, *place).into()),
                ("paid", source.into()),
                ("through", date(through).into()),
                ("list", instant(at).into()),
                (
                    "status",
                    if status_at.is_some() { "yes" } else { "no" }.into(),
                ),
            ]
        }
        _ => Vec::new(),
    }
}

fn payment_gap(gap: PaymentGap) -> Vec<(&'static str, Value<'static>)> {
    let reason = match gap {
        PaymentGap::EndedSince { through, at } => {
            return vec![
                ("reason", "ended-since".into()),
                ("date", date(through).into()),
                ("list", instant(at).into()),
            ];
        }
        PaymentGap::NoList => "no-list",
        PaymentGap::NotCovered => "not-covered",
        _ => "no-entry",
    };
    vec![
        ("reason", reason.into()),
        ("date", "".into()),
        ("list", "".into()),
    ]
}

const fn payment_source(source: PaymentSource) -> &'static str {
    match source {
        PaymentSource::List => "list",
        PaymentSource::Record => "record",
    }
}

const fn list_error(error: &ListError) -> &'static str {
    match error {
        ListError::Untrusted(Untrusted::NotEntitled(_)) => "not-entitled",
        ListError::Untrusted(Untrusted::UnknownIssuer(_)) => "issuer-unknown",
        ListError::Untrusted(Untrusted::Revoked { .. }) => "revoked",
        ListError::Untrusted(Untrusted::Newer(_)) | ListError::Content(_) => "newer",
        ListError::Untrusted(_) => "damaged",
        ListError::Rollback { .. } => "rollback",
        ListError::HeldBack { .. } => "held-back",
        ListError::Fork { .. } => "fork",
        ListError::NoSnapshot | ListError::Delta(_) | ListError::TooManyFiles => "gap",
        _ => "other",
    }
}

/// An instant as officers write it, in UTC.
#[must_use]
pub fn instant(time: UnixTime) -> String {
    format::instant(time.seconds(), 0).unwrap_or_else(|| time.to_string())
}

const fn part_defect(defect: PartDefect) -> &'static str {
    match defect {
        PartDefect::Digest => "digest",
        PartDefect::NotListed => "not-listed",
        PartDefect::Absent => "absent",
        PartDefect::Contradiction => "contradiction",
        _ => "other",
    }
}

const fn print_defect(defect: &PrintDefect) -> &'static str {
    match defect {
        PrintDefect::PatentNumber => "patent-number",
        PrintDefect::BlankNumber => "blank-number",
        PrintDefect::OtherCard => "other-card",
        PrintDefect::OtherSigner => "other-signer",
        PrintDefect::Contradiction => "contradiction",
        _ => "code",
    }
}

const fn entitlement(why: &Entitlement) -> &'static str {
    match why {
        Entitlement::Authority => "authority",
        Entitlement::KeyUsage => "key-usage",
        Entitlement::Term { .. } => "term",
        Entitlement::RootTerm { .. } => "root-term",
        Entitlement::Role(_) => "role",
        Entitlement::Region { .. } => "region",
        Entitlement::Environment => "environment",
        Entitlement::Profile(_) => "profile",
        Entitlement::ListedRole(_) => "listed-role",
        Entitlement::ListedRegion { .. } => "listed-region",
        _ => "other",
    }
}

fn signer_revoked(
    when: &'static str,
    since: UnixTime,
    signed_at: UnixTime,
) -> Vec<(&'static str, Value<'static>)> {
    vec![
        ("when", when.into()),
        ("since", instant(since).into()),
        ("signed", instant(signed_at).into()),
    ]
}

const fn revocation(why: Revocation) -> &'static str {
    match why {
        Revocation::SignedBefore => "before",
        Revocation::RootRetired => "root",
        _ => "after",
    }
}

const fn issuer_gap(why: IssuerGap) -> &'static str {
    match why {
        IssuerGap::NoSuchRoot => "no-such-root",
        IssuerGap::NoSuchSigner => "no-such-signer",
        IssuerGap::OtherKey => "other-key",
        IssuerGap::NotListed => "not-listed",
        IssuerGap::RootEnded { .. } => "root-ended",
        _ => "other",
    }
}

/// The stable name of the part that a finding is about, where it is about one: `holder`,
/// `card-access`.
#[must_use]
pub fn part_id(reason: &Reason) -> Option<String> {
    let part = match reason {
        Reason::DigestMismatch { part, .. } | Reason::ReadIncomplete(part) => *part,
        Reason::PaymentRecords(_) => Part::Payments,
        Reason::FormatNewer(NewerFormat::GroupContent { group, .. }) => Part::Group(*group),
        _ => return None,
    };
    Some(match part {
        Part::SecurityObject => "security-object".to_owned(),
        Part::CardAccess => "card-access".to_owned(),
        Part::ChipProof => "chip-proof".to_owned(),
        Part::Payments => "payments".to_owned(),
        Part::Group(number) => number.name().to_owned(),
        other => other.to_string(),
    })
}
