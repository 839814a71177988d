//! Time zones by what people type.

use chrono_tz::{TZ_VARIANTS, Tz};

use super::ScheduleError;

/// An IANA zone by its name in any case, with spaces or underscores, or by its city alone where only one zone has it.
///
/// # Errors
/// Where there is none of that name, with up to three that are near.
pub fn parse_zone(name: &str) -> Result<Tz, ScheduleError> {
    let wanted = folded(name);
    if let Some(zone) = TZ_VARIANTS.iter().find(|zone| folded(zone.name()) == wanted) {
        return Ok(*zone);
    }
    let mut there = TZ_VARIANTS.iter().filter(|zone| is_place(**zone) && folded(city(**zone)) == wanted);
    match (there.next(), there.next()) {
        (Some(only), None) => Ok(*only),
        _ => Err(ScheduleError::Zone { given: name.trim().to_owned(), nearest: nearest(&wanted) }),
    }
}

/// Zones for somebody who is still typing, the likeliest first: those whose city begins so, those whose name does, those
/// with a later word that does, and the rest that has it somewhere. Places come before offsets and old names.
pub fn zones_matching(prefix: &str) -> Vec<Tz> {
    let typed = folded(prefix);
    let rank = |zone: Tz| {
        let name = folded(zone.name());
        if folded(city(zone)).starts_with(&typed) {
            Some(0)
        } else if name.starts_with(&typed) {
            Some(1)
        } else if name.split(['/', '_', '-']).any(|word| word.starts_with(&typed)) {
            Some(2)
        } else {
            name.contains(&typed).then_some(3)
        }
    };
    let mut found: Vec<(bool, u8, Tz)> =
        TZ_VARIANTS.iter().filter_map(|zone| Some((!is_place(*zone), rank(*zone)?, *zone))).collect();
    found.sort_by_key(|(offset, rank, zone)| (*offset, *rank, zone.name()));
    // Whoever types all of an old name, or UTC, means it.
    found.sort_by_key(|(_, _, zone)| folded(zone.name()) != typed);
    found.into_iter().map(|(_, _, zone)| zone).collect()
}

pub(super) fn suggestion(nearest: &[Tz]) -> String {
    let names: Vec<String> = nearest.iter().map(|zone| format!("`{}`", zone.name())).collect();
    match names.as_slice() {
        [] => "Write the name of a place, such as `Europe/Berlin` or `America/New_York`.".to_owned(),
        [only] => format!("Did you mean {only}?"),
        [first @ .., last] => format!("Did you mean {} or {last}?", first.join(", ")),
    }
}

fn nearest(wanted: &str) -> Vec<Tz> {
    // Below this, the names that come up have nothing to do with what was typed.
    const LIKE: f64 = 0.82;
    let like = |zone: Tz| {
        let (name, city) = (folded(zone.name()), folded(city(zone)));
        let typed_city = wanted.rsplit('/').next().unwrap_or(wanted);
        let whole = if wanted.contains('/') { strsim::jaro_winkler(&name, wanted) } else { 0.0 };
        // The city is what a name is told apart by: many share the rest.
        (whole + strsim::jaro_winkler(&city, typed_city)) / if whole > 0.0 { 2.0 } else { 1.0 }
    };
    let mut near: Vec<(f64, Tz)> = TZ_VARIANTS
        .iter()
        .filter(|zone| is_place(**zone))
        .map(|zone| (like(*zone), *zone))
        .filter(|(like, _)| *like >= LIKE)
        .collect();
    near.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.name().cmp(other.name())));
    near.into_iter().take(3).map(|(_, zone)| zone).collect()
}

/// True for `Area/City`; false for offsets, which never change their clocks, and for names kept for old systems.
fn is_place(zone: Tz) -> bool {
    match zone.name().split_once('/') {
        Some((area, _)) => !matches!(area, "Etc" | "US" | "Canada" | "Brazil" | "Mexico" | "Chile"),
        None => zone == Tz::UTC,
    }
}

fn city(zone: Tz) -> &'static str {
    zone.name().rsplit('/').next().unwrap_or_default()
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase().replace(' ', "_")
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America, Asia, Europe};

    use super::*;

    #[test]
    fn zones_are_read_by_name_or_city() {
        for (written, zone) in [
            ("Europe/Berlin", Europe::Berlin),
            ("europe/berlin", Europe::Berlin),
            (" America/New York ", America::New_York),
            ("new york", America::New_York),
            ("Berlin", Europe::Berlin),
            ("utc", Tz::UTC),
            ("Asia/Kolkata", Asia::Kolkata),
        ] {
            assert_eq!(parse_zone(written), Ok(zone), "{written}");
        }
    }

    #[test]
    fn an_unknown_zone_comes_with_the_nearest() {
        let says = |text: &str| parse_zone(text).unwrap_err().to_string();
        assert_eq!(
            says("Europe/Berln").split(" or ").next().unwrap().split(',').next().unwrap().trim_end_matches('?'),
            "`Europe/Berln` is not a time zone that I know. Did you mean `Europe/Berlin`"
        );
        assert!(says("New Yrok").contains("`America/New_York`"), "{}", says("New Yrok"));
        assert!(says("Amerika/Sao Paolo").contains("`America/Sao_Paulo`"), "{}", says("Amerika/Sao Paolo"));
        assert_eq!(
            says("+02:00"),
            "`+02:00` is not a time zone that I know. Write the name of a place, such as `Europe/Berlin` or `America/New_York`."
        );
    }

    #[test]
    fn zones_are_found_while_somebody_types() {
        let first = |typed: &str| zones_matching(typed)[0];
        assert_eq!(first("berl"), Europe::Berlin);
        assert_eq!(first("Europe/Be"), Europe::Belfast);
        assert_eq!(first("new y"), America::New_York);
        assert_eq!(first("york"), America::New_York);
        assert_eq!(first("utc"), Tz::UTC);
        assert_eq!(&zones_matching("am")[..2], &[Asia::Amman, Europe::Amsterdam]);
        assert_eq!(zones_matching("").len(), chrono_tz::TZ_VARIANTS.len());
        assert!(zones_matching("nowhere at all").is_empty());
    }
}
