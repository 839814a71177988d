//! Pressing buttons, choosing from menus, sending forms.

use twilight_model::application::interaction::message_component::MessageComponentInteractionData;
use twilight_model::application::interaction::modal::{
    ModalInteractionActionRow, ModalInteractionComponent, ModalInteractionData, ModalInteractionLabel,
    ModalInteractionStringSelect, ModalInteractionTextDisplay, ModalInteractionTextInput,
};
use twilight_model::application::interaction::{InteractionData, InteractionType};
use twilight_model::channel::message::Component;
use twilight_model::channel::message::component::{ButtonStyle, ComponentType, SelectMenu, SelectMenuType, TextInput};

use super::begin::Begin;
use super::line::{Named, Place};
use super::{Refused, refuse, seen};
use crate::local::handle::Local;
use crate::local::ids::*;
use crate::local::limits::length;
use crate::local::view::each;
use crate::local::world::{Answer, Form, Message, Source, World};

impl Local {
    /// Presses the button with this id. Refused if it is not there or disabled, or if the message is somebody else's.
    pub fn click(
        &self,
        who: UserId,
        channel: ChannelId,
        message: MessageId,
        custom_id: &str,
    ) -> Result<InteractionId, Refused> {
        self.with(|world| {
            let known = pressable(world, who, channel, message)?;
            let mut found = None;
            each(&known.components, &mut |component| {
                if let Component::Button(button) = component
                    && button.custom_id.as_deref() == Some(custom_id)
                {
                    found = Some(button);
                }
            });
            let Some(button) = found else { return refuse(format!("there is no button {custom_id:?}")) };
            if button.disabled {
                return refuse("this button is disabled");
            }
            if matches!(button.style, ButtonStyle::Link | ButtonStyle::Premium) {
                return refuse("this button is not for the bot");
            }
            component(world, who, message, (ComponentType::Button, custom_id), &[], &Named::default())
        })
    }

    /// Chooses from the menu with this id: values of its options, or names or ids of members, roles or channels. Refused if
    /// they are not there, or too few or too many.
    pub fn select(
        &self,
        who: UserId,
        channel: ChannelId,
        message: MessageId,
        custom_id: &str,
        values: &[String],
    ) -> Result<InteractionId, Refused> {
        self.with(|world| {
            let known = pressable(world, who, channel, message)?;
            let mut found = None;
            each(&known.components, &mut |component| {
                if let Component::SelectMenu(menu) = component
                    && menu.custom_id == custom_id
                {
                    found = Some(menu.clone());
                }
            });
            let Some(menu) = found else { return refuse(format!("there is no menu {custom_id:?}")) };
            if menu.disabled {
                return refuse("this menu is disabled");
            }
            let (values, named) = chosen(world, channel, &menu, values)?;
            let kind = Component::SelectMenu(menu).kind();
            component(world, who, message, (kind, custom_id), &values, &named)
        })
    }

    /// Sends the form that `interaction` opened. Fields that are not given keep what they were filled in with. Refused if a
    /// field is required, too short, too long or unknown.
    pub fn submit(
        &self,
        who: UserId,
        interaction: InteractionId,
        fields: &[(String, String)],
    ) -> Result<InteractionId, Refused> {
        self.with(|world| {
            let Some(opener) = world.interactions.get(&interaction) else { return refuse("there is no such form") };
            if opener.user != who {
                return refuse("this form is somebody else's");
            }
            let Answer::Form(form) = &opener.answer else { return refuse("there is no such form") };
            let sent = world.interactions.values().any(|i| {
                matches!(&i.source, Source::Form { opened_by, .. } if *opened_by == interaction)
                    && !matches!(i.answer, Answer::Failed)
            });
            if sent {
                return refuse("this form has been sent already");
            }
            let message = match &opener.source {
                Source::Component { message, .. } => Some(*message),
                _ => None,
            };
            let data = filled_in(form, fields)?;
            let source = Source::Form { custom_id: form.custom_id.clone(), opened_by: interaction, message };
            let (channel, application) = (opener.channel_id, opener.application_id);
            Ok(world.begin(Begin {
                who,
                channel,
                application,
                kind: InteractionType::ModalSubmit,
                source,
                data: InteractionData::ModalSubmit(Box::new(data)),
            }))
        })
    }
}

/// The message, if this person can see it there.
fn pressable(world: &World, who: UserId, channel: ChannelId, message: MessageId) -> Result<&Message, Refused> {
    let known = seen(world, who, message)?;
    if known.channel_id == channel { Ok(known) } else { refuse("there is no such message") }
}

fn component(
    world: &mut World,
    who: UserId,
    message: MessageId,
    (component_type, custom_id): (ComponentType, &str),
    values: &[String],
    named: &Named,
) -> Result<InteractionId, Refused> {
    let (channel, author) = {
        let known = seen(world, who, message)?;
        (known.channel_id, known.author)
    };
    let Some(application) = world.application_of(author).map(|a| a.id) else {
        return refuse("nobody would hear that");
    };
    let data = MessageComponentInteractionData {
        component_type,
        custom_id: custom_id.into(),
        resolved: world.resolved(channel, named, None),
        values: values.to_vec(),
    };
    Ok(world.begin(Begin {
        who,
        channel,
        application,
        kind: InteractionType::MessageComponent,
        source: Source::Component { message, custom_id: custom_id.into() },
        data: InteractionData::MessageComponent(Box::new(data)),
    }))
}

/// The values of what is chosen, and what they name.
fn chosen(
    world: &World,
    channel: ChannelId,
    menu: &SelectMenu,
    values: &[String],
) -> Result<(Vec<String>, Named), Refused> {
    let (min, max) = (menu.min_values.unwrap_or(1), menu.max_values.unwrap_or(1));
    if values.len() < usize::from(min) || values.len() > usize::from(max) {
        return refuse(format!("choose {min} to {max}"));
    }
    let guild = world.channels.get(&channel).and_then(|c| c.guild_id);
    let place = Place { world, guild };
    let mut named = Named::default();
    let mut out = Vec::new();
    for value in values {
        let missing = || Refused(format!("{value:?} cannot be chosen"));
        let id = match menu.kind {
            SelectMenuType::Text => {
                let option = menu.options.iter().flatten().find(|o| o.value == *value || o.label == *value);
                out.push(option.ok_or_else(missing)?.value.clone());
                continue;
            }
            SelectMenuType::User => {
                named.users.push(place.user(value).ok_or_else(missing)?);
                named.users.last().map(ToString::to_string)
            }
            SelectMenuType::Role => {
                named.roles.push(place.role(value).ok_or_else(missing)?);
                named.roles.last().map(ToString::to_string)
            }
            SelectMenuType::Channel => {
                named.channels.push(place.channel(value).ok_or_else(missing)?);
                named.channels.last().map(ToString::to_string)
            }
            _ => match place.user(value) {
                Some(user) => {
                    named.users.push(user);
                    Some(user.to_string())
                }
                None => {
                    named.roles.push(place.role(value).ok_or_else(missing)?);
                    named.roles.last().map(ToString::to_string)
                }
            },
        };
        out.extend(id);
    }
    Ok((out, named))
}

/// The form as it is sent.
fn filled_in(form: &Form, fields: &[(String, String)]) -> Result<ModalInteractionData, Refused> {
    let mut ids = Vec::new();
    let mut components = Vec::new();
    for component in &form.components {
        components.push(match component {
            Component::ActionRow(row) => ModalInteractionComponent::ActionRow(ModalInteractionActionRow {
                components: row.components.iter().map(|c| value_of(c, fields, &mut ids)).collect::<Result<_, _>>()?,
                id: row.id.unwrap_or_default(),
            }),
            Component::Label(label) => ModalInteractionComponent::Label(ModalInteractionLabel {
                component: Box::new(value_of(&label.component, fields, &mut ids)?),
                id: label.id.unwrap_or_default(),
            }),
            Component::TextDisplay(text) => {
                ModalInteractionComponent::TextDisplay(ModalInteractionTextDisplay { id: text.id.unwrap_or_default() })
            }
            _ => return refuse("this form has a field that cannot be filled in here"),
        });
    }
    if let Some((unknown, _)) = fields.iter().find(|(id, _)| !ids.contains(id)) {
        return refuse(format!("the form has no field {unknown:?}"));
    }
    Ok(ModalInteractionData { components, custom_id: form.custom_id.clone(), resolved: None })
}

fn value_of(
    component: &Component,
    fields: &[(String, String)],
    ids: &mut Vec<String>,
) -> Result<ModalInteractionComponent, Refused> {
    let given = |id: &str| -> Vec<String> {
        fields.iter().filter(|(name, _)| name == id).map(|(_, value)| value.clone()).collect()
    };
    match component {
        Component::TextInput(input) => {
            ids.push(input.custom_id.clone());
            let value = given(&input.custom_id).pop().or_else(|| input.value.clone()).unwrap_or_default();
            check_input(input, &value)?;
            Ok(ModalInteractionComponent::TextInput(ModalInteractionTextInput {
                custom_id: input.custom_id.clone(),
                id: input.id.unwrap_or_default(),
                value,
            }))
        }
        Component::SelectMenu(menu) if menu.kind == SelectMenuType::Text => {
            ids.push(menu.custom_id.clone());
            let values = given(&menu.custom_id);
            let known = |value: &String| menu.options.iter().flatten().any(|o| o.value == *value);
            let min = if menu.required == Some(false) { 0 } else { menu.min_values.unwrap_or(1) };
            let max = menu.max_values.unwrap_or(1);
            if !values.iter().all(known) || values.len() < usize::from(min) || values.len() > usize::from(max) {
                return refuse(format!("{}: choose {min} to {max} of its options", menu.custom_id));
            }
            Ok(ModalInteractionComponent::StringSelect(ModalInteractionStringSelect {
                id: menu.id.unwrap_or_default(),
                custom_id: menu.custom_id.clone(),
                values,
            }))
        }
        _ => refuse("this form has a field that cannot be filled in here"),
    }
}

fn check_input(input: &TextInput, value: &str) -> Result<(), Refused> {
    let long = length(value);
    let name = &input.custom_id;
    if long == 0 {
        return if input.required.unwrap_or(true) { refuse(format!("{name} must be filled in")) } else { Ok(()) };
    }
    let (min, max) = (input.min_length.unwrap_or(0), input.max_length.unwrap_or(4000));
    if long < usize::from(min) || long > usize::from(max) {
        return refuse(format!("{name} has {min} to {max} characters, not {long}"));
    }
    Ok(())
}
