// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The table case x defect, and what it says about cases: which are the only ones to see a defect, which see
//! whatever there is, and which are never told apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Cases of an area that are named one by one; of more, how many.
const MOST_NAMED: usize = 4;
/// Cases and defects at the top of a list.
const TOP: usize = 20;

/// The cases that fail on each defect, and those of them that have to.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// Every case of the suite.
    pub(crate) cases: BTreeSet<String>,
    /// By defect: the cases that are named for it, and the cases that failed.
    pub(crate) defects: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>,
    /// Pairs in which the case sends a command that the defect is about.
    pub(crate) met: usize,
}

impl Table {
    /// The defects that make each case fail, none included.
    fn by_case(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut all: BTreeMap<&str, BTreeSet<&str>> = self
            .cases
            .iter()
            .map(|case| (case.as_str(), BTreeSet::new()))
            .collect();
        for (defect, (_, failed)) in &self.defects {
            for case in failed {
                all.entry(case).or_default().insert(defect);
            }
        }
        all
    }

    /// Cases that failed, of all pairs.
    pub(crate) fn caught(&self) -> usize {
        self.defects.values().map(|(_, failed)| failed.len()).sum()
    }

    /// What a person wants to know of the whole table, in lines.
    pub(crate) fn summary(&self) -> Vec<String> {
        let by_case = self.by_case();
        let beyond: usize = self
            .defects
            .values()
            .map(|(named, failed)| failed.difference(named).count())
            .sum();
        let missed: Vec<String> = self
            .defects
            .iter()
            .flat_map(|(defect, (named, failed))| {
                let missed = named.difference(failed);
                missed.map(move |case| format!("{defect} not by {case}"))
            })
            .collect();
        let mut lines = vec![format!(
            "{} cases x {} defects: {} pairs meet, {} caught, {beyond} of them by cases that are not named for the defect; {} named pairs missed",
            self.cases.len(),
            self.defects.len(),
            self.met,
            self.caught(),
            missed.len(),
        )];
        lines.extend(missed);
        let of = |count: usize| by_case.values().filter(|by| by.len() == count).count();
        lines.push(format!(
            "cases that no defect makes fail: {}; exactly one: {}; two to nine: {}; ten and more: {}",
            of(0),
            of(1),
            (2..10).map(of).sum::<usize>(),
            by_case.values().filter(|by| by.len() >= 10).count(),
        ));
        let alone = self.defects.values().filter(|(_, by)| by.len() == 1);
        lines.push(format!(
            "defects that one case alone catches: {}",
            alone.count()
        ));
        let alike = alike(&by_case);
        lines.push(format!(
            "groups of cases that fail on exactly the same defects: {} with {} cases",
            alike.len(),
            alike.iter().map(Vec::len).sum::<usize>()
        ));
        lines.push(format!("the {TOP} cases that fail on most defects:"));
        let mut widest: Vec<_> = by_case.iter().map(|(case, by)| (by.len(), *case)).collect();
        widest.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let top = widest.iter().filter(|(count, _)| *count > 0).take(TOP);
        lines.extend(top.map(|(count, case)| format!("  {count:>4}  {case}")));
        lines
    }

    /// The whole table in text: each defect with the cases that catch it, each case with the defects.
    pub(crate) fn whole(&self) -> String {
        let mut text = self.summary().join("\n");
        text.push_str(
            "\n\nDefects: cases named for it and caught by them, then the cases beyond\n",
        );
        for (defect, (named, failed)) in &self.defects {
            let caught = named.intersection(failed).count();
            let beyond: Vec<&str> = failed.difference(named).map(String::as_str).collect();
            let areas = areas(&beyond);
            let _ = writeln!(text, "{defect}: {caught} of {} named; {areas}", named.len());
        }
        text.push_str("\nCases: how many defects, or the one\n");
        for (case, by) in self.by_case() {
            let _ = match by.first() {
                Some(one) if by.len() == 1 => writeln!(text, "{case}: only {one}"),
                _ => writeln!(text, "{case}: {}", by.len()),
            };
        }
        text.push_str("\nCases that fail on exactly the same defects\n");
        for group in alike(&self.by_case()) {
            let _ = writeln!(text, "{}", group.join(" "));
        }
        text
    }
}

/// Groups of cases that the defects do not tell apart; cases that never fail are none.
fn alike<'a>(by_case: &BTreeMap<&'a str, BTreeSet<&str>>) -> Vec<Vec<&'a str>> {
    let mut groups: BTreeMap<&BTreeSet<&str>, Vec<&str>> = BTreeMap::new();
    for (case, by) in by_case {
        groups.entry(by).or_default().push(case);
    }
    groups
        .into_iter()
        .filter(|(by, group)| !by.is_empty() && group.len() > 1)
        .map(|(_, group)| group)
        .collect()
}

/// Cases by area: named where they are few, counted where they are many.
fn areas(cases: &[&str]) -> String {
    let mut areas: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in cases {
        let requirement = case.split('.').next().unwrap_or(case);
        let area = requirement.rsplit_once('-').map_or(*case, |(area, _)| area);
        areas.entry(area).or_default().push(case);
    }
    let of = |(area, cases): (&str, Vec<&str>)| {
        if cases.len() <= MOST_NAMED {
            cases.join(" ")
        } else {
            format!("{area} {}", cases.len())
        }
    };
    let all: Vec<String> = areas.into_iter().map(of).collect();
    if all.is_empty() {
        return "none beyond".to_owned();
    }
    format!("{} beyond: {}", cases.len(), all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn table() -> Table {
        let cases = set(&["EPC-A-01.1", "EPC-A-01.2", "EPC-B-01.1", "EPC-B-02.1"]);
        let row = |named: &[&str], failed: &[&str]| (set(named), set(failed));
        let all = [
            (
                "one",
                row(&["EPC-A-01.1"], &["EPC-A-01.1", "EPC-A-01.2", "EPC-B-01.1"]),
            ),
            ("two", row(&["EPC-B-01.1"], &["EPC-B-01.1"])),
            ("three", row(&["EPC-A-01.1"], &[])),
        ];
        let defects = all.map(|(name, row)| (name.to_owned(), row)).into();
        Table {
            cases,
            defects,
            met: 5,
        }
    }

    #[test]
    fn a_summary_counts_what_is_caught_alone_beyond_and_not_at_all() {
        let lines = table().summary();
        assert_eq!(
            lines[..5],
            [
                "4 cases x 3 defects: 5 pairs meet, 4 caught, 2 of them by cases that are not named for the defect; 1 named pairs missed",
                "three not by EPC-A-01.1",
                "cases that no defect makes fail: 1; exactly one: 2; two to nine: 1; ten and more: 0",
                "defects that one case alone catches: 1",
                "groups of cases that fail on exactly the same defects: 1 with 2 cases",
            ]
        );
        assert_eq!(lines[6], "     2  EPC-B-01.1");
    }

    #[test]
    fn the_whole_table_names_the_cases_of_a_defect_and_the_only_defect_of_a_case() {
        let text = table().whole();
        for line in [
            "one: 1 of 1 named; 2 beyond: EPC-A-01.2, EPC-B-01.1",
            "two: 1 of 1 named; none beyond",
            "EPC-A-01.2: only one",
            "EPC-B-02.1: 0",
            "EPC-A-01.1 EPC-A-01.2",
        ] {
            assert!(text.lines().any(|is| is == line), "{line} in {text}");
        }
    }
}
