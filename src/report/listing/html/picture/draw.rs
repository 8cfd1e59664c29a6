//! The picture as SVG.

use maud::{Markup, html};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::order::{self, Lines};
use super::{HANDLERS, LABELS, Node, ORIGINS, Picture, place};
use crate::report::listing::shown;

/// Of the boxes of each column, in pixels, as all that follows. Of a handler, the
/// whole path is shown.
const BOX_WIDTHS: [f64; 3] = [236.0, 250.0, 342.0];
const BOX_HEIGHT: f64 = 26.0;
/// From the top of a box to the top of the next.
const PITCH: f64 = 35.0;
/// From one column to the next.
const GAP: f64 = 90.0;
/// Around the whole, so that frames are not cut.
const MARGIN: f64 = 2.0;
/// What a character takes, at most, in the font of the style.
const CHARACTER: f64 = 7.6;
/// Between the frame of a box and its text.
const PADDING: f64 = 10.0;

pub(super) fn svg(picture: &Picture<'_>, name: &str) -> Markup {
    let lines = picture
        .edges
        .each_ref()
        .map(|edges| edges.iter().map(|edge| (edge.from, edge.to)).collect());
    let lines: [Lines; 2] = lines;
    let sizes = picture.columns.each_ref().map(Vec::len);
    let columns = order::columns(sizes, &lines);
    let places = place::nodes(&columns, &lines);
    let lowest = places.iter().flatten().copied().fold(0.0, f64::max);
    // What nothing fires has nothing on the left.
    let is_narrow = columns[ORIGINS].is_empty();
    let start = left(if is_narrow { LABELS } else { ORIGINS }) - MARGIN;
    let width = left(HANDLERS) + BOX_WIDTHS[HANDLERS] + MARGIN - start;
    let height = (lowest * PITCH).round() + BOX_HEIGHT + 2.0 * MARGIN;
    html! {
        svg.narrow[is_narrow] role="group" aria-label=(name) width=(width) height=(height)
            viewBox={ (start) " 0 " (width) " " (height) } {
            @for from in [ORIGINS, LABELS] {
                @for edge in &picture.edges[from] {
                    path.(edge.class) data-labels=(edge.label)
                        d=(curve(from, places[from][edge.from], places[from + 1][edge.to])) {}
                }
            }
            // From top to bottom, as one goes through them by the keyboard.
            @for column in [ORIGINS, LABELS, HANDLERS] {
                @for &position in &columns[column] {
                    (node(&picture.columns[column][position], column, places[column][position]))
                }
            }
        }
    }
}

fn node(node: &Node<'_>, column: usize, place: f64) -> Markup {
    let (x, y) = (left(column), top(place));
    let corner = match column {
        ORIGINS => 3.0,
        LABELS => BOX_HEIGHT / 2.0,
        _ => 8.0,
    };
    let width = BOX_WIDTHS[column];
    let room = ((width - 2.0 * PADDING) / CHARACTER) as usize;
    let (text_x, text) = match column {
        LABELS => (x + width / 2.0, beginning(&node.text, room)),
        _ => (x + PADDING, end(&node.text, room)),
    };
    html! {
        a.(node.class) href=(node.href) data-labels=(node.labels.join(" ")) {
            title { (shown(node.identity.0)) }
            rect x=(x) y=(y) width=(width) height=(BOX_HEIGHT) rx=(corner) {}
            text x=(text_x) y=(y + 17.0) { (text) }
        }
    }
}

fn left(column: usize) -> f64 {
    let before: f64 = BOX_WIDTHS[..column].iter().map(|width| width + GAP).sum();
    MARGIN + before
}

fn top(place: f64) -> f64 {
    MARGIN + (place * PITCH).round()
}

/// From the right of one box to the left of another, leaving and arriving level.
fn curve(column: usize, from: f64, to: f64) -> String {
    let (start, end) = (left(column) + BOX_WIDTHS[column], left(column + 1));
    let middle = (start + end) / 2.0;
    let (from, to) = (top(from) + BOX_HEIGHT / 2.0, top(to) + BOX_HEIGHT / 2.0);
    format!("M{start} {from}C{middle} {from} {middle} {to} {end} {to}")
}

/// A line of the legend.
pub(super) fn sample(class: &str) -> Markup {
    html! {
        svg.sample width="34" height="10" aria-hidden="true" { path.(class) d="M1 5H33" {} }
    }
}

/// A text as far as it fits into so many columns.
fn beginning(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    fitting(text.chars(), room).chain(['…']).collect()
}

/// The end of a path, which says more than its beginning: as many names as fit,
/// or what fits of the last one.
fn end(path: &str, room: usize) -> String {
    if path.width() <= room {
        return path.to_owned();
    }
    let mut tails = path.match_indices("::").map(|(at, _)| &path[at..]);
    if let Some(tail) = tails.find(|tail| tail.width() < room) {
        return format!("…{tail}");
    }
    let mut reversed: Vec<_> = fitting(path.chars().rev(), room).chain(['…']).collect();
    reversed.reverse();
    reversed.into_iter().collect()
}

/// As many characters as fit beside an ellipsis.
fn fitting(chars: impl Iterator<Item = char>, room: usize) -> impl Iterator<Item = char> {
    let mut width = 1;
    chars.take_while(move |c| {
        width += c.width().unwrap_or(0);
        width <= room
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_path_whole_names_are_shown() {
        let path = "my_app::notifications::mail::confirm";
        assert_eq!(end(path, 36), path);
        assert_eq!(end(path, 35), "…::notifications::mail::confirm");
        assert_eq!(end(path, 20), "…::mail::confirm");
        assert_eq!(end(path, 6), "…nfirm");
    }

    #[test]
    fn of_a_label_the_beginning_is_shown() {
        assert_eq!(beginning("order_placed", 12), "order_placed");
        assert_eq!(beginning("order_placed", 11), "order_plac…");
        assert_eq!(beginning("注文が確定した", 7), "注文が…");
    }
}
