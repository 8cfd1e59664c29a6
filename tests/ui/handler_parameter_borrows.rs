use side_effects::is_side_effect_of;
use std::borrow::Cow;

struct View<'a>(&'a str);

#[is_side_effect_of("handler_parameter_borrows")]
fn reference_to_reference(_name: &&str) {}

#[is_side_effect_of("handler_parameter_borrows")]
fn named<'a>(_names: &[&'a str], _view: View<'a>) {}

#[is_side_effect_of("handler_parameter_borrows")]
fn anonymous(_name: &Cow<'_, str>) {}

#[is_side_effect_of("handler_parameter_borrows")]
fn boxed(_name: &Box<dyn Fn() + '_>) {}

fn main() {}
