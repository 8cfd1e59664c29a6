//! Async origins of all shapes: their side effects fire when the future is
//! done, and see what the body saw.

mod async_trait;
mod bodies;
mod boxed;
mod functions;
mod generics;
mod methods;
mod outcomes;
mod ownership;
mod patterns;
mod receivers;
mod send;
mod spawned;
mod support;
