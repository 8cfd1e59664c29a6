//! What an origin offers to its handlers: the types of its arguments and of
//! its return value, and what can be seen of them.

pub(crate) mod given;
pub(crate) mod keep;
pub(crate) mod ladder;
pub(crate) mod probe;

use std::any::{TypeId, type_name};
use std::marker::PhantomData;
use std::ops::Deref;

use crate::event::capture::keep::{Own, OwnOf, Show, ShowOf};
use crate::event::erased::{Local, Seen, Shared, SharedType};

/// What is known of the type of a value that handlers may see.
#[derive(Debug, Clone, Copy)]
pub struct TypeFacts {
    pub seen: Seen,
    pub name: &'static str,
    pub target: Option<Target>,
    /// Whether there can be a clone of it.
    sized: bool,
    /// How a value is made owned, where that can be done.
    pub(crate) own: Option<Own>,
    /// How a value is shown, where its type has `Debug`.
    pub(crate) show: Option<Show>,
}

impl TypeFacts {
    pub fn of<T: ?Sized + 'static>(shared: Shared<T>, target: Option<TargetOf<T>>) -> Self {
        Self {
            seen: Seen::of(shared),
            name: type_name::<T>(),
            target: target.map(|target| target.0()),
            sized: is_sized::<T>(),
            own: None,
            show: None,
        }
    }

    /// Says how a value is made owned, and shown.
    #[must_use]
    pub fn keeping<T: ?Sized>(self, own: Option<OwnOf<T>>, show: Option<ShowOf<T>>) -> Self {
        Self {
            own: own.map(|own| own.0),
            show: show.map(|show| show.0),
            ..self
        }
    }

    pub fn id(&self) -> TypeId {
        self.seen.id()
    }

    /// How a `wanted` can be seen of such a value, if it can.
    pub fn view(&self, wanted: TypeId) -> Option<View> {
        let project = if self.seen.id() == wanted {
            None
        } else {
            let target = self.target.filter(|target| target.id == wanted)?;
            Some(target.project)
        };
        Some(View {
            seen: self.seen,
            project,
        })
    }

    /// The types that such a value can be seen as: `String`, `str`.
    pub fn names(&self) -> Vec<&'static str> {
        let target = self.target.map(|target| target.name);
        std::iter::once(self.name).chain(target).collect()
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
const fn is_sized<T: ?Sized>() -> bool {
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

pub(crate) type Project = for<'a> fn(&Local<'a>) -> Option<Local<'a>>;

/// What a type dereferences to: `str` for `String`, `T` for `Arc<T>`.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    id: TypeId,
    name: &'static str,
    sized: bool,
    project: Project,
}

/// The target of a `T`.
#[derive(Debug)]
pub struct TargetOf<T: ?Sized>(fn() -> Target, PhantomData<fn(*const T)>);

impl<T: ?Sized + 'static> TargetOf<T> {
    /// The target, where there is one.
    pub const fn some() -> Self
    where
        T: Deref,
        T::Target: 'static,
    {
        let target = || Target {
            id: TypeId::of::<T::Target>(),
            name: type_name::<T::Target>(),
            sized: is_sized::<T::Target>(),
            project: |value| Some(Local::new(value.get::<T>()?.deref())),
        };
        Self(target, PhantomData)
    }
}

/// How a value is seen: which one it is, and what it dereferences to where that
/// is wanted.
#[derive(Debug, Clone, Copy)]
pub struct View {
    pub(crate) seen: Seen,
    pub(crate) project: Option<Project>,
}

impl View {
    /// A value as a `T`.
    pub(crate) fn of<'a, T: ?Sized + 'static>(&self, value: &Local<'a>) -> Option<&'a T> {
        match self.project {
            None => value.get(),
            Some(project) => project(value)?.get(),
        }
    }
}

/// What one argument, or the return value, offers.
#[derive(Debug, Clone, Copy)]
pub enum Offer {
    Value(TypeFacts),
    Nothing(Why),
    /// Only a call can tell.
    Unknown,
}

impl Offer {
    pub fn facts(&self) -> Option<&TypeFacts> {
        match self {
            Self::Value(facts) => Some(facts),
            Self::Nothing(_) | Self::Unknown => None,
        }
    }

    /// The offer, unless the type it was found out of is a stand-in.
    pub fn of_names(self, names: &[TypeId]) -> Self {
        if names.contains(&TypeId::of::<NotInModule>()) {
            Self::Unknown
        } else {
            self
        }
    }

    /// Whether two calls of one function offer the same here.
    fn is_like(&self, other: &Self) -> bool {
        self.facts().map(TypeFacts::id) == other.facts().map(TypeFacts::id)
    }
}

/// Stands in for a type whose name the module of an origin does not have, so
/// that it may be a type parameter.
#[derive(Debug)]
pub enum NotInModule {}

/// Why a value cannot be seen by handlers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Borrows,
    Generic,
    MovedByBody,
    NotByItself,
    NotClone,
    NotGiven,
    NotInFuture,
    Opaque,
    Returned,
    Skipped,
    UsedBefore,
}

impl Why {
    /// What to do about it, where `name` is a parameter of an origin of `label`.
    pub fn help(self, label: &str, name: &str) -> String {
        let label = label.escape_debug();
        let name = if name == "this" { "self" } else { name };
        match self {
            Self::NotClone => {
                "derive `Clone` for its type, or let the origin take it by reference".into()
            }
            Self::NotByItself => format!(
                "write `#[has_side_effects(\"{label}\", capture({name}))]`, if its type is \
                 `'static`"
            ),
            _ => "remove the parameter, or change the origin so that it can be captured".into(),
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
            Self::NotByItself => {
                "is not captured by itself, since its type may borrow or be generic"
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

/// What is known without a call.
pub fn offers(args: &[Offer], whole: Offer, ok: Offer) -> Offers<Vec<Offer>> {
    Offers::new(args, whole, ok).to_owned()
}

impl<A: AsRef<[Offer]>> Offers<A> {
    pub fn new(args: A, whole: Offer, ok: Offer) -> Self {
        Self {
            args,
            whole,
            ok: ok.facts().copied(),
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

    /// What is known of the value at `position`: an argument, or behind them the
    /// return value as a whole, or the value of its `Ok`.
    pub(crate) fn facts(&self, position: usize) -> Option<&TypeFacts> {
        let args = self.args.as_ref();
        match position.checked_sub(args.len()) {
            None => args[position].facts(),
            Some(0) => self.whole.facts(),
            Some(_) => self.ok.as_ref(),
        }
    }

    /// The types of the values of a call that any thread may look at.
    pub fn shared(&self) -> Vec<SharedType> {
        self.seen().map(SharedType::of).collect()
    }

    /// Whether any thread may look at all of it.
    pub fn are_shared(&self) -> bool {
        self.seen().flatten().all(Seen::is_shared)
    }

    /// Who may look at the values of a call: the arguments, behind them the return
    /// value as a whole, and the value of its `Ok`.
    fn seen(&self) -> impl Iterator<Item = Option<Seen>> {
        (self.args.as_ref().iter())
            .chain([&self.whole])
            .map(Offer::facts)
            .chain([self.ok.as_ref()])
            .map(|facts| facts.map(|facts| facts.seen))
    }

    /// Whether what is bound for `other` fits `self`, too.
    pub fn is_like<B: AsRef<[Offer]>>(&self, other: &Offers<B>) -> bool {
        let (args, others) = (self.args.as_ref(), other.args.as_ref());
        args.len() == others.len()
            && args.iter().zip(others).all(|(a, b)| a.is_like(b))
            && self.whole.is_like(&other.whole)
            && self.ok.as_ref().map(TypeFacts::id) == other.ok.as_ref().map(TypeFacts::id)
    }
}
