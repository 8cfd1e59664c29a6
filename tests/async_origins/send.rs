//! An annotated function's future is `Send` where the bare one's is, and
//! nowhere else.
#![allow(clippy::needless_borrow)] // of two methods, the borrows choose

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt::Display;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::MutexGuard;

use futures_util::future::BoxFuture;

use crate::support::pause;

/// Defines functions twice: bare, and with side effects.
macro_rules! both {
    ($($(#[$attr:meta])* [$($fn:tt)+] $name:ident $signature:tt $(-> $output:ty)? $body:block)+) => {
        mod bare {
            use super::*;
            $($(#[$attr])* pub(crate) $($fn)+ $name $signature $(-> $output)? $body)+
        }
        mod watched {
            use super::*;
            $(
                $(#[$attr])*
                #[side_effects::has_side_effects("send")]
                pub(crate) $($fn)+ $name $signature $(-> $output)? $body
            )+
        }
    };
}

both! {
    [async fn] plain(_a: &str, _b: String, _c: &mut Vec<u8>) -> u8 {
        pause().await;
        5
    }

    [async fn] send_but_not_sync(cell: Cell<u8>, list: &mut RefCell<Vec<u8>>) -> u8 {
        pause().await;
        list.get_mut().push(cell.get());
        cell.get()
    }

    [async fn] value_that_is_not_sync(ok: bool) -> Result<Cell<u8>, Box<dyn Error + Send>> {
        pause().await;
        if ok { Ok(Cell::new(5)) } else { Err(Box::new(std::fmt::Error)) }
    }

    [async fn] value_that_is_not_send(_name: String) -> Rc<u8> {
        pause().await;
        Rc::new(5)
    }

    [async fn] error_that_is_not_send(text: &str) -> Result<u8, Box<dyn Error>> {
        pause().await;
        Ok(text.parse()?)
    }

    [async fn] opaque_value_that_is_not_send() -> impl Display {
        pause().await;
        Rc::new(5)
    }

    [async fn] opaque_value_beside_an_error_that_is_not_send(text: &str) -> Result<impl Display, Rc<str>> {
        pause().await;
        let number: u8 = text.parse().map_err(|_| "no number")?;
        Ok(number)
    }

    [async fn] opaque_value() -> impl Display {
        pause().await;
        "five"
    }

    [async fn] pattern((cell, _): (Cell<u8>, String), [first, ..]: &[u8; 3]) -> u8 {
        pause().await;
        cell.get() + first
    }

    [fn] boxed(number: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
        Box::pin(async move {
            pause().await;
            number
        })
    }

    [fn] box_future(cell: &mut Cell<u8>) -> BoxFuture<'_, Rc<u8>> {
        Box::pin(async move {
            pause().await;
            Rc::new(cell.get())
        })
    }

    #[allow(clippy::manual_async_fn)]
    [fn] impl_future(cell: Cell<u8>) -> impl Future<Output = u8> + Send {
        async move {
            pause().await;
            cell.get()
        }
    }

    [async fn] holds_rc() -> u8 {
        let shared = Rc::new(5);
        pause().await;
        *shared
    }

    [async fn] takes_rc(shared: Rc<u8>) -> u8 {
        pause().await;
        *shared
    }

    [async fn] refers_to_cell(cell: &Cell<u8>) -> u8 {
        pause().await;
        cell.get()
    }

    #[allow(clippy::await_holding_lock)]
    [async fn] holds_lock(lock: MutexGuard<'_, u8>) -> u8 {
        pause().await;
        *lock
    }

    #[allow(clippy::manual_async_fn)]
    [fn] impl_future_that_takes_rc(shared: Rc<u8>) -> impl Future<Output = u8> {
        async move {
            pause().await;
            *shared
        }
    }
}

mod generic {
    use super::*;
    use side_effects::has_side_effects;

    #[has_side_effects("send")]
    pub(crate) async fn bounded<T: Send>(value: T) -> T {
        pause().await;
        value
    }

    #[has_side_effects("send")]
    pub(crate) async fn unbounded<T>(value: T) -> T {
        pause().await;
        value
    }

    #[has_side_effects("send")]
    pub(crate) async fn makes<T: Default>() -> T {
        pause().await;
        T::default()
    }
}

fn assert_send<T: Send>(_: T) {}
fn assert_spawnable<T: Send + 'static>(_: T) {}

/// That this compiles is the proof; the bare functions show that it is a fair
/// one.
macro_rules! assert_send {
    ($($name:ident($($arg:expr),*))+) => {$(
        #[test]
        fn $name() {
            assert_send(bare::$name($($arg),*));
            assert_send(watched::$name($($arg),*));
        }
    )+};
}

mod is_send {
    use super::*;

    assert_send! {
        plain("a", String::new(), &mut Vec::new())
        send_but_not_sync(Cell::new(1), &mut RefCell::default())
        value_that_is_not_sync(true)
        value_that_is_not_send(String::new())
        error_that_is_not_send("5")
        opaque_value()
        opaque_value_that_is_not_send()
        opaque_value_beside_an_error_that_is_not_send("5")
        pattern((Cell::new(1), String::new()), &[1, 2, 3])
        boxed(1)
        box_future(&mut Cell::new(1))
        impl_future(Cell::new(1))
    }

    #[test]
    fn what_borrows_nothing_may_be_spawned() {
        assert_spawnable(watched::plain(
            "a",
            String::new(),
            Box::leak(Box::default()),
        ));
        assert_spawnable(watched::value_that_is_not_sync(true));
        assert_spawnable(watched::value_that_is_not_send(String::new()));
        assert_spawnable(watched::opaque_value());
        assert_spawnable(watched::boxed(1));
        assert_spawnable(watched::impl_future(Cell::new(1)));
    }

    #[test]
    fn generic_functions() {
        assert_send(generic::bounded(5));
        assert_send(generic::bounded(Cell::new(5)));
        assert_send(generic::unbounded(Cell::new(5)));
        assert_send(generic::makes::<Rc<u8>>());
    }

    #[test]
    fn inside_a_generic_function_as_well() {
        fn in_general<T: Send + Default>(value: T) {
            assert_send(generic::bounded(value));
            assert_send(generic::makes::<Rc<T>>());
        }
        in_general(Cell::new(5));
    }
}

/// Whether a type is `Send`: of two methods, the compiler takes the one for
/// `Send` types if it can.
struct Asked<T>(PhantomData<T>);

impl<T> Asked<T> {
    fn about(_: &T) -> Self {
        Self(PhantomData)
    }
}

trait IfSend {
    fn is_send(&self) -> bool;
}

impl<T: Send> IfSend for &Asked<T> {
    fn is_send(&self) -> bool {
        true
    }
}

trait IfNot {
    fn is_send(&self) -> bool;
}

impl<T> IfNot for Asked<T> {
    fn is_send(&self) -> bool {
        false
    }
}

macro_rules! assert_not_send {
    ($($name:ident($($arg:expr),*))+) => {$(
        #[test]
        fn $name() {
            assert!(!(&&Asked::about(&bare::$name($($arg),*))).is_send());
            assert!(!(&&Asked::about(&watched::$name($($arg),*))).is_send());
        }
    )+};
}

mod is_not_send {
    use super::*;

    assert_not_send! {
        holds_rc()
        takes_rc(Rc::new(5))
        refers_to_cell(&Cell::new(5))
        holds_lock(std::sync::Mutex::new(5).lock().unwrap())
        impl_future_that_takes_rc(Rc::new(5))
    }

    #[test]
    fn generic_functions() {
        assert!(!(&&Asked::about(&generic::unbounded(Rc::new(5)))).is_send());
    }

    #[test]
    fn the_question_can_be_answered_with_yes() {
        assert!((&&Asked::about(&watched::opaque_value())).is_send());
    }
}
