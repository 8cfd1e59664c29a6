//! Bindings that the compiler checks: what an origin offers, as types, and what
//! a handler asks of it.
//!
//! A `typed` origin has a companion of its own name in the type namespace: an
//! `enum` whose functions say what it offers. A handler imports both under the
//! name `__origin`, and all of [`not_typed`] beneath: where there is no
//! companion, that one answers.

use std::marker::PhantomData;
use std::ops::Deref;

use crate::event::capture::Probe;

/// One character of a parameter's name; a tuple of them is a name.
#[derive(Debug)]
pub struct Char<const CHAR: char>;

/// The name that a handler asks for: once so that it can be compared, and once
/// so that it can be read in an error.
#[derive(Debug)]
pub struct Named<Name, Shown>(PhantomData<(Name, Shown)>);

impl<Name, Shown> Named<Name, Shown> {
    pub const NAME: Self = Self(PhantomData);
}

/// A `T` that an origin offers if it is what it `Needs` to be.
#[derive(Debug)]
pub struct Offered<T: ?Sized, Needs>(PhantomData<fn() -> (*const T, Needs)>);

impl<T: ?Sized, Needs> Offered<T, Needs> {
    pub const VALUE: Self = Self(PhantomData);
}

/// What the value is cloned for: the body may consume it.
#[derive(Debug)]
pub struct Clonable;

/// What the value is shared for: the future of the origin may move between
/// threads.
#[derive(Debug)]
pub struct Sharable;

/// An error that handlers do not get to see.
#[derive(Debug)]
pub struct Unseen;

pub trait Meets<Needs> {}
impl<T: ?Sized> Meets<()> for T {}
impl<T: Clone> Meets<(Clonable,)> for T {}
impl<T: Sync + ?Sized> Meets<(Sharable,)> for T {}
impl<T: Clone + Sync> Meets<(Clonable, Sharable)> for T {}

/// Markers for the ways to see a value, so that one type can have several.
#[derive(Debug)]
pub struct Itself;
#[derive(Debug)]
pub struct Target;
#[derive(Debug)]
pub struct Whole<How>(PhantomData<How>);
#[derive(Debug)]
pub struct OkOf<How>(PhantomData<How>);
#[derive(Debug)]
pub struct NoWay;

/// Has no implementations.
pub trait Never {}

/// A value that can be seen as a `Wanted`, in the way of `How`.
#[diagnostic::on_unimplemented(
    message = "the origin offers `{Self}`, which cannot be taken as `{Wanted}`",
    label = "the origin offers `{Self}` here",
    note = "what fits is `{Self}` or what it dereferences to, by reference or as a clone"
)]
pub trait View<Wanted: ?Sized, How> {}
#[diagnostic::do_not_recommend]
impl<T: ?Sized> View<T, Itself> for T {}
#[diagnostic::do_not_recommend]
impl<T: Deref<Target = Wanted> + ?Sized, Wanted: ?Sized> View<Wanted, Target> for T {}
// Where but one implementation could fit, the compiler speaks of what that one
// lacks. With another it speaks of `View`.
#[diagnostic::do_not_recommend]
impl<T: Never + ?Sized, Wanted: ?Sized> View<Wanted, NoWay> for T {}

/// A return value that can be seen as a `Wanted`: the whole, or an `Ok` value.
#[diagnostic::on_unimplemented(
    message = "the origin returns `{Self}`, which cannot be taken as `{Wanted}`",
    label = "the origin returns `{Self}`",
    note = "what fits is the whole return value, or the value in its `Ok`, or what either \
            dereferences to, by reference or as a clone"
)]
pub trait ResultView<Wanted: ?Sized, Needs, How> {}
#[diagnostic::do_not_recommend]
impl<T, Wanted: ?Sized, Needs, How> ResultView<Wanted, Needs, Whole<How>> for T where
    T: View<Wanted, How> + Meets<Needs> + ?Sized
{
}
#[diagnostic::do_not_recommend]
impl<T, E, Wanted: ?Sized, Needs, How> ResultView<Wanted, Needs, OkOf<How>> for Result<T, E> where
    T: View<Wanted, How> + Meets<Needs>
{
}
#[diagnostic::do_not_recommend]
impl<T: Never + ?Sized, Wanted: ?Sized, Needs> ResultView<Wanted, Needs, NoWay> for T {}

/// Checks a parameter of a handler.
pub fn fits<T, Needs, Wanted, How>(_: Offered<T, Needs>, _: Probe<Wanted>)
where
    T: View<Wanted, How> + Meets<Needs> + ?Sized,
    Wanted: ?Sized,
{
}

/// Checks the `return_value` of a handler.
pub fn result_fits<T, Needs, Wanted, How>(_: Offered<T, Needs>, _: Probe<Wanted>)
where
    T: ResultView<Wanted, Needs, How> + ?Sized,
    Wanted: ?Sized,
{
}

/// The kinds of origins and handlers.
#[derive(Debug)]
pub struct SyncFlow;
#[derive(Debug)]
pub struct AsyncFlow;

/// A handler that can run for an origin of this kind.
#[diagnostic::on_unimplemented(
    message = "an async side effect needs an async origin, which waits for it",
    label = "the origin is not async",
    note = "make the origin async, or this function not (it may spawn a task)"
)]
pub trait RunsFor<Origin> {}
impl RunsFor<SyncFlow> for SyncFlow {}
impl RunsFor<AsyncFlow> for SyncFlow {}
impl RunsFor<AsyncFlow> for AsyncFlow {}

/// What stands in for the companion of an origin that has none.
pub mod not_typed {
    use super::{Named, Offered};

    #[diagnostic::on_unimplemented(
        message = "this origin is not `typed`",
        label = "no `typed` origin",
        note = "add it to the origin's attribute, `#[has_side_effects(…, typed)]`; where that cannot \
                be, on methods and generic functions, name the label instead of the origin"
    )]
    pub trait Typed {}

    #[derive(Debug)]
    #[allow(non_camel_case_types)]
    pub enum __origin {}

    impl __origin {
        pub const LABEL: &'static str = "not typed";

        pub fn origin<Handler: Typed>(_: Handler) {}

        /// Offers whatever is asked for: one error is enough.
        pub fn offer<Name, Shown, T: ?Sized>(_: Named<Name, Shown>) -> Offered<T, ()> {
            Offered::VALUE
        }
    }
}
