//! What changed between two texts, line by line.

use std::fmt::Write as _;

/// How many unchanged lines are shown around a change.
const CONTEXT: usize = 2;
/// Beyond this many pairs of changed lines, nobody looks for what they share.
const PATIENCE: usize = 4_000_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Line<'a> {
    Same(&'a str),
    Removed(&'a str),
    Added(&'a str),
}

/// Changed lines under `-` and `+`, each group of them with its surroundings
/// and the line where it starts in `old`. Empty where there is no difference.
pub(crate) fn diff(old: &str, new: &str) -> String {
    let lines = compare(
        &old.lines().collect::<Vec<_>>(),
        &new.lines().collect::<Vec<_>>(),
    );
    let is_change = |line: &Line<'_>| !matches!(line, Line::Same(_));
    let is_shown = |position: usize| {
        let around = position.saturating_sub(CONTEXT)..lines.len().min(position + CONTEXT + 1);
        lines[around].iter().any(is_change)
    };
    let mut text = String::new();
    let mut number = 1;
    for (position, line) in lines.iter().enumerate() {
        if is_shown(position) {
            if position == 0 || !is_shown(position - 1) {
                let _ = writeln!(text, "@@ line {number}");
            }
            let (mark, line) = match line {
                Line::Same(line) => (' ', line),
                Line::Removed(line) => ('-', line),
                Line::Added(line) => ('+', line),
            };
            let _ = writeln!(text, "{}", format!("{mark} {line}").trim_end());
        }
        number += usize::from(!matches!(line, Line::Added(_)));
    }
    text
}

fn compare<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    let pairs = old.iter().zip(new);
    let before = pairs.take_while(|(old, new)| old == new).count();
    let (head, old) = old.split_at(before);
    let new = &new[before..];
    let pairs = old.iter().rev().zip(new.iter().rev());
    let after = pairs.take_while(|(old, new)| old == new).count();
    let (old, tail) = old.split_at(old.len() - after);
    let new = &new[..new.len() - after];

    let same = |lines: &[&'a str]| lines.iter().copied().map(Line::Same).collect();
    let mut lines: Vec<_> = same(head);
    lines.extend(changes(old, new));
    lines.extend::<Vec<_>>(same(tail));
    lines
}

/// The shortest way from `old` to `new`, by their longest common subsequence.
fn changes<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    let removed = |lines: &[&'a str]| lines.iter().copied().map(Line::Removed).collect();
    let added = |lines: &[&'a str]| lines.iter().copied().map(Line::Added).collect::<Vec<_>>();
    let mut lines: Vec<_> = Vec::new();
    if old.len().saturating_mul(new.len()) > PATIENCE {
        lines.extend::<Vec<_>>(removed(old));
        lines.extend(added(new));
        return lines;
    }
    // How many lines the ends share, from these positions on.
    let mut shared = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            shared[i][j] = if old[i] == new[j] {
                shared[i + 1][j + 1] + 1
            } else {
                shared[i + 1][j].max(shared[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            lines.push(Line::Same(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if shared[i + 1][j] >= shared[i][j + 1] {
            lines.push(Line::Removed(old[i]));
            i += 1;
        } else {
            lines.push(Line::Added(new[j]));
            j += 1;
        }
    }
    lines.extend::<Vec<_>>(removed(&old[i..]));
    lines.extend(added(&new[j..]));
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn changes_are_shown_with_their_surroundings() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n";
        let new = "a\nb\nc\nD\ne\nf\ng\nh\ni\n\nj\n";
        assert_eq!(
            diff(old, new),
            "@@ line 2\n  b\n  c\n- d\n+ D\n  e\n  f\n@@ line 8\n  h\n  i\n+\n  j\n"
        );
    }

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(diff("a\nb\n", "a\nb\n"), "");
        assert_eq!(diff("", ""), "");
    }

    #[test]
    fn very_different_texts_are_not_compared_for_ever() {
        let text = |prefix: &str| {
            let lines = (0..3000).map(|n| format!("{prefix}{n}\n"));
            lines.collect::<String>()
        };
        let diff = diff(&text("a"), &text("b"));
        assert_eq!(diff.lines().count(), 6001);
    }

    /// The length of the longest common subsequence, by trying everything.
    fn longest(old: &[&str], new: &[&str]) -> usize {
        match (old.split_first(), new.split_first()) {
            (Some((a, old_rest)), Some((b, new_rest))) if a == b => longest(old_rest, new_rest) + 1,
            (Some((_, old_rest)), Some((_, new_rest))) => {
                longest(old_rest, new).max(longest(old, new_rest))
            }
            _ => 0,
        }
    }

    proptest! {
        #[test]
        fn a_comparison_holds_both_texts_and_is_the_shortest(
            old in prop::collection::vec("[a-c]", 0..8),
            new in prop::collection::vec("[a-c]", 0..8),
        ) {
            let old: Vec<_> = old.iter().map(String::as_str).collect();
            let new: Vec<_> = new.iter().map(String::as_str).collect();
            let lines = compare(&old, &new);
            let side = |unwanted: fn(&str) -> Line<'_>| -> Vec<&str> {
                let lines = lines.iter().filter_map(|line| {
                    let (Line::Same(text) | Line::Removed(text) | Line::Added(text)) = *line;
                    (*line != unwanted(text)).then_some(text)
                });
                lines.collect()
            };
            prop_assert_eq!(side(|text| Line::Added(text)), old.clone());
            prop_assert_eq!(side(|text| Line::Removed(text)), new.clone());
            let same = lines.iter().filter(|line| matches!(line, Line::Same(_))).count();
            prop_assert_eq!(same, longest(&old, &new));
        }
    }
}
