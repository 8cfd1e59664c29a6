//! Labels, paths and docs that would break a page that is glued together, and a
//! wiring that is wrong in every way that the check knows.

#![allow(dead_code, reason = "nothing of it is called, and all of it is drawn")]
#![allow(
    rustdoc::broken_intra_doc_links,
    reason = "some lead nowhere on purpose"
)]

use std::process::ExitCode;

use side_effects::{Event, has_side_effects, is_side_effect_of, register};

const UGLY: &[&str] = &[
    "<script>console.error('a label was run')</script>",
    "\"><img src=x onerror=\"console.error('a label was run')\">",
    "quotes \" and ' and `ticks`",
    "]]> --> </title></style></script>",
    "مرحبا بالعالم",
    "\u{202e}reversed",
    "👩‍👩‍👧‍👦 注文が確定した",
    "a line\nbreak and a \u{0} and a \u{ffff}",
    "a_label_without_any_place_to_break_it_that_is_longer_than_the_screen_of_any_phone_that_there_is",
    "none",
    "search",
    " ",
];

/// Docs that try it, too:
///
/// <script>console.error("docs were run")</script>
///
/// <img src="https://example.org/pixel.png" onerror="console.error('docs were run')">
///
/// ![a picture](https://example.org/pixel.png) and [a link](javascript:console.error(1)),
/// [one](https://example.org/?a=1&b=2 "with \" a title"), and <iframe src="//example.org"></iframe>
///
/// # A heading
///
/// A [`type`] and an [item](crate::audit). Right to left: مرحبا بالعالم. 👩‍👩‍👧‍👦
///
/// ```html
/// </code></pre></div></article><script>console.error("code was run")</script>
/// ```
///
/// | a table | of wide cells |
/// | --- | --- |
/// | `a_cell_without_any_place_to_break_it_that_is_longer_than_the_screen_of_any_phone` | ~~gone~~ |
///
/// > A quote
///
/// 1. one
/// 2. two
///    * and a half
#[has_side_effects("ugly_docs")]
fn origin(argument: &str) {
    let _ = argument;
}

/// <svg onload="console.error('a summary was run')"></svg> & more
#[is_side_effect_of("ugly_docs", order = 7)]
fn handler(argument: &str) {
    let _ = argument;
}

#[is_side_effect_of("ugly_docs")]
fn misfit(argument: &[u8], another: u32) {
    let _ = (argument, another);
}

/// Nothing fires this one.
#[is_side_effect_of("ugly_doc")]
fn misspelt(argument: &str) {
    let _ = argument;
}

#[has_side_effects("unheard")]
fn unheard() {}

fn main() -> ExitCode {
    for label in UGLY {
        register(label, format!("registered for {label}"), |_: &Event<'_>| {}).leak();
    }
    side_effects::cli::main()
}
