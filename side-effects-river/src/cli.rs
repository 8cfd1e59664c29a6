//! A command that shows jobs and puts them right (feature `cli`).

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::adapter::rfc3339;
use crate::{Engine, Error, Filter, River, State, StoredJob};

const EXAMPLES: &str = "\
Examples:
  list --state discarded --label order_placed
  show 17
  retry 17 18
  counts --json

Exit codes:
  0  all is well
  1  there is no such job, it cannot be changed, or the database cannot be reached
  2  an option is wrong";

/// What the command is told; made to be embedded as a subcommand.
///
/// # Examples
///
/// ```
/// use std::process::ExitCode;
///
/// use clap::Parser;
/// use side_effects_river::River;
/// use side_effects_river::cli::Jobs;
///
/// #[derive(Parser)]
/// enum MyApp {
///     Serve,
///     Jobs(Jobs),
/// }
///
/// async fn run(command: MyApp) -> Result<ExitCode, side_effects_river::Error> {
///     # let folder = tempfile::tempdir().unwrap();
///     # let path = folder.path().join("shop.db");
///     # let path = path.to_str().unwrap();
///     let river = River::sqlite(path).await?;
///     match command {
///         MyApp::Serve => Ok(ExitCode::SUCCESS),
///         MyApp::Jobs(jobs) => Ok(jobs.run(&river).await),
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), side_effects_river::Error> {
/// run(MyApp::parse_from(["my-app", "jobs", "counts"])).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Args)]
#[command(
    about = "Show the jobs of durable side effects, and put them right",
    // Not the docs of this type, which are for programmers.
    long_about = "Show the jobs of durable side effects, and put them right.",
    after_help = EXAMPLES
)]
pub struct Jobs {
    #[command(subcommand)]
    command: Command,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// List jobs, the newest first
    List {
        /// Only jobs in this state; may be given several times
        #[arg(long)]
        state: Vec<State>,
        /// Only jobs of events with this label
        #[arg(long)]
        label: Option<String>,
        /// Only jobs of the handler with this id
        #[arg(long)]
        handler: Option<String>,
        /// How many
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
        /// Only jobs older than this one
        #[arg(long, value_name = "ID")]
        before: Option<i64>,
    },
    /// Show everything about a job
    Show {
        /// Its id
        id: i64,
    },
    /// Run jobs now: those that wait, and also those that were completed, cancelled or discarded
    Retry {
        /// Their ids
        #[arg(required = true)]
        ids: Vec<i64>,
    },
    /// See to it that jobs do not run any more
    Cancel {
        /// Their ids
        #[arg(required = true)]
        ids: Vec<i64>,
    },
    /// Delete jobs
    Delete {
        /// Their ids
        #[arg(required = true)]
        ids: Vec<i64>,
    },
    /// Count the jobs in each state
    Counts,
}

impl Jobs {
    /// Does it, and prints to stdout; errors go to stderr.
    ///
    /// Of several ids, each is tried, whatever becomes of the others.
    pub async fn run<DB: Engine>(&self, river: &River<DB>) -> ExitCode {
        let (mut out, mut errors) = (Vec::new(), Vec::new());
        let is_well = self.run_to(river, &mut out, &mut errors).await;
        // Who does not read on has what they wanted.
        let written = io::stdout()
            .write_all(&out)
            .and_then(|()| io::stdout().flush());
        let _ = io::stderr().write_all(&errors);
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
            _ if is_well => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        }
    }

    /// Does it, and writes what it has to say; `false` where something failed. What
    /// [`run`](Self::run) does, for who wants the text elsewhere.
    pub async fn run_to<DB: Engine>(
        &self,
        river: &River<DB>,
        out: &mut (impl Write + Send),
        errors: &mut (impl Write + Send),
    ) -> bool {
        let jobs = river.jobs();
        let mut shown = Vec::new();
        let mut failed = Vec::new();
        match &self.command {
            Command::Counts => match jobs.counts().await {
                Ok(counts) => shown.push(if self.json {
                    json!(counts).to_string()
                } else {
                    let lines = counts
                        .iter()
                        .map(|(state, count)| format!("{state:<10} {count}"));
                    lines.collect::<Vec<_>>().join("\n")
                }),
                Err(error) => failed.push(error),
            },
            Command::List { .. } => match jobs.list(&self.filter()).await {
                Ok(page) if self.json => shown.push(json!(page).to_string()),
                Ok(page) => {
                    shown.extend(page.jobs.iter().map(line));
                    if let Some(next) = page.next {
                        shown.push(format!("… there are more: --before {next}"));
                    }
                }
                Err(error) => failed.push(error),
            },
            Command::Show { id } => match jobs.show(*id).await {
                Ok(job) if self.json => shown.push(json!(job).to_string()),
                Ok(job) => shown.push(details(&job)),
                Err(error) => failed.push(error),
            },
            Command::Retry { ids } | Command::Cancel { ids } | Command::Delete { ids } => {
                for id in ids {
                    let done = match &self.command {
                        Command::Retry { .. } => jobs.retry(*id).await,
                        Command::Cancel { .. } => jobs.cancel(*id).await,
                        _ => jobs.delete(*id).await,
                    };
                    match done {
                        Ok(job) if self.json => shown.push(json!(job).to_string()),
                        Ok(job) => shown.push(line(&job)),
                        Err(error) => failed.push(error),
                    }
                }
            }
        }
        for line in shown {
            let _ = writeln!(out, "{line}");
        }
        for error in &failed {
            let _ = writeln!(errors, "error: {}", chain(error));
        }
        failed.is_empty()
    }

    fn filter(&self) -> Filter {
        let Command::List {
            state,
            label,
            handler,
            limit,
            before,
        } = &self.command
        else {
            return Filter::new();
        };
        Filter {
            states: state.clone(),
            label: label.clone(),
            handler: handler.clone(),
            limit: *limit,
            before: *before,
        }
    }
}

fn line(job: &StoredJob) -> String {
    let mut line = format!(
        "{:>6} {:<10} {}/{} {} {}",
        job.id, job.state, job.attempt, job.max_attempts, job.label, job.handler
    );
    let why = job
        .waits_for
        .as_ref()
        .or(job.errors.last().map(|last| &last.error));
    if let Some(why) = why.filter(|_| job.state != State::Completed) {
        line.push_str(": ");
        line.push_str(why.lines().next().unwrap_or_default());
    }
    line
}

fn details(job: &StoredJob) -> String {
    let Value::Object(members) = json!(job) else {
        return line(job);
    };
    let simple = members
        .iter()
        .filter(|(name, _)| !matches!(&***name, "args" | "errors"));
    let mut lines: Vec<_> = simple
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| match value {
            Value::String(text) => format!("{name:<13} {text}"),
            other => format!("{name:<13} {other}"),
        })
        .collect();
    lines.push(format!("args          {:#}", job.args));
    for error in &job.errors {
        lines.push(format!(
            "attempt {} at {} failed: {}",
            error.attempt,
            rfc3339(error.at),
            error.error
        ));
    }
    lines.join("\n")
}

fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut error: &dyn std::error::Error = error;
    while let Some(source) = error.source() {
        text.push_str(&format!(": {source}"));
        error = source;
    }
    text
}
