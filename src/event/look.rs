//! Looking for a value of an event, by name and type.

use std::any::TypeId;

use crate::event::arg_error::Miss;
use crate::event::capture::{Offer, Offers, View};
use crate::event::origin::Origin;

/// What an event offers, whichever way it holds its values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) origin: Origin,
    pub(crate) offers: &'a Offers<Vec<Offer>>,
}

impl Look<'_> {
    /// Where the argument called `name` is, and how it is seen as a `T`.
    pub(crate) fn arg<T: ?Sized + 'static>(self, name: &str) -> Result<(usize, View), Miss> {
        let position = self.origin.0.position(name).ok_or(Miss::Unknown)?;
        self.view::<T>(position, &self.offers.args[position])
    }

    /// The same for the return value: as a whole, or else the value of its `Ok`.
    pub(crate) fn return_value<T: ?Sized + 'static>(self) -> Result<(usize, View), Miss> {
        let whole = self.view::<T>(self.origin.0.whole(), &self.offers.whole);
        whole.or_else(|miss| match self.offers.ok {
            Some(ok) => self.view::<T>(self.origin.0.ok(), &Offer::Value(ok)),
            None => Err(miss),
        })
    }

    fn view<T: ?Sized + 'static>(
        self,
        position: usize,
        offer: &Offer,
    ) -> Result<(usize, View), Miss> {
        let facts = match offer {
            Offer::Value(facts) => facts,
            Offer::Nothing(why) => return Err(Miss::not_captured(*why)),
            Offer::Unknown => unreachable!("a call knows its types"),
        };
        if !self.origin.0.can_show(facts) {
            return Err(Miss::NOT_SYNC);
        }
        let view = facts.view(TypeId::of::<T>()).ok_or(Miss::AnotherType)?;
        Ok((position, view))
    }
}
