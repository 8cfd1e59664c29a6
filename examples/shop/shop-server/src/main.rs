//! The shop's program: the server, its worker, and what to look at both with.

use std::error::Error;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use shop::Store;
use shop_server::config::Database;
use shop_server::feed::Feed;
use shop_server::{Config, demo, logs, metrics, serve, work};
use side_effects::cli::DisplaySideEffects;
use side_effects_river::cli::Jobs;
use side_effects_river::{Engine, River};

// The effects of a crate that nothing refers to would not be linked.
side_effects::link!(shop_effects);

/// A small but honest shop.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the shop over HTTP
    Serve(Serve),
    /// Run the durable effects: mails, and orders to the warehouse
    Worker,
    SideEffects(DisplaySideEffects),
    Jobs(Jobs),
}

#[derive(Args)]
struct Serve {
    /// With a worker, a mail server and a warehouse inside, which print what arrives; files go into
    /// a folder that is deleted at the end
    #[arg(long)]
    demo: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let command = cli.command.unwrap_or(Command::Serve(cli.serve));
    if let Command::SideEffects(display) = command {
        return display.run();
    }
    match run(command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

/// An error with its causes.
fn chain(error: &dyn Error) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

async fn run(command: Command) -> Result<ExitCode, Box<dyn Error>> {
    let feed = Feed::default();
    let filter = std::env::var("RUST_LOG").unwrap_or_default();
    logs::install(&filter, &feed).map_err(|error| format!("RUST_LOG={filter:?}: {error}"))?;
    let mut config = Config::from_env()?;
    // Until the end of the program.
    let _folder = match &command {
        Command::Serve(Serve { demo: true }) => Some(demo::start(&mut config).await?),
        _ => None,
    };
    match &config.database {
        Database::Sqlite(url) => run_on(River::sqlite(url).await?, &config, command, feed).await,
        Database::Postgres(url) => {
            run_on(River::postgres(url).await?, &config, command, feed).await
        }
    }
}

async fn run_on<DB: Store + Engine>(
    river: River<DB>,
    config: &Config,
    command: Command,
    feed: Feed,
) -> Result<ExitCode, Box<dyn Error>> {
    match command {
        Command::Serve(Serve { demo }) => {
            let metrics = metrics::install()?;
            serve(config, river, feed, metrics, demo).await?;
        }
        Command::Worker => work(config, river).await?,
        Command::Jobs(jobs) => return Ok(jobs.run(&river).await),
        Command::SideEffects(display) => return Ok(display.run()),
    }
    Ok(ExitCode::SUCCESS)
}

// They link what the program links, `link!` included.
#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_shop_is_wired_and_its_page_is_up_to_date() {
        // What is provided, and the queue, are there when the program starts: it asserts that itself.
        side_effects::Wiring::new()
            .allow("W004")
            .allow("W005")
            .assert();
        side_effects::assert_listing!("../side-effects.md");
    }

    #[test]
    fn the_options_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_error_is_told_with_its_causes() {
        let source = std::io::Error::other("no such folder");
        let error = shop_server::Error::Audit {
            path: "audit.log".into(),
            source,
        };
        assert_eq!(
            chain(&error),
            "cannot open the audit log audit.log: no such folder"
        );
    }
}
