//! What is done to the shop, and what becomes of its orders: every committed one has its effects,
//! at least once and under one key, and no rolled-back one has any. All by rows.

mod accounts;
#[path = "../../../common/chance.rs"]
mod chance;
mod children;
mod postgres;

mod full;
mod killed;
mod locked;
mod restarted;
