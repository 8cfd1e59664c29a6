//! A shop for one test: on SQLite, in a folder of its own, with nobody outside.
#![allow(dead_code, reason = "no test binary needs all of it")]

use std::sync::{Arc, Mutex};

use shop::Store as _;
use shop_effects::alerts::Alerts;
use shop_effects::audit::AuditLog;
use shop_effects::loyalty::Loyalty;
use shop_effects::mail::{Mail, Mailer};
use shop_effects::search::SearchIndex;
use shop_effects::warehouse::{Parcel, Warehouse};
use shop_effects::{Done, Failed};
use shop_server::outside::{AuditFile, SearchFile};
use side_effects::{RecordedSideEffects, record_side_effects};
use side_effects_river::River;
use sqlx::Sqlite;
use tempfile::TempDir;

/// A shop that was just opened.
pub(crate) struct Shop {
    pub(crate) river: River<Sqlite>,
    pub(crate) search: Arc<SearchFile>,
    pub(crate) audit: Arc<AuditFile>,
    pub(crate) letters: Arc<Letters>,
    pub(crate) folder: TempDir,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("shop.db");
        let river = River::sqlite(database.to_str().unwrap()).await.unwrap();
        Sqlite::create(river.pool()).await.unwrap();
        let search = SearchFile::open(&folder.path().join("search.db"))
            .await
            .unwrap();
        let audit = AuditFile::open(&folder.path().join("audit.log")).unwrap();
        Self {
            river,
            search: Arc::new(search),
            audit: Arc::new(audit),
            letters: Arc::default(),
            folder,
        }
    }

    /// A guard under which effects run: those in the shop's files for real, and those outside into a
    /// list. Durable ones and those in the background wait until they are told to.
    pub(crate) fn record(&self) -> RecordedSideEffects {
        record_side_effects()
            .provide_dyn::<dyn SearchIndex>(self.search.clone())
            .provide_dyn::<dyn AuditLog>(self.audit.clone())
            .provide_dyn::<dyn Loyalty>(Arc::new(self.river.pool().clone()))
            .provide_dyn::<dyn Mailer>(self.letters.clone())
            .provide_dyn::<dyn Warehouse>(self.letters.clone())
            .provide_dyn::<dyn Alerts>(self.letters.clone())
            .manual()
    }

    pub(crate) async fn number(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query)
            .fetch_one(self.river.pool())
            .await
            .unwrap()
    }
}

/// What went out, as a list.
#[derive(Default)]
pub(crate) struct Letters(Mutex<Vec<String>>);

impl Letters {
    pub(crate) fn sent(&self) -> Vec<String> {
        let mut sent = std::mem::take(&mut *self.0.lock().unwrap());
        sent.sort_unstable();
        sent
    }

    fn send(&self, letter: String) -> Result<(), Failed> {
        self.0.lock().unwrap().push(letter);
        Ok(())
    }
}

impl Mailer for Letters {
    fn send(&self, mail: Mail) -> Done<'_> {
        let sent = self.send(format!("mail to {}: {}", mail.address, mail.subject));
        Box::pin(async { sent })
    }
}

impl Warehouse for Letters {
    fn pack(&self, parcel: Parcel, _key: &str) -> Done<'_> {
        let Parcel {
            order,
            article,
            count,
        } = parcel;
        let sent = self.send(format!("parcel of order {order}: {count} × {article}"));
        Box::pin(async { sent })
    }
}

impl Alerts for Letters {
    fn raise(&self, text: &str) {
        self.0.lock().unwrap().push(format!("alert: {text}"));
    }
}
