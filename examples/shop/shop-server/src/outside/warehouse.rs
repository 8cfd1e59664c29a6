//! The warehouse over HTTP.

use std::time::Duration;

use shop_effects::Done;
use shop_effects::warehouse::{Parcel, Warehouse};

/// A warehouse that takes a POST for each parcel.
#[derive(Debug, Clone)]
pub struct HttpWarehouse {
    client: reqwest::Client,
    url: String,
}

impl HttpWarehouse {
    /// A warehouse by its URL. One that takes longer than `timeout` has not answered.
    ///
    /// # Errors
    ///
    /// If there can be no HTTP client.
    pub fn new(url: &str, timeout: Duration) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder().timeout(timeout).build()?;
        Ok(Self {
            client,
            url: url.to_owned(),
        })
    }
}

impl Warehouse for HttpWarehouse {
    fn pack(&self, parcel: Parcel, key: &str) -> Done<'_> {
        let request = self.client.post(&self.url).header("Idempotency-Key", key);
        Box::pin(async move {
            request.json(&parcel).send().await?.error_for_status()?;
            Ok(())
        })
    }
}
