//! What handlers, bodies and drops have noted on this thread, in order.

use std::cell::RefCell;

thread_local! {
    static NOTES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn note(text: impl Into<String>) {
    NOTES.with_borrow_mut(|notes| notes.push(text.into()));
}

/// What was noted since the last call.
pub(crate) fn notes() -> Vec<String> {
    NOTES.take()
}

/// Cannot be cloned, and notes when it is dropped.
#[derive(Debug)]
pub(crate) struct Noisy(pub(crate) &'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        note(format!("drop {}", self.0));
    }
}

/// Notes when it is cloned.
#[derive(Debug)]
pub(crate) struct Counted(pub(crate) u8);

impl Clone for Counted {
    fn clone(&self) -> Self {
        note("clone");
        Self(self.0)
    }
}

/// A handler that notes what it is bound to: `id=7 name="Ada"`.
macro_rules! handler {
    ($label:expr; $($param:ident: $ty:ty),*) => {
        const _: () = {
            #[side_effects::is_side_effect_of($label)]
            fn handler($($param: $ty),*) {
                let values: &[String] = &[$(format!(concat!(stringify!($param), "={:?}"), $param)),*];
                $crate::notes::note(values.join(" "));
            }
        };
    };
}
pub(crate) use handler;

/// A handler that notes what the event has to show: `id=Some(7) name=None`.
macro_rules! watcher {
    ($label:expr; $($arg:ident: $ty:ty),*) => {
        const _: () = {
            #[side_effects::is_side_effect_of($label)]
            fn watcher(event: &side_effects::Event<'_>) {
                let values: &[String] = &[
                    $(format!(concat!(stringify!($arg), "={:?}"), $crate::notes::seen!(event, $arg: $ty))),*
                ];
                $crate::notes::note(values.join(" "));
            }
        };
    };
}
pub(crate) use watcher;

macro_rules! seen {
    ($event:ident, return_value: $ty:ty) => {
        $event.return_value::<$ty>()
    };
    ($event:ident, $arg:ident: $ty:ty) => {
        $event.arg::<$ty>(stringify!($arg))
    };
}
pub(crate) use seen;
