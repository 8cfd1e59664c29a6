//! Methods with every receiver. Handlers see it as `this`.

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use side_effects::{has_side_effects, is_side_effect_of};

use crate::support::{fires_when_done, log, logged, pause};

#[derive(Clone, Default)]
struct Counter(u8);

impl Counter {
    #[has_side_effects("by_reference", capture(self))]
    async fn by_reference(&self, more: u8) -> u8 {
        pause().await;
        self.0 + more
    }

    #[has_side_effects("by_mutable_reference", capture(self))]
    async fn by_mutable_reference(&mut self, more: u8) -> u8 {
        pause().await;
        self.0 += more;
        self.0
    }

    #[has_side_effects("by_value", capture(self))]
    async fn by_value(self, more: u8) -> u8 {
        pause().await;
        let Self(count) = self;
        count + more
    }

    #[has_side_effects("by_mutable_value", capture(self))]
    async fn by_mutable_value(mut self, more: u8) -> u8 {
        self.0 += more;
        pause().await;
        self.0
    }

    #[has_side_effects("by_box", capture(self))]
    async fn by_box(self: Box<Self>, more: u8) -> u8 {
        pause().await;
        self.0 + more
    }

    #[has_side_effects("by_rc", capture(self))]
    async fn by_rc(self: Rc<Self>, more: u8) -> u8 {
        pause().await;
        self.0 + more
    }

    #[has_side_effects("by_arc", capture(self))]
    async fn by_arc(self: Arc<Self>, more: u8) -> u8 {
        pause().await;
        self.0 + more
    }

    #[has_side_effects("by_reference_to_arc", capture(self))]
    async fn by_reference_to_arc(self: &Arc<Self>, more: u8) -> u8 {
        pause().await;
        self.0 + more
    }

    #[has_side_effects("by_pin")]
    async fn by_pin(self: Pin<&mut Self>, more: u8) -> u8 {
        pause().await;
        self.get_mut().0 += more;
        more
    }

    #[allow(clippy::needless_arbitrary_self_type)]
    #[has_side_effects("by_typed_self", capture(self))]
    async fn by_typed_self(self: &mut Self, more: u8) -> u8 {
        pause().await;
        self.0 += more;
        self.0
    }
}

#[is_side_effect_of(
    "by_reference",
    "by_mutable_reference",
    "by_value",
    "by_mutable_value",
    "by_box",
    "by_arc",
    "by_typed_self"
)]
async fn with_this(this: &Counter, more: u8, return_value: u8) {
    pause().await;
    log(format!("{} {more} {return_value}", this.0));
}

#[is_side_effect_of("by_reference_to_arc")]
async fn with_the_arc(this: &Arc<Counter>, more: u8, return_value: u8) {
    pause().await;
    log(format!("{} {more} {return_value}", this.0));
}

#[is_side_effect_of("by_rc", "by_pin")]
async fn without_this(more: u8, return_value: u8) {
    pause().await;
    log(format!("{more} {return_value}"));
}

#[test]
fn a_reference() {
    fires_when_done!("by_reference", Counter(1).by_reference(2));
    assert_eq!(logged(), ["1 2 3"]);
}

#[test]
fn a_mutable_reference_is_seen_as_the_body_left_it() {
    let mut counter = Counter(1);
    fires_when_done!("by_mutable_reference", counter.by_mutable_reference(2));
    assert_eq!(logged(), ["3 2 3"]);
}

#[test]
fn a_value_is_seen_as_it_was_passed() {
    fires_when_done!("by_value", Counter(1).by_value(2));
    assert_eq!(logged(), ["1 2 3"]);
}

#[test]
fn a_mutable_value_is_seen_as_it_was_passed() {
    fires_when_done!("by_mutable_value", Counter(1).by_mutable_value(2));
    assert_eq!(logged(), ["1 2 3"]);
}

#[test]
fn a_box() {
    fires_when_done!("by_box", Box::new(Counter(1)).by_box(2));
    assert_eq!(logged(), ["1 2 3"]);
}

#[test]
fn an_rc_is_not_sync_and_cannot_be_bound() {
    fires_when_done!("by_rc", Rc::new(Counter(1)).by_rc(2));
    assert_eq!(logged(), ["2 3"]);
}

#[test]
fn an_arc() {
    fires_when_done!("by_arc", Arc::new(Counter(1)).by_arc(2));
    assert_eq!(logged(), ["1 2 3"]);
}

#[test]
fn a_reference_to_an_arc() {
    let counter = Arc::new(Counter(1));
    fires_when_done!("by_reference_to_arc", counter.by_reference_to_arc(2));
    assert_eq!(logged(), ["1 2 3"]);
}

#[test]
fn a_pinned_reference() {
    let mut counter = Counter(1);
    fires_when_done!("by_pin", Pin::new(&mut counter).by_pin(2));
    assert_eq!(logged(), ["2 2"]);
}

#[test]
fn a_receiver_with_its_type() {
    let mut counter = Counter(1);
    fires_when_done!("by_typed_self", counter.by_typed_self(2));
    assert_eq!(logged(), ["3 2 3"]);
}
