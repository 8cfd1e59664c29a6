//! The shop under test: a server and two workers, which are killed, terminated and replaced.

use std::net::SocketAddr;

use tokio::sync::watch;

use crate::processes::{Places, Process, Role};

pub(crate) struct Shop {
    places: Places,
    server: Process,
    workers: [Process; 2],
    address: watch::Sender<SocketAddr>,
    pub(crate) kills: Kills,
}

/// How often processes were ended.
#[derive(Debug, Default)]
pub(crate) struct Kills {
    pub(crate) server: usize,
    pub(crate) workers: usize,
    pub(crate) terminated: usize,
}

impl Shop {
    pub(crate) async fn open(places: Places) -> Self {
        let server = Process::start(Role::Server, &places).await;
        // One after the other, so that the first one leads.
        let first = Process::start(Role::Worker, &places).await;
        let second = Process::start(Role::Worker, &places).await;
        let (address, _) = watch::channel(listening(&server));
        Self {
            places,
            server,
            workers: [first, second],
            address,
            kills: Kills::default(),
        }
    }

    /// Where the server is; it moves when it is replaced.
    pub(crate) fn address(&self) -> watch::Receiver<SocketAddr> {
        self.address.subscribe()
    }

    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// SIGKILL. There is no server until [`start_server`](Self::start_server).
    pub(crate) async fn kill_server(&mut self) {
        self.server.kill().await;
        self.kills.server += 1;
    }

    /// SIGTERM. There is no server until [`start_server`](Self::start_server).
    pub(crate) async fn terminate_server(&mut self) {
        self.server.terminate().await;
        self.kills.terminated += 1;
    }

    pub(crate) async fn start_server(&mut self) {
        self.server = Process::start(Role::Server, &self.places).await;
        self.address.send_replace(listening(&self.server));
    }

    /// SIGKILL. There is no such worker until [`start_worker`](Self::start_worker).
    pub(crate) async fn kill_worker(&mut self, nth: usize) {
        self.workers[nth].kill().await;
        self.kills.workers += 1;
    }

    pub(crate) async fn start_worker(&mut self, nth: usize) {
        self.workers[nth] = Process::start(Role::Worker, &self.places).await;
    }

    /// SIGTERM. There are no workers until [`start_worker`](Self::start_worker).
    pub(crate) async fn terminate_workers(&mut self) {
        for worker in &mut self.workers {
            worker.terminate().await;
            self.kills.terminated += 1;
        }
    }
}

/// The address that a server has said.
fn listening(server: &Process) -> SocketAddr {
    let address = server.greeting.strip_prefix("listening on http://");
    let address = address.and_then(|address| address.parse().ok());
    address.unwrap_or_else(|| panic!("no address: {}", server.greeting))
}
