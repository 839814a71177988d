//! The sockets: who may come in, what they ask, and how the answer is written.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{
    DefaultBodyLimit, FromRequest, Multipart, Path, Query, Request as HttpRequest, State as Extracted,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use serde_json::{Value, json};

use super::buckets::Standing;
use super::errors::ApiError;
use super::faults::FaultKind;
use super::gateway::socket::{self, Asked};
use super::handle::Shared;
use super::ids::*;
use super::rest::{self, Part, Reply, Request};
use super::view::Happening;

/// Files of one message may have so many bytes together.
const LARGEST_BODY: usize = 30 * 1024 * 1024;

/// The service: the API, the gateway, and files.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/gateway", get(gateway))
        .route("/gateway/", get(gateway))
        .route("/attachments/{channel}/{id}/{name}", get(file))
        .route("/api/{*path}", any(api))
        .layer(DefaultBodyLimit::disable()) // checked by hand
        .layer(middleware::from_fn_with_state(shared.clone(), only_loopback))
        .with_state(shared)
}

impl Shared {
    /// Where bots connect.
    pub fn gateway_url(&self) -> String {
        format!("ws://{}/gateway", self.address)
    }
}

/// Refuses what a page elsewhere, or a name that was pointed at this machine, sends.
async fn only_loopback(Extracted(shared): Extracted<Arc<Shared>>, request: HttpRequest, next: Next) -> Response {
    let extra = shared.lock(|state| state.hosts.clone());
    let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).map(str::to_owned);
    let host = host.or_else(|| request.uri().authority().map(ToString::to_string));
    let origin = request.headers().get(header::ORIGIN).map(|o| o.to_str().unwrap_or("?").to_owned());
    let host_fits = host.is_some_and(|host| is_local(&format!("http://{host}"), &extra));
    if host_fits && origin.is_none_or(|origin| is_local(&origin, &extra)) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, axum::Json(json!({ "message": "only from this machine", "code": 0 }))).into_response()
}

/// Whether the address names this machine.
fn is_local(address: &str, extra: &[String]) -> bool {
    let Ok(url) = url::Url::parse(address) else { return false };
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || extra.iter().any(|host| host == name),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

async fn gateway(
    Extracted(shared): Extracted<Arc<Shared>>,
    Query(asked): Query<Asked>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade.on_upgrade(move |socket| socket::run(shared, socket, asked))
}

async fn file(
    Extracted(shared): Extracted<Arc<Shared>>,
    Path((channel, id, name)): Path<(String, String, String)>,
) -> Response {
    let found = shared.lock(|state| {
        let file = state.world.files.get(&id.parse::<AttachmentId>().ok()?)?;
        let here = file.channel.to_string() == channel && file.name == name;
        here.then(|| (file.content_type.clone(), file.bytes.clone()))
    });
    let Some((kind, bytes)) = found else { return StatusCode::NOT_FOUND.into_response() };
    let kind = kind.as_deref().unwrap_or("application/octet-stream");
    // A file is what a member sent: it must not act as a page of this server.
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; style-src 'unsafe-inline'"),
    ];
    (headers, bytes).into_response()
}

/// What is written to the record of one request.
struct Entry {
    method: String,
    path: String,
    /// The path without ids and tokens, for the log.
    route: String,
    query: String,
    body: Value,
    /// The names of the parts of a form with files.
    parts: Option<Vec<String>>,
}

async fn api(Extracted(shared): Extracted<Arc<Shared>>, http: HttpRequest) -> Response {
    let (head, body) = http.into_parts();
    let method = head.method.as_str().to_owned();
    let (full, query) = (head.uri.path().to_owned(), head.uri.query().unwrap_or_default().to_owned());
    let mut entry = Entry {
        method: method.clone(),
        path: full.clone(),
        route: String::new(),
        query,
        body: Value::Null,
        parts: None,
    };
    let Some(path) = below_version(&full) else {
        let error = ApiError { code: 50041, ..wrong_version() };
        return answer(&shared, &entry, Err(error), None);
    };
    let steps: Vec<String> = path.split('/').filter(|s| !s.is_empty()).map(decoded).collect();
    let (route, major) = rest::route(&steps);
    entry.route = route.clone();
    let (fault, standing) =
        shared.lock(|state| (state.faults.take(&method, path), state.buckets.count(&method, &route, &major)));
    let read = read_body(&head.headers, body, &head.uri).await;
    if let Ok((value, parts)) = &read {
        entry.body = value.clone();
        entry.parts = is_form(&head.headers).then(|| parts.iter().map(|p| p.name.clone()).collect());
    }
    if standing.refused.is_some() {
        return too_many(&shared, &entry, &standing);
    }
    match fault {
        Some(FaultKind::Delay(time)) => tokio::time::sleep(time).await,
        Some(FaultKind::Status(status, code)) => {
            return answer(&shared, &entry, Err(broken(status, code)), Some(&standing));
        }
        Some(FaultKind::RateLimit { retry_after }) => {
            let retry_after = Duration::try_from_secs_f64(retry_after).unwrap_or_default();
            let refused = Some(super::buckets::Refusal { global: false, retry_after });
            return too_many(
                &shared,
                &entry,
                &Standing { refused, remaining: 0, reset_after: retry_after, ..standing },
            );
        }
        Some(FaultKind::Drop) => return cut(),
        Some(FaultKind::DoThenStatus(_) | FaultKind::DoThenDrop) | None => {}
    }
    let done = read.and_then(|(body, parts)| {
        let authorization = head.headers.get(header::AUTHORIZATION).and_then(|h| h.to_str().ok()).map(str::to_owned);
        let query = url::form_urlencoded::parse(entry.query.as_bytes()).into_owned().collect();
        let gateway = shared.gateway_url();
        let request = Request { method, path: steps, query, authorization, body, parts, gateway };
        shared.lock(|state| rest::handle(&mut state.world, &request))
    });
    if entry.method != "GET" {
        shared.kept().await;
    }
    match fault {
        Some(FaultKind::DoThenStatus(status)) => answer(&shared, &entry, Err(broken(status, 0)), Some(&standing)),
        Some(FaultKind::DoThenDrop) => {
            answer(&shared, &entry, done, Some(&standing)); // for the record
            cut()
        }
        _ => answer(&shared, &entry, done, Some(&standing)),
    }
}

/// The path below `/api/v10`.
fn below_version(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/api/")?;
    let (version, _) = rest.split_once('/')?;
    (version == "v10").then(|| &rest[version.len()..])
}

fn wrong_version() -> ApiError {
    ApiError { status: 400, code: 50041, message: "Invalid API version provided".into(), errors: None }
}

fn broken(status: u16, code: u32) -> ApiError {
    let words = StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()).unwrap_or("Error");
    ApiError { status, code, message: format!("{status}: {words}"), errors: None }
}

/// A step of a path without its escapes.
fn decoded(step: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = step.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |b: u8| (b as char).to_digit(16);
        rest = match (first, tail) {
            (b'%', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.push((hex(*high).unwrap_or(0) << 4 | hex(*low).unwrap_or(0)) as u8);
                after
            }
            _ => {
                bytes.push(*first);
                tail
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|h| h.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

async fn read_body(headers: &HeaderMap, body: Body, uri: &Uri) -> Result<(Value, Vec<Part>), ApiError> {
    let bytes = axum::body::to_bytes(body, LARGEST_BODY).await.map_err(|_| ApiError::too_large())?;
    if is_form(headers) {
        return read_form(headers, bytes, uri).await.ok_or_else(ApiError::invalid_json);
    }
    if bytes.is_empty() {
        return Ok((Value::Null, Vec::new()));
    }
    serde_json::from_slice(&bytes).map(|value| (value, Vec::new())).map_err(|_| ApiError::invalid_json())
}

async fn read_form(headers: &HeaderMap, bytes: Bytes, uri: &Uri) -> Option<(Value, Vec<Part>)> {
    let mut request = HttpRequest::builder().uri(uri.clone()).body(Body::from(bytes)).ok()?;
    *request.headers_mut() = headers.clone();
    let mut form = Multipart::from_request(request, &()).await.ok()?;
    let (mut body, mut parts) = (Value::Null, Vec::new());
    while let Some(field) = form.next_field().await.ok()? {
        let name = field.name().unwrap_or_default().to_owned();
        let (file_name, content_type) = (field.file_name().map(Into::into), field.content_type().map(Into::into));
        let bytes = field.bytes().await.ok()?;
        match (name.as_str(), &file_name) {
            ("payload_json", _) => body = serde_json::from_slice(&bytes).ok()?,
            (_, Some(_)) => parts.push(Part { name, file_name, content_type, bytes: bytes.to_vec() }),
            (_, None) if !(body.is_null() || body.is_object()) => return None,
            (_, None) => body[name.as_str()] = Value::String(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
    Some((body, parts))
}

fn too_many(shared: &Shared, entry: &Entry, standing: &Standing) -> Response {
    let refusal = standing.refused.clone();
    let (global, wait) = refusal.map_or((false, Duration::ZERO), |r| (r.global, r.retry_after));
    let seconds = (wait.as_secs_f64() * 1000.0).ceil() / 1000.0;
    let body = json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": global, "code": 0 });
    let mut response = written(shared, entry, 429, Some(body), Some(standing));
    let headers = response.headers_mut();
    put(headers, "retry-after", &wait.as_secs_f64().ceil().to_string());
    put(headers, "x-ratelimit-scope", if global { "global" } else { "user" });
    if global {
        put(headers, "x-ratelimit-global", "true");
    }
    response
}

fn answer(shared: &Shared, entry: &Entry, done: Result<Reply, ApiError>, standing: Option<&Standing>) -> Response {
    match done {
        Ok(Reply { status, body }) => written(shared, entry, status, body, standing),
        Err(error) => {
            tracing::debug!(method = %entry.method, route = %entry.route, status = error.status, code = error.code, "refused");
            written(shared, entry, error.status, Some(error.body()), standing)
        }
    }
}

/// Writes the answer, and its line of the record.
fn written(shared: &Shared, entry: &Entry, status: u16, body: Option<Value>, standing: Option<&Standing>) -> Response {
    let resp = body.clone().unwrap_or_default();
    if let Some(record) = &shared.record {
        let mut line =
            json!({ "method": entry.method, "path": entry.path, "query": entry.query, "status": status, "resp": resp });
        match &entry.parts {
            Some(parts) => {
                line["multipart"] = json!(true);
                line["payload_json"] = entry.body.clone();
                line["parts"] = json!(parts);
            }
            None => line["body"] = entry.body.clone(),
        }
        record.write(&line);
    }
    shared.happened(Happening::Request {
        method: entry.method.clone(),
        path: entry.path.clone(),
        query: entry.query.clone(),
        body: entry.body.clone(),
        status,
        resp,
    });
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match body {
        Some(body) => (status, axum::Json(body)).into_response(),
        None => status.into_response(),
    };
    let headers = response.headers_mut();
    let now = shared.clock.now();
    put(headers, "date", &now.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    put(headers, "via", "1.1 local");
    if let Some(standing) = standing {
        let after = standing.reset_after.as_secs_f64();
        put(headers, "x-ratelimit-bucket", &standing.bucket);
        put(headers, "x-ratelimit-limit", &standing.limit.to_string());
        put(headers, "x-ratelimit-remaining", &standing.remaining.to_string());
        put(headers, "x-ratelimit-reset-after", &format!("{after:.3}"));
        put(headers, "x-ratelimit-reset", &format!("{:.3}", now.timestamp_millis() as f64 / 1000.0 + after));
    }
    response
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// An answer that ends the connection before a byte of it is sent: its body fails at once.
fn cut() -> Response {
    let fails = futures::stream::once(async { Err::<Bytes, _>(std::io::Error::other("cut on purpose")) });
    Response::new(Body::from_stream(fails))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_local() {
        let local = |address: &str| is_local(address, &["discord.com".into()]);
        for good in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1", "https://discord.com"] {
            assert!(local(good), "{good}");
        }
        for bad in ["http://example.org", "null", "http://127.0.0.1.example.org", "http://discord.com.example.org", ""]
        {
            assert!(!local(bad), "{bad}");
        }
    }

    #[test]
    fn paths_are_decoded() {
        assert_eq!(decoded("%E2%9C%85"), "✅");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(below_version("/api/v10/users/@me"), Some("/users/@me"));
        assert_eq!(below_version("/api/v9/users/@me"), None);
    }
}
