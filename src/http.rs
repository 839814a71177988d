//! What other programs ask about the bot: `/healthz` (does the process live), `/readyz` (does it work) and `/metrics`.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::domain::round::RoundState;
use crate::meters::meters;

/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Listens at once, and serves until `stop` is cancelled.
///
/// # Errors
/// When nothing can listen at that address.
pub async fn serve(app: App, listen: SocketAddr, stop: CancellationToken) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen at {listen}, the setting http.listen; does another program?"))?;
    let address = listener.local_addr()?;
    tracing::info!(%address, "serving /healthz, /readyz and /metrics");
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "other machines may read the metrics; a firewall should say which");
    }
    let router = Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(app);
    tokio::spawn(async move {
        let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
        if let Err(error) = served.await {
            tracing::error!(%error, "the metrics are not served any more");
        }
    });
    Ok(())
}

/// 200 while the gateway is connected and the database answers, else 503; a line each.
async fn ready(State(app): State<App>) -> impl IntoResponse {
    let signs = app.pulse.signs();
    let store = match tokio::time::timeout(PATIENCE, app.store.ping()).await {
        Ok(Ok(())) => "ok".to_owned(),
        Ok(Err(error)) => {
            tracing::warn!(error = format!("{error:#}"), "the database does not answer");
            "does not answer; the log says why".to_owned()
        }
        Err(_) => "takes too long".to_owned(),
    };
    let ready = signs.connected() && store == "ok";
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, format!("gateway: {} of {} shards connected\ndatabase: {store}\n", signs.connected, signs.shards))
}

async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let (meters, signs, now) = (meters(), app.pulse.signs(), app.clock.now());
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    meters.shards.set(count(signs.shards));
    meters.shards_connected.set(count(signs.connected));
    meters.gateway_latency.set(signs.latency.unwrap_or_default().as_secs_f64());
    meters.ticked.set(signs.ticked.map_or(0, |ticked| ticked.timestamp()));
    meters.questions.set(count(app.bank().questions().len()));
    match tokio::time::timeout(PATIENCE, app.store.overview(now)).await {
        Ok(Ok(overview)) => {
            use RoundState::{Asked, Claimed, Revealed, Settled, Skipped};
            for state in [Claimed, Asked, Revealed, Settled, Skipped] {
                let found = overview.rounds.iter().find(|(found, _)| *found == state);
                meters.rounds(&format!("{state:?}").to_lowercase(), found.map_or(0, |(_, count)| *count));
            }
            meters.tracks.set(overview.tracks);
            let overdue = overview.overdue_since.map_or(0.0, |since| (now - since).as_seconds_f64());
            meters.overdue.set(overdue);
        }
        Ok(Err(error)) => {
            tracing::warn!(error = format!("{error:#}"), "the metrics lack what the database knows");
            return (StatusCode::INTERNAL_SERVER_ERROR, "the database does not answer\n".to_owned()).into_response();
        }
        Err(_) => {
            return (StatusCode::INTERNAL_SERVER_ERROR, "the database takes too long\n".to_owned()).into_response();
        }
    }
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], meters.text())
        .into_response()
}
