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
        if let Some(prepared) = self.plain_preparation(&clones) {
            return Some(prepared);
        }
        let views = &self.params.views;
        let prepare = self.prepare();
        let names = clones.iter().map(|(position, ..)| clone(*position));
        let copies =
            (clones.iter()).map(|(position, _, reference)| Self::copied(*position, reference));
        let allow = self.allow();
        let nones = clones.iter().map(|_| quote!(side_effects_private::None));
        let clones = quote_spanned! {Span::mixed_site()=>
            #allow
            let (#(#names,)*) = if prepared.is_active() {
                #(#views)*
                (#(#copies,)*)
            } else {
                (#(#nones,)*)
            };
        };
        Some(quote_spanned! {Span::mixed_site()=>
            let prepared = if side_effects_private::Callsite::is_idle(&__SIDE_EFFECTS_CALLSITE)
                && !side_effects_private::interest()
            {
                side_effects_private::Prepared::IDLE
            } else {
                #prepare
            };
            #clones
        })
    }

    /// The same for most origins: all types are written.
    fn plain_preparation(&self, clones: &[(usize, &Arg, &Reference)]) -> Option<TokenStream> {
        let is_plain = |arg: &Arg| arg.ty.is_some() && self.gate(arg).is_none();
        let are_plain = self.is_known_without_a_call()
            && self.allow().is_none()
            && clones.iter().all(|(_, arg, _)| is_plain(arg));
        are_plain.then(|| {
            let names = clones.iter().map(|(position, ..)| clone(*position));
            let positions = clones.iter().map(|(position, ..)| position);
            let references = clones.iter().map(|(.., reference)| reference);
            quote_spanned! {Span::mixed_site()=>
                let prepared = side_effects_private::prepare(&__SIDE_EFFECTS_CALLSITE);
                #(
                    let #names = __side_effects_given(#references)
                        .probe_copied(prepared.wants(#positions));
                )*
            }
        })
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

    /// A clone of an argument, if a handler needs one.
    fn copied(position: usize, reference: &Reference) -> TokenStream {
        let given = probe::given(reference, reference.at);
        quote_spanned!(Span::mixed_site()=> #given.probe_copied(prepared.wants(#position)))
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
                        match &#clone {
                            side_effects_private::Some(#value) => #local,
                            side_effects_private::None => side_effects_private::Local::nothing(),
                        }
                    }
                    .into()
                } else {
                    quote_spanned!(at=> side_effects_private::local_in(&#clone)).into()
                }
            }
        })
    }
}

/// The name of the clone of the argument at this position.
fn clone(position: usize) -> Ident {
    format_ident!("clone_{position}", span = Span::mixed_site())
}
