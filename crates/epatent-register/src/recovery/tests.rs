// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

#[test]
fn every_answer_at_every_stage_has_one_consequence() {
    use Cause::{Dead, ForeignContent, LostContent, Terminated};
    use Next::{ReadBack, Terminate, Write};
    use Recovery::{AskForCard, Resume, Scrap, Void};
    // Columns as in CardSays::ALL: nothing, blank with our key, blank without, begun ours, begun
    // other, active ours, active other, terminated, dead.
    let foreign = Scrap(ForeignContent);
    let lost = Scrap(LostContent);
    let (ended, dead) = (Scrap(Terminated), Scrap(Dead));
    let end = Resume(Terminate);
    let table = [
        (
            Stage::Taken,
            [
                AskForCard, Void, Void, foreign, foreign, foreign, foreign, ended, dead,
            ],
        ),
        (
            Stage::Signing,
            [
                AskForCard, Void, Void, foreign, foreign, foreign, foreign, ended, dead,
            ],
        ),
        (
            Stage::Signed,
            [
                AskForCard,
                Resume(Write),
                Void,
                Resume(Write),
                foreign,
                foreign,
                foreign,
                ended,
                dead,
            ],
        ),
        (
            Stage::Writing,
            [
                AskForCard,
                Resume(Write),
                Void,
                Resume(Write),
                foreign,
                Resume(ReadBack),
                foreign,
                ended,
                dead,
            ],
        ),
        (
            Stage::Written,
            [
                AskForCard,
                lost,
                lost,
                lost,
                foreign,
                Resume(ReadBack),
                foreign,
                ended,
                dead,
            ],
        ),
        (
            Stage::Terminating,
            [AskForCard, end, end, end, end, end, end, ended, dead],
        ),
    ];
    for (stage, row) in table {
        for (says, expected) in CardSays::ALL.into_iter().zip(row) {
            assert_eq!(recover(stage, says), expected, "{stage:?}, {says:?}");
        }
    }
}

#[test]
fn a_card_goes_back_into_the_drawer_only_when_it_says_that_it_is_blank() {
    for stage in Stage::ALL {
        for says in CardSays::ALL {
            if recover(stage, says) == Recovery::Void {
                assert!(
                    matches!(says, CardSays::Blank { .. }),
                    "{stage:?}, {says:?}"
                );
            }
        }
    }
}

#[test]
fn only_a_card_that_is_not_there_stays_undecided() {
    for stage in Stage::ALL {
        for says in CardSays::ALL {
            let undecided = recover(stage, says) == Recovery::AskForCard;
            assert_eq!(undecided, says == CardSays::Nothing, "{stage:?}, {says:?}");
        }
    }
}
