//! How an answer is chosen by type.

use std::ops::Deref;

/// A rung of a ladder: what it has no answer for, the rungs below it are asked.
///
/// `rung.method()` is the method of the highest rung whose bounds hold for the type
/// that it was made for, since each dereferences to the one below. Where that type
/// is generic, its own bounds decide. No trait takes part, so that none has to be
/// imported where the question is asked: a trait in scope costs the compiler
/// something for each method call there, the user's own included.
///
/// The answers stand as high as they can, since each rung on the way to one is a
/// call that the compiler checks, and then generates. Where it names the last of
/// them to users, as it does of a handler's parameters, that stands on the ground
/// all the same: the name is the shortest there.
///
/// Above the lowest, a rung has one such method, and not one for each of several
/// types: of a type that is unknown, since there is a mistake in it, the compiler
/// would say that they all fit.
///
/// The methods have long names, because a trait of the user's may be implemented
/// for all types, rungs included. They take `self` by value, since one that takes
/// a reference is looked for once more.
#[derive(Debug, Clone, Copy)]
pub struct Above<R>(R);

pub(crate) type Above2<R> = Above<Above<R>>;
pub(crate) type Above3<R> = Above<Above2<R>>;
pub(crate) type Above4<R> = Above<Above3<R>>;

impl<R> Above4<R> {
    pub(crate) const fn on(ground: R) -> Self {
        Above(Above(Above(Above(ground))))
    }
}

impl<R> Deref for Above<R> {
    type Target = R;

    #[inline]
    fn deref(&self) -> &R {
        &self.0
    }
}
