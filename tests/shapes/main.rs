//! Functions of every shape stay what they were under `#[has_side_effects]`,
//! and their handlers see what they are to see.

// The shapes are what is tested, common or not.
#![allow(
    clippy::borrowed_box,
    clippy::boxed_local,
    clippy::needless_arbitrary_self_type,
    clippy::needless_pub_self,
    clippy::too_many_arguments,
    clippy::toplevel_ref_arg
)]

mod attributes;
mod bodies;
mod borrows;
mod capture;
mod control_flow;
mod drop_order;
mod drop_order_of_methods;
mod generics;
mod guarded;
mod macros;
mod names;
mod notes;
mod patterns;
mod receivers;
mod reference_patterns;
mod returned_borrows;
mod returns;
mod stacked;
mod traits;
mod unseen_receivers;
