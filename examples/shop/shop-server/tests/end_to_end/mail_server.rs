//! The mail server, which refuses mails at times, and hangs up.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::listener::listen;

/// A mail that arrived.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    /// Of the `Message-ID`.
    pub(crate) key: String,
    pub(crate) order: i64,
    pub(crate) to: String,
    /// Whether the server took it; what it refused has to come again.
    pub(crate) is_taken: bool,
}

/// What is done about a mail that comes for the first time.
#[derive(Debug, Clone, Copy)]
enum Whim {
    Take,
    Refuse,
    /// Takes it, and closes the connection before it says so.
    HangUp,
}

impl Whim {
    fn about(order: i64, is_first: bool) -> Self {
        match order % 8 {
            5 if is_first => Self::Refuse,
            6 if is_first => Self::HangUp,
            _ => Self::Take,
        }
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct MailServer {
    mails: Arc<Mutex<Vec<Mail>>>,
    connections: Arc<AtomicU64>,
}

impl MailServer {
    /// Listens for as long as the runtime is there.
    pub(crate) async fn open() -> (Self, SocketAddr) {
        let server = Self::default();
        let opened = server.clone();
        let address = listen(move |connection| {
            let server = server.clone();
            async move { server.serve(connection).await }
        });
        (opened, address.await)
    }

    /// All that arrived so far, in order.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    async fn serve(&self, connection: TcpStream) -> io::Result<()> {
        let mut connection = BufReader::new(connection);
        match self.connections.fetch_add(1, Ordering::Relaxed) % 16 {
            7 => return say(&mut connection, "421 come back later").await,
            15 => return Ok(()),
            _ => say(&mut connection, "220 mail.example").await?,
        }
        let mut to = String::new();
        while let Some(line) = next_line(&mut connection).await? {
            let (command, _) = line.split_once([' ', ':']).unwrap_or((&line, ""));
            match command.to_ascii_uppercase().as_str() {
                "RCPT" => {
                    to = address(&line);
                    say(&mut connection, "250 ok").await?;
                }
                "DATA" => {
                    say(&mut connection, "354 go on").await?;
                    let Some(text) = data(&mut connection).await? else {
                        return Ok(());
                    };
                    match self.take(&text, &to) {
                        Whim::Take => say(&mut connection, "250 taken").await?,
                        Whim::Refuse => say(&mut connection, "451 the disk is full").await?,
                        Whim::HangUp => return Ok(()),
                    }
                }
                "QUIT" => return say(&mut connection, "221 bye").await,
                _ => say(&mut connection, "250 ok").await?,
            }
        }
        Ok(())
    }

    /// Writes the mail down.
    fn take(&self, text: &str, to: &str) -> Whim {
        let id = header(text, "Message-ID");
        let key = id
            .trim_start_matches('<')
            .trim_end_matches("@shop.example>");
        let subject = header(text, "Subject");
        let order = subject.split(' ').nth(1).and_then(|id| id.parse().ok());
        let order = order.unwrap_or_else(|| panic!("a subject of no order: {subject}"));
        let mut mails = self.mails.lock().unwrap();
        let is_first = mails.iter().all(|mail| mail.key != key);
        let whim = Whim::about(order, is_first);
        mails.push(Mail {
            key: key.to_owned(),
            order,
            to: to.to_owned(),
            is_taken: !matches!(whim, Whim::Refuse),
        });
        whim
    }
}

/// The lines of a mail up to the dot that ends it; `None` where the connection ends before.
async fn data(connection: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut text = String::new();
    while let Some(line) = next_line(connection).await? {
        if line == "." {
            return Ok(Some(text));
        }
        text.push_str(&line);
        text.push('\n');
    }
    Ok(None)
}

async fn next_line(connection: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut line = String::new();
    let length = connection.read_line(&mut line).await?;
    Ok((length > 0).then(|| line.trim_end().to_owned()))
}

async fn say(connection: &mut BufReader<TcpStream>, line: &str) -> io::Result<()> {
    connection.write_all(format!("{line}\r\n").as_bytes()).await
}

/// That in the angle brackets of a command.
fn address(line: &str) -> String {
    let address = line.split(['<', '>']).nth(1);
    address
        .unwrap_or_else(|| panic!("no address: {line}"))
        .to_owned()
}

fn header<'a>(text: &'a str, name: &str) -> &'a str {
    let headers = text.lines().take_while(|line| !line.is_empty());
    let mut named = headers.filter_map(|line| line.split_once(": "));
    let value = named.find(|(known, _)| known.eq_ignore_ascii_case(name));
    value
        .unwrap_or_else(|| panic!("a mail without {name}: {text}"))
        .1
}
