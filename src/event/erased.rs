//! A reference whose type was forgotten, and can be asked for.
//!
//! `&dyn Any` would do, were it not for `str`, `[T]` and `dyn Trait`: the type
//! behind a reference need not be `Sized` here.
//!
//! This is the only file of the crate with `unsafe` in it.
#![allow(unsafe_code)]

use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;
use std::mem::{self, ManuallyDrop, MaybeUninit};
use std::ops::Deref;
use std::thread::{self, ThreadId};

/// Room for a thin or a wide pointer, metadata included.
type Pointer = [MaybeUninit<*const ()>; 2];

/// A forgotten `&'a T` that stays on the thread it is used on: neither `Send`
/// nor `Sync`, whatever `T` is.
#[derive(Clone, Copy)]
pub struct Local<'a> {
    pointer: Pointer,
    type_id: TypeId,
    lifetime: PhantomData<&'a ()>,
}

impl<'a> Local<'a> {
    pub fn new<T: ?Sized + 'static>(value: &'a T) -> Self {
        const { assert!(mem::size_of::<&T>() <= mem::size_of::<Pointer>()) };
        let mut pointer: Pointer = [MaybeUninit::uninit(); 2];
        // SAFETY: source and target are two different locals, both aligned for
        // a pointer. The source is `size_of::<&T>()` bytes long, the target at
        // least that (asserted above). Copied as `MaybeUninit`, the bytes keep
        // their provenance, and those not written may stay uninitialized.
        unsafe {
            std::ptr::copy_nonoverlapping(
                (&raw const value).cast::<MaybeUninit<u8>>(),
                pointer.as_mut_ptr().cast::<MaybeUninit<u8>>(),
                mem::size_of::<&T>(),
            );
        }
        Self {
            pointer,
            type_id: TypeId::of::<T>(),
            lifetime: PhantomData,
        }
    }

    /// The reference, if it is one to a `T`.
    #[inline]
    pub fn get<T: ?Sized + 'static>(self) -> Option<&'a T> {
        if self.type_id != TypeId::of::<T>() {
            return None;
        }
        // SAFETY: `new` is the only constructor. It stored the bytes of a
        // `&'a U` together with the id of `U`, and `U` is `T` by the test
        // above: `T: 'static`, so equal ids mean equal types, lifetimes and
        // all. A shared reference may be copied any number of times in `'a`.
        Some(unsafe { mem::transmute_copy::<Pointer, &'a T>(&self.pointer) })
    }
}

impl fmt::Debug for Local<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local").finish_non_exhaustive()
    }
}

/// A forgotten `&'a T` that may travel between threads. Where `T` is not
/// `Sync`, it can only be looked at on the thread it was made on.
#[derive(Clone, Copy)]
pub struct Erased<'a> {
    reference: Local<'a>,
    /// The one thread that may look; `None` if any may.
    home: Option<ThreadId>,
}

// SAFETY: sending or sharing an `Erased` gives another thread nothing but what
// `on_this_thread` hands out there. That is nothing at all if it was made by
// `local` on another thread (a `ThreadId` is never used twice). If it was made
// by `shared`, it is a `&T` with `T: Sync`, which may be on any thread.
unsafe impl Send for Erased<'_> {}
// SAFETY: as for `Send`; all methods take a copy.
unsafe impl Sync for Erased<'_> {}

impl<'a> Erased<'a> {
    /// For values that any thread may look at.
    pub fn shared<T: ?Sized + Sync + 'static>(value: &'a T) -> Self {
        Self {
            reference: Local::new(value),
            home: None,
        }
    }

    /// For values that only this thread may look at.
    pub fn local<T: ?Sized + 'static>(value: &'a T) -> Self {
        Self {
            reference: Local::new(value),
            home: Some(thread::current().id()),
        }
    }

    /// The reference, if this thread may look at it.
    #[inline]
    pub fn on_this_thread(self) -> Option<Local<'a>> {
        match self.home {
            Some(home) if home != thread::current().id() => None,
            _ => Some(self.reference),
        }
    }
}

impl fmt::Debug for Erased<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Erased").finish_non_exhaustive()
    }
}

/// A value that may be carried through other threads, and is only used, and
/// dropped, on its own.
pub struct ThreadBound<T> {
    value: ManuallyDrop<T>,
    home: ThreadId,
}

// SAFETY: the value is not touched but through `Deref`, `into_inner` and
// `Drop`. The first two panic, and the third leaks it, on any thread but the
// one that it was made on (a `ThreadId` is never used twice).
unsafe impl<T> Send for ThreadBound<T> {}

impl<T> ThreadBound<T> {
    pub fn new(value: T) -> Self {
        Self {
            value: ManuallyDrop::new(value),
            home: thread::current().id(),
        }
    }

    fn is_home(&self) -> bool {
        self.home == thread::current().id()
    }

    /// The value.
    ///
    /// # Panics
    ///
    /// On another thread.
    pub fn into_inner(mut self) -> T {
        assert!(
            self.is_home(),
            "a value that is not `Send` was moved to another thread"
        );
        // SAFETY: the value is not used again: `self` is forgotten.
        let value = unsafe { ManuallyDrop::take(&mut self.value) };
        mem::forget(self);
        value
    }
}

impl<T> Deref for ThreadBound<T> {
    type Target = T;

    fn deref(&self) -> &T {
        assert!(
            self.is_home(),
            "a value that is not `Send` was moved to another thread"
        );
        &self.value
    }
}

// Not derived: it would look at the value on any thread.
impl<T> fmt::Debug for ThreadBound<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadBound").finish_non_exhaustive()
    }
}

impl<T> Drop for ThreadBound<T> {
    fn drop(&mut self) {
        if self.is_home() {
            // SAFETY: this is the only drop: `into_inner` forgets `self`.
            unsafe { ManuallyDrop::drop(&mut self.value) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::fmt::Display;
    use std::panic::catch_unwind;
    use std::rc::Rc;

    #[test]
    fn sized_and_unsized_references_come_back_as_they_were() {
        let number = 7_u8;
        assert_eq!(Local::new(&number).get::<u8>(), Some(&7));
        assert_eq!(Local::new("seven").get::<str>(), Some("seven"));
        assert_eq!(
            Local::new([1, 2].as_slice()).get::<[i32]>(),
            Some(&[1, 2][..])
        );
        assert_eq!(Local::new(&()).get::<()>(), Some(&()));
        let display: &(dyn Display + 'static) = &number;
        let back = Local::new(display).get::<dyn Display>();
        assert_eq!(back.map(ToString::to_string).as_deref(), Some("7"));
    }

    #[test]
    fn another_type_is_refused() {
        assert!(Local::new("seven").get::<String>().is_none());
        assert!(Local::new(&7_u8).get::<i8>().is_none());
    }

    #[test]
    fn what_is_not_send_is_kept_for_its_thread() {
        let shared = Rc::new(());
        let kept = ThreadBound::new(Rc::clone(&shared));
        assert_eq!(Rc::strong_count(&kept), 2);
        drop(kept);
        assert_eq!(Rc::strong_count(&shared), 1);

        let kept = ThreadBound::new(Rc::clone(&shared));
        let elsewhere = thread::spawn(move || drop(catch_unwind(|| kept.into_inner())));
        elsewhere.join().unwrap();
        assert_eq!(
            Rc::strong_count(&shared),
            2,
            "neither moved out nor dropped there"
        );
        assert_eq!(ThreadBound::new(5).into_inner(), 5);
    }

    #[test]
    fn what_is_kept_is_not_shown_elsewhere() {
        struct Shown;
        impl fmt::Debug for Shown {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                unreachable!("it may not be `Send`")
            }
        }
        let kept = ThreadBound::new(Shown);
        let text = thread::spawn(move || format!("{kept:?}")).join().unwrap();
        assert_eq!(text, "ThreadBound { .. }");
    }

    #[test]
    fn what_is_not_sync_is_only_seen_at_home() {
        let value = Cell::new(1);
        let (local, shared) = (Erased::local(&value), Erased::shared("one"));
        assert!(local.on_this_thread().is_some());
        thread::scope(|scope| {
            scope.spawn(move || {
                assert!(local.on_this_thread().is_none());
                assert!(shared.on_this_thread().is_some());
            });
        });
    }
}
