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

/// A forgotten `&'a T` that stays on the thread it was made on: neither `Send`
/// nor `Sync`, whatever `T` is.
#[derive(Clone, Copy)]
pub struct Local<'a> {
    pointer: Pointer,
    type_id: TypeId,
    lifetime: PhantomData<&'a ()>,
}

/// What is there where nothing was captured.
struct Nothing;

impl<'a> Local<'a> {
    /// Stands where nothing was captured.
    pub fn nothing() -> Self {
        Self::new(&Nothing)
    }

    #[inline]
    pub fn new<T: ?Sized + 'static>(value: &'a T) -> Self {
        const { assert!(mem::size_of::<&T>() <= mem::size_of::<Pointer>()) };
        // Not left uninitialized, which would keep it in memory: a copy of half of
        // it waits until all of it has been written.
        let mut pointer: Pointer = [MaybeUninit::new(std::ptr::null()); 2];
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

    /// Whether there is a value.
    #[inline]
    pub fn is_something(&self) -> bool {
        self.type_id != TypeId::of::<Nothing>()
    }

    /// The reference, if it is one to a `T`.
    #[inline]
    pub fn get<T: ?Sized + 'static>(&self) -> Option<&'a T> {
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

/// A value, for expansions: the compiler looks for an associated function in all
/// traits that are in scope.
#[inline(always)]
pub fn local<T: ?Sized + 'static>(value: &T) -> Local<'_> {
    Local::new(value)
}

/// What is in an option.
#[inline(always)]
pub fn local_in<T: 'static>(value: Option<&T>) -> Local<'_> {
    match value {
        Some(value) => Local::new(value),
        None => Local::nothing(),
    }
}

impl fmt::Debug for Local<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local").finish_non_exhaustive()
    }
}

/// Whether a `T` may be looked at from any thread: whether it is `Sync`.
#[derive(Debug)]
pub struct Shared<T: ?Sized>(bool, PhantomData<fn(*const T)>);

impl<T: ?Sized + Sync> Shared<T> {
    pub const YES: Self = Self(true, PhantomData);
}

impl<T: ?Sized> Shared<T> {
    pub const NO: Self = Self(false, PhantomData);
}

/// The type of a value, and the threads that may look at it.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    id: TypeId,
    /// `true` only if the type is `Sync`.
    shared: bool,
}

impl Seen {
    pub fn of<T: ?Sized + 'static>(shared: Shared<T>) -> Self {
        Self {
            id: TypeId::of::<T>(),
            shared: shared.0,
        }
    }

    pub fn id(&self) -> TypeId {
        self.id
    }

    pub fn is_shared(self) -> bool {
        self.shared
    }
}

/// The type that a value must have for any thread to look at it: that of what is
/// never there, if none may.
#[derive(Debug, Clone, Copy)]
pub struct SharedType(TypeId);

impl SharedType {
    pub fn of(seen: Option<Seen>) -> Self {
        let shared = seen.filter(|seen| seen.shared);
        Self(shared.map_or(TypeId::of::<Nothing>(), |seen| seen.id))
    }
}

/// The values of one call, on a thread that may look at all of them: the
/// arguments, behind them the return value as a whole and the value of its
/// `Ok`.
pub(crate) type Here<'v, 'a> = &'v [Local<'a>];

/// The values of one call, for whichever thread looks: those that are not
/// `Sync` are shown on one thread only.
#[derive(Clone, Copy)]
pub(crate) struct Values<'a> {
    locals: Here<'a, 'a>,
    /// The thread that may look at what is not `Sync`; `None` if none may.
    home: Option<ThreadId>,
}

// SAFETY: `get` is all that another thread can do with this. It hands out a
// `&T` there only if the `Seen` that it is given has the id of `T` and says that
// it is shared, which is so only if `T: Sync` (`Shared::YES` is the only way to
// say so); or if that thread is the home. The home is where `at_home` was
// called, with the `Local`s in hand, and those do not leave the thread that they
// were made on (a `ThreadId` is never used twice).
unsafe impl Send for Values<'_> {}
// SAFETY: as for `Send`; all methods take a shared reference.
unsafe impl Sync for Values<'_> {}

impl<'a> Values<'a> {
    /// Shows what is not `Sync` to nobody.
    #[inline]
    pub(crate) fn shared(locals: Here<'a, 'a>) -> Self {
        Self { locals, home: None }
    }

    /// Shows what is not `Sync` on this thread.
    #[cold]
    pub(crate) fn at_home(locals: Here<'a, 'a>) -> Self {
        Self {
            locals,
            home: Some(thread::current().id()),
        }
    }

    /// The value at `position`, if it is what `seen` says, and this thread may
    /// look at it.
    pub(crate) fn get(&self, position: usize, seen: Seen) -> Option<&'a Local<'a>> {
        let local = self.locals.get(position)?;
        let may_look = || seen.shared || self.home == Some(thread::current().id());
        (local.type_id == seen.id && may_look()).then_some(local)
    }

    /// Whether there is a value at `position`.
    pub(crate) fn has(&self, position: usize) -> bool {
        (self.locals.get(position)).is_some_and(Local::is_something)
    }
}

impl fmt::Debug for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Values").finish_non_exhaustive()
    }
}

/// An array or a vector of `Local`s, and nothing else: nobody outside can name this.
pub trait Locals {}
impl<const N: usize> Locals for [Local<'_>; N] {}
impl Locals for Vec<Local<'_>> {}

/// The values of one call, owned by a future that may travel between threads:
/// those of types that are `Sync`.
pub struct Sealed<'a, A>(A, PhantomData<&'a ()>);

// SAFETY: there are but `Local`s in here, see `Locals`. The only constructor leaves
// none but references to values of a `SharedType`: one whose `Seen` is shared, which
// is so only for types that are `Sync`, or else `Nothing`, which is `Sync`, too.
// References to those may be on any thread.
unsafe impl<A: Locals> Send for Sealed<'_, A> {}
// SAFETY: as for `Send`.
unsafe impl<A: Locals> Sync for Sealed<'_, A> {}

impl<'a, A> Sealed<'a, A>
where
    A: Locals + AsRef<[Local<'a>]> + AsMut<[Local<'a>]>,
{
    /// Seals those of the values that have the types that any thread may look at.
    pub fn new(locals: A, types: &[SharedType]) -> Self {
        // In place: to copy them right after they were written takes longer.
        let mut sealed = Self(locals, PhantomData);
        forget_others(sealed.0.as_mut(), types);
        sealed
    }

    /// The values, for any thread.
    pub fn everywhere(&self) -> Everywhere<'_, 'a> {
        Everywhere(self.0.as_ref())
    }
}

/// Leaves but references to `Nothing` and to values of these types.
fn forget_others(locals: &mut [Local<'_>], types: &[SharedType]) {
    let (known, unknown) = locals.split_at_mut(locals.len().min(types.len()));
    for (local, shared) in known.iter_mut().zip(types) {
        if local.type_id != shared.0 {
            *local = Local::nothing();
        }
    }
    unknown.fill(Local::nothing());
}

/// Sealed values.
#[derive(Debug, Clone, Copy)]
pub struct Everywhere<'v, 'a>(Here<'v, 'a>);

// SAFETY: `Sealed::everywhere` is the only constructor. What this refers to may
// be on any thread, see there.
unsafe impl Send for Everywhere<'_, '_> {}
// SAFETY: as for `Send`.
unsafe impl Sync for Everywhere<'_, '_> {}

impl<'v, 'a> Everywhere<'v, 'a> {
    #[inline]
    pub fn here(self) -> Here<'v, 'a> {
        self.0
    }
}

impl<A> fmt::Debug for Sealed<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").finish_non_exhaustive()
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
        let cell = Cell::new(1);
        let here = [Local::new(&cell), Local::new("one")];
        let of_cell = Seen::of(Shared::<Cell<i32>>::NO);
        let of_text = Seen::of(Shared::<str>::YES);
        let (values, shared) = (Values::at_home(&here), Values::shared(&here));
        assert!(values.get(0, of_cell).is_some());
        assert!(shared.get(0, of_cell).is_none());
        thread::scope(|scope| {
            scope.spawn(move || {
                assert!(values.get(0, of_cell).is_none());
                assert!(values.get(1, of_text).is_some());
                assert!(shared.get(1, of_text).is_some());
            });
        });
    }

    #[test]
    fn a_value_is_only_seen_as_what_it_is() {
        let cell = Cell::new(1);
        let locals = [Local::new(&cell), Local::nothing()];
        let values = Values::at_home(&locals);
        let of_number = Seen::of(Shared::<i32>::YES);
        assert!(
            values.get(0, of_number).is_none(),
            "what is said to be `Sync` is not the cell"
        );
        assert!(values.get(1, of_number).is_none());
        assert!(values.get(2, of_number).is_none());
    }
}
