//! The reminder of what is due: asked for, private, once a day at most, silent when there is nothing, and off for the asking.

use crate::kit::{DAILY, Team, id_of, says, time};
use chrono::TimeDelta;
use viva::local::faults::{Fault, FaultKind};
use viva::local::{MessageView, UserId};

/// Half past eight in Berlin, on a day of March before the clocks change.
fn morning(day: &str) -> chrono::DateTime<chrono::Utc> {
    time(&format!("2026-03-{day}T07:30:00Z"))
}

/// A team on a Monday morning at nine, of which Ada has a card that is due.
async fn team() -> Team {
    let team = Team::start().await;
    team.commands(team.ada, "/review add question:backpressure").await;
    team
}

impl Team {
    async fn reminds(&self, who: UserId, day: &str) -> MessageView {
        let told = self.expect_private(who, &format!("Review reminder of {day}")).await;
        says(&told, "`/review start`");
        told
    }

    fn told(&self, who: UserId) -> usize {
        let channel = self.local.with(|world| world.direct_channel(who, self.bot.user_id));
        self.of_bot(channel).len()
    }
}

#[tokio::test]
async fn it_comes_on_working_mornings_while_something_is_due() {
    let team = team().await;
    says(&team.commands(team.ada, "/review remind").await, "No reminder is set.");
    let set = team.commands(team.ada, "/review remind at:08:30 zone:Europe/Berlin").await;
    assert!(set.ephemeral);
    says(&set, "at 08:30, Monday to Friday (Europe/Berlin), if a card is due then");
    says(&set, &format!("<t:{}:F>", morning("03").timestamp()));
    team.advance_to(morning("03")).await;
    let told = team.reminds(team.ada, "Tuesday, 3 March 2026").await;
    assert_eq!(told.at, morning("03"));
    says(&told, "1 card due for review");
    says(&told, "`/review remind at:off` ends it");

    // Nothing is due for two days.
    let front = team.commands(team.ada, "/review start").await;
    let back = team.clicks(team.ada, &front, "Reveal").await;
    team.clicks(team.ada, &back, "Good · 2 d").await;
    team.advance_to(morning("05") - TimeDelta::minutes(1)).await;
    assert_eq!(team.told(team.ada), 1);
    // It fell due in the morning of the day before the weekend.
    team.advance_to(morning("06")).await;
    team.reminds(team.ada, "Thursday, 5 March 2026").await;
    team.reminds(team.ada, "Friday, 6 March 2026").await;
    team.advance_to(morning("09") - TimeDelta::minutes(1)).await;
    assert_eq!(team.told(team.ada), 3, "silent on the weekend");
    team.advance_to(morning("09")).await;
    team.reminds(team.ada, "Monday, 9 March 2026").await;

    let standing = team.commands(team.ada, "/review remind").await;
    says(&standing, "You are reminded at 08:30, Monday to Friday (Europe/Berlin)");
    says(&team.clicks(team.ada, &standing, "Switch it off").await, "The reminder is off.");
    says(&team.commands(team.ada, "/review remind at:off").await, "No reminder was set.");
    team.advance_to(morning("13")).await;
    team.finish().await;
}

#[tokio::test]
async fn it_is_silent_on_the_servers_days_off_and_on_days_that_were_not_chosen() {
    let team = team().await;
    team.track(&format!("{DAILY} days_off:2026-03-04")).await;
    // The track asks as well; its posts are not what this is about.
    team.commands(team.olga, "/track pause").await;
    team.commands(team.ada, "/review remind at:08:30 weekdays:wed,thu").await;
    team.advance_to(morning("05")).await;
    team.reminds(team.ada, "Thursday, 5 March 2026").await;
    // A day off that is set after the reminder was counts as well.
    team.commands(team.olga, "/track resume").await;
    let preview = team.commands(team.olga, "/track edit days_off:2026-03-11").await;
    team.clicks(team.olga, &preview, "Save it").await;
    team.commands(team.olga, "/track pause").await;
    team.advance_to(morning("11") + TimeDelta::hours(1)).await;
    assert_eq!(team.told(team.ada), 1);
    team.advance_to(morning("12")).await;
    team.reminds(team.ada, "Thursday, 12 March 2026").await;
    team.finish().await;
}

#[tokio::test]
async fn a_changed_time_brings_no_second_one_on_the_same_day() {
    let team = team().await;
    team.commands(team.ada, "/review remind at:09:30 zone:Europe/Berlin").await;
    team.advance_to(time("2026-03-02T08:30:00Z")).await;
    team.reminds(team.ada, "Monday, 2 March 2026").await;
    let changed = team.commands(team.ada, "/review remind at:\"3 pm\" zone:Europe/Berlin weekdays:daily").await;
    says(&changed, "at 15:00");
    team.advance_to(time("2026-03-02T20:00:00Z")).await;
    assert_eq!(team.told(team.ada), 1);
    team.advance_to(time("2026-03-03T14:00:00Z")).await;
    team.reminds(team.ada, "Tuesday, 3 March 2026").await;
    team.finish().await;
}

#[tokio::test]
async fn after_a_short_outage_it_comes_late_once_and_after_a_long_one_on_the_next_day() {
    let mut team = team().await;
    team.commands(team.ada, "/review remind at:08:30 zone:Europe/Berlin").await;
    team.is_away_until(morning("03") + TimeDelta::hours(1)).await;
    team.reminds(team.ada, "Tuesday, 3 March 2026").await;
    team.restart().await;
    team.idle().await;
    assert_eq!(team.told(team.ada), 1);
    team.is_away_until(morning("04") + TimeDelta::hours(3)).await;
    assert_eq!(team.told(team.ada), 1, "nobody wants it at noon");
    team.advance_to(morning("05")).await;
    team.reminds(team.ada, "Thursday, 5 March 2026").await;
    team.finish().await;
}

#[tokio::test]
async fn who_takes_no_private_messages_is_told_so_once_and_has_it_switched_off() {
    let team = team().await;
    team.commands(team.ada, "/review remind at:08:30 zone:Europe/Berlin").await;
    team.local.misbehave(Fault::once("POST", "/channels/*/messages", FaultKind::Status(403, 50007)));
    team.advance_to(morning("04")).await;
    assert_eq!(team.told(team.ada), 0, "no second try on the next day");
    team.commands(team.ben, "/me").await;
    team.commands(team.ada, "/me").await;
    let told = team
        .until("Ada is told", || {
            let said = team.local.messages(team.practice, Some(team.ada));
            said.into_iter().find(|message| message.text().contains("I could not send you the review reminder"))
        })
        .await;
    assert!(told.ephemeral);
    says(&told, "at 08:30, Monday to Friday (Europe/Berlin)");
    says(&told, "call `/review remind` with a time");
    team.commands(team.ada, "/me").await;
    says(&team.commands(team.ada, "/review remind").await, "No reminder is set.");
    let said = team.local.messages(team.practice, Some(team.ada));
    let words = said.iter().filter(|message| message.text().contains("I could not send you the review reminder"));
    assert_eq!(words.count(), 1);

    team.commands(team.ada, "/review remind at:08:30 zone:Europe/Berlin").await;
    team.advance_to(morning("05")).await;
    team.reminds(team.ada, "Thursday, 5 March 2026").await;
    team.finish().await;
}

#[tokio::test]
async fn what_fails_at_discords_side_is_tried_again() {
    let team = team().await;
    team.commands(team.ada, "/review remind at:08:30 zone:Europe/Berlin").await;
    team.local.misbehave(Fault::once("POST", "/channels/*/messages", FaultKind::DoThenStatus(502)));
    team.advance_to(morning("03")).await;
    team.advance(TimeDelta::minutes(1)).await;
    team.reminds(team.ada, "Tuesday, 3 March 2026").await;
    team.advance(TimeDelta::hours(2)).await;
    let delivered = team.store().deliveries_of("reminder:").await.expect("the store has deliveries");
    assert_eq!(delivered.len(), 1);
    assert!(delivered[0].step.starts_with(&format!("reminder:{}:", id_of(team.ada))));
    team.finish().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_words() {
    let team = Team::start().await;
    for (options, words) in [
        ("at:25:00", "hours go from 0 to 23"),
        ("at:08:30 zone:Europe/Berln", "Did you mean `Europe/Berlin`"),
        ("at:08:30 weekdays:someday", "someday"),
        ("zone:Europe/Berlin", "Give the time as well, such as `/review remind at:08:30`."),
    ] {
        says(&team.commands(team.ada, &format!("/review remind {options}")).await, words);
    }
    says(&team.commands(team.ada, "/review remind").await, "No reminder is set.");
    team.finish().await;
}
