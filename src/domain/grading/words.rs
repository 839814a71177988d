//! The words that the grader knows by heart. Everything else it learns from the question.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A set of words.
pub type Words = LazyLock<HashSet<&'static str>>;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident = $($text:literal)+) => {
        $(#[$doc])*
        pub static $name: Words = LazyLock::new(|| concat!($($text, " "),+).split_whitespace().collect());
    };
}

words! {
    /// Words too common to tell anything; phrases leave them out.
    SMALL =
    "a an the of is are was were be been to in on at by for with and or it its this that these those as from into than"
    "then so if when which who what do does did has have had can could will would should may might their they them you"
    "your we our us i my me one he she his her there here being am s"
}

words! {
    /// Negate what follows them in their clause.
    DENIERS =
    "not never cannot nothing nobody none neither nor hardly rarely seldom barely scarcely cant dont doesnt isnt arent wont"
    "didnt wasnt werent shouldnt couldnt wouldnt hasnt havent hadnt mustnt neednt aint nt"
}

words! {
    /// Say that something is absent or kept from happening: the next word, and no more.
    KEEPERS = "no without non zero avoid prevent lack lacking absence"
}

words! {
    /// Say the same together with `to`: "fails to reach".
    FAILERS = "fail forget refus neglect unabl imposs omit"
}

words! {
    /// After `no`, they make it as strong as `not`: "no need to wait".
    EMPTY_NOUNS = "need way reason guarantee point sense chance longer one"
}

words! {
    /// After a negation they put aside what stands before it: "the check isn't needed", "the order doesn't matter".
    DISMISSALS = "needed necessary required problem problems issue matter matters important relevant worthwhile"
}

words! {
    /// Stand between a keeper and what it is about: "no new thread".
    THIN_WORDS =
    "new additional extra separate real single more further other such any much many own big large another use using used"
    "having make making create creating run running call calling doing get getting all every each too explicit manual"
}

words! {
    /// Begin another clause, to which a negation does not reach.
    CLAUSE_OPENERS =
    "but because while whereas although though however since if when whenever unless until till where so therefore hence"
    "yet otherwise thus meanwhile instead after once"
}

words! {
    /// Begin a clause that ends at the next comma.
    SUBORDINATORS = "if when whenever because since while although though unless until till after before once as where without"
}

words! {
    /// After a comma or `and`, they show that a new clause begins.
    SUBJECTS =
    "it they this that these those we you he she i there the a an each every all both only still just always then also"
    "everything nothing everyone nobody is are was will can must should does do which who so even rather"
}

words! {
    /// Verbs whose form shows that a sentence goes on after a relative clause.
    FINITE =
    "is are was were goes go get gets will can must should may has have moves lands ends needs stays becomes fails waits"
    "returns leads makes causes keeps blocks means"
}

words! {
    /// Verbs in the forms in which notes and sentences use them, and lists of nouns do not.
    VERBS =
    "is are was were be has have had do does did can will would should must may might returns runs uses waits blocks calls"
    "throws catches handles sends writes reads opens closes destroys keeps holds makes takes gets gives goes comes stops"
    "starts resumes pauses grows happens needs causes lets allows prevents avoids becomes means stays fails works gives puts"
    "sees knows sets adds loses finds shows tells says wants leaves moves creates stores checks fires drains emits rejects"
    "resolves listens executes processes shares copies spawns forks crashes leaks drops retries expires signs verifies"
    "contains includes depends helps reduces increases scales splits wait use run return call throw catch handle send keep"
    "hold make take get give go come stop need let allow become stay wrap await returned called used sent written done"
    "blocked closed destroyed kept made lost killed running waiting blocking using returning sending keeping"
}

words! {
    /// Whose opinion is told as somebody else's.
    OTHERS =
    "people many some most others beginners juniors developers folks somebody everyone everybody candidates they you one"
}

words! {
    /// What others do with an opinion.
    BELIEVE = "think thinks believe believes assume assumes say says claim claims expect expects suppose guess hear imagine"
}

words! {
    /// Wherever one of them stands, a sentence tells of a mistake rather than making it.
    CORRECTIONS =
    "wrong wrongly incorrect incorrectly untrue myth misconception mistake mistakes mistaken mistakenly pitfall trap"
    "misunderstanding fallacy antipattern contrary naive naively bad avoid misleading unlike beware dangerous harmful"
}

words! {
    /// Begin a sentence that takes back the one before it, together with one of [`CORRECTIONS`] or a negation.
    TAKE_BACK = "that this it which no wrong incorrect actually but false nope"
}

words! {
    /// Begin a sentence that asks.
    ASKERS =
    "who what when where why how which whose does do did is are was were can could will would should has have isnt doesnt"
}

words! {
    /// Words that differ from technical ones by one letter and are meant as they stand.
    SOUND =
    "caching catching parsing passing reading leading threat threats sever severs steam steams caches catches loading"
    "leaning cashing except expect accept affect effect quite quiet angel angle united untied casual causal through though"
    "batch patch match request requests reverse revert resolve revolve server serves service surface prevent present poling"
    "polling pooling pulling pushing posting porting sorting storing starting stating lasting listing hosting testing resting"
    "latter later letter better matter master muster signal single simple sample message massage package packages"
}

/// Verb forms that a stemmer does not know, and the form that stands for them.
static IRREGULAR: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    concat!(
        "sent send written write wrote write lost lose thrown throw threw throw kept keep ran run built build held hold ",
        "grew grow grown grow chosen choose chose choose broke break broken break caught catch woke wake woken wake ",
        "went go gone go got get gotten get took take taken take gave give given give came come began begin begun begin ",
        "met meet left leave made make said say found find hidden hide hid hide drew draw drawn draw knew know known know ",
        "saw see seen see shown show froze freeze frozen freeze stole steal stolen steal fell fall fallen fall fed feed ",
        "spent spend stood stand stuck stick told tell thought think understood understand won win dealt deal drove drive ",
        "driven drive lent lend led lead meant mean paid pay rose rise risen rise sold sell spoke speak spoken speak ",
        "brought bring bought buy forgot forget forgotten forget sped speed died die dies die dying die lying lie tying tie ",
        "slept sleep slid slide swept sweep swore swear torn tear worn wear bore bear shook shake shaken shake sank sink ",
        "queries query indices index indexes index matrices matrix vertices vertex schemata schema children child data data"
    )
    .split_whitespace()
    .collect::<Vec<_>>()
    .chunks_exact(2)
    .map(|pair| (pair[0], pair[1]))
    .collect()
});

/// Short forms in everyday use, and the word that they are taken as.
static SHORT: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    concat!(
        "asynchronous async asynchronously async synchronous sync synchronously sync postgresql postgres kubernetes k8s ",
        "application app applications app apps app parameter param parameters param params param repository repo ",
        "repositories repo repos repo environment env environments env configuration config configurations config ",
        "configs config database db databases db dbs db message msg messages msg msgs msg authentication authn ",
        "maximum max maximal max javascript js typescript ts directory dir directories dir dirs dir thru through ",
        "identifier id identifiers id ids id transaction tx transactions tx txn tx dependencies dependency deps dependency ",
        "two 2 three 3 four 4 five 5 wo without behaviour behavior behaviours behavior colour color colours color ",
        "favour favor honour honor neighbour neighbor centre center licence license defence defense ",
        "cancelled cancel canceled cancel cancelling cancel labelled label analyse analyze catalogue catalog"
    )
    .split_whitespace()
    .collect::<Vec<_>>()
    .chunks_exact(2)
    .map(|pair| (pair[0], pair[1]))
    .collect()
});

/// The form that stands for this lower-case word, before stemming.
pub fn base_form(word: &str) -> &str {
    IRREGULAR.get(word).or_else(|| SHORT.get(word)).copied().unwrap_or(word)
}
