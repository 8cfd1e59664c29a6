//! The warehouse, which gets the webhooks. It is not reliable: it fails, hangs, hangs up and answers
//! twice.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::http::Message;
use crate::listener::listen;

/// A webhook that arrived.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) key: String,
    pub(crate) order: i64,
    pub(crate) article: String,
    pub(crate) count: i64,
    /// Whether the warehouse took it; what it refused has to come again.
    pub(crate) is_taken: bool,
}

/// What the warehouse does about an order at the first time of asking.
#[derive(Debug, Clone, Copy)]
enum Whim {
    Answer,
    /// Takes nothing.
    Fail,
    /// Takes the order, and says that it has not.
    FailAfterwards,
    /// Takes the order, and does not answer before the shop gives up.
    Hang,
    /// Takes the order, and closes the connection.
    HangUp,
    AnswerTwice,
}

impl Whim {
    fn about(order: i64, is_first: bool) -> Self {
        match order % 10 {
            0 | 5 if is_first => Self::Fail,
            1 if is_first => Self::FailAfterwards,
            2 if is_first => Self::Hang,
            3 if is_first => Self::HangUp,
            4 => Self::AnswerTwice,
            _ => Self::Answer,
        }
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Warehouse(Arc<Mutex<Vec<Webhook>>>);

impl Warehouse {
    /// Listens for as long as the runtime is there.
    pub(crate) async fn open() -> (Self, SocketAddr) {
        let warehouse = Self::default();
        let opened = warehouse.clone();
        let address = listen(move |connection| {
            let warehouse = warehouse.clone();
            async move { warehouse.serve(connection).await }
        });
        (opened, address.await)
    }

    /// All that arrived so far, in order.
    pub(crate) fn webhooks(&self) -> Vec<Webhook> {
        self.0.lock().unwrap().clone()
    }

    async fn serve(&self, connection: TcpStream) -> io::Result<()> {
        const DONE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        const FAILED: &str = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";
        let mut connection = BufReader::new(connection);
        while let Some(request) = Message::read(&mut connection).await? {
            let answer = match self.take(&request) {
                Whim::Answer => DONE.to_owned(),
                Whim::Fail | Whim::FailAfterwards => FAILED.to_owned(),
                Whim::AnswerTwice => DONE.repeat(2),
                Whim::HangUp => return Ok(()),
                Whim::Hang => {
                    wait_for_end(&mut connection).await;
                    DONE.to_owned()
                }
            };
            connection.write_all(answer.as_bytes()).await?;
        }
        Ok(())
    }

    /// Writes the webhook down.
    fn take(&self, request: &Message) -> Whim {
        let body: Value = serde_json::from_str(&request.body).expect("a body of JSON");
        let key = request.header("idempotency-key").expect("a key").to_owned();
        let number = |name| body[name].as_i64().expect("a number");
        let order = number("order");
        let mut webhooks = self.0.lock().unwrap();
        let is_first = webhooks.iter().all(|webhook| webhook.key != key);
        let whim = Whim::about(order, is_first);
        webhooks.push(Webhook {
            key,
            order,
            article: body["article"].as_str().expect("an article").to_owned(),
            count: number("count"),
            is_taken: !matches!(whim, Whim::Fail),
        });
        whim
    }
}

/// Until the other side gives up.
async fn wait_for_end(connection: &mut BufReader<TcpStream>) {
    const LONGEST: Duration = Duration::from_secs(20);
    let ended = timeout(LONGEST, connection.read_u8()).await;
    assert!(
        ended.is_ok(),
        "the shop waits for the warehouse without end"
    );
}
