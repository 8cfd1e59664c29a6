//! A first end-to-end run.
#![allow(unused_variables)]
use side_effects::*;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
static RAN: AtomicUsize = AtomicUsize::new(0);
#[derive(Clone)]
struct User(u32);
#[has_side_effects("update")]
fn update(
    user: &User,
    name: String,
    list: &mut Vec<u8>,
    (a, _): (u8, String),
) -> Result<String, std::fmt::Error> {
    list.push(a);
    Ok(name)
}
#[is_side_effect_of("update")]
fn h1(user: &User, name: &str, return_value: &str, list: &[u8], a: u8) {
    assert_eq!(user.0, 3);
    assert_eq!(name, "n");
    assert_eq!(return_value, "n");
    assert_eq!(list, [9]);
    assert_eq!(a, 9);
    RAN.fetch_add(1, Relaxed);
}
#[is_side_effect_of("update", order = -2)]
fn h2(event: &Event<'_>) -> Result<(), String> {
    assert_eq!(event.arg::<str>("name"), Some("n"));
    RAN.fetch_add(1, Relaxed);
    Err("no".into())
}
struct S<T>(T);
impl<T: Clone + 'static> S<T> {
    #[has_side_effects("meth")]
    fn meth(&mut self, x: T) -> &mut T {
        self.0 = x;
        &mut self.0
    }
    #[has_side_effects("meth2")]
    fn meth2(self, x: T) -> T {
        x
    }
}
#[test]
fn smoke() {
    for _ in 0..2 {
        update(&User(3), "n".into(), &mut vec![], (9, String::new())).unwrap();
    }
    assert_eq!(RAN.load(Relaxed), 4);
    let e = disable_side_effects();
    update(&User(3), "n".into(), &mut vec![], (9, String::new())).unwrap();
    S(3).meth(4);
    S(String::new()).meth2(String::new());
    assert_eq!(e, ["update", "meth", "meth2"]);
    println!("{:#?}", registry().by_label("update"));
    println!("{:#?}", registry().handlers("update")[1].signature());
}
