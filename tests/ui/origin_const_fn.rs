use side_effects::has_side_effects;

#[has_side_effects("origin_const_fn")]
pub const fn double(number: u32) -> u32 {
    2 * number
}

const FOUR: u32 = double(2);

fn main() {}
