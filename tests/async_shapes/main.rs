#![allow(missing_docs, unsafe_code)]
use parking_lot::Mutex;
use side_effects::*;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use tokio::task::yield_now;

static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());
fn log(s: impl Into<String>) {
    LOG.lock().push(s.into());
}
fn is_send<T: Send>(t: T) -> T {
    t
}
fn is_static<T: Send + 'static>(t: T) -> T {
    t
}

#[derive(Clone, Debug)]
struct User(u32);

#[has_side_effects("a")]
async fn plain(user: &User, name: String, list: &mut Vec<u8>) -> Result<String, std::fmt::Error> {
    yield_now().await;
    list.push(7);
    log("body");
    if name == "bad" {
        return Err(std::fmt::Error);
    }
    Ok(name)
}
#[is_side_effect_of("a")]
async fn on_a(user: &User, name: &str, list: &[u8], return_value: &str) -> Result<(), String> {
    yield_now().await;
    log(format!("async {} {name} {list:?} {return_value}", user.0));
    Ok(())
}
#[is_side_effect_of("a", order = 1)]
fn on_a_sync(name: String, event: &Event<'_>) {
    log(format!("sync {name} {:?}", event.return_value::<String>()));
}

#[has_side_effects("b")]
fn boxed<'a>(user: &'a User, n: u32) -> Pin<Box<dyn Future<Output = u32> + Send + 'a>> {
    let m = 2;
    Box::pin(async move {
        yield_now().await;
        user.0 + n + m
    })
}
#[has_side_effects("b")]
fn implf(n: u32) -> impl Future<Output = u32> + Send + 'static {
    async move {
        yield_now().await;
        n
    }
}
#[is_side_effect_of("b")]
async fn on_b(n: u32, return_value: u32) {
    log(format!("b {n} {return_value}"));
}

#[has_side_effects("rc")]
async fn returns_rc(n: u32) -> Rc<u32> {
    yield_now().await;
    Rc::new(n)
}
#[is_side_effect_of("rc")]
fn on_rc(n: u32) {
    log(format!("rc {n}"));
}

#[has_side_effects("cell")]
async fn takes_cell(c: Cell<u32>, n: u32) -> Result<u32, Box<dyn std::error::Error + Send>> {
    yield_now().await;
    Ok(c.get() + n)
}
#[is_side_effect_of("cell")]
async fn on_cell(n: u32, return_value: &u32) {
    yield_now().await;
    log(format!("cell {n} {return_value}"));
}

#[async_trait::async_trait]
trait Store {
    async fn save(&self, name: String, list: &mut Vec<u8>) -> Result<u32, String>;
    async fn go(&mut self) -> u32;
}
struct Db;
#[async_trait::async_trait]
impl Store for Db {
    #[has_side_effects("save")]
    async fn save(&self, name: String, list: &mut Vec<u8>) -> Result<u32, String> {
        yield_now().await;
        list.push(1);
        Ok(name.len() as u32)
    }
    #[has_side_effects("go")]
    async fn go(&mut self) -> u32 {
        yield_now().await;
        5
    }
}
#[is_side_effect_of("save")]
async fn on_save(this: &Db, name: &str, list: &[u8], return_value: &u32) {
    let _ = this;
    yield_now().await;
    log(format!("save {name} {list:?} {return_value}"));
}

struct M {
    v: Vec<String>,
}
impl M {
    #[has_side_effects("m1")]
    async fn by_mut(&mut self, s: &str) -> &mut String {
        self.v.push(s.to_owned());
        yield_now().await;
        self.v.last_mut().unwrap()
    }
    #[has_side_effects("m2")]
    async fn by_value(self, s: impl Into<String> + Send) -> String {
        yield_now().await;
        let _ = s.into();
        self.v.concat()
    }
    #[has_side_effects("m3")]
    async unsafe fn uns(self: &Rc<Self>) -> impl std::fmt::Display {
        yield_now().await;
        self.v.len()
    }
    #[has_side_effects("m4")]
    async fn generic<T: Clone + Send + Sync + 'static>(&self, x: T) -> T {
        yield_now().await;
        x.clone()
    }
}
#[is_side_effect_of("m4")]
async fn on_m4(this: &M, event: &Event<'_>) {
    yield_now().await;
    log(format!("m4 {} {:?}", this.v.len(), event.arg::<u8>("x")));
}

#[tokio::test(flavor = "multi_thread")]
async fn all() {
    let u = User(3);
    let mut list = vec![];
    is_send(plain(&u, "n".into(), &mut list)).await.unwrap();
    let _ = plain(&u, "bad".into(), &mut list).await;
    assert_eq!(
        *LOG.lock(),
        ["body", "async 3 n [7] n", "sync n Some(\"n\")", "body"]
    );
    LOG.lock().clear();
    is_send(boxed(&u, 1)).await;
    is_static(implf(4)).await;
    assert_eq!(*LOG.lock(), ["b 1 6", "b 4 4"]);
    LOG.lock().clear();
    is_static(async {
        let n = *is_send(returns_rc(4)).await;
        yield_now().await;
        n
    });
    returns_rc(5).await;
    tokio::spawn(takes_cell(Cell::new(1), 2))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(*LOG.lock(), ["rc 5", "cell 2 3"]);
    LOG.lock().clear();
    is_send(Db.save("abc".into(), &mut list)).await.unwrap();
    Db.go().await;
    assert_eq!(*LOG.lock(), ["save abc [7, 7, 1] 3"]);
    LOG.lock().clear();
    let mut m = M { v: vec![] };
    is_send(m.by_mut("x")).await.push('y');
    is_send(m.generic(3_u8)).await;
    is_send(m.generic("s")).await;
    assert_eq!(*LOG.lock(), ["m4 1 Some(3)", "m4 1 None"]);
    LOG.lock().clear();
    assert_eq!(is_send(m.by_value("q")).await, "xy");
    unsafe {
        Rc::new(M { v: vec![] }).uns().await.to_string();
    }
    let events = disable_side_effects();
    let scope = events.scope();
    tokio::spawn(scope.wrap(async {
        yield_now().await;
        plain(&User(1), "n".into(), &mut vec![]).await.unwrap();
        implf(1).await;
    }))
    .await
    .unwrap();
    assert_eq!(events, ["a", "b"]);
    let _ = RefCell::new(1);
}
#[disable_side_effects]
#[tokio::test(flavor = "multi_thread")]
async fn above(events: Events) -> Result<(), std::fmt::Error> {
    tokio::task::yield_now().await;
    implf(1).await;
    assert_eq!(events, ["b"]);
    Ok(())
}
#[tokio::test]
#[disable_side_effects]
async fn below(events: Events) {
    implf(1).await;
    assert_eq!(events, ["b"]);
}
