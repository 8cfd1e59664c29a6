//! A mail server and a warehouse inside the process, for `--demo` and for tests.

pub mod smtp;
pub mod warehouse;

use std::io::{self, Write as _};
use std::path::PathBuf;

use tokio::net::TcpListener;

use crate::Config;
use crate::config::{Database, MailServer};

/// The files of a demo, which are deleted when this is dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be deleted is in the system's folder for what is temporary.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Starts both on free ports, and has them print what arrives. The configuration is set to them, and
/// to files in a folder of its own.
///
/// # Errors
///
/// If no port is free, or there can be no folder.
pub async fn start(config: &mut Config) -> io::Result<Folder> {
    let folder = std::env::temp_dir().join(format!("shop-demo-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    config.database = Database::Sqlite(folder.join("shop.db").display().to_string());
    config.index = folder.join("search.db");
    config.audit = folder.join("audit.log");

    let mails = TcpListener::bind("127.0.0.1:0").await?;
    config.smtp = MailServer {
        host: "127.0.0.1".into(),
        port: mails.local_addr()?.port(),
    };
    let parcels = TcpListener::bind("127.0.0.1:0").await?;
    config.warehouse = format!("http://{}/parcels", parcels.local_addr()?);
    tokio::spawn(smtp::serve(mails, |mail| {
        let subject = mail.header("Subject").unwrap_or_default();
        tell(&format!(
            "mail server: to {}: {subject}",
            mail.to.join(", ")
        ));
        smtp::Verdict::Accepted
    }));
    tokio::spawn(warehouse::serve(parcels, |parcel, key| {
        tell(&format!("warehouse: {parcel} (Idempotency-Key: {key})"));
    }));
    Ok(Folder(folder))
}

/// Prints a line, if anybody still reads: a mail has arrived, whether they do or not.
fn tell(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
