//! What is chosen by type: the constants and methods of a [`Probe`], with what
//! answers where a type is not what they ask for.

use std::fmt;
use std::ops::Deref;

use super::keep::{OwnOf, ShowOf};
use super::{Offer, Probe, TargetOf, TypeFacts, Why};
use crate::event::erased::{Local, Shared, ThreadBound};
use crate::event::isolation::catch_panic;
use crate::event::outcome::{Outcome, Verdict};

/// What stands where there is no value of any type.
#[derive(Debug)]
pub enum Absent {}

// The constants that answer where those of `Probe` do not.

pub trait IsNotShared<T: ?Sized> {
    const PROBE_SHARED: Shared<T> = Shared::NO;
}
impl<T: ?Sized> IsNotShared<T> for Probe<T> {}

pub trait HasNoTarget<T: ?Sized> {
    const PROBE_TARGET: Option<TargetOf<T>> = None;
}
impl<T: ?Sized> HasNoTarget<T> for Probe<T> {}

pub trait CannotBeOwned<T: ?Sized> {
    const PROBE_OWN: Option<OwnOf<T>> = None;
}
impl<T: ?Sized> CannotBeOwned<T> for Probe<T> {}

pub trait HasNoDebug<T: ?Sized> {
    const PROBE_SHOW: Option<ShowOf<T>> = None;
}
impl<T: ?Sized> HasNoDebug<T> for Probe<T> {}

pub trait HasNoClone<T> {
    const PROBE_CLONE: Option<fn(&T) -> T> = None;
}
impl<T> HasNoClone<T> for Probe<T> {}

pub trait CannotBeSent {
    const PROBE_SEND: bool = false;
}
impl<T> CannotBeSent for Probe<T> {}

pub trait IsDoubtful {
    const PROBE_GATE: Uncertain = Uncertain;
}
impl<T> IsDoubtful for Probe<T> {}

// The methods, for types that only the compiler can name.

pub trait HasSyncTargetFacts {
    fn probe_facts(&self) -> TypeFacts;
}
impl<T> HasSyncTargetFacts for &&&Probe<T>
where
    T: Deref + Sync + ?Sized + 'static,
    T::Target: 'static,
{
    fn probe_facts(&self) -> TypeFacts {
        TypeFacts::of::<T>(Shared::YES, Some(TargetOf::some()))
    }
}
pub trait HasTargetFacts {
    fn probe_facts(&self) -> TypeFacts;
}
impl<T> HasTargetFacts for &&Probe<T>
where
    T: Deref + ?Sized + 'static,
    T::Target: 'static,
{
    fn probe_facts(&self) -> TypeFacts {
        TypeFacts::of::<T>(Shared::NO, Some(TargetOf::some()))
    }
}
pub trait HasSyncFacts {
    fn probe_facts(&self) -> TypeFacts;
}
impl<T: Sync + ?Sized + 'static> HasSyncFacts for &Probe<T> {
    fn probe_facts(&self) -> TypeFacts {
        TypeFacts::of::<T>(Shared::YES, None)
    }
}
pub trait HasFacts {
    fn probe_facts(&self) -> TypeFacts;
}
impl<T: ?Sized + 'static> HasFacts for Probe<T> {
    fn probe_facts(&self) -> TypeFacts {
        TypeFacts::of::<T>(Shared::NO, None)
    }
}

// How a value is made owned, and shown.

pub trait OwnedAndShown {
    fn probe_keeping(&self, facts: TypeFacts) -> TypeFacts;
}
impl<T> OwnedAndShown for &&&Probe<T>
where
    T: ?Sized + ToOwned<Owned: Send + Sync> + fmt::Debug + 'static,
{
    fn probe_keeping(&self, facts: TypeFacts) -> TypeFacts {
        facts.keeping::<T>(Some(OwnOf::some()), Some(ShowOf::some()))
    }
}
pub trait OwnedOnly {
    fn probe_keeping(&self, facts: TypeFacts) -> TypeFacts;
}
impl<T> OwnedOnly for &&Probe<T>
where
    T: ?Sized + ToOwned<Owned: Send + Sync> + 'static,
{
    fn probe_keeping(&self, facts: TypeFacts) -> TypeFacts {
        facts.keeping::<T>(Some(OwnOf::some()), None)
    }
}
pub trait ShownOnly {
    fn probe_keeping(&self, facts: TypeFacts) -> TypeFacts;
}
impl<T: ?Sized + fmt::Debug + 'static> ShownOnly for &Probe<T> {
    fn probe_keeping(&self, facts: TypeFacts) -> TypeFacts {
        facts.keeping::<T>(None, Some(ShowOf::some()))
    }
}
pub trait NeitherOwnedNorShown {
    fn probe_keeping(&self, facts: TypeFacts) -> TypeFacts;
}
impl<T: ?Sized> NeitherOwnedNorShown for Probe<T> {
    fn probe_keeping(&self, facts: TypeFacts) -> TypeFacts {
        facts
    }
}

pub trait IsClone {
    type Copied;
    fn probe_offer(&self, facts: TypeFacts) -> Offer;
    fn probe_copied(&self, value: &Self::Copied) -> Option<Self::Copied>;
}
impl<T: Clone> IsClone for &Probe<T> {
    type Copied = T;
    fn probe_offer(&self, facts: TypeFacts) -> Offer {
        Offer::Value(facts)
    }
    fn probe_copied(&self, value: &T) -> Option<T> {
        Some(value.clone())
    }
}
pub trait IsNotClone<T> {
    fn probe_offer(&self, facts: TypeFacts) -> Offer;
    fn probe_copied(&self, value: &T) -> Option<Absent>;
}
impl<T> IsNotClone<T> for Probe<T> {
    fn probe_offer(&self, _: TypeFacts) -> Offer {
        Offer::Nothing(Why::NotClone)
    }
    fn probe_copied(&self, _: &T) -> Option<Absent> {
        None
    }
}

/// Takes one outer `&` or `&mut` off, where there is one.
pub trait IsReference {
    type Value;
    type Referent: ?Sized;
    fn probe_of_referent(&self) -> Probe<Self::Referent>;
    fn probe_referent<'a>(&self, value: &'a Self::Value) -> &'a Self::Referent;
}
impl<'r, T: ?Sized> IsReference for &Probe<&'r T> {
    type Value = &'r T;
    type Referent = T;
    fn probe_of_referent(&self) -> Probe<T> {
        Probe::TYPE
    }
    fn probe_referent<'a>(&self, value: &'a &'r T) -> &'a T {
        value
    }
}
impl<'r, T: ?Sized> IsReference for &Probe<&'r mut T> {
    type Value = &'r mut T;
    type Referent = T;
    fn probe_of_referent(&self) -> Probe<T> {
        Probe::TYPE
    }
    fn probe_referent<'a>(&self, value: &'a &'r mut T) -> &'a T {
        value
    }
}
pub trait IsNotReference<T: ?Sized> {
    fn probe_of_referent(&self) -> Probe<T>;
    fn probe_referent<'a>(&self, value: &'a T) -> &'a T;
}
impl<T: ?Sized> IsNotReference<T> for Probe<T> {
    fn probe_of_referent(&self) -> Probe<T> {
        Probe::TYPE
    }
    fn probe_referent<'a>(&self, value: &'a T) -> &'a T {
        value
    }
}

/// The value of an `Ok`, as a type.
pub trait IsResult {
    type Success;
    fn probe_success(&self) -> Probe<Self::Success>;
}
impl<T, E> IsResult for &Probe<Result<T, E>> {
    type Success = T;
    fn probe_success(&self) -> Probe<T> {
        Probe::TYPE
    }
}
pub trait IsNoResult {
    fn probe_success(&self) -> Probe<Absent>;
}
impl<T: ?Sized> IsNoResult for Probe<T> {
    fn probe_success(&self) -> Probe<Absent> {
        Probe::TYPE
    }
}

/// What handlers see of a return value: of its `Ok`, the value with one outer
/// `&` or `&mut` off.
fn ok<T: ?Sized + 'static>(value: Option<&T>) -> Local<'_> {
    value.map_or_else(Local::nothing, Local::new)
}

pub trait IsOkOfReference<R> {
    fn probe_ok<'a>(&self, result: &'a R) -> Local<'a>;
}
impl<'r, T: ?Sized + 'static, E> IsOkOfReference<Result<&'r T, E>> for &&Probe<Result<&'r T, E>> {
    #[inline]
    fn probe_ok<'a>(&self, result: &'a Result<&'r T, E>) -> Local<'a> {
        ok(result.as_ref().ok().map(|value| &**value))
    }
}
impl<'r, T: ?Sized + 'static, E> IsOkOfReference<Result<&'r mut T, E>>
    for &&Probe<Result<&'r mut T, E>>
{
    #[inline]
    fn probe_ok<'a>(&self, result: &'a Result<&'r mut T, E>) -> Local<'a> {
        ok(result.as_ref().ok().map(|value| &**value))
    }
}
pub trait IsOk<R> {
    fn probe_ok<'a>(&self, result: &'a R) -> Local<'a>;
}
impl<T: 'static, E> IsOk<Result<T, E>> for &Probe<Result<T, E>> {
    #[inline]
    fn probe_ok<'a>(&self, result: &'a Result<T, E>) -> Local<'a> {
        ok(result.as_ref().ok())
    }
}
pub trait IsNotOk<R: ?Sized> {
    fn probe_ok<'a>(&self, result: &'a R) -> Local<'a>;
}
impl<R: ?Sized> IsNotOk<R> for Probe<R> {
    #[inline]
    fn probe_ok<'a>(&self, _: &'a R) -> Local<'a> {
        Local::nothing()
    }
}

/// Keeps a return value, in a future that is `Send` whether or not the
/// value is.
pub trait IsSend<T> {
    fn probe_is_send(&self) -> bool;
    fn probe_keep(&self, value: T) -> Movable<T>;
}
impl<T: Send> IsSend<T> for &Probe<T> {
    fn probe_is_send(&self) -> bool {
        true
    }
    fn probe_keep(&self, value: T) -> Movable<T> {
        Movable(value)
    }
}
pub trait IsNotSend<T> {
    fn probe_is_send(&self) -> bool;
    fn probe_keep(&self, value: T) -> ThreadBound<T>;
}
impl<T> IsNotSend<T> for Probe<T> {
    fn probe_is_send(&self) -> bool {
        false
    }
    fn probe_keep(&self, value: T) -> ThreadBound<T> {
        ThreadBound::new(value)
    }
}

/// A value that is `Send`, with the interface of [`ThreadBound`].
#[derive(Debug)]
pub struct Movable<T>(T);

impl<T> Movable<T> {
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

pub trait OwnOutcome<T> {
    fn probe_verdict(&self, value: &T) -> Verdict;
}
impl<T: Outcome> OwnOutcome<T> for &&&&Probe<T> {
    #[inline]
    fn probe_verdict(&self, value: &T) -> Verdict {
        catch_panic(|| value.is_success())
    }
}

type Two<T, E, F> = Result<Result<T, E>, F>;
type Three<T, E, F, G> = Result<Two<T, E, F>, G>;

/// Whether the `Ok` value is of a type with a verdict of its own can only be
/// asked of types that are spelt out. Deeper ones than these are unheard of.
pub trait DeepOutcome<T> {
    fn probe_verdict(&self, value: &T) -> Verdict;
}
impl<T, E, F, G> DeepOutcome<Three<T, E, F, G>> for &&&Probe<Three<T, E, F, G>> {
    #[inline]
    fn probe_verdict(&self, value: &Three<T, E, F, G>) -> Verdict {
        Ok(matches!(value, Ok(Ok(Ok(_)))))
    }
}
pub trait NestedOutcome<T> {
    fn probe_verdict(&self, value: &T) -> Verdict;
}
impl<T, E, F> NestedOutcome<Two<T, E, F>> for &&Probe<Two<T, E, F>> {
    #[inline]
    fn probe_verdict(&self, value: &Two<T, E, F>) -> Verdict {
        Ok(matches!(value, Ok(Ok(_))))
    }
}
pub trait ResultOutcome<T> {
    fn probe_verdict(&self, value: &T) -> Verdict;
}
impl<T, E> ResultOutcome<Result<T, E>> for &Probe<Result<T, E>> {
    #[inline]
    fn probe_verdict(&self, value: &Result<T, E>) -> Verdict {
        Ok(value.is_ok())
    }
}
pub trait NoOutcome<T> {
    fn probe_verdict(&self, value: &T) -> Verdict;
}
impl<T> NoOutcome<T> for Probe<T> {
    #[inline]
    fn probe_verdict(&self, _: &T) -> Verdict {
        Ok(true)
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

    pub fn offer(self, offer: Offer) -> Offer {
        offer
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
        Probe::TYPE
    }

    pub fn offer(self, _: Offer) -> Offer {
        Offer::Nothing(Why::NotByItself)
    }

    pub fn local<T: ?Sized>(self, _: &T) -> Local<'_> {
        Local::nothing()
    }

    pub fn value<T: ?Sized>(self, _: &T) -> Option<&Absent> {
        None
    }
}
