//! What the application provides reaches its handlers, and a guard replaces it
//! for a test alone.

#![allow(missing_docs)]

use std::error::Error as _;
use std::sync::Arc;
use std::thread;

use parking_lot::Mutex;
use side_effects::{
    Dep, Error, disable_side_effects, has_side_effects, is_side_effect_of, provide, provide_dyn,
    record_side_effects,
};

trait Mailer: Send + Sync {
    fn send(&self, to: &str);
}

/// Remembers what it was to send.
#[derive(Clone, Default)]
struct Outbox(Arc<Mutex<Vec<String>>>);

impl Outbox {
    fn sent(&self) -> Vec<String> {
        self.0.lock().clone()
    }
}

impl Mailer for Outbox {
    fn send(&self, to: &str) {
        self.0.lock().push(to.to_owned());
    }
}

/// Sign up, and be welcomed.
#[has_side_effects("sign_up", on_error = abort)]
fn sign_up(email: &str) -> Result<usize, Error> {
    Ok(email.len())
}

/// Send the welcome mail.
#[is_side_effect_of("sign_up")]
fn welcome(mailer: Dep<dyn Mailer>, email: &str) {
    mailer.send(email);
}

#[test]
fn a_handler_is_tested_alone_with_a_fake() {
    let outbox = Outbox::default();
    let mailer: Arc<dyn Mailer> = Arc::new(outbox.clone());
    welcome(mailer.into(), "ada@example.com");
    assert_eq!(outbox.sent(), ["ada@example.com"]);
}

#[test]
fn an_origin_is_tested_with_effects_off() {
    let events = disable_side_effects();
    assert_eq!(sign_up("ada@example.com").unwrap(), 15);
    assert_eq!(events, ["sign_up"]);
}

#[test]
fn both_are_tested_together_with_a_fake() {
    let outbox = Outbox::default();
    let events = record_side_effects().provide_dyn::<dyn Mailer>(Arc::new(outbox.clone()));
    sign_up("ada@example.com").unwrap();
    assert_eq!(events, ["sign_up"]);
    assert_eq!(outbox.sent(), ["ada@example.com"]);
}

#[test]
fn a_scope_carries_a_replacement_to_other_threads_and_nobody_else_sees_it() {
    let outbox = Outbox::default();
    let events = record_side_effects().provide_dyn::<dyn Mailer>(Arc::new(outbox.clone()));
    let scope = events.scope();
    thread::scope(|threads| {
        threads.spawn(|| scope.run(|| sign_up("with@example.com").unwrap()));
        threads.spawn(|| sign_up("without@example.com").unwrap_err());
    });
    assert_eq!(outbox.sent(), ["with@example.com"]);
}

#[test]
fn the_innermost_replacement_counts() {
    let (outer, inner) = (Outbox::default(), Outbox::default());
    let _outer = record_side_effects().provide_dyn::<dyn Mailer>(Arc::new(outer.clone()));
    {
        let _inner = record_side_effects().provide_dyn::<dyn Mailer>(Arc::new(inner.clone()));
        sign_up("inner@example.com").unwrap();
    }
    sign_up("outer@example.com").unwrap();
    assert_eq!(inner.sent(), ["inner@example.com"]);
    assert_eq!(outer.sent(), ["outer@example.com"]);
}

#[test]
fn what_nobody_provides_is_an_error_of_the_handler_that_says_what_to_do() {
    let error = thread::spawn(|| sign_up("ada@example.com").unwrap_err());
    let error = error.join().unwrap();
    assert!(matches!(error, Error::HandlerFailed { .. }));
    assert_eq!(error.handler(), "dependencies::welcome");
    assert_eq!(
        error.source().unwrap().to_string(),
        "nothing is provided for `Dep<dyn dependencies::Mailer>`: call `side_effects::provide(…)` \
         (or `provide_dyn`) with one at start-up, or `.provide(…)` on the guard of a test",
    );
}

/// Only this test's.
#[derive(Debug)]
struct Rate(u32);

#[has_side_effects("convert")]
fn convert() {}

static RATES: Mutex<Vec<u32>> = Mutex::new(Vec::new());

#[is_side_effect_of("convert")]
fn note_rate(rate: Dep<Rate>) {
    assert_eq!(format!("{:?}", rate.clone()), format!("Dep({:?})", *rate));
    RATES.lock().push(rate.0);
}

#[test]
fn a_later_value_takes_the_place_of_an_earlier_one() {
    provide(Rate(1));
    convert();
    provide_dyn(Arc::new(Rate(2)));
    convert();
    assert_eq!(*RATES.lock(), [1, 2]);
}

#[test]
fn a_replacement_may_fire_when_it_is_dropped() {
    struct FiresLast;
    impl Drop for FiresLast {
        fn drop(&mut self) {
            sign_up("last@example.com").unwrap();
        }
    }
    let events = disable_side_effects();
    let guard = disable_side_effects().provide(FiresLast).provide(FiresLast);
    assert_eq!(events.len(), 1, "the second takes the place of the first");
    let scope = guard.scope();
    drop(guard);
    scope.run(|| ());
    assert_eq!(events.len(), 1, "the scope has it");
    drop(scope);
    assert_eq!(events.len(), 2);
}

/// `Send` and `Sync` where its value is.
#[test]
fn a_dep_is_as_shareable_as_its_value() {
    fn is_shareable<T: Send + Sync>() {}
    is_shareable::<Dep<Rate>>();
    is_shareable::<Dep<dyn Mailer>>();
}

/// By another name, which no attribute can know.
type Mail = Dep<dyn Mailer>;

#[has_side_effects("remind")]
fn remind(email: &str) {
    let _ = email;
}

#[is_side_effect_of("remind")]
fn send_reminder(email: &str, mail: Mail) {
    mail.send(email);
}

#[test]
fn a_dep_is_known_by_its_type_and_not_by_its_name() {
    let outbox = Outbox::default();
    let _events = record_side_effects().provide_dyn::<dyn Mailer>(Arc::new(outbox.clone()));
    remind("ada@example.com");
    assert_eq!(outbox.sent(), ["ada@example.com"]);
}
