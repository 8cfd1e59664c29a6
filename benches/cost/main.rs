//! What annotation costs, beside the alternatives: one table.
//!
//! `cargo bench -p side-effects-benches` measures time. `.ci/instructions`
//! counts instructions, with `cost CASE TIMES`, which runs one case so many
//! times, and `cost cases`, which lists them.

mod alternatives;
mod cases;
mod direct;
mod futures;
mod table;

use std::process::ExitCode;

use crate::cases::{CASES, Case};

fn main() -> ExitCode {
    alternatives::hook();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        [] | ["--bench"] => print!("{}", table::Table::measure()),
        ["cases"] => CASES.iter().for_each(|case| println!("{}", case.name)),
        [case, times] => match (Case::named(case), times.parse()) {
            (Some(case), Ok(times)) => case.prepare().run(times),
            _ => return usage(),
        },
        _ => return usage(),
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: cost [cases | CASE TIMES]");
    ExitCode::FAILURE
}
