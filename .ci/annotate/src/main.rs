//! What `.ci/corpus` does to a crate and to the output of its tests.

mod compare;
mod compile;
mod source;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: annotate compile FOLDER COMMAND…\n       annotate compare BEFORE AFTER";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match &args[..] {
        ["compile", folder, command @ ..] if !command.is_empty() => {
            compile::annotate(Path::new(folder), command)
        }
        ["compare", before, after] => compare::compare(Path::new(before), Path::new(after)),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
