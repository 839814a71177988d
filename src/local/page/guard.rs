//! Who may come in: a browser on this machine that shows this very page. Whoever reaches the page plays every member of the
//! guild, so that a page from elsewhere must not reach it: neither by a name that was pointed at this machine (Host), nor by
//! sending requests from its own tab (Origin).

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Shared;

/// The page needs nothing but its own files; what members write is never markup. `require-trusted-types-for` makes the
/// browser refuse every way to turn a text into markup, should a later change introduce one.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

pub(super) async fn guard(State(playing): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = if is_welcome(request.headers(), playing.port) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "The playground is for this machine only: open it by its own address.\n")
            .into_response()
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn is_welcome(headers: &HeaderMap, port: u16) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let Some(host) = text(header::HOST) else { return false };
    let ours = ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| host == format!("{name}:{port}"));
    ours && text(header::ORIGIN).is_none_or(|origin| origin == format!("http://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machines_own_page_is_welcome() {
        let check = |host: Option<&'static str>, origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            host.map(|host| headers.insert(header::HOST, HeaderValue::from_static(host)));
            origin.map(|origin| headers.insert(header::ORIGIN, HeaderValue::from_static(origin)));
            is_welcome(&headers, 8080)
        };
        assert!(check(Some("127.0.0.1:8080"), None));
        assert!(check(Some("localhost:8080"), Some("http://localhost:8080")));
        assert!(check(Some("[::1]:8080"), Some("http://[::1]:8080")));
        assert!(!check(None, None));
        assert!(!check(Some("localhost"), None));
        assert!(!check(Some("localhost:9090"), None));
        assert!(!check(Some("127.0.0.1.example.org:8080"), None));
        assert!(!check(Some("example.org:8080"), None));
        assert!(!check(Some("localhost:8080"), Some("http://localhost:3000")));
        assert!(!check(Some("localhost:8080"), Some("http://127.0.0.1:8080")));
        assert!(!check(Some("localhost:8080"), Some("https://example.org")));
        assert!(!check(Some("localhost:8080"), Some("null")));
    }
}
