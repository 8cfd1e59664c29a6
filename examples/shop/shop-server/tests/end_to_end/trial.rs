//! What is done to a shop.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::accounts::Accounts;
use crate::books::{Auditor, Kept};
use crate::chance::Chance;
use crate::clients::{Clients, NONE_LEFT, PLENTY, SCARCE};
use crate::database::Database;
use crate::effects::{Effect, not_durable};
use crate::mail_server::MailServer;
use crate::processes::Places;
use crate::shop::{Kills, Shop};
use crate::warehouse::Warehouse;

/// How long and how hard a trial is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trial {
    pub(crate) clients: u64,
    /// How often a process is killed, and how many orders are placed before each time.
    pub(crate) kills: &'static [Victim],
    pub(crate) orders_before: usize,
    /// How often all are terminated under load.
    pub(crate) terminations: usize,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Victim {
    Server,
    /// While effects in its background have to wait.
    BusyServer,
    FirstWorker,
    SecondWorker,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) accounts: Accounts,
    /// How many effects were cut off by a kill of the server, and were caught up with later.
    pub(crate) caught_up: usize,
}

impl Trial {
    /// Runs it, and prints the accounts.
    pub(crate) async fn run(self, database: &Database) -> Report {
        // Of the scarce one, enough for some time.
        let stored = [(PLENTY, 1_000_000_000), (SCARCE, 2_000), (NONE_LEFT, 0)];
        let begun = Instant::now();
        let (mail_server, smtp) = MailServer::open().await;
        let (warehouse, webhooks) = Warehouse::open().await;
        let folder = database.folder.path();
        let shop = Shop::open(Places {
            database: database.url.clone(),
            index: folder.join("search.db"),
            audit: folder.join("audit.log"),
            mail_server: smtp,
            warehouse: webhooks,
        });
        let mut shop = shop.await;
        let auditor = Auditor::new(shop.places()).await;
        auditor.store(&stored).await;
        let clients = Clients::start(self.clients, &shop.address());

        let mut running = Running {
            shop: &mut shop,
            auditor: &auditor,
            clients: &clients,
            chance: Chance::new(7),
            orphans: BTreeSet::new(),
            caught_up: 0,
        };
        for victim in self.kills {
            running.kill(*victim, self.orders_before).await;
        }
        for _ in 0..self.terminations {
            running.terminate(self.orders_before).await;
        }
        // The last orders are of a server that goes on.
        running.clients.place(self.orders_before).await;
        let caught_up = running.caught_up;
        let done = clients.stop().await;
        auditor.settle().await;
        shop.terminate_server().await;
        shop.terminate_workers().await;

        let books = auditor.read().await;
        let mails = mail_server.mails();
        let accounts = Accounts::new(&books, &done, &mails, &warehouse.webhooks(), &stored);
        let Kills {
            server,
            workers,
            terminated,
        } = shop.kills;
        println!(
            "The shop on {}, {:.0?}: SIGKILL {server} times to the server and {workers} times to a \
             worker, SIGTERM {terminated} times\n{accounts}  {caught_up} effects were cut off by \
             SIGKILL, and caught up with",
            database.engine,
            begun.elapsed(),
        );
        Report {
            accounts,
            caught_up,
        }
    }
}

/// A trial in the middle of it.
struct Running<'a> {
    shop: &'a mut Shop,
    auditor: &'a Auditor,
    clients: &'a Clients,
    chance: Chance,
    /// Jobs that ran when a worker was killed, with the attempt that it was.
    orphans: BTreeSet<(i64, i64)>,
    caught_up: usize,
}

impl Running<'_> {
    async fn kill(&mut self, victim: Victim, orders_before: usize) {
        self.clients.place(orders_before).await;
        self.chance.pause(Duration::from_millis(100)).await;
        match victim {
            Victim::FirstWorker => self.kill_worker(0).await,
            Victim::SecondWorker => self.kill_worker(1).await,
            Victim::Server => self.kill_server(None).await,
            Victim::BusyServer => {
                let kept = self.keep_busy().await;
                self.kill_server(Some(kept)).await;
            }
        }
    }

    async fn kill_server(&mut self, kept: Option<Kept>) {
        self.shop.kill_server().await;
        let missing = self.missing().await;
        self.caught_up += missing.iter().map(|effect| effect.lost).sum::<usize>();
        drop(kept);
        self.shop.start_server().await;
    }

    async fn kill_worker(&mut self, nth: usize) {
        self.shop.kill_worker(nth).await;
        self.orphans.extend(self.auditor.running().await);
        self.shop.start_worker(nth).await;
    }

    /// SIGTERM to all, while clients order, and while effects wait in the background. Nobody catches
    /// up with anything before it is counted.
    async fn terminate(&mut self, orders_before: usize) {
        self.clients.place(orders_before).await;
        let kept = self.keep_busy().await;
        let let_go = async {
            sleep(Duration::from_millis(500)).await;
            drop(kept);
        };
        tokio::join!(self.shop.terminate_server(), let_go);
        let faults: Vec<_> = self
            .missing()
            .await
            .iter()
            .flat_map(Effect::faults)
            .collect();
        assert!(faults.is_empty(), "after SIGTERM to the server: {faults:?}");
        self.shop.terminate_workers().await;
        // Those of a worker that was killed are rescued later.
        let running = self.auditor.running().await;
        let left: Vec<_> = running.difference(&self.orphans).collect();
        assert!(
            left.is_empty(),
            "jobs run after SIGTERM to the workers: {left:?}"
        );
        for nth in 0..2 {
            self.shop.start_worker(nth).await;
        }
        self.shop.start_server().await;
    }

    /// From now on, there are effects in the background that wait.
    async fn keep_busy(&self) -> Kept {
        let kept = self.auditor.keep_index().await;
        self.clients.place(5).await;
        kept
    }

    async fn missing(&self) -> Vec<Effect> {
        not_durable(&self.auditor.read().await)
    }
}
