//! The warehouse over HTTP.

use std::time::Duration;

use reqwest::redirect::Policy;
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
        let client = reqwest::Client::builder()
            .timeout(timeout)
            // Of a POST, a redirect makes a GET, which packs nothing.
            .redirect(Policy::none())
            .build()?;
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
            let status = request.json(&parcel).send().await?.status();
            if !status.is_success() {
                return Err(format!("the warehouse answered {status}").into());
            }
            Ok(())
        })
    }
}
