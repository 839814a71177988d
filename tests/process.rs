//! The real process under an operator's hands: SIGTERM in the middle of things, SIGHUP, and what it tells over HTTP.

mod kit;

use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

use kit::{Process, Remote, time};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use viva::domain::ids;
use viva::domain::track::{Mode, Track, TrackState};
use viva::local::{ChannelId, Fault, FaultKind};

/// Five seconds after the question is due.
const MORNING: &str = "2026-03-06T09:30:05Z";

/// A team with a track that is due.
struct Team {
    remote: Remote,
    track: ids::TrackId,
}

impl Deref for Team {
    type Target = Remote;

    fn deref(&self) -> &Remote {
        &self.remote
    }
}

impl Team {
    async fn begin() -> Team {
        let remote = Remote::begin(MORNING).await;
        let track = track(remote.guild, ids::ChannelId(remote.practice.get()), ids::UserId(remote.olga.get()));
        remote.store.add_track(&track).await.expect("the track is saved");
        Team { remote, track: track.id }
    }

    fn runs(&self, environment: &[(&str, &str)]) -> Process {
        self.remote.runs(MORNING, environment)
    }

    async fn thread(&self) -> ChannelId {
        let thread = self
            .until("the round's thread", async || {
                let rounds = self.store.rounds_of_track(&self.track, 1, None).await.expect("rounds");
                rounds.first().filter(|round| round.is_open()).and_then(|round| round.thread)
            })
            .await;
        ChannelId::new(thread.0)
    }

    fn posts(&self) -> usize {
        let posts = self.local.messages(self.practice, None);
        posts.iter().filter(|post| post.author.id == self.bot && post.text().contains("Round 1")).count()
    }

    /// What the store has of Ada's answer, by its parts.
    async fn kept(&self) -> Vec<String> {
        let rounds = self.store.rounds_of_track(&self.track, 1, None).await.expect("rounds");
        let answers = self.store.answers(&rounds[0]).await.expect("answers");
        answers.into_iter().flat_map(|answer| answer.parts).map(|part| part.text).collect()
    }
}

fn track(guild: ids::GuildId, channel: ids::ChannelId, owner: ids::UserId) -> Track {
    Track {
        id: ids::TrackId("01TRACK".into()),
        guild,
        channel,
        name: "Daily".into(),
        schedule: "30 9 * * 5".into(),
        zone: chrono_tz::Tz::UTC,
        topics: vec!["streams".into()],
        levels: Vec::new(),
        mode: Mode::Open,
        reveal_after: 7 * 60,
        catch_up: 180,
        ping: None,
        days_off: Vec::new(),
        recap_day: None,
        state: TrackState::Active,
        next_due: time("2026-03-06T09:30:00Z"),
        next_recap: None,
        seed: 1,
        created_by: owner,
        created_at: time("2026-03-01T00:00:00Z"),
    }
}

#[tokio::test]
async fn sigterm_while_a_question_is_being_posted_lets_it_finish() {
    let team = Team::begin().await;
    team.local.misbehave(Fault::once("POST", "/channels/*/messages", FaultKind::Delay(Duration::from_secs(3))));
    let mut process = team.runs(&[]);
    let claimed = async || team.store.deliveries_of("round:").await.expect("deliveries").into_iter().next();
    let claim = team.until("the post is claimed", claimed).await;
    assert_eq!(claim.message, None, "it is on its way");
    process.signal("-TERM").await;
    process.ends().await;
    let delivered = team.store.delivery(&claim.step).await.expect("the delivery").expect("the delivery");
    assert!(delivered.message.is_some(), "what was in flight is finished and recorded");
    let mut again = team.runs(&[]);
    again.says("registered the commands").await;
    team.thread().await;
    again.stop().await;
    assert_eq!(team.posts(), 1);
}

#[tokio::test]
async fn sigterm_in_a_burst_of_replies_loses_none() {
    let team = Team::begin().await;
    let mut process = team.runs(&[]);
    let thread = team.thread().await;
    let mut said = Vec::new();
    for number in 0..30 {
        let text = format!("Reply {number}: streams have backpressure.");
        team.local.say(team.ada, thread, &text).expect("Ada may reply");
        said.push(text);
        if number == 15 {
            team.until("some are taken in", async || (!team.kept().await.is_empty()).then_some(())).await;
            process.signal("-TERM").await;
        }
    }
    process.ends().await;
    let mut again = team.runs(&[]);
    again.says("registered the commands").await;
    team.until("all are taken in", async || (team.kept().await.len() == said.len()).then_some(())).await;
    again.stop().await;
    let mut kept = team.kept().await;
    kept.sort();
    said.sort();
    assert_eq!(kept, said);
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        std::fs::copy(&entry, to.join(entry.file_name().expect("a name"))).expect("a copy");
    }
}

#[tokio::test]
async fn sighup_takes_a_sound_bank_and_refuses_another() {
    let team = Team::begin().await;
    let content = team.home.path().join("content");
    let streams = content.join("questions/streams");
    copy_folder(Path::new("content/questions/streams"), &streams);
    std::fs::copy("content/topics.toml", content.join("topics.toml")).expect("a copy");
    let mut process = team.runs(&[("VIVA_BANK_DIR", content.to_str().expect("text"))]);
    team.thread().await;

    let broken = streams.join("broken.md");
    std::fs::write(&broken, "It is no question.").expect("written");
    process.signal("-HUP").await;
    let refusal = process.says("the old one stays").await;
    assert!(refusal.contains("broken.md"), "{refusal}");

    std::fs::remove_file(&broken).expect("removed");
    let asked = team.store.rounds_of_track(&team.track, 1, None).await.expect("rounds")[0].question.clone();
    let question = streams.join(format!("{asked}.md"));
    let aside = team.home.path().join("aside.md");
    std::fs::rename(&question, &aside).expect("moved");
    process.signal("-HUP").await;
    let refusal = process.says("the old one stays").await;
    assert!(refusal.contains(&asked) && refusal.contains("is being asked"), "{refusal}");

    std::fs::rename(&aside, &question).expect("moved back");
    copy_folder(Path::new("content/questions/async"), &content.join("questions/async"));
    process.signal("-HUP").await;
    let reloaded = process.says("the bank is reloaded").await;
    let files = |folder: &Path| std::fs::read_dir(folder).expect("a folder").count();
    let questions = files(&streams) + files(&content.join("questions/async"));
    assert!(reloaded.contains(&questions.to_string()), "{questions}: {reloaded}");
    process.stop().await;
}

async fn get(address: &str, path: &str) -> (u16, String) {
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, answer)
}

#[tokio::test]
async fn the_process_tells_how_it_is_doing() {
    let team = Team::begin().await;
    let mut process = team.runs(&[("VIVA_HTTP_LISTEN", "127.0.0.1:0")]);
    let line = process.says("serving /healthz").await;
    let line = line.replace("\u{1b}[0m", "");
    let address = line.split("127.0.0.1:").nth(1).map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
    let address = format!("127.0.0.1:{}", address.flatten().expect("a port"));
    let thread = team.thread().await;
    team.local.say(team.ada, thread, "Streams have backpressure.").expect("Ada may reply");
    team.until("the reply is taken in", async || (team.kept().await.len() == 1).then_some(())).await;
    let command = team.local.command(team.ada, team.practice, "/help").expect("Ada may ask for help");
    team.local.final_outcome(command).await;
    team.until("it is ready", async || (get(&address, "/readyz").await.0 == 200).then_some(())).await;
    assert_eq!(get(&address, "/healthz").await.0, 200);
    assert_eq!(get(&address, "/elsewhere").await.0, 404);
    let (status, metrics) = get(&address, "/metrics").await;
    assert_eq!(status, 200);
    for line in [
        "viva_gateway_shards_connected 1",
        "viva_rounds{state=\"asked\"} 1",
        "viva_rounds{state=\"revealed\"} 0",
        "viva_tracks 1",
        "viva_overdue_seconds 0.0",
        "viva_gateway_events_total{event=\"message\"}",
        "viva_discord_requests_total{route=\"POST /channels/:id/messages\",status=\"2xx\"} 1",
        "viva_discord_requests_total{route=\"POST /interactions/:id/:token/callback\",status=\"2xx\"} 1",
        "viva_interaction_seconds_count{kind=\"command\"} 1",
        "viva_store_seconds_bucket{le=\"0.001\",kind=\"read\"}",
        "viva_jobs_total{outcome=\"done\"} ",
        "viva_rate_limit_waits_total 0",
        "viva_build_info{version=",
    ] {
        assert!(metrics.contains(line), "no {line}:\n{metrics}");
    }
    assert!(!metrics.contains(&team.token) && !metrics.contains("backpressure"));
    if let Ok(folder) = std::env::var("VIVA_TEST_METRICS") {
        std::fs::write(folder, metrics.split("\r\n\r\n").nth(1).unwrap_or_default()).expect("written");
    }
    process.stop().await;
}
