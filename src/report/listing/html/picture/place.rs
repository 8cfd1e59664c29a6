//! How far down each node stands, so that lines are short.

use super::order::{Lines, neighbours};
use super::{HANDLERS, LABELS, ORIGINS};

/// After these, nothing moves by a pixel any more.
const ROUNDS: usize = 4;

/// How far down the nodes of each column stand, in units of the distance that
/// there is at least between two of a column. The first is at 0.
pub(super) fn nodes(columns: &[Vec<usize>; 3], lines: &[Lines; 2]) -> [Vec<f64>; 3] {
    let mut places = columns.clone().map(|column| {
        let mut places = vec![0.0; column.len()];
        for (rank, &node) in column.iter().enumerate() {
            places[node] = rank as f64;
        }
        places
    });
    for _ in 0..ROUNDS {
        // What a label causes is more than what causes it, as a rule.
        for (column, beside) in [(HANDLERS, LABELS), (LABELS, HANDLERS), (ORIGINS, LABELS)] {
            align(&mut places, columns, column, beside, lines);
        }
    }
    let top = places
        .iter()
        .flatten()
        .copied()
        .fold(f64::INFINITY, f64::min);
    places.map(|column| column.into_iter().map(|place| place - top).collect())
}

/// Moves each node of a column to the middle of its neighbours, as far as their
/// order and distance let it.
fn align(
    places: &mut [Vec<f64>; 3],
    columns: &[Vec<usize>; 3],
    column: usize,
    beside: usize,
    lines: &[Lines; 2],
) {
    let neighbours = neighbours(columns[column].len(), column, beside, lines);
    let wanted: Vec<_> = (columns[column].iter())
        .map(|&node| {
            let of_node = &neighbours[node];
            if of_node.is_empty() {
                return places[column][node];
            }
            let sum: f64 = of_node.iter().map(|&other| places[beside][other]).sum();
            sum / of_node.len() as f64
        })
        .collect();
    for (&node, place) in columns[column].iter().zip(spread(&wanted)) {
        places[column][node] = place;
    }
}

/// The places nearest to those `wanted`, by least squares, of which each is at
/// least 1 below the one before: isotonic regression, by pooling adjacent
/// violators.
fn spread(wanted: &[f64]) -> Vec<f64> {
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (rank, place) in wanted.iter().enumerate() {
        let (mut sum, mut count) = (place - rank as f64, 1);
        while let Some(&(above, of_above)) = pools.last() {
            if above / of_above as f64 <= sum / count as f64 {
                break;
            }
            pools.pop();
            (sum, count) = (sum + above, count + of_above);
        }
        pools.push((sum, count));
    }
    let level = pools
        .into_iter()
        .flat_map(|(sum, count)| std::iter::repeat_n(sum / count as f64, count));
    level
        .enumerate()
        .map(|(rank, level)| level + rank as f64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_room_stands_where_it_wants_to() {
        assert_eq!(spread(&[0.0, 3.0, 4.5]), [0.0, 3.0, 4.5]);
    }

    #[test]
    fn what_wants_the_same_place_stands_around_it() {
        assert_eq!(spread(&[5.0, 5.0, 5.0]), [4.0, 5.0, 6.0]);
    }

    #[test]
    fn a_label_stands_beside_the_middle_of_its_handlers() {
        let columns = [vec![0], vec![0], vec![0, 1, 2]];
        let lines = [vec![(0, 0)], vec![(0, 0), (0, 1), (0, 2)]];
        let [origins, labels, handlers] = nodes(&columns, &lines);
        assert_eq!(handlers, [0.0, 1.0, 2.0]);
        assert_eq!((origins[0], labels[0]), (1.0, 1.0));
    }
}
