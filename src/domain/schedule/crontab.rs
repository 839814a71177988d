#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields;
