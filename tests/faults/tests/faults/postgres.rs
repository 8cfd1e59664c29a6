//! A PostgreSQL server of a test's own, which it may stop.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

pub(crate) struct Server {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    url: String,
}

impl Server {
    /// None, with a loud word, where no PostgreSQL is installed.
    pub(crate) async fn start(test: &str) -> Option<Self> {
        let Some(programs) = programs() else {
            println!("!!! SKIPPED: {test}: no PostgreSQL server is installed here");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let server = Self {
            programs,
            folder,
            port,
            url,
        };
        // The server refuses to run as root.
        fs::set_permissions(server.folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        server.run(
            "initdb",
            &["--username", "postgres", "--auth", "trust", "--no-sync"],
        );
        server.start_again();
        Some(server)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// `fast` ends its sessions, `immediate` is a crash.
    pub(crate) fn stop(&self, mode: &str) {
        self.run("pg_ctl", &["stop", "--wait", "--mode", mode]);
    }

    pub(crate) fn start_again(&self) {
        let folder = self.folder.path().display();
        let options = format!("-p {} -k {folder} -c listen_addresses=127.0.0.1", self.port);
        let log = format!("{folder}/log");
        self.run(
            "pg_ctl",
            &["start", "--wait", "--log", &log, "--options", &options],
        );
    }

    fn run(&self, program: &str, args: &[&str]) {
        let program = self.programs.join(program);
        let data = self.folder.path().join("data");
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command
            .current_dir("/")
            .arg("--pgdata")
            .arg(data)
            .args(args);
        // What the server inherits would be waited for.
        let status = command
            .stdout(std::process::Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "{command:?}: {status}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop("immediate");
    }
}

/// Debian keeps the server's programs out of the PATH.
fn programs() -> Option<PathBuf> {
    let in_path = env::var_os("PATH").unwrap_or_default();
    let in_path = env::split_paths(&in_path).collect::<Vec<_>>();
    let debians = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let debians = debians.flatten().map(|version| version.path().join("bin"));
    in_path
        .into_iter()
        .chain(debians)
        .find(|bin| bin.join("initdb").exists())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}
