//! Methods of traits and of their impls.

use std::fmt;
use std::str::FromStr;

use side_effects::has_side_effects;

use crate::notes::{handler, notes, watcher};

#[derive(Debug, Clone, PartialEq)]
struct Meter(u8);

trait Measure: 'static {
    fn measure(&self, by: u8) -> u8;

    #[has_side_effects("traits/default", capture(self))]
    fn twice(&self, by: u8) -> u8 {
        self.measure(by) * 2
    }

    #[has_side_effects("traits/default_value", capture(self))]
    fn consume(self, by: u8) -> u8
    where
        Self: Sized + Clone,
    {
        self.measure(by)
    }

    #[has_side_effects("traits/default_associated")]
    fn unit(length: usize) -> usize
    where
        Self: Sized,
    {
        length + size_of::<Self>()
    }
}

impl Measure for Meter {
    #[has_side_effects("traits/impl", capture(self))]
    fn measure(&self, amount: u8) -> u8 {
        self.0 + amount
    }
}

impl Measure for u16 {
    fn measure(&self, by: u8) -> u8 {
        by
    }
}

handler!("traits/impl"; this: &Meter, amount: u8);
#[test]
fn a_method_of_a_trait_impl_is_seen() {
    assert_eq!(Meter(1).measure(2), 3);
    let object: &dyn Measure = &Meter(3);
    assert_eq!(object.measure(4), 7);
    assert_eq!(
        notes(),
        ["this=Meter(1) amount=2", "this=Meter(3) amount=4"]
    );
}

watcher!("traits/default"; this: Meter, this: u16, by: u8);
watcher!("traits/default_value"; this: Meter, this: u16);
handler!("traits/default_associated"; length: usize, return_value: usize);
#[test]
fn a_default_method_is_bound_for_each_implementor() {
    assert_eq!(300_u16.twice(2), 4);
    assert_eq!(300_u16.consume(2), 2);
    assert_eq!((u16::unit(1), Meter::unit(1)), (3, 2));
    assert_eq!(
        notes(),
        [
            "this=None this=Some(300) by=Some(2)",
            "this=None this=Some(300)",
            "length=1 return_value=3",
            "length=1 return_value=2",
        ]
    );
    assert_eq!(Meter(1).twice(2), 6);
    assert_eq!(
        notes(),
        [
            "this=Meter(1) amount=2",
            "this=Some(Meter(1)) this=None by=Some(2)"
        ]
    );
}

trait Borrowing {
    fn text(&self) -> &str;

    #[has_side_effects("traits/borrowing", skip(self))]
    fn length(&self, add: usize) -> usize {
        self.text().len() + add
    }

    #[has_side_effects("traits/borrowing_value", skip(self, return_value))]
    fn itself(self, id: u8) -> Self
    where
        Self: Sized,
    {
        let _ = id;
        self
    }
}

impl Borrowing for &str {
    fn text(&self) -> &str {
        self
    }
}

watcher!("traits/borrowing"; this: str, add: usize);
watcher!("traits/borrowing_value"; this: str, id: u8, return_value: str);
#[test]
fn a_default_method_of_a_trait_that_is_not_static_works_where_self_is_skipped() {
    let text = String::from("ab");
    assert_eq!(text.as_str().itself(1).length(1), 3);
    assert_eq!(
        notes(),
        [
            "this=None id=Some(1) return_value=None",
            "this=None add=Some(1)"
        ]
    );
}

trait Count {
    fn count(&self) -> usize;
    fn count_boxed(self: Box<Self>) -> usize;
}

impl Count for str {
    #[has_side_effects("traits/unsized", capture(self))]
    fn count(&self) -> usize {
        self.len()
    }

    #[has_side_effects("traits/unsized_box", capture(self))]
    fn count_boxed(self: Box<Self>) -> usize {
        self.len()
    }
}

handler!("traits/unsized"; this: &str);
handler!("traits/unsized_box"; this: &str);
#[test]
fn a_method_of_an_unsized_type_is_seen() {
    assert_eq!(Count::count("ab"), 2);
    assert_eq!(Box::<str>::from("abc").count_boxed(), 3);
    assert_eq!(notes(), ["this=\"ab\"", "this=\"abc\""]);
}

impl Iterator for Meter {
    type Item = u8;

    #[has_side_effects("traits/iterator", capture(self, return_value), run_on_exit = Option::is_some)]
    fn next(&mut self) -> Option<Self::Item> {
        self.0 = self.0.checked_sub(1)?;
        Some(self.0)
    }
}

handler!("traits/iterator"; this: &Meter, return_value: &Option<u8>);
#[test]
fn a_trait_of_the_standard_library_can_be_implemented() {
    assert_eq!(Meter(2).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(
        notes(),
        [
            "this=Meter(1) return_value=Some(1)",
            "this=Meter(0) return_value=Some(0)"
        ]
    );
}

impl FromStr for Meter {
    type Err = std::num::ParseIntError;

    #[has_side_effects("traits/from_str", capture(return_value))]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.parse()?))
    }
}

handler!("traits/from_str"; text: &str, return_value: &Meter);
#[test]
fn an_associated_type_in_the_return_type_is_known() {
    assert_eq!("3".parse(), Ok(Meter(3)));
    assert!("x".parse::<Meter>().is_err());
    assert_eq!(notes(), ["text=\"3\" return_value=Meter(3)"]);
}

impl fmt::Display for Meter {
    #[has_side_effects("traits/display", capture(self))]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} m", self.0)
    }
}

watcher!("traits/display"; this: Meter, f: str);
#[test]
fn a_formatter_is_passed_on_and_not_seen() {
    assert_eq!(Meter(3).to_string(), "3 m");
    assert_eq!(notes(), ["this=Some(Meter(3)) f=None"]);
}

struct Closing(&'static str);

impl Drop for Closing {
    #[has_side_effects("traits/drop", capture(self))]
    fn drop(&mut self) {
        self.0 = "closed";
    }
}

#[test]
fn a_drop_can_have_side_effects() {
    const _: () = {
        #[side_effects::is_side_effect_of("traits/drop")]
        fn close(this: &Closing) {
            crate::notes::note(this.0);
        }
    };
    drop(Closing("open"));
    assert_eq!(notes(), ["closed"]);
}

struct Caller<F>(F);

impl<F> Caller<F>
where
    F: FnMut(u8) -> u8,
{
    #[has_side_effects("traits/generic_impl", skip(self))]
    fn call(&mut self, n: u8) -> u8 {
        (self.0)(n)
    }
}

handler!("traits/generic_impl"; n: u8, return_value: u8);
#[test]
fn a_method_of_a_type_that_holds_a_closure_works() {
    let mut calls = 0;
    let mut caller = Caller(|n| {
        calls += 1;
        n + 1
    });
    assert_eq!(caller.call(1), 2);
    assert_eq!(calls, 1);
    assert_eq!(notes(), ["n=1 return_value=2"]);
}
