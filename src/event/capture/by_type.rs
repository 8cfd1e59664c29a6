//! The methods that are chosen by type, each with its fallback.

use std::ops::Deref;

use super::{Offer, Probe, Target, TypeFacts, Why};
use crate::event::erased::{Erased, ThreadBound};
use crate::event::outcome::Outcome;

/// What stands where there is no value of any type.
#[derive(Debug)]
pub enum Absent {}

pub trait HasSyncTargetFacts {
    fn probe_facts(&self) -> TypeFacts;
}
impl<T> HasSyncTargetFacts for &&&Probe<T>
where
    T: Deref + Sync + ?Sized + 'static,
    T::Target: 'static,
{
    fn probe_facts(&self) -> TypeFacts {
        TypeFacts::of::<T>(Some(Target::of::<T>()), true)
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
        TypeFacts::of::<T>(Some(Target::of::<T>()), false)
    }
}
pub trait HasSyncFacts {
    fn probe_facts(&self) -> TypeFacts;
}
impl<T: Sync + ?Sized + 'static> HasSyncFacts for &Probe<T> {
    fn probe_facts(&self) -> TypeFacts {
        TypeFacts::of::<T>(None, true)
    }
}
pub trait HasFacts {
    fn probe_facts(&self) -> TypeFacts;
}
impl<T: ?Sized + 'static> HasFacts for Probe<T> {
    fn probe_facts(&self) -> TypeFacts {
        TypeFacts::of::<T>(None, false)
    }
}

pub trait IsSync<T: ?Sized> {
    fn probe_erase<'a>(&self, value: &'a T) -> Erased<'a>;
}
impl<T: Sync + ?Sized + 'static> IsSync<T> for &Probe<T> {
    fn probe_erase<'a>(&self, value: &'a T) -> Erased<'a> {
        Erased::shared(value)
    }
}
pub trait IsNotSync<T: ?Sized> {
    fn probe_erase<'a>(&self, value: &'a T) -> Erased<'a>;
}
impl<T: ?Sized + 'static> IsNotSync<T> for Probe<T> {
    fn probe_erase<'a>(&self, value: &'a T) -> Erased<'a> {
        Erased::local(value)
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

pub trait IsResult {
    type Value;
    type Success;
    fn probe_success(&self) -> Probe<Self::Success>;
    fn probe_ok<'a>(&self, value: &'a Self::Value) -> Option<&'a Self::Success>;
}
impl<T, E> IsResult for &Probe<Result<T, E>> {
    type Value = Result<T, E>;
    type Success = T;
    fn probe_success(&self) -> Probe<T> {
        Probe::TYPE
    }
    fn probe_ok<'a>(&self, value: &'a Result<T, E>) -> Option<&'a T> {
        value.as_ref().ok()
    }
}
pub trait IsNoResult<T: ?Sized> {
    fn probe_success(&self) -> Probe<Absent>;
    fn probe_ok<'a>(&self, value: &'a T) -> Option<&'a Absent>;
}
impl<T: ?Sized> IsNoResult<T> for Probe<T> {
    fn probe_success(&self) -> Probe<Absent> {
        Probe::TYPE
    }
    fn probe_ok<'a>(&self, _: &'a T) -> Option<&'a Absent> {
        None
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
    fn probe_is_success(&self, value: &T) -> bool;
}
impl<T: Outcome> OwnOutcome<T> for &&&&Probe<T> {
    fn probe_is_success(&self, value: &T) -> bool {
        value.is_success()
    }
}

type Two<T, E, F> = Result<Result<T, E>, F>;
type Three<T, E, F, G> = Result<Two<T, E, F>, G>;

/// Whether the `Ok` value is of a type with a verdict of its own can only be
/// asked of types that are spelt out. Deeper ones than these are unheard of.
pub trait DeepOutcome<T> {
    fn probe_is_success(&self, value: &T) -> bool;
}
impl<T, E, F, G> DeepOutcome<Three<T, E, F, G>> for &&&Probe<Three<T, E, F, G>> {
    fn probe_is_success(&self, value: &Three<T, E, F, G>) -> bool {
        matches!(value, Ok(Ok(Ok(_))))
    }
}
pub trait NestedOutcome<T> {
    fn probe_is_success(&self, value: &T) -> bool;
}
impl<T, E, F> NestedOutcome<Two<T, E, F>> for &&Probe<Two<T, E, F>> {
    fn probe_is_success(&self, value: &Two<T, E, F>) -> bool {
        matches!(value, Ok(Ok(_)))
    }
}
pub trait ResultOutcome<T> {
    fn probe_is_success(&self, value: &T) -> bool;
}
impl<T, E> ResultOutcome<Result<T, E>> for &Probe<Result<T, E>> {
    fn probe_is_success(&self, value: &Result<T, E>) -> bool {
        value.is_ok()
    }
}
pub trait NoOutcome<T> {
    fn probe_is_success(&self, value: &T) -> bool;
}
impl<T> NoOutcome<T> for Probe<T> {
    fn probe_is_success(&self, _: &T) -> bool {
        true
    }
}
