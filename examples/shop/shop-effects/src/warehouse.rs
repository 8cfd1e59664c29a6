//! The order to the warehouse, which packs it.
//!
//! Durable: what was sold has to be packed. In a queue of its own, so that a warehouse which does not
//! answer keeps no mail waiting. The warehouse packs once for each key, however often it is told.

use serde::Serialize;
use shop::Order;
use side_effects::{Delivery, Dep, is_side_effect_of};

use crate::{Done, Failed};

/// Who packs.
pub trait Warehouse: Send + Sync {
    /// Has something packed, once for each key.
    fn pack(&self, parcel: Parcel, key: &str) -> Done<'_>;
}

/// What is to be packed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parcel {
    /// The number of the order.
    pub order: i64,
    /// What goes in.
    pub article: String,
    /// How many of it.
    pub count: i64,
}

/// Tell the warehouse what to pack.
#[is_side_effect_of("order_placed", durable(id = "tell-warehouse", queue = "warehouse"))]
async fn tell(
    return_value: &Order,
    warehouse: Dep<dyn Warehouse>,
    delivery: &Delivery,
) -> Result<(), Failed> {
    let order = return_value.id;
    let parcel = Parcel {
        order,
        article: return_value.article.clone(),
        count: return_value.count,
    };
    warehouse.pack(parcel, delivery.key()).await?;
    tracing::info!(order, "told the warehouse");
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use side_effects::How;

    use super::*;
    use crate::fakes::{World, teapots};

    #[tokio::test]
    async fn the_warehouse_is_told_the_key() {
        let world = Arc::new(World::default());
        let delivery = Delivery::new(1, "0123", How::Durable);
        tell(&teapots(), Dep::new(world.clone()), &delivery)
            .await
            .unwrap();
        assert_eq!(world.calls(), ["pack order 7: 2 × teapot (0123)"]);
    }

    #[tokio::test]
    async fn a_warehouse_that_is_down_is_a_reason_to_try_again() {
        let delivery = Delivery::new(1, "0123", How::Durable);
        let told = tell(&teapots(), Dep::new(World::down()), &delivery).await;
        assert_eq!(told.unwrap_err().to_string(), "nobody is there");
    }
}
