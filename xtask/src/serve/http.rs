//! A static file server: GET and HEAD over HTTP/1.1, one request a connection.
//!
//! It serves a `Site` from memory, so no request can name a file that is not part of the page.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use crate::site::hash::is_hashed;
use crate::site::{Site, policy};

/// The site that is served now; a new build replaces it.
pub type Served = RwLock<Arc<Site>>;

/// Bytes of request line and headers; browsers send about 1 KB.
const LONGEST_HEAD: u64 = 16 * 1024;
/// For a client that opens a connection and says nothing, as browsers do in advance.
const PATIENCE: Duration = Duration::from_secs(30);

/// Answers each connection in a thread of its own, for ever.
pub fn accept(listener: &TcpListener, served: &Arc<Served>) {
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        let site = match served.read() {
            Ok(site) => Arc::clone(&site),
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        };
        // A client that goes away in the middle of an answer is nothing that anyone has to know.
        std::thread::spawn(move || answer(&stream, &site).ok());
    }
}

fn answer(stream: &TcpStream, site: &Site) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream.take(LONGEST_HEAD));
    let mut request = String::new();
    reader.read_line(&mut request)?;
    // All headers are read, or closing the connection would throw the answer away with what is left.
    let mut header = String::new();
    while reader.read_line(&mut header)? > 0 && !header.trim_end().is_empty() {
        header.clear();
    }
    if request.is_empty() {
        return Ok(());
    }
    let (head, body) = respond(&request, site);
    let mut stream = stream;
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)
}

/// The head and the body of the answer to a request line.
fn respond<'a>(request: &str, site: &'a Site) -> (String, &'a [u8]) {
    let words: Vec<&str> = request.split_whitespace().collect();
    let [method, target, version] = words[..] else { return plain("400 Bad Request", b"bad request\n") };
    if !version.starts_with("HTTP/1.") {
        return plain("505 HTTP Version Not Supported", b"this server speaks HTTP/1.1\n");
    }
    if method != "GET" && method != "HEAD" {
        return plain("405 Method Not Allowed", b"only GET and HEAD\n");
    }
    let found = path_of(target).and_then(|path| site.get_key_value(&path));
    let (head, body) = match found {
        Some((path, content)) => {
            let head = head("200 OK", media_type(path), content.len(), caching(path));
            (head + &policy::headers(path) + "\r\n", &content[..])
        }
        None => plain("404 Not Found", b"not found\n"),
    };
    (head, if method == "HEAD" { &[] } else { body })
}

fn plain(status: &str, body: &'static [u8]) -> (String, &'static [u8]) {
    let allow = if status.starts_with("405") { "Allow: GET, HEAD\r\n" } else { "" };
    (head(status, "text/plain; charset=utf-8", body.len(), "no-store") + allow + "\r\n", body)
}

/// The head without the empty line that ends it.
fn head(status: &str, media_type: &str, length: usize, caching: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\
         Cache-Control: {caching}\r\nConnection: close\r\n"
    )
}

fn caching(path: &str) -> &'static str {
    if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// The path in the site that a request's target means; None if it is no path or not valid UTF-8.
fn path_of(target: &str) -> Option<String> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = percent_decode(path)?;
    Some(if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path })
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            bytes.push((digit()? * 16 + digit()?) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Browsers refuse modules and streaming wasm under any other type.
fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        Some("webmanifest") => "application/manifest+json",
        // Without Content-Encoding on purpose: the page wants the compressed bytes, the engine opens them.
        Some("gz") => "application/gzip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        let files = ["index.html", "www/main-0123456789ab.js", "www/engine/a.wasm", "data/ü b.gz"];
        files.iter().map(|path| (path.to_string(), path.as_bytes().to_vec())).collect()
    }

    fn status(request: &str) -> String {
        respond(request, &site()).0.split_whitespace().nth(1).unwrap_or_default().to_string()
    }

    #[test]
    fn files_are_found_and_typed() {
        let site = site();
        for (target, body, expected) in [
            ("/", "index.html", "text/html; charset=utf-8"),
            ("/?lang=zh", "index.html", "text/html; charset=utf-8"),
            ("/www/main-0123456789ab.js", "www/main-0123456789ab.js", "text/javascript; charset=utf-8"),
            ("/www/engine/a.wasm", "www/engine/a.wasm", "application/wasm"),
            ("/data/%C3%BC%20b.gz", "data/ü b.gz", "application/gzip"),
        ] {
            let (head, found) = respond(&format!("GET {target} HTTP/1.1\r\n"), &site);
            assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{target}: {head}");
            assert!(head.contains(&format!("Content-Type: {expected}\r\n")), "{target}: {head}");
            assert_eq!(found, body.as_bytes(), "{target}");
        }
    }

    #[test]
    fn a_head_request_gets_the_length_without_the_body() {
        let site = site();
        let (head, body) = respond("HEAD /index.html HTTP/1.1\r\n", &site);
        assert!(head.contains("Content-Length: 10\r\n"), "{head}");
        assert!(body.is_empty());
    }

    #[test]
    fn only_hashed_names_are_kept_by_the_browser() {
        let site = site();
        assert!(respond("GET /www/main-0123456789ab.js HTTP/1.1", &site).0.contains("immutable"));
        assert!(respond("GET / HTTP/1.1", &site).0.contains("no-cache"));
    }

    #[test]
    fn nothing_outside_the_site_is_served() {
        for target in
            ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/www", "//etc/passwd", "/gone.js", "/%", "/%zz"]
        {
            assert_eq!(status(&format!("GET {target} HTTP/1.1")), "404", "{target}");
        }
        assert_eq!(status("GET http://other.example/ HTTP/1.1"), "404");
    }

    #[test]
    fn other_requests_are_refused() {
        assert_eq!(status("POST / HTTP/1.1"), "405");
        assert_eq!(status("GET /"), "400");
        assert_eq!(status("GET / HTTP/2"), "505");
        assert_eq!(status("\u{fffd}\u{0}"), "400");
    }

    #[test]
    fn a_browser_gets_its_file_over_a_socket() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound");
        let served = Arc::new(RwLock::new(Arc::new(site())));
        std::thread::spawn(move || accept(&listener, &served));
        for _ in 0..20 {
            let mut stream = TcpStream::connect(address).expect("it listens");
            stream.write_all(b"GET /www/engine/a.wasm HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("received");
            assert!(answer.ends_with("\r\n\r\nwww/engine/a.wasm"), "{answer}");
        }
    }
}
