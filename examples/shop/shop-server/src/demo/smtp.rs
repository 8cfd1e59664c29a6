//! A mail server that keeps nothing: it hands each mail to a function, which says what becomes of it.
//!
//! It knows the verbs that a mail program needs, and trusts everybody, so it belongs on a loopback
//! address. The crates that know more bring threads or TLS with them.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Who it is from, by the envelope.
    pub from: String,
    /// Whom it is for, by the envelope.
    pub to: Vec<String>,
    /// Headers, an empty line, and the text, with `\n` at the ends of lines.
    pub data: String,
}

impl Received {
    /// The value of a header that stands on one line.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.data.split("\n\n").next()?;
        let mut headers = headers.lines().filter_map(|line| line.split_once(": "));
        let header = headers.find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        Some(header.1)
    }
}

/// What the mail program is told about its mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is taken.
    Accepted,
    /// It is not taken, and may be sent again later.
    Deferred,
}

/// Takes mails until it is dropped.
pub async fn serve<F>(listener: TcpListener, receive: F)
where
    F: Fn(Received) -> Verdict + Send + Sync + 'static,
{
    let receive = Arc::new(receive);
    loop {
        // Where accepting fails, as for want of file descriptors, the next one may not.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::task::yield_now().await;
            continue;
        };
        let receive = Arc::clone(&receive);
        // A mail program that hangs up is none of our business.
        tokio::spawn(async move { converse(stream, &*receive).await });
    }
}

async fn converse(
    stream: TcpStream,
    receive: &(impl Fn(Received) -> Verdict + Sync),
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (mut from, mut to) = (String::new(), Vec::new());
    reply(&mut stream, "220 demo").await?;
    while let Some(line) = read_line(&mut stream).await? {
        let (verb, rest) = line.split_at_checked(4).unwrap_or((&line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" | "RSET" => {
                from.clear();
                to.clear();
                reply(&mut stream, "250 demo").await?;
            }
            "MAIL" => {
                from = address(rest);
                reply(&mut stream, "250 from").await?;
            }
            "RCPT" => {
                to.push(address(rest));
                reply(&mut stream, "250 to").await?;
            }
            "DATA" if to.is_empty() => reply(&mut stream, "503 for whom?").await?,
            "DATA" => {
                reply(&mut stream, "354 until a dot").await?;
                let Some(data) = read_data(&mut stream).await? else {
                    break;
                };
                let mail = Received {
                    from: std::mem::take(&mut from),
                    to: std::mem::take(&mut to),
                    data,
                };
                let verdict = match receive(mail) {
                    Verdict::Accepted => "250 accepted",
                    Verdict::Deferred => "451 later",
                };
                reply(&mut stream, verdict).await?;
            }
            "NOOP" => reply(&mut stream, "250 well").await?,
            "QUIT" => return reply(&mut stream, "221 bye").await,
            _ => reply(&mut stream, "502 no such verb here").await?,
        }
    }
    Ok(())
}

async fn reply(stream: &mut BufReader<TcpStream>, text: &str) -> io::Result<()> {
    stream.write_all(format!("{text}\r\n").as_bytes()).await
}

/// None at the end of the connection.
async fn read_line(stream: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    if stream.read_until(b'\n', &mut line).await? == 0 {
        return Ok(None);
    }
    let line = String::from_utf8_lossy(&line);
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// Up to a dot alone on its line. A line that begins with one has got another.
async fn read_data(stream: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut data = String::new();
    while let Some(line) = read_line(stream).await? {
        if line == "." {
            return Ok(Some(data));
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
        data.push('\n');
    }
    Ok(None)
}

/// What stands in angle brackets.
fn address(text: &str) -> String {
    let inner = text
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(text, |(address, _)| address).trim().to_owned()
}
