//! What the registry tells of labels, origins and handlers.

// Origins have no work of their own here.
#![allow(unused_variables)]

use side_effects::{LabelEntry, fire, has_side_effects, is_side_effect_of, registry};

mod shop {
    use super::*;

    pub(super) const SIGNED_UP: u32 = line!() + 7;

    /// Sign up.
    ///
    /// As a customer.
    #[has_side_effects("shop_signed_up")]
    #[allow(dead_code)]
    pub(super) fn sign_up(name: &str, age: Option<u8>) -> Result<u32, String> {
        Ok(1)
    }

    pub(super) const WELCOMES: u32 = line!() + 7;

    /// Send the welcome mail.
    #[is_side_effect_of("shop_signed_up", "shop_returned", order = 2)]
    #[rustfmt::skip]
    #[allow(dead_code)]
    pub(super) fn
    welcome(name: &str) -> Result<(), std::num::ParseIntError> {
        Ok(())
    }

    #[is_side_effect_of("shop_signed_up", order = -1)]
    fn count() {}
}

#[has_side_effects("shop_signed_up")]
#[allow(dead_code)]
fn import(line: String) {}

#[has_side_effects("shop_unheard")]
#[allow(dead_code)]
fn unheard() {}

#[test]
fn labels_are_sorted_and_told_once() {
    let labels = registry().labels();
    assert!(labels.is_sorted(), "{labels:?}");
    let of_the_shop: Vec<_> = labels
        .into_iter()
        .filter(|label| label.starts_with("shop_"))
        .collect();
    assert_eq!(
        of_the_shop,
        ["shop_returned", "shop_signed_up", "shop_unheard"]
    );
}

#[test]
fn a_label_lists_its_origins_by_path_and_its_handlers_in_the_order_they_run() {
    let paths = |entry: &LabelEntry| {
        let origins: Vec<_> = entry.origins().iter().map(|origin| origin.path()).collect();
        let handlers = entry.handlers();
        let handlers: Vec<_> = handlers
            .iter()
            .map(|handler| handler.path().to_owned())
            .collect();
        (origins, handlers)
    };
    let entry = registry()
        .by_label("shop_signed_up")
        .expect("it is linked in");
    assert_eq!(entry.label(), "shop_signed_up");
    let (origins, handlers) = paths(&entry);
    assert_eq!(origins, ["registry::import", "registry::shop::sign_up"]);
    assert_eq!(
        handlers,
        ["registry::shop::count", "registry::shop::welcome"]
    );

    let direct = registry().origins("shop_signed_up");
    assert_eq!(
        direct
            .iter()
            .map(|origin| origin.path())
            .collect::<Vec<_>>(),
        origins
    );
    let direct = registry().handlers("shop_signed_up");
    assert_eq!(
        direct
            .iter()
            .map(|handler| handler.path())
            .collect::<Vec<_>>(),
        handlers
    );

    let unfired = registry()
        .by_label("shop_returned")
        .expect("it is linked in");
    assert_eq!(
        paths(&unfired),
        (vec![], vec!["registry::shop::welcome".to_owned()])
    );
    let unheard = registry()
        .by_label("shop_unheard")
        .expect("it is linked in");
    assert_eq!(paths(&unheard), (vec!["registry::unheard"], vec![]));
}

#[test]
fn nobody_knows_a_label_that_is_not_there() {
    assert!(
        registry().by_label("shop_").is_none(),
        "a part is not enough"
    );
    assert!(registry().by_label("").is_none());
    assert!(registry().handlers("nobody").is_empty());
    assert!(registry().origins("nobody").is_empty());
    assert!(registry().by_label_contains("nobody at all").is_empty());
}

#[test]
fn labels_are_found_by_a_part_of_them() {
    let labels = |part: &str| -> Vec<_> {
        let found = registry().by_label_contains(part);
        found.iter().map(LabelEntry::label).collect()
    };
    assert_eq!(labels("hop_un"), ["shop_unheard"]);
    assert_eq!(
        labels("shop_"),
        ["shop_returned", "shop_signed_up", "shop_unheard"]
    );
    assert_eq!(labels(""), registry().labels());
}

#[test]
fn a_handler_is_contained_under_its_own_labels_only() {
    let contains = |label| registry().contains(label, "registry::shop::welcome");
    assert!(contains("shop_signed_up"));
    assert!(contains("shop_returned"));
    assert!(!contains("shop_unheard"));
    assert!(!contains("nobody"));
    assert!(
        !registry().contains("shop_signed_up", "welcome"),
        "the whole path"
    );
}

#[test]
fn a_handler_tells_all_about_itself() {
    let handlers = registry().handlers("shop_signed_up");
    let [count, welcome] = &handlers[..] else {
        panic!("{handlers:?}");
    };
    assert_eq!(welcome.label(), "shop_signed_up");
    assert_eq!(welcome.path(), "registry::shop::welcome");
    assert_eq!(welcome.docs(), Some("Send the welcome mail."));
    assert_eq!(welcome.summary(), Some("Send the welcome mail."));
    assert_eq!(welcome.file(), file!());
    assert_eq!(welcome.line(), shop::WELCOMES, "the line of its name");
    assert_eq!(
        welcome.signature(),
        "fn welcome(name: &str) -> Result<(), std::num::ParseIntError>"
    );
    assert_eq!((count.docs(), count.summary()), (None, None));
    assert_eq!(
        format!("{welcome:?}"),
        format!(
            "Handler {{ label: \"shop_signed_up\", path: \"registry::shop::welcome\", file: \
             {}:{}, .. }}",
            file!(),
            shop::WELCOMES
        )
    );
    assert!(shop::welcome("still callable").is_ok());
}

#[test]
fn an_origin_tells_all_about_itself() {
    let origin = registry().origins("shop_signed_up")[1];
    assert_eq!(origin.label(), "shop_signed_up");
    assert_eq!(origin.path(), "registry::shop::sign_up");
    assert_eq!(origin.docs(), Some("Sign up.\n\nAs a customer."));
    assert_eq!(origin.summary(), Some("Sign up."));
    assert_eq!(origin.file(), file!());
    assert_eq!(origin.line(), shop::SIGNED_UP);
    assert_eq!(
        origin.signature(),
        "fn sign_up(name: &str, age: Option<u8>) -> Result<u32, String>"
    );
}

#[test]
fn a_method_is_told_by_its_type_and_name() {
    struct User;
    impl User {
        #[has_side_effects("method")]
        fn rename(&mut self, name: &str) {}
    }
    User.rename("Ada");
    let origin = registry().origins("method")[0];
    assert_eq!(
        origin.path(),
        "registry::a_method_is_told_by_its_type_and_name::User::rename"
    );
    assert_eq!(origin.signature(), "fn rename(&mut self, name: &str)");
}

#[test]
fn a_fired_label_is_an_origin_too() {
    fn somewhere<T: ?Sized + 'static>(value: &T) {
        fire!("fired_somewhere", value, days = 10; return_value = &3_u32);
    }
    let place = line!() - 2;
    somewhere("text");
    somewhere(&1_u8);
    let origins = registry().origins("fired_somewhere");
    assert_eq!(
        origins.len(),
        1,
        "one place in the code, whatever its types"
    );
    let origin = origins[0];
    assert_eq!(origin.path(), "registry");
    assert_eq!((origin.file(), origin.line()), (file!(), place));
    assert_eq!(
        origin.signature(),
        "fire!(\"fired_somewhere\", value, days = 10; return_value = &3_u32)"
    );
    assert_eq!(origin.docs(), None);
}
