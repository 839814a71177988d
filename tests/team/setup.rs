//! Setting up: what organizers do with tracks, and what they are told when something is wrong.

use crate::kit::{DAILY, Team, says, says_not, tea, time};
use twilight_model::guild::Permissions;
use viva::local::Outcome;

#[tokio::test]
async fn five_posts_are_shown_before_anything_is_saved() {
    let team = Team::start().await;
    let role = team.local.with(|world| world.add_role(team.guild, "Backend", Permissions::empty()));
    let preview = team
        .commands(
            team.olga,
            "/track create channel:#practice zone:Europe/Berlin time:09:30 weekdays:mon,wed,fri name:Morning tea \
             topics:streams, Event loop levels:mid,senior answers:sealed reveal:90m ping:@Backend \
             days_off:2026-03-04 recap:thursday",
        )
        .await;
    assert!(preview.ephemeral && preview.mention_roles.is_empty());
    says(&preview, "A new track: Morning tea");
    says(&preview, "Nothing is saved yet.");
    for day in ["2026-03-02", "2026-03-06", "2026-03-09", "2026-03-11", "2026-03-13"] {
        let post = time(&format!("{day}T08:30:00Z")).timestamp();
        says(&preview, &format!("- <t:{post}:F> (<t:{post}:R>)"));
    }
    assert_eq!(preview.text().matches(":R>").count(), 5);
    let settings = [
        "at 09:30, Monday, Wednesday and Friday (Europe/Berlin)",
        "after 90 minutes",
        "sealed: the form only",
        "event-loop, streams",
        "mid, senior",
        &format!("<@&{role}>"),
        "on Thursdays at 17:00",
        "4 Mar 2026",
    ];
    settings.iter().for_each(|setting| says(&preview, setting));
    says(&team.commands(team.olga, "/track list").await, "There is no track yet.");

    let saved = team.clicks(team.olga, &preview, "Create it").await;
    says(&saved, "Morning tea is made");
    assert_eq!(saved.id, preview.id, "the preview becomes what was saved");
    assert!(team.now(&preview).buttons().is_empty());
    let list = team.commands(team.ada, "/track list").await;
    says(&list, "Morning tea");
    says(&list, "next post");

    team.advance_to(time("2026-03-02T08:30:00Z")).await;
    let post = team.expect_message(team.practice, "Question of the day").await;
    assert_eq!(post.mention_roles, [role]);
    team.finish().await;
}

#[tokio::test]
async fn a_cancelled_preview_saves_nothing_and_is_used_up() {
    let team = Team::start().await;
    let preview = team.commands(team.olga, &format!("/track create {DAILY}")).await;
    let confirm = preview.button("Create it").and_then(|button| button.custom_id).expect("a button");
    says(&team.clicks(team.olga, &preview, "Cancel").await, "Nothing was saved.");
    says(&team.commands(team.olga, "/track list").await, "There is no track yet.");
    let forged = team.forges(team.general, &confirm).await;
    says(&team.clicks(team.olga, &forged, "Press me").await, "This preview is used up. Call the command again.");
    team.finish().await;
}

#[tokio::test]
async fn only_organizers_change_tracks() {
    let team = Team::start().await;
    team.track(DAILY).await;
    let preview = team.commands(team.olga, &format!("/track create {DAILY} name:Another")).await;
    let confirm = preview.button("Create it").and_then(|button| button.custom_id).expect("a button");
    let forged = team.forges(team.general, &confirm).await;
    says(&team.clicks(team.ada, &forged, "Press me").await, "Only members with Manage Server may do that");
    for command in [
        &format!("/track create {DAILY} name:Mine"),
        "/track edit time:10:00",
        "/track pause",
        "/track resume",
        "/track skip",
        "/track ask-now",
        "/track delete",
    ] {
        let refused = team.commands(team.ada, command).await;
        assert!(refused.ephemeral);
        says(
            &refused,
            "Only members with Manage Server may do that. They can name a role that may, too: `/organizers`.",
        );
    }
    says(&team.commands(team.ada, "/track list").await, "Daily practice");
    let refused =
        team.local.command(team.ada, team.practice, "/organizers").expect_err("Discord keeps it from members");
    assert!(refused.0.contains("not for everyone"), "{refused}");
    team.finish().await;
}

#[tokio::test]
async fn the_organizers_role_may_do_what_organizers_do() {
    let team = Team::start().await;
    let leads = team.local.with(|world| {
        let leads = world.add_role(team.guild, "Leads", Permissions::empty());
        world.give_role(team.guild, team.ada, leads);
        leads
    });
    let named = team.commands(team.olga, "/organizers role:@Leads").await;
    says(&named, &format!("Members with <@&{leads}> may organize now"));
    assert!(named.mention_roles.is_empty());
    let preview = team.commands(team.ada, &format!("/track create {DAILY}")).await;
    says(&team.clicks(team.ada, &preview, "Create it").await, "Daily practice is made");
    says(&team.commands(team.ada, "/help").await, "For organizers");
    says_not(&team.commands(team.ben, "/help").await, "For organizers");
    let refused = team.commands(team.ben, "/track skip").await;
    says(&refused, &format!("members with Manage Server, or with the role <@&{leads}>"));

    says(&team.commands(team.olga, "/organizers").await, "Only members with Manage Server may organize now.");
    says(&team.commands(team.ada, "/track skip").await, "Only members with Manage Server may do that.");
    team.finish().await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_what_to_do() {
    let team = Team::start().await;
    let here = "channel:#practice zone:Europe/Berlin";
    let cases = [
        ("zone:Europe/Berlin", "Say when it asks: `time:09:30`, or `cron:30 9 * * 1-5`."),
        ("time:25:00", "`25:00` is not a time of day: hours go from 0 to 23"),
        ("time:soon", "`soon` is not a time of day: write hours and minutes. For example, `09:30`"),
        ("time:09:30 weekdays:caturday", "`caturday` is not a weekday. For example, `mon-fri`"),
        ("weekdays:mon-fri", "Say when it asks"),
        ("cron:61 9 * * 1-5", "The minute field, `61`, cannot be read: `61` is not a number from 0 to 59"),
        ("cron:30 9 * * mon-fro", "The weekday field, `mon-fro`, cannot be read"),
        ("cron:*/5 9 * * *", "asks more than once an hour"),
        ("cron:0 30 9 * * 1-5", "If the first one is for seconds, leave it out."),
        ("cron:0 9 31 2 *", "No month that this names has such a day"),
        ("cron:30 9 * * 1-5 time:09:30", "Give either a cron expression, or a time and weekdays."),
        (
            "time:09:30 zone:Europe/Berlni",
            "`Europe/Berlni` is not a time zone that I know. Did you mean `Europe/Berlin`",
        ),
        ("time:09:30 zone:Mars", "is not a time zone that I know."),
        ("time:09:30 topics:cooking", "There is no topic “cooking”. There are: event-loop, "),
        ("time:09:30 levels:guru", "There is no level “guru”. There are: junior, mid, senior, staff."),
        ("time:09:30 reveal:later", "“later” is no span of time. Write `8h`, `90m` or `1 day`."),
        ("time:09:30 reveal:8d", "The reveal comes between one minute and seven days after the question"),
        ("time:09:30 days_off:24.12.2026", "“24.12.2026” is no date. Write year, month and day: `2026-12-24`."),
        ("time:09:30 recap:mon-fri", "The recap has one weekday, such as `recap:friday`, or `recap:none`."),
        ("time:09:30 name:01234567890123456789012345678901234567890", "A track's name has 1 to 40 characters."),
    ];
    for (options, words) in cases {
        let line = match options.contains("zone:") {
            true => format!("/track create channel:#practice {options}"),
            false => format!("/track create {here} {options}"),
        };
        let refused = team.commands(team.olga, &line).await;
        assert!(refused.ephemeral && refused.buttons().is_empty(), "{line}");
        says(&refused, words);
    }
    says(&team.commands(team.olga, "/track list").await, "There is no track yet.");
    for command in ["/track edit time:10:00", "/track pause", "/track skip", "/track why", "/track delete"] {
        says(
            &team.commands(team.olga, command).await,
            "There is no track yet. An organizer makes one with `/track create`",
        );
    }
    team.finish().await;
}

#[tokio::test]
async fn what_is_typed_is_completed() {
    let team = Team::start().await;
    team.track(&format!("{DAILY} name:Morning")).await;
    team.track(&format!("{DAILY} name:Evening")).await;
    let zones = team.completions(team.olga, "/track create channel:#practice zone:berl").await;
    assert_eq!(zones[0], "Europe/Berlin");
    assert!(team.completions(team.olga, "/track create channel:#practice zone:").await.len() == 25);
    let topics = team.completions(team.olga, "/track edit topics:event-loop, stre").await;
    assert_eq!(topics, ["event-loop, streams"]);
    assert_eq!(team.completions(team.ada, "/quiz start topic:stream").await, ["Streams and buffers"]);
    assert_eq!(team.completions(team.olga, "/track pause track:eve").await, ["Evening"]);
    assert_eq!(team.completions(team.ada, "/leaderboard track:").await, ["Evening", "Morning"]);
    let questions = team.completions(team.ada, "/question show question:backpressure").await;
    assert!(questions.iter().any(|question| question.contains("(streams)")), "{questions:?}");
    assert_eq!(team.completions(team.ada, "/question show question:").await.len(), 25);
    team.finish().await;
}

#[tokio::test]
async fn a_track_is_edited_with_a_preview_first() {
    let team = Team::start().await;
    team.track(DAILY).await;
    let preview = team.commands(team.olga, "/track edit time:11:00 weekdays:tue name:Tuesdays").await;
    says(&preview, "The track, changed: Tuesdays");
    says(&preview, &format!("<t:{}:F>", time("2026-03-03T10:00:00Z").timestamp()));
    says(&team.commands(team.olga, "/track list").await, "Daily practice");
    says(&team.clicks(team.olga, &preview, "Save it").await, "Tuesdays is saved");
    let list = team.commands(team.olga, "/track list").await;
    says(&list, "at 11:00, every Tuesday (Europe/Berlin)");
    says_not(&list, "Daily practice");

    team.track(DAILY).await;
    says(&team.commands(team.olga, "/track skip").await, "There are several tracks. Say which: `track:…`.");
    says(&team.commands(team.olga, "/track skip track:Wednesdays").await, "There is no track “Wednesdays”.");
    let taken = team.commands(team.olga, "/track edit track:tuesdays name:daily PRACTICE").await;
    says(&taken, "There is a track of that name already.");
    team.advance_to(time("2026-03-02T08:30:00Z")).await;
    team.expect_message(team.practice, "Round 1 · Daily practice").await;
    team.finish().await;
}

#[tokio::test]
async fn a_paused_track_asks_nothing_until_then() {
    let team = Team::start().await;
    team.track(DAILY).await;
    says(&team.commands(team.olga, "/track resume").await, "**Daily practice** is not paused. Its next question comes");
    says(&team.commands(team.olga, "/track pause until:2026-03-02").await, "That date is not in the future.");
    says(&team.commands(team.olga, "/track pause until:Thursday").await, "“Thursday” is no date.");
    let paused = team.commands(team.olga, "/track pause until:2026-03-05").await;
    let until = time("2026-03-04T23:00:00Z").timestamp();
    says(&paused, &format!("**Daily practice** is paused until <t:{until}:F>."));
    says(&team.commands(team.olga, "/track list").await, "paused until");
    says(&team.commands(team.olga, "/track skip").await, "**Daily practice** is paused, so there is nothing to skip.");
    team.advance_to(time("2026-03-05T08:29:00Z")).await;
    assert!(team.of_bot(team.practice).is_empty(), "nothing is asked in a pause");
    team.advance_to(time("2026-03-05T08:30:00Z")).await;
    team.expect_message(team.practice, "Round 1 · Daily practice").await;

    says(&team.commands(team.olga, "/track pause").await, "is paused. `/track resume` ends that.");
    team.until_revealed().await;
    team.advance_to(time("2026-03-09T08:00:00Z")).await;
    let resumed = team.commands(team.olga, "/track resume").await;
    says(&resumed, &format!("goes on. Its next question comes <t:{}:F>", time("2026-03-09T08:30:00Z").timestamp()));
    team.question().await;
    team.finish().await;
}

#[tokio::test]
async fn the_next_question_can_be_skipped() {
    let team = Team::start().await;
    team.track(DAILY).await;
    says(&team.commands(team.olga, "/track why").await, "**Daily practice** has not asked anything yet.");
    let skipped = team.commands(team.olga, "/track skip").await;
    let (monday, tuesday) = (time("2026-03-02T08:30:00Z"), time("2026-03-03T08:30:00Z"));
    says(&skipped, &format!("The question of <t:{}:F> is skipped.", monday.timestamp()));
    says(&skipped, &format!("The next one comes <t:{}:F>", tuesday.timestamp()));
    says(&team.commands(team.olga, "/track why").await, "was skipped. An organizer skipped it.");
    let (post, _) = team.question().await;
    assert_eq!(post.at, tuesday);
    says(&post, "Round 1 · ");
    team.finish().await;
}

#[tokio::test]
async fn a_question_is_asked_now_beside_the_schedule_and_explained() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(DAILY).await;
    says(&team.commands(team.olga, "/track ask-now").await, "A question is on its way");
    let post = team.expect_message(team.practice, "Round 1 · Daily practice").await;
    assert_eq!(post.at, team.clock.now());
    let why = team.commands(team.ada, "/track why").await;
    says(&why, "**Round 1**, `brewing-tea`: It is the only question on this track's topics and levels");
    let (post, _) = team.question().await;
    assert_eq!(post.at, time("2026-03-02T08:30:00Z"));
    says(&post, "Round 2 · ");
    team.finish().await;
}

#[tokio::test]
async fn a_track_is_deleted_when_that_is_confirmed_and_its_open_round_is_revealed() {
    let team = Team::start().await;
    team.track(DAILY).await;
    let (_, thread) = team.question().await;
    team.replies(team.ada, thread, "No idea.").await;
    let asked = team.commands(team.olga, "/track delete").await;
    says(&asked, "Delete Daily practice?");
    says(&asked, "Its 1 round, the answers and everybody's points are kept.");
    says(&team.clicks(team.olga, &asked, "Keep it").await, "Nothing was deleted.");
    let asked = team.commands(team.olga, "/track delete track:Daily practice").await;
    says(
        &team.clicks(team.olga, &asked, "Delete it").await,
        "**Daily practice** is deleted. Points and answers are kept.",
    );
    says(&team.commands(team.olga, "/track list").await, "There is no track yet.");

    team.until_revealed().await;
    team.advance_to(time("2026-03-09T12:00:00Z")).await;
    assert_eq!(team.points(team.ada).await, 5);
    says(&team.commands(team.ada, "/leaderboard period:all time").await, "5 points");
    team.finish().await;
}

#[tokio::test]
async fn commands_are_for_servers() {
    let team = Team::start().await;
    let direct = team.local.direct(team.ada, team.bot.user_id).expect("a conversation");
    let refused = team.local.command(team.ada, direct, "/me").expect_err("not offered there");
    assert!(refused.0.contains("cannot be used in direct messages"), "{refused}");
    let Outcome::Message(help) = team.command_outcome(team.ada, team.general, "/help").await else { panic!("no help") };
    says(&help, "Viva, interview practice for the team");
    team.finish().await;
}
