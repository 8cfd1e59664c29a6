//! Functions that are made by macros, and macros in their bodies.

use side_effects::{has_side_effects, is_side_effect_of};

use crate::notes::{handler, note, notes};

macro_rules! with_body {
    ($label:literal, $name:ident, $body:block) => {
        #[has_side_effects($label)]
        fn $name() -> u8 $body
    };
}

with_body!("macros/block", of_a_block, {
    let two = 2;
    two + 1
});
handler!("macros/block"; return_value: u8);
#[test]
fn a_function_with_a_block_from_outside() {
    assert_eq!(of_a_block(), 3);
    assert_eq!(notes(), ["return_value=3"]);
}

macro_rules! with_type {
    ($label:expr, $name:ident, $arg:ident: $ty:ty, $value:expr) => {
        #[has_side_effects($label)]
        fn $name($arg: $ty, other: $ty) -> $ty {
            let _ = other;
            $value
        }
    };
}

with_type!("macros/type", of_a_type, text: String, text + "!");
with_type!("macros/reference", of_a_reference, text: &'static str, &text[1..]);
handler!("macros/type"; text: &str, other: &String, return_value: &str);
handler!("macros/reference"; text: &str, other: &str, return_value: &str);
#[test]
fn a_function_with_types_and_expressions_from_outside() {
    assert_eq!(of_a_type("a".to_owned(), String::new()), "a!");
    assert_eq!(of_a_reference("ab", ""), "b");
    assert_eq!(
        notes(),
        [
            "text=\"a\" other=\"\" return_value=\"a!\"",
            "text=\"ab\" other=\"\" return_value=\"b\""
        ]
    );
}

macro_rules! with_everything {
    ($(#[$attr:meta])* $vis:vis $name:ident<$lifetime:lifetime>($pat:pat => $ty:ty) -> $ret:ty, $($body:tt)*) => {
        $(#[$attr])*
        $vis fn $name<$lifetime>($pat: $ty, text: &$lifetime str) -> $ret { assert_eq!(text, "t"); $($body)* }
    };
}

with_everything! {
    /// Documented.
    #[has_side_effects("macros/everything")]
    pub(self) of_everything<'a>((a, _) => (u8, String)) -> &'static str,
    assert_eq!(a, 1);
    "done"
}
handler!("macros/everything"; a: u8, text: &str, return_value: &str);
#[test]
fn a_function_with_every_kind_of_fragment_from_outside() {
    assert_eq!(of_everything((1, String::new()), "t"), "done");
    assert_eq!(notes(), ["a=1 text=\"t\" return_value=\"done\""]);
}

macro_rules! hygienic {
    ($arg:ident, $body:expr) => {
        #[has_side_effects("macros/hygiene")]
        fn hygienic(hidden: u8, $arg: u8) -> u8 {
            let hidden = hidden + 1;
            hidden * 10 + $body
        }
    };
}

hygienic!(given, given + 1);
handler!("macros/hygiene"; hidden: u8, given: u8);
#[test]
fn parameters_of_the_macro_and_from_outside_do_not_mix() {
    assert_eq!(hygienic(1, 2), 23);
    assert_eq!(notes(), ["hidden=1 given=2"]);
}

#[derive(Debug, Clone)]
struct Named(String);

macro_rules! method {
    ($label:literal, $this:ident, $capture:ident,
     $name:ident($($arg:tt)*) -> $ret:ty, $body:expr) => {
        #[has_side_effects($label, capture($capture))]
        fn $name($($arg)*) -> $ret {
            $body
        }
    };
}

impl Named {
    method!("macros/self_reference", self, self, name(&self) -> &str, &self.0);
    method!("macros/self_value", self, self, into_name(self, suffix: &str) -> String, self.0 + suffix);
    method!("macros/self_mutable", self, self, rename(&mut self, name: &str) -> (), self.0 = name.into());
    method!("macros/self_type", self, return_value, new(name: &str) -> Self, Self(name.into()));
}

handler!("macros/self_reference"; this: &Named, return_value: &str);
handler!("macros/self_value"; this: &Named, suffix: &str, return_value: &str);
handler!("macros/self_mutable"; this: &Named, name: &str);
handler!("macros/self_type"; name: &str, return_value: &Named);
#[test]
fn a_method_whose_self_comes_from_outside() {
    let mut named = Named::new("a");
    named.rename("b");
    assert_eq!(named.name(), "b");
    assert_eq!(named.into_name("c"), "bc");
    assert_eq!(
        notes(),
        [
            "name=\"a\" return_value=Named(\"a\")",
            "this=Named(\"b\") name=\"b\"",
            "this=Named(\"b\") return_value=\"b\"",
            "this=Named(\"b\") suffix=\"c\" return_value=\"bc\"",
        ]
    );
}

macro_rules! field {
    ($this:ident) => {
        $this.0
    };
}

macro_rules! make {
    ($ty:ty, $value:expr) => {
        <$ty>::from($value)
    };
}

impl From<&str> for Named {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl Named {
    #[has_side_effects("macros/self_in_macros", capture(self, return_value))]
    fn with_macros(&self, suffix: &str) -> Self {
        struct Local(String);
        impl Local {
            fn named(self) -> Named {
                Named(self.0)
            }
        }
        let name = format!("{}{}{suffix}", field!(self), vec![self.0.len()][0]);
        assert!(matches!(self, Self(_)));
        make!(Self, &*Local(name).named().0)
    }
}

handler!("macros/self_in_macros"; this: &Named, return_value: &Named);
#[test]
fn self_can_be_used_in_macros_and_in_items_of_the_body() {
    assert_eq!(Named("a".into()).with_macros("b").0, "a1b");
    assert_eq!(notes(), ["this=Named(\"a\") return_value=Named(\"a1b\")"]);
}

macro_rules! wired {
    ($($name:ident: $label:literal),*) => {
        $(
            #[has_side_effects($label)]
            fn $name(id: u8) -> u8 {
                id + 1
            }

            const _: () = {
                #[is_side_effect_of($label)]
                fn effect(id: u8, return_value: u8) {
                    note(format!(concat!($label, " {} {}"), id, return_value));
                }
            };
        )*
    };
}

wired!(one: "macros/wired/one", two: "macros/wired/two");
#[test]
fn one_macro_can_make_many_origins_and_handlers() {
    assert_eq!((one(1), two(2)), (2, 3));
    assert_eq!(notes(), ["macros/wired/one 1 2", "macros/wired/two 2 3"]);
}
