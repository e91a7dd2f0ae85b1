// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! SUSPEND, ACTIVATE and TERMINATE.

use super::*;

pub(super) fn ends() -> Vec<Case> {
    vec![
        case(
            "EPC-END-01.1",
            Stage::Active,
            "SUSPEND and ACTIVATE bring the card back as it was",
            |bench| {
                let before = log(bench)?;
                bench.open = Open::Nothing;
                bench.issuer(0x01)?;
                bench.give("80 20 00 00")?.is(0x9000)?;
                bench.give("80 22 00 00")?.is(0x9000)?;
                log_in_channel(bench).and_then(|after| {
                    demand(
                        before == after,
                        "ACTIVATE",
                        "the log as it was",
                        "another log",
                    )
                })?;
                bench.pace()?;
                let content = super::super::file(bench, SECURITY_OBJECT)?;
                bench
                    .give("00 B0 9D 00 10")?
                    .equals(content.get(..16).unwrap_or_default(), 0x9000)?;
                proves(bench, [9; 32], [8; 32])?;
                Ok(())
            },
        )
        .also(&["EPC-LIFE-03"])
        .destructive(),
        case(
            "EPC-LIFE-03.1",
            Stage::Active,
            "SUSPEND changes the state to SUSPENDED, over a power-up",
            |bench| {
                bench.issuer(0x01)?;
                bench.give("80 20 00 00")?.is(0x9000)?;
                bench.reset()?;
                bench.is_in("SUSPEND", 0x04)
            },
        )
        .destructive(),
        case(
            "EPC-LIFE-03.2",
            Stage::Suspended,
            "ACTIVATE changes the state to ACTIVE, over a power-up",
            |bench| {
                bench.issuer(0x01)?;
                bench.give("80 22 00 00")?.is(0x9000)?;
                bench.reset()?;
                bench.is_in("ACTIVATE", 0x05)
            },
        )
        .destructive(),
        case(
            "EPC-LIFE-03.3",
            Stage::Active,
            "SUSPEND leaves the channel open that brought it",
            |bench| {
                bench.issuer(0x11)?;
                bench.give("80 20 00 00")?.is(0x9000)?;
                bench.give("80 14 00 00 00")?.brings(35, 0x9000)?;
                Ok(())
            },
        )
        .destructive(),
        case(
            "EPC-LIFE-03.4",
            Stage::Active,
            "No personalisation command brings an ACTIVE card back",
            |bench| {
                bench.issuer(0x33)?;
                for instruction in [0x16, 0x18] {
                    bench
                        .ask(
                            &Command::new(0x80, instruction, 0, 0)
                                .with_data(Bench::SESSION.to_vec()),
                        )?
                        .is(0x6985)?;
                }
                bench.is_in("ABORT and COMMIT", 0x05)
            },
        ),
        case(
            "EPC-PERSO-12.2",
            Stage::Suspended,
            "STATUS of a SUSPENDED card is state, number of records and head",
            |bench| {
                let answer = bench.status()?.brings(35, 0x9000)?;
                let wanted = [
                    &[0x04][..],
                    &u16::try_from(bench.known.payments.len())
                        .unwrap_or(u16::MAX)
                        .to_be_bytes(),
                    &bench.known.head(),
                ]
                .concat();
                answer.equals(&wanted, 0x9000).map(|_| ())
            },
        )
        .unless(|known| {
            known
                .files
                .is_empty()
                .then_some("its payments are not known")
        }),
        case(
            "EPC-END-02.1",
            Stage::Suspended,
            "A SUSPENDED card opens its issuer's channel at every level",
            |bench| {
                for level in [0x01, 0x03, 0x11, 0x13, 0x33] {
                    bench.issuer(level)?;
                    bench.give("80 14 00 00 00")?.brings(35, 0x9000)?;
                }
                Ok(())
            },
        ),
        terminates("EPC-LIFE-03.5", Stage::Blank),
        terminates("EPC-LIFE-03.6", Stage::Keyed),
        terminates("EPC-LIFE-03.7", Stage::Perso),
        terminates("EPC-LIFE-03.8", Stage::Active),
        terminates("EPC-LIFE-03.9", Stage::Suspended),
        case(
            "EPC-END-03.1",
            Stage::Active,
            "TERMINATE answers when the state is changed, and its channel brings nothing more",
            |bench| {
                bench.issuer(0x33)?;
                bench.give("80 24 00 00")?.is(0x9000)?;
                bench.give("80 14 00 00 00")?.is(0x6985)?;
                bench.reset()?;
                bench.is_in("TERMINATE", 0x0C)
            },
        )
        .also(&["EPC-END-04"])
        .consumes(),
        case(
            "EPC-END-06.1",
            Stage::Terminated,
            "A TERMINATED card stays so over power-ups",
            |bench| {
                for _ in 0..3 {
                    bench.reset()?;
                    bench.is_in("power off and on", 0x0C)?;
                }
                Ok(())
            },
        ),
        case(
            "EPC-END-06.2",
            Stage::Terminated,
            "A TERMINATED card answers GET RESPONSE of its FCI",
            |bench| {
                bench
                    .send("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 05")?
                    .brings(5, 0x6110)?;
                bench.send("00 C0 00 00 10")?.brings(16, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-END-06.3",
            Stage::Terminated,
            "A TERMINATED card answers what is not well formed as any card",
            |bench| {
                bench.send("60 00 00 00")?.is(0x6E00)?;
                bench.send("00 FF 00 00")?.is(0x6D00)?;
                bench.send("00 88 01 00 00")?.is(0x6A86)?;
                bench.send("00 88 00 00 01 AA 00")?.is(0x6700)?;
                Ok(())
            },
        ),
        case(
            "EPC-END-06.4",
            Stage::Terminated,
            "A TERMINATED card has no channel for a protected command",
            |bench| {
                bench
                    .one(&command("84 14 00 00 08 00 00 00 00 00 00 00 00 00"))?
                    .is(0x6982)?;
                Ok(())
            },
        ),
    ]
}

fn terminates(id: &'static str, stage: Stage) -> Case {
    let title = format!(
        "TERMINATE of a card in {} changes the state to TERMINATED for ever",
        stage.name()
    );
    case(id, stage, title, |bench| {
        bench.issuer(0x01)?;
        bench.give("80 24 00 00")?.is(0x9000)?;
        bench.reset()?;
        bench.is_in("TERMINATE", 0x0C)?;
        bench
            .send("80 50 00 00 08 01 02 03 04 05 06 07 08 00")?
            .is(0x6985)?;
        Ok(())
    })
    .consumes()
}
