mod negation;
mod sentences;
mod tokens;
mod words;
