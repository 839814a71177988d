//! How many second opinions a day allows.

use viva::domain::ids::OpinionId;
use viva::store::{Allowance, Asking, Caps, Store};

use crate::samples::{ANN, BOB, CLEO, ELSEWHERE, GUILD, at};

pub async fn second_opinions_are_counted_by_the_day(store: &Store) {
    let caps = Caps { member: 2, guild: 3 };
    let asking = |id: &str, user, minute| Asking {
        id: OpinionId(id.into()),
        guild: GUILD,
        user,
        at: at(minute),
        since: at(minute - minute % 1_440),
    };
    let ask = async |id: &str, user, minute| store.allow_opinion(&asking(id, user, minute), caps).await.unwrap();
    assert_eq!(ask("1", ANN, 0).await, Allowance::Granted(1));
    assert_eq!(ask("2", ANN, 1).await, Allowance::Granted(0));
    assert_eq!(ask("3", ANN, 2).await, Allowance::MemberSpent);
    assert!(store.allow_opinion(&asking("1", BOB, 3), caps).await.is_err(), "an id is taken once");
    assert_eq!(ask("4", BOB, 3).await, Allowance::Granted(1));
    assert_eq!(ask("5", BOB, 4).await, Allowance::GuildSpent);
    let there = Asking { guild: ELSEWHERE, ..asking("6", ANN, 5) };
    assert_eq!(store.allow_opinion(&there, caps).await.unwrap(), Allowance::Granted(1), "another guild has its own");

    store.give_back_opinion(&OpinionId("1".into())).await.unwrap();
    store.give_back_opinion(&OpinionId("none".into())).await.unwrap();
    assert_eq!(ask("7", CLEO, 6).await, Allowance::Granted(1));
    assert_eq!(ask("8", ANN, 1_439).await, Allowance::GuildSpent);
    assert_eq!(ask("9", ANN, 1_440).await, Allowance::Granted(1), "the next day");
    assert_eq!(store.counts().await.unwrap()["opinions"], 2, "earlier days are forgotten, but for the other guild's");
}
