//! What a handler asks for, and how it gets it.

use std::any::{TypeId, type_name};
use std::ops::Deref;

use crate::event::capture::View;
use crate::event::capture::ladder::{Above, Above2, Above3};
use crate::event::capture::probe::Ground;
use crate::event::delivery::{Delivery, How};
use crate::event::erased::{Here, Local};
use crate::event::fired::Event;
use crate::scope;
use crate::scope::deps::{Dep, Need};

/// Where a handler parameter gets its value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    Event,
    Dep(Need),
    Delivery,
    /// The value of the call at this position, seen like this.
    Value(usize, View),
}

/// What all handlers of one event may see.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inputs<'v, 'a> {
    /// `None` where no handler takes it.
    pub(crate) event: Option<&'a Event<'a>>,
    /// The values of the call, and behind them what some of these dereference
    /// to.
    pub(crate) here: Here<'v, 'a>,
    pub(crate) how: How,
}

/// Where the value of each parameter of one handler is among those of a call.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// Those of the first parameters stand here, so that hardly any handler
    /// follows another pointer.
    first: [usize; 4],
    others: Vec<usize>,
}

impl Places {
    /// Where nothing is.
    pub(crate) const NONE: usize = usize::MAX;

    #[inline]
    fn of(&self, position: usize) -> usize {
        match self.first.get(position) {
            Some(place) => *place,
            None => self.of_other(position - self.first.len()),
        }
    }

    #[cold]
    fn of_other(&self, nth: usize) -> usize {
        self.others.get(nth).map_or(Self::NONE, |place| *place)
    }
}

impl FromIterator<usize> for Places {
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Self {
        let mut places = places.into_iter();
        Self {
            first: [(); 4].map(|()| places.next().unwrap_or(Self::NONE)),
            others: places.collect(),
        }
    }
}

/// A handler's view of one event. Of two words, it is passed in registers.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Call<'v, 'a> {
    pub(crate) inputs: &'v Inputs<'v, 'a>,
    pub(crate) places: &'v Places,
}

#[doc(hidden)]
impl<'a> Call<'_, 'a> {
    /// The value for the parameter at `position`.
    ///
    /// # Panics
    ///
    /// Never for a call that the binding has allowed.
    #[inline]
    pub fn get<T: ?Sized + 'static>(self, position: usize) -> &'a T {
        let value = self.inputs.here.get(self.places.of(position));
        match value.and_then(Local::get) {
            Some(value) => value,
            None => not_bound(position),
        }
    }

    #[inline]
    fn event(self, position: usize) -> &'a Event<'a> {
        match self.inputs.event {
            Some(event) => event,
            None => not_bound(position),
        }
    }
}

#[cold]
#[inline(never)]
fn not_bound(position: usize) -> ! {
    panic!("parameter {position} is captured, and of the type that it was bound for")
}

/// What a handler may take by value.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a side effect that takes `{Self}` gets a clone, but `{Self}` is not `Clone`",
    label = "take it as `&{Self}`"
)]
pub trait Cloned: Sized {
    fn cloned(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Cloned for T {
    #[inline]
    fn cloned(&self) -> Self {
        self.clone()
    }
}

/// What a handler parameter asks for.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    Event,
    Dep(Need),
    Delivery,
    Value(TypeId, &'static str),
}

/// What a parameter `&Delivery` borrows while the handler runs. Another type of this
/// name is a value like any other.
#[doc(hidden)]
#[derive(Debug)]
pub struct Lent(Delivery);

impl Deref for Lent {
    type Target = Delivery;

    fn deref(&self) -> &Delivery {
        &self.0
    }
}

/// Has no implementations.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a side effect takes a `Delivery` by value, or by its own name",
    label = "write it without `&`, or as `&Delivery`",
    note = "under another name, the attribute cannot tell that there is something to be lent"
)]
pub trait TakenByItsName {}

/// Has no implementations.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a side effect takes a `Dep` by value, not by reference",
    label = "write it without `&`",
    note = "a `Dep` is a cheap handle; what it holds is behind a reference already"
)]
pub trait TakenByReference {}

// What a parameter gets is chosen by its type: see `Above`.

impl Above3<Ground<Delivery>> {
    pub fn probe_wanted(self) -> Wanted {
        Wanted::Delivery
    }

    pub fn probe_get<'a>(self, _: Call<'_, 'a>, _: usize) -> &'a Delivery
    where
        &'a Delivery: TakenByItsName,
    {
        unreachable!("nothing is `TakenByItsName`")
    }

    pub fn probe_lend(self, call: Call<'_, '_>, _: usize) -> Lent {
        Lent(Delivery::once(call.inputs.how))
    }

    pub fn probe_get_owned(self, call: Call<'_, '_>, _: usize) -> Delivery {
        Delivery::once(call.inputs.how)
    }
}

impl Above2<Ground<Event<'_>>> {
    pub fn probe_wanted(self) -> Wanted {
        Wanted::Event
    }

    #[inline]
    pub fn probe_get<'a>(self, call: Call<'_, 'a>, position: usize) -> &'a Event<'a> {
        call.event(position)
    }

    #[inline]
    pub fn probe_get_owned<'a>(self, call: Call<'_, 'a>, position: usize) -> Event<'a> {
        *call.event(position)
    }
}

/// The bounds are those of the methods, so that the compiler names what is amiss
/// with a `Dep`, and does not take it for a value.
impl<T: ?Sized> Above<Ground<Dep<T>>> {
    pub fn probe_wanted(self) -> Wanted
    where
        T: Send + Sync + 'static,
    {
        Wanted::Dep(Need {
            look: || scope::provided::<T>().map(drop),
            name: type_name::<T>,
        })
    }

    #[inline]
    pub fn probe_get<'a>(self, _: Call<'_, 'a>, _: usize) -> &'a Dep<T>
    where
        Dep<T>: TakenByReference,
    {
        unreachable!("nothing is `TakenByReference`")
    }

    #[inline]
    pub fn probe_get_owned(self, _: Call<'_, '_>, _: usize) -> Dep<T>
    where
        T: Send + Sync + 'static,
    {
        scope::provided().expect("it was there before the call")
    }
}

/// Here, too, the compiler is to name what is amiss.
impl<T: ?Sized> Ground<T> {
    #[inline]
    pub fn probe_get_owned(self, call: Call<'_, '_>, position: usize) -> T
    where
        T: Cloned + 'static,
    {
        call.get::<T>(position).cloned()
    }
}

impl<T: ?Sized + 'static> Ground<T> {
    pub fn probe_wanted(self) -> Wanted {
        Wanted::Value(TypeId::of::<T>(), type_name::<T>())
    }

    #[inline]
    pub fn probe_get<'a>(self, call: Call<'_, 'a>, position: usize) -> &'a T {
        call.get(position)
    }
    #[inline]
    pub fn probe_lend<'a>(self, call: Call<'_, 'a>, position: usize) -> &'a T {
        call.get(position)
    }
}
