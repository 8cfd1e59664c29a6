use std::rc::Rc;

use side_effects::has_side_effects;

async fn bare() {
    let shared = Rc::new(5);
    std::future::ready(()).await;
    println!("{shared}");
}

#[has_side_effects("label")]
async fn watched() {
    let shared = Rc::new(5);
    std::future::ready(()).await;
    println!("{shared}");
}

fn assert_send<T: Send>(_: T) {}

fn main() {
    assert_send(bare());
    assert_send(watched());
}
