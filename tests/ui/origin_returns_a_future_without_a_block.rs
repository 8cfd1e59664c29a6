use std::future::Future;

use side_effects::has_side_effects;

#[has_side_effects("label")]
fn origin() -> impl Future<Output = u8> {
    std::future::ready(5)
}

#[has_side_effects("label")]
fn with_a_variable() -> impl Future<Output = u8> {
    let future = async { 5 };
    future
}

fn main() {}
