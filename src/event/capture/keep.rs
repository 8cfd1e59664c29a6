//! Values that outlive their call: how a type is made owned, and shown.

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;

use crate::event::erased::Local;

/// A value that was made owned, on whichever thread it is by now.
pub(crate) trait Keep: Send + Sync {
    /// It, as handlers see the value that it was made of.
    fn local(&self) -> Local<'_>;
}

pub(crate) type Kept = Box<dyn Keep>;

/// Makes a value owned, if it is of the type that this was made for.
pub(crate) type Own = for<'a> fn(&Local<'a>) -> Option<Kept>;

/// Writes a value as its `Debug` does, if it is of the type that this was made
/// for.
pub(crate) type Show = for<'a, 'f> fn(&Local<'a>, &mut fmt::Formatter<'f>) -> fmt::Result;

/// How a `T` is made owned.
#[derive(Debug)]
pub struct OwnOf<T: ?Sized>(pub(super) Own, PhantomData<fn(*const T)>);

/// How a `T` is shown.
#[derive(Debug)]
pub struct ShowOf<T: ?Sized>(pub(super) Show, PhantomData<fn(*const T)>);

/// What was made of a `T`: a clone, or the `String` of a `str`.
struct Owned<T: ?Sized + ToOwned>(T::Owned);

impl<T> Keep for Owned<T>
where
    T: ?Sized + ToOwned<Owned: Send + Sync> + 'static,
{
    fn local(&self) -> Local<'_> {
        Local::new::<T>(self.0.borrow())
    }
}

impl<T> OwnOf<T>
where
    T: ?Sized + ToOwned<Owned: Send + Sync> + 'static,
{
    pub const fn some() -> Self {
        Self(
            |value| Some(Box::new(Owned::<T>(value.get::<T>()?.to_owned()))),
            PhantomData,
        )
    }
}

impl<T: ?Sized + fmt::Debug + 'static> ShowOf<T> {
    pub const fn some() -> Self {
        Self(
            |value, f| match value.get::<T>() {
                Some(value) => value.fmt(f),
                None => Ok(()),
            },
            PhantomData,
        )
    }
}
