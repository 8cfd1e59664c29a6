use side_effects::is_side_effect_of;

struct NotAnError;

#[is_side_effect_of("handler_return_type")]
fn yes() -> bool {
    true
}

#[is_side_effect_of("handler_return_type")]
fn some() -> Option<()> {
    Some(())
}

#[is_side_effect_of("handler_return_type")]
fn number() -> Result<u8, std::fmt::Error> {
    Ok(7)
}

#[is_side_effect_of("handler_return_type")]
fn not_an_error() -> Result<(), NotAnError> {
    Ok(())
}

#[is_side_effect_of("handler_return_type")]
fn not_sync() -> Result<(), Box<dyn std::error::Error>> {
    Ok(())
}

#[is_side_effect_of("handler_return_type")]
fn opaque() -> impl Sized {}

fn main() {}
