//! Interactions that Discord has given up when the bot answers them: people read that they failed, and the bot that it came too late.

use chrono::TimeDelta;
use viva::local::{Fault, FaultKind, FormView, Happening, InteractionId, MessageView, Outcome, UserId};

use super::{PATIENCE, Team, shown};

impl Team {
    /// Somebody uses a command in vain.
    pub async fn commands_in_vain(&self, who: UserId, line: &str) {
        let begin = || self.local.command(who, self.practice, line);
        self.in_vain(|| begin().unwrap_or_else(|refused| panic!("{line}: {refused}"))).await;
    }

    /// Somebody presses the button that says that in vain.
    pub async fn clicks_in_vain(&self, who: UserId, message: &MessageView, label: &str) {
        let message = self.now(message);
        let Some(button) = message.button(label) else {
            panic!("there is no button {label:?} on:\n{}", shown(&message));
        };
        let id = button.custom_id.expect("not a link");
        let press = || self.local.click(who, message.channel, message.id, &id);
        self.in_vain(|| press().unwrap_or_else(|refused| panic!("{label}: {refused}"))).await;
        assert_eq!(shown(&self.now(&message)), shown(&message), "it stands as it stood");
    }

    /// Somebody sends a form that they opened in vain.
    pub async fn sends_form_in_vain(&self, who: UserId, form: &FormView, text: &str) {
        let fields = [(form.fields[0].custom_id.clone(), text.to_owned())];
        let send = || self.local.submit(who, form.interaction, &fields);
        self.in_vain(|| send().unwrap_or_else(|refused| panic!("{refused}"))).await;
    }

    /// The bot is told of it, and does it; but its answer comes too late.
    async fn in_vain(&self, begin: impl FnOnce() -> InteractionId) {
        let mut happenings = self.local.subscribe();
        let unknown = FaultKind::Status(404, 10062);
        self.local.misbehave(Fault::once("POST", "/interactions/*/*/callback", unknown));
        let interaction = begin();
        let route = format!("/interactions/{interaction}/");
        let answered = async {
            loop {
                match happenings.recv().await.expect("nothing is missed") {
                    Happening::Request { path, .. } if path.contains(&route) => break,
                    _ => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, answered).await.expect("the bot answers");
        self.clock.advance(TimeDelta::seconds(4));
        let outcome = self.local.final_outcome(interaction).await;
        assert!(matches!(outcome, Outcome::Failed(_)), "{outcome:#?}");
    }
}
