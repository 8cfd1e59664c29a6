//! Parameters that a pattern takes apart.

use proc_macro2::Ident;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Pat, PatIdent, PatType, parse_quote};

use super::{Arg, Capture, Reader, Reference, Taken, is_conditional, without_expectations};
use crate::analyze::observed::Observed;
use crate::analyze::types::strip;
use crate::analyze::why::Why;
use crate::read::destructured;
use crate::read::errors::mixed_at;
use crate::read::pattern::Pattern;

impl Reader<'_> {
    pub(super) fn pattern(
        &mut self,
        typed: &PatType,
        pat: &Pat,
        whole: Option<&Ident>,
    ) -> Vec<Arg> {
        let pattern = Pattern::of(pat);
        let is_ref = matches!(pat, Pat::Ident(name) if name.by_ref.is_some());
        let is_reference = strip(&typed.ty).0.is_some();
        // Behind a reference nothing is dropped, nothing is moved. And where
        // only a block is watched, the pattern is matched before it.
        let stays = is_reference
            || pattern.moves_everything
            || matches!(self.observed, Observed::Block { .. });
        if stays {
            self.bind_all_again(typed, &pattern);
            let mut names = pattern.idents.iter();
            self.keep(typed, names.any(|name| name.mutability.is_some()));
        } else {
            self.take_apart_inside(typed, &pattern, whole);
        }
        let capture = |ident: &Ident| match self.why_not(ident, &typed.ty) {
            Some(why) => Capture::Nothing(why),
            None if is_ref && is_reference => Capture::Nothing(Why::Borrows),
            None if pattern.has_reference && !stays => Capture::Nothing(Why::Borrows),
            None => Capture::Clone {
                reference: if stays {
                    Reference::to(ident, mixed_at(ident.span()))
                } else {
                    Reference::itself(ident)
                },
                by_pattern: true,
            },
        };
        let arg = |PatIdent { ident, .. }: &PatIdent| Arg {
            name: ident.unraw().to_string(),
            ty: None,
            taken: Some(taken(typed, pat, &pattern, stays, ident)),
            doubtful: self.doubtful(ident, &typed.ty),
            capture: capture(ident),
        };
        pattern.idents.iter().map(arg).collect()
    }

    /// A parameter that the block takes apart. What handlers see of it is
    /// cloned before.
    pub(super) fn taken_apart_later(
        &mut self,
        typed: &PatType,
        whole: &PatIdent,
        pattern: &Pattern,
    ) -> Vec<Arg> {
        let ident = &whole.ident;
        if self.observed.why_not(&ident.to_string()).is_none() {
            self.bind_again(&typed.attrs, &quote!(#ident), &quote!(#ident));
        }
        self.keep(typed, whole.mutability.is_some());
        let capture = |ident: &Ident| match self.why_not_in(&whole.ident, ident, &typed.ty) {
            Some(why) => Capture::Nothing(why),
            None if pattern.has_reference => Capture::Nothing(Why::Borrows),
            None => Capture::Clone {
                reference: Reference::itself(ident),
                by_pattern: true,
            },
        };
        let arg = |PatIdent { ident, .. }: &PatIdent| Arg {
            name: ident.unraw().to_string(),
            ty: None,
            taken: None,
            doubtful: self.doubtful(ident, &typed.ty),
            capture: capture(ident),
        };
        let args: Vec<Arg> = pattern.idents.iter().map(arg).collect();
        let is_cloned = |arg: &Arg| matches!(arg.capture, Capture::Clone { .. });
        if args.iter().any(is_cloned) {
            let view = &pattern.view;
            self.params.views.push(quote! {
                #[allow(unused_variables, clippy::pattern_type_mismatch)]
                let #view = &#ident;
            });
        }
        args
    }

    /// Moves what a pattern has bound into what observed: in one `let`, which one
    /// `#[expect]` is about.
    fn bind_all_again(&mut self, typed: &PatType, pattern: &Pattern) {
        let is_there = |name: &&PatIdent| self.observed.why_not(&name.ident.to_string()).is_none();
        let names: Vec<_> = pattern.idents.iter().filter(is_there).collect();
        if names.is_empty() {
            return;
        }
        let values = names.iter().map(|name| &name.ident);
        let bindings = names.iter().map(|name| {
            let PatIdent {
                ident,
                by_ref,
                mutability,
                ..
            } = name;
            let mutability = mutability.filter(|_| by_ref.is_none());
            quote!(#mutability #ident)
        });
        let bindings = quote!((#(#bindings,)*));
        self.bind_again(&typed.attrs, &bindings, &quote!((#(#values,)*)));
    }

    /// Takes a parameter apart in the body: its pattern leaves something where
    /// it was, which is to be dropped there, too.
    ///
    /// Input: `(a, _): (A, B)`
    ///
    /// Output: `arg_0: (A, B)` in the signature (for rustdoc, what it was), and
    /// `let arg_0 = arg_0; let (a, _) = arg_0;` in the body. Where the attribute
    /// is stacked, another one has done that already, with the name `whole`.
    fn take_apart_inside(&mut self, typed: &PatType, pattern: &Pattern, whole: Option<&Ident>) {
        let PatType { attrs, pat, .. } = typed;
        let is_apart = whole.is_some();
        let whole = whole
            .cloned()
            .unwrap_or_else(|| destructured::whole(self.position));
        let mut unexpecting = without_expectations(attrs);
        let input = destructured::input(typed, &unexpecting, &whole);
        self.params.changed.insert(self.position, input);
        let mutability = pattern.has_ref_mut.then(|| quote!(mut));
        let mutability = mutability.filter(|_| !is_apart);
        unexpecting.push(parse_quote!(#[cfg(not(doc))]));
        self.bind_again(&unexpecting, &quote!(#mutability #whole), &quote!(#whole));
        if !is_apart {
            let mut attrs = attrs.clone();
            attrs.push(parse_quote!(#[cfg(not(doc))]));
            self.bind_again(&attrs, &quote!(#pat), &quote!(#whole));
        }
        let is_seen = |ident: &PatIdent| self.why_not(&ident.ident, &typed.ty).is_none();
        if !pattern.has_reference && pattern.idents.iter().any(is_seen) && !is_conditional(attrs) {
            let view = &pattern.view;
            self.params.views.push(quote! {
                #[cfg(not(doc))]
                #[allow(unused_variables, clippy::pattern_type_mismatch)]
                let #view = &#whole;
            });
        }
    }
}

/// How `ident` is bound, where no lifetime of the function is known. Of what can
/// be captured, only the outer `&` may have one with a name.
fn taken(typed: &PatType, pat: &Pat, pattern: &Pattern, stays: bool, ident: &Ident) -> Taken {
    let ty = match strip(&typed.ty) {
        (Some(reference), ty) => {
            let mutability = &reference.mutability;
            quote!(& #mutability #ty)
        }
        (None, ty) => quote!(#ty),
    };
    // A closure ends its parameters with `|`.
    let closed = |pat: &Pat| match pat {
        Pat::Or(_) => quote!((#pat)),
        _ => quote!(#pat),
    };
    let (pat, view) = (closed(pat), closed(&pattern.view));
    // As it is captured: what stays is bound by the pattern as it is written.
    if stays {
        Taken {
            from: quote!(#pat: #ty),
            reference: Reference::to(ident, mixed_at(ident.span())),
        }
    } else {
        Taken {
            from: quote!(#view: &#ty),
            reference: Reference::itself(ident),
        }
    }
}
