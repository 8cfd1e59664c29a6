//! What the compiler is asked of a type.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::keep::{OwnOf, ShowOf};
use super::ladder::{Above, Above2, Above3, Above4};
use super::{Offer, TargetOf, TypeFacts, Why};
use crate::event::capture::given::Movable;
use crate::event::erased::{Local, Shared, ThreadBound};

/// Stands for a type, so that the compiler can be asked what the type can do.
///
/// What handlers can see of it is asked in a chain, which ends in an [`Offer`]:
/// `of::<T>().probe_facts().probe_keeping()`. It may begin with what a handler
/// needs besides, or with a step from the type to one inside it.
#[derive(Debug)]
pub struct Ground<T: ?Sized> {
    /// Why handlers see nothing of it, whatever it is.
    why: Option<Why>,
    of: PhantomData<fn() -> *const T>,
}

impl<T: ?Sized> Clone for Ground<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Ground<T> {}

impl<T: ?Sized> Ground<T> {
    const fn probe(why: Option<Why>) -> Probe<T> {
        Above4::on(Self {
            why,
            of: PhantomData,
        })
    }

    /// What is known of it by now.
    fn seen(self, facts: TypeFacts) -> Facts<T> {
        Above4::on(Seen {
            offer: self.why.map_or(Offer::Value(facts), Offer::Nothing),
            of: PhantomData,
        })
    }
}

/// A [`Ground`], from the top of its ladder.
pub(crate) type Probe<T> = Above4<Ground<T>>;

/// The probe for a type.
#[inline]
pub const fn of<T: ?Sized>() -> Probe<T> {
    Ground::probe(None)
}

/// The probe for the type behind a reference.
#[inline]
pub const fn probe<T: ?Sized>(_: &T) -> Probe<T> {
    of()
}

/// The probe that a closure would return, which is not called: there are no
/// values to call it with.
pub fn of_result<A, T: ?Sized>(_: impl FnOnce(A) -> Probe<T>) -> Probe<T> {
    of()
}

/// What an argument of a primitive type offers, which need not be asked.
pub fn by_copy<T: Copy + Send + Sync + fmt::Debug + 'static>() -> Offer {
    let facts = TypeFacts::of::<T>(Shared::YES, None);
    Offer::Value(facts.keeping(Some(OwnOf::<T>::some()), Some(ShowOf::some())))
}

/// What stands where there is no value of any type.
#[derive(Debug)]
pub enum Absent {}

// Which threads may look at its values, and what they dereference to.

impl<T> Above4<Ground<T>>
where
    T: Deref + Sync + ?Sized + 'static,
    T::Target: 'static,
{
    pub fn probe_facts(self) -> Facts<T> {
        self.seen(TypeFacts::of::<T>(Shared::YES, Some(TargetOf::some())))
    }
}

impl<T> Above3<Ground<T>>
where
    T: Deref + ?Sized + 'static,
    T::Target: 'static,
{
    pub fn probe_facts(self) -> Facts<T> {
        self.seen(TypeFacts::of::<T>(Shared::NO, Some(TargetOf::some())))
    }
}

impl<T: Sync + ?Sized + 'static> Above2<Ground<T>> {
    pub fn probe_facts(self) -> Facts<T> {
        self.seen(TypeFacts::of::<T>(Shared::YES, None))
    }
}

impl<T: ?Sized + 'static> Above<Ground<T>> {
    pub fn probe_facts(self) -> Facts<T> {
        self.seen(TypeFacts::of::<T>(Shared::NO, None))
    }
}

/// What is known of a type, but for how a value is made owned, and shown.
#[derive(Debug)]
pub struct Seen<T: ?Sized> {
    offer: Offer,
    of: PhantomData<fn() -> *const T>,
}

impl<T: ?Sized> Clone for Seen<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Seen<T> {}

impl<T: ?Sized> Seen<T> {
    fn keeping(self, own: Option<OwnOf<T>>, show: Option<ShowOf<T>>) -> Offer {
        match self.offer {
            Offer::Value(facts) => Offer::Value(facts.keeping(own, show)),
            nothing => nothing,
        }
    }
}

/// A [`Seen`], from the top of its ladder.
pub(crate) type Facts<T> = Above4<Seen<T>>;

// How a value is made owned, and shown.

impl<T> Above4<Seen<T>>
where
    T: ?Sized + ToOwned<Owned: Send + Sync> + fmt::Debug + 'static,
{
    pub fn probe_keeping(self) -> Offer {
        self.keeping(Some(OwnOf::some()), Some(ShowOf::some()))
    }
}

impl<T> Above3<Seen<T>>
where
    T: ?Sized + ToOwned<Owned: Send + Sync> + 'static,
{
    pub fn probe_keeping(self) -> Offer {
        self.keeping(Some(OwnOf::some()), None)
    }
}

impl<T: ?Sized + fmt::Debug + 'static> Above2<Seen<T>> {
    pub fn probe_keeping(self) -> Offer {
        self.keeping(None, Some(ShowOf::some()))
    }
}

impl<T: ?Sized> Above<Seen<T>> {
    pub fn probe_keeping(self) -> Offer {
        self.offer
    }
}

// Whether there can be a clone, without which handlers see nothing.

impl<T: Clone> Above4<Ground<T>> {
    pub fn probe_clone(self) -> Probe<T> {
        Ground::probe(self.why)
    }
}

impl<T> Above3<Ground<T>> {
    pub fn probe_clone(self) -> Probe<T> {
        Ground::probe(self.why.or(Some(Why::NotClone)))
    }
}

// The type with one outer `&` or `&mut` off, where there is one.

impl<T: ?Sized> Above4<Ground<&T>> {
    pub fn probe_of_referent(self) -> Probe<T> {
        Ground::probe(self.why)
    }
}

impl<T: ?Sized> Above3<Ground<&mut T>> {
    pub fn probe_of_referent(self) -> Probe<T> {
        Ground::probe(self.why)
    }
}

impl<T: ?Sized> Above2<Ground<T>> {
    pub fn probe_of_referent(self) -> Probe<T> {
        Ground::probe(self.why)
    }
}

// The value of an `Ok`, with one outer `&` or `&mut` off.

impl<T: ?Sized, E> Above4<Ground<Result<&T, E>>> {
    pub fn probe_of_ok(self) -> Probe<T> {
        Ground::probe(self.why)
    }
}

impl<T: ?Sized, E> Above3<Ground<Result<&mut T, E>>> {
    pub fn probe_of_ok(self) -> Probe<T> {
        Ground::probe(self.why)
    }
}

impl<T, E> Above2<Ground<Result<T, E>>> {
    pub fn probe_of_ok(self) -> Probe<T> {
        Ground::probe(self.why)
    }
}

impl<T: ?Sized> Above<Ground<T>> {
    pub fn probe_of_ok(self) -> Probe<Absent> {
        Ground::probe(self.why.or(Some(Why::Opaque)))
    }
}

// Whether a return value may be kept in a future that is `Send`, and how it is in
// one that is `Send` whether or not the value is.

impl<T: Send> Above4<Ground<T>> {
    pub fn probe_is_send(self) -> bool {
        true
    }

    pub fn probe_keep(self, value: T) -> Movable<T> {
        Movable::new(value)
    }
}

impl<T> Above3<Ground<T>> {
    pub fn probe_is_send(self) -> bool {
        false
    }

    pub fn probe_keep(self, value: T) -> ThreadBound<T> {
        ThreadBound::new(value)
    }
}

// Whether types may last whose names may be those of type parameters. A type
// parameter is not `Unpin` unless it says so, and hardly any other type is not.

impl<T: Unpin> Above4<Ground<T>> {
    pub fn probe_gate(self) -> Certain {
        Certain
    }
}

impl<T> Above3<Ground<T>> {
    pub fn probe_gate(self) -> Uncertain {
        Uncertain
    }
}

/// Stands before types whose names may be those of type parameters of the `impl`
/// around a method: they are no such parameters. Lets everything through.
#[derive(Debug, Clone, Copy)]
pub struct Certain;

/// The same, where they may be: what has such a type may not last. Puts nothing
/// in the place of it.
#[derive(Debug, Clone, Copy)]
pub struct Uncertain;

impl Certain {
    pub fn probe<T: ?Sized>(self, probe: Probe<T>) -> Probe<T> {
        probe
    }

    pub fn local<T: ?Sized + 'static>(self, value: &T) -> Local<'_> {
        Local::new(value)
    }

    pub fn value<T: ?Sized>(self, value: &T) -> Option<&T> {
        Some(value)
    }
}

impl Uncertain {
    pub fn probe<T: ?Sized>(self, _: Probe<T>) -> Probe<Absent> {
        Ground::probe(Some(Why::NotByItself))
    }

    pub fn local<T: ?Sized>(self, _: &T) -> Local<'_> {
        Local::nothing()
    }

    pub fn value<T: ?Sized>(self, _: &T) -> Option<&Absent> {
        None
    }
}
