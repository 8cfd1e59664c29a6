//! On a runtime that moves tasks between threads.

use std::cell::Cell;
use std::error::Error;

use side_effects::{Event, has_side_effects, is_side_effect_of};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::yield_now;

type Log = UnboundedSender<String>;

#[has_side_effects("spawned")]
async fn origin(cell: Cell<u8>, name: String, log: Log) -> Result<Vec<u8>, Box<dyn Error + Send>> {
    yield_now().await;
    drop((name, log));
    Ok(vec![cell.get(); 3])
}

#[is_side_effect_of("spawned")]
async fn hold_borrows(name: &str, return_value: &[u8], log: &Log) {
    let (initial, first) = (&name[..1], &return_value[0]);
    for _ in 0..10 {
        yield_now().await;
    }
    log.send(format!("{initial} {first}")).unwrap();
}

#[is_side_effect_of("spawned", order = 1)]
async fn hold_the_event(event: &Event<'_>, log: Log) {
    let name = event.arg::<str>("name");
    for _ in 0..10 {
        yield_now().await;
    }
    let cell = event.arg::<Cell<u8>>("cell").is_some();
    log.send(format!("{name:?} {cell}")).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn handlers_hold_borrows_across_awaits_in_a_spawned_task() {
    let tasks: Vec<_> = (0..50)
        .map(|number| {
            let (log, mut lines) = unbounded_channel();
            let task = tokio::spawn(origin(Cell::new(number), "Ada".into(), log));
            tokio::spawn(async move {
                assert_eq!(task.await.unwrap().unwrap(), [number; 3]);
                assert_eq!(lines.recv().await, Some(format!("A {number}")));
                assert_eq!(lines.recv().await.as_deref(), Some(r#"Some("Ada") false"#));
                assert_eq!(lines.recv().await, None);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[has_side_effects("spawned_rc")]
async fn not_send(name: String) -> std::rc::Rc<str> {
    yield_now().await;
    name.into()
}

#[is_side_effect_of("spawned_rc")]
fn look(name: &str, event: &Event<'_>) {
    assert_eq!(name, "Ada");
    assert!(event.return_value::<std::rc::Rc<str>>().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_is_not_send_comes_out_of_a_spawned_task() {
    tokio::spawn(async {
        let length = not_send("Ada".into()).await.len();
        yield_now().await;
        assert_eq!(length, 3);
    })
    .await
    .unwrap();
}
