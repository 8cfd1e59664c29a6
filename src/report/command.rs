//! A command that shows the wiring (feature `cli`).
//!
//! As a binary of its own, which has to [`link!`](crate::link!) the crates of
//! the application, or nothing in it would refer to them:
//!
//! ```no_run
//! # extern crate std as my_app;
//! # extern crate core as my_mail_effects;
//! side_effects::link!(my_app, my_mail_effects);
//!
//! fn main() -> std::process::ExitCode {
//!     side_effects::cli::main()
//! }
//! ```
//!
//! Or as a subcommand, which shows what runs in the very program:
//! [`DisplaySideEffects`].

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser};

use crate::report::check::check;
use crate::report::listing::{Format, Listing, Paint, SourceUrl};
use crate::report::wiring::{KINDS, Wiring, all_labels, is_of_the_start, report, unknown_label};
use crate::wiring::registry::registry;

const EXAMPLES: &str = "\
Examples:
  --label order_placed --verbose          everything about one label
  --format html > effects.html            a page for everybody
  --format markdown > side-effects.md     a page to read on GitHub
  --format dot | dot -Tsvg > effects.svg  a picture
  --check --strict > /dev/null            for continuous integration

Exit codes:
  0  all is well
  1  --check found something that would not run
  2  there is no such label, or an option is wrong
  With --check-docstrings: the number of side effects without docs, at most 255";

/// What the command is told; made to be embedded as a subcommand.
///
/// # Examples
///
/// ```
/// use std::process::ExitCode;
///
/// use clap::Parser;
/// use side_effects::cli::DisplaySideEffects;
///
/// #[derive(Parser)]
/// enum MyApp {
///     Serve,
///     SideEffects(DisplaySideEffects),
/// }
///
/// fn run(command: MyApp) -> ExitCode {
///     match command {
///         MyApp::Serve => ExitCode::SUCCESS,
///         MyApp::SideEffects(display) => display.run(),
///     }
/// }
///
/// run(MyApp::parse_from(["my-app", "side-effects", "--sorted"]));
/// ```
#[derive(Debug, Clone, Args)]
#[command(
    about = "Show what happens when: labels, what fires them, and their side effects",
    long_about = "Show what happens when: each label, what fires it, and the side effects that \
                  follow.\n\nThe listing goes to stdout, in colour if that is a terminal and \
                  NO_COLOR is not set.\nWhat is wrong goes to stderr.",
    after_long_help = EXAMPLES
)]
pub struct DisplaySideEffects {
    /// Show only this label
    #[arg(long)]
    label: Option<String>,

    /// Show only labels that contain this
    #[arg(long, value_name = "PART")]
    label_contains: Option<String>,

    /// List side effects by name, instead of as they run
    #[arg(long)]
    sorted: bool,

    /// Tell everything: the same as `--format verbose`
    #[arg(short, long, conflicts_with = "format")]
    verbose: bool,

    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Where the source code can be read, for the links of `--format html`
    ///
    /// Such as `https://github.com/me/my_app/blob/main/{file}#L{line}`.
    #[arg(long, value_name = "URL", value_parser = SourceUrl::new)]
    source_url: Option<SourceUrl>,

    /// Count the side effects without docs, in the exit code
    #[arg(long, visible_alias = "strict")]
    check_docstrings: bool,

    /// Look for what would not run, and exit with 1 if there is any
    ///
    /// That is what `assert_wired()` looks for, but for what the program provides
    /// when it starts (W004, W005).
    #[arg(long)]
    check: bool,

    /// Let --check pass over a kind of mistake, by its id
    ///
    /// Can be given several times.
    #[arg(long, value_name = "ID", value_parser = ids(), requires = "check")]
    allow: Vec<String>,
}

fn ids() -> PossibleValuesParser {
    PossibleValuesParser::new(KINDS.iter().map(|kind| kind.id))
}

#[derive(Debug, Parser)]
struct Command {
    #[command(flatten)]
    display: DisplaySideEffects,
}

/// All of a two-line binary: reads the command line, and does what it says.
///
/// # Examples
///
/// ```no_run
/// # extern crate core as my_app;
/// use std::process::ExitCode;
///
/// side_effects::link!(my_app);
///
/// fn main() -> ExitCode {
///     side_effects::cli::main()
/// }
/// ```
#[must_use]
pub fn main() -> ExitCode {
    Command::parse().display.run()
}

impl DisplaySideEffects {
    /// Prints what was asked for.
    ///
    /// The exit code is 0 if all is well, 1 if `--check` found anything, the
    /// number of handlers without docs (at most 255) with `--check-docstrings`,
    /// and 2 if there is no such label.
    #[must_use]
    pub fn run(&self) -> ExitCode {
        match self.selected() {
            Ok(listing) => self.show(&listing),
            Err(complaint) => {
                complain(&format!("error: {complaint}\n"));
                ExitCode::from(2)
            }
        }
    }

    fn selected(&self) -> Result<Listing, String> {
        let mut listing = registry().listing();
        if let Some(source) = &self.source_url {
            if self.format() != Format::Html {
                return Err("--source-url is for the links of `--format html`".to_owned());
            }
            listing = listing.with_source(source.clone());
        }
        if let Some(label) = &self.label {
            listing = listing.label(label);
            if listing.sections.is_empty() {
                return Err(unknown_label(label));
            }
        }
        if let Some(part) = &self.label_contains {
            listing = listing.label_contains(part);
            if listing.sections.is_empty() {
                return Err(format!("no label contains `{part}`: {}", all_labels()));
            }
        }
        Ok(if self.sorted {
            listing.sorted()
        } else {
            listing
        })
    }

    fn format(&self) -> Format {
        if self.verbose {
            Format::Verbose
        } else {
            self.format
        }
    }

    fn show(&self, listing: &Listing) -> ExitCode {
        // What is not a terminal gets it without colours.
        let mut stdout = anstream::stdout().lock();
        let text = match self.format() {
            Format::Html => page(listing),
            format => listing.paint(format, Paint::Ansi),
        };
        let written = stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush());
        match written {
            // `| head` has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => {
                complain(&format!("error: cannot write: {error}\n"));
                return ExitCode::FAILURE;
            }
            Ok(()) => {}
        }
        let found = if self.check { self.checked(listing) } else { 0 };
        let undocumented = if self.check_docstrings {
            undocumented(listing)
        } else {
            0
        };
        ExitCode::from(status(found, undocumented))
    }

    /// Tells what of these labels would not run: how much is it?
    fn checked(&self, listing: &Listing) -> usize {
        let mut wiring = Wiring::before_start();
        for id in &self.allow {
            wiring = wiring.allow(id);
        }
        let mut messages = wiring.check();
        messages.retain(|message| {
            let mut sections = listing.sections.iter();
            sections.any(|section| section.label == message.label())
        });
        complain(&report(&messages));
        messages.len()
    }
}

/// The page for everybody. A command provides nothing, so that this is no mistake.
fn page(listing: &Listing) -> String {
    let mut found = check();
    found.retain(|message| !is_of_the_start(message));
    listing.html(&found)
}

/// Tells which handlers have no docs: how many?
fn undocumented(listing: &Listing) -> usize {
    let missing = listing.missing_docs();
    for handler in &missing {
        let (file, line, path) = (handler.file(), handler.line(), handler.path());
        complain(&format!("{file}:{line}: `{path}` has no docs\n"));
    }
    missing.len()
}

fn status(found: usize, undocumented: usize) -> u8 {
    u8::try_from(undocumented.max(found.min(1))).unwrap_or(u8::MAX)
}

/// There is nobody to tell if stderr is gone.
fn complain(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_options_do_not_contradict_each_other() {
        Command::command().debug_assert();
    }

    #[test]
    fn the_status_counts_what_has_no_docs_and_is_never_zero_on_errors() {
        assert_eq!(status(0, 0), 0);
        assert_eq!(status(3, 0), 1);
        assert_eq!(status(0, 3), 3);
        assert_eq!(status(3, 2), 2);
        assert_eq!(status(0, 255), 255);
        assert_eq!(status(0, 256), 255);
        assert_eq!(status(0, 512), 255);
    }
}
