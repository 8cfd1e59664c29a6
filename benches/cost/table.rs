//! Measures the cases in turn, and sets them beside what they must not exceed.

use std::fmt;
use std::time::{Duration, Instant};

use crate::cases::{CASES, Case};

const ROUNDS: usize = 4000;
/// How long one case runs in one round, about.
const BATCH: Duration = Duration::from_micros(20);

/// What a case may cost, beside another.
struct Bar {
    case: &'static str,
    beside: &'static str,
    limit: Limit,
}

enum Limit {
    /// So many nanoseconds more.
    Plus(f64),
    /// So many times as much.
    Times(f64),
}
use Limit::{Plus, Times};

const BARS: [Bar; 8] = [
    Bar::new("annotated", Plus(1.0), "bare"),
    Bar::new("owned_annotated", Plus(2.0), "owned_bare"),
    Bar::new("large_annotated", Plus(1.0), "large_bare"),
    Bar::new("two_handlers", Times(0.9), "map"),
    Bar::new("two_handlers", Times(3.0), "two_calls_caught"),
    Bar::new("two_handlers", Times(0.5), "jaeb_two"),
    Bar::new("async_annotated", Plus(4.0), "async_bare"),
    Bar::new("async_two_handlers", Times(1.2), "async_joined"),
];

impl Bar {
    const fn new(case: &'static str, limit: Limit, beside: &'static str) -> Self {
        Self {
            case,
            beside,
            limit,
        }
    }
}

/// The nanoseconds of one call, in a case's best round and in its middle one.
struct Cost {
    minimum: f64,
    median: f64,
}

pub(crate) struct Table(Vec<(&'static Case, Cost)>);

impl Table {
    /// One batch of each case after the other, and that many times over: so what
    /// else the machine does meets all of them alike.
    pub(crate) fn measure() -> Self {
        let sizes = CASES.each_ref().map(batch_size);
        let mut rounds = CASES.each_ref().map(|_| Vec::with_capacity(ROUNDS));
        for _ in 0..ROUNDS {
            for ((case, size), rounds) in CASES.iter().zip(sizes).zip(&mut rounds) {
                rounds.push(batch(case, size).as_nanos() as f64 / size as f64);
            }
        }
        let costs = rounds.map(|mut rounds| {
            rounds.sort_by(f64::total_cmp);
            Cost {
                minimum: rounds[0],
                median: rounds[rounds.len() / 2],
            }
        });
        Self(CASES.iter().zip(costs).collect())
    }

    fn of(&self, name: &str) -> (&'static Case, &Cost) {
        let (case, cost) = self
            .0
            .iter()
            .find(|(case, _)| case.name == name)
            .expect("a case");
        (case, cost)
    }
}

/// The time of so many calls.
fn batch(case: &Case, calls: u64) -> Duration {
    let prepared = case.prepare();
    let start = Instant::now();
    prepared.run(calls);
    start.elapsed()
}

/// How many calls fill a batch.
fn batch_size(case: &Case) -> u64 {
    let mut calls = 16;
    while batch(case, calls) < BATCH {
        calls *= 2;
    }
    calls
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Nanoseconds per call, in the best of {ROUNDS} rounds and in the middle one. The bars\n\
             are held against the best.\n"
        )?;
        let rule = |width: usize| "-".repeat(width);
        row(f, ["case", "best", "median", "beside", "is", "bar", ""])?;
        row(f, WIDTHS.map(rule).each_ref().map(String::as_str))?;
        for (case, cost) in &self.0 {
            let mut bars = BARS.iter().filter(|bar| bar.case == case.name).peekable();
            let (best, median) = (number(cost.minimum), number(cost.median));
            if bars.peek().is_none() {
                row(f, [case.title, &best, &median, "", "", "", ""])?;
            }
            for (position, bar) in bars.enumerate() {
                let own = if position == 0 {
                    [case.title, &best, &median]
                } else {
                    [""; 3]
                };
                let (beside, [is, limit], met) = self.judge(bar);
                let verdict = if met { "met" } else { "NOT MET" };
                row(f, [own[0], own[1], own[2], beside, &is, &limit, verdict])?;
            }
        }
        Ok(())
    }
}

impl Table {
    fn judge(&self, bar: &Bar) -> (&'static str, [String; 2], bool) {
        let (_, own) = self.of(bar.case);
        let (beside, other) = self.of(bar.beside);
        let (texts, met) = match bar.limit {
            Plus(limit) => {
                let more = own.minimum - other.minimum;
                (
                    [more, limit].map(|ns| format!("{ns:+.1} ns")),
                    more <= limit,
                )
            }
            Times(limit) => {
                let times = own.minimum / other.minimum;
                ([times, limit].map(|x| format!("{x:.2} x")), times <= limit)
            }
        };
        (beside.title, texts, met)
    }
}

const WIDTHS: [usize; 7] = [49, 6, 6, 47, 8, 8, 7];

fn row(f: &mut fmt::Formatter<'_>, cells: [&str; 7]) -> fmt::Result {
    let [case, best, median, beside, is, limit, verdict] = cells;
    let widths = WIDTHS;
    writeln!(
        f,
        "| {case:<0$} | {best:>1$} | {median:>2$} | {beside:<3$} | {is:>4$} | {limit:>5$} | {verdict:<6$} |",
        widths[0], widths[1], widths[2], widths[3], widths[4], widths[5], widths[6],
    )
}

fn number(nanoseconds: f64) -> String {
    format!("{nanoseconds:.1}")
}
