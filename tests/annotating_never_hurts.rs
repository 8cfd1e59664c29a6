//! Functions that are honest and did not compile with the attribute, or not
//! without a `skip`: shapes from published crates, all of them annotated, under
//! a handler that takes the event, so that all is captured that can be.

// Methods are as they were found.
#![allow(clippy::all, clippy::pedantic)]
#![deny(warnings)]

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll};

use side_effects::{Event, has_side_effects, is_side_effect_of};

thread_local! {
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Runs after each function here.
#[is_side_effect_of("honest")]
fn watch(event: &Event<'_>) {
    let name = event.origin().signature().split('(').next().unwrap();
    let text = format!("{name} {:?}", event.arg::<u8>("id"));
    SEEN.with_borrow_mut(|seen| seen.push(text));
}

/// The functions that `run` called, and the `id` that their handler saw.
fn seen_of(run: impl FnOnce()) -> Vec<String> {
    SEEN.take();
    run();
    SEEN.take()
}

/// `E0521`: a receiver that borrows.
struct View<'a> {
    text: &'a str,
}

impl<'a> View<'a> {
    #[has_side_effects("honest")]
    fn new(text: &'a str) -> Self {
        Self { text }
    }

    #[has_side_effects("honest")]
    fn len(&self, id: u8) -> usize {
        self.text.len() + usize::from(id)
    }

    #[has_side_effects("honest")]
    fn shorten(&mut self, id: u8) -> &mut Self {
        self.text = &self.text[usize::from(id)..];
        self
    }

    #[has_side_effects("honest")]
    fn parse(&mut self, id: u8) -> Result<Self, std::num::ParseIntError> {
        let _: u8 = self.text.parse()?;
        Ok(Self::new(self.text).with(id))
    }

    #[has_side_effects("honest")]
    fn with(mut self, id: u8) -> Self {
        self.text = &self.text[usize::from(id)..];
        self
    }

    #[has_side_effects("honest")]
    fn same(this: &Self, other: &Self, id: u8) -> bool {
        let _ = id;
        this.text == other.text
    }

    #[has_side_effects("honest")]
    fn into_inner(self) -> &'a str {
        self.text
    }
}

impl Drop for View<'_> {
    #[has_side_effects("honest")]
    fn drop(&mut self) {
        self.text = "";
    }
}

#[test]
fn methods_of_a_type_that_borrows() {
    struct Words<'a>(&'a str);
    impl<'a> Iterator for Words<'a> {
        type Item = &'a str;

        #[has_side_effects("honest")]
        fn next(&mut self) -> Option<Self::Item> {
            let (word, rest) = self.0.split_once(' ')?;
            self.0 = rest;
            Some(word)
        }
    }
    let text = String::from("12 34 ");
    let seen = seen_of(|| {
        assert_eq!(Words(&text).collect::<Vec<_>>(), ["12", "34"]);
        let mut view = View::new(&text[..2]);
        assert_eq!(view.len(1), 3);
        assert_eq!(view.shorten(1).parse(1).map(|view| view.text), Ok(""));
        assert!(View::same(&view, &view, 7));
        assert_eq!(view.into_inner(), "2");
    });
    let called = |call: &str| seen.iter().filter(|seen| *seen == call).count();
    assert_eq!(called("fn next None"), 3);
    assert_eq!(called("fn len Some(1)"), 1);
    assert_eq!(called("fn shorten Some(1)"), 1);
    assert_eq!(called("fn with Some(1)"), 1);
    assert_eq!(called("fn parse Some(1)"), 1);
    assert_eq!(called("fn same Some(7)"), 1);
    assert_eq!(called("fn into_inner None"), 1);
    assert_eq!(called("fn drop None"), 2);
}

/// `E0310`: type parameters of the `impl`, not bounded by `'static`.
#[derive(Clone)]
struct Map<K, V>(HashMap<u8, V>, PhantomData<K>);

impl<K, V: Clone> Map<K, V> {
    #[has_side_effects("honest")]
    fn new() -> Self {
        Self(HashMap::new(), PhantomData)
    }

    #[has_side_effects("honest")]
    fn insert(&mut self, id: u8, value: V) -> Option<V> {
        self.0.insert(id, value)
    }

    #[has_side_effects("honest")]
    fn extend(&mut self, id: u8, values: impl IntoIterator<Item = V>) -> &mut Map<K, V> {
        for value in values {
            self.insert(id, value);
        }
        self
    }

    #[has_side_effects("honest")]
    fn get_or<'a>(&'a self, id: u8, default: &'a V) -> &'a V {
        self.0.get(&id).unwrap_or(default)
    }

    #[has_side_effects("honest")]
    fn find(&self, id: u8, is_it: fn(&V) -> bool) -> Option<(&V, u8)> {
        self.0
            .get(&id)
            .filter(|value| is_it(value))
            .map(|value| (value, id))
    }

    #[has_side_effects("honest")]
    fn try_map<E, F>(self, id: u8, map: F) -> Result<Map<K, V>, E>
    where
        F: Fn(V) -> Result<V, E>,
    {
        let mut mapped = Self::new();
        for (key, value) in self.0 {
            mapped.insert(key ^ id, map(value)?);
        }
        Ok(mapped)
    }
}

impl<K, V: Clone> Deref for Map<K, V> {
    type Target = HashMap<u8, V>;

    #[has_side_effects("honest")]
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<K, V: PartialEq<V>> PartialEq for Map<K, V> {
    #[has_side_effects("honest")]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K, V> From<(u8, V)> for Map<K, V> {
    #[has_side_effects("honest")]
    fn from((key, value): (u8, V)) -> Self {
        Self(HashMap::from([(key, value)]), PhantomData)
    }
}

#[test]
fn methods_of_a_type_with_parameters_that_may_borrow() {
    let text = String::from("a");
    let seen = seen_of(|| {
        let mut map = Map::<(), &str>::new();
        map.insert(1, &text);
        map.extend(2, [&*text, &text]);
        assert_eq!(*map.get_or(3, &"b"), "b");
        assert_eq!(map.find(1, |value| *value == "a"), Some((&"a", 1)));
        assert_eq!(map.len(), 2);
        assert!(map.clone() == map);
        assert!(map.try_map(1, Ok::<_, ()>).is_ok());
        assert_eq!(Map::<(), _>::from((1, &*text)).0[&1], "a");
    });
    for call in [
        "fn new None",
        "fn insert Some(1)",
        "fn extend Some(2)",
        "fn get_or<'a> Some(3)",
        "fn find Some(1)",
        "fn deref None",
        "fn eq None",
        "fn try_map<E, F> Some(1)",
        "fn from None",
    ] {
        assert!(seen.iter().any(|seen| seen == call), "{call} in {seen:?}");
    }
}

/// `E0310`: associated types, in traits and their impls.
trait Service<Request> {
    type Response;
    type Error;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>>;
    fn call(&mut self, id: u8, request: Request) -> Result<Self::Response, Self::Error>;

    #[has_side_effects("honest")]
    fn call_twice(&mut self, id: u8, requests: (Request, Request)) -> Option<Self::Response> {
        self.call(id, requests.0).ok();
        self.call(id, requests.1).ok()
    }

    #[has_side_effects("honest")]
    fn boxed<'a>(
        self,
        id: u8,
    ) -> Box<dyn Service<Request, Response = Self::Response, Error = Self::Error> + 'a>
    where
        Self: Sized + 'a,
    {
        let _ = id;
        Box::new(self)
    }
}

struct Limit<S> {
    inner: S,
}

impl<S, R> Service<R> for Limit<S>
where
    S: FnMut(R) -> R,
{
    type Response = R;
    type Error = S;

    #[has_side_effects("honest")]
    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    #[has_side_effects("honest")]
    fn call(&mut self, id: u8, request: R) -> Result<Self::Response, Self::Error> {
        let _ = id;
        Ok((self.inner)(request))
    }
}

impl<S: Future + Unpin> Future for Limit<S> {
    type Output = (u8, S::Output);

    #[has_side_effects("honest")]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.inner).poll(cx).map(|output| (1, output))
    }
}

#[tokio::test]
async fn methods_of_traits_and_of_their_impls() {
    let text = String::from("a");
    let mut calls = 0;
    let mut seen = seen_of(|| {
        let mut service = Limit {
            inner: |text: &str| {
                calls += 1;
                text.len()
            },
        };
        let _ = &mut service;
        let mut service = Limit { inner: |text| text };
        let mut cx = Context::from_waker(std::task::Waker::noop());
        assert!(Service::<&str>::poll_ready(&mut service, &mut cx).is_ready());
        assert_eq!(service.call_twice(2, (&*text, &*text)), Some("a"));
        assert!(service.boxed(3).call(4, &*text).is_ok());
    });
    SEEN.take();
    assert_eq!(
        Limit {
            inner: Box::pin(async { &*text })
        }
        .await,
        (1, "a")
    );
    seen.append(&mut SEEN.take());
    assert_eq!(
        seen,
        [
            "fn poll_ready None",
            "fn call Some(2)",
            "fn call Some(2)",
            "fn call_twice Some(2)",
            "fn boxed<'a> Some(3)",
            "fn call Some(4)",
            "fn poll None",
        ]
    );
}

/// Functions of a type parameter, and pointers to them, are of its type.
fn functions_of<T>() {}

#[has_side_effects("honest")]
fn call_with<T>(id: u8, value: T, with: Box<dyn Fn(T) -> T + '_>) -> T {
    let _ = (id, functions_of::<T>());
    with(value)
}

#[test]
fn a_function_of_what_may_borrow() {
    let text = String::from("a");
    let seen = seen_of(|| assert_eq!(call_with(1, &*text, Box::new(|text| text)), "a"));
    assert_eq!(seen, ["fn call_with<T> Some(1)"]);
}

impl fmt::Display for View<'_> {
    #[has_side_effects("honest")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl fmt::Debug for View<'_> {
    #[has_side_effects("honest")]
    #[allow(elided_lifetimes_in_paths)]
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.text)
    }
}

#[test]
fn a_formatter() {
    let seen = seen_of(|| assert_eq!(View { text: "a" }.to_string(), "a"));
    assert!(seen.contains(&"fn fmt None".to_owned()), "{seen:?}");
    let seen = seen_of(|| assert_eq!(format!("{:?}", View { text: "a" }), "a"));
    assert!(seen.contains(&"fn fmt None".to_owned()), "{seen:?}");
}

#[has_side_effects("honest")]
fn decode<'a>(id: u8, text: &'a Cow<'a, str>) -> Cow<'a, [u8]> {
    let _ = id;
    Cow::Borrowed(text.as_bytes())
}

#[test]
fn what_borrows_in_a_path() {
    let text = Cow::from("a");
    let seen = seen_of(|| assert_eq!(&*decode(1, &text), b"a"));
    assert_eq!(seen, ["fn decode<'a> Some(1)"]);
}

/// A type parameter that does not look like one, in functions with and without
/// a receiver.
struct Calls<Request, S>(Vec<Request>, S);

impl<Request, S> Calls<Request, S> {
    #[has_side_effects("honest")]
    fn of(id: u8, request: Request, service: S) -> Calls<Request, S> {
        let _ = id;
        Calls(vec![request], service)
    }

    #[has_side_effects("honest")]
    fn push(&mut self, (id, request): (u8, Request), other: &Option<Request>) -> &Request {
        let _ = (id, other);
        self.0.push(request);
        &self.0[0]
    }

    #[has_side_effects("honest")]
    fn pop(&mut self, id: u8) -> Result<Request, Box<Request>>
    where
        Request: Clone,
    {
        let _ = id;
        self.0.pop().ok_or_else(|| Box::new(self.0[0].clone()))
    }

    #[has_side_effects("honest")]
    async fn send(&mut self, id: u8, request: Request) -> Option<Request> {
        self.0.push(request);
        (id > 0).then(|| self.0.remove(0))
    }
}

/// And where it is bounded by `'static`: not a name in the module.
struct Cache<Key>(Vec<Key>);

impl<Key: Clone + Unpin + 'static> Cache<Key> {
    #[has_side_effects("honest")]
    fn get(&self, id: u8, key: Key) -> Vec<Key> {
        let _ = (id, key);
        self.0.clone()
    }
}

#[tokio::test]
async fn a_type_parameter_that_does_not_look_like_one() {
    let text = String::from("a");
    let mut seen = seen_of(|| {
        let mut calls = Calls::of(1, &*text, ());
        calls.push((2, &text), &None);
        assert_eq!(calls.pop(3), Ok("a"));
        assert_eq!(Cache(vec!["a"]).get(4, "b"), ["a"]);
    });
    assert_eq!(Calls::of(5, &*text, ()).send(6, "b").await, Some("a"));
    seen.append(&mut SEEN.take());
    assert_eq!(
        seen,
        [
            "fn of Some(1)",
            "fn push None",
            "fn pop Some(3)",
            "fn get Some(4)",
            "fn of Some(5)",
            "async fn send Some(6)",
        ]
    );
}
