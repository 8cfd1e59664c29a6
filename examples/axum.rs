//! A web service whose routes have side effects, which depend on the status
//! code: 4xx and 5xx fire nothing.
//!
//! ```sh
//! cargo run --example axum --features http
//! curl -i localhost:3000/users/7 -H 'content-type: application/json' -d '{"name": "Ada"}'
//! curl localhost:3000/outbox
//! ```

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use parking_lot::Mutex;
use serde::Deserialize;
use side_effects::{has_side_effects, is_side_effect_of};

/// Stands for a database and a mail server.
#[derive(Clone, Debug, Default)]
pub struct Db {
    users: Arc<Mutex<BTreeMap<u32, String>>>,
    outbox: Arc<Mutex<Vec<String>>>,
}

/// A user to be.
#[derive(Clone, Deserialize)]
struct NewUser {
    name: String,
}

/// Creates a user: only its own work.
#[has_side_effects("create_user")]
async fn create_user(
    State(db): State<Db>,
    Path(id): Path<u32>,
    Json(body): Json<NewUser>,
) -> (StatusCode, &'static str) {
    if body.name.is_empty() {
        return (StatusCode::UNPROCESSABLE_ENTITY, "a user has a name");
    }
    match db.users.lock().entry(id) {
        Entry::Vacant(entry) => {
            entry.insert(body.name);
            (StatusCode::CREATED, "welcome")
        }
        Entry::Occupied(_) => (StatusCode::CONFLICT, "there is such a user"),
    }
}

/// Send the welcome mail.
#[is_side_effect_of("create_user")]
async fn welcome(db: &Db, body: &NewUser) {
    tokio::task::yield_now().await;
    (db.outbox.lock()).push(format!("Welcome, {}!", body.name));
}

/// Tell the account manager.
#[is_side_effect_of("create_user", order = 1)]
fn notify(db: &Db, id: u32) {
    (db.outbox.lock()).push(format!("New user: {id}"));
}

/// All mails, one a line.
async fn outbox(State(db): State<Db>) -> String {
    db.outbox.lock().join("\n")
}

/// The service.
pub fn app(db: Db) -> Router {
    Router::new()
        .route("/users/{id}", post(create_user))
        .route("/outbox", get(outbox))
        .with_state(db)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app(Db::default())).await
}
