//! `viva invite`: the link by which a server takes the bot in.

use crate::config::{self, Config};
use crate::discord::{Connection, Discord, invite};

/// Prints the link and what each permission is for. Without `application`, Discord is asked whose the token is.
pub async fn print(config: &Config, application: Option<u64>) -> anyhow::Result<()> {
    let application = match application {
        Some(id) => id,
        None => {
            let connection = Connection::new(&config::token()?, config.discord.api_url.as_deref())?;
            Discord::new(&connection).application().await?.id
        }
    };
    let invite = invite(application);
    println!("{}\n", invite.url);
    println!("Whoever opens it chooses a server in which they have Manage Server. It asks for nothing more than:");
    for permission in invite.permissions {
        println!("- {}, to {}", permission.permission, permission.needed_to);
    }
    println!("- the scope applications.commands, to offer slash commands");
    println!(
        "\nFor tracks that ping a role which not everyone may mention, give the bot's role \"Mention @everyone, @here and All \
         Roles\" in that channel."
    );
    Ok(())
}
