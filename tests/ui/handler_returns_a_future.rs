use std::future::Future;

use side_effects::is_side_effect_of;

#[is_side_effect_of("label")]
fn handler() -> impl Future<Output = ()> {
    async {}
}

fn main() {}
