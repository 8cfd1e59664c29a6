//! Every kind of receiver.

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use side_effects::has_side_effects;

use crate::notes::{handler, notes, watcher};

#[derive(Debug, Clone, PartialEq)]
struct Counter(u8);

impl Counter {
    #[has_side_effects("receivers/self", capture(self))]
    fn by_value(self, by: u8) -> u8 {
        self.0 + by
    }

    #[has_side_effects("receivers/mut_self", capture(self, return_value))]
    fn by_mutable_value(mut self, by: u8) -> Self {
        self.0 += by;
        self
    }

    #[has_side_effects("receivers/ref_self", capture(self))]
    fn by_reference(&self, by: u8) -> u8 {
        self.0 + by
    }

    #[has_side_effects("receivers/ref_mut_self", capture(self))]
    fn by_mutable_reference(&mut self, by: u8) {
        self.0 += by;
    }

    #[has_side_effects("receivers/named_lifetime", capture(self, other, return_value))]
    fn by_named_lifetime<'a>(&'a self, other: &'a Self) -> &'a Self {
        if self.0 > other.0 { self } else { other }
    }

    #[has_side_effects("receivers/typed_self", capture(self))]
    fn by_typed_value(self: Self) -> u8 {
        self.0
    }

    #[has_side_effects("receivers/typed_ref_self", capture(self))]
    fn by_typed_reference(self: &Self) -> u8 {
        self.0
    }

    #[has_side_effects("receivers/typed_ref_mut_self", capture(self))]
    fn by_typed_mutable_reference(self: &mut Self) -> u8 {
        self.0 += 1;
        self.0
    }

    #[has_side_effects("receivers/box", capture(self))]
    fn by_box(self: Box<Self>) -> u8 {
        self.0
    }

    #[has_side_effects("receivers/mut_box", capture(self, return_value))]
    fn by_mutable_box(mut self: Box<Self>) -> Box<Self> {
        self.0 += 1;
        self
    }

    #[has_side_effects("receivers/rc", capture(self))]
    fn by_rc(self: Rc<Self>) -> usize {
        Rc::strong_count(&self)
    }

    #[has_side_effects("receivers/arc", capture(self, return_value))]
    fn by_arc(self: Arc<Self>) -> Arc<Self> {
        self
    }

    #[has_side_effects("receivers/pin_box", capture(self))]
    fn by_pinned_box(self: Pin<Box<Self>>) -> u8 {
        self.0
    }

    #[has_side_effects("receivers/pin_mut")]
    fn by_pinned_mutable_reference(mut self: Pin<&mut Self>, by: u8) -> u8 {
        self.0 += by;
        self.0
    }

    #[has_side_effects("receivers/pin_ref")]
    fn by_pinned_reference(self: Pin<&Self>) -> &u8 {
        &self.get_ref().0
    }

    #[has_side_effects("receivers/ref_rc", capture(self, return_value))]
    fn by_reference_to_rc(self: &Rc<Self>) -> Rc<Self> {
        Rc::clone(self)
    }

    #[has_side_effects("receivers/ref_mut_box", capture(self))]
    fn by_mutable_reference_to_box(self: &mut Box<Self>) {
        **self = Self(9);
    }

    #[has_side_effects("receivers/none", capture(return_value))]
    fn without_receiver(count: u8) -> Self {
        Self(count)
    }

    #[has_side_effects("receivers/whole")]
    fn using_self_as_a_whole(&mut self) -> u8 {
        fn count(counter: &mut Counter) -> u8 {
            counter.0
        }
        count(self)
    }

    #[has_side_effects("receivers/skip", skip(self))]
    fn skipped(&self, by: u8) -> u8 {
        self.0 + by
    }
}

handler!("receivers/self"; this: &Counter, by: u8, return_value: u8);
#[test]
fn self_by_value_is_seen_as_a_clone() {
    assert_eq!(Counter(1).by_value(2), 3);
    assert_eq!(notes(), ["this=Counter(1) by=2 return_value=3"]);
}

handler!("receivers/mut_self"; this: &Counter, return_value: &Counter);
#[test]
fn mutable_self_by_value_is_seen_as_it_was_passed() {
    assert_eq!(Counter(1).by_mutable_value(2), Counter(3));
    assert_eq!(notes(), ["this=Counter(1) return_value=Counter(3)"]);
}

handler!("receivers/ref_self"; this: &Counter, by: &u8);
#[test]
fn self_by_reference_is_seen() {
    assert_eq!(Counter(1).by_reference(2), 3);
    assert_eq!(notes(), ["this=Counter(1) by=2"]);
}

handler!("receivers/ref_mut_self"; this: Counter);
#[test]
fn self_by_mutable_reference_is_seen_as_the_body_left_it() {
    let mut counter = Counter(1);
    counter.by_mutable_reference(2);
    assert_eq!(counter, Counter(3));
    assert_eq!(notes(), ["this=Counter(3)"]);
}

handler!("receivers/named_lifetime"; this: &Counter, other: &Counter, return_value: &Counter);
#[test]
fn self_with_a_named_lifetime_is_seen_while_it_is_returned() {
    let (one, two) = (Counter(1), Counter(2));
    assert!(std::ptr::eq(one.by_named_lifetime(&two), &two));
    assert_eq!(
        notes(),
        ["this=Counter(1) other=Counter(2) return_value=Counter(2)"]
    );
}

handler!("receivers/typed_self"; this: &Counter);
handler!("receivers/typed_ref_self"; this: &Counter);
handler!("receivers/typed_ref_mut_self"; this: &Counter);
#[test]
fn self_with_its_type_written_out_is_seen() {
    let mut counter = Counter(1);
    assert_eq!(counter.by_typed_mutable_reference(), 2);
    assert_eq!(counter.by_typed_reference(), 2);
    assert_eq!(counter.by_typed_value(), 2);
    assert_eq!(notes(), ["this=Counter(2)"; 3]);
}

handler!("receivers/box"; this: &Counter);
#[test]
fn boxed_self_is_seen_as_what_is_in_the_box() {
    assert_eq!(Box::new(Counter(1)).by_box(), 1);
    assert_eq!(notes(), ["this=Counter(1)"]);
}

handler!("receivers/mut_box"; this: &Box<Counter>, return_value: &Box<Counter>);
#[test]
fn mutable_boxed_self_is_seen_as_it_was_passed() {
    assert_eq!(Box::new(Counter(1)).by_mutable_box(), Box::new(Counter(2)));
    assert_eq!(notes(), ["this=Counter(1) return_value=Counter(2)"]);
}

handler!("receivers/rc"; this: &Counter, return_value: usize);
#[test]
fn self_in_an_rc_is_seen_through_a_clone_of_the_rc() {
    assert_eq!(Rc::new(Counter(1)).by_rc(), 2, "ours and the handler's");
    assert_eq!(notes(), ["this=Counter(1) return_value=2"]);
}

handler!("receivers/arc"; this: Arc<Counter>, return_value: &Counter);
#[test]
fn self_in_an_arc_is_seen_and_can_be_kept() {
    assert_eq!(*Arc::new(Counter(1)).by_arc(), Counter(1));
    assert_eq!(notes(), ["this=Counter(1) return_value=Counter(1)"]);
}

handler!("receivers/pin_box"; this: &Counter);
#[test]
fn self_in_a_pinned_box_is_seen() {
    assert_eq!(Box::pin(Counter(1)).by_pinned_box(), 1);
    assert_eq!(notes(), ["this=Counter(1)"]);
}

watcher!("receivers/pin_mut"; this: Counter, by: u8, return_value: u8);
#[test]
fn self_behind_a_pinned_mutable_reference_is_not_seen() {
    let mut counter = Counter(1);
    assert_eq!(Pin::new(&mut counter).by_pinned_mutable_reference(2), 3);
    assert_eq!(counter, Counter(3));
    assert_eq!(notes(), ["this=None by=Some(2) return_value=Some(3)"]);
}

watcher!("receivers/pin_ref"; this: Counter, return_value: u8);
#[test]
fn self_behind_a_pinned_reference_is_not_seen() {
    assert_eq!(*Pin::new(&Counter(1)).by_pinned_reference(), 1);
    assert_eq!(notes(), ["this=None return_value=Some(1)"]);
}

handler!("receivers/ref_rc"; this: &Rc<Counter>, return_value: &Counter);
#[test]
fn self_behind_a_reference_to_an_rc_is_seen() {
    let counter = Rc::new(Counter(1));
    assert!(Rc::ptr_eq(&counter.by_reference_to_rc(), &counter));
    assert_eq!(notes(), ["this=Counter(1) return_value=Counter(1)"]);
}

handler!("receivers/ref_mut_box"; this: &Counter);
#[test]
fn self_behind_a_mutable_reference_to_a_box_is_seen() {
    let mut counter = Box::new(Counter(1));
    counter.by_mutable_reference_to_box();
    assert_eq!(*counter, Counter(9));
    assert_eq!(notes(), ["this=Counter(9)"]);
}

handler!("receivers/none"; count: u8, return_value: &Counter);
#[test]
fn an_associated_function_has_no_receiver_to_be_seen() {
    assert_eq!(Counter::without_receiver(4), Counter(4));
    assert_eq!(notes(), ["count=4 return_value=Counter(4)"]);
}

watcher!("receivers/whole"; this: Counter, return_value: u8);
#[test]
fn mutable_self_that_the_body_passes_on_as_a_whole_is_not_seen() {
    assert_eq!(Counter(1).using_self_as_a_whole(), 1);
    assert_eq!(notes(), ["this=None return_value=Some(1)"]);
}

watcher!("receivers/skip"; this: Counter, by: u8);
#[test]
fn skipped_self_is_not_seen() {
    assert_eq!(Counter(1).skipped(2), 3);
    assert_eq!(notes(), ["this=None by=Some(2)"]);
}
