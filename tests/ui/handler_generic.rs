use side_effects::is_side_effect_of;

#[is_side_effect_of("handler_generic")]
fn of_a_type<'a, T: Clone>(_name: &'a T) {}

#[is_side_effect_of("handler_generic")]
fn of_a_constant<const N: usize>(_name: [u8; N]) {}

#[is_side_effect_of("handler_generic")]
fn of_impl_trait(_name: &impl AsRef<str>, _other: impl Clone) {}

fn main() {}
