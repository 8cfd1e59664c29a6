//! Mails to customers.

use bookshop::accounts::Account;
use bookshop::orders::Order;
use side_effects::is_side_effect_of;

fn send(to: &str, subject: &str) {
    println!("mail to {to}: {subject}");
}

/// Send the welcome mail.
///
/// With the newsletter of this month, for those who asked for it:
///
/// ```text
/// Subject: Welcome to the shop
/// ```
#[is_side_effect_of("account_opened")]
fn welcome(return_value: &Account, newsletter: bool) {
    send(&return_value.email, "Welcome to the shop");
    if newsletter {
        send(&return_value.email, "News of this month");
    }
}

/// Say goodbye.
#[is_side_effect_of("account_closed")]
fn goodbye(this: &Account) {
    send(&this.email, "We will miss you");
}

/// Send the confirmation, which is the contract.
#[is_side_effect_of("order_placed", order = -1)]
fn confirm(customer: &Account, return_value: &Order) {
    let Order { product, count } = return_value;
    send(&customer.email, &format!("You bought {count} × {product}"));
}

/// Send the number of the parcel.
#[is_side_effect_of("order_shipped")]
fn shipped(customer: &Account, return_value: u64) {
    send(
        &customer.email,
        &format!("Parcel {return_value} is on its way"),
    );
}
