//! `check()` finds each kind of mistake, and says what to do.
#![allow(dead_code, unused_variables, reason = "nothing here is called")]

use side_effects::{
    CheckMessage, Severity, check, fire, has_side_effects, is_side_effect_of, register,
};
use snapbox::{assert_data_eq, str};

/// Nothing here may run: checking is not firing.
fn never() -> ! {
    unreachable!("checking runs no user code")
}

/// What `check` says of one label.
fn of(label: &str) -> Vec<CheckMessage> {
    let mut messages = check();
    messages.retain(|message| message.label() == label);
    messages
}

fn only(label: &str) -> CheckMessage {
    let [message] = <[_; 1]>::try_from(of(label)).unwrap();
    message
}

mod fits {
    use super::*;

    #[has_side_effects("fits")]
    pub(super) fn origin(_name: String, _count: u32) -> Result<String, ()> {
        never()
    }

    /// By name.
    #[is_side_effect_of("fits")]
    fn by_name(count: u32, return_value: &str) {
        never()
    }

    /// By position.
    #[is_side_effect_of("fits")]
    fn by_position(a: &str, b: u32) {
        never()
    }
}

#[test]
fn what_fits_is_not_mentioned_and_not_run() {
    assert_eq!(of("fits"), []);
}

mod mismatch {
    use super::*;

    #[has_side_effects("mismatch")]
    fn origin(name: String, count: u32) {
        never()
    }

    /// A wrong type.
    #[is_side_effect_of("mismatch")]
    fn wrong_type(name: &str, count: &u64) {
        never()
    }
}

#[test]
fn a_mismatch_shows_both_functions_and_the_parameter_at_fault() {
    let message = only("mismatch");
    assert_eq!(message.id(), "E001");
    assert_eq!(message.severity(), Severity::Error);
    assert_data_eq!(
        message.to_string(),
        str![[r#"
tests/check.rs:62: error[E001]: side effect `check::mismatch::wrong_type` does not fit its origin `check::mismatch::origin` (label `mismatch`)
     origin: fn origin(name: String, count: u32)
             at tests/check.rs:56
    handler: fn wrong_type(name: &str, count: &u64)
             at tests/check.rs:62
  parameter: `count`: it asks for `u64`, which the origin does not offer there
       help: what fits is `&u32` or `u32`
"#]]
    );
}

mod two_origins {
    use super::*;

    #[has_side_effects("two_origins")]
    fn good(name: &str) {
        never()
    }

    #[has_side_effects("two_origins")]
    fn bad(name: &str, other: u8) {
        never()
    }

    #[has_side_effects("two_origins")]
    fn worse(other: u8) {
        never()
    }

    /// Fits the first two.
    #[is_side_effect_of("two_origins")]
    fn handler(name: &str) {
        never()
    }
}

#[test]
fn a_handler_has_to_fit_every_origin_of_its_label() {
    let message = only("two_origins");
    assert_eq!(message.id(), "E001");
    assert!(message.message().contains("check::two_origins::worse"));
}

mod late_types {
    use super::*;

    struct Account<T>(T);

    impl<T: Clone + 'static> Account<T> {
        #[has_side_effects("late_types", capture(self, reason))]
        fn close(&self, reason: T) {
            never()
        }
    }

    /// Names are right, and types are nobody's business before a call.
    #[is_side_effect_of("late_types")]
    fn fits(reason: &u8) {
        never()
    }

    /// A name is wrong.
    #[is_side_effect_of("late_types")]
    fn misspelt(this: &Account<u8>, raeson: &u8) {
        never()
    }

    #[test]
    fn where_types_are_not_known_yet_names_are_checked() {
        let message = only("late_types");
        assert_eq!(message.id(), "E001");
        let lines: Vec<_> = message.message().lines().collect();
        assert!(lines[0].starts_with("side effect `check::late_types::misspelt`"));
        assert_eq!(
            lines.last(),
            Some(&"  parameter: `raeson`: the origin has no parameter of that name")
        );
        assert!(message.hint().ends_with("`this`, `reason`, `return_value`"));
    }
}

mod fired {
    use super::*;

    fn place() {
        fire!("fired", name = "Ada");
    }

    /// Takes two.
    #[is_side_effect_of("fired")]
    fn handler(a: &str, b: &str) {
        never()
    }
}

#[test]
fn what_fire_gives_is_checked_by_name() {
    let message = only("fired");
    assert_eq!(message.id(), "E001");
    assert_eq!(
        message.hint(),
        "give them the origin's names: `name`, `return_value`"
    );
}

mod typo {
    use super::*;

    #[has_side_effects("account_closed")]
    fn close() {
        never()
    }

    /// One.
    #[is_side_effect_of("acount_closed")]
    fn one() {
        never()
    }

    /// Two.
    #[is_side_effect_of("acount_closed")]
    fn two() {
        never()
    }
}

#[test]
fn a_misspelt_label_is_found_from_both_ends() {
    assert_data_eq!(
        only("acount_closed").to_string(),
        str![[r#"
tests/check.rs:190: warning[W001]: nothing fires `acount_closed`, so that its side effects never run
    handler: check::typo::one
             at tests/check.rs:190
    handler: check::typo::two
             at tests/check.rs:196
       help: did you mean `account_closed`?
"#]]
    );
    assert_data_eq!(
        only("account_closed").to_string(),
        str![[r#"
tests/check.rs:184: warning[W002]: nothing handles `account_closed`, which is fired
     origin: check::typo::close
             at tests/check.rs:184
       help: there are handlers that nothing fires: did you mean `acount_closed`?
"#]]
    );
}

mod alone {
    use super::*;

    #[has_side_effects("nobody listens to this")]
    fn origin() {
        never()
    }

    /// One that waits in vain.
    #[is_side_effect_of("waiting for this in vain")]
    fn handler() {
        never()
    }
}

#[test]
fn a_label_with_one_end_says_how_to_get_the_other() {
    let unhandled = only("nobody listens to this");
    assert_eq!(
        (unhandled.id(), unhandled.severity()),
        ("W002", Severity::Warning)
    );
    assert_eq!(
        unhandled.hint(),
        "write `#[is_side_effect_of(\"nobody listens to this\")]` on a function; if there is one \
         in a crate that nothing else refers to, `side_effects::link!` that crate"
    );
    let unfired = only("waiting for this in vain");
    assert_eq!(
        (unfired.id(), unfired.severity()),
        ("W001", Severity::Warning)
    );
    assert_eq!(
        unfired.hint(),
        "write `#[has_side_effects(\"waiting for this in vain\")]` on the function that should \
         fire it; if it is in a crate that nothing else refers to, `side_effects::link!` that crate"
    );
}

mod undocumented {
    use super::*;

    #[has_side_effects("undocumented")]
    #[has_side_effects("undocumented, too")]
    fn origin() {
        never()
    }

    #[is_side_effect_of("undocumented", "undocumented, too")]
    fn handler() {
        never()
    }
}

#[test]
fn a_handler_without_docs_is_mentioned_once_for_all_its_labels() {
    let message = only("undocumented");
    assert_eq!((message.id(), message.file()), ("W003", file!()));
    assert_eq!(
        message.message(),
        "side effect `check::undocumented::handler` has no docs"
    );
    assert_eq!(of("undocumented, too"), []);
}

#[test]
fn a_handler_registered_at_run_time_is_checked_while_it_is_registered() {
    let registration = register("acount_deleted", "audit", |_: &side_effects::Event<'_>| {});
    let line = line!() - 1;
    let messages = of("acount_deleted");
    let ids: Vec<_> = messages.iter().map(CheckMessage::id).collect();
    assert_eq!(ids, ["W001", "W003"]);
    for message in &messages {
        assert_eq!((message.file(), message.line()), (file!(), line));
    }
    drop(registration);
    assert_eq!(of("acount_deleted"), []);
}

#[test]
fn a_blank_label_is_an_error() {
    const BLANK: &str = " \t";
    let _empty = register("", "empty", |_: &side_effects::Event<'_>| {});
    let _blank = register(BLANK, "blank", |_: &side_effects::Event<'_>| {});
    for (label, word) in [("", "empty"), (BLANK, "blank")] {
        let message = of(label).remove(0);
        assert_eq!(
            (message.id(), message.severity()),
            ("E003", Severity::Error)
        );
        assert_eq!(
            message.message(),
            format!("the label of side effect `{word}` is {word}")
        );
    }
}

#[test]
fn messages_come_by_label_and_errors_before_warnings() {
    let messages = check();
    let order: Vec<_> = messages.iter().map(|m| (m.label(), m.severity())).collect();
    assert!(order.len() > 8, "{order:?}");
    assert!(order.is_sorted(), "{order:?}");
}
