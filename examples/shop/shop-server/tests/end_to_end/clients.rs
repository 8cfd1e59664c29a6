//! Those who order, several at once. Some hang up.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::chance::Chance;
use crate::http::{Message, post};

/// There is enough of it for every order.
pub(crate) const PLENTY: &str = "lamp";
/// It is sold out at some time.
pub(crate) const SCARCE: &str = "vase";
/// It was sold out before the first order.
pub(crate) const NONE_LEFT: &str = "unicorn";

/// What a client asked for. No two ask for the same number as the same customer, so that a row tells
/// which request it comes from.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) customer: i64,
    pub(crate) article: &'static str,
    pub(crate) count: i64,
    pub(crate) outcome: Outcome,
}

/// What the client knows of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// The order with this number was promised.
    Placed(i64),
    SoldOut,
    /// The client hung up before the request was complete.
    HungUpHalfway,
    /// The client hung up on a complete request, before the answer.
    HungUp,
    /// The server hung up.
    CutOff,
    /// Something that no client should see.
    Wrong(String),
}

/// A customer that a client has registered.
#[derive(Debug, PartialEq)]
pub(crate) struct Customer {
    pub(crate) id: i64,
    pub(crate) email: String,
    pub(crate) name: String,
}

/// What became of an order after it was placed, as the client was told.
#[derive(Debug)]
pub(crate) struct Advanced {
    pub(crate) order: i64,
    pub(crate) state: &'static str,
}

/// What clients have done when they stop.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) customers: Vec<Customer>,
    pub(crate) requests: Vec<Request>,
    pub(crate) advanced: Vec<Advanced>,
}

/// Clients that go on until they are stopped.
pub(crate) struct Clients {
    tasks: JoinSet<Done>,
    stop: watch::Sender<bool>,
    placed: Arc<AtomicUsize>,
}

impl Clients {
    /// The server may move meanwhile.
    pub(crate) fn start(number: u64, server: &watch::Receiver<SocketAddr>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let placed = Arc::<AtomicUsize>::default();
        let mut tasks = JoinSet::new();
        for nth in 0..number {
            let client = Client {
                nth,
                chance: Chance::new(nth),
                server: server.clone(),
                connection: None,
                placed: Arc::clone(&placed),
                done: Done::default(),
            };
            tasks.spawn(client.order_until(stopped.clone()));
        }
        Self {
            tasks,
            stop,
            placed,
        }
    }

    /// Waits until so many orders more were promised.
    pub(crate) async fn place(&self, more: usize) {
        const LONGEST: Duration = Duration::from_secs(60);
        let goal = self.placed.load(Ordering::Relaxed) + more;
        let placed = async {
            while self.placed.load(Ordering::Relaxed) < goal {
                sleep(Duration::from_millis(5)).await;
            }
        };
        let placed = timeout(LONGEST, placed).await;
        assert!(placed.is_ok(), "not {more} orders in {LONGEST:?}");
    }

    pub(crate) async fn stop(self) -> Done {
        self.stop.send(true).unwrap();
        let mut all = Done::default();
        for done in self.tasks.join_all().await {
            all.customers.extend(done.customers);
            all.requests.extend(done.requests);
            all.advanced.extend(done.advanced);
        }
        all
    }
}

type Connection = BufReader<TcpStream>;

struct Client {
    nth: u64,
    chance: Chance,
    server: watch::Receiver<SocketAddr>,
    connection: Option<Connection>,
    placed: Arc<AtomicUsize>,
    done: Done,
}

impl Client {
    async fn order_until(mut self, stopped: watch::Receiver<bool>) -> Done {
        // As many as the shop sells at once.
        const MOST: i64 = 1000;
        for attempt in 0.. {
            if *stopped.borrow() {
                break;
            }
            // A new address, since a request without an answer may have taken the last one.
            let email = format!("ada-{}-{attempt}@example.org", self.nth);
            let name = format!("Ada the {attempt}th of {}", self.nth);
            let Ok(id) = self.register(&email, &name).await else {
                continue;
            };
            self.done.customers.push(Customer { id, email, name });
            for count in 1..=MOST {
                if *stopped.borrow() {
                    break;
                }
                self.order(id, count).await;
                self.chance.pause(Duration::from_millis(10)).await;
            }
        }
        self.done
    }

    /// Fails where the server goes away meanwhile.
    async fn register(&mut self, email: &str, name: &str) -> io::Result<i64> {
        let mut connection = self.connect().await;
        let request = post("/customers", &json!({"email": email, "name": name}));
        let answer = ask(&mut connection, &request).await?;
        self.connection = Some(connection);
        match answer.status()? {
            201 => Ok(number(&answer, "id")),
            status => panic!("{email} is not registered: {status} {}", answer.body),
        }
    }

    async fn order(&mut self, customer: i64, count: i64) {
        let article = match self.chance.below(10) {
            0 => NONE_LEFT,
            1 | 2 => SCARCE,
            _ => PLENTY,
        };
        let order = json!({"customer": customer, "article": article, "count": count});
        let request = post("/orders", &order);
        let connection = self.connect().await;
        let outcome = match self.chance.below(12) {
            0 => self.hang_up_halfway(connection, &request).await,
            1 | 2 => self.hang_up(connection, &request).await,
            _ => self.wait(connection, &request).await,
        };
        if let Outcome::Placed(order) = outcome {
            self.placed.fetch_add(1, Ordering::Relaxed);
            match self.chance.below(8) {
                0 => self.advance(order, "cancel", "cancelled").await,
                1 => self.advance(order, "ship", "shipped").await,
                _ => {}
            }
        }
        self.done.requests.push(Request {
            customer,
            article,
            count,
            outcome,
        });
    }

    async fn advance(&mut self, order: i64, path: &str, state: &'static str) {
        let mut connection = self.connect().await;
        let request = post(&format!("/orders/{order}/{path}"), &Value::Null);
        // Without an answer, it may have been done or not.
        let Ok(answer) = ask(&mut connection, &request).await else {
            return;
        };
        self.connection = Some(connection);
        assert_eq!(answer.status().ok(), Some(200), "order {order}: {answer:?}");
        self.done.advanced.push(Advanced { order, state });
    }

    /// The connection that is there, or a new one, as soon as there is a server.
    async fn connect(&mut self) -> Connection {
        if let Some(connection) = self.connection.take() {
            return connection;
        }
        loop {
            let server = *self.server.borrow();
            match TcpStream::connect(server).await {
                Ok(connection) => return BufReader::new(connection),
                Err(_) => sleep(Duration::from_millis(20)).await,
            }
        }
    }

    async fn wait(&mut self, mut connection: Connection, request: &str) -> Outcome {
        let Ok(answer) = ask(&mut connection, request).await else {
            return Outcome::CutOff;
        };
        self.connection = Some(connection);
        match answer.status() {
            Ok(201) => Outcome::Placed(number(&answer, "id")),
            Ok(409) => Outcome::SoldOut,
            _ => Outcome::Wrong(format!("{} {}", answer.start, answer.body)),
        }
    }

    async fn hang_up(&mut self, mut connection: Connection, request: &str) -> Outcome {
        // About as long as a transaction takes on a busy machine.
        const TRANSACTION: Duration = Duration::from_millis(16);
        if connection.write_all(request.as_bytes()).await.is_err() {
            return Outcome::CutOff;
        }
        self.chance.pause(TRANSACTION).await;
        Outcome::HungUp
    }

    async fn hang_up_halfway(&mut self, mut connection: Connection, request: &str) -> Outcome {
        let length = u64::try_from(request.len()).unwrap();
        let half = usize::try_from(self.chance.below(length)).unwrap();
        // Whether or not it arrives, it is no order.
        let _ = connection.write_all(&request.as_bytes()[..half]).await;
        Outcome::HungUpHalfway
    }
}

/// Sends a request, and waits for its answer.
async fn ask(connection: &mut Connection, request: &str) -> io::Result<Message> {
    const LONGEST: Duration = Duration::from_secs(30);
    connection.write_all(request.as_bytes()).await?;
    let answer = timeout(LONGEST, Message::read(connection)).await;
    let answer = answer.unwrap_or_else(|_| panic!("no answer in {LONGEST:?} to {request}"))?;
    answer.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

fn number(answer: &Message, name: &str) -> i64 {
    let body: Value = serde_json::from_str(&answer.body).expect("a body of JSON");
    body[name].as_i64().expect("a number")
}
