//! How the values of a call are kept for handlers, and handed to them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::analyze::params::{Arg, Capture, Reference};
use crate::expand::origin::Origin;
use crate::expand::probe::{self, Expression};
use crate::read::errors::mixed_at;

impl Origin<'_> {
    /// What prepares for the event before the body: it keeps the arguments that
    /// handlers want and that the body is free to consume. Where there are none,
    /// nothing is prepared before the event is to fire.
    pub(super) fn prepared_before(&self) -> Option<TokenStream> {
        let clones: Vec<_> = self.clones().collect();
        if clones.is_empty() {
            return None;
        }
        let bits = (clones.iter()).map(|(position, ..)| position);
        let at: u64 = bits.filter(|&&bit| bit < 64).map(|bit| 1 << bit).sum();
        let copier = |rest, (_, _, reference): &(usize, &Arg, &Reference)| {
            let given = probe::given(*reference, reference.at);
            quote_spanned!(Span::mixed_site()=> (#given.probe_copier(), #rest))
        };
        let copiers = clones.iter().rev().fold(quote!(()), copier);
        let is_plain = |arg: &Arg| arg.ty.is_some() && self.gate(arg).is_none();
        if self.is_known_without_a_call()
            && self.allow().is_none()
            && clones.iter().all(|(_, arg, _)| is_plain(arg))
        {
            return Some(quote_spanned! {Span::mixed_site()=>
                let kept = side_effects_private::keep(&__SIDE_EFFECTS_CALLSITE, #at, #copiers);
            });
        }
        let views = &self.params.views;
        let prepare = self.prepare();
        let allow = self.allow();
        Some(quote_spanned! {Span::mixed_site()=>
            #allow
            let kept = if side_effects_private::may_fire(&__SIDE_EFFECTS_CALLSITE) {
                let prepared = #prepare;
                #(#views)*
                side_effects_private::Kept::by(prepared, #at, #copiers)
            } else {
                side_effects_private::Kept::nothing()
            };
        })
    }

    /// The names of the clones, as they are nested.
    pub(super) fn clone_names(&self) -> Option<TokenStream> {
        let clones: Vec<_> = self
            .clones()
            .map(|(position, ..)| clone(position))
            .collect();
        let nested = |rest, name: &Ident| quote_spanned!(Span::mixed_site()=> (#name, #rest));
        (!clones.is_empty()).then(|| clones.iter().rev().fold(quote!(()), nested))
    }

    /// What brings what was kept into scope.
    pub(super) fn parts_in_scope(&self) -> Option<TokenStream> {
        let names = self.clone_names()?;
        Some(quote_spanned!(Span::mixed_site()=> let (prepared, #names) = kept.parts();))
    }

    /// Whether all that there is to prepare is known without a call, and nothing
    /// is to be kept.
    pub(super) fn prepares_late(&self) -> bool {
        self.is_known_without_a_call() && self.clones().next().is_none()
    }

    /// What prepares for the event.
    pub(super) fn prepare(&self) -> TokenStream {
        let allow = self.allow();
        if self.is_known_without_a_call() {
            return quote!(side_effects_private::Callsite::prepare(
                &__SIDE_EFFECTS_CALLSITE
            ));
        }
        let views = &self.params.views;
        let offers = self.offers();
        quote_spanned! {Span::mixed_site()=>
            side_effects_private::Callsite::prepare_with(
                &__SIDE_EFFECTS_CALLSITE,
                || { #(#views)* #allow let offers = #offers; offers },
            )
        }
    }

    /// That parameters with a leading `_` are looked at is no fault of the
    /// user's.
    pub(super) fn allow(&self) -> Option<TokenStream> {
        let is_underscored = |arg: &Arg| arg.name.starts_with('_');
        (self.params.args.iter().any(is_underscored))
            .then(|| quote!(#[allow(clippy::used_underscore_binding)]))
    }

    /// The arguments that are cloned: their positions, and references to them.
    fn clones(&self) -> impl Iterator<Item = (usize, &Arg, &Reference)> {
        let args = self.params.args.iter().enumerate();
        args.filter_map(|(position, arg)| match &arg.capture {
            Capture::Clone { reference, .. } => Some((position, arg, reference)),
            Capture::Reference(_) | Capture::Copy(_) | Capture::Nothing(_) => None,
        })
    }

    /// The arguments, as the body left them, and the return value.
    ///
    /// Nothing else lives on, so that a future which waits for handlers holds no
    /// reference that is not `Send`.
    pub(super) fn locals(&self) -> TokenStream {
        let locals = self.arg_locals().chain(self.result_locals());
        quote!([#(#locals),*])
    }

    pub(super) fn arg_locals(&self) -> impl Iterator<Item = Expression> {
        let args = self.params.args.iter().enumerate();
        args.map(move |(position, arg)| match &arg.capture {
            _ if !arg.doubtful.is_empty() => self.doubtful_local(arg, &clone(position)).into(),
            Capture::Nothing(_) => quote!(side_effects_private::Local::nothing()).into(),
            Capture::Reference(reference) => probe::local(reference, reference.at),
            // In a block of its own, so that it is not in memory but here. A future
            // that waits for handlers keeps it longer.
            Capture::Copy(ident) if self.shape.is_async() => {
                let at = mixed_at(ident.span());
                probe::local(&quote_spanned!(at=> &#ident), at)
            }
            Capture::Copy(ident) => {
                let at = mixed_at(ident.span());
                probe::local(&quote_spanned!(at=> &{ #ident }), at)
            }
            Capture::Clone {
                by_pattern,
                reference,
            } => {
                let at = reference.at;
                let clone = clone(position);
                if *by_pattern {
                    let value = Ident::new("value", at);
                    let local = probe::local_referent(&value, at);
                    quote_spanned! {at=>
                        match #clone {
                            side_effects_private::Some(#value) => #local,
                            side_effects_private::None => side_effects_private::Local::nothing(),
                        }
                    }
                    .into()
                } else {
                    quote_spanned!(at=> side_effects_private::local_in(#clone)).into()
                }
            }
        })
    }
}

/// The name of the clone of the argument at this position.
fn clone(position: usize) -> Ident {
    format_ident!("clone_{position}", span = Span::mixed_site())
}
