//! What an origin offers to its handlers: the types of its arguments and of
//! its return value, and what can be seen of them.

use std::any::{TypeId, type_name};
use std::marker::PhantomData;
use std::ops::Deref;

use crate::erased::Local;

/// What is known of the type of a value that handlers may see.
#[derive(Debug, Clone, Copy)]
pub struct TypeFacts {
    pub id: TypeId,
    pub name: &'static str,
    pub target: Option<Target>,
    /// Whether several threads may look at one value of the type.
    pub sync: bool,
}

impl TypeFacts {
    fn of<T: ?Sized + 'static>(target: Option<Target>, sync: bool) -> Self {
        Self {
            id: TypeId::of::<T>(),
            name: type_name::<T>(),
            target,
            sync,
        }
    }

    /// How a `wanted` can be seen of such a value, if it can.
    pub fn view(&self, wanted: TypeId) -> Option<View> {
        if self.id == wanted {
            Some(View::Itself)
        } else {
            let target = self.target.filter(|target| target.id == wanted)?;
            Some(View::Target(target.project))
        }
    }

    /// The types that a handler can ask for: `String` or `str`.
    pub fn names(&self) -> String {
        match self.target {
            Some(target) => format!("`{}` or `{}`", self.name, target.name),
            None => format!("`{}`", self.name),
        }
    }
}

type Project = for<'a> fn(Local<'a>) -> Option<Local<'a>>;

/// What a type dereferences to: `str` for `String`, `T` for `Arc<T>`.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    id: TypeId,
    name: &'static str,
    project: Project,
}

impl Target {
    fn of<T>() -> Self
    where
        T: Deref + ?Sized + 'static,
        T::Target: 'static,
    {
        Self {
            id: TypeId::of::<T::Target>(),
            name: type_name::<T::Target>(),
            project: |value| Some(Local::new(value.get::<T>()?.deref())),
        }
    }
}

/// How a value is seen: as it is, or dereferenced.
#[derive(Debug, Clone, Copy)]
pub enum View {
    Itself,
    Target(Project),
}

impl View {
    #[inline]
    pub fn of<'a, T: ?Sized + 'static>(self, value: Local<'a>) -> Option<&'a T> {
        match self {
            Self::Itself => value.get(),
            Self::Target(project) => project(value)?.get(),
        }
    }
}

/// What one argument, or the return value, offers.
#[derive(Debug, Clone, Copy)]
pub enum Offer {
    Value(TypeFacts),
    Nothing(Why),
}

impl Offer {
    pub fn facts(&self) -> Option<&TypeFacts> {
        match self {
            Self::Value(facts) => Some(facts),
            Self::Nothing(_) => None,
        }
    }

    /// Whether two calls of one function offer the same here.
    fn is_like(&self, other: &Self) -> bool {
        self.facts().map(|facts| facts.id) == other.facts().map(|facts| facts.id)
    }
}

/// Why a value cannot be seen by handlers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Borrows,
    Generic,
    MovedByBody,
    NotClone,
    NotGiven,
    NotInFuture,
    Opaque,
    Returned,
    Skipped,
    UsedBefore,
}

impl Why {
    /// Completes "cannot be bound: it …".
    pub fn reason(self) -> &'static str {
        match self {
            Self::Borrows => "borrows something that is not `'static` (behind its outer `&`)",
            Self::Generic => "is of a generic type that is not bounded by `'static`",
            Self::MovedByBody => {
                "may be moved by the body, which uses `self` as a whole (write `&mut *self` there)"
            }
            Self::NotClone => "is moved into the function and its type is not `Clone`",
            Self::NotGiven => "was not given to `fire!`",
            Self::NotInFuture => "is not used in the `async` block that the origin returns",
            Self::Opaque => "is an `impl Trait` whose type cannot be named",
            Self::Returned => "may still be mutably borrowed when the origin has returned",
            Self::Skipped => "is skipped by the origin's `skip(…)`",
            Self::UsedBefore => "is used before the `async` block that the origin returns",
        }
    }
}

/// What one function offers, or one instantiation of a generic one.
#[derive(Debug, Clone, Copy)]
pub struct Offers<A> {
    /// One for each name that the parameters bind, in order.
    pub args: A,
    /// The return value as a whole.
    pub whole: Offer,
    /// The `Ok` value, where the return value is a `Result`.
    pub ok: Option<TypeFacts>,
    /// Whether the return value may be kept while async handlers run, on
    /// whichever thread.
    pub keeps: bool,
}

impl<A: AsRef<[Offer]>> Offers<A> {
    pub fn new(args: A, whole: Offer, ok: Option<TypeFacts>) -> Self {
        let absent = TypeId::of::<by_type::Absent>();
        Self {
            args,
            whole,
            ok: ok.filter(|ok| ok.id != absent),
            keeps: true,
        }
    }

    /// Says whether the return value is `Send`.
    pub fn keeping(self, keeps: bool) -> Self {
        Self { keeps, ..self }
    }

    pub fn borrowed(&self) -> Offers<&[Offer]> {
        Offers {
            args: self.args.as_ref(),
            whole: self.whole,
            ok: self.ok,
            keeps: self.keeps,
        }
    }

    pub fn to_owned(&self) -> Offers<Vec<Offer>> {
        Offers {
            args: self.args.as_ref().to_vec(),
            whole: self.whole,
            ok: self.ok,
            keeps: self.keeps,
        }
    }

    /// Whether what is bound for `other` fits `self`, too.
    pub fn is_like<B: AsRef<[Offer]>>(&self, other: &Offers<B>) -> bool {
        let (args, others) = (self.args.as_ref(), other.args.as_ref());
        args.len() == others.len()
            && args.iter().zip(others).all(|(a, b)| a.is_like(b))
            && self.whole.is_like(&other.whole)
            && self.ok.map(|ok| ok.id) == other.ok.map(|ok| ok.id)
    }
}

/// Stands for a type, so that methods can be chosen by what the type can do
/// ("autoref specialization").
///
/// An expansion calls `(&&probe).method()`. The compiler takes the method of
/// `&Probe<T>` if there is one for this `T`, else that of `Probe<T>`. Where
/// `T` is generic, its bounds decide.
///
/// The names of these methods are long, because a trait of the user's may be
/// implemented for all types, `&&Probe<T>` included.
#[derive(Debug)]
pub struct Probe<T: ?Sized>(PhantomData<fn() -> *const T>);

impl<T: ?Sized> Probe<T> {
    pub const TYPE: Self = Self(PhantomData);

    pub fn of(_: &T) -> Self {
        Self::TYPE
    }
}

/// The methods that are chosen by type, each with its fallback.
pub(crate) mod by_type {
    use super::*;
    use crate::erased::{Erased, Kept};
    use crate::outcome::Outcome;

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
        fn probe_keep(&self, value: T) -> Sent<T>;
    }
    impl<T: Send> IsSend<T> for &Probe<T> {
        fn probe_is_send(&self) -> bool {
            true
        }
        fn probe_keep(&self, value: T) -> Sent<T> {
            Sent(value)
        }
    }
    pub trait IsNotSend<T> {
        fn probe_is_send(&self) -> bool;
        fn probe_keep(&self, value: T) -> Kept<T>;
    }
    impl<T> IsNotSend<T> for Probe<T> {
        fn probe_is_send(&self) -> bool {
            false
        }
        fn probe_keep(&self, value: T) -> Kept<T> {
            Kept::new(value)
        }
    }

    /// A value that is `Send`, with the interface of [`Kept`].
    #[derive(Debug)]
    pub struct Sent<T>(T);

    impl<T> Sent<T> {
        pub fn into_inner(self) -> T {
            self.0
        }
    }

    impl<T> Deref for Sent<T> {
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
}
