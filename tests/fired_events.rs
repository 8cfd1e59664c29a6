//! What guards collect of an event: copies of its arguments and of its return
//! value, made when it fired.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use side_effects::{
    ArgError, FiredEvent, disable_side_effects, disable_side_effects_globally, fire, fire_async,
    has_side_effects, is_side_effect_of, record_side_effects,
};

/// The message that an assertion fails with.
#[track_caller]
fn message(assertion: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(assertion)).expect_err("the assertion fails");
    *payload.downcast().expect("a text")
}

#[track_caller]
fn only(mut events: Vec<FiredEvent>) -> FiredEvent {
    assert_eq!(events.len(), 1);
    events.remove(0)
}

#[test]
fn arguments_of_an_origin_that_nobody_handles_are_copied() {
    #[has_side_effects("nobody_handles")]
    fn origin(email: String, name: &str, parts: &[u8], file: &Path, seats: u32) -> usize {
        drop(email);
        name.len() + parts.len() + file.as_os_str().len() + seats as usize
    }

    let events = disable_side_effects();
    origin("a@b".into(), "Ada", &[1, 2], Path::new("x"), 3);
    let event = only(events.fired("nobody_handles"));
    assert_eq!(event.label(), "nobody_handles");
    assert!(event.origin().path().ends_with("::origin"));
    assert_eq!(
        event.arg_names(),
        ["email", "name", "parts", "file", "seats"]
    );
    assert_eq!(event.arg::<String>("email").unwrap(), "a@b");
    assert_eq!(event.arg::<str>("email"), Some("a@b"));
    assert_eq!(event.arg::<str>("name"), Some("Ada"));
    assert_eq!(event.arg::<[u8]>("parts"), Some(&[1, 2][..]));
    assert_eq!(event.arg::<Path>("file"), Some(Path::new("x")));
    assert_eq!(event.arg::<u32>("seats"), Some(&3));
    assert_eq!(event.return_value::<usize>(), Some(&9));
}

#[test]
fn of_a_result_the_whole_and_the_ok_value_are_there() {
    #[has_side_effects("whole_and_ok")]
    fn origin() -> Result<u8, String> {
        Ok(7)
    }
    struct NotClone;
    #[has_side_effects("only_ok")]
    fn without_the_whole() -> Result<u8, NotClone> {
        Ok(8)
    }

    let events = disable_side_effects();
    origin().unwrap();
    without_the_whole().ok().unwrap();
    let event = only(events.fired("whole_and_ok"));
    assert_eq!(event.return_value::<u8>(), Some(&7));
    assert_eq!(event.return_value::<Result<u8, String>>(), Some(&Ok(7)));
    let event = only(events.fired("only_ok"));
    assert_eq!(event.return_value::<u8>(), Some(&8));
    assert!(event.return_value::<Result<u8, NotClone>>().is_none());
}

#[test]
fn what_cannot_be_copied_says_why() {
    struct NotClone;
    #[has_side_effects("not_copied")]
    fn origin(connection: &NotClone, cell: &Cell<u8>, skipped: u8) {
        let _ = (connection, cell, skipped);
    }

    let events = disable_side_effects();
    origin(&NotClone, &Cell::new(1), 2);
    let event = only(events.fired("not_copied"));
    let error = event.try_arg::<NotClone>("connection").err().unwrap();
    assert_eq!(
        error.to_string(),
        "`connection` of `fired_events::origin` was not captured, since it was not copied when \
         the event fired (its type has no `Clone`, or is not `Send` and `Sync`): let its type be \
         `Clone`, `Send` and `Sync`"
    );
    assert!(
        event.try_arg::<Cell<u8>>("cell").is_err(),
        "a `Cell` is not `Sync`"
    );
    assert!(matches!(
        event.try_arg::<u8>("skiped"),
        Err(ArgError::NoSuchParameter { .. })
    ));
    assert!(matches!(
        event.try_arg::<i8>("skipped"),
        Err(ArgError::AnotherType { .. })
    ));
    assert_eq!(event.try_arg::<u8>("skipped"), Ok(&2));
}

#[test]
fn a_clone_that_panics_harms_neither_the_origin_nor_the_other_arguments() {
    struct Bomb;
    impl Clone for Bomb {
        fn clone(&self) -> Self {
            panic!("boom")
        }
    }
    #[has_side_effects("bomb")]
    fn origin(bomb: &Bomb, other: u8) -> u8 {
        let _ = bomb;
        other
    }

    let events = disable_side_effects();
    assert_eq!(origin(&Bomb, 5), 5);
    let event = only(events.fired("bomb"));
    assert_eq!(event.arg::<u8>("other"), Some(&5));
    let error = event.try_arg::<Bomb>("bomb").err().unwrap().to_string();
    assert!(error.contains("its `Clone` panicked"), "{error}");
}

#[test]
fn copies_are_as_the_body_left_the_arguments_and_stay_so() {
    #[has_side_effects("left_by_the_body")]
    fn origin(list: &mut Vec<u8>) {
        list.push(2);
    }

    let events = disable_side_effects();
    let mut list = vec![1];
    origin(&mut list);
    list.push(3);
    let event = only(events.fired("left_by_the_body"));
    assert_eq!(event.arg::<[u8]>("list"), Some(&[1, 2][..]));
}

static CLONES: AtomicUsize = AtomicUsize::new(0);

struct Counted;
impl Clone for Counted {
    fn clone(&self) -> Self {
        CLONES.fetch_add(1, Ordering::Relaxed);
        Self
    }
}

#[has_side_effects("counted")]
fn counted(counted: Counted) {
    let Counted = counted;
}

#[has_side_effects("not_counted")]
fn not_counted(counted: Counted) {
    let Counted = counted;
}

/// The only test that clones a `Counted`.
#[test]
fn without_a_guard_that_sees_the_event_nothing_is_copied() {
    counted(Counted);
    assert_eq!(CLONES.load(Ordering::Relaxed), 0);
    let events = disable_side_effects().only(["counted"]);
    not_counted(Counted);
    assert_eq!(CLONES.load(Ordering::Relaxed), 0);
    counted(Counted);
    assert!(CLONES.load(Ordering::Relaxed) > 0);
    assert_eq!(events, ["counted"]);
    drop(events);
    CLONES.store(0, Ordering::Relaxed);
    counted(Counted);
    assert_eq!(CLONES.load(Ordering::Relaxed), 0);
}

#[test]
fn clearing_the_events_drops_the_copies() {
    #[has_side_effects("dropped_copies")]
    fn origin(shared: &Arc<()>) {
        let _ = shared;
    }
    let events = disable_side_effects();
    let shared = Arc::new(());
    origin(&shared);
    assert_eq!(Arc::strong_count(&shared), 2);
    events.clear();
    assert_eq!(Arc::strong_count(&shared), 1);
    origin(&shared);
    let kept = only(events.fired("dropped_copies"));
    drop(events);
    assert_eq!(Arc::strong_count(&shared), 2);
    drop(kept);
    assert_eq!(Arc::strong_count(&shared), 1);
}

#[test]
fn nested_guards_share_one_copy() {
    #[has_side_effects("nested_guards")]
    fn origin(shared: &Arc<()>) {
        let _ = shared;
    }
    let outer = record_side_effects();
    let inner = record_side_effects();
    let shared = Arc::new(());
    origin(&shared);
    assert_eq!(Arc::strong_count(&shared), 2);
    assert_eq!(outer.fired("nested_guards").len(), 1);
    assert_eq!(inner.fired("nested_guards").len(), 1);
}

#[test]
fn generic_origins_and_methods_are_copied_as_each_call_has_them() {
    #[has_side_effects("generic")]
    fn origin<T: Clone + Send + Sync + 'static>(value: T) {
        drop(value);
    }
    #[derive(Clone)]
    struct Account(u8);
    impl Account {
        #[has_side_effects("method", capture(self))]
        fn close(&self, reason: String) -> u8 {
            drop(reason);
            self.0
        }
    }

    let events = disable_side_effects();
    origin(1_u8);
    origin("one");
    Account(3).close("age".into());
    let generic = events.fired("generic");
    assert_eq!(generic[0].arg::<u8>("value"), Some(&1));
    assert_eq!(generic[1].arg::<&str>("value"), Some(&"one"));
    let method = only(events.fired("method"));
    assert_eq!(method.arg::<Account>("this").unwrap().0, 3);
    assert_eq!(method.arg::<str>("reason"), Some("age"));
    assert_eq!(method.return_value::<u8>(), Some(&3));
}

#[test]
fn patterns_are_copied_name_by_name() {
    struct State<T>(T);
    #[has_side_effects("patterns")]
    fn origin(State(pool): State<Arc<str>>, (a, _b): (u8, u8)) {
        let _ = (pool, a);
    }
    let events = disable_side_effects();
    origin(State("pool".into()), (1, 2));
    let event = only(events.fired("patterns"));
    assert_eq!(event.arg::<str>("pool"), Some("pool"));
    assert_eq!(event.arg::<u8>("a"), Some(&1));
}

#[test]
fn what_is_fired_without_an_origin_is_copied() {
    let events = disable_side_effects();
    let customer = String::from("Ada");
    fire!("fired_without", customer, days = 10_u8; return_value = &3_u32);
    let event = only(events.fired("fired_without"));
    assert_eq!(event.arg::<str>("customer"), Some("Ada"));
    assert_eq!(event.arg::<u8>("days"), Some(&10));
    assert_eq!(event.return_value::<u32>(), Some(&3));
}

#[tokio::test]
async fn async_origins_are_copied() {
    #[has_side_effects("async_origin")]
    async fn origin(email: String) -> Result<u8, String> {
        tokio::task::yield_now().await;
        drop(email);
        Ok(1)
    }

    let events = disable_side_effects();
    origin("a@b".into()).await.unwrap();
    let event = only(events.fired("async_origin"));
    assert_eq!(event.arg::<str>("email"), Some("a@b"));
    assert_eq!(event.return_value::<u8>(), Some(&1));

    let name = String::from("Ada");
    fire_async!("async_fired", name).await;
    assert_eq!(
        only(events.fired("async_fired")).arg::<str>("name"),
        Some("Ada")
    );
}

#[test]
fn a_recorded_event_is_copied_before_its_handlers_run() {
    static SEEN: AtomicUsize = AtomicUsize::new(0);
    #[has_side_effects("recorded")]
    fn origin(value: u8) {
        let _ = value;
    }
    #[is_side_effect_of("recorded")]
    fn handler(value: u8) {
        SEEN.fetch_add(value.into(), Ordering::Relaxed);
    }
    let events = record_side_effects();
    origin(4);
    assert_eq!(SEEN.load(Ordering::Relaxed), 4);
    assert_eq!(only(events.fired("recorded")).arg::<u8>("value"), Some(&4));
    events.assert_no_failures();
}

#[test]
fn events_are_looked_at_on_any_thread() {
    #[has_side_effects("any_thread")]
    fn origin(value: u8) {
        let _ = value;
    }
    let events = disable_side_effects_globally().only(["any_thread"]);
    std::thread::spawn(|| origin(4)).join().unwrap();
    let event = only(events.fired("any_thread"));
    let value = std::thread::spawn(move || event.arg::<u8>("value").copied());
    assert_eq!(value.join().unwrap(), Some(4));
}

const PLACE: u32 = line!() + 10;

#[derive(Debug, Clone, PartialEq)]
enum Plan {
    Free,
    Pro,
}

#[rustfmt::skip]
#[has_side_effects("subscribed")]
fn subscribe(email: &str, plan: Plan, secret: Secret) -> Result<u8, String> {
    let _ = (email, plan, secret);
    Ok(1)
}

#[derive(Clone)]
struct Secret;

#[test]
fn an_assertion_about_arguments_shows_what_was_there() {
    let events = disable_side_effects();
    subscribe("a@b", Plan::Free, Secret).unwrap();
    subscribe("c@d", Plan::Pro, Secret).unwrap();
    events.assert_fired_with("subscribed", |event| event.arg("plan") == Some(&Plan::Pro));
    let text = message(|| {
        events.assert_fired_with("subscribed", |event| {
            event.arg::<str>("email") == Some("e@f")
        });
    });
    let place = format!("by fired_events::subscribe ({}:{PLACE})", file!());
    assert_eq!(
        text,
        format!(
            "\
expected side effects of `subscribed` to fire with what the closure asks for, but they fired without
what fired, in order:
  - `subscribed` {place}
      email = \"a@b\"
      plan = Free
      return_value = Ok(1)
  - `subscribed` {place}
      email = \"c@d\"
      plan = Pro
      return_value = Ok(1)"
        )
    );
    let text = message(|| events.assert_fired_with("subscribd", |_| true));
    assert!(text.starts_with("expected side effects of `subscribd` to fire, but they did not"));
}

#[test]
fn debug_shows_what_has_debug() {
    let events = disable_side_effects();
    subscribe("a@b", Plan::Free, Secret).unwrap();
    let event = events.iter().next().unwrap();
    assert_eq!(
        format!("{event:?}"),
        "FiredEvent { label: \"subscribed\", origin: \"fired_events::subscribe\", \
         email: \"a@b\", plan: Free, return_value: Ok(1), .. }"
    );
}

#[test]
fn a_fired_event_is_a_cheap_handle_for_any_thread() {
    fn is<T: Clone + Send + Sync + 'static>() {}
    is::<FiredEvent>();
}
