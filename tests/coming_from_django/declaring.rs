//! Origins, handlers, and when effects fire.

use std::panic::catch_unwind;

use side_effects::{disable_side_effects, has_side_effects, is_side_effect_of, registry};

use crate::notes::{note, notes_of};

#[test]
fn an_origin_and_a_handler_need_their_attributes_and_no_setup() {
    #[has_side_effects("update_profile")]
    fn update_profile(user: u32, name: &str) -> String {
        name.to_uppercase()
    }
    #[is_side_effect_of("update_profile")]
    fn update_crm(user: u32, name: &str, return_value: &str) {
        note(format!("crm {user} {name} {return_value}"));
    }
    let notes = notes_of(|| assert_eq!(update_profile(7, "ada"), "ADA"));
    assert_eq!(notes, ["crm 7 ada ADA"]);
}

#[test]
fn link_takes_a_crate_of_handlers_in() {
    let handlers = registry().handlers("order_shipped");
    let paths: Vec<_> = handlers.iter().map(|handler| handler.path()).collect();
    assert_eq!(paths, ["bookshop_effects::mail::shipped"]);
}

#[test]
fn a_handler_stays_a_function_that_can_be_called() {
    #[is_side_effect_of("called_by_hand")]
    fn mail(to: &str) {
        note(format!("mail {to}"));
    }
    let events = disable_side_effects();
    assert_eq!(notes_of(|| mail("ada")), ["mail ada"]);
    events.assert_nothing_fired();
}

#[test]
fn origins_are_stacked_and_handlers_take_several_labels() {
    #[has_side_effects("moved")]
    #[has_side_effects("changed")]
    fn change() {}
    #[is_side_effect_of("moved", "changed")]
    fn index() {
        note("index");
    }
    assert_eq!(notes_of(change), ["index", "index"]);
    let events = disable_side_effects();
    change();
    assert_eq!(events, ["moved", "changed"]);
}

#[test]
fn run_on_exit_decides_by_the_return_value() {
    #[has_side_effects("follow", run_on_exit = |is_new| *is_new)]
    fn follow(is_new: bool) -> bool {
        is_new
    }
    let events = disable_side_effects();
    assert!(!follow(false));
    events.assert_nothing_fired();
    assert!(follow(true));
    assert_eq!(events, ["follow"]);
}

#[test]
#[cfg(feature = "http")]
fn a_response_of_4xx_or_5xx_fires_nothing_by_itself() {
    use http::{Response, StatusCode};
    #[has_side_effects("view")]
    fn view(status: u16) -> Response<()> {
        Response::builder().status(status).body(()).unwrap()
    }
    let events = disable_side_effects();
    for status in [400, 404, 499, 500, 599] {
        view(status);
    }
    events.assert_nothing_fired();
    for status in [200, 302, 399] {
        view(status);
    }
    assert_eq!(events, ["view"; 3]);

    let check = side_effects::http_response_check::<StatusCode>;
    assert!(!check(&StatusCode::NOT_FOUND));
    assert!(check(&StatusCode::FOUND));
}

#[test]
fn an_err_and_a_panic_fire_nothing() {
    #[has_side_effects("raises")]
    fn raises(how: &str) -> Result<u8, String> {
        match how {
            "err" => Err("no".into()),
            "panic" => panic!("no"),
            _ => Ok(7),
        }
    }
    let events = disable_side_effects();
    assert_eq!(raises("err"), Err("no".into()));
    assert!(catch_unwind(|| raises("panic")).is_err());
    events.assert_nothing_fired();
    assert_eq!(raises("ok"), Ok(7));
    assert_eq!(events, ["raises"]);
}

#[test]
fn none_and_false_fire() {
    #[has_side_effects("none")]
    fn none() -> Option<u8> {
        None
    }
    #[has_side_effects("false")]
    fn no() -> bool {
        false
    }
    let events = disable_side_effects();
    none();
    no();
    assert_eq!(events, ["none", "false"]);
}

#[test]
fn order_says_who_runs_first() {
    #[has_side_effects("ordered")]
    fn origin() {}
    #[is_side_effect_of("ordered", order = 1)]
    fn a_second() {
        note("second");
    }
    #[is_side_effect_of("ordered")]
    fn b_first() {
        note("first");
    }
    assert_eq!(notes_of(origin), ["first", "second"]);
}

#[test]
fn async_functions_fire_when_they_are_done_and_wait_for_async_handlers() {
    #[has_side_effects("invite")]
    async fn invite() -> u8 {
        note("body");
        7
    }
    #[is_side_effect_of("invite")]
    async fn mail(return_value: u8) {
        note(format!("mail {return_value}"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.build().unwrap();
    let notes = notes_of(|| {
        let invitation = invite();
        note("made");
        assert_eq!(runtime.block_on(invitation), 7);
    });
    assert_eq!(notes, ["made", "body", "mail 7"]);
}
