//! Reviewing: card by card, privately. The prompt, then the answer, then the member's own rating, which can be taken back.

use super::review::{self, Queue};
use super::{App, Person, study};
use crate::bank::Bank;
use crate::domain::ids::UserId;
use crate::domain::memory::Rating;
use crate::domain::question::Question;
use crate::refuse;
use crate::store::{Card, NewReview, Reviewed};
use crate::view;
use crate::view::action::review::{Face, Review as Press};
use crate::view::message::{Message, Reply};
use crate::view::review::{Done, Shown};

/// Shows what is most urgent.
pub async fn start(app: &App, person: &Person) -> anyhow::Result<Reply> {
    Ok(Reply::Private(next(app, person, None).await?))
}

/// Makes a card by hand.
pub async fn add(app: &App, person: &Person, slug: &str) -> anyhow::Result<Reply> {
    let bank = app.bank();
    let found = bank.question(slug).or_else(|| bank.search(slug).first().copied());
    let Some(question) = found else {
        refuse!("No question is about “{}”. Pick one from the list that opens while you type.", view::text::name(slug))
    };
    let slug = review::card_slug(app, person.user, question).await?;
    let now = app.clock.now();
    let added = app.store.add_card(person.user, &slug, now).await?;
    let later = app.store.card(person.user, &slug).await?.map(|card| card.state.due).filter(|due| *due > now);
    Ok(Reply::Private(view::review::added(question, &slug, added, later)))
}

/// Does what a button of a card asks for.
pub async fn press(app: &App, person: &Person, press: Press, private: bool) -> anyhow::Result<Reply> {
    let message = match press {
        Press::Next => next(app, person, None).await?,
        Press::Reveal(face) => reveal(app, person, &face).await?,
        Press::Rate(face, rating) => rate(app, person, &face, rating).await?,
        Press::Undo(face) => undo(app, person, &face).await?,
        Press::Drop(question) => drop_card(app, person, &question).await?,
        Press::DropGone => drop_gone(app, person).await?,
        Press::Quiet => super::remind::quiet(app, person).await?,
    };
    // A member's cards are theirs alone, wherever the button was.
    Ok(if private { Reply::Update(message) } else { Reply::Private(message) })
}

async fn next(app: &App, person: &Person, done: Option<Done>) -> anyhow::Result<Message> {
    let bank = app.bank();
    let queue = review::queue(app, person.user, person.guild).await?;
    match queue.due.first().and_then(|card| Some((card, bank.question(&card.question)?))) {
        Some((card, question)) => {
            Ok(view::review::front(&shown(&bank, card, question), queue.due.len(), done.as_ref()))
        }
        None => Ok(nothing_due(&queue, done.as_ref())),
    }
}

fn nothing_due(queue: &Queue, done: Option<&Done>) -> Message {
    view::review::nothing_due(
        &view::review::Rest { all: queue.all, held: queue.held, gone: queue.gone.len(), next: queue.next },
        done,
    )
}

async fn reveal(app: &App, person: &Person, face: &Face) -> anyhow::Result<Message> {
    let card = current(app, person.user, face).await?;
    let bank = app.bank();
    let Some(question) = bank.question(&face.question) else { refuse!("{GONE}") };
    must_not_be_asked(app, person, question).await?;
    Ok(view::review::back(&shown(&bank, &card, question), app.clock.now()))
}

async fn rate(app: &App, person: &Person, face: &Face, rating: Rating) -> anyhow::Result<Message> {
    let source = source(face);
    let card = card(app, person.user, &face.question).await?;
    let review =
        NewReview { user: person.user, question: &face.question, source: &source, rating, at: app.clock.now() };
    // A card that moved since the button was shown is not rated by it, unless this is what moved it.
    let reviewed = match card.reviews == face.reviews {
        true => app.store.review(review).await?,
        false => Reviewed::Known,
    };
    let card = match reviewed {
        Reviewed::Moved(card) => card,
        Reviewed::NoCard => refuse!("{NO_CARD}"),
        Reviewed::Known if card.reviews <= face.reviews + 1 => self::card(app, person.user, &face.question).await?,
        Reviewed::Known => refuse!("{STALE}"),
    };
    // Pressed twice, or two ratings at once: what was written counts.
    let log = app.store.reviews_of(person.user, card.state.trace.map_or(app.clock.now(), |trace| trace.at)).await?;
    let Some(written) = log.into_iter().find(|review| review.source == source) else { refuse!("{STALE}") };
    let bank = app.bank();
    let done = Done::Rated {
        title: title(&bank, &face.question),
        rating: written.rating,
        interval: card.state.due - written.at,
        face: face.clone(),
    };
    next(app, person, Some(done)).await
}

async fn undo(app: &App, person: &Person, face: &Face) -> anyhow::Result<Message> {
    let card = match app.store.undo_review(person.user, &face.question, &source(face)).await? {
        Some(card) => card,
        // Pressed twice.
        None => current(app, person.user, face).await?,
    };
    let bank = app.bank();
    let Some(question) = bank.question(&face.question) else { refuse!("{GONE}") };
    match must_not_be_asked(app, person, question).await {
        Ok(()) => Ok(view::review::back(&shown(&bank, &card, question), app.clock.now())),
        Err(_) => next(app, person, Some(Done::Undone { title: question.title.clone() })).await,
    }
}

async fn drop_card(app: &App, person: &Person, question: &str) -> anyhow::Result<Message> {
    app.store.delete_card(person.user, question).await?;
    let done = Done::Dropped { title: title(&app.bank(), question) };
    next(app, person, Some(done)).await
}

async fn drop_gone(app: &App, person: &Person) -> anyhow::Result<Message> {
    let gone = review::queue(app, person.user, person.guild).await?.gone;
    for card in &gone {
        app.store.delete_card(person.user, &card.question).await?;
    }
    next(app, person, Some(Done::DroppedGone { count: gone.len() })).await
}

const NO_CARD: &str = "You have no card of that question any more. `/review start` shows what is due.";
const STALE: &str = "That card was reviewed since. `/review start` shows what is due.";
const GONE: &str = "That question has left the bank. `/review start` shows what is due.";

async fn card(app: &App, user: UserId, question: &str) -> anyhow::Result<Card> {
    match app.store.card(user, question).await? {
        Some(card) => Ok(card),
        None => refuse!("{NO_CARD}"),
    }
}

/// The card, if it stands as it was shown.
async fn current(app: &App, user: UserId, face: &Face) -> anyhow::Result<Card> {
    let card = card(app, user, &face.question).await?;
    if card.reviews != face.reviews {
        refuse!("{STALE}");
    }
    Ok(card)
}

async fn must_not_be_asked(app: &App, person: &Person, question: &Question) -> anyhow::Result<()> {
    if study::being_asked(app, person.guild).await?.contains(&question.id) {
        refuse!(
            "This question is being asked right now, so its card waits for the reveal. `/review start` shows the others."
        );
    }
    Ok(())
}

fn source(face: &Face) -> String {
    format!("review:{face}")
}

fn title(bank: &Bank, question: &str) -> String {
    bank.question(question).map_or_else(|| question.to_owned(), |question| question.title.clone())
}

fn shown<'a>(bank: &'a Bank, card: &'a Card, question: &'a Question) -> Shown<'a> {
    Shown {
        slug: &card.question,
        state: card.state,
        reviews: card.reviews,
        question,
        topic: bank.topic(&question.topic),
    }
}
