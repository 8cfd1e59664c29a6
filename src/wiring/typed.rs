//! Bindings that the compiler checks: what an origin offers, as types, and what
//! a handler asks of it.
//!
//! A `typed` origin has a companion of its own name in the type namespace: a
//! `struct` that has a field for each parameter. A handler imports both as
//! `__origin`, within the scope of [`not_typed`]: where there is no companion,
//! that one answers.
//!
//! What a handler asks for becomes a field access, so that of a name which is
//! not there the compiler speaks as it does of any field. Of the rest it speaks
//! as the traits in here say, and each of them is asked as
//! `<Type as Trait>::function(…)`: such an error has no word about the function
//! that asks.

use std::marker::PhantomData;
use std::ops::Deref;

use crate::event::capture::ladder::{Above, Above2, Above3, Above4};
use crate::event::capture::probe::Probe;

/// Implemented by the companions of origins.
#[diagnostic::on_unimplemented(
    message = "this origin is not `typed`",
    label = "the origin is not `typed`",
    note = "add it to the origin's attribute, `#[has_side_effects(…, typed)]`; where that cannot be, \
            on methods and generic functions, name the label instead of the origin"
)]
pub trait TypedOrigin {
    const LABEL: &'static str;

    /// What has the fields: the companion itself. Of what is not `typed` it is
    /// unknown, and the compiler says no more.
    type Parameters;
}

/// What stands in for the companion of an origin that has none.
pub mod not_typed {
    #[allow(non_camel_case_types)]
    pub type __origin = fn();
}

/// Implemented by the companions of async origins.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not async, and an async side effect needs an origin that waits for it",
    label = "the origin is not async",
    note = "mark the side effect `background`, make `{Self}` async, or make the side effect not async"
)]
pub trait AsyncOrigin {
    fn waits() {}
}

/// What handlers can see of an origin: `Of` says what it is.
///
/// It is `Cloned` where the body may consume it, and `Shared` where the future
/// of the origin may move between threads.
#[derive(Debug)]
pub struct Offered<Of, Cloned, Shared>(PhantomData<(Of, Cloned, Shared)>);

/// A parameter that handlers cannot see, by its position.
#[derive(Debug)]
pub struct Uncaptured<Origin, const POSITION: usize>(PhantomData<Origin>);

/// A parameter, of a type without the outer `&`.
#[derive(Debug)]
pub struct Parameter<T: ?Sized>(PhantomData<Probe<T>>);

/// What the origin returns.
#[derive(Debug)]
pub struct Returned<T: ?Sized>(PhantomData<Probe<T>>);

/// What a handler asks for: a `Wanted` that is to be found in what `Of` says.
#[derive(Debug)]
pub struct Ask<Of, Wanted: ?Sized>(PhantomData<(Of, Probe<Wanted>)>);

impl<Of, Wanted: ?Sized> Clone for Ask<Of, Wanted> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Of, Wanted: ?Sized> Copy for Ask<Of, Wanted> {}

/// An [`Ask`], from the top of its ladder.
pub(crate) type Asked<Of, Wanted> = Above4<Ask<Of, Wanted>>;

/// What is said of what a handler asks for, and by which names.
#[derive(Debug)]
pub struct Needs<Cloned, Shared, Origin, Name>(PhantomData<(Cloned, Shared, Origin, Name)>);

/// A field that handlers can see.
pub trait CanBeSeen<Origin, Name> {
    /// Of what it is, and what it needs.
    type Of;

    fn can_be_seen<Wanted: ?Sized>(&self, _: &Origin) -> Asked<Self::Of, Wanted> {
        Above4::on(Ask(PhantomData))
    }
}
#[diagnostic::do_not_recommend]
impl<Of, Cloned, Shared, Origin, Name> CanBeSeen<Origin, Name> for Offered<Of, Cloned, Shared> {
    type Of = (Of, Needs<Cloned, Shared, Origin, Name>);
}

/// What has a value as a whole.
pub trait Whole {
    type Value: ?Sized;
}
impl<T: ?Sized> Whole for Parameter<T> {
    type Value = T;
}
impl<T: ?Sized> Whole for Returned<T> {
    type Value = T;
}

/// What may have a value in an `Ok`.
pub trait InOk {
    type Value;
}
impl<T, E> InOk for Returned<Result<T, E>> {
    type Value = T;
}

/// Of a parameter that is not captured, the compiler says that and no more.
#[derive(Debug)]
pub struct Nothing;

/// What a handler gets to see of an `Owner`: `How`, or else what it does not.
#[derive(Debug)]
pub struct View<Owner: ?Sized, How: ?Sized, Needs>(PhantomData<(Probe<Owner>, Probe<How>, Needs)>);

/// The value itself.
#[derive(Debug)]
pub struct Itself;

/// What the value dereferences to.
#[derive(Debug)]
pub struct Target;

// The ways to see what an origin offers. The first that leads to a `Wanted` is
// chosen, by type: see `Above`.

impl<Of, Wanted: ?Sized, Needs> Above4<Ask<(Of, Needs), Wanted>>
where
    Of: Whole<Value = Wanted>,
{
    pub fn probe_view(self) -> View<Wanted, Itself, Needs> {
        View(PhantomData)
    }
}

impl<Of: Whole, Wanted: ?Sized, Needs> Above3<Ask<(Of, Needs), Wanted>>
where
    Of::Value: Deref<Target = Wanted>,
{
    pub fn probe_view(self) -> View<Of::Value, Target, Needs> {
        View(PhantomData)
    }
}

impl<Of, Wanted, Needs> Above2<Ask<(Of, Needs), Wanted>>
where
    Of: InOk<Value = Wanted>,
{
    pub fn probe_view(self) -> View<Wanted, Itself, Needs> {
        View(PhantomData)
    }
}

impl<Of: InOk, Wanted: ?Sized, Needs> Above<Ask<(Of, Needs), Wanted>>
where
    Of::Value: Deref<Target = Wanted>,
{
    pub fn probe_view(self) -> View<Of::Value, Target, Needs> {
        View(PhantomData)
    }
}

impl<Wanted: ?Sized, Needs> Ask<(Nothing, Needs), Wanted> {
    pub fn probe_view(self) -> View<(), Itself, Needs> {
        View(PhantomData)
    }
}

/// There is an error then. It has no owner, of which there could be more to say:
/// one error is enough.
impl<Of: Whole, Wanted: ?Sized, Needs> Ask<(Of, Needs), Wanted> {
    pub fn probe_view(self) -> View<(), Of::Value, Needs> {
        View(PhantomData)
    }
}

/// A condition that is made.
#[derive(Debug)]
pub struct Yes;

/// A condition that is not.
#[derive(Debug)]
pub struct No;

/// Who is to meet a condition: `T`, or else what meets them all.
pub trait If<T: ?Sized> {
    type Then: ?Sized;
}
impl<T: ?Sized> If<T> for Yes {
    type Then = T;
}
impl<T: ?Sized> If<T> for No {
    type Then = ();
}

/// The type that a handler wants, of which the origin says how to get one. Where
/// the origin has another type instead, there is no way.
#[diagnostic::on_unimplemented(
    message = "`{Name}` of `{Origin}` is `{How}`, and cannot be taken as `{Self}`",
    label = "expected `{How}`, found `{Self}`",
    note = "what fits is `{How}` or what it dereferences to (of a `Result` that is returned, also the \
            value of its `Ok`), as a clone or behind one `&`"
)]
pub trait CanBe<How: ?Sized, Origin, Name> {
    fn can_be<Owner: ?Sized, Cloned, Shared>(
        _: &View<Owner, How, Needs<Cloned, Shared, Origin, Name>>,
    ) {
    }
}
#[diagnostic::do_not_recommend]
impl<Wanted: ?Sized, Origin, Name> CanBe<Itself, Origin, Name> for Wanted {}
#[diagnostic::do_not_recommend]
impl<Wanted: ?Sized, Origin, Name> CanBe<Target, Origin, Name> for Wanted {}

/// What can be cloned before the body consumes it.
#[diagnostic::on_unimplemented(
    message = "`{Name}` is moved into `{Origin}`, and its type `{Self}` is not `Clone`",
    label = "no handler can see this",
    note = "derive `Clone` for `{Self}`, or let `{Origin}` take it by reference"
)]
pub trait CanBeCloned<Origin, Name> {
    fn can_be_cloned<Owner: ?Sized, How: ?Sized, Shared>(
        _: &View<Owner, How, Needs<impl If<Owner, Then = Self>, Shared, Origin, Name>>,
    ) {
    }
}
#[diagnostic::do_not_recommend]
impl<T: Clone, Origin, Name> CanBeCloned<Origin, Name> for T {}

/// What other threads can see.
#[diagnostic::on_unimplemented(
    message = "`{Name}` of `{Origin}` may be seen by other threads, and its type `{Self}` is not `Sync`",
    label = "no handler can see this",
    note = "`{Origin}` is async: it may move to another thread while its handlers run"
)]
pub trait CanBeShared<Origin, Name> {
    fn can_be_shared<Owner: ?Sized, How: ?Sized, Cloned>(
        _: &View<Owner, How, Needs<Cloned, impl If<Owner, Then = Self>, Origin, Name>>,
    ) {
    }
}
#[diagnostic::do_not_recommend]
impl<T: Sync + ?Sized, Origin, Name> CanBeShared<Origin, Name> for T {}

/// What can outlive the call of its origin.
#[diagnostic::on_unimplemented(
    message = "`{Name}` of `{Origin}` has to outlive the call, since the side effect runs in the \
               background, and its type `{Self}` cannot be copied",
    label = "not `Clone`, or not `Send` and `Sync`",
    note = "derive `Clone` for `{Self}`, let `{Origin}` have it in an `Arc`, or give it a parameter for \
            what the side effect needs of it"
)]
pub trait CanOutlive<Origin, Name> {
    fn can_outlive<How: ?Sized, Cloned, Shared>(
        _: &View<Self, How, Needs<Cloned, Shared, Origin, Name>>,
    ) {
    }
}
#[diagnostic::do_not_recommend]
impl<T: ?Sized, Origin, Name> CanOutlive<Origin, Name> for T where
    T: ToOwned<Owned: Send + Sync> + 'static
{
}
