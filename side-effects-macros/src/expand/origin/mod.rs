//! `#[has_side_effects]`.

mod capture;
mod doubt;
mod firing;
mod known;
mod offers;

use std::cell::OnceCell;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ReturnType, Type};

use crate::analyze::observed::rename_self;
use crate::analyze::params::Params;
use crate::analyze::result::Returned;
use crate::analyze::shape::Shape;
use crate::analyze::type_params::is_method;
use crate::analyze::types::nameable;
use crate::analyze::{selection, tracked};
use crate::expand::facts::facts;
use crate::expand::return_type::annotate;
use crate::expand::typed;
use crate::read::args::OriginArgs;
use crate::read::errors::{Errors, mixed_at};
use crate::read::function::{Body, Function};

/// Input:
///
/// ```text
/// #[has_side_effects("rename")]
/// fn rename(user: &User, name: String) -> Result<Profile, Error> { body }
/// ```
///
/// Output, with `p` for `::side_effects::__private`:
///
/// ```text
/// fn rename(user: &User, name: String) -> Result<Profile, Error> {
///     use p::names::*;
///     p::callsite! { flow facts ["user", "name"] offers }
///     let kept = p::keep(&CALLSITE, 0b10, (p::given(&name).probe_copier(), ()));
///     let result = p::call(|| -> Result<Profile, Error> {
///         let (user, name) = (user, name);
///         { body }
///     });
///     p::fire_sync! {
///         result if kept [(clone_1, ())]; p::local(user), p::local_in(clone_1), p::local(&result),
///     }
/// }
/// ```
///
/// What that comes to stands in the core crate's `expansions`.
///
/// Of an `async fn`, the call is an `async` block that is awaited, and so is the
/// firing. Of a function that returns a future, all but the static stands in
/// the `async` block that the body ends in.
pub(crate) fn try_expand(args: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let args = OriginArgs::parse(args, &mut errors);
    let function = errors.take(Function::under("has_side_effects", item));
    let shape = function.as_ref().and_then(|function| {
        check_shape(function, &mut errors);
        if args.typed {
            typed::check_shape(&function.sig, &mut errors);
        }
        let body = function.body.as_ref()?;
        let shape = errors.take(Shape::of(&function.sig, body))?;
        let output = shape.output(&function.sig);
        let observed = shape.observed(body);
        selection::check(
            &args.selection,
            function,
            output.as_ref(),
            &observed,
            &mut errors,
        );
        Some(shape)
    });
    errors.finish()?;
    let (Some(function), Some(shape)) = (&function, &shape) else {
        unreachable!("what is missing is an error");
    };
    let Some(body) = &function.body else {
        unreachable!("a function without a body is an error");
    };
    let output = shape.output(&function.sig);
    Ok(Origin::new(&args, function, body, shape, output.as_ref()).expand())
}

fn check_shape(function: &Function, errors: &mut Errors) {
    let sig = &function.sig;
    if let Some(constness) = &sig.constness {
        errors.at(
            constness,
            "a `const fn` cannot have side effects: they cannot run at compile time. Annotate the \
             function that calls it",
        );
    }
    if let ReturnType::Type(_, ty) = &sig.output {
        if let Type::Never(never) = &**ty {
            errors.at(
                never,
                "side effects fire when a function has returned, and this one never does: fire the \
                 label in its body, with `fire!`",
            );
        }
    }
    if let Some(variadic) = &sig.variadic {
        errors.at(
            variadic,
            "a variadic function cannot have side effects: annotate the function that calls it",
        );
    } else if function.body.is_none() {
        errors.at(
            sig,
            "a function without a body cannot have side effects: annotate the methods of the \
             trait's impls, or the function that calls it",
        );
    }
}

struct Origin<'a> {
    args: &'a OriginArgs,
    function: &'a Function,
    body: &'a Body,
    shape: &'a Shape,
    params: Params,
    /// What it returns in the end, where the tokens tell.
    output: Option<&'a Type>,
    returned: Returned<'a>,
    /// Whether its offers are known without a call. Asked for often, and found
    /// out from all of its tokens.
    is_known: OnceCell<bool>,
    /// Where the compiler points if it has something to say of the return value.
    returned_at: OnceCell<Span>,
}

impl<'a> Origin<'a> {
    fn new(
        args: &'a OriginArgs,
        function: &'a Function,
        body: &'a Body,
        shape: &'a Shape,
        output: Option<&'a Type>,
    ) -> Self {
        let is_method = is_method(&function.sig);
        let (observed, selection) = (shape.observed(body), &args.selection);
        Self {
            args,
            function,
            body,
            shape,
            params: Params::of(function, is_method, output, &observed, selection),
            output,
            returned: Returned::of(&function.sig, is_method, output, selection),
            is_known: OnceCell::new(),
            returned_at: OnceCell::new(),
        }
    }

    fn expand(&self) -> TokenStream {
        let import = self.args.krate.import();
        let statics = self.statics();
        let watched = self.watched();
        let statements = match self.shape {
            Shape::Sync | Shape::Async => watched,
            Shape::Future(block) => block.with(&watched),
        };
        let statements = [import, statics, statements].into_iter().collect();
        let function = (self.function).with(&self.params.changed, self.body, statements);
        let companion = self.args.typed.then(|| self.companion());
        [function].into_iter().chain(companion).collect()
    }

    /// The body, with what goes before it and what comes after.
    fn watched(&self) -> TokenStream {
        let before = self.prepared_before();
        let call = self.call();
        let fired = (self.framed_firing()).unwrap_or_else(|| self.firing(before.is_some()));
        let before = before.or_else(|| {
            let look_ahead =
                || quote!(side_effects_private::Callsite::look_ahead(&__SIDE_EFFECTS_CALLSITE););
            self.is_known_without_a_call().then(look_ahead)
        });
        before.into_iter().chain([call, fired]).collect()
    }

    /// The origin as the linker sees it, and what is kept for it.
    fn statics(&self) -> TokenStream {
        let label = self.args.label.checked(&self.args.krate);
        let facts = facts(&label, self.function);
        let flow = Ident::new(
            if self.shape.is_async() {
                "Async"
            } else {
                "Sync"
            },
            Span::mixed_site(),
        );
        let names = self.params.args.iter().map(|arg| &arg.name);
        let offers = self.offers_without_a_call();
        let unseen_receiver = self.unseen_receiver();
        quote_spanned! {Span::mixed_site()=>
            side_effects_private::callsite! {
                #flow #facts [#(#names),*] #unseen_receiver #offers
            }
        }
    }

    /// The body, in a closure or block that owns the parameters, so that they
    /// are dropped at its end.
    fn call(&self) -> TokenStream {
        let hoists = &self.params.hoists;
        let rebindings = &self.params.rebindings;
        let block = self.block();
        let output = self.output.map(nameable);
        let keywords = match self.shape {
            Shape::Sync if self.runs_in_place() => {
                // The arm of a `match` drops what it has at its end, as a
                // closure does. The other one is never taken, and says that it
                // can be left, whatever the body does.
                let annotation = output.as_ref().map(|output| quote!(: #output));
                return quote_spanned! {Span::mixed_site()=>
                    let result #annotation = match side_effects_private::None {
                        side_effects_private::Some(result) => result,
                        side_effects_private::None => { #(#rebindings)* #block }
                    };
                };
            }
            Shape::Sync => {
                // Where the compiler speaks of the closure, it means the function.
                let head = quote_spanned!(mixed_at(self.function.sig.ident.span())=> ||);
                let at = mixed_at(self.body.brace.span.join());
                let closure = quote_spanned!(at=> #head -> #output { #(#rebindings)* #block });
                return quote_spanned! {Span::mixed_site()=>
                    let result = side_effects_private::call(#closure);
                };
            }
            Shape::Async => quote!(async),
            Shape::Future(block) => block.keywords.clone(),
        };
        let annotation = output.as_ref().map(|output| {
            let at = self.returned_at();
            annotate(output, at, &self.args.krate.private_at(at))
        });
        // Kept, so that the future is `Send` even if the value is not. The inner
        // variable must not outlive its block: borrowed once, it would count as
        // part of the future.
        quote_spanned! {Span::mixed_site()=>
            #(#hoists)*
            let result = {
                let result = (#keywords { #annotation #(#rebindings)* #block }).await;
                side_effects_private::probe(&result).probe_keep(result)
            };
        }
    }

    fn runs_in_place(&self) -> bool {
        let Function { attrs, sig, .. } = self.function;
        tracked::runs_in_place(attrs, sig, &self.body.statements)
    }

    /// The body in its braces.
    ///
    /// It keeps a block of its own: up to edition 2021, the temporaries of a tail
    /// expression live longer than the variables of its block, which the
    /// parameters must not be. The label says that its braces are no mistake of
    /// the user's.
    fn block(&self) -> TokenStream {
        let (brace, statements) = match self.shape {
            Shape::Sync | Shape::Async => (self.body.brace, self.body.statements.clone()),
            Shape::Future(block) => (syn::token::Brace(block.block.span()), block.block.stream()),
        };
        let statements = match &self.params.renamed_self {
            Some(name) => rename_self(statements, name),
            None => statements,
        };
        let opening = mixed_at(brace.span.open());
        let mut block = quote_spanned!(opening=> 'body:);
        brace.surround(&mut block, |block| block.extend(statements));
        block
    }

    /// What it returns in the end, if that is a type with a name.
    fn named_output(&self) -> Option<&Type> {
        self.output.filter(|_| !self.returned.is_opaque)
    }

    /// Where the return type is.
    fn returned_at(&self) -> Span {
        *(self.returned_at).get_or_init(|| match self.output {
            Some(output) => mixed_at(output.span()),
            None => Span::mixed_site(),
        })
    }

    /// A reference to the return value.
    fn result_at(&self, span: Span) -> TokenStream {
        if self.shape.is_async() {
            quote_spanned!(span=> &*result)
        } else {
            quote_spanned!(span=> &result)
        }
    }
}
