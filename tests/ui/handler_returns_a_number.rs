use side_effects::is_side_effect_of;

#[is_side_effect_of("label")]
async fn handler(name: &str) -> usize {
    name.len()
}

fn main() {}
