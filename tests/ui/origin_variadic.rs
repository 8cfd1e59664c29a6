use side_effects::has_side_effects;

unsafe extern "C" {
    #[has_side_effects("origin_variadic")]
    fn printf(format: *const u8, ...) -> i32;
}

fn main() {}
