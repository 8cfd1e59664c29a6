//! Traits that a user has implemented for all types do not get in the way of an
//! expansion, whatever their methods are called.

#![allow(missing_docs, dead_code, clippy::wrong_self_convention)]

use side_effects::{Dep, Event, fire, has_side_effects, is_side_effect_of, provide};

/// The names that an expansion calls, or is likely to.
trait Blanket {
    fn arm(&self) {}
    fn borrowed(&self) {}
    fn copied(&self) {}
    fn erase(&self) {}
    fn facts(&self) {}
    fn get(&self) {}
    fn into_inner(&self) {}
    fn is_success(&self) {}
    fn keep(&self) {}
    fn offer(&self) {}
    fn ok(&self) {}
    fn referent(&self) {}
    fn success(&self) {}
    fn target(&self) {}
    fn wanted(&self) {}
}

impl<T: ?Sized> Blanket for T {}

/// Those take `self` by value, and come before methods that take a reference.
trait ByValue: Sized {
    fn arm_with<A>(self, _: A) {}
    fn as_ref(self) {}
    fn fire<A, B>(self, _: A, _: B) {}
    fn is_idle(self) {}
    fn is_some(self) {}
    fn passes<A, B>(self, _: A, _: B) {}
    fn unarmed(self) {}
    fn wants<A>(self, _: A) {}
}

impl<T> ByValue for T {}

#[has_side_effects("blanket")]
fn origin(name: String, (a, _): (u8, u8)) -> Result<usize, std::fmt::Error> {
    Ok(name.len() + usize::from(a))
}

#[has_side_effects("blanket_async", typed)]
async fn async_origin(name: String) -> Result<usize, std::fmt::Error> {
    Ok(name.len())
}

#[is_side_effect_of("blanket")]
fn handler(name: &str, a: u8, return_value: usize, event: &Event<'_>, rate: Dep<u16>) {
    assert_eq!((name, a, return_value, *rate), ("Ada", 1, 4, 2));
    assert_eq!(event.arg::<str>("name"), Some("Ada"));
}

#[is_side_effect_of(origin = async_origin)]
async fn async_handler(name: &str, return_value: &usize) {
    assert_eq!((name, *return_value), ("Ada", 3));
}

#[is_side_effect_of("blanket_fire")]
fn on_fire(number: u8, return_value: &u8) {
    assert_eq!((number, *return_value), (1, 2));
}

#[test]
fn expansions_call_their_own_methods() {
    side_effects::set_abort_on_error(true);
    provide(2_u16);
    origin("Ada".into(), (1, 2)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let async_origin = async_origin("Ada".into());
    runtime.unwrap().block_on(async_origin).unwrap();
    fire!("blanket_fire", number = 1_u8; return_value = &Ok::<u8, ()>(2));
}
