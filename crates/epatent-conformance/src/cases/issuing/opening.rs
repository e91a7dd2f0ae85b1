// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Opening SCP03: keys, cryptograms and order.

use super::*;

pub(super) fn opening() -> Vec<Case> {
    let mut cases = vec![
        case(
            "EPC-SCP-01.1",
            Stage::Active,
            "Key version 00 takes the card's keys",
            |bench| {
                bench.initialize(0x00)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-01.2",
            Stage::Active,
            "Key version 01 takes the card's keys",
            |bench| {
                bench.initialize(0x01)?;
                Ok(())
            },
        ),
        unknown_version("EPC-SCP-01.3", 0x02),
        unknown_version("EPC-SCP-01.4", 0x7F),
        unknown_version("EPC-SCP-01.5", 0xFF),
        case(
            "EPC-SCP-02.1",
            Stage::Active,
            "The answer names key version 01, SCP03 and option 60",
            |bench| {
                let (_, answer) = bench.initialize(0x00)?;
                let named = answer.data.get(10..13).unwrap_or_default();
                demand(
                    named == [0x01, 0x03, 0x60],
                    "INITIALIZE UPDATE",
                    "01 03 60",
                    &spaced(named),
                )
            },
        ),
        case(
            "EPC-SCP-03.1",
            Stage::Blank,
            "A BLANK card says its diversification data",
            |bench| names_itself(bench, true),
        ),
        case(
            "EPC-SCP-03.2",
            Stage::Perso,
            "A card in PERSO says its diversification data",
            |bench| names_itself(bench, true),
        ),
        case(
            "EPC-SCP-04.1",
            Stage::Active,
            "An ACTIVE card says ten zero bytes in their place",
            |bench| names_itself(bench, false),
        ),
        case(
            "EPC-SCP-04.2",
            Stage::Suspended,
            "A SUSPENDED card says ten zero bytes in their place",
            |bench| names_itself(bench, false),
        ),
        case(
            "EPC-SCP-05.1",
            Stage::Active,
            "Sixteen card challenges are all different",
            |bench| {
                let mut seen = Vec::new();
                for _ in 0..16 {
                    let (_, answer) = bench.initialize(0x00)?;
                    let [challenge, _] = challenge_and_cryptogram(&answer)?;
                    if seen.contains(&challenge) {
                        return Err(answer.wrong("a fresh challenge"));
                    }
                    seen.push(challenge);
                }
                Ok(())
            },
        ),
        case(
            "EPC-SCP-05.2",
            Stage::Active,
            "The card challenge is not the same after a power-up",
            |bench| {
                let (_, first) = bench.initialize(0x00)?;
                bench.reset()?;
                let (_, second) = bench.initialize(0x00)?;
                demand(
                    challenge_and_cryptogram(&first)?[0] != challenge_and_cryptogram(&second)?[0],
                    "INITIALIZE UPDATE",
                    "a fresh challenge",
                    "the one before",
                )
            },
        ),
        case(
            "EPC-SCP-06.1",
            Stage::Active,
            "The card cryptogram is that of the chip's keys and both challenges",
            |bench| {
                bench.begin(0x33)?;
                Ok(())
            },
        )
        .also(&["EPC-KEY-07"]),
        case(
            "EPC-SCP-07.9",
            Stage::Active,
            "EXTERNAL AUTHENTICATE takes the five levels and no other P1",
            |bench| {
                for level in 0..=0xFF_u8 {
                    let known = matches!(level, 0x01 | 0x03 | 0x11 | 0x13 | 0x33);
                    let answer =
                        bench.one(&Command::new(0x84, 0x82, level, 0).with_data(vec![0xA5; 16]))?;
                    // Without INITIALIZE UPDATE before it.
                    answer.is(if known { 0x6985 } else { 0x6A86 })?;
                }
                Ok(())
            },
        ),
        case(
            "EPC-SCP-08.1",
            Stage::Active,
            "EXTERNAL AUTHENTICATE without INITIALIZE UPDATE is 6985",
            |bench| {
                bench
                    .one(&Command::new(0x84, 0x82, 0x33, 0).with_data(vec![0xA5; 16]))?
                    .is(0x6985)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-08.2",
            Stage::Active,
            "EXTERNAL AUTHENTICATE that does not follow immediately is 6985",
            |bench| {
                let mut session = bench.begin(0x33)?;
                bench.select()?;
                let cryptogram = session.host_cryptogram;
                let authenticate = session.authenticate(&cryptogram);
                bench.one(&authenticate)?.is(0x6985)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-08.3",
            Stage::Active,
            "EXTERNAL AUTHENTICATE a second time is 6985",
            |bench| {
                let mut session = bench.begin(0x33)?;
                let cryptogram = session.host_cryptogram;
                let authenticate = session.authenticate(&cryptogram);
                bench.one(&authenticate)?.is(0x9000)?;
                bench.one(&authenticate)?.is(0x6985)?;
                Ok(())
            },
        ),
        wrong_authentication(
            "EPC-SCP-09.1",
            "A wrong host cryptogram with a right C-MAC",
            |session| {
                let mut cryptogram = session.host_cryptogram;
                cryptogram[0] ^= 1;
                session.authenticate(&cryptogram)
            },
        ),
        wrong_authentication(
            "EPC-SCP-09.2",
            "A right host cryptogram with a wrong C-MAC",
            |session| {
                let cryptogram = session.host_cryptogram;
                flip(session.authenticate(&cryptogram), 1)
            },
        ),
        wrong_authentication(
            "EPC-SCP-09.3",
            "The card's own cryptogram sent back",
            |session| {
                let cryptogram = session.card_cryptogram;
                session.authenticate(&cryptogram)
            },
        ),
        wrong_authentication(
            "EPC-SCP-09.4",
            "A level that is not the one under the C-MAC",
            |session| {
                let cryptogram = session.host_cryptogram;
                let mut authenticate = session.authenticate(&cryptogram);
                authenticate.p1 = 0x01;
                authenticate
            },
        ),
    ];
    cases.push(case(
        "EPC-SCP-09.5",
        Stage::Active,
        "A wrong host cryptogram uses the challenge up",
        |bench| {
            let mut session = bench.begin(0x33)?;
            let cryptogram = session.host_cryptogram;
            let good = session.clone().authenticate(&cryptogram);
            let wrong = session.authenticate(&[0xA5; 8]);
            bench.one(&wrong)?.is(0x6982)?;
            bench.one(&good)?.is(0x6985)?;
            Ok(())
        },
    ));
    cases
}

fn unknown_version(id: &'static str, version: u8) -> Case {
    case(
        id,
        Stage::Active,
        format!("Key version {version:02X} is 6A88"),
        move |bench| {
            let update = Command::new(0x80, 0x50, version, 0).with_data(vec![0x5A; 8]);
            bench.one(&update.expecting(256))?.is(0x6A88)?;
            Ok(())
        },
    )
}

fn wrong_authentication(
    id: &'static str,
    title: &str,
    make: impl Fn(&mut Session) -> Command + Send + Sync + 'static,
) -> Case {
    case(
        id,
        Stage::Active,
        format!("{title} is 6982, and no session opens"),
        move |bench| {
            let mut session = bench.begin(0x33)?;
            let authenticate = make(&mut session);
            bench.one(&authenticate)?.is(0x6982)?;
            let status = session.protect(&command(STATUS));
            bench.one(&status)?.is(0x6982)?;
            Ok(())
        },
    )
}

fn names_itself(bench: &mut Bench<'_>, itself: bool) -> Checked {
    let known = bench.known.chip().unwrap_or_default();
    let (_, answer) = bench.initialize(0x00)?;
    let named = answer.data.get(..10).unwrap_or_default();
    let wanted = if itself { known } else { [0; 10] };
    demand(
        named == wanted && (!itself || wanted != [0; 10]),
        "INITIALIZE UPDATE",
        if itself {
            "the diversification data of the chip"
        } else {
            "ten zero bytes"
        },
        &spaced(named),
    )
}
