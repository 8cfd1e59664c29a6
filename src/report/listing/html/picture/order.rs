//! Which node stands above which, so that few lines cross.
//!
//! This is the method of Sugiyama, Tagawa and Toda ("Methods for Visual
//! Understanding of Hierarchical System Structures", 1981): column by column, to
//! and fro, each node moves to the middle of its neighbours. Between two turns,
//! neighbours in a column are swapped while that takes crossings away, as
//! Graphviz does.

/// Beyond this, turns hardly ever find anything better.
const TURNS: usize = 12;

/// The lines between two columns, by the positions of their ends.
pub(super) type Lines = Vec<(usize, usize)>;

/// The nodes of each column from top to bottom. `sizes` are the numbers of
/// nodes, and `lines[i]` lead from column `i` to the next.
pub(super) fn columns(sizes: [usize; 3], lines: &[Lines; 2]) -> [Vec<usize>; 3] {
    let mut columns = sizes.map(|size| (0..size).collect::<Vec<_>>());
    swap_all(&mut columns, lines);
    let mut best = columns.clone();
    let mut fewest = crossings(&columns, lines);
    for turn in 0..TURNS {
        if fewest == 0 {
            break;
        }
        if turn % 2 == 0 {
            // Towards the handlers …
            to_the_middle(&mut columns, 1, &[0, 2], lines);
            to_the_middle(&mut columns, 2, &[1], lines);
        } else {
            // … and back.
            to_the_middle(&mut columns, 1, &[2, 0], lines);
            to_the_middle(&mut columns, 0, &[1], lines);
        }
        swap_all(&mut columns, lines);
        let now = crossings(&columns, lines);
        if now < fewest {
            fewest = now;
            best.clone_from(&columns);
        }
    }
    best
}

/// Sorts a column by where the neighbours of a node are, on average: those in the
/// first column beside it in which it has any. Without, it stays where it is.
fn to_the_middle(
    columns: &mut [Vec<usize>; 3],
    column: usize,
    beside: &[usize],
    lines: &[Lines; 2],
) {
    let size = columns[column].len();
    let mut middles: Vec<_> = ranks(&columns[column])
        .iter()
        .map(|&rank| rank as f64)
        .collect();
    for &other in beside.iter().rev() {
        let ranks = ranks(&columns[other]);
        for (node, neighbours) in neighbours(size, column, other, lines).iter().enumerate() {
            if !neighbours.is_empty() {
                let sum: usize = neighbours.iter().map(|&other| ranks[other]).sum();
                middles[node] = sum as f64 / neighbours.len() as f64;
            }
        }
    }
    columns[column].sort_by(|&a, &b| middles[a].total_cmp(&middles[b]));
}

/// Swaps until no two in a row are left whose lines cross less the other way
/// round. Each swap takes a crossing away, so that this ends.
fn swap_all(columns: &mut [Vec<usize>; 3], lines: &[Lines; 2]) {
    while (0..3).any(|column| swap(columns, column, lines)) {}
}

/// Goes down a column once, and swaps those two in a row whose lines cross less
/// the other way round: was there any?
fn swap(columns: &mut [Vec<usize>; 3], column: usize, lines: &[Lines; 2]) -> bool {
    let beside = (column.checked_sub(1).into_iter()).chain((column < 2).then_some(column + 1));
    let sides: Vec<_> = beside
        .map(|other| {
            let ranks = ranks(&columns[other]);
            let mut sorted = neighbours(columns[column].len(), column, other, lines);
            for of_node in &mut sorted {
                for neighbour in of_node.iter_mut() {
                    *neighbour = ranks[*neighbour];
                }
                of_node.sort_unstable();
            }
            sorted
        })
        .collect();
    let mut swapped = false;
    for above in 1..columns[column].len() {
        let (a, b) = (columns[column][above - 1], columns[column][above]);
        let crossings = |a: usize, b: usize| -> usize {
            sides
                .iter()
                .map(|side| inversions(&side[a], &side[b]))
                .sum()
        };
        if crossings(b, a) < crossings(a, b) {
            columns[column].swap(above - 1, above);
            swapped = true;
        }
    }
    swapped
}

/// How many lines cross, of a node with these neighbours and one below it with
/// those. Both are sorted.
fn inversions(above: &[usize], below: &[usize]) -> usize {
    (above.iter())
        .map(|neighbour| below.partition_point(|other| other < neighbour))
        .sum()
}

pub(super) fn crossings(columns: &[Vec<usize>; 3], lines: &[Lines; 2]) -> usize {
    (0..2)
        .map(|from| {
            let ranks = [ranks(&columns[from]), ranks(&columns[from + 1])];
            let mut sorted: Vec<_> = (lines[from].iter())
                .map(|&(a, b)| (ranks[0][a], ranks[1][b]))
                .collect();
            sorted.sort_unstable();
            let ends: Vec<_> = sorted.into_iter().map(|(_, end)| end).collect();
            count_inversions(&ends, columns[from + 1].len())
        })
        .sum()
}

/// How many pairs stand in the wrong order, by a Fenwick tree over the values.
fn count_inversions(values: &[usize], below: usize) -> usize {
    let mut tree = vec![0_usize; below + 1];
    let mut inversions = 0;
    for (before, &value) in values.iter().enumerate() {
        let mut not_above = 0;
        let mut at = value + 1;
        while at > 0 {
            not_above += tree[at];
            at &= at - 1;
        }
        inversions += before - not_above;
        let mut at = value + 1;
        while at <= below {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    inversions
}

/// Where each node stands in its column.
fn ranks(column: &[usize]) -> Vec<usize> {
    let mut ranks = vec![0; column.len()];
    for (rank, &node) in column.iter().enumerate() {
        ranks[node] = rank;
    }
    ranks
}

/// Of each node of a column, its neighbours in the column `beside` it.
pub(super) fn neighbours(
    size: usize,
    column: usize,
    beside: usize,
    lines: &[Lines; 2],
) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); size];
    for &(from, to) in &lines[column.min(beside)] {
        let (node, other) = if column < beside {
            (from, to)
        } else {
            (to, from)
        };
        neighbours[node].push(other);
    }
    neighbours
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;

    use super::*;

    fn arb_lines() -> impl Strategy<Value = ([usize; 3], [Lines; 2])> {
        [1..5_usize, 1..5, 1..5].prop_flat_map(|sizes| {
            let between = |from: usize, to: usize| {
                let all: Vec<_> = (0..from)
                    .flat_map(|a| (0..to).map(move |b| (a, b)))
                    .collect();
                let most = all.len();
                prop::sample::subsequence(all, 0..=most)
            };
            (
                Just(sizes),
                [between(sizes[0], sizes[1]), between(sizes[1], sizes[2])],
            )
        })
    }

    fn permutations(size: usize) -> Vec<Vec<usize>> {
        if size == 0 {
            return vec![vec![]];
        }
        let shorter = permutations(size - 1);
        (shorter.into_iter())
            .flat_map(|order| {
                (0..size).map(move |at| {
                    let mut order = order.clone();
                    order.insert(at, size - 1);
                    order
                })
            })
            .collect()
    }

    /// The best there is, found by trying all.
    fn fewest(sizes: [usize; 3], lines: &[Lines; 2]) -> usize {
        let [origins, labels, handlers] = sizes.map(permutations);
        (labels.iter())
            .map(|labels| {
                let of = |column: usize, orders: &[Vec<usize>]| {
                    let crossings = orders.iter().map(|order| {
                        let mut columns = [order.clone(), labels.clone(), order.clone()];
                        columns[2 - column] = vec![];
                        let mut between = lines.clone();
                        between[1 - column / 2] = vec![];
                        crossings(&columns, &between)
                    });
                    crossings.min().unwrap()
                };
                of(0, &origins) + of(2, &handlers)
            })
            .min()
            .unwrap()
    }

    #[test]
    fn crossings_are_counted() {
        let straight = [vec![0, 1], vec![0, 1], vec![0, 1]];
        let lines = [vec![(0, 1), (1, 0)], vec![(0, 0), (1, 1)]];
        assert_eq!(crossings(&straight, &lines), 1);
        assert_eq!(crossings(&[vec![1, 0], vec![0, 1], vec![0, 1]], &lines), 0);
    }

    #[test]
    fn a_wiring_in_which_each_handler_has_one_label_has_no_crossings() {
        // Neither the origins nor the handlers come in the order of the labels.
        let labels = 40;
        let lines = [
            (0..labels)
                .map(|label| (label * 7 % labels, label))
                .collect(),
            (0..labels * 3)
                .map(|handler| (handler * 11 % labels, handler))
                .collect(),
        ];
        let columns = columns([labels, labels, labels * 3], &lines);
        assert_eq!(crossings(&columns, &lines), 0);
    }

    #[test]
    fn few_lines_cross_more_than_must() {
        let mut runner = TestRunner::deterministic();
        let (mut found, mut best) = (0, 0);
        for _ in 0..500 {
            let (sizes, lines) = arb_lines().new_tree(&mut runner).unwrap().current();
            found += crossings(&columns(sizes, &lines), &lines);
            best += fewest(sizes, &lines);
        }
        assert!(
            found * 100 <= best * 105,
            "{found} crossings, at best {best}"
        );
    }

    proptest! {
        #[test]
        fn no_two_in_a_row_cross_less_the_other_way_round((sizes, lines) in arb_lines()) {
            let columns = columns(sizes, &lines);
            let found = crossings(&columns, &lines);
            for column in 0..3 {
                for above in 1..sizes[column] {
                    let mut swapped = columns.clone();
                    swapped[column].swap(above - 1, above);
                    prop_assert!(crossings(&swapped, &lines) >= found);
                }
            }
        }

        #[test]
        fn each_node_has_one_place((sizes, lines) in arb_lines()) {
            for (mut column, size) in columns(sizes, &lines).into_iter().zip(sizes) {
                column.sort_unstable();
                prop_assert_eq!(column, (0..size).collect::<Vec<_>>());
            }
        }
    }
}
