//! The processes of the shop.

use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// A process that is replaced by another one when it is killed.
pub(crate) struct Process {
    role: &'static str,
    url: String,
    nth: u32,
    child: Child,
}

impl Process {
    pub(crate) fn start(role: &'static str, url: &str) -> Self {
        Self {
            role,
            url: url.to_owned(),
            nth: 0,
            child: spawn(role, url, 0),
        }
    }

    /// SIGKILL, and a new one.
    pub(crate) fn kill_and_replace(&mut self) {
        self.kill();
        self.nth += 1;
        self.child = spawn(self.role, &self.url, self.nth);
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(role: &str, url: &str, nth: u32) -> Child {
    // Names that no other producer has had.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let name = format!("{}-{nth}", now.as_nanos());
    Command::new(env!("CARGO_BIN_EXE_faulty-shop"))
        .args([role, url, &name])
        .env_remove("SIDE_EFFECTS_TEST_MODE")
        .stdout(Stdio::null())
        .stderr(if std::env::var_os("SHOP_STDERR").is_some() {
            Stdio::inherit()
        } else {
            Stdio::null()
        })
        .spawn()
        .unwrap()
}
