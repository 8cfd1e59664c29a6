//! A disk that is full for a while.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use faults::store::Store as _;
use side_effects_river::River;
use sqlx::Sqlite;
use tokio::time::sleep;

use crate::accounts::{committed, settled};
use crate::children::Process;

const FULL: Duration = Duration::from_secs(12);

#[tokio::test]
#[ignore = "takes a minute: cargo test -p faults -- --ignored"]
async fn sqlite_goes_on_after_a_disk_was_full() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::mount(folder.path()) else {
        println!("!!! SKIPPED: a small disk: only root can mount one");
        return;
    };
    let path = disk.0.join("shop.db");
    let path = path.to_str().unwrap();
    let river = River::sqlite(path).await.unwrap();
    Sqlite::create(river.pool()).await.unwrap();
    let mut producer = Process::start("producer", path);
    let _workers = [(); 2].map(|()| Process::start("worker", path));
    while committed(river.pool()).await < 200 {
        sleep(Duration::from_millis(50)).await;
    }

    let ballast = disk.fill();
    // What was allocated before may still be written to.
    sleep(FULL / 2).await;
    let before = committed(river.pool()).await;
    sleep(FULL / 2).await;
    assert_eq!(committed(river.pool()).await, before, "it was full");
    fs::remove_file(ballast).unwrap();

    while committed(river.pool()).await < before + 200 {
        sleep(Duration::from_millis(50)).await;
    }
    producer.kill();
    let accounts = settled(river.pool()).await;
    accounts.assert_nothing_lost(&format!("SQLite, disk full for {FULL:?}"));
}

/// A file system of 24 MB in memory.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(at);
        let is_mounted = mount.output().is_ok_and(|output| output.status.success());
        is_mounted.then_some(Self(at))
    }

    /// Leaves no byte free.
    fn fill(&self) -> std::path::PathBuf {
        use std::io::Write as _;
        let ballast = self.0.join("ballast");
        let mut file = fs::File::create(&ballast).unwrap();
        let block = [7; 4096];
        while file.write_all(&block).is_ok() {}
        ballast
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        // The processes that have files open on it are killed by now, or soon.
        let _ = Command::new("umount").arg("--lazy").arg(self.0).output();
    }
}
