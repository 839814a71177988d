//! British spellings, and the American ones that the bank uses.

/// Pairs of words; the British one also at the beginning of a longer word ("behavioural").
const STEMS: &[(&str, &str)] = &[
    ("behaviour", "behavior"),
    ("colour", "color"),
    ("favour", "favor"),
    ("honour", "honor"),
    ("labour", "labor"),
    ("neighbour", "neighbor"),
    ("flavour", "flavor"),
    ("rumour", "rumor"),
    ("harbour", "harbor"),
    ("endeavour", "endeavor"),
    ("humour", "humor"),
    ("vapour", "vapor"),
    ("analyse", "analyze"),
    ("analysing", "analyzing"),
    ("catalyse", "catalyze"),
    ("paralyse", "paralyze"),
    ("cancelled", "canceled"),
    ("cancelling", "canceling"),
    ("travell", "travel"),
    ("modelling", "modeling"),
    ("modelled", "modeled"),
    ("labelled", "labeled"),
    ("labelling", "labeling"),
    ("signalled", "signaled"),
    ("signalling", "signaling"),
    ("levelled", "leveled"),
    ("fuelled", "fueled"),
    ("tunnelled", "tunneled"),
    ("tunnelling", "tunneling"),
    ("channelled", "channeled"),
    ("marshalled", "marshaled"),
    ("marshalling", "marshaling"),
    ("unravelled", "unraveled"),
    ("artefact", "artifact"),
    ("afterwards", "afterward"),
    ("whilst", "while"),
    ("amongst", "among"),
    ("defence", "defense"),
    ("offence", "offense"),
    ("pretence", "pretense"),
    ("licence", "license"),
    ("catalogue", "catalog"),
    ("dialogue box", "dialog box"),
    ("programme ", "program "),
    ("judgement", "judgment"),
    ("ageing", "aging"),
    ("sceptic", "skeptic"),
    ("instalment", "installment"),
    ("skilful", "skillful"),
    ("aluminium", "aluminum"),
    ("manoeuvre", "maneuver"),
    ("cheque", "check"),
];

/// Whole words.
const WORDS: &[(&str, &str)] = &[
    ("centre", "center"),
    ("centres", "centers"),
    ("centred", "centered"),
    ("metre", "meter"),
    ("metres", "meters"),
    ("litre", "liter"),
    ("fibre", "fiber"),
    ("fibres", "fibers"),
    ("theatre", "theater"),
    ("calibre", "caliber"),
    ("grey", "gray"),
    ("learnt", "learned"),
    ("spelt", "spelled"),
    ("burnt", "burned"),
    ("dreamt", "dreamed"),
    ("leant", "leaned"),
    ("fulfil", "fulfill"),
    ("fulfils", "fulfills"),
    ("enrol", "enroll"),
    ("practise", "practice"),
    ("practised", "practiced"),
    ("practising", "practicing"),
    ("mould", "mold"),
    ("plough", "plow"),
    ("tyre", "tire"),
    ("kerb", "curb"),
    ("towards", "toward"),
    ("programme", "program"),
    ("programmes", "programs"),
];

/// Words that are written with "ise" in Britain, up to the "is".
const ISE: &[&str] = &[
    "anonym",
    "apolog",
    "author",
    "canonical",
    "capital",
    "categor",
    "central",
    "character",
    "contain",
    "critic",
    "custom",
    "decentral",
    "denormal",
    "deserial",
    "digit",
    "emphas",
    "equal",
    "external",
    "familiar",
    "final",
    "general",
    "global",
    "initial",
    "internal",
    "item",
    "jeopard",
    "linear",
    "local",
    "material",
    "maxim",
    "memo",
    "minim",
    "modern",
    "modular",
    "monet",
    "neutral",
    "normal",
    "optim",
    "organ",
    "parallel",
    "parameter",
    "penal",
    "personal",
    "priorit",
    "random",
    "rational",
    "real",
    "recogn",
    "reinitial",
    "reorgan",
    "sanit",
    "scrutin",
    "serial",
    "special",
    "stabil",
    "standard",
    "summar",
    "symbol",
    "synchron",
    "system",
    "templat",
    "token",
    "unauthor",
    "util",
    "vector",
    "virtual",
    "visual",
    "desynchron",
    "resynchron",
    "container",
    "unrecogn",
    "monopol",
];

/// The British spellings in a text, each with the American one.
pub fn british(text: &str) -> Vec<(String, String)> {
    let lower = text.to_lowercase();
    let mut found = Vec::new();
    for word in lower.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() >= 4) {
        let stem = STEMS.iter().find(|(british, _)| word.starts_with(british));
        let whole = WORDS.iter().find(|(british, _)| word == *british);
        if let Some((british, american)) = whole.or(stem) {
            found.push((word.to_owned(), word.replacen(british, american, 1)));
        } else if let Some(american) = with_z(word) {
            found.push((word.to_owned(), american));
        }
    }
    found
}

/// "serialised" -> "serialized".
fn with_z(word: &str) -> Option<String> {
    const ENDINGS: [&str; 10] =
        ["ise", "ised", "ises", "ising", "iser", "isers", "isation", "isations", "isable", "isational"];
    ENDINGS.iter().find_map(|ending| {
        let root = word.strip_suffix(ending)?;
        ISE.contains(&root).then(|| format!("{root}iz{}", &ending[2..]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn british_words_are_found_and_others_left() {
        let words = |text: &str| british(text).into_iter().map(|(_, american)| american).collect::<Vec<_>>().join(" ");
        assert_eq!(words("Behaviours of serialised, unrecognised colours"), "behaviors serialized unrecognized colors");
        assert_eq!(words("initialising the centre, cancelled afterwards"), "initializing center canceled afterward");
        assert_eq!(words("promise, otherwise, exercise, enterprise, precise, cancellation, four hours, raised"), "");
    }
}
