//! The database of a shop: a file, or one on a server.

use sqlx::ConnectOptions as _;
use tempfile::TempDir;

use crate::postgres;

/// With a folder for the index, the audit log, and what is in a file.
pub(crate) struct Database {
    pub(crate) engine: &'static str,
    pub(crate) url: String,
    pub(crate) folder: TempDir,
    /// Deleted with this.
    _on_server: Option<postgres::Database>,
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            engine: "SQLite",
            url: format!("sqlite:{}", folder.path().join("shop.db").display()),
            folder,
            _on_server: None,
        }
    }

    /// None, with a loud word, where there is no server.
    pub(crate) async fn postgres() -> Option<Self> {
        let on_server = postgres::Database::create().await?;
        Some(Self {
            engine: "PostgreSQL",
            url: on_server.options().to_url_lossy().into(),
            folder: tempfile::tempdir().unwrap(),
            _on_server: Some(on_server),
        })
    }
}
