//! What Viva says, as plain data: one message with its embeds, buttons and forms. `discord` turns it into requests.

use crate::domain::ids::RoleId;

/// A message, whole: sent as it is, or put in the place of an earlier one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// Plain text: at most 2,000 characters.
    pub content: String,
    /// At most 10, with at most 6,000 characters in all.
    pub embeds: Vec<Embed>,
    /// At most 5.
    pub rows: Vec<Row>,
    /// The roles that the content may ping; nobody else is ever pinged.
    pub pings: Vec<RoleId>,
}

impl Message {
    /// A message of plain text.
    pub fn text(content: impl Into<String>) -> Self {
        Message { content: content.into(), ..Message::default() }
    }

    /// A message of one embed.
    pub fn embed(embed: Embed) -> Self {
        Message { embeds: vec![embed], ..Message::default() }
    }

    /// The same with one more row.
    pub fn row(mut self, row: impl Into<Row>) -> Self {
        self.rows.push(row.into());
        self
    }
}

/// A block with a colored bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Embed {
    /// At most 256 characters.
    pub title: String,
    /// At most 4,096 characters.
    pub description: String,
    /// What it is about; never the only sign of it.
    pub tone: Tone,
    /// At most 25.
    pub fields: Vec<Field>,
    /// At most 2,048 characters.
    pub footer: String,
}

/// A name and a value within an embed.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// At most 256 characters.
    pub name: String,
    /// At most 1,024 characters.
    pub value: String,
    /// Whether it may stand beside others.
    pub inline: bool,
}

impl Field {
    /// A field on a line of its own.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Field { name: name.into(), value: value.into(), inline: false }
    }

    /// A field that may stand beside others.
    pub fn inline(name: impl Into<String>, value: impl Into<String>) -> Self {
        Field { inline: true, ..Field::new(name, value) }
    }
}

/// The bar's color.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// A question that is open.
    #[default]
    Asking,
    /// Something revealed or settled.
    Revealed,
    /// A board, a list, help.
    Calm,
    /// Something that needs a hand.
    Warning,
}

/// A row below a message: up to five buttons, or one select.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Up to five.
    Buttons(Vec<Button>),
    /// One choice, or several, from up to 25.
    Select(Select),
}

impl From<Vec<Button>> for Row {
    fn from(buttons: Vec<Button>) -> Self {
        Row::Buttons(buttons)
    }
}

impl From<Select> for Row {
    fn from(select: Select) -> Self {
        Row::Select(select)
    }
}

/// A button.
#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    /// What comes back when it is pressed: at most 100 characters, see [`Action`](super::action::Action).
    pub id: String,
    /// At most 80 characters.
    pub label: String,
    /// How it looks.
    pub look: Look,
    /// True where it can't be pressed.
    pub disabled: bool,
}

impl Button {
    /// An ordinary button.
    pub fn new(id: impl ToString, label: impl Into<String>) -> Self {
        Button { id: id.to_string(), label: label.into(), look: Look::Plain, disabled: false }
    }

    /// The same, looking like that.
    pub fn look(self, look: Look) -> Self {
        Button { look, ..self }
    }

    /// The same, unless it can't be pressed.
    pub fn disabled(self, disabled: bool) -> Self {
        Button { disabled, ..self }
    }
}

/// How a button looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The thing to do.
    Main,
    /// Anything else.
    Plain,
    /// Something that is done, or picked.
    Done,
    /// Something that can't be taken back.
    Danger,
}

/// A list to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    /// What comes back: at most 100 characters.
    pub id: String,
    /// What to do here.
    pub hint: String,
    /// At most 25.
    pub options: Vec<SelectOption>,
    /// How many may be chosen at least and at most.
    pub count: (u8, u8),
}

/// One line of a select.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectOption {
    /// What comes back: at most 100 characters.
    pub value: String,
    /// At most 100 characters.
    pub label: String,
    /// At most 100 characters; may be empty.
    pub about: String,
    /// Whether it is chosen already.
    pub chosen: bool,
}

/// A form that opens over the chat.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// What comes back: at most 100 characters.
    pub id: String,
    /// At most 45 characters.
    pub title: String,
    /// At most 5.
    pub inputs: Vec<Input>,
}

/// One input of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its name among the form's inputs.
    pub id: String,
    /// At most 45 characters.
    pub label: String,
    /// What stands in it when the form opens: at most 4,000 characters.
    pub value: String,
    /// What stands there, greyed, while it is empty: at most 100 characters.
    pub hint: String,
    /// Whether it has many lines.
    pub long: bool,
    /// How many characters it takes: at most 4,000.
    pub max: u16,
    /// Whether it must be filled.
    pub required: bool,
}

/// What comes back to somebody who used a command, a button or a form.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// A message that only they see.
    Private(Message),
    /// A message that the channel sees.
    Public(Message),
    /// The message that they pressed on, changed.
    Update(Message),
    /// A form to fill.
    Form(Form),
    /// More than one message, all private: the first answers, the others follow.
    PrivateParts(Vec<Message>),
}

impl Reply {
    /// A private line of text.
    pub fn private(text: impl Into<String>) -> Self {
        Reply::Private(Message::text(text))
    }
}
