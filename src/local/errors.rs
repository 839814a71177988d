//! What Discord refuses, and how it says so.

use serde_json::{Map, Value, json};

/// A refusal: a status, Discord's own code, and words.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// Discord's code; 0 where it has none.
    pub code: u32,
    /// What it says.
    pub message: String,
    /// What is wrong with which field, for an invalid form.
    pub errors: Option<Value>,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $status:literal, $code:literal, $message:literal;)*) => {
        impl ApiError {
            $($(#[$doc])* pub fn $name() -> Self { Self::new($status, $code, $message) })*
        }
    };
}

refusals! {
    /// No such path.
    not_found = 404, 0, "404: Not Found";
    /// No such method on this path.
    method_not_allowed = 405, 0, "405: Method Not Allowed";
    /// The token is missing or wrong.
    unauthorized = 401, 0, "401: Unauthorized";
    /// The body is not JSON.
    invalid_json = 400, 50109, "The request body contains invalid JSON.";
    /// The body is too large.
    too_large = 413, 40005, "Request entity too large";
    /// No such application.
    unknown_application = 404, 10002, "Unknown Application";
    /// No such channel.
    unknown_channel = 404, 10003, "Unknown Channel";
    /// No such guild.
    unknown_guild = 404, 10004, "Unknown Guild";
    /// No such member.
    unknown_member = 404, 10007, "Unknown Member";
    /// No such message.
    unknown_message = 404, 10008, "Unknown Message";
    /// No such overwrite.
    unknown_overwrite = 404, 10009, "Unknown Permission Overwrite";
    /// No such role.
    unknown_role = 404, 10011, "Unknown Role";
    /// No such user.
    unknown_user = 404, 10013, "Unknown User";
    /// No such emoji.
    unknown_emoji = 400, 10014, "Unknown Emoji";
    /// No such webhook.
    unknown_webhook = 404, 10015, "Unknown Webhook";
    /// No such interaction, or it is too late for it.
    unknown_interaction = 404, 10062, "Unknown interaction";
    /// No such command.
    unknown_command = 404, 10063, "Unknown application command";
    /// Only people may.
    bots_cannot = 403, 20001, "Bots cannot use this endpoint";
    /// The interaction was answered before.
    already_acknowledged = 400, 40060, "Interaction has already been acknowledged.";
    /// The bot cannot see it.
    missing_access = 403, 50001, "Missing Access";
    /// The bot did not write it.
    not_the_author = 403, 50005, "Cannot edit a message authored by another user";
    /// A message must say something.
    empty_message = 400, 50006, "Cannot send an empty message";
    /// The person does not take direct messages.
    cannot_message_user = 403, 50007, "Cannot send messages to this user";
    /// This kind of channel does not hold messages.
    not_a_text_channel = 400, 50008, "Cannot send messages in a non-text channel";
    /// The bot may not.
    missing_permissions = 403, 50013, "Missing Permissions";
    /// So many messages cannot be deleted at once.
    bulk_delete_count = 400, 50016, "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete";
    /// A note of Discord's own cannot be changed.
    system_message = 403, 50021, "Cannot execute action on a system message";
    /// This kind of channel does not have it.
    wrong_channel_type = 400, 50024, "Cannot execute action on this channel type";
    /// The token is not that of the interaction.
    invalid_webhook_token = 401, 50027, "Invalid Webhook Token";
    /// One cannot write to oneself.
    invalid_recipient = 400, 50033, "Invalid Recipient(s)";
    /// The message is too old to be deleted with others.
    too_old = 400, 50034, "A message provided was too old to bulk delete";
    /// The thread is asleep.
    thread_archived = 400, 50083, "Thread is archived";
    /// Too many reactions.
    too_many_reactions = 400, 30010, "Maximum number of reactions reached (20)";
    /// Too many commands.
    too_many_commands = 400, 30032, "Maximum number of application commands reached (100)";
    /// Too many pinned messages.
    too_many_pins = 400, 30003, "Maximum number of pins reached for the channel (50)";
    /// The message has a thread.
    thread_exists = 400, 160_004, "A thread has already been created for this message";
    /// A reply needs the history.
    reply_without_history = 400, 160_002, "Cannot reply without permission to read message history";
    /// The thread is locked.
    thread_locked = 400, 160_005, "Thread is locked";
}

impl ApiError {
    fn new(status: u16, code: u32, message: &str) -> Self {
        ApiError { status, code, message: message.into(), errors: None }
    }

    /// The answer's body.
    pub fn body(&self) -> Value {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }
}

/// What is wrong with a form, field by field; in the end an error if anything is.
#[derive(Debug, Default)]
pub struct Problems {
    tree: Map<String, Value>,
}

impl Problems {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes that the field at `path` (`embeds.0.title`) is wrong.
    pub fn add(&mut self, path: &str, code: &str, message: impl Into<String>) {
        let mut at = &mut self.tree;
        for step in path.split('.').filter(|s| !s.is_empty()) {
            let entry = at.entry(step).or_insert_with(|| json!({}));
            let Value::Object(inner) = entry else { return };
            at = inner;
        }
        let list = at.entry("_errors").or_insert_with(|| json!([]));
        if let Value::Array(list) = list {
            list.push(json!({ "code": code, "message": message.into() }));
        }
    }

    /// All that is wrong of several.
    pub fn merge(all: impl IntoIterator<Item = Problems>) -> Self {
        let mut tree = Map::new();
        for problems in all {
            tree.extend(problems.tree);
        }
        Problems { tree }
    }

    /// The same one level deeper: `content` becomes `data.content`.
    pub fn nested(error: ApiError, under: &str) -> ApiError {
        ApiError { errors: error.errors.map(|tree| json!({ under: tree })), ..error }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.tree.is_empty()
    }

    /// An error if anything is wrong.
    pub fn check(self) -> Result<(), ApiError> {
        if self.tree.is_empty() { Ok(()) } else { Err(self.into()) }
    }

    /// One thing that is wrong, as an error.
    pub fn one(path: &str, code: &str, message: impl Into<String>) -> ApiError {
        let mut problems = Problems::new();
        problems.add(path, code, message);
        problems.into()
    }
}

impl From<Problems> for ApiError {
    fn from(problems: Problems) -> Self {
        ApiError { errors: Some(Value::Object(problems.tree)), ..ApiError::new(400, 50035, "Invalid Form Body") }
    }
}
