//! Customers.

use shop::customers::{find_by_email, find_customer, register_customer};
use shop::{Customer, Error};
use side_effects::{Events, disable_side_effects};

use crate::suite::open::Shop;

#[disable_side_effects]
#[tokio::test]
async fn who_registers_is_told_of_with_their_number(events: Events) {
    let Some(shop) = Shop::open().await else {
        return;
    };
    events.clear();
    let mut tx = shop.begin().await;

    let grace = register_customer(&mut tx, " grace@example.org ", "Grace")
        .await
        .unwrap();

    assert_eq!(grace.email, "grace@example.org");
    assert_eq!(find_customer(&mut tx, grace.id).await.unwrap(), grace);
    assert_eq!(
        find_by_email(&mut tx, "grace@example.org").await.unwrap(),
        Some(grace.clone())
    );
    assert_eq!(events, ["customer_registered"]);
    events.assert_fired_with("customer_registered", |event| {
        event.return_value::<Customer>() == Some(&grace)
    });
}

#[disable_side_effects]
#[tokio::test]
async fn who_cannot_be_a_customer_is_not_told_of(events: Events) {
    let Some(shop) = Shop::open().await else {
        return;
    };
    events.clear();
    let mut tx = shop.begin().await;

    let taken = register_customer(&mut tx, "ada@example.org", "Another Ada").await;
    assert!(matches!(taken, Err(Error::AddressTaken(_))), "{taken:?}");
    let unreachable = register_customer(&mut tx, "grace", "Grace").await;
    assert!(
        matches!(unreachable, Err(Error::NoAddress(_))),
        "{unreachable:?}"
    );
    for name in [" ", "Grace\r\nBcc: all@example.org"] {
        let nameless = register_customer(&mut tx, "grace@example.org", name).await;
        assert!(matches!(nameless, Err(Error::NoName(_))), "{nameless:?}");
    }
    let unknown = find_customer(&mut tx, 4711).await;
    assert!(
        matches!(unknown, Err(Error::NoSuchCustomer(4711))),
        "{unknown:?}"
    );

    events.assert_nothing_fired();
}
