//! HTTP/1.1, as far as the shop speaks it: by hand, so that clients can hang up in the middle of a
//! request, and the warehouse can answer wrongly.

use std::io::{Error, ErrorKind, Result};

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _};

/// A request or an answer.
#[derive(Debug)]
pub(crate) struct Message {
    /// Its first line.
    pub(crate) start: String,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Message {
    /// The next one of a connection; `None` where the other side has closed it.
    pub(crate) async fn read(from: &mut (impl AsyncBufRead + Unpin)) -> Result<Option<Self>> {
        let start = line(from).await?;
        if start.is_empty() {
            return Ok(None);
        }
        let mut headers = Vec::new();
        loop {
            let header = line(from).await?;
            let Some((name, value)) = header.split_once(':') else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut message = Self {
            start,
            headers,
            body: String::new(),
        };
        if let Some(length) = message.header("content-length") {
            let mut body = vec![0; length.parse().map_err(invalid)?];
            from.read_exact(&mut body).await?;
            message.body = String::from_utf8(body).map_err(invalid)?;
        }
        Ok(Some(message))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(known, _)| known == name);
        header.map(|(_, value)| value.as_str())
    }

    /// Of an answer.
    pub(crate) fn status(&self) -> Result<u16> {
        let status = self.start.split(' ').nth(1).unwrap_or_default();
        status.parse().map_err(invalid)
    }
}

/// A request that posts JSON.
pub(crate) fn post(path: &str, json: &serde_json::Value) -> String {
    let json = json.to_string();
    format!(
        "POST {path} HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{json}",
        json.len()
    )
}

/// Without its end; empty at the end of the connection.
async fn line(from: &mut (impl AsyncBufRead + Unpin)) -> Result<String> {
    let mut line = String::new();
    from.read_line(&mut line).await?;
    Ok(line.trim_end().to_owned())
}

fn invalid(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::InvalidData, error)
}
