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
