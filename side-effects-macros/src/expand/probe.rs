//! The calls of the core crate's `Probe`, whose methods are chosen by type.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::analyze::params::Taken;
use crate::read::errors::mixed_at;

/// An expression. Most are calls of one of the core crate's functions: a token stream
/// for so little would cost more than what is in it.
pub(crate) enum Expression {
    Call(Ident, Group),
    Other(TokenStream),
}

impl Expression {
    fn call(function: &str, argument: &impl ToTokens, at: Span) -> Self {
        let mut argument = Group::new(Delimiter::Parenthesis, argument.to_token_stream());
        argument.set_span(at);
        Self::Call(Ident::new(function, at), argument)
    }
}

impl From<TokenStream> for Expression {
    fn from(tokens: TokenStream) -> Self {
        Self::Other(tokens)
    }
}

impl ToTokens for Expression {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Call(function, argument) => {
                function.to_tokens(tokens);
                argument.to_tokens(tokens);
            }
            Self::Other(other) => other.to_tokens(tokens),
        }
    }
}

/// A probe for a type.
pub(crate) fn of_type(ty: impl ToTokens) -> TokenStream {
    let at = at(&ty);
    quote_spanned!(at=> __side_effects_of::<#ty>())
}

/// A probe for the type behind a reference.
pub(crate) fn of(reference: &impl ToTokens, at: Span) -> TokenStream {
    quote_spanned!(at=> side_effects_private::probe(#reference))
}

/// A probe for the type of what a pattern binds: the result of a closure that
/// is never called.
pub(crate) fn of_taken(taken: &Taken) -> TokenStream {
    let Taken { from, reference } = taken;
    let at = reference.at;
    let probe = of(reference, at);
    quote_spanned! {at=>
        side_effects_private::of_result(
            #[allow(
                unused_mut,
                unused_variables,
                clippy::pattern_type_mismatch,
                clippy::used_underscore_binding
            )]
            |#from| #probe
        )
    }
}

/// What handlers see of a type.
pub(crate) fn offer(probe: &TokenStream) -> TokenStream {
    let at = at(&probe);
    quote_spanned!(at=> #probe.probe_facts().probe_keeping())
}

/// The value behind a reference, of which something is made that its type decides.
pub(crate) fn given(reference: &impl ToTokens, at: Span) -> Expression {
    Expression::call("__side_effects_given", reference, at)
}

/// The value behind a reference.
pub(crate) fn local(reference: &impl ToTokens, at: Span) -> Expression {
    Expression::call("__side_effects_local", reference, at)
}

/// The value behind what may be a reference to a reference.
pub(crate) fn local_referent(reference: &impl ToTokens, at: Span) -> Expression {
    let given = given(reference, at);
    local(&quote_spanned!(at=> #given.probe_referent()), at)
}

/// What stands before a type that has these names in it.
pub(crate) fn gate(doubtful: &[Ident]) -> Option<TokenStream> {
    (!doubtful.is_empty()).then(|| {
        quote_spanned! {Span::mixed_site()=>
            __side_effects_of::<(#(side_effects_private::PhantomData<#doubtful>,)*)>().probe_gate()
        }
    })
}

/// What the compiler has to say of a call, such as that something does not live
/// long enough, is to point to these tokens.
fn at(tokens: &impl ToTokens) -> Span {
    mixed_at(tokens.span())
}
