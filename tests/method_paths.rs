//! The path of a method has its type in it: `A::save` and `B::save` were both
//! `shop_core::two::save`.
#![allow(dead_code, reason = "most of it is only listed")]

#[path = "common/recorder.rs"]
mod recorder;

use std::fmt::Debug;

use async_trait::async_trait;
use recorder::trace_of;
use side_effects::{
    Format, check, disable_side_effects, has_side_effects, is_side_effect_of, registry,
};

/// The paths of all origins of a label.
fn paths(label: &str) -> Vec<&'static str> {
    let origins = registry().origins(label);
    origins.iter().map(|origin| origin.path()).collect()
}

mod two {
    use super::*;

    pub(super) struct B;
    pub(super) struct A;

    impl B {
        #[has_side_effects("two")]
        pub(super) fn save(&self) {}
    }
    impl A {
        #[has_side_effects("two")]
        pub(super) fn save(&self) {}
    }
}

#[test]
fn two_types_with_a_method_of_one_name_are_told_apart_and_sorted() {
    assert_eq!(
        paths("two"),
        ["method_paths::two::A::save", "method_paths::two::B::save"]
    );
}

#[test]
fn a_path_is_made_once() {
    assert!(std::ptr::eq(paths("two")[0], paths("two")[0]));
}

#[test]
fn listing_checks_and_debug_tell_them_apart() {
    let listing = registry().listing().label("two");
    for format in [Format::Verbose, Format::Json, Format::Markdown, Format::Dot] {
        let page = listing.render(format);
        assert!(page.contains("method_paths::two::A::save"), "{page}");
        assert!(page.contains("method_paths::two::B::save"), "{page}");
    }
    let unhandled = check().into_iter().find(|message| message.label() == "two");
    let unhandled = unhandled.unwrap().to_string();
    assert!(
        unhandled.contains("origin: method_paths::two::A::save"),
        "{unhandled}"
    );
    assert!(
        unhandled.contains("origin: method_paths::two::B::save"),
        "{unhandled}"
    );
    let origin = format!("{:?}", registry().origins("two")[1]);
    assert!(
        origin.contains("\"method_paths::two::B::save\""),
        "{origin}"
    );
}

#[test]
fn logs_tell_them_apart() {
    let events = disable_side_effects();
    let lines = trace_of(|| {
        two::A.save();
        two::B.save();
    });
    assert_eq!(
        lines,
        [
            "DEBUG side_effects: suppressed label=two origin=method_paths::two::A::save",
            "DEBUG side_effects: suppressed label=two origin=method_paths::two::B::save",
        ]
    );
    assert_eq!(events, ["two", "two"]);
}

mod errors {
    use super::*;

    pub(super) struct Ledger(pub(super) u32);

    impl Ledger {
        #[has_side_effects("mismatch")]
        fn book(&self, _amount: u32) {}

        #[has_side_effects("panicking_predicate", run_on_exit = |_: &()| panic!("no idea"))]
        pub(super) fn close(&self) {}
    }

    /// Do.
    #[is_side_effect_of("mismatch")]
    fn handler(_amount: u32, _acount: u32) {}
}

#[test]
fn errors_name_the_type_of_the_method() {
    let mismatch = check()
        .into_iter()
        .find(|message| message.label() == "mismatch");
    let mismatch = mismatch.unwrap();
    assert!(
        mismatch.message().starts_with(
            "side effect `method_paths::errors::handler` does not fit its origin \
             `method_paths::errors::Ledger::book` (label `mismatch`)"
        ),
        "{mismatch}"
    );
    let lines = trace_of(|| errors::Ledger(1).close());
    assert!(
        lines[0].contains("handler=method_paths::errors::Ledger::close"),
        "{lines:?}"
    );
}

mod traits {
    use super::*;

    pub(super) trait Repo<T = u8> {
        fn store(&self);
        #[has_side_effects("trait_provided", skip(self))]
        fn provided(&self) {}
    }
    #[async_trait]
    pub(super) trait AsyncRepo {
        async fn load(&self);
        #[has_side_effects("async_trait_provided", skip(self))]
        async fn provided_too(&self) {}
    }

    pub(super) struct Db;
    pub(super) struct Cache<T>(T);
    pub(super) struct Lent<'a>(&'a str);

    impl Repo for Db {
        #[has_side_effects("trait_of_db")]
        fn store(&self) {}
    }
    #[async_trait]
    impl AsyncRepo for Db {
        #[has_side_effects("async_trait_of_db")]
        async fn load(&self) {}
    }
    impl<T: Debug> Repo for Cache<T> {
        #[has_side_effects("trait_of_cache", skip(self))]
        fn store(&self) {}
    }
    #[async_trait]
    impl<T: Debug + Sync> AsyncRepo for Cache<T> {
        #[has_side_effects("async_trait_of_cache", skip(self))]
        async fn load(&self) {}
    }
    impl Repo for Lent<'_> {
        #[has_side_effects("trait_of_lent", skip(self))]
        fn store(&self) {}
    }
    impl Repo for [u8] {
        #[has_side_effects("trait_of_slice")]
        fn store(&self) {}
    }
    impl dyn Repo {
        #[has_side_effects("method_of_dyn")]
        fn both(&self) {}
    }
    mod elsewhere {
        use super::*;

        impl Repo<u16> for Db {
            #[has_side_effects("trait_elsewhere")]
            fn store(&self) {}
        }
        impl Db {
            #[has_side_effects("method_elsewhere")]
            fn open(&self) {}
        }
        const _: () = {
            impl Db {
                #[has_side_effects("method_in_a_const")]
                fn close(self) {}
            }
        };
    }
}

#[test]
fn a_method_of_a_trait_has_both() {
    assert_eq!(
        paths("trait_of_db"),
        ["<method_paths::traits::Db as method_paths::traits::Repo>::store"]
    );
    assert_eq!(
        paths("trait_of_cache"),
        ["<method_paths::traits::Cache<_> as method_paths::traits::Repo>::store"]
    );
    assert_eq!(
        paths("trait_of_lent"),
        ["<method_paths::traits::Lent as method_paths::traits::Repo>::store"]
    );
    assert_eq!(
        paths("trait_of_slice"),
        ["<[u8] as method_paths::traits::Repo>::store"]
    );
}

#[test]
fn a_method_under_async_trait_has_both() {
    assert_eq!(
        paths("async_trait_of_db"),
        ["<method_paths::traits::Db as method_paths::traits::AsyncRepo>::load"]
    );
    assert_eq!(
        paths("async_trait_of_cache"),
        ["<method_paths::traits::Cache<_> as method_paths::traits::AsyncRepo>::load"]
    );
}

#[test]
fn a_provided_method_has_the_trait() {
    assert_eq!(
        paths("trait_provided"),
        ["method_paths::traits::Repo::provided"]
    );
    assert_eq!(
        paths("async_trait_provided"),
        ["method_paths::traits::AsyncRepo::provided_too"]
    );
}

#[test]
fn it_makes_no_difference_where_the_impl_is() {
    assert_eq!(
        paths("trait_elsewhere"),
        ["<method_paths::traits::Db as method_paths::traits::Repo<u16>>::store"]
    );
    assert_eq!(
        paths("method_elsewhere"),
        ["method_paths::traits::Db::open"]
    );
    assert_eq!(
        paths("method_in_a_const"),
        ["method_paths::traits::Db::close"]
    );
    assert_eq!(
        paths("method_of_dyn"),
        ["<dyn method_paths::traits::Repo>::both"]
    );
}

mod kinds {
    use super::*;

    pub(super) struct Db;

    impl Db {
        #[has_side_effects("method_async")]
        async fn wait(&self) {}

        #[has_side_effects("method_boxed")]
        fn boxed(&self) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
            Box::pin(async move {})
        }

        #[has_side_effects("method_raw")]
        fn r#match(&self) {}

        #[has_side_effects("associated_with_self")]
        fn connect(_url: &str) -> Self {
            Self
        }

        #[has_side_effects("associated_without_self")]
        fn ping(_url: &str) {}

        fn outer(&self) {
            #[has_side_effects("free_in_a_method")]
            fn free() {}

            struct Inner;
            impl Inner {
                #[has_side_effects("method_in_a_method")]
                fn outer(&self) {}
            }
            free();
            Inner.outer();
        }
    }

    #[has_side_effects("free_with_a_local_impl")]
    fn local() {
        struct Local;
        impl Local {
            fn new() -> Self {
                Self
            }
        }
        Local::new();
    }

    #[has_side_effects("stacked_one")]
    #[has_side_effects("stacked_two")]
    fn stacked() {}

    impl Db {
        #[has_side_effects("stacked_one")]
        #[has_side_effects("stacked_two")]
        fn stacked(&self) {}
    }
}

#[test]
fn every_kind_of_method_has_its_type() {
    assert_eq!(paths("method_async"), ["method_paths::kinds::Db::wait"]);
    assert_eq!(paths("method_boxed"), ["method_paths::kinds::Db::boxed"]);
    assert_eq!(paths("method_raw"), ["method_paths::kinds::Db::match"]);
    assert_eq!(
        paths("associated_with_self"),
        ["method_paths::kinds::Db::connect"]
    );
    assert_eq!(
        paths("method_in_a_method"),
        ["method_paths::kinds::Db::outer::Inner::outer"]
    );
    for label in ["stacked_one", "stacked_two"] {
        assert_eq!(
            paths(label),
            [
                "method_paths::kinds::Db::stacked",
                "method_paths::kinds::stacked"
            ]
        );
    }
}

#[test]
fn what_looks_like_a_free_function_keeps_module_and_name() {
    assert_eq!(paths("free_in_a_method"), ["method_paths::kinds::free"]);
    assert_eq!(
        paths("free_with_a_local_impl"),
        ["method_paths::kinds::local"]
    );
    assert_eq!(
        paths("associated_without_self"),
        ["method_paths::kinds::ping"]
    );
}
