//! What it costs to let events wait: a million in the background behind a limit of
//! 8, and a thousand in a hold.
//!
//! `cargo bench -p side-effects-benches --bench waiting`

#![allow(unsafe_code, reason = "an allocator cannot do without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use side_effects::{background, has_side_effects, hold_side_effects, is_side_effect_of};
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;

/// Counts the bytes that are allocated.
struct Counting;

static BYTES: AtomicUsize = AtomicUsize::new(0);

// SAFETY: it hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const EVENTS: u32 = 1_000_000;
const HELD: u32 = 1_000;
const LIMIT: usize = 8;
const TIME: Duration = Duration::from_secs(600);

/// How often each event was handled.
static HANDLED: [AtomicU32; EVENTS as usize] = [const { AtomicU32::new(0) }; EVENTS as usize];
static NAMES: AtomicU64 = AtomicU64::new(0);

#[has_side_effects("in_background")]
fn in_background(id: u32, name: &str) {
    let _ = (id, name);
}

#[is_side_effect_of("in_background", background)]
async fn handle(id: u32, name: &str) {
    HANDLED[id as usize].fetch_add(1, Ordering::Relaxed);
    NAMES.fetch_add(name.len() as u64, Ordering::Relaxed);
}

#[has_side_effects("held")]
fn held(id: u32, name: &str) {
    let _ = (id, name);
}

#[is_side_effect_of("held")]
fn handle_held(id: u32, name: &str) {
    NAMES.fetch_add(u64::from(id) + name.len() as u64, Ordering::Relaxed);
}

fn main() {
    background::limit(LIMIT);
    memory();
    load();
    by_hand();
    hold();
}

/// One thread fires, and runs nothing meanwhile.
fn memory() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let before = BYTES.load(Ordering::Relaxed);
        for id in 0..EVENTS {
            in_background(id, "Ada");
        }
        let waiting = background::pending();
        let bytes = BYTES.load(Ordering::Relaxed) - before;
        println!(
            "background: {waiting} events wait, with {} bytes each",
            bytes / waiting
        );
        background::drain(TIME).await;
    });
    check();
}

fn two_threads() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .expect("a runtime")
}

/// Two threads handle what a third one fires.
fn load() {
    let runtime = two_threads();
    let start = Instant::now();
    runtime.block_on(async {
        for id in 0..EVENTS {
            in_background(id, "Ada");
        }
        let fired = start.elapsed();
        let drained = background::drain(TIME).await;
        println!(
            "background: {EVENTS} events, a limit of {LIMIT}: {:.0} ns to fire each, all handled \
             after {:.2} s; finished {}, abandoned {}",
            fired.as_secs_f64() * 1e9 / f64::from(EVENTS),
            start.elapsed().as_secs_f64(),
            drained.finished,
            drained.abandoned
        );
    });
    check();
}

/// The same by hand: tasks behind a semaphore, and nothing else.
fn by_hand() {
    let runtime = two_threads();
    let start = Instant::now();
    runtime.block_on(async {
        let permits = Arc::new(Semaphore::new(LIMIT));
        let tasks: Vec<_> = (0..EVENTS)
            .map(|id| {
                let (permits, name) = (Arc::clone(&permits), String::from("Ada"));
                tokio::spawn(async move {
                    let _permit = permits.acquire_owned().await;
                    handle(id, &name).await;
                })
            })
            .collect();
        let fired = start.elapsed();
        for task in tasks {
            task.await.expect("it ends");
        }
        println!(
            "by hand: {EVENTS} tasks behind a semaphore: {:.0} ns to spawn each, all done after \
             {:.2} s",
            fired.as_secs_f64() * 1e9 / f64::from(EVENTS),
            start.elapsed().as_secs_f64(),
        );
    });
    check();
}

/// Counts what was lost, and what was handled twice.
fn check() {
    let (mut lost, mut twice) = (0, 0);
    for count in &HANDLED {
        match count.swap(0, Ordering::Relaxed) {
            0 => lost += 1,
            1 => {}
            _ => twice += 1,
        }
    }
    println!("  lost {lost}, handled twice {twice}");
    assert_eq!((lost, twice), (0, 0));
}

fn hold() {
    let mut best = Duration::MAX;
    let mut bytes = 0;
    for _ in 0..200 {
        let guard = hold_side_effects();
        let before = BYTES.load(Ordering::Relaxed);
        let start = Instant::now();
        for id in 0..HELD {
            held(id, "Ada");
        }
        bytes = BYTES.load(Ordering::Relaxed) - before;
        assert_eq!(guard.release().len(), HELD as usize);
        best = best.min(start.elapsed());
    }
    println!("hold: {HELD} events, held and released");
    println!(
        "  {:.0} ns and {} bytes each",
        best.as_secs_f64() * 1e9 / f64::from(HELD),
        bytes / HELD as usize
    );
}
