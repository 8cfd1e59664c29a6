//! Methods under `#[async_trait]`, alone and with another attribute.

use std::fmt::Display;
use std::sync::Arc;

use async_trait::async_trait;
use side_effects::{Event, has_side_effects, is_side_effect_of};
use tracing_attributes::instrument;

use crate::support::{fires_when_done, log, logged, pause};

struct Pair<T>(T, T);

#[async_trait]
trait Store<K: Send + Sync + 'static>: Sync + 'static {
    async fn by_reference(&self, key: K, list: &mut Vec<u8>) -> Result<u32, String>;
    async fn by_mutable_reference(&mut self, key: &K) -> u32;
    async fn by_value(self, key: K) -> u32;
    async fn by_arc(self: Arc<Self>, key: K) -> u32;
    async fn with_patterns(&self, pair: Pair<u8>, triple: (u8, K, u8)) -> u8;
    async fn with_generics<T>(&self, value: T, text: impl Display + Send + 'static) -> String
    where
        T: Clone + Send + Sync + 'static;
    async fn borrowing<'a>(&'a self, name: &'a str) -> &'a str;
    async fn without_receiver(key: K) -> u32;

    #[has_side_effects("async_trait_default", capture(self))]
    async fn by_default(&self, number: u32) -> u32 {
        pause().await;
        number
    }
}

#[derive(Clone, Default)]
struct Db {
    saved: Vec<String>,
}

#[async_trait]
impl Store<String> for Db {
    #[has_side_effects("async_trait_reference", capture(self))]
    async fn by_reference(&self, key: String, list: &mut Vec<u8>) -> Result<u32, String> {
        pause().await;
        list.push(1);
        key.parse().map_err(|_| key)
    }

    #[has_side_effects("async_trait_mutable_reference", capture(self))]
    async fn by_mutable_reference(&mut self, key: &String) -> u32 {
        pause().await;
        self.saved.push(key.clone());
        5
    }

    #[has_side_effects("async_trait_value", capture(self))]
    async fn by_value(self, key: String) -> u32 {
        pause().await;
        drop(key);
        u32::try_from(self.saved.len()).unwrap()
    }

    #[has_side_effects("async_trait_arc", capture(self))]
    async fn by_arc(self: Arc<Self>, key: String) -> u32 {
        pause().await;
        drop((self, key));
        5
    }

    #[has_side_effects("async_trait_patterns", skip(_secret))]
    async fn with_patterns(
        &self,
        Pair(one, _): Pair<u8>,
        (two, mut key, _secret): (u8, String, u8),
    ) -> u8 {
        pause().await;
        key.clear();
        one + two
    }

    #[has_side_effects("async_trait_generics")]
    async fn with_generics<T>(&self, value: T, text: impl Display + Send + 'static) -> String
    where
        T: Clone + Send + Sync + 'static,
    {
        pause().await;
        drop(value);
        text.to_string()
    }

    #[has_side_effects("async_trait_borrowing")]
    async fn borrowing<'a>(&'a self, name: &'a str) -> &'a str {
        pause().await;
        self.saved.first().map_or(name, String::as_str)
    }

    #[has_side_effects("async_trait_no_receiver")]
    async fn without_receiver(key: String) -> u32 {
        pause().await;
        key.parse().unwrap()
    }
}

#[is_side_effect_of("async_trait_reference")]
async fn after_reference(this: &Db, key: &str, list: &[u8], return_value: u32) {
    pause().await;
    log(format!("{:?} {key} {list:?} {return_value}", this.saved));
}

#[test]
fn a_reference_and_a_mutable_argument() {
    let mut list = Vec::new();
    let db = Db::default();
    fires_when_done!(
        "async_trait_reference",
        db.by_reference("7".into(), &mut list)
    )
    .unwrap();
    assert_eq!(logged(), ["[] 7 [1] 7"]);
}

#[is_side_effect_of("async_trait_mutable_reference")]
async fn after_mutable_reference(this: &Db, key: &String) {
    pause().await;
    log(format!("{:?} {key}", this.saved));
}

#[test]
fn a_mutable_reference_is_seen_as_the_body_left_it() {
    let (mut db, key) = (Db::default(), String::from("7"));
    fires_when_done!(
        "async_trait_mutable_reference",
        db.by_mutable_reference(&key)
    );
    assert_eq!(logged(), [r#"["7"] 7"#]);
}

#[is_side_effect_of("async_trait_value", "async_trait_arc")]
async fn after_value(this: &Db, key: &str) {
    pause().await;
    log(format!("{:?} {key}", this.saved));
}

#[test]
fn a_value() {
    fires_when_done!("async_trait_value", Db::default().by_value("7".into()));
    assert_eq!(logged(), ["[] 7"]);
}

#[test]
fn an_arc() {
    let db = Arc::new(Db::default());
    fires_when_done!("async_trait_arc", Arc::clone(&db).by_arc("7".into()));
    assert_eq!(logged(), ["[] 7"]);
}

#[is_side_effect_of("async_trait_patterns")]
async fn after_patterns(event: &Event<'_>, one: u8, two: &u8, key: &str, return_value: u8) {
    let secret = event.arg::<u8>("_secret");
    log(format!("{one} {two} {key} {secret:?} {return_value}"));
}

#[test]
fn patterns() {
    fires_when_done!(
        "async_trait_patterns",
        Db::default().with_patterns(Pair(1, 0), (2, "7".into(), 0))
    );
    assert_eq!(logged(), ["1 2 7 None 3"]);
}

#[is_side_effect_of("async_trait_generics")]
async fn after_generics(value: &u8, return_value: &str) {
    log(format!("{value} {return_value}"));
}

#[test]
fn generics() {
    fires_when_done!(
        "async_trait_generics",
        Db::default().with_generics(5_u8, "text")
    );
    assert_eq!(logged(), ["5 text"]);
}

#[is_side_effect_of("async_trait_borrowing")]
async fn after_borrowing(name: &str, return_value: &str) {
    pause().await;
    log(format!("{name} {return_value}"));
}

#[test]
fn a_borrowed_value() {
    let db = Db::default();
    fires_when_done!("async_trait_borrowing", db.borrowing("Ada"));
    assert_eq!(logged(), ["Ada Ada"]);
}

#[is_side_effect_of("async_trait_no_receiver")]
async fn after_no_receiver(key: &str, return_value: u32) {
    log(format!("{key} {return_value}"));
}

#[test]
fn no_receiver() {
    fires_when_done!("async_trait_no_receiver", Db::without_receiver("7".into()));
    assert_eq!(logged(), ["7 7"]);
}

#[is_side_effect_of("async_trait_default")]
async fn after_default(number: u32) {
    log(number.to_string());
}

#[test]
fn a_default_method() {
    fires_when_done!("async_trait_default", Db::default().by_default(5));
    assert_eq!(logged(), ["5"]);
}

#[async_trait]
trait Instrumented {
    async fn above(&self, name: String) -> Result<usize, String>;
    async fn below(&self, name: String) -> Result<usize, String>;
    async fn nested(&mut self, name: String) -> Result<usize, String>;
}

#[async_trait]
impl Instrumented for Db {
    #[instrument(skip(self))]
    #[has_side_effects("async_trait_instrumented_above", capture(self))]
    async fn above(&self, name: String) -> Result<usize, String> {
        pause().await;
        Ok(name.len())
    }

    #[has_side_effects("async_trait_instrumented_below", capture(self))]
    #[instrument(skip(self))]
    async fn below(&self, name: String) -> Result<usize, String> {
        pause().await;
        Ok(name.len())
    }

    #[has_side_effects("async_trait_nested", capture(self))]
    async fn nested(&mut self, name: String) -> Result<usize, String> {
        let above = self.above(name.clone()).await?;
        self.saved.push(name.clone());
        Ok(above + self.below(name).await?)
    }
}

#[is_side_effect_of(
    "async_trait_instrumented_above",
    "async_trait_instrumented_below",
    "async_trait_nested"
)]
async fn after_instrumented(this: &Db, name: &str, return_value: usize) {
    pause().await;
    log(format!("{} {name} {return_value}", this.saved.len()));
}

#[test]
fn below_another_attribute() {
    let db = Db::default();
    fires_when_done!("async_trait_instrumented_above", db.above("Ada".into())).unwrap();
    assert_eq!(logged(), ["0 Ada 3"]);
}

#[test]
fn above_another_attribute() {
    let db = Db::default();
    fires_when_done!("async_trait_instrumented_below", db.below("Ada".into())).unwrap();
    assert_eq!(logged(), ["0 Ada 3"]);
}

#[test]
fn nested_calls_fire_in_the_order_they_are_done() {
    let events = side_effects::record_side_effects();
    crate::support::finish(Db::default().nested("Ada".into())).unwrap();
    assert_eq!(
        events,
        [
            "async_trait_instrumented_above",
            "async_trait_instrumented_below",
            "async_trait_nested"
        ]
    );
    assert_eq!(logged(), ["0 Ada 3", "1 Ada 3", "1 Ada 6"]);
}

#[async_trait(?Send)]
trait Local {
    async fn local(&self, name: std::rc::Rc<str>) -> usize;
}

#[async_trait(?Send)]
impl Local for Db {
    #[has_side_effects("async_trait_local")]
    async fn local(&self, name: std::rc::Rc<str>) -> usize {
        pause().await;
        name.len()
    }
}

#[is_side_effect_of("async_trait_local")]
async fn after_local(return_value: usize) {
    log(return_value.to_string());
}

#[test]
fn futures_that_are_not_send() {
    let db = Db::default();
    fires_when_done!("async_trait_local", db.local("Ada".into()));
    assert_eq!(logged(), ["3"]);
}

#[instrument]
#[has_side_effects("instrumented_above")]
async fn instrumented_above(name: String) -> usize {
    pause().await;
    name.len()
}

#[has_side_effects("instrumented_below")]
#[instrument]
async fn instrumented_below(name: String) -> usize {
    pause().await;
    name.len()
}

#[is_side_effect_of("instrumented_above", "instrumented_below")]
async fn after_instrumented_function(name: &str, return_value: usize) {
    log(format!("{name} {return_value}"));
}

#[test]
fn a_plain_async_function_with_another_attribute() {
    fires_when_done!("instrumented_above", instrumented_above("Ada".into()));
    assert_eq!(logged(), ["Ada 3"]);
    fires_when_done!("instrumented_below", instrumented_below("Ada".into()));
    assert_eq!(logged(), ["Ada 3"]);
}
