//! The audit log in a file.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use shop_effects::Done;
use shop_effects::audit::AuditLog;

/// A file that lines of JSON are appended to.
#[derive(Debug)]
pub struct AuditFile {
    path: PathBuf,
    file: Arc<File>,
}

impl AuditFile {
    /// Opens or creates the file. A line that was not finished when a disk was full is ended.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        if !std::fs::read(path)?.ends_with(b"\n") && file.metadata()?.len() > 0 {
            file.write_all(b"\n")?;
        }
        Ok(Self {
            path: path.to_owned(),
            file: Arc::new(file),
        })
    }

    /// What is written down: the event of each line, and its number. The number is that of the
    /// order, or else of the customer.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub fn entries(&self) -> io::Result<HashSet<(String, i64)>> {
        let mut entries = HashSet::new();
        for line in BufReader::new(File::open(&self.path)?).lines() {
            entries.extend(
                serde_json::from_str(&line?)
                    .ok()
                    .as_ref()
                    .and_then(Self::name),
            );
        }
        Ok(entries)
    }

    /// What an entry is known by.
    pub(crate) fn name(entry: &Value) -> Option<(String, i64)> {
        let number = entry.get("order").or(entry.get("customer"))?.as_i64()?;
        Some((entry.get("event")?.as_str()?.to_owned(), number))
    }
}

impl AuditLog for AuditFile {
    /// By one write, so that lines of two threads or processes do not mix; and not on a thread of the
    /// runtime, since a disk may take its time.
    fn append(&self, entry: &Value) -> Done<'_> {
        let line = format!("{entry}\n");
        let file = Arc::clone(&self.file);
        Box::pin(async move {
            let write = move || (&*file).write_all(line.as_bytes());
            Ok(tokio::task::spawn_blocking(write).await??)
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn what_is_appended_is_there_after_a_restart_beside_a_line_that_was_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.log");
        let log = AuditFile::open(&path).unwrap();
        log.append(&json!({"event": "order_placed", "order": 7, "customer": 1}))
            .await
            .unwrap();
        std::fs::write(
            &path,
            std::fs::read_to_string(&path).unwrap() + r#"{"event": "or"#,
        )
        .unwrap();

        let log = AuditFile::open(&path).unwrap();
        log.append(&json!({"event": "customer_registered", "customer": 1}))
            .await
            .unwrap();

        let expected = [
            ("order_placed".to_owned(), 7),
            ("customer_registered".to_owned(), 1),
        ];
        assert_eq!(log.entries().unwrap(), HashSet::from(expected));
    }
}
