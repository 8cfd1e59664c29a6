//! What an origin offers to its handlers: the types of its arguments and of
//! its return value, and what can be seen of them.

pub(crate) mod by_type;

use std::any::{TypeId, type_name};
use std::marker::PhantomData;
use std::ops::Deref;

use crate::event::erased::Local;

/// What is known of the type of a value that handlers may see.
#[derive(Debug, Clone, Copy)]
pub struct TypeFacts {
    pub id: TypeId,
    pub name: &'static str,
    pub target: Option<Target>,
    /// Whether several threads may look at one value of the type.
    pub sync: bool,
    /// Whether there can be a clone of it.
    sized: bool,
}

impl TypeFacts {
    fn of<T: ?Sized + 'static>(target: Option<Target>, sync: bool) -> Self {
        Self {
            id: TypeId::of::<T>(),
            name: type_name::<T>(),
            target,
            sync,
            sized: is_sized::<T>(),
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

    /// What a handler can take: `&String`, `String` or `&str`.
    pub fn forms(&self) -> Vec<String> {
        let mut forms = self::forms(self.name, self.sized);
        if let Some(target) = self.target {
            forms.extend(self::forms(target.name, target.sized));
        }
        forms
    }
}

/// A reference to what has a size is but an address.
fn is_sized<T: ?Sized>() -> bool {
    size_of::<&T>() == size_of::<usize>()
}

/// How a handler can write a parameter of a type.
fn forms(name: &str, sized: bool) -> Vec<String> {
    let mut forms = vec![format!("`&{name}`")];
    if sized {
        forms.push(format!("`{name}`"));
    }
    forms
}

type Project = for<'a> fn(Local<'a>) -> Option<Local<'a>>;

/// What a type dereferences to: `str` for `String`, `T` for `Arc<T>`.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    id: TypeId,
    name: &'static str,
    sized: bool,
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
            sized: is_sized::<T::Target>(),
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
    /// What to do about it.
    pub fn help(self) -> &'static str {
        match self {
            Self::NotClone => "derive `Clone` for its type, or let the origin take it by reference",
            _ => "remove the parameter, or change the origin so that it can be captured",
        }
    }

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
