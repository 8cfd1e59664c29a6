//! When values are dropped, and how often they are cloned.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use side_effects::{has_side_effects, is_side_effect_of, register};

use crate::support::{finish, log, logged, pause};

/// Says when it is dropped.
struct Noisy(&'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        log(format!("drop {}", self.0));
    }
}

#[has_side_effects("drops")]
async fn drops(first: Noisy, _: Noisy, (third, _): (Noisy, Noisy), _unused: Noisy) -> Noisy {
    let _local = Noisy("local");
    pause().await;
    log("body");
    let _ = (&first, &third);
    Noisy("value")
}

/// The same without the attribute.
async fn bare_drops(first: Noisy, _: Noisy, (third, _): (Noisy, Noisy), _unused: Noisy) -> Noisy {
    let _local = Noisy("local");
    pause().await;
    log("body");
    let _ = (&first, &third);
    Noisy("value")
}

#[is_side_effect_of("drops")]
async fn after_drops() {
    pause().await;
    log("effect");
}

macro_rules! call {
    ($function:ident) => {{
        let (first, second) = (Noisy("first"), Noisy("second"));
        let (third, fourth) = (Noisy("third"), Noisy("fourth"));
        $function(first, second, (third, fourth), Noisy("unused"))
    }};
}

#[test]
fn arguments_are_dropped_where_they_would_be_and_before_any_effect() {
    drop(finish(call!(bare_drops)));
    let mut bare = logged();
    drop(finish(call!(drops)));
    let watched = logged();
    assert_eq!(bare.pop().as_deref(), Some("drop value"));
    bare.extend(["effect".to_owned(), "drop value".to_owned()]);
    assert_eq!(watched, bare);
    assert_eq!(
        watched
            .iter()
            .filter(|line| line.starts_with("drop"))
            .count(),
        7
    );
}

#[test]
fn arguments_are_dropped_with_a_future_that_is_not_polled() {
    drop(call!(bare_drops));
    let bare = logged();
    drop(call!(drops));
    let watched = logged();
    assert_eq!(watched, bare);
}

#[test]
fn arguments_are_dropped_with_a_future_that_is_dropped_half_way() {
    assert!(crate::support::poll_once(call!(bare_drops)).is_pending());
    let bare = logged();
    assert!(crate::support::poll_once(call!(drops)).is_pending());
    assert_eq!(logged(), bare);
}

/// Counts its clones.
struct Counted(Arc<AtomicUsize>);

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, Relaxed);
        Self(Arc::clone(&self.0))
    }
}

#[has_side_effects("clones")]
async fn consume(bound: Counted, unbound: Counted) {
    pause().await;
    drop((bound, unbound));
}

#[is_side_effect_of("clones")]
async fn by_reference(bound: &Counted) {
    log(format!("{} clones", bound.0.load(Relaxed)));
}

#[is_side_effect_of("clones", order = 1)]
async fn by_value(bound: Counted) {
    log(format!("{} clones", bound.0.load(Relaxed)));
}

#[test]
fn arguments_are_cloned_once_if_bound_and_once_for_each_handler_that_takes_them_by_value() {
    let (bound, unbound) = (Counted(Arc::default()), Counted(Arc::default()));
    let (bound_clones, unbound_clones) = (Arc::clone(&bound.0), Arc::clone(&unbound.0));
    let future = consume(bound, unbound);
    assert_eq!(
        bound_clones.load(Relaxed),
        0,
        "nothing happens before a poll"
    );
    finish(future);
    assert_eq!(logged(), ["1 clones", "2 clones"]);
    assert_eq!(bound_clones.load(Relaxed), 2);
    assert_eq!(unbound_clones.load(Relaxed), 0);
}

#[has_side_effects("clones_without_handlers")]
async fn consume_alone(counted: Counted) {
    pause().await;
    drop(counted);
}

#[test]
fn nothing_is_cloned_without_handlers() {
    let counted = Counted(Arc::default());
    let clones = Arc::clone(&counted.0);
    finish(consume_alone(counted));
    assert_eq!(clones.load(Relaxed), 0);
}

#[has_side_effects("not_clone")]
async fn not_clone(noisy: Noisy, shared: Rc<u8>) -> u8 {
    pause().await;
    drop(noisy);
    *shared
}

#[test]
fn arguments_that_cannot_be_shown_are_no_obstacle() {
    let _registration = register("not_clone", "look", |event: &side_effects::Event<'_>| {
        let noisy = event.arg::<Noisy>("noisy").is_some();
        let shared = event.arg::<Rc<u8>>("shared").is_some();
        log(format!("{noisy} {shared} {:?}", event.return_value::<u8>()));
    });
    finish(not_clone(Noisy("argument"), Rc::new(5)));
    assert_eq!(logged(), ["drop argument", "false false Some(5)"]);
}
