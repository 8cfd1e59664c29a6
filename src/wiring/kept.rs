//! What is kept of a call for handlers, before its body runs.

use crate::event::capture::given::Copier;
use crate::scope::interest;
use crate::wiring::callsite::{Callsite, Prepared};

/// What an event is prepared for, and the clones that were made for it: nested pairs,
/// as there may be any number of them. Where there is nothing to fire, that is but one
/// word to write before the body, and one to look at behind it.
#[derive(Debug)]
pub struct Kept<C>(Option<(Prepared, C)>);

impl<C: Clones> Kept<C> {
    #[inline]
    pub fn nothing() -> Self {
        Self(None)
    }

    /// Makes the clones that are wanted. The positions of their arguments are the bits
    /// of `at`, from the lowest on; what stands beyond the 64th is wanted in any case.
    #[inline]
    pub fn by(prepared: Prepared, at: u64, copiers: impl Copiers<Clones = C>) -> Self {
        Self((prepared.is_active()).then(|| (prepared, copiers.copied(prepared, at))))
    }

    /// Whether there is a reason to look closer, once the body is done.
    #[inline(always)]
    pub fn may_fire(&self) -> bool {
        self.0.is_some() || interest::any()
    }

    /// What the event is prepared for, and references to the clones that there are.
    #[inline]
    pub fn parts(&self) -> (Prepared, C::References<'_>) {
        match &self.0 {
            Some((prepared, clones)) => (*prepared, C::references(Some(clones))),
            None => (Prepared::IDLE, C::references(None)),
        }
    }
}

/// Keeps what handlers want of an origin whose offers are the same each time, as
/// [`Kept::by`] does. All but the question whether there is anything to keep is out of
/// the way of the body.
#[inline(always)]
pub fn keep<C: Copiers>(callsite: &'static Callsite, at: u64, copiers: C) -> Kept<C::Clones> {
    #[cold]
    #[inline(never)]
    fn keep<C: Copiers>(callsite: &'static Callsite, at: u64, copiers: C) -> Kept<C::Clones> {
        Kept::by(callsite.prepare(), at, copiers)
    }
    if callsite.is_idle() && !interest::any() {
        Kept::nothing()
    } else {
        keep(callsite, at, copiers)
    }
}

/// What makes the clones that are wanted.
pub trait Copiers {
    type Clones: Clones;

    fn copied(self, prepared: Prepared, at: u64) -> Self::Clones;
}

impl Copiers for () {
    type Clones = ();

    #[inline]
    fn copied(self, _: Prepared, _: u64) {}
}

impl<C: Copier, R: Copiers> Copiers for (C, R) {
    type Clones = (Option<C::Of>, R::Clones);

    #[inline]
    fn copied(self, prepared: Prepared, at: u64) -> Self::Clones {
        let (copier, rest) = self;
        let is_wanted = at == 0 || prepared.wants(at.trailing_zeros() as usize);
        let clone = is_wanted.then(|| copier.copied()).flatten();
        (clone, rest.copied(prepared, at & at.wrapping_sub(1)))
    }
}

/// The clones of one call.
pub trait Clones {
    type References<'a>
    where
        Self: 'a;

    fn references(clones: Option<&Self>) -> Self::References<'_>;
}

impl Clones for () {
    type References<'a> = ();

    #[inline]
    fn references(_: Option<&Self>) {}
}

impl<T, R: Clones> Clones for (Option<T>, R) {
    type References<'a>
        = (Option<&'a T>, R::References<'a>)
    where
        Self: 'a;

    #[inline]
    fn references(clones: Option<&Self>) -> Self::References<'_> {
        let clone = clones.and_then(|(clone, _)| clone.as_ref());
        (clone, R::references(clones.map(|(_, rest)| rest)))
    }
}
