use side_effects::is_side_effect_of;

unsafe extern "C" {
    #[is_side_effect_of("handler_variadic")]
    fn printf(format: u8, ...);
}

fn main() {}
