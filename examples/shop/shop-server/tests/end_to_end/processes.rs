//! The processes of the shop: a server and two workers.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command as Blocking, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);

/// Where everything is that the processes use.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) database: String,
    pub(crate) index: PathBuf,
    pub(crate) audit: PathBuf,
    pub(crate) mail_server: SocketAddr,
    pub(crate) warehouse: SocketAddr,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Role {
    Server,
    Worker,
}

/// A process that is ready.
#[derive(Debug)]
pub(crate) struct Process {
    role: Role,
    child: Child,
    /// What it said first.
    pub(crate) greeting: String,
    /// What it says after that, once it has ended.
    rest: JoinHandle<Vec<String>>,
}

impl Process {
    pub(crate) async fn start(role: Role, places: &Places) -> Self {
        let mut child = command(role, places).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let greeting = timeout(PATIENCE, said.next_line()).await;
        let greeting = greeting.unwrap_or_else(|_| panic!("{role:?}: nothing said"));
        let Some(greeting) = greeting.unwrap() else {
            let status = child.wait().await.unwrap();
            panic!("{role:?}: ended at its start, with {status}: see SHOP_STDERR=1");
        };
        Self {
            role,
            child,
            greeting,
            rest: tokio::spawn(all(said)),
        }
    }

    /// SIGKILL.
    pub(crate) async fn kill(&mut self) {
        let ended = self.child.try_wait().unwrap();
        assert_eq!(ended, None, "{:?}: ended by itself", self.role);
        self.child.kill().await.unwrap();
    }

    /// SIGTERM: it has to end soon, and with 0, which says that nothing was abandoned.
    pub(crate) async fn terminate(&mut self) {
        let role = self.role;
        let id = self
            .child
            .id()
            .unwrap_or_else(|| panic!("{role:?}: ended by itself"));
        let sent = Blocking::new("sh")
            .arg("-c")
            .arg(format!("kill -TERM {id}"))
            .status();
        assert!(sent.unwrap().success());
        let ended = timeout(PATIENCE, self.child.wait()).await;
        let status = ended
            .unwrap_or_else(|_| panic!("{role:?}: goes on after SIGTERM"))
            .unwrap();
        let rest = (&mut self.rest).await.unwrap();
        assert_eq!(status.code(), Some(0), "{role:?} after SIGTERM: {rest:?}");
    }
}

fn command(role: Role, places: &Places) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shop-server"));
    command
        .arg(match role {
            Role::Server => "serve",
            Role::Worker => "worker",
        })
        .env_remove("SIDE_EFFECTS_TEST_MODE")
        .env("DATABASE_URL", &places.database)
        .env("SHOP_LISTEN", "127.0.0.1:0")
        .env("SHOP_SMTP", format!("smtp://{}", places.mail_server))
        .env(
            "SHOP_WAREHOUSE",
            format!("http://{}/orders", places.warehouse),
        )
        .env("SHOP_WAREHOUSE_TIMEOUT", "0.5")
        .env("SHOP_INDEX", &places.index)
        .env("SHOP_AUDIT", &places.audit)
        .env("SHOP_RETRY", "0.3")
        .env("SHOP_JOB_TIMEOUT", "2")
        .env("SHOP_STUCK_AFTER", "0.2")
        .env("SHOP_RESCUE_AFTER", "3")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(if std::env::var_os("SHOP_STDERR").is_some() {
            Stdio::inherit()
        } else {
            Stdio::null()
        })
        .kill_on_drop(true);
    command
}

/// Reads on, so that the process never waits for its reader.
async fn all(mut said: Lines<BufReader<ChildStdout>>) -> Vec<String> {
    let mut lines = Vec::new();
    while let Ok(Some(line)) = said.next_line().await {
        lines.push(line);
    }
    lines
}
