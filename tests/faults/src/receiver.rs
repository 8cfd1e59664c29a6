//! Who gets the effects.

use side_effects::Delivery;
use side_effects::durable::{BoxError, BoxFuture};
use sqlx::Pool;

use crate::store::Store;

/// A mail server, or a warehouse: it writes down each delivery, and keeps one for each key.
pub trait Receiver: Send + Sync {
    /// Takes a delivery.
    fn receive<'a>(
        &'a self,
        handler: &'a str,
        order: &'a str,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<(), BoxError>>;
}

impl<DB: Store> Receiver for Pool<DB> {
    fn receive<'a>(
        &'a self,
        handler: &'a str,
        order: &'a str,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            let received = DB::receive(self, handler, order, delivery.key());
            received.await.map_err(BoxError::from)
        })
    }
}
