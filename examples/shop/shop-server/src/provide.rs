//! What the effects need, provided at the start of `serve` and `worker` alike.

use std::sync::Arc;

use shop::Store;
use shop_effects::alerts::Alerts;
use shop_effects::audit::AuditLog;
use shop_effects::loyalty::Loyalty;
use shop_effects::mail::Mailer;
use shop_effects::search::SearchIndex;
use shop_effects::warehouse::Warehouse;
use side_effects::provide_dyn;
use side_effects_river::{Engine, River};

use crate::config::MailServer;
use crate::outside::{AuditFile, HttpWarehouse, LoggedAlerts, SearchFile, Smtp};
use crate::{Config, Error};

/// What the rest of the program needs of what it has provided.
#[derive(Debug, Clone)]
pub struct Provided {
    /// The search index.
    pub search: Arc<SearchFile>,
    /// The audit log.
    pub audit: Arc<AuditFile>,
}

/// Opens and provides all that a handler takes as a `Dep`.
///
/// # Errors
///
/// For what cannot be opened.
pub async fn provide<DB: Store + Engine>(
    config: &Config,
    river: &River<DB>,
) -> Result<Provided, Error> {
    let search = SearchFile::open(&config.index).await;
    let search = search.map_err(|source| Error::Index {
        path: config.index.clone(),
        source,
    })?;
    let audit = AuditFile::open(&config.audit).map_err(|source| Error::Audit {
        path: config.audit.clone(),
        source,
    })?;
    let (search, audit) = (Arc::new(search), Arc::new(audit));
    let MailServer { host, port } = &config.smtp;
    let warehouse = HttpWarehouse::new(&config.warehouse, config.warehouse_timeout)?;

    river.install();
    provide_dyn::<dyn Mailer>(Arc::new(Smtp::new(host, *port)));
    provide_dyn::<dyn Warehouse>(Arc::new(warehouse));
    provide_dyn::<dyn SearchIndex>(search.clone());
    provide_dyn::<dyn AuditLog>(audit.clone());
    provide_dyn::<dyn Loyalty>(Arc::new(river.pool().clone()));
    provide_dyn::<dyn Alerts>(Arc::new(LoggedAlerts));
    Ok(Provided { search, audit })
}
