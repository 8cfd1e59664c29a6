use std::rc::Rc;

use side_effects::is_side_effect_of;

#[is_side_effect_of("label")]
async fn handler(name: &str) {
    let shared = Rc::new(name.len());
    std::future::ready(()).await;
    println!("{shared}");
}

fn main() {}
