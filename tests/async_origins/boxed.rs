//! Functions that return a future, written by hand.

use std::future::Future;
use std::pin::Pin;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, LocalBoxFuture};
use side_effects::{Event, has_side_effects, is_side_effect_of};

use crate::support::{does_not_fire, fires_when_done, log, logged, pause};

#[has_side_effects("an_impl_future")]
fn impl_future(number: u8) -> impl Future<Output = u8> + Send + 'static {
    async move {
        pause().await;
        number + 1
    }
}

#[has_side_effects("a_block_without_move")]
#[allow(clippy::manual_async_fn)]
fn without_move() -> impl Future<Output = u8> {
    async {
        pause().await;
        6
    }
}

#[has_side_effects("a_pinned_box")]
fn pinned_box<'a>(
    number: u8,
    list: &'a mut Vec<u8>,
) -> Pin<Box<dyn Future<Output = u8> + Send + 'a>> {
    Box::pin(async move {
        pause().await;
        list.push(number);
        number + 1
    })
}

#[has_side_effects("a_box_future")]
fn box_future(number: u8) -> BoxFuture<'static, Result<u8, String>> {
    Box::pin(async move {
        pause().await;
        number.checked_add(1).ok_or_else(|| "too much".to_owned())
    })
}

#[has_side_effects("a_boxed_block")]
fn boxed(number: u8) -> BoxFuture<'static, u8> {
    async move {
        pause().await;
        number + 1
    }
    .boxed()
}

#[has_side_effects("a_locally_boxed_block")]
fn boxed_local(number: &u8) -> LocalBoxFuture<'_, u8> {
    async move {
        pause().await;
        *number + 1
    }
    .boxed_local()
}

#[is_side_effect_of(
    "an_impl_future",
    "a_box_future",
    "a_boxed_block",
    "a_locally_boxed_block"
)]
async fn with_number(number: u8, return_value: u8) {
    pause().await;
    log(format!("{number} {return_value}"));
}

#[test]
fn an_impl_future() {
    fires_when_done!("an_impl_future", impl_future(5));
    assert_eq!(logged(), ["5 6"]);
}

#[is_side_effect_of("a_block_without_move")]
async fn with_value(return_value: u8) {
    log(return_value.to_string());
}

#[test]
fn a_block_without_move() {
    fires_when_done!("a_block_without_move", without_move());
    assert_eq!(logged(), ["6"]);
}

#[is_side_effect_of("a_pinned_box")]
async fn with_list(number: u8, list: &[u8], return_value: u8) {
    pause().await;
    log(format!("{number} {list:?} {return_value}"));
}

#[test]
fn a_pinned_box_with_a_mutable_borrow() {
    let mut list = vec![4];
    fires_when_done!("a_pinned_box", pinned_box(5, &mut list));
    assert_eq!(logged(), ["5 [4, 5] 6"]);
}

#[test]
fn a_box_future_fires_on_success_only() {
    fires_when_done!("a_box_future", box_future(5)).unwrap();
    assert_eq!(logged(), ["5 6"]);
    does_not_fire!(box_future(255)).unwrap_err();
}

#[test]
fn a_block_that_is_boxed_by_a_method() {
    fires_when_done!("a_boxed_block", boxed(5));
    assert_eq!(logged(), ["5 6"]);
}

#[test]
fn a_block_that_is_locally_boxed_by_a_method() {
    fires_when_done!("a_locally_boxed_block", boxed_local(&5));
    assert_eq!(logged(), ["5 6"]);
}

#[has_side_effects("code_before_the_block")]
#[allow(unused_variables)]
fn code_before(name: &str, number: u8, unused: u8) -> BoxFuture<'static, String> {
    let name = name.to_uppercase();
    let twice = |value: u8| value * 2;
    Box::pin(async move {
        pause().await;
        format!("{name} {}", twice(number))
    })
}

#[is_side_effect_of("code_before_the_block")]
async fn after_code_before(event: &Event<'_>, number: u8, return_value: &str) {
    let (name, unused) = (event.arg::<str>("name"), event.arg::<u8>("unused"));
    log(format!("{name:?} {number} {unused:?} {return_value}"));
}

#[test]
fn code_before_the_block_runs_when_the_future_is_made() {
    let value = fires_when_done!("code_before_the_block", code_before("Ada", 5, 0));
    assert_eq!(value, "ADA 10");
    assert_eq!(logged(), ["None 5 None ADA 10"]);
}

#[has_side_effects("an_early_future")]
fn early(number: u8) -> BoxFuture<'static, u8> {
    if number == 0 {
        return Box::pin(std::future::ready(0));
    }
    Box::pin(async move {
        pause().await;
        number
    })
}

#[test]
fn a_future_that_is_returned_before_the_block_is_not_watched() {
    fires_when_done!("an_early_future", early(5));
    does_not_fire!(early(0));
}

struct Sender {
    sent: Vec<String>,
}

impl Sender {
    #[has_side_effects("a_boxing_method")]
    fn send<'a>(&'a mut self, text: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
        Box::pin(async move {
            pause().await;
            self.sent.push(text.to_owned());
            self.sent.len()
        })
    }

    #[has_side_effects("a_boxing_method_that_changes_self", capture(self))]
    fn send_twice(&mut self, text: String) -> Pin<Box<dyn Future<Output = usize> + Send + '_>> {
        Box::pin(async move {
            self.sent.push(text.clone());
            pause().await;
            let this = self;
            this.sent.push(text);
            this.sent.len()
        })
    }

    #[has_side_effects("a_generic_boxing_method", capture(self))]
    fn send_any<T>(&self, value: T) -> impl Future<Output = T> + Send + use<'_, T>
    where
        T: Clone + Send + Sync + 'static,
    {
        async move {
            pause().await;
            assert!(self.sent.is_empty());
            value
        }
    }
}

#[is_side_effect_of("a_boxing_method")]
async fn after_send(text: &str, return_value: usize) {
    log(format!("{text} {return_value}"));
}

#[test]
fn a_method_that_boxes_its_future() {
    let mut sender = Sender { sent: Vec::new() };
    fires_when_done!("a_boxing_method", sender.send("hello"));
    assert_eq!(logged(), ["hello 1"]);
}

#[is_side_effect_of("a_boxing_method_that_changes_self")]
async fn after_send_twice(this: &Sender, text: &str, return_value: usize) {
    pause().await;
    log(format!("{:?} {text} {return_value}", this.sent));
}

#[test]
fn a_method_that_boxes_its_future_shows_its_receiver_as_the_block_left_it() {
    let mut sender = Sender { sent: Vec::new() };
    fires_when_done!(
        "a_boxing_method_that_changes_self",
        sender.send_twice("hello".into())
    );
    assert_eq!(logged(), [r#"["hello", "hello", "hello"] hello 3"#]);
}

#[is_side_effect_of("a_generic_boxing_method")]
async fn after_send_any(this: &Sender, value: &u8, return_value: u8) {
    log(format!("{} {value} {return_value}", this.sent.len()));
}

#[test]
fn a_generic_method_that_returns_an_impl_future() {
    let sender = Sender { sent: Vec::new() };
    fires_when_done!("a_generic_boxing_method", sender.send_any(5_u8));
    assert_eq!(logged(), ["0 5 5"]);
}
