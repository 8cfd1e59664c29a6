//! How the values of a call are kept for handlers, and handed to them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::analyze::params::{Arg, Capture};
use crate::expand::origin::Origin;
use crate::read::errors::mixed_at;

impl Origin<'_> {
    /// What prepares for the event, before the body: it keeps the arguments
    /// that handlers want and that the body is free to consume.
    pub(super) fn prepared(&self) -> TokenStream {
        let views = &self.params.views;
        let prepare = if self.is_known_without_a_call() {
            quote!(prepare(&__SIDE_EFFECTS_CALLSITE))
        } else {
            let offers = self.offers();
            quote!(prepare_with(&__SIDE_EFFECTS_CALLSITE, || { #(#views)* #offers }))
        };
        let clones = self.clones();
        let clones = if views.is_empty() {
            let clones = clones.map(|(position, arg, reference)| {
                let (name, copied) = (clone(position), self.copied(position, arg, reference));
                quote_spanned!(Span::mixed_site()=> let #name = #copied;)
            });
            quote!(#(#clones)*)
        } else {
            let clones: Vec<_> = clones.collect();
            let names = clones.iter().map(|(position, ..)| clone(*position));
            let copies = (clones.iter())
                .map(|(position, arg, reference)| self.copied(*position, arg, reference));
            let nones = clones.iter().map(|_| quote!(side_effects_private::None));
            quote_spanned! {Span::mixed_site()=>
                let (#(#names,)*) = if prepared.is_active() {
                    #(#views)*
                    (#(#copies,)*)
                } else {
                    (#(#nones,)*)
                };
            }
        };
        quote_spanned! {Span::mixed_site()=>
            let prepared = side_effects_private::Callsite::#prepare;
            #clones
        }
    }

    /// The arguments that are cloned: their positions, and references to them.
    fn clones(&self) -> impl Iterator<Item = (usize, &Arg, &TokenStream)> {
        let args = self.params.args.iter().enumerate();
        args.filter_map(|(position, arg)| match &arg.capture {
            Capture::Clone { reference, .. } => Some((position, arg, reference)),
            Capture::Reference(_) | Capture::Nothing(_) => None,
        })
    }

    /// A clone of an argument, if a handler needs one.
    fn copied(&self, position: usize, arg: &Arg, reference: &TokenStream) -> TokenStream {
        let probes = self.probes();
        if let Some(ty) = &arg.ty {
            let clone = probes.clone(ty);
            return quote_spanned! {Span::mixed_site()=>
                prepared.copied(#position, #reference, #clone)
            };
        }
        let copied = probes.copied(reference);
        quote_spanned! {Span::mixed_site()=>
            if prepared.wants(#position) { #copied } else { side_effects_private::None }
        }
    }

    /// The arguments, as the body left them.
    ///
    /// Nothing else lives on, so that a future which waits for handlers holds no
    /// reference that is not `Send`.
    pub(super) fn locals(&self) -> TokenStream {
        let private = &self.private;
        let probes = self.probes();
        let args = self.params.args.iter().enumerate();
        let locals = args.map(|(position, arg)| match &arg.capture {
            Capture::Nothing(_) => quote!(#private::Local::nothing()),
            Capture::Reference(reference) => probes.local(reference),
            Capture::Clone {
                by_pattern,
                reference,
            } => {
                let at = mixed_at(reference.span());
                let clone = clone(position);
                let clone = quote_spanned!(at=> &#clone);
                if *by_pattern {
                    let value = Ident::new("value", at);
                    let local = probes.local_referent(&quote!(#value));
                    quote! {
                        match #clone {
                            side_effects_private::Some(#value) => #local,
                            side_effects_private::None => #private::Local::nothing(),
                        }
                    }
                } else {
                    quote_spanned!(at=> side_effects_private::Local::of(#clone))
                }
            }
        });
        quote!([#(#locals),*])
    }
}

/// The name of the clone of the argument at this position.
fn clone(position: usize) -> Ident {
    format_ident!("clone_{position}", span = Span::mixed_site())
}
