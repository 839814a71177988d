//! The production path: serenity's own rate limiter is on, so requests go to discord.com. Here discord.com is the local Discord,
//! over TLS, vouched for by an authority that only this test trusts.

use std::pin::Pin;
use std::time::Duration;

use crate::kit::{DAILY, Team};
use chrono::TimeDelta;
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{Ssl, SslAcceptor, SslMethod};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509NameBuilder};
use tokio::net::{TcpListener, TcpStream};
use viva::discord::Connection;
use viva::local::{Bucket, Local};

/// A certificate for discord.com, made for this run, that is its own authority.
fn certificate() -> (X509, PKey<Private>) {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("a curve");
    let key = PKey::from_ec_key(EcKey::generate(&group).expect("a key")).expect("a key");
    let mut name = X509NameBuilder::new().expect("a name");
    name.append_entry_by_nid(Nid::COMMONNAME, "discord.com").expect("a name");
    let name = name.build();
    let mut builder = X509::builder().expect("a certificate");
    builder.set_version(2).expect("a version");
    builder
        .set_serial_number(&BigNum::from_u32(1).expect("a number").to_asn1_integer().expect("a number"))
        .expect("a number");
    builder.set_subject_name(&name).expect("a name");
    builder.set_issuer_name(&name).expect("a name");
    builder.set_pubkey(&key).expect("a key");
    builder.set_not_before(&Asn1Time::days_from_now(0).expect("a time")).expect("a time");
    builder.set_not_after(&Asn1Time::days_from_now(2).expect("a time")).expect("a time");
    builder
        .append_extension(BasicConstraints::new().critical().ca().build().expect("an extension"))
        .expect("an extension");
    let names = SubjectAlternativeName::new()
        .dns("discord.com")
        .build(&builder.x509v3_context(None, None))
        .expect("an extension");
    builder.append_extension(names).expect("an extension");
    builder.sign(&key, MessageDigest::sha256()).expect("a signature");
    (builder.build(), key)
}

/// A listener that speaks TLS, for axum.
struct Tls {
    tcp: TcpListener,
    acceptor: SslAcceptor,
}

impl axum::serve::Listener for Tls {
    type Io = tokio_openssl::SslStream<TcpStream>;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, address)) = self.tcp.accept().await else { continue };
            let ssl = Ssl::new(self.acceptor.context()).expect("a session");
            let mut stream = tokio_openssl::SslStream::new(ssl, stream).expect("a stream");
            if Pin::new(&mut stream).accept().await.is_ok() {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

/// Serves the local Discord as discord.com; returns a client that reaches it there, and no way to anywhere else.
async fn as_discord_com(local: &Local) -> reqwest::Client {
    let (certificate, key) = certificate();
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).expect("an acceptor");
    acceptor.set_private_key(&key).expect("a key");
    acceptor.set_certificate(&certificate).expect("a certificate");
    let tcp = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = tcp.local_addr().expect("an address");
    local.allow_host("discord.com");
    tokio::spawn(axum::serve(Tls { tcp, acceptor: acceptor.build() }, local.router()).into_future());
    let authority = reqwest::Certificate::from_pem(&certificate.to_pem().expect("PEM")).expect("a certificate");
    reqwest::Client::builder()
        .resolve("discord.com", address)
        .add_root_certificate(authority)
        .timeout(Duration::from_secs(60))
        .build()
        .expect("a client")
}

#[tokio::test]
async fn a_day_under_discords_own_rate_limits() {
    let mut team = Team::start().await;
    team.disconnect().await;
    let client = as_discord_com(&team.local).await;
    team.connect_over(Connection::over(client, &team.bot.token, None)).await;
    // One message, one edit and one reaction a second: far less than four replies and a reveal take.
    let rule = |method: &str, route: &str| Bucket {
        method: Some(method.into()),
        route: route.into(),
        limit: 1,
        per: Duration::from_secs(1),
    };
    team.local.limit(
        vec![
            rule("POST", "/channels/{channel}/messages"),
            rule("PATCH", "/channels/{channel}/messages/{id}"),
            rule("PUT", "/channels/{channel}/messages/{id}/reactions/**"),
        ],
        50,
    );

    team.track(DAILY).await;
    let (question, thread) = team.question().await;
    for (member, text) in
        [(team.ada, "Phases."), (team.ben, "Callbacks."), (team.chiara, "Queues."), (team.deniz, "libuv.")]
    {
        team.says(member, thread, text);
    }
    team.expect_edit(&question, "4 people have answered").await;
    team.advance(TimeDelta::hours(7)).await;
    team.reveal(thread).await;
    team.expect_edit(&question, "Revealed").await;
    team.finish().await;
}
