//! What the compiler is asked of a value that is there.

use std::marker::PhantomData;
use std::ops::Deref;

use super::ladder::{Above, Above2, Above3, Above4};
use crate::event::erased::Local;
use crate::event::isolation::catch_panic;
use crate::event::outcome::{OwnVerdict, Verdict};

/// A value of which something is made that its type decides.
#[derive(Debug)]
pub struct Value<'a, T: ?Sized>(&'a T);

impl<T: ?Sized> Clone for Value<'_, T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Value<'_, T> {}

impl<'a, T: ?Sized> Value<'a, T> {
    #[inline]
    fn value(self) -> &'a T {
        self.0
    }
}

/// A [`Value`], from the top of its ladder.
pub(crate) type Given<'a, T> = Above4<Value<'a, T>>;

#[inline]
pub const fn given<T: ?Sized>(value: &T) -> Given<'_, T> {
    Above4::on(Value(value))
}

/// What makes the clone of an argument, where there can be one.
pub trait Copier {
    type Of;

    fn copied(self) -> Option<Self::Of>;
}

/// A reference to what can be cloned.
#[derive(Debug)]
pub struct Cloning<'a, T>(&'a T);

impl<T: Clone> Copier for Cloning<'_, T> {
    type Of = T;

    #[inline]
    fn copied(self) -> Option<T> {
        Some(self.0.clone())
    }
}

/// A reference to what cannot.
#[derive(Debug)]
pub struct NotCloning<'a, T>(PhantomData<&'a T>);

impl<T> Copier for NotCloning<'_, T> {
    type Of = T;

    #[inline]
    fn copied(self) -> Option<T> {
        None
    }
}

impl<'a, T: Clone> Above4<Value<'a, T>> {
    #[inline]
    pub fn probe_copier(self) -> Cloning<'a, T> {
        Cloning(self.value())
    }
}

impl<'a, T> Above3<Value<'a, T>> {
    #[inline]
    pub fn probe_copier(self) -> NotCloning<'a, T> {
        NotCloning(PhantomData)
    }
}

// What is behind an outer `&` or `&mut`, where there is one.

impl<'a, T: ?Sized> Above4<Value<'a, &T>> {
    #[inline]
    pub fn probe_referent(self) -> &'a T {
        self.value()
    }
}

impl<'a, T: ?Sized> Above3<Value<'a, &mut T>> {
    #[inline]
    pub fn probe_referent(self) -> &'a T {
        self.value()
    }
}

impl<'a, T: ?Sized> Above2<Value<'a, T>> {
    #[inline]
    pub fn probe_referent(self) -> &'a T {
        self.value()
    }
}

// What handlers see of a return value: of its `Ok`, the value with one outer `&`
// or `&mut` off.

fn ok<T: ?Sized + 'static>(value: Option<&T>) -> Local<'_> {
    value.map_or_else(Local::nothing, Local::new)
}

impl<'a, T: ?Sized + 'static, E> Above4<Value<'a, Result<&T, E>>> {
    #[inline]
    pub fn probe_ok(self) -> Local<'a> {
        ok(self.value().as_ref().ok().map(|value| &**value))
    }
}

impl<'a, T: ?Sized + 'static, E> Above3<Value<'a, Result<&mut T, E>>> {
    #[inline]
    pub fn probe_ok(self) -> Local<'a> {
        ok(self.value().as_ref().ok().map(|value| &**value))
    }
}

impl<'a, T: 'static, E> Above2<Value<'a, Result<T, E>>> {
    #[inline]
    pub fn probe_ok(self) -> Local<'a> {
        ok(self.value().as_ref().ok())
    }
}

impl<'a, R: ?Sized> Above<Value<'a, R>> {
    #[inline]
    pub fn probe_ok(self) -> Local<'a> {
        Local::nothing()
    }
}

// Whether a return value lets its event fire.

impl<T: OwnVerdict> Above4<Value<'_, T>> {
    #[inline]
    pub fn probe_verdict(self) -> Verdict {
        catch_panic(|| self.value().is_success())
    }
}

type Two<T, E, F> = Result<Result<T, E>, F>;
type Three<T, E, F, G> = Result<Two<T, E, F>, G>;

/// Whether the `Ok` value is of a type with a verdict of its own can only be
/// asked of types that are spelt out. Deeper ones than these are unheard of.
impl<T, E, F, G> Above3<Value<'_, Three<T, E, F, G>>> {
    #[inline]
    pub fn probe_verdict(self) -> Verdict {
        Ok(matches!(self.value(), Ok(Ok(Ok(_)))))
    }
}

impl<T, E, F> Above2<Value<'_, Two<T, E, F>>> {
    #[inline]
    pub fn probe_verdict(self) -> Verdict {
        Ok(matches!(self.value(), Ok(Ok(_))))
    }
}

impl<T, E> Above<Value<'_, Result<T, E>>> {
    #[inline]
    pub fn probe_verdict(self) -> Verdict {
        Ok(self.value().is_ok())
    }
}

impl<T> Value<'_, T> {
    #[inline]
    pub fn probe_verdict(self) -> Verdict {
        Ok(true)
    }
}

/// A value that is `Send`, with the interface of
/// [`ThreadBound`](crate::event::erased::ThreadBound).
#[derive(Debug)]
pub struct Movable<T>(T);

impl<T> Movable<T> {
    pub(super) fn new(value: T) -> Self {
        Self(value)
    }

    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Movable<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
