//! The tables that River needs.

use crate::engine::Database;

/// Whether one meets another in the middle is up to chance.
const ROUNDS: usize = 5;

#[tokio::test]
async fn programs_that_start_at_once_on_an_empty_database_all_get_their_tables() {
    for _ in 0..ROUNDS {
        let Some(database) = Database::create().await else {
            return;
        };
        let rivers = tokio::join!(
            database.river(),
            database.river(),
            database.river(),
            database.river()
        );
        for river in <[_; 4]>::from(rivers) {
            let counts = river.jobs().counts().await.unwrap();
            assert!(counts.values().all(|count| *count == 0));
        }
    }
}
