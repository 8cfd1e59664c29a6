//! What annotation costs, beside the same function without it.
//!
//! `cargo bench` measures time, `.ci/instructions` counts instructions.

use std::hint::black_box;

use side_effects::{has_side_effects, is_side_effect_of};

/// Runs the benchmarks; or, given a case and a number, that case so many times.
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match &args[..] {
        [case, times] if !case.starts_with('-') => {
            let case = CASES.iter().find(|(name, _)| name == case);
            let (_, run) = case.expect("a case");
            for _ in 0..times.parse().expect("a number") {
                let _ = black_box(call(*run));
            }
        }
        _ => divan::main(),
    }
}

type Origin = fn(u64, &str) -> Result<u64, String>;

const CASES: [(&str, Origin); 4] = [
    ("bare", bare),
    ("annotated", annotated),
    ("two_calls", two_calls),
    ("two_handlers", two_handlers),
];

#[divan::bench(args = CASES.map(|(name, _)| name))]
fn cost(bencher: divan::Bencher<'_, '_>, case: &str) {
    let (_, run) = CASES.into_iter().find(|(name, _)| *name == case).unwrap();
    // The first call makes preparations, and is no measure for the others.
    let _ = call(run);
    bencher.bench_local(|| call(run));
}

/// All cases are called through a pointer, with arguments of unknown value.
#[inline(always)]
fn call(run: Origin) -> Result<u64, String> {
    run(black_box(20), black_box("Ada"))
}

/// The origin's own work, the same everywhere.
#[inline(always)]
fn work(id: u64, name: &str) -> Result<u64, String> {
    if name.is_empty() {
        return Err("a name is needed".to_owned());
    }
    Ok(id + name.len() as u64)
}

#[inline(never)]
fn bare(id: u64, name: &str) -> Result<u64, String> {
    work(id, name)
}

#[inline(never)]
#[has_side_effects("nobody_handles_this")]
fn annotated(id: u64, name: &str) -> Result<u64, String> {
    work(id, name)
}

#[inline(never)]
fn two_calls(id: u64, name: &str) -> Result<u64, String> {
    let result = work(id, name);
    if let Ok(total) = &result {
        first(name, total);
        second(id, total);
    }
    result
}

#[inline(never)]
#[has_side_effects("two_handle_this")]
fn two_handlers(id: u64, name: &str) -> Result<u64, String> {
    work(id, name)
}

/// By reference.
#[inline(never)]
#[is_side_effect_of("two_handle_this")]
fn first(name: &str, return_value: &u64) {
    black_box((name, return_value));
}

/// With a copy.
#[inline(never)]
#[is_side_effect_of("two_handle_this")]
fn second(id: u64, return_value: &u64) {
    black_box((id, return_value));
}
