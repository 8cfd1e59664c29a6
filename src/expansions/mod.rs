//! The frames of the expansions: what stands in every one of them.
//!
//! rustc expands them by itself, and fast, while each token that an attribute
//! hands over is made by a procedural macro, which runs unoptimized. So an
//! attribute hands over what differs from function to function, as token trees:
//! any other fragment is parsed when it is matched, and again where it stands. And
//! where the name of a variable comes as an `ident`, the compiler takes the variable
//! for one of the frame's own.
//!
//! The frames go by the names that an expansion imports: `side_effects_private`,
//! which is [`__private`](crate::__private), and the few of `__private::names`.

mod around;
mod entries;
