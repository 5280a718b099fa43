//! A server that answers as AWS does where the emulator cannot: it refuses what the test names. Only the standard
//! library, so that the tests of the binary can take it, too.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Such as `rds`, of the signature.
    pub(crate) service: String,
    /// Such as `ap-northeast-2`, of the signature.
    pub(crate) region: String,
    /// The account whose credentials signed it.
    pub(crate) account: String,
    /// Such as `DescribeDBInstances`.
    pub(crate) action: String,
    /// Its body.
    pub(crate) body: String,
}

/// An answer: status, kind of content, body.
pub(crate) type Answer = (u16, &'static str, String);

/// What the stub says to what, before it says what an empty account would; none leaves it to that.
type Answering = dyn Fn(&Request) -> Option<Answer> + Send + Sync;

pub(crate) struct Stub {
    port: u16,
    asked: Arc<Mutex<Vec<Request>>>,
}

/// The account of credentials that are those of no role.
pub(crate) const OWN: &str = "123456789012";
const XML: &str = "text/xml";
const JSON: &str = "application/x-amz-json-1.1";

impl Stub {
    /// It answers until the test's process ends.
    pub(crate) fn start(answering: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, answering): (_, Arc<Answering>) = (Arc::clone(&asked), Arc::new(answering));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, answering) = (Arc::clone(&kept), Arc::clone(&answering));
                thread::spawn(move || answer(stream, &kept, &*answering));
            }
        });
        Self { port, asked }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What was asked until now.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

/// What AWS says to who may not.
pub(crate) fn denied(request: &Request) -> Answer {
    let action = format!("{}:{}", request.service, request.action);
    let who = format!("arn:aws:iam::{}:user/auroscope", request.account);
    refused(request, 403, "AccessDenied", &format!("User: {who} is not authorized to perform: {action}"))
}

/// What AWS says when it refuses for this reason.
pub(crate) fn refused(request: &Request, status: u16, code: &str, message: &str) -> Answer {
    if matches!(request.service.as_str(), "rds" | "sts") {
        let body = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
        );
        return (status, XML, body);
    }
    (status.min(400), JSON, format!(r#"{{"__type":"{code}Exception","message":"{message}"}}"#))
}

/// An answer in JSON.
pub(crate) fn json(body: &str) -> Answer {
    (200, JSON, body.to_owned())
}

/// What an account without anything in it answers.
fn empty(request: &Request) -> Answer {
    let xml = |result: String| {
        let action = &request.action;
        (200, XML, format!("<{action}Response><{action}Result>{result}</{action}Result></{action}Response>"))
    };
    match request.action.as_str() {
        "GetCallerIdentity" => {
            let account = &request.account;
            let arn = format!("arn:aws:iam::{account}:user/auroscope");
            xml(format!("<UserId>AIDA</UserId><Account>{account}</Account><Arn>{arn}</Arn>"))
        }
        // The key tells the account of which the role is, in requests that it signs.
        "AssumeRole" => {
            let account = request.body.split("iam%3A%3A").nth(1).map_or("", |rest| &rest[..12]);
            xml(format!(
                "<Credentials><AccessKeyId>ASIA{account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>a</AssumedRoleId><Arn>arn:aws:sts::{account}:assumed-role/r/s</Arn></AssumedRoleUser>"
            ))
        }
        "DescribeDBLogFiles" => refused(request, 404, "DBInstanceNotFound", "DBInstance not found."),
        "DownloadDBLogFilePortion" => refused(request, 404, "DBInstanceNotFound", "DBInstance not found."),
        "DescribeLogGroups" => json(r#"{"logGroups":[]}"#),
        "DescribeLogStreams" | "GetLogEvents" => {
            refused(request, 400, "ResourceNotFound", "The specified log group does not exist.")
        }
        _ if request.service == "rds" => xml(String::new()),
        _ => refused(request, 400, "ResourceNotFound", "There is none."),
    }
}

fn answer(mut stream: TcpStream, asked: &Mutex<Vec<Request>>, answering: &Answering) {
    let Some(request) = read(&stream) else { return };
    asked.lock().unwrap().push(request.clone());
    let (status, kind, body) = answering(&request).unwrap_or_else(|| empty(&request));
    let head = format!(
        "HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all((head + &body).as_bytes());
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let (mut length, mut target, mut scope) = (0, None, Vec::new());
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? <= 2 {
            break;
        }
        let Some((name, value)) = line.trim_end().split_once(": ") else { continue };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "x-amz-target" => target = value.rsplit('.').next().map(str::to_owned),
            "authorization" => {
                let credential = value.split("Credential=").nth(1)?.split(',').next()?;
                scope = credential.split('/').map(str::to_owned).collect();
            }
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).ok()?;
    let of_form = || body.split('&').find_map(|pair| pair.strip_prefix("Action=")).map(str::to_owned);
    Some(Request {
        service: scope.get(3)?.clone(),
        region: scope.get(2)?.clone(),
        account: scope.first()?.strip_prefix("ASIA").unwrap_or(OWN).to_owned(),
        action: target.or_else(of_form)?,
        body,
    })
}
