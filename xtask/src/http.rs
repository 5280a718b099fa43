//! GET and POST to a server on this machine, and nothing more: a whole HTTP client would double xtask's build.

use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const BOUND: Duration = Duration::from_secs(20);

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// GETs `path` from `address` (host and port).
pub(crate) async fn get(address: &str, path: &str) -> anyhow::Result<Answer> {
    // HTTP/1.0: the answer is not chunked and ends with the connection.
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\nAccept: application/json\r\n\r\n");
    within(address, &request).await.with_context(|| format!("GET {path}"))
}

/// POSTs a JSON document, as the pages do.
pub(crate) async fn post(address: &str, path: &str, body: &str) -> anyhow::Result<Answer> {
    let request = format!(
        "POST {path} HTTP/1.0\r\nHost: {address}\r\nX-Auroscope: 1\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    within(address, &request).await.with_context(|| format!("POST {path}"))
}

async fn within(address: &str, request: &str) -> anyhow::Result<Answer> {
    tokio::time::timeout(BOUND, exchange(address, request)).await.context("no answer")?
}

async fn exchange(address: &str, request: &str) -> anyhow::Result<Answer> {
    let mut stream =
        TcpStream::connect(address).await.with_context(|| format!("nobody listens on {address}"))?;
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    parse(&bytes).context("not an HTTP answer")
}

fn parse(bytes: &[u8]) -> anyhow::Result<Answer> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        bail!("it has no head")
    };
    let head = std::str::from_utf8(&bytes[..end])?;
    let status = head.split(' ').nth(1).context("it has no status")?.parse()?;
    Ok(Answer { status, body: String::from_utf8(bytes[end + 4..].to_vec())? })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_answer_is_read() {
        let answer = parse(b"HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nhello\r\n\r\n").unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (200, "hello\r\n\r\n"));
        assert!(parse(b"HTTP/1.0 200 OK").is_err());
    }
}
