use side_effects::is_side_effect_of;

#[is_side_effect_of("handler_const_or_unsafe")]
const fn computed() {}

#[is_side_effect_of("handler_const_or_unsafe")]
unsafe fn dangerous() {}

const _: () = computed();

fn main() {}
