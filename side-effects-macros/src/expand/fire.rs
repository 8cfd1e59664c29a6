//! `fire!` and `fire_async!`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, Path, Token, parse_quote};

use crate::expand::facts::{line, spaced};
use crate::expand::probe;
use crate::read::args::Crate;
use crate::read::errors::mixed_at;
use crate::read::label::Label;

/// How the event is fired: at once, or by a future.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Sync,
    Async,
}

impl Flow {
    fn macro_name(self) -> &'static str {
        match self {
            Self::Sync => "fire",
            Self::Async => "fire_async",
        }
    }
}

/// The arguments of `fire!` and `fire_async!`:
///
/// * `"label"` or `path::to::LABEL`
/// * `, name` or `, name = value`, any number of them
/// * `; return_value = value`
///
/// all behind the `crate = $crate,` that the core crate puts there.
struct Fire {
    krate: Crate,
    label: Label,
    args: Vec<(Ident, Expr)>,
    return_value: Option<Expr>,
    /// The arguments as written, for listings.
    text: String,
}

impl Parse for Fire {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.parse::<Token![crate]>()?;
        input.parse::<Token![=]>()?;
        let krate = input.call(Path::parse_mod_style)?;
        input.parse::<Token![,]>()?;
        let text = spaced(&input.to_string());
        if input.is_empty() {
            let message = "which label? Write `fire!(\"parcel_lost\")`, or the path of a `const`";
            return Err(syn::Error::new(Span::call_site(), message));
        }
        let label = input.parse()?;
        let mut args: Vec<(Ident, Expr)> = Vec::new();
        while !input.is_empty() && !input.peek(Token![;]) {
            input.parse::<Token![,]>()?;
            if input.is_empty() || input.peek(Token![;]) {
                break;
            }
            let (name, value) = argument(input)?;
            if args.iter().any(|(other, _)| other.unraw() == name.unraw()) {
                let message = format!("`{}` is given twice", name.unraw());
                return Err(syn::Error::new(name.span(), message));
            }
            if name == "return_value" {
                let message = "the return value comes last, behind a `;`: `fire!(\"label\"; \
                               return_value = &x)`";
                return Err(syn::Error::new(name.span(), message));
            }
            args.push((name, value));
        }
        let mut return_value = None;
        if input.parse::<Option<Token![;]>>()?.is_some() && !input.is_empty() {
            let (name, value) = argument(input)?;
            if name != "return_value" {
                let message = "expected `return_value` behind the `;`: arguments stand before it";
                return Err(syn::Error::new(name.span(), message));
            }
            return_value = Some(value);
        }
        input.parse::<Option<Token![,]>>()?;
        if !input.is_empty() {
            let message = "nothing follows `return_value`: arguments stand before the `;`";
            return Err(input.error(message));
        }
        Ok(Self {
            krate: Crate::at(krate),
            label,
            args,
            return_value,
            text,
        })
    }
}

/// `name` or `name = value`
fn argument(input: ParseStream<'_>) -> syn::Result<(Ident, Expr)> {
    let start = input.fork();
    let ends = || input.is_empty() || input.peek(Token![,]) || input.peek(Token![;]);
    if let Ok(name) = input.call(Ident::parse_any) {
        if ends() {
            let value = parse_quote!(#name);
            return Ok((name, value));
        }
        if input.parse::<Option<Token![=]>>()?.is_some() {
            if ends() {
                let message = format!("expected `{name} = value`");
                return Err(syn::Error::new(name.span(), message));
            }
            return Ok((name, input.parse()?));
        }
    }
    let message = "an argument needs a name, which handlers bind to: write `name = value`";
    Err(match start.parse::<Expr>() {
        Ok(value) => syn::Error::new_spanned(value, message),
        Err(_) => input.error(message),
    })
}

/// Input: `crate = $crate, "ship", order, to = &address; return_value = &parcel`
///
/// Output, with `p` for `$crate::__private`:
///
/// ```text
/// {
///     static CALLSITE: as for an origin
///     match (&order, &&address, &&parcel) {
///         values => if p::may_fire(&CALLSITE) {
///             let prepared = CALLSITE.prepare_with(|| offers);
///             p::fire(&CALLSITE, prepared, &values);
///         }
///     }
/// }
/// ```
///
/// Of `fire_async!`, the `match` stands in an `async` block, and awaits
/// `p::fire_async(…)`.
pub(crate) fn try_expand(flow: Flow, input: TokenStream) -> syn::Result<TokenStream> {
    let fire: Fire = syn::parse2(input)?;
    let import = fire.krate.import();
    let label = fire.label.checked(&fire.krate);
    let text = format!("{}!({})", flow.macro_name(), fire.text);
    let line = line(Span::call_site());
    let names = fire.args.iter().map(|(name, _)| name.unraw().to_string());
    let exprs = || {
        fire.args
            .iter()
            .map(|(_, value)| value)
            .chain(&fire.return_value)
    };

    let values = Ident::new("values", Span::mixed_site());
    let reference = |(position, value): (usize, &Expr)| {
        let at = mixed_at(value.span());
        let position = syn::Index::from(position);
        let values = Ident::new("values", at);
        quote_spanned!(at=> #values.#position)
    };
    let at = |reference: &TokenStream| mixed_at(reference.span());
    let offer = |reference: &TokenStream| {
        let probe = probe::of(reference, at(reference));
        probe::offer(&quote!(#probe.probe_of_referent()))
    };
    let args: Vec<_> = exprs().enumerate().map(reference).collect();
    let (args, result) = args.split_at(fire.args.len());
    let arg_offers = args.iter().map(offer);
    let local = |reference: &TokenStream| probe::local_referent(reference, at(reference));
    let arg_locals = args.iter().map(local);
    let (whole_offer, ok_offer, whole, ok) = if let [result] = result {
        let at = at(result);
        let probe = probe::of(result, at);
        let referent = quote!(#probe.probe_of_referent().probe_of_ok());
        let given = probe::given(result, at);
        let given = probe::given(&quote!(#given.probe_referent()), at);
        let ok = quote!(#given.probe_ok());
        (offer(result), probe::offer(&referent), local(result), ok)
    } else {
        let nothing = quote!(side_effects_private::Local::nothing());
        let not_given = quote!(side_effects_private::Offer::Nothing(
            side_effects_private::Why::NotGiven
        ));
        (
            not_given.clone(),
            not_given,
            nothing.clone().into(),
            nothing,
        )
    };

    let kind = match flow {
        Flow::Sync => quote!(Sync),
        Flow::Async => quote!(Async),
    };
    let callsite = quote_spanned! {Span::mixed_site()=>
        side_effects_private::callsite! {
            #kind #label "" [#line] #text
            [#(#names),*] otherwise [side_effects_private::None]
        }
    };
    let references = exprs();
    let locals = quote!([#(#arg_locals,)* #whole, #ok]);
    let fired = match flow {
        Flow::Sync => quote_spanned! {Span::mixed_site()=>
            side_effects_private::fire(&__SIDE_EFFECTS_CALLSITE, prepared, &#locals);
        },
        Flow::Async => quote_spanned! {Span::mixed_site()=>
            let sealed = side_effects_private::seal(prepared, #locals);
            let event = side_effects_private::async_event(&__SIDE_EFFECTS_CALLSITE, prepared, &sealed);
            let _ = side_effects_private::fire_and_log(&event).await;
        },
    };
    let fired = quote_spanned! {Span::mixed_site()=>
        match (#(&(#references),)*) {
            #values => if side_effects_private::may_fire(&__SIDE_EFFECTS_CALLSITE) {
                let prepared = side_effects_private::Callsite::prepare_with(&__SIDE_EFFECTS_CALLSITE, || {
                    side_effects_private::Offers::new([#(#arg_offers),*], #whole_offer, #ok_offer)
                });
                #fired
            },
        }
    };
    let fired = match flow {
        Flow::Sync => fired,
        Flow::Async => quote!(async { #fired }),
    };
    Ok(quote_spanned! {Span::mixed_site()=>
        {
            #import
            #callsite
            #fired
        }
    })
}
